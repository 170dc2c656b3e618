#include "gpu/cuda_driver.hpp"

#include <plumb/error.hpp>

#include <dlfcn.h>

namespace plumb::gpu {

namespace {

constexpr const char* usual_library = "libcuda.so.1";

ErrorCode code_of(cuda::Result result) noexcept {
    if (result >= cuda::first_device_fault && result <= cuda::last_device_fault) return ErrorCode::device_lost;
    switch (result) {
        case cuda::out_of_memory:
            return ErrorCode::out_of_memory;
        case cuda::no_device:
        case cuda::invalid_device:
            return ErrorCode::not_found;
        case cuda::stub_library:
        case cuda::not_supported:
        case cuda::driver_mismatch:
            return ErrorCode::unsupported;
        default:
            return ErrorCode::internal;
    }
}

/// Never closed: the driver's threads and exit handlers stay.
void* open_library(const std::string& name) {
    void* const library = dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library != nullptr) return library;
    const char* const reason = dlerror();
    throw Error(ErrorCode::not_found, "loading the CUDA driver '" + name +
                                          "': " + (reason ? reason : "no reason told") +
                                          "; install NVIDIA's driver, or say where its library is "
                                          "(DeviceOptions::cuda_library)");
}

}  // namespace

CudaDriver::CudaDriver(const std::string& library) : library_(library.empty() ? usual_library : library) {
    void* const opened = open_library(library_);
    const auto load = [&](auto& function, const char* name) {
        function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(dlsym(opened, name));
        if (function == nullptr)
            throw Error(ErrorCode::unsupported, "loading the CUDA driver '" + library_ + "': it lacks " + name +
                                                    "; a driver of CUDA 11.4 or newer is needed");
    };
#define PLUMB_LOAD(name) load(calls_.name, #name)
    PLUMB_LOAD(cuInit);
    PLUMB_LOAD(cuGetErrorName);
    PLUMB_LOAD(cuDeviceGetCount);
    PLUMB_LOAD(cuDeviceGet);
    PLUMB_LOAD(cuDeviceGetUuid_v2);
    PLUMB_LOAD(cuDevicePrimaryCtxRetain);
    PLUMB_LOAD(cuDevicePrimaryCtxRelease_v2);
    PLUMB_LOAD(cuCtxPushCurrent_v2);
    PLUMB_LOAD(cuCtxPopCurrent_v2);
    PLUMB_LOAD(cuCtxSynchronize);
    PLUMB_LOAD(cuImportExternalMemory);
    PLUMB_LOAD(cuExternalMemoryGetMappedBuffer);
    PLUMB_LOAD(cuDestroyExternalMemory);
    PLUMB_LOAD(cuMemFree_v2);
    PLUMB_LOAD(cuImportExternalSemaphore);
    PLUMB_LOAD(cuDestroyExternalSemaphore);
    PLUMB_LOAD(cuWaitExternalSemaphoresAsync);
    PLUMB_LOAD(cuEventCreate);
    PLUMB_LOAD(cuEventRecord);
    PLUMB_LOAD(cuEventQuery);
    PLUMB_LOAD(cuEventSynchronize);
    PLUMB_LOAD(cuEventDestroy_v2);
    PLUMB_LOAD(cuStreamCreate);
    PLUMB_LOAD(cuStreamQuery);
    PLUMB_LOAD(cuStreamDestroy_v2);
    PLUMB_LOAD(cuMemcpyDtoH_v2);
#undef PLUMB_LOAD
    check(calls_.cuInit(0), "cuInit");
}

void CudaDriver::check(cuda::Result result, const std::string& what) const {
    if (result == cuda::success) return;
    const char* name = nullptr;
    const bool is_known = calls_.cuGetErrorName(result, &name) == cuda::success && name != nullptr;
    throw Error(code_of(result), what + " of the CUDA driver '" + library_ +
                                     "' failed: " + (is_known ? name : "an unlisted CUresult") + " (" +
                                     std::to_string(result) + "), where CUDA_SUCCESS (0) is needed");
}

}  // namespace plumb::gpu
