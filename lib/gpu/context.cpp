#include "gpu/context.hpp"

#include "gpu/check.hpp"
#include "gpu/commands.hpp"
#include "gpu/cuda_side.hpp"
#include "gpu/device_list.hpp"
#include "gpu/required_features.hpp"
#include "gpu/structure.hpp"
#include "gpu/timeline.hpp"

#include <plumb/error.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>
#include <vector>

namespace plumb::gpu {

namespace {

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

DeviceLimits read_limits(const InstanceTable& vk, VkPhysicalDevice device, std::uint32_t queue_family) {
    auto properties = structure<VkPhysicalDeviceProperties2>(VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2);
    auto v11 = structure<VkPhysicalDeviceVulkan11Properties>(VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_PROPERTIES);
    auto v13 = structure<VkPhysicalDeviceVulkan13Properties>(VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_3_PROPERTIES);
    properties.pNext = &v11;
    v11.pNext = &v13;
    vk.vkGetPhysicalDeviceProperties2(device, &properties);
    std::uint32_t count = 0;
    vk.vkGetPhysicalDeviceQueueFamilyProperties(device, &count, nullptr);
    std::vector<VkQueueFamilyProperties> families(count);
    vk.vkGetPhysicalDeviceQueueFamilyProperties(device, &count, families.data());

    const VkPhysicalDeviceLimits& from = properties.properties.limits;
    DeviceLimits limits;
    std::copy_n(from.maxComputeWorkGroupCount, 3, limits.max_group_count);
    limits.max_group_invocations = from.maxComputeWorkGroupInvocations;
    limits.max_shared_memory_bytes = from.maxComputeSharedMemorySize;
    limits.max_push_bytes = from.maxPushConstantsSize;
    limits.subgroup_size = v11.subgroupSize;
    limits.max_allocation_count = from.maxMemoryAllocationCount;
    limits.max_allocation_bytes = std::min(v11.maxMemoryAllocationSize, v13.maxBufferSize);
    limits.max_storage_range_bytes = from.maxStorageBufferRange;
    limits.timestamp_period_ns = from.timestampPeriod;
    limits.timestamp_valid_bits = families.at(queue_family).timestampValidBits;
    return limits;
}

bool find_unified_memory(const VkPhysicalDeviceMemoryProperties& memory, DeviceInfo::Kind kind) noexcept {
    if (kind != DeviceInfo::Kind::cpu && kind != DeviceInfo::Kind::integrated) {
        return false;
    }
    const VkMemoryPropertyFlags wanted = VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT | VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT |
                                         VK_MEMORY_PROPERTY_HOST_COHERENT_BIT | VK_MEMORY_PROPERTY_HOST_CACHED_BIT;
    return std::any_of(memory.memoryTypes, memory.memoryTypes + memory.memoryTypeCount,
                       [wanted](const auto& type) { return (type.propertyFlags & wanted) == wanted; });
}

void check_queue_family(const InstanceTable& vk, VkPhysicalDevice device, std::uint32_t family) {
    std::uint32_t count = 0;
    vk.vkGetPhysicalDeviceQueueFamilyProperties(device, &count, nullptr);
    std::vector<VkQueueFamilyProperties> families(count);
    vk.vkGetPhysicalDeviceQueueFamilyProperties(device, &count, families.data());
    if (family >= count || (families[family].queueFlags & VK_QUEUE_COMPUTE_BIT) == 0)
        throw Error(ErrorCode::invalid_argument, "adopting a Vulkan device: queue family " + std::to_string(family) +
                                                     " cannot compute; the device has " + std::to_string(count) +
                                                     " families, counted from 0");
}

struct TimelineWait {
    VkSemaphore timeline = VK_NULL_HANDLE;
    std::uint64_t value = 0;
    std::chrono::nanoseconds limit{};
};

VkResult wait_for(const VolkDeviceTable& vk, VkDevice device, const TimelineWait& wait) {
    auto info = structure<VkSemaphoreWaitInfo>(VK_STRUCTURE_TYPE_SEMAPHORE_WAIT_INFO);
    info.semaphoreCount = 1;
    info.pSemaphores = &wait.timeline;
    info.pValues = &wait.value;
    return vk.vkWaitSemaphores(device, &info, static_cast<std::uint64_t>(wait.limit.count()));
}

/// volk fills a device's table through a function pointer that the whole process shares.
void load_device_table(VolkDeviceTable& table, VkDevice device, const InstanceTable& instance) {
    static std::mutex mutex;
    const std::lock_guard lock(mutex);
    vkGetDeviceProcAddr = instance.vkGetDeviceProcAddr;
    volkLoadDeviceTable(&table, device);
}

}  // namespace

Context::LogicalDevice::~LogicalDevice() {
    if (device == VK_NULL_HANDLE) {
        return;
    }
    table.vkDestroySemaphore(device, timeline, nullptr);
    table.vkDestroySemaphore(device, exported_timeline, nullptr);
    table.vkDestroyPipelineCache(device, pipeline_cache, nullptr);
    if (!is_adopted) table.vkDestroyDevice(device, nullptr);
}

Context::Context(Instance instance, std::string_view wish)
    : instance_(std::move(instance)), cuda_(std::make_shared<CudaSeeker>("")) {
    std::vector<PhysicalDevice> devices = list_devices(instance_);
    std::vector<DeviceInfo> infos;
    for (const auto& device : devices) {
        infos.push_back(device.info);
    }
    const PhysicalDevice& chosen = devices.at(choose_device(infos, wish));
    physical_device_ = chosen.handle;
    queue_family_ = chosen.queue_family;
    info_ = chosen.info;
    limits_ = read_limits(instance_.vk(), physical_device_, queue_family_);
    instance_.vk().vkGetPhysicalDeviceMemoryProperties(physical_device_, &memory_);
    is_unified_ = find_unified_memory(memory_, info_.kind);
    external_ = external_support(instance_.vk(), physical_device_);
    create_device();
    create_timeline();
}

Context::Context(Instance instance, AdoptedDevice adopted)
    : instance_(std::move(instance)), cuda_(std::make_shared<CudaSeeker>(adopted.cuda_library)) {
    if (adopted.physical_device == VK_NULL_HANDLE || adopted.device == VK_NULL_HANDLE ||
        adopted.queue == VK_NULL_HANDLE)
        throw Error(ErrorCode::invalid_argument,
                    "adopting a Vulkan device: physical_device, device and queue must not be null");
    if (!adopted.lock_queue != !adopted.unlock_queue)
        throw Error(ErrorCode::invalid_argument,
                    "adopting a Vulkan device: lock_queue and unlock_queue are given together, or neither is");
    info_ = describe(instance_.vk(), adopted.physical_device).info;
    for (const std::string& problem : info_.problems)
        throw Error(ErrorCode::unsupported, "adopting the Vulkan device '" + info_.name + "': " + problem);
    FeatureChain enabled;
    enabled.read(adopted.enabled_features);
    std::string missing;
    for (const std::string& name : enabled.missing()) missing += (missing.empty() ? "" : ", ") + name;
    if (!missing.empty())
        throw Error(ErrorCode::invalid_argument, "adopting the Vulkan device '" + info_.name +
                                                     "': it was made without the features " + missing +
                                                     "; enable_features() switches on what is needed");
    check_queue_family(instance_.vk(), adopted.physical_device, adopted.queue_family);
    physical_device_ = adopted.physical_device;
    queue_family_ = adopted.queue_family;
    limits_ = read_limits(instance_.vk(), physical_device_, queue_family_);
    instance_.vk().vkGetPhysicalDeviceMemoryProperties(physical_device_, &memory_);
    is_unified_ = find_unified_memory(memory_, info_.kind);
    logical_.is_adopted = true;
    external_ = external_support(instance_.vk(), physical_device_);
    open(adopted.device);
    find_enabled_exports();
    logical_.queue = adopted.queue;
    lock_queue_ = std::move(adopted.lock_queue);
    unlock_queue_ = std::move(adopted.unlock_queue);
    create_cache();
    create_timeline();
}

Context::~Context() {
    // A submission signals its two timelines in any order: who has waited for one must not destroy the other yet.
    if (!is_stuck_ && logical_.exported_timeline != VK_NULL_HANDLE)
        (void)wait_for(vk(), device(), {logical_.exported_timeline, last_value_, patience()});
    pipelines_.clear();
    if (is_stuck_) {
        logical_.device = VK_NULL_HANDLE;
        // Destroying the instance would wait for the device as well.
        instance_.abandon();
    }
}

void Context::create_device() {
    FeatureChain features;
    features.require_all();
    const float priority = 1.0F;
    auto queue = structure<VkDeviceQueueCreateInfo>(VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO);
    queue.queueFamilyIndex = queue_family_;
    queue.queueCount = 1;
    queue.pQueuePriorities = &priority;
    auto info = structure<VkDeviceCreateInfo>(VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO);
    info.pNext = &features.root();
    info.queueCreateInfoCount = 1;
    info.pQueueCreateInfos = &queue;
    const std::vector<const char*> extensions = external_.extensions();
    info.enabledExtensionCount = static_cast<std::uint32_t>(extensions.size());
    info.ppEnabledExtensionNames = extensions.data();
    VkDevice device = VK_NULL_HANDLE;
    check(instance_.vk().vkCreateDevice(physical_device_, &info, nullptr, &device),
          "vkCreateDevice (" + info_.name + ")");
    open(device);
    name_object(VK_OBJECT_TYPE_DEVICE, (std::uint64_t)device, "plumb device");
    vk().vkGetDeviceQueue(device, queue_family_, 0, &logical_.queue);
    name_object(VK_OBJECT_TYPE_QUEUE, (std::uint64_t)logical_.queue, "plumb queue");
    create_cache();
}

void Context::open(VkDevice device) {
    load_device_table(logical_.table, device, instance_.vk());
    logical_.device = device;
}

void Context::create_cache() {
    const auto cache = structure<VkPipelineCacheCreateInfo>(VK_STRUCTURE_TYPE_PIPELINE_CACHE_CREATE_INFO);
    check(vk().vkCreatePipelineCache(device(), &cache, nullptr, &logical_.pipeline_cache), "vkCreatePipelineCache");
    name_object(VK_OBJECT_TYPE_PIPELINE_CACHE, (std::uint64_t)logical_.pipeline_cache, "plumb pipeline cache");
}

void Context::create_timeline() {
    logical_.timeline = make_timeline(vk(), device(), false);
    name_object(VK_OBJECT_TYPE_SEMAPHORE, (std::uint64_t)logical_.timeline, "plumb timeline");
}

/// Vulkan cannot be asked which extensions somebody else's device was made with, but gives no functions of the others.
void Context::find_enabled_exports() {
    const auto lacks = [](const char* extension) {
        return std::string("the VkDevice was made without ") + extension + "; add it to ppEnabledExtensionNames";
    };
    if (external_.memory_lack.empty() && vk().vkGetMemoryFdKHR == nullptr)
        external_.memory_lack = lacks(VK_KHR_EXTERNAL_MEMORY_FD_EXTENSION_NAME);
    if (external_.timeline_lack.empty() && vk().vkGetSemaphoreFdKHR == nullptr)
        external_.timeline_lack = lacks(VK_KHR_EXTERNAL_SEMAPHORE_FD_EXTENSION_NAME);
}

void Context::set_cuda_library(const std::string& library) {
    cuda_ = std::make_shared<CudaSeeker>(library);
}

void Context::require_exports() const {
    if (!external_.memory_lack.empty())
        throw Error(ErrorCode::unsupported,
                    "exporting memory of the device '" + info_.name + "': " + external_.memory_lack);
}

void Context::require_timelines() const {
    if (!external_.timeline_lack.empty())
        throw Error(ErrorCode::unsupported,
                    "exporting a timeline semaphore of the device '" + info_.name + "': " + external_.timeline_lack +
                        ". Frames are finished once render() returns, so there is nothing to wait for; keep them for "
                        "as long as their memory is read");
}

VkSemaphore Context::exported_timeline() {
    require_timelines();
    const std::lock_guard lock(submit_mutex_);
    VkSemaphore& timeline = logical_.exported_timeline;
    if (timeline == VK_NULL_HANDLE) {
        wait(last_value_);  // so that it has reached all values that there are
        timeline = make_timeline(vk(), device(), true, last_value_);
        name_object(VK_OBJECT_TYPE_SEMAPHORE, (std::uint64_t)timeline, "plumb exported timeline");
    }
    return timeline;
}

void Context::submit_to_queue(const VkSubmitInfo2& info, const std::string& name) {
    if (lock_queue_) lock_queue_();
    const VkResult result = vk().vkQueueSubmit2(logical_.queue, 1, &info, VK_NULL_HANDLE);
    if (unlock_queue_) unlock_queue_();
    check(result, "vkQueueSubmit2 (" + name + ")");
}

std::uint64_t Context::submit(Commands& commands) {
    if (commands.context().get() != this) {
        throw Error(ErrorCode::internal,
                    "the commands '" + commands.name_ + "' were submitted to a device that is not theirs");
    }
    wait(commands.submitted_value_);
    commands.finish_recording();

    auto buffer = structure<VkCommandBufferSubmitInfo>(VK_STRUCTURE_TYPE_COMMAND_BUFFER_SUBMIT_INFO);
    buffer.commandBuffer = commands.handle();
    auto signal = structure<VkSemaphoreSubmitInfo>(VK_STRUCTURE_TYPE_SEMAPHORE_SUBMIT_INFO);
    signal.stageMask = VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT;
    std::array signals{signal, signal};
    auto info = structure<VkSubmitInfo2>(VK_STRUCTURE_TYPE_SUBMIT_INFO_2);
    info.commandBufferInfoCount = 1;
    info.pCommandBufferInfos = &buffer;
    info.pSignalSemaphoreInfos = signals.data();

    const std::lock_guard lock(submit_mutex_);
    signals[0].semaphore = logical_.timeline;
    signals[1].semaphore = logical_.exported_timeline;
    signals[0].value = signals[1].value = last_value_ + 1;
    info.signalSemaphoreInfoCount = logical_.exported_timeline != VK_NULL_HANDLE ? 2 : 1;
    submit_to_queue(info, commands.name_);
    commands.submitted_value_ = ++last_value_;
    return last_value_;
}

std::chrono::seconds Context::patience() const noexcept {
    return std::chrono::seconds(info_.kind == DeviceInfo::Kind::cpu ? 300 : 30);
}

void Context::wait(std::uint64_t value, std::chrono::nanoseconds timeout) {
    if (value == 0) {
        return;
    }
    const auto limit = is_stuck_ ? std::chrono::nanoseconds(0) : timeout;
    const VkResult result = wait_for(vk(), device(), {logical_.timeline, value, limit});
    if (result == VK_TIMEOUT) {
        is_stuck_ = true;
        throw Error(ErrorCode::device_lost, "waited for the device '" + info_.name + "' to finish submission " +
                                                std::to_string(value) + " for " +
                                                std::to_string(std::chrono::duration<double>(timeout).count()) +
                                                " s, which is the limit; it is at " + std::to_string(finished_value()));
    }
    check(result, "vkWaitSemaphores (" + info_.name + ")");
}

void Context::run(Commands& commands) {
    wait(submit(commands));
}

std::uint64_t Context::submitted_value() noexcept {
    const std::lock_guard lock(submit_mutex_);
    return last_value_;
}

std::uint64_t Context::finished_value() const {
    std::uint64_t value = 0;
    check(vk().vkGetSemaphoreCounterValue(device(), logical_.timeline, &value), "vkGetSemaphoreCounterValue");
    return value;
}

void Context::name_object(VkObjectType type, std::uint64_t handle, std::string_view name) const noexcept {
    if (!instance_.has_debug_utils() || handle == 0) {
        return;
    }
    // A name that cannot be stored is no reason to fail.
    try {
        const std::string text(name);
        auto info = structure<VkDebugUtilsObjectNameInfoEXT>(VK_STRUCTURE_TYPE_DEBUG_UTILS_OBJECT_NAME_INFO_EXT);
        info.objectType = type;
        info.objectHandle = handle;
        info.pObjectName = text.c_str();
        instance_.vk().vkSetDebugUtilsObjectNameEXT(device(), &info);
    } catch (const std::bad_alloc&) {
        return;
    }
}

std::shared_ptr<Context> open_context(const DeviceOptions& options) {
    const std::string wish = options.device.empty() ? environment("PLUMB_DEVICE") : options.device;
    auto context =
        std::make_shared<Context>(Instance(options.is_validated || environment("PLUMB_VALIDATE") == "1"), wish);
    context->set_cuda_library(options.cuda_library);
    return context;
}

}  // namespace plumb::gpu
