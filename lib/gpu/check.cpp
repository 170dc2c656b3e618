#include "gpu/check.hpp"

#include <plumb/error.hpp>

#include <string>

namespace plumb::gpu {

std::string_view to_string(VkResult result) noexcept {
#define PLUMB_CASE(name) \
    case name:           \
        return #name
    switch (result) {
        PLUMB_CASE(VK_SUCCESS);
        PLUMB_CASE(VK_NOT_READY);
        PLUMB_CASE(VK_TIMEOUT);
        PLUMB_CASE(VK_INCOMPLETE);
        PLUMB_CASE(VK_ERROR_OUT_OF_HOST_MEMORY);
        PLUMB_CASE(VK_ERROR_OUT_OF_DEVICE_MEMORY);
        PLUMB_CASE(VK_ERROR_INITIALIZATION_FAILED);
        PLUMB_CASE(VK_ERROR_DEVICE_LOST);
        PLUMB_CASE(VK_ERROR_MEMORY_MAP_FAILED);
        PLUMB_CASE(VK_ERROR_LAYER_NOT_PRESENT);
        PLUMB_CASE(VK_ERROR_EXTENSION_NOT_PRESENT);
        PLUMB_CASE(VK_ERROR_FEATURE_NOT_PRESENT);
        PLUMB_CASE(VK_ERROR_INCOMPATIBLE_DRIVER);
        PLUMB_CASE(VK_ERROR_TOO_MANY_OBJECTS);
        PLUMB_CASE(VK_ERROR_FORMAT_NOT_SUPPORTED);
        PLUMB_CASE(VK_ERROR_FRAGMENTED_POOL);
        PLUMB_CASE(VK_ERROR_OUT_OF_POOL_MEMORY);
        PLUMB_CASE(VK_ERROR_INVALID_EXTERNAL_HANDLE);
        PLUMB_CASE(VK_ERROR_FRAGMENTATION);
        PLUMB_CASE(VK_ERROR_INVALID_OPAQUE_CAPTURE_ADDRESS);
        PLUMB_CASE(VK_ERROR_INVALID_SHADER_NV);
        PLUMB_CASE(VK_ERROR_UNKNOWN);
        default:
            return "an unlisted VkResult";
    }
#undef PLUMB_CASE
}

namespace {

ErrorCode code_of(VkResult result) noexcept {
    switch (result) {
        case VK_ERROR_OUT_OF_HOST_MEMORY:
        case VK_ERROR_OUT_OF_DEVICE_MEMORY:
        case VK_ERROR_OUT_OF_POOL_MEMORY:
        case VK_ERROR_MEMORY_MAP_FAILED:
        case VK_ERROR_TOO_MANY_OBJECTS:
        case VK_ERROR_FRAGMENTATION:
            return ErrorCode::out_of_memory;
        case VK_ERROR_DEVICE_LOST:
            return ErrorCode::device_lost;
        case VK_ERROR_INCOMPATIBLE_DRIVER:
        case VK_ERROR_LAYER_NOT_PRESENT:
            return ErrorCode::not_found;
        case VK_ERROR_EXTENSION_NOT_PRESENT:
        case VK_ERROR_FEATURE_NOT_PRESENT:
        case VK_ERROR_FORMAT_NOT_SUPPORTED:
            return ErrorCode::unsupported;
        default:
            return ErrorCode::internal;
    }
}

}  // namespace

void raise(VkResult result, std::string_view what) {
    throw Error(code_of(result), std::string(what) + " failed: " + std::string(to_string(result)) + " (" +
                                     std::to_string(static_cast<int>(result)) + ")");
}

}  // namespace plumb::gpu
