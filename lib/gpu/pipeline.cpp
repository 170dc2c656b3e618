#include "gpu/pipeline.hpp"

#include <plumb/error.hpp>

#include <utility>

namespace plumb::gpu {

ComputePipeline::ComputePipeline(std::shared_ptr<Context> context, std::span<const std::uint32_t> spirv,
                                 std::string_view name, std::span<const std::uint32_t> specialization,
                                 std::uint32_t push_bytes)
    : name_(name), push_bytes_(push_bytes), context_(std::move(context)) {
    if (push_bytes % 4 != 0 || push_bytes > context_->limits().max_push_bytes) {
        throw Error(ErrorCode::internal, "the shader '" + name_ + "' asks for " + std::to_string(push_bytes) +
                                             " bytes of push constants; a multiple of 4 of at most " +
                                             std::to_string(context_->limits().max_push_bytes) + " is allowed");
    }
    constexpr std::uint32_t magic = 0x07230203;
    if (spirv.empty() || spirv.front() != magic) {
        throw Error(ErrorCode::internal, "the shader '" + name_ + "' is not SPIR-V: " + std::to_string(spirv.size()) +
                                             " words that do not begin with 0x07230203");
    }
    compiled_ = context_->pipelines().take(*context_, {spirv, specialization, push_bytes}, name_);
}

ComputePipeline& ComputePipeline::operator=(ComputePipeline&& other) noexcept {
    if (this != &other) {
        name_ = std::move(other.name_);
        push_bytes_ = other.push_bytes_;
        compiled_ = std::move(other.compiled_);  // before the device that it may have to be freed from
        context_ = std::move(other.context_);
    }
    return *this;
}

}  // namespace plumb::gpu
