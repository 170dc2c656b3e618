#pragma once

#include "gpu/context.hpp"
#include "gpu/pipeline_store.hpp"

#include <volk.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace plumb::gpu {

/// One compute shader, ready to be dispatched, shared with all that ask their device for the same. It has no descriptor
/// sets: buffers are reached by the addresses in its push constants. Move-only; a default one is empty.
class ComputePipeline {
public:
    ComputePipeline() = default;

    /// @param spirv           a module with the entry point "main"; may be freed afterwards
    /// @param name            appears in errors and validation messages
    /// @param specialization  element i is the 32-bit value of constant_id i; ids that the shader lacks are ignored
    /// @param push_bytes      size of the push constants, a multiple of 4
    /// @throws Error          internal if the driver refuses the shader, out_of_memory
    ComputePipeline(std::shared_ptr<Context> context, std::span<const std::uint32_t> spirv, std::string_view name,
                    std::span<const std::uint32_t> specialization = {}, std::uint32_t push_bytes = 128);
    ~ComputePipeline() = default;
    ComputePipeline(ComputePipeline&&) noexcept = default;
    ComputePipeline& operator=(ComputePipeline&&) noexcept;
    ComputePipeline(const ComputePipeline&) = delete;
    ComputePipeline& operator=(const ComputePipeline&) = delete;

    [[nodiscard]] VkPipeline handle() const noexcept { return compiled_->pipeline(); }
    [[nodiscard]] VkPipelineLayout layout() const noexcept { return compiled_->layout(); }
    [[nodiscard]] std::uint32_t push_bytes() const noexcept { return push_bytes_; }
    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    explicit operator bool() const noexcept { return compiled_ != nullptr; }

private:
    std::string name_;
    std::uint32_t push_bytes_ = 0;
    std::shared_ptr<Context> context_;
    std::shared_ptr<const CompiledShader> compiled_;
};

}  // namespace plumb::gpu
