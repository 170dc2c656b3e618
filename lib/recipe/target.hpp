#pragma once

#include "base/pattern.hpp"
#include "recipe/place.hpp"
#include "scene/scene_data.hpp"

#include <plumb/scene.hpp>

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plumb::recipe {

/// Unit, perpendicular axes: the first along the matrix's first column, the second in the plane of the first two; it is
/// right-handed. The unit matrix where they leave no plane.
glm::dmat3 orthonormal(const glm::dmat4& matrix);

/// Something of a scene that a recipe can move: an active node with all below it, or one copy of a node that has many
/// (EXT_mesh_gpu_instancing). A skinned mesh goes with its joints: it belongs to a node above all of them, and its own
/// node stands where its skeleton does.
struct Target {
    std::string name;  ///< path from the root; unique
    std::uint32_t node = scene::none;
    std::uint32_t copy = scene::none;      ///< of the node's instances
    std::vector<std::uint32_t> instances;  ///< indices into Scene::instances()
    std::vector<std::uint32_t> joints;     ///< indices into Moment::world_from_joint
    std::vector<std::uint32_t> nodes;      ///< the node and all below it; empty for a copy
    std::uint32_t depth = 0;               ///< of the node below its root; a copy lies one deeper
    glm::dvec3 origin{0};                  ///< of the node in the rest pose; world, metres
    glm::dmat3 axes{1};                    ///< of the node in the rest pose: unit, perpendicular; world
    Box box;                               ///< what it draws in the rest pose along `axes`, from `origin`; metres
};

/// The nodes of a scene by name and path.
class TargetIndex {
public:
    explicit TargetIndex(const scene::SceneData& data);

    /// Targets that draw something and whose name or path one of the patterns at `place` (a text or an array of them)
    /// matches, in scene order. Of a node and one below it, only the upper.
    /// @throws Error  not_found if a pattern matches nothing, unless `is_optional`
    [[nodiscard]] std::vector<Target> resolve(const Place& place, bool is_optional) const;
    /// What an entry with `match`, `optional` and `except` means.
    /// @throws Error  as above; bad_asset if a pattern of `except` leaves out nothing, unless the entry is optional, or
    ///                something below what stays matched
    [[nodiscard]] std::vector<Target> resolve_entry(const Place& entry) const;

    /// The nodes below and with `node`, whether they draw or not.
    [[nodiscard]] std::vector<std::uint32_t> subtree(std::uint32_t node) const;
    /// Active nodes that one of the patterns matches, whether they draw or not; depth first.
    [[nodiscard]] std::vector<std::uint32_t> matching_nodes(const Place& place, bool is_optional) const;
    /// The upper ones of them only.
    [[nodiscard]] std::vector<std::uint32_t> resolve_nodes(const Place& place, bool is_optional) const;
    /// Unique: the path, with "~2" and so on after the second and later ones of one path.
    [[nodiscard]] const std::string& path(std::uint32_t node) const { return paths_[node]; }
    [[nodiscard]] const std::string& name(std::uint32_t node) const { return names_[node]; }

private:
    struct Match {
        std::uint32_t node;
        std::uint32_t copy;
    };
    /// What patterns match, before nodes below others are left to those.
    struct Selection {
        std::vector<std::uint8_t> is_chosen;  ///< by node
        std::set<std::pair<std::uint32_t, std::uint32_t>> copies;
    };
    [[nodiscard]] Selection select(const Place& place, bool is_optional) const;
    void leave_out(const Place& except, bool is_optional, Selection& selection) const;
    [[nodiscard]] std::vector<Target> targets_of(const Selection& selection) const;
    [[nodiscard]] std::vector<Match> find(const std::string& pattern) const;
    [[nodiscard]] Target make(Match match) const;
    void measure(Target& target) const;
    [[nodiscard]] bool draws(std::uint32_t node) const { return drawn_below_[node] > 0; }
    void hang_up_skins();
    [[nodiscard]] std::uint32_t common_ancestor(const std::vector<std::uint32_t>& nodes) const;
    [[noreturn]] void refuse(const Place& place, const std::string& pattern) const;

    const scene::SceneData& data_;
    Moment rest_;
    std::vector<glm::dmat4> world_from_node_;
    std::vector<std::string> names_, paths_;        // by node
    std::vector<std::uint32_t> depths_;             // by node
    std::vector<std::uint32_t> drawn_below_;        // instances at or below a node, or skinned to joints there
    std::vector<std::uint32_t> skeletons_;          // by instance: lowest node above all of its joints; none
    std::vector<std::vector<std::uint32_t>> hung_;  // by node: instances of which it is the skeleton
    std::vector<std::uint32_t> first_instance_;     // by node; none
    std::vector<std::uint8_t> is_active_;
};

/// The patterns at a place that is a text or an array of texts.
std::vector<Place> pattern_places(const Place& place);

}  // namespace plumb::recipe
