#pragma once

#include "recipe/target.hpp"

#include <plumb/shot.hpp>

#include <glm/glm.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace plumb::recipe {

/// How a shot moves a target away from where the file has it: scaled along its own axes about the pivot, then turned
/// about the pivot, then shifted. With the velocities that holds for the shot's own time.
struct Placement {
    glm::dvec3 pivot{0};  ///< world, rest pose; metres
    glm::dvec3 translation_m{0};
    glm::dmat3 rotation{1};  ///< about world axes
    glm::dvec3 scale{1};     ///< along the target's own axes
    glm::dvec3 linear_velocity_m_s{0};
    glm::dvec3 angular_velocity_deg_s{0};  ///< about world axes through the pivot
    std::optional<bool> is_visible;        ///< none: as the file has it
    bool is_moved = false;                 ///< false while all but is_visible say nothing
};

/// World from world of the rest pose.
struct RigidScale {
    glm::dmat4 matrix{1};
    glm::dmat3 rotation{1};
};

/// @param offset_s  time since the shot's own
RigidScale motion_at(const Placement& placement, const Target& target, double offset_s);

/// Turns by `degrees` about the axis of that vector; |degrees| is the angle.
glm::dmat3 rotation_about(const glm::dvec3& degrees);
/// First about x, then y, then z of the world.
glm::dmat3 rotation_xyz(const glm::dvec3& degrees);
glm::dmat3 rotation_y(double degrees);

/// All targets that some part of a recipe moves or hides, each once.
class TargetTable {
public:
    /// What a part of a recipe does with a target.
    enum class Use : std::uint8_t { hides, moves };

    /// The index of the target, which is added if it is new.
    std::uint32_t add(const Target& target, Use use);
    /// Orders by depth and checks that no joint is moved by two targets of which neither lies below the other.
    /// @throws Error  bad_asset
    void finish(const scene::SceneData& data);

    [[nodiscard]] const std::vector<Target>& targets() const noexcept { return targets_; }
    /// Indices of targets that `node` (and, if not none, its copy) is part of; deepest first.
    [[nodiscard]] std::vector<std::uint32_t> chain(std::uint32_t node, std::uint32_t copy = scene::none) const;
    /// Pivots in place, all else untouched.
    [[nodiscard]] std::vector<Placement> rest() const { return rest_; }
    void set_pivot(std::uint32_t target, const glm::dvec3& pivot) { rest_[target].pivot = pivot; }
    [[nodiscard]] const glm::dvec3& pivot(std::uint32_t target) const { return rest_[target].pivot; }

    /// Moves instances and joints of `moment`, deepest targets first.
    void apply(const std::vector<Placement>& placements, double offset_s, Moment& moment) const;

private:
    std::vector<Target> targets_;
    std::vector<Placement> rest_;
    std::vector<bool> is_moved_;  // by target
    std::unordered_map<std::string, std::uint32_t> by_name_;
    std::vector<std::uint32_t> order_;  // deepest first
};

}  // namespace plumb::recipe
