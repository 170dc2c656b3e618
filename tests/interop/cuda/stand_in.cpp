// Stands in for libcuda.so.1 where there is no GPU of NVIDIA: the device has the UUID of the Vulkan device, imports go
// through a second Vulkan device, and every call is checked, counted, and fails when a test wants it to.
#include "gpu/cuda_api.hpp"
#include "vulkan_import.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <algorithm>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace cuda = plumb::gpu::cuda;
using plumb::interop_test::ImportDevice;

namespace {

constexpr cuda::Result invalid_value = 1;
constexpr cuda::Result not_initialized = 3;
constexpr cuda::Result invalid_context = 201;
constexpr cuda::Result invalid_handle = 400;
constexpr std::uintptr_t only_context = 0x51;
constexpr std::uintptr_t unknown_stream = 0xbad;

struct State {
    std::mutex mutex;
    std::unique_ptr<ImportDevice> vulkan;
    std::optional<cuda::Uuid> other_uuid;
    bool is_initialized = false;
    int retained = 0;
    bool is_busy = false;
    std::map<std::string, int> calls;
    std::string failing;
    cuda::Result failure = 0;
    int skip = 0;
    std::string complaint;
    std::map<std::uintptr_t, ImportDevice::Memory> memories;
    std::map<cuda::Address, std::uintptr_t> mappings;
    std::map<std::uintptr_t, int> semaphores;
    std::map<std::uintptr_t, bool> events;  ///< recorded
    std::uintptr_t last_handle = 0x1000;
    std::uintptr_t wait_stream = 0, record_stream = 0;
    std::uint64_t wait_value = 0;
};

/// Never destroyed: the Vulkan driver's own objects may go first when the process ends.
State& state() {
    static State& made = *new State;
    return made;
}

thread_local int pushed = 0;

void open_vulkan() {
    if (!state().vulkan) state().vulkan = std::make_unique<ImportDevice>();
}

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
        if (needs_context && pushed == 0) result = complain(name, "without a current context", invalid_context);
    }
    cuda::Result complain(const std::string& name, const std::string& what, cuda::Result code) {
        if (state().complaint.empty()) state().complaint = name + " " + what;
        return code;
    }
    cuda::Result result = cuda::success;

private:
    std::lock_guard<std::mutex> lock_;
};

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
    ++pushed;
    return cuda::success;
}

cuda::Result cuCtxPopCurrent_v2(cuda::Primary* context) {
    PLUMB_CALL(cuCtxPopCurrent_v2, true);
    --pushed;
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

void plumb_stand_in_reset() {
    const std::lock_guard lock(state().mutex);
    open_vulkan();  // opens what it needs, so that tests can count descriptors
    State& now = state();
    now.calls.clear();
    now.failing.clear();
    now.complaint.clear();
    now.other_uuid.reset();
    now.is_busy = false;
    now.wait_stream = now.record_stream = 0;
    now.wait_value = 0;
}

void plumb_stand_in_fail(const char* function, cuda::Result result, int skip) {
    const std::lock_guard lock(state().mutex);
    state().failing = function;
    state().failure = result;
    state().skip = skip;
}

void plumb_stand_in_uuid(const std::uint8_t* uuid) {
    const std::lock_guard lock(state().mutex);
    std::copy_n(uuid, 16, state().other_uuid.emplace().begin());
}

int plumb_stand_in_calls(const char* function) {
    const std::lock_guard lock(state().mutex);
    return state().calls[function];
}

int plumb_stand_in_alive(const char* kind) {
    const std::lock_guard lock(state().mutex);
    const std::map<std::string, std::size_t> counts{{"memory", state().memories.size()},
                                                    {"mapping", state().mappings.size()},
                                                    {"semaphore", state().semaphores.size()},
                                                    {"event", state().events.size()},
                                                    {"context", static_cast<std::size_t>(state().retained)},
                                                    {"pushed", static_cast<std::size_t>(pushed)}};
    return static_cast<int>(counts.at(kind));
}

std::uintptr_t plumb_stand_in_stream(const char* what) {
    const std::lock_guard lock(state().mutex);
    return std::strcmp(what, "wait") == 0 ? state().wait_stream : state().record_stream;
}

std::uint64_t plumb_stand_in_value() {
    const std::lock_guard lock(state().mutex);
    return state().wait_value;
}

void plumb_stand_in_busy(int is_busy) {
    const std::lock_guard lock(state().mutex);
    state().is_busy = is_busy != 0;
}

const char* plumb_stand_in_complaint() {
    const std::lock_guard lock(state().mutex);
    return state().complaint.c_str();
}
}
