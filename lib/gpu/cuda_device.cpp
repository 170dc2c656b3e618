#include "gpu/cuda_device.hpp"

#include <plumb/error.hpp>

namespace plumb::gpu {

namespace {

std::string text_of(const cuda::Uuid& uuid) {
    constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (const std::uint8_t byte : uuid) {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

}  // namespace

CudaDevice::CudaDevice(const CudaRequest& request) : driver_(request.library) {
    const cuda::Table& calls = driver_.calls();
    int count = 0;
    driver_.check(calls.cuDeviceGetCount(&count), "cuDeviceGetCount");
    std::string others;
    for (ordinal_ = 0; ordinal_ < count; ++ordinal_) {
        cuda::Uuid uuid{};
        driver_.check(calls.cuDeviceGet(&device_, ordinal_), "cuDeviceGet (" + std::to_string(ordinal_) + ")");
        driver_.check(calls.cuDeviceGetUuid_v2(&uuid, device_), "cuDeviceGetUuid_v2");
        if (uuid == request.uuid) {
            driver_.check(calls.cuDevicePrimaryCtxRetain(&context_, device_), "cuDevicePrimaryCtxRetain");
            return;
        }
        others += (others.empty() ? "" : ", ") + text_of(uuid);
    }
    throw Error(ErrorCode::not_found,
                "looking for the device '" + request.name + "' with UUID " + text_of(request.uuid) + " among the " +
                    std::to_string(count) +
                    " devices of CUDA: " + (others.empty() ? "there are none" : "theirs are " + others) +
                    "; frames can be shared with CUDA on a GPU of NVIDIA that CUDA_VISIBLE_DEVICES does not hide");
}

CudaDevice::~CudaDevice() {
    if (!is_abandoned_) driver_.calls().cuDevicePrimaryCtxRelease_v2(device_);
}

void CudaDevice::finish() const {
    const Current current(*this);
    driver_.check(driver_.calls().cuCtxSynchronize(), "cuCtxSynchronize");
}

CudaDevice::Current::Current(const CudaDevice& device) : device_(device) {
    device.driver_.check(device.driver_.calls().cuCtxPushCurrent_v2(device.context_), "cuCtxPushCurrent_v2");
}

CudaDevice::Current::~Current() {
    cuda::Primary before = nullptr;
    device_.driver_.calls().cuCtxPopCurrent_v2(&before);
}

}  // namespace plumb::gpu
