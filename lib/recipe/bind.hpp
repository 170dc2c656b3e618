#pragma once

#include "recipe/drawer.hpp"
#include "recipe/placement.hpp"
#include "recipe/target.hpp"

#include <plumb/scene.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace plumb::recipe {

/// What the parts of a recipe share while they are bound to a scene.
struct Binder {
    const Scene& scene;
    const scene::SceneData& data;
    const TargetIndex& index;
    const std::filesystem::path& folder;
    TargetTable& table;
    KeyRegistry& keys;
    const AllowedNumbers& allowed;

    /// The number or vector that stands at `place`.
    [[nodiscard]] Variable bound(const Place& place, NamedKey name) const;
    /// The member `key` of `place`, to be drawn as a property of `target`; none if it is absent.
    [[nodiscard]] std::optional<Variable> variable(const Place& place, std::string_view key, const std::string& target);
    /// The same for one that must be there or has a default.
    [[nodiscard]] Variable variable_or(const Place& place, std::string_view key, const std::string& target,
                                       double otherwise);
    [[nodiscard]] Selection selection(const TextQuantity& texts, std::string_view key, const std::string& target,
                                      const Place& place);
};

/// A number as three, or three numbers.
inline glm::dvec3 broadcast(const Quantity::Values& values, std::size_t size) {
    return size == 1 ? glm::dvec3(values[0]) : glm::dvec3(values[0], values[1], values[2]);
}

}  // namespace plumb::recipe
