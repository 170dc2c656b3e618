#pragma once

#include "scene/scene_data.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace plumb::gltf {

/// What a pointer of KHR_animation_pointer drives.
struct AnimatedTarget {
    scene::AnimatedProperty property = scene::AnimatedProperty::unsupported;
    std::uint32_t target = scene::none;
    std::uint32_t element = 0;
    std::uint32_t width = 0;  ///< numbers a key that the property takes; 0: any
};

/// Resolves a JSON pointer of the extension's object model against what `data` holds: `unsupported` for what plumb does
/// not animate, none for what does not exist (an index out of range, a pointer that is malformed).
[[nodiscard]] std::optional<AnimatedTarget> resolve_animation_pointer(const scene::SceneData& data,
                                                                      std::string_view pointer);

/// The target of a channel whose path is translation, rotation, scale or weights.
[[nodiscard]] AnimatedTarget node_target(const scene::SceneData& data, std::uint32_t node, std::string_view path);

}  // namespace plumb::gltf
