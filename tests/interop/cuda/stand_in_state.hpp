#pragma once

#include "gpu/cuda_api.hpp"
#include "vulkan_import.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace plumb::interop_test::stand_in {

/// What the stand-in knows; its functions hold `mutex`.
struct State {
    std::mutex mutex;
    std::unique_ptr<ImportDevice> vulkan;
    std::optional<gpu::cuda::Uuid> other_uuid;
    bool is_initialized = false;
    int retained = 0;
    bool is_busy = false;
    std::map<std::string, int> calls;
    std::string failing;
    gpu::cuda::Result failure = 0;
    int skip = 0;
    std::string complaint;
    std::map<std::uintptr_t, ImportDevice::Memory> memories;
    std::map<gpu::cuda::Address, std::uintptr_t> mappings;
    std::map<std::uintptr_t, int> semaphores;
    std::map<std::uintptr_t, bool> events;  ///< recorded
    std::set<std::uintptr_t> streams;
    std::string distortion;                                    ///< of what is read, see distort()
    std::map<std::uintptr_t, std::vector<std::byte>> earlier;  ///< by memory, as it was read first
    std::uintptr_t last_handle = 0x1000;
    std::uintptr_t wait_stream = 0, record_stream = 0;
    std::uint64_t wait_value = 0;
};

/// Never destroyed: the Vulkan driver's own objects may go first when the process ends.
State& state();

/// Contexts that are current to this thread.
int& pushed();

void open_vulkan();

}  // namespace plumb::interop_test::stand_in
