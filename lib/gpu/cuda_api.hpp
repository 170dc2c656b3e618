#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

/// As much of the binary interface of the CUDA driver as plumb calls. It is loaded at run time, so that neither its
/// headers nor its libraries are needed to build. Source: CUDA Driver API reference, "External Resource
/// Interoperability" and the modules of the other functions; values and layouts as in CUDA 11.4 to 13.0.
namespace plumb::gpu::cuda {

using Result = int;             ///< CUresult
using Ordinal = int;            ///< CUdevice
using Address = std::uint64_t;  ///< CUdeviceptr

// CUcontext, CUstream, CUevent, CUexternalMemory, CUexternalSemaphore
using Primary = struct ContextHandle*;
using Stream = struct StreamHandle*;
using Event = struct EventHandle*;
using Memory = struct MemoryHandle*;
using Semaphore = struct SemaphoreHandle*;
using Uuid = std::array<std::uint8_t, 16>;  ///< CUuuid

inline constexpr Result success = 0;
inline constexpr Result out_of_memory = 2;
inline constexpr Result stub_library = 34;
inline constexpr Result no_device = 100;
inline constexpr Result invalid_device = 101;
inline constexpr Result not_ready = 600;
inline constexpr Result first_device_fault = 700;  // illegal address
inline constexpr Result last_device_fault = 719;   // launch failed
inline constexpr Result not_supported = 801;
inline constexpr Result driver_mismatch = 803;

inline constexpr int memory_opaque_fd = 1;       // CU_EXTERNAL_MEMORY_HANDLE_TYPE_OPAQUE_FD
inline constexpr unsigned dedicated = 1;         // CUDA_EXTERNAL_MEMORY_DEDICATED
inline constexpr int semaphore_timeline_fd = 9;  // CU_EXTERNAL_SEMAPHORE_HANDLE_TYPE_TIMELINE_SEMAPHORE_FD
inline constexpr unsigned without_timing = 2;    // CU_EVENT_DISABLE_TIMING
inline constexpr unsigned non_blocking = 1;      // CU_STREAM_NON_BLOCKING

/// What a handle is on each system; plumb's are descriptors.
union Handle {
    int fd;
    struct {
        void* handle;
        const void* name;
    } win32;
    const void* object;
};

/// CUDA_EXTERNAL_MEMORY_HANDLE_DESC
struct MemoryDescription {
    int type;
    Handle handle;
    unsigned long long size;
    unsigned flags;
    unsigned reserved[16];
};
static_assert(offsetof(MemoryDescription, handle) == 8 && offsetof(MemoryDescription, size) == 24 &&
              offsetof(MemoryDescription, flags) == 32 && sizeof(MemoryDescription) == 104);

/// CUDA_EXTERNAL_MEMORY_BUFFER_DESC
struct BufferDescription {
    unsigned long long offset;
    unsigned long long size;
    unsigned flags;
    unsigned reserved[16];
};
static_assert(offsetof(BufferDescription, flags) == 16 && sizeof(BufferDescription) == 88);

/// CUDA_EXTERNAL_SEMAPHORE_HANDLE_DESC
struct SemaphoreDescription {
    int type;
    Handle handle;
    unsigned flags;
    unsigned reserved[16];
};
static_assert(offsetof(SemaphoreDescription, handle) == 8 && offsetof(SemaphoreDescription, flags) == 24 &&
              sizeof(SemaphoreDescription) == 96);

/// CUDA_EXTERNAL_SEMAPHORE_WAIT_PARAMS
struct WaitParameters {
    struct {
        unsigned long long value;  ///< of the timeline
        unsigned long long sync_object;
        unsigned long long mutex_key;
        unsigned mutex_timeout_ms;
        unsigned reserved[10];
    } parameters;
    unsigned flags;
    unsigned reserved[16];
};
static_assert(offsetof(WaitParameters, flags) == 72 && sizeof(WaitParameters) == 144);

/// The functions, by the names that the library exports.
struct Table {
    Result (*cuInit)(unsigned flags);
    Result (*cuGetErrorName)(Result result, const char** name);
    Result (*cuDeviceGetCount)(int* count);
    Result (*cuDeviceGet)(Ordinal* device, int ordinal);
    Result (*cuDeviceGetUuid_v2)(Uuid* uuid, Ordinal device);
    Result (*cuDevicePrimaryCtxRetain)(Primary* context, Ordinal device);
    Result (*cuDevicePrimaryCtxRelease_v2)(Ordinal device);
    Result (*cuCtxPushCurrent_v2)(Primary context);
    Result (*cuCtxPopCurrent_v2)(Primary* context);
    Result (*cuCtxSynchronize)();
    Result (*cuImportExternalMemory)(Memory* memory, const MemoryDescription* description);
    Result (*cuExternalMemoryGetMappedBuffer)(Address* address, Memory memory, const BufferDescription* description);
    Result (*cuDestroyExternalMemory)(Memory memory);
    Result (*cuMemFree_v2)(Address address);
    Result (*cuImportExternalSemaphore)(Semaphore* semaphore, const SemaphoreDescription* description);
    Result (*cuDestroyExternalSemaphore)(Semaphore semaphore);
    Result (*cuWaitExternalSemaphoresAsync)(const Semaphore* semaphores, const WaitParameters* parameters,
                                            unsigned count, Stream stream);
    Result (*cuEventCreate)(Event* event, unsigned flags);
    Result (*cuEventRecord)(Event event, Stream stream);
    Result (*cuEventQuery)(Event event);
    Result (*cuEventSynchronize)(Event event);
    Result (*cuEventDestroy_v2)(Event event);
    Result (*cuStreamCreate)(Stream* stream, unsigned flags);
    Result (*cuStreamQuery)(Stream stream);
    Result (*cuStreamDestroy_v2)(Stream stream);
    Result (*cuMemcpyDtoH_v2)(void* target, Address source, std::size_t bytes);
};

}  // namespace plumb::gpu::cuda
