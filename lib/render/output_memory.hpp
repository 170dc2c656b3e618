#pragma once

#include "gpu/buffer.hpp"
#include "gpu/cuda_import.hpp"
#include "gpu/external.hpp"

#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace plumb::render {

/// Memory that frames lie in, one use after the other. Readers whom the frames' owners know nothing of may promise to
/// tell when they are done; until then there is no next use.
class OutputMemory {
public:
    explicit OutputMemory(gpu::Buffer made);

    const gpu::Buffer buffer;
    const std::uint64_t id;  ///< no other memory of this process has it

    /// The timeline on which readers tell that they are done; made by the first call.
    /// @throws Error  unsupported if the device exports no timeline semaphores
    VkSemaphore release_timeline();
    /// The value that says so of the use that is going on; the same for each call within a use.
    /// @throws Error  as release_timeline()
    std::uint64_t release_value();
    /// The memory in CUDA's address space; mapped by the first call.
    /// @throws Error  as CudaMemory()
    gpu::cuda::Address cuda_address(const std::shared_ptr<const gpu::CudaDevice>& device);
    /// Somebody has read who is done when the mark is reached.
    void add_reader(gpu::CudaMark mark);
    /// Somebody has read of whom it is not known when he is done: there is no next use.
    void lose() noexcept;

    /// Between two uses: whether all who promised to tell have told.
    /// @throws Error  device_lost
    [[nodiscard]] bool is_released();

private:
    void make_timeline();

    std::mutex mutex_;
    gpu::Semaphore timeline_;
    std::uint64_t promised_ = 0;
    bool is_promised_ = false;  ///< in this use
    bool is_lost_ = false;
    std::unique_ptr<gpu::CudaMemory> cuda_;
    std::vector<gpu::CudaMark> readers_;  // after cuda_: they are waited for before it is unmapped
};

}  // namespace plumb::render
