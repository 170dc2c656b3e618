#pragma once

#include "gpu/context.hpp"

#include <volk.h>

#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>

namespace plumb::gpu {

/// Owns one Vulkan object of a device and keeps its context alive. Move-only; empty after a move.
///
/// @tparam T            the handle type
/// @tparam object_type  for its debug name
/// @tparam destroy      the member of VolkDeviceTable that frees it
template <typename T, VkObjectType object_type, auto destroy>
class Handle {
public:
    Handle() = default;
    Handle(std::shared_ptr<Context> context, T handle, std::string_view debug_name)
        : context_(std::move(context)), handle_(handle) {
        context_->count_objects(object_type, 1);
        context_->name_object(object_type, (std::uint64_t)handle_, debug_name);
    }
    ~Handle() { reset(); }
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    Handle(Handle&& other) noexcept
        : context_(std::move(other.context_)), handle_(std::exchange(other.handle_, VK_NULL_HANDLE)) {}
    Handle& operator=(Handle&& other) noexcept {
        if (this != &other) {
            reset();
            context_ = std::move(other.context_);
            handle_ = std::exchange(other.handle_, VK_NULL_HANDLE);
        }
        return *this;
    }

    [[nodiscard]] T get() const noexcept { return handle_; }
    [[nodiscard]] const std::shared_ptr<Context>& context() const noexcept { return context_; }
    explicit operator bool() const noexcept { return handle_ != VK_NULL_HANDLE; }

    void reset() noexcept {
        if (handle_ != VK_NULL_HANDLE) {
            if (!context_->is_stuck()) {
                (context_->vk().*destroy)(context_->device(), handle_, nullptr);
            }
            handle_ = VK_NULL_HANDLE;
            context_->count_objects(object_type, -1);
        }
        context_.reset();
    }

private:
    std::shared_ptr<Context> context_;
    T handle_ = VK_NULL_HANDLE;
};

}  // namespace plumb::gpu
