#include <plumb/device.hpp>

#include "gpu/context.hpp"
#include "gpu/device_list.hpp"

namespace plumb {

Device Device::create(const DeviceOptions& options) {
    return Device(gpu::open_context(options));
}

std::vector<DeviceInfo> Device::list() {
    const gpu::Instance instance(false);
    std::vector<DeviceInfo> infos;
    for (auto& device : gpu::list_devices(instance)) {
        infos.push_back(std::move(device.info));
    }
    return infos;
}

const DeviceInfo& Device::info() const noexcept {
    return context_->info();
}

std::uint64_t Device::validation_message_count() const noexcept {
    return context_->message_count();
}

}  // namespace plumb
