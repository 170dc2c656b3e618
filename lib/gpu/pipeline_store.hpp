#pragma once

#include <volk.h>

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>

namespace plumb::gpu {

class Context;

/// What a compute pipeline is made of.
struct ShaderSource {
    std::span<const std::uint32_t> spirv;           ///< a module with the entry point "main"
    std::span<const std::uint32_t> specialization;  ///< element i is the 32-bit value of constant_id i
    std::uint32_t push_bytes = 0;                   ///< of push constants
};

/// A shader as the driver has compiled it.
class CompiledShader {
public:
    /// @param context  outlives it
    /// @throws Error   internal if the driver refuses the shader, out_of_memory
    CompiledShader(const Context& context, const ShaderSource& source, const std::string& name);
    ~CompiledShader();
    CompiledShader(const CompiledShader&) = delete;
    CompiledShader& operator=(const CompiledShader&) = delete;

    [[nodiscard]] VkPipelineLayout layout() const noexcept { return layout_; }
    [[nodiscard]] VkPipeline pipeline() const noexcept { return pipeline_; }

private:
    const Context& context_;
    VkPipelineLayout layout_ = VK_NULL_HANDLE;
    VkPipeline pipeline_ = VK_NULL_HANDLE;
};

/// The compiled shaders of a device. Compiling takes drivers far longer than a small frame, and renderers of one device
/// mostly want the same ones, so they stay for the next that asks. May be used by several threads at once.
class PipelineStore {
public:
    /// Beyond this many, those that nobody uses are dropped.
    static constexpr std::size_t most_kept = 256;

    /// The shader that `source` says, compiled if it is the first of its kind.
    /// @param context  that owns this store
    /// @param name     of a first one, in errors and validation messages
    std::shared_ptr<const CompiledShader> take(const Context& context, const ShaderSource& source,
                                               const std::string& name);
    [[nodiscard]] std::size_t size() const;
    void clear();

private:
    /// Hashes of what makes the shader (XXH3, 128 bits each), and its size.
    struct Key {
        std::array<std::uint64_t, 4> hashes{};
        std::array<std::size_t, 3> sizes{};
        auto operator<=>(const Key&) const = default;
    };
    static Key key_of(const ShaderSource& source);

    mutable std::mutex mutex_;
    std::map<Key, std::shared_ptr<const CompiledShader>> shaders_;
};

}  // namespace plumb::gpu
