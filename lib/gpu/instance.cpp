#include "gpu/instance.hpp"

#include "gpu/check.hpp"
#include "gpu/structure.hpp"

#include <plumb/error.hpp>
#include <plumb/version.hpp>

#include <algorithm>
#include <cstring>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace plumb::gpu {

namespace {

constexpr const char* validation_layer = "VK_LAYER_KHRONOS_validation";
constexpr const char* driver_remedy =
    "install the driver of your GPU, or the software device: on Debian and Ubuntu the package mesa-vulkan-drivers "
    "(24 or newer; Debian 12 has it in backports)";

/// Loads libvulkan once for the process; a failure is tried again by the next caller.
void load_vulkan() {
    static std::mutex mutex;
    static bool is_loaded = false;
    const std::lock_guard lock(mutex);
    if (is_loaded) {
        return;
    }
    if (volkInitialize() != VK_SUCCESS) {
        throw Error(ErrorCode::not_found,
                    "cannot load Vulkan: libvulkan.so.1 was not found; on Debian and Ubuntu install the packages "
                    "libvulkan1 and mesa-vulkan-drivers");
    }
    is_loaded = true;
}

bool has_layer(const char* wanted) {
    std::uint32_t count = 0;
    check(vkEnumerateInstanceLayerProperties(&count, nullptr), "vkEnumerateInstanceLayerProperties");
    std::vector<VkLayerProperties> layers(count);
    check(vkEnumerateInstanceLayerProperties(&count, layers.data()), "vkEnumerateInstanceLayerProperties");
    return std::any_of(layers.begin(), layers.begin() + count,
                       [&](const auto& layer) { return std::strcmp(layer.layerName, wanted) == 0; });
}

bool has_extension(const char* layer, const char* wanted) {
    std::uint32_t count = 0;
    VkResult result = vkEnumerateInstanceExtensionProperties(layer, &count, nullptr);
    if (result == VK_ERROR_INCOMPATIBLE_DRIVER) {
        return false;
    }
    check(result, "vkEnumerateInstanceExtensionProperties");
    std::vector<VkExtensionProperties> extensions(count);
    check(vkEnumerateInstanceExtensionProperties(layer, &count, extensions.data()),
          "vkEnumerateInstanceExtensionProperties");
    return std::any_of(extensions.begin(), extensions.begin() + count,
                       [&](const auto& extension) { return std::strcmp(extension.extensionName, wanted) == 0; });
}

VKAPI_ATTR VkBool32 VKAPI_CALL receive_message(VkDebugUtilsMessageSeverityFlagBitsEXT, VkDebugUtilsMessageTypeFlagsEXT,
                                               const VkDebugUtilsMessengerCallbackDataEXT* data, void* log) {
    static_cast<MessageLog*>(log)->add(data->pMessage ? data->pMessage : "(a message without text)");
    return VK_FALSE;
}

VkDebugUtilsMessengerCreateInfoEXT messenger_info(MessageLog* log) {
    auto info = structure<VkDebugUtilsMessengerCreateInfoEXT>(VK_STRUCTURE_TYPE_DEBUG_UTILS_MESSENGER_CREATE_INFO_EXT);
    info.messageSeverity =
        VK_DEBUG_UTILS_MESSAGE_SEVERITY_WARNING_BIT_EXT | VK_DEBUG_UTILS_MESSAGE_SEVERITY_ERROR_BIT_EXT;
    // General messages come from the loader and speak of drivers that are not used.
    info.messageType = VK_DEBUG_UTILS_MESSAGE_TYPE_VALIDATION_BIT_EXT | VK_DEBUG_UTILS_MESSAGE_TYPE_PERFORMANCE_BIT_EXT;
    info.pfnUserCallback = receive_message;
    info.pUserData = log;
    return info;
}

InstanceTable load_table(VkInstance instance, PFN_vkGetInstanceProcAddr get_proc_addr) {
    InstanceTable table;
#define PLUMB_LOAD(name) table.name = reinterpret_cast<PFN_##name>(get_proc_addr(instance, #name))
    PLUMB_LOAD(vkDestroyInstance);
    PLUMB_LOAD(vkEnumeratePhysicalDevices);
    PLUMB_LOAD(vkGetPhysicalDeviceProperties);
    PLUMB_LOAD(vkGetPhysicalDeviceProperties2);
    PLUMB_LOAD(vkGetPhysicalDeviceFeatures2);
    PLUMB_LOAD(vkGetPhysicalDeviceMemoryProperties);
    PLUMB_LOAD(vkGetPhysicalDeviceQueueFamilyProperties);
    PLUMB_LOAD(vkEnumerateDeviceExtensionProperties);
    PLUMB_LOAD(vkGetPhysicalDeviceExternalBufferProperties);
    PLUMB_LOAD(vkGetPhysicalDeviceExternalSemaphoreProperties);
    PLUMB_LOAD(vkCreateDevice);
    PLUMB_LOAD(vkGetDeviceProcAddr);
    PLUMB_LOAD(vkCreateDebugUtilsMessengerEXT);
    PLUMB_LOAD(vkDestroyDebugUtilsMessengerEXT);
    PLUMB_LOAD(vkSetDebugUtilsObjectNameEXT);
#undef PLUMB_LOAD
    return table;
}

void require_validation_layer() {
    if (!has_layer(validation_layer)) {
        throw Error(ErrorCode::not_found, std::string("the validation layer was asked for, but ") + validation_layer +
                                              " is not installed; on Debian and Ubuntu install the package "
                                              "vulkan-validationlayers");
    }
    if (!has_extension(validation_layer, VK_EXT_VALIDATION_FEATURES_EXTENSION_NAME)) {
        throw Error(ErrorCode::not_found,
                    "the validation layer was asked for, but the one installed has no synchronization checks "
                    "(VK_EXT_validation_features); install a newer one");
    }
}

}  // namespace

Instance::Instance(bool is_validated) : log_(std::make_unique<MessageLog>()), is_validated_(is_validated) {
    load_vulkan();
    if (is_validated) {
        require_validation_layer();
    }
    has_debug_utils_ = has_extension(nullptr, VK_EXT_DEBUG_UTILS_EXTENSION_NAME) ||
                       (is_validated && has_extension(validation_layer, VK_EXT_DEBUG_UTILS_EXTENSION_NAME));

    auto application = structure<VkApplicationInfo>(VK_STRUCTURE_TYPE_APPLICATION_INFO);
    application.pApplicationName = "plumb";
    application.applicationVersion = VK_MAKE_VERSION(PLUMB_VERSION_MAJOR, PLUMB_VERSION_MINOR, PLUMB_VERSION_PATCH);
    application.pEngineName = "plumb";
    application.engineVersion = application.applicationVersion;
    application.apiVersion = VK_API_VERSION_1_3;

    std::vector<const char*> extensions;
    std::vector<const char*> layers;
    if (has_debug_utils_) {
        extensions.push_back(VK_EXT_DEBUG_UTILS_EXTENSION_NAME);
    }
    const VkValidationFeatureEnableEXT wanted_check = VK_VALIDATION_FEATURE_ENABLE_SYNCHRONIZATION_VALIDATION_EXT;
    VkDebugUtilsMessengerCreateInfoEXT messenger = messenger_info(log_.get());
    auto validation = structure<VkValidationFeaturesEXT>(VK_STRUCTURE_TYPE_VALIDATION_FEATURES_EXT);
    validation.pNext = &messenger;
    validation.enabledValidationFeatureCount = 1;
    validation.pEnabledValidationFeatures = &wanted_check;

    auto info = structure<VkInstanceCreateInfo>(VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO);
    info.pApplicationInfo = &application;
    if (is_validated) {
        layers.push_back(validation_layer);
        extensions.push_back(VK_EXT_VALIDATION_FEATURES_EXTENSION_NAME);
        info.pNext = &validation;
    }
    info.enabledLayerCount = static_cast<std::uint32_t>(layers.size());
    info.ppEnabledLayerNames = layers.data();
    info.enabledExtensionCount = static_cast<std::uint32_t>(extensions.size());
    info.ppEnabledExtensionNames = extensions.data();
    const VkResult result = vkCreateInstance(&info, nullptr, &instance_);
    if (result == VK_ERROR_INCOMPATIBLE_DRIVER) {
        throw Error(ErrorCode::not_found, std::string("Vulkan is installed, but no driver; ") + driver_remedy);
    }
    check(result, "vkCreateInstance");
    table_ = load_table(instance_, vkGetInstanceProcAddr);
    if (is_validated) {
        const VkResult created = table_.vkCreateDebugUtilsMessengerEXT(instance_, &messenger, nullptr, &messenger_);
        if (created != VK_SUCCESS) {
            release();
            raise(created, "vkCreateDebugUtilsMessengerEXT");
        }
    }
}

Instance::Instance(VkInstance instance, PFN_vkGetInstanceProcAddr get_proc_addr)
    : log_(std::make_unique<MessageLog>()), instance_(instance), is_adopted_(true) {
    if (get_proc_addr == nullptr) {
        load_vulkan();
        get_proc_addr = vkGetInstanceProcAddr;
    }
    table_ = load_table(instance, get_proc_addr);
    if (table_.vkGetPhysicalDeviceFeatures2 == nullptr || table_.vkGetDeviceProcAddr == nullptr)
        throw Error(
            ErrorCode::invalid_argument,
            "a VkInstance that lacks vkGetPhysicalDeviceFeatures2 or vkGetDeviceProcAddr; it must have been made "
            "for Vulkan 1.3 (VkApplicationInfo::apiVersion)");
}

Instance::~Instance() {
    release();
}

Instance::Instance(Instance&& other) noexcept
    : log_(std::move(other.log_)),
      instance_(std::exchange(other.instance_, VK_NULL_HANDLE)),
      table_(other.table_),
      messenger_(std::exchange(other.messenger_, VK_NULL_HANDLE)),
      is_validated_(other.is_validated_),
      is_adopted_(other.is_adopted_),
      has_debug_utils_(other.has_debug_utils_) {}

Instance& Instance::operator=(Instance&& other) noexcept {
    if (this != &other) {
        release();
        log_ = std::move(other.log_);
        instance_ = std::exchange(other.instance_, VK_NULL_HANDLE);
        table_ = other.table_;
        messenger_ = std::exchange(other.messenger_, VK_NULL_HANDLE);
        is_validated_ = other.is_validated_;
        is_adopted_ = other.is_adopted_;
        has_debug_utils_ = other.has_debug_utils_;
    }
    return *this;
}

void Instance::abandon() noexcept {
    messenger_ = VK_NULL_HANDLE;
    instance_ = VK_NULL_HANDLE;
    // The layer goes on writing to it.
    static_cast<void>(log_.release());
}

void Instance::release() noexcept {
    if (messenger_ != VK_NULL_HANDLE) {
        table_.vkDestroyDebugUtilsMessengerEXT(instance_, std::exchange(messenger_, VK_NULL_HANDLE), nullptr);
    }
    if (instance_ != VK_NULL_HANDLE && !is_adopted_) {
        table_.vkDestroyInstance(std::exchange(instance_, VK_NULL_HANDLE), nullptr);
    }
}

}  // namespace plumb::gpu
