#pragma once

#include <volk.h>

#include <cstdint>

namespace plumb::interop_test {

/// vkGetInstanceProcAddr of a driver that exports timeline semaphores, which the software device does not: that of the
/// tests' own driver, but that an exported timeline also reaches what is written to the memory behind its descriptor.
/// For interop::VulkanDevice::get_instance_proc_addr; libvulkan has been loaded.
PFN_vkGetInstanceProcAddr timeline_driver() noexcept;

/// From here on that driver makes no timelines, or no buffers, that can be exported, though it promised to.
void fail_exports(bool timelines, bool buffers);

/// The value behind a descriptor that vkGetSemaphoreFdKHR of that driver gave. Stays when the descriptor is closed.
class TimelineValue {
public:
    explicit TimelineValue(int fd);
    ~TimelineValue();
    TimelineValue(const TimelineValue&) = delete;
    TimelineValue& operator=(const TimelineValue&) = delete;

    void signal(std::uint64_t value) noexcept { *value_ = value; }

private:
    volatile std::uint64_t* value_;
};

/// Timelines that were made to be exported and are not destroyed.
std::size_t exported_timeline_count();

}  // namespace plumb::interop_test
