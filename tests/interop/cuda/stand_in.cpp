// Stands in for libcuda.so.1 where there is no GPU of NVIDIA: the device has the UUID of the Vulkan device, imports go
// through a second Vulkan device, and every call is checked, counted, and fails when a test wants it to.
#include "cuda/stand_in_state.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <algorithm>
#include <cstring>
#include <span>
#include <string>
#include <vector>

namespace cuda = plumb::gpu::cuda;
using plumb::interop_test::ImportDevice;
using plumb::interop_test::stand_in::open_vulkan;
using plumb::interop_test::stand_in::pushed;
using plumb::interop_test::stand_in::State;
using plumb::interop_test::stand_in::state;

namespace {

constexpr cuda::Result invalid_value = 1;
constexpr cuda::Result not_initialized = 3;
constexpr std::size_t page_bytes = 4096;
constexpr cuda::Result invalid_context = 201;
constexpr cuda::Result invalid_handle = 400;
constexpr std::uintptr_t only_context = 0x51;
constexpr std::uintptr_t unknown_stream = 0xbad;

/// Opens every function: counts it, fails it if that is wanted, and complains about what must come before.
class Call {
public:
    explicit Call(const char* name, bool needs_context = false) : lock_(state().mutex) {
        State& now = state();
        ++now.calls[name];
        if (now.failing == name && now.skip-- == 0) {
            now.failing.clear();
            result = now.failure;
            return;
        }
        if (!now.is_initialized && std::string(name) != "cuInit")
            result = complain(name, "before cuInit", not_initialized);
        if (needs_context && pushed() == 0) result = complain(name, "without a current context", invalid_context);
    }
    cuda::Result complain(const std::string& name, const std::string& what, cuda::Result code) {
        if (state().complaint.empty()) state().complaint = name + " " + what;
        return code;
    }
    cuda::Result result = cuda::success;

private:
    std::lock_guard<std::mutex> lock_;
};

/// Makes of bytes that were read at the start of memory what a driver might that does not see what was written.
void distort(std::uintptr_t memory, std::span<std::byte> bytes) {
    const std::string& how = state().distortion;
    if (how == "stale") {
        std::vector<std::byte>& earlier = state().earlier.try_emplace(memory, bytes.begin(), bytes.end()).first->second;
        std::ranges::copy(earlier, bytes.begin());
    }
    if (how == "shifted") std::ranges::rotate(bytes, bytes.begin() + 4);
    if (how == "last byte") bytes.back() ^= std::byte{1};
    if (how == "first page" && bytes.size() > page_bytes) std::ranges::fill(bytes.subspan(page_bytes), std::byte{0});
    if (how == "nothing") std::ranges::fill(bytes, std::byte{0});
}

bool is_empty(const unsigned* reserved) {
    return std::all_of(reserved, reserved + 16, [](unsigned word) { return word == 0; });
}

template <class Handle>
std::uintptr_t number(Handle handle) {
    return reinterpret_cast<std::uintptr_t>(handle);
}

}  // namespace

#define PLUMB_CALL(name, ...)        \
    Call call(#name, ##__VA_ARGS__); \
    if (call.result != cuda::success) return call.result
#define PLUMB_REFUSE(name, condition, what) \
    if (condition) return call.complain(#name, what, invalid_value)

extern "C" {

cuda::Result cuInit(unsigned flags) {
    PLUMB_CALL(cuInit);
    PLUMB_REFUSE(cuInit, flags != 0, "with flags");
    state().is_initialized = true;
    return cuda::success;
}

cuda::Result cuGetErrorName(cuda::Result result, const char** name) {
    *name = result == 999 ? "CUDA_ERROR_UNKNOWN" : result == cuda::out_of_memory ? "CUDA_ERROR_OUT_OF_MEMORY" : nullptr;
    return *name != nullptr ? cuda::success : invalid_value;
}

cuda::Result cuDeviceGetCount(int* count) {
    PLUMB_CALL(cuDeviceGetCount);
    open_vulkan();
    *count = state().vulkan->is_there() ? 1 : 0;
    return cuda::success;
}

cuda::Result cuDeviceGet(cuda::Ordinal* device, int ordinal) {
    PLUMB_CALL(cuDeviceGet);
    PLUMB_REFUSE(cuDeviceGet, ordinal != 0, "with an ordinal out of range");
    *device = 7;
    return cuda::success;
}

cuda::Result cuDeviceGetUuid_v2(cuda::Uuid* uuid, cuda::Ordinal device) {
    PLUMB_CALL(cuDeviceGetUuid_v2);
    PLUMB_REFUSE(cuDeviceGetUuid_v2, device != 7, "of no device");
    *uuid = state().other_uuid.value_or(state().vulkan->uuid());
    return cuda::success;
}

cuda::Result cuDevicePrimaryCtxRetain(cuda::Primary* context, cuda::Ordinal device) {
    PLUMB_CALL(cuDevicePrimaryCtxRetain);
    PLUMB_REFUSE(cuDevicePrimaryCtxRetain, device != 7, "of no device");
    ++state().retained;
    *context = reinterpret_cast<cuda::Primary>(only_context);
    return cuda::success;
}

cuda::Result cuDevicePrimaryCtxRelease_v2(cuda::Ordinal device) {
    PLUMB_CALL(cuDevicePrimaryCtxRelease_v2);
    PLUMB_REFUSE(cuDevicePrimaryCtxRelease_v2, device != 7 || state().retained == 0, "of what is not retained");
    --state().retained;
    return cuda::success;
}

cuda::Result cuCtxPushCurrent_v2(cuda::Primary context) {
    PLUMB_CALL(cuCtxPushCurrent_v2);
    PLUMB_REFUSE(cuCtxPushCurrent_v2, number(context) != only_context || state().retained == 0, "of no context");
    ++pushed();
    return cuda::success;
}

cuda::Result cuCtxPopCurrent_v2(cuda::Primary* context) {
    PLUMB_CALL(cuCtxPopCurrent_v2, true);
    --pushed();
    *context = reinterpret_cast<cuda::Primary>(only_context);
    return cuda::success;
}

cuda::Result cuCtxSynchronize() {
    PLUMB_CALL(cuCtxSynchronize, true);
    return cuda::success;
}

cuda::Result cuImportExternalMemory(cuda::Memory* memory, const cuda::MemoryDescription* description) {
    PLUMB_CALL(cuImportExternalMemory, true);
    PLUMB_REFUSE(cuImportExternalMemory,
                 description->type != cuda::memory_opaque_fd || description->flags != cuda::dedicated ||
                     !is_empty(description->reserved) || fcntl(description->handle.fd, F_GETFD) < 0,
                 "with a description that is wrong");
    // Its one memory type is the software device's only one; the buffer fills the memory.
    const ImportDevice::Memory imported =
        state().vulkan->import({description->handle.fd, description->size, 0, description->size});
    PLUMB_REFUSE(cuImportExternalMemory, imported.bytes.empty(), "of memory that Vulkan does not import");
    state().memories[++state().last_handle] = imported;
    *memory = reinterpret_cast<cuda::Memory>(state().last_handle);
    return cuda::success;
}

cuda::Result cuExternalMemoryGetMappedBuffer(cuda::Address* address, cuda::Memory memory,
                                             const cuda::BufferDescription* description) {
    PLUMB_CALL(cuExternalMemoryGetMappedBuffer, true);
    const auto found = state().memories.find(number(memory));
    PLUMB_REFUSE(cuExternalMemoryGetMappedBuffer, found == state().memories.end(), "of no memory");
    PLUMB_REFUSE(cuExternalMemoryGetMappedBuffer,
                 description->flags != 0 || !is_empty(description->reserved) || description->size == 0 ||
                     description->offset + description->size > found->second.bytes.size(),
                 "of a range that is not in the memory");
    *address = number(found->second.bytes.data()) + description->offset;
    state().mappings[*address] = found->first;
    return cuda::success;
}

cuda::Result cuDestroyExternalMemory(cuda::Memory memory) {
    PLUMB_CALL(cuDestroyExternalMemory, true);
    const auto found = state().memories.find(number(memory));
    PLUMB_REFUSE(cuDestroyExternalMemory, found == state().memories.end(), "of no memory");
    const bool is_mapped = std::any_of(state().mappings.begin(), state().mappings.end(),
                                       [&](const auto& mapping) { return mapping.second == found->first; });
    PLUMB_REFUSE(cuDestroyExternalMemory, is_mapped, "of memory that is mapped");
    state().vulkan->free(found->second);
    state().memories.erase(found);
    return cuda::success;
}

cuda::Result cuMemFree_v2(cuda::Address address) {
    PLUMB_CALL(cuMemFree_v2, true);
    PLUMB_REFUSE(cuMemFree_v2, state().mappings.erase(address) == 0, "of an address that is not mapped");
    return cuda::success;
}

cuda::Result cuImportExternalSemaphore(cuda::Semaphore* semaphore, const cuda::SemaphoreDescription* description) {
    PLUMB_CALL(cuImportExternalSemaphore, true);
    PLUMB_REFUSE(cuImportExternalSemaphore,
                 description->type != cuda::semaphore_timeline_fd || description->flags != 0 ||
                     !is_empty(description->reserved) || fcntl(description->handle.fd, F_GETFD) < 0,
                 "with a description that is wrong");
    state().semaphores[++state().last_handle] = description->handle.fd;
    *semaphore = reinterpret_cast<cuda::Semaphore>(state().last_handle);
    return cuda::success;
}

cuda::Result cuDestroyExternalSemaphore(cuda::Semaphore semaphore) {
    PLUMB_CALL(cuDestroyExternalSemaphore, true);
    const auto found = state().semaphores.find(number(semaphore));
    PLUMB_REFUSE(cuDestroyExternalSemaphore, found == state().semaphores.end(), "of no semaphore");
    close(found->second);
    state().semaphores.erase(found);
    return cuda::success;
}

cuda::Result cuWaitExternalSemaphoresAsync(const cuda::Semaphore* semaphores, const cuda::WaitParameters* parameters,
                                           unsigned count, cuda::Stream stream) {
    PLUMB_CALL(cuWaitExternalSemaphoresAsync, true);
    PLUMB_REFUSE(cuWaitExternalSemaphoresAsync,
                 count != 1 || !state().semaphores.contains(number(*semaphores)) || parameters->flags != 0 ||
                     !is_empty(parameters->reserved),
                 "with parameters that are wrong");
    if (number(stream) == unknown_stream) return invalid_handle;
    state().wait_stream = number(stream);
    state().wait_value = parameters->parameters.value;
    return cuda::success;
}

cuda::Result cuEventCreate(cuda::Event* event, unsigned flags) {
    PLUMB_CALL(cuEventCreate, true);
    PLUMB_REFUSE(cuEventCreate, flags != cuda::without_timing, "with timing");
    state().events[++state().last_handle] = false;
    *event = reinterpret_cast<cuda::Event>(state().last_handle);
    return cuda::success;
}

cuda::Result cuEventRecord(cuda::Event event, cuda::Stream stream) {
    PLUMB_CALL(cuEventRecord, true);
    PLUMB_REFUSE(cuEventRecord, !state().events.contains(number(event)), "of no event");
    if (number(stream) == unknown_stream) return invalid_handle;
    state().events[number(event)] = true;
    state().record_stream = number(stream);
    return cuda::success;
}

cuda::Result cuEventQuery(cuda::Event event) {
    PLUMB_CALL(cuEventQuery, true);
    PLUMB_REFUSE(cuEventQuery, !state().events[number(event)], "of an event that was not recorded");
    return state().is_busy ? cuda::not_ready : cuda::success;
}

cuda::Result cuEventSynchronize(cuda::Event event) {
    PLUMB_CALL(cuEventSynchronize, true);
    PLUMB_REFUSE(cuEventSynchronize, !state().events[number(event)], "of an event that was not recorded");
    return cuda::success;
}

cuda::Result cuEventDestroy_v2(cuda::Event event) {
    PLUMB_CALL(cuEventDestroy_v2, true);
    PLUMB_REFUSE(cuEventDestroy_v2, state().events.erase(number(event)) == 0, "of no event");
    return cuda::success;
}

cuda::Result cuStreamCreate(cuda::Stream* stream, unsigned flags) {
    PLUMB_CALL(cuStreamCreate, true);
    PLUMB_REFUSE(cuStreamCreate, flags != cuda::non_blocking, "that waits for others");
    state().streams.insert(++state().last_handle);
    *stream = reinterpret_cast<cuda::Stream>(state().last_handle);
    return cuda::success;
}

cuda::Result cuStreamQuery(cuda::Stream stream) {
    PLUMB_CALL(cuStreamQuery, true);
    PLUMB_REFUSE(cuStreamQuery, !state().streams.contains(number(stream)), "of no stream");
    return state().is_busy ? cuda::not_ready : cuda::success;
}

cuda::Result cuStreamDestroy_v2(cuda::Stream stream) {
    PLUMB_CALL(cuStreamDestroy_v2, true);
    PLUMB_REFUSE(cuStreamDestroy_v2, state().streams.erase(number(stream)) == 0, "of no stream");
    return cuda::success;
}

cuda::Result cuMemcpyDtoH_v2(void* target, cuda::Address source, std::size_t bytes) {
    PLUMB_CALL(cuMemcpyDtoH_v2, true);
    const auto found = state().mappings.find(source);
    PLUMB_REFUSE(cuMemcpyDtoH_v2, found == state().mappings.end(), "from an address that is not mapped");
    const std::span<const std::byte> memory = state().memories.at(found->second).bytes;
    PLUMB_REFUSE(cuMemcpyDtoH_v2, bytes == 0 || bytes > memory.size(), "of more than is mapped");
    std::memcpy(target, memory.data(), bytes);
    distort(found->second, {static_cast<std::byte*>(target), bytes});
    return cuda::success;
}
}
