#include "recipe/placement.hpp"

#include "base/exact_math.hpp"

#include <plumb/error.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace plumb::recipe {

namespace {

using scene::none;

glm::dmat4 affine_product(const glm::dmat4& a, const glm::dmat4& b) {
    glm::dmat4 result;
    for (int column = 0; column < 4; ++column)
        result[column] = a[0] * b[column].x + a[1] * b[column].y + a[2] * b[column].z;
    result[3] += a[3];
    return result;
}

glm::dmat3 about_axis(const glm::dvec3& axis, double turns) {
    const SinCos angle = exact_sincos_turns(turns);
    const double rest = 1 - angle.cos;
    const glm::dvec3 s = axis * angle.sin;
    return {{angle.cos + axis.x * axis.x * rest, axis.x * axis.y * rest + s.z, axis.x * axis.z * rest - s.y},
            {axis.x * axis.y * rest - s.z, angle.cos + axis.y * axis.y * rest, axis.y * axis.z * rest + s.x},
            {axis.x * axis.z * rest + s.y, axis.y * axis.z * rest - s.x, angle.cos + axis.z * axis.z * rest}};
}

}  // namespace

glm::dmat3 rotation_about(const glm::dvec3& degrees) {
    const double angle = std::sqrt(glm::dot(degrees, degrees));
    if (angle == 0) return glm::dmat3(1);
    return about_axis(degrees / angle, angle / 360);
}

glm::dmat3 rotation_y(double degrees) {
    return about_axis({0, 1, 0}, degrees / 360);
}

glm::dmat3 rotation_xyz(const glm::dvec3& degrees) {
    return about_axis({0, 0, 1}, degrees.z / 360) * about_axis({0, 1, 0}, degrees.y / 360) *
           about_axis({1, 0, 0}, degrees.x / 360);
}

RigidScale motion_at(const Placement& placement, const Target& target, double offset_s) {
    RigidScale motion;
    motion.rotation = placement.rotation;
    if (offset_s != 0 && placement.angular_velocity_deg_s != glm::dvec3(0))
        motion.rotation = rotation_about(placement.angular_velocity_deg_s * offset_s) * placement.rotation;
    glm::dmat3 linear = motion.rotation;
    if (placement.scale != glm::dvec3(1)) {
        const bool is_uniform = placement.scale.x == placement.scale.y && placement.scale.y == placement.scale.z;
        if (is_uniform) {
            linear *= placement.scale.x;
        } else {
            const glm::dmat3& axes = target.axes;
            const glm::dmat3 scaled(axes[0] * placement.scale.x, axes[1] * placement.scale.y,
                                    axes[2] * placement.scale.z);
            linear = motion.rotation * (scaled * glm::transpose(axes));
        }
    }
    const glm::dvec3 shift =
        placement.pivot + placement.translation_m + placement.linear_velocity_m_s * offset_s - linear * placement.pivot;
    motion.matrix =
        glm::dmat4(glm::dvec4(linear[0], 0), glm::dvec4(linear[1], 0), glm::dvec4(linear[2], 0), glm::dvec4(shift, 1));
    return motion;
}

std::uint32_t TargetTable::add(const Target& target, Use use) {
    const auto [found, is_new] = by_name_.try_emplace(target.name, static_cast<std::uint32_t>(targets_.size()));
    if (is_new) {
        targets_.push_back(target);
        rest_.emplace_back().pivot = target.origin;
        is_moved_.push_back(false);
    }
    if (use == Use::moves) is_moved_[found->second] = true;
    return found->second;
}

void TargetTable::finish(const scene::SceneData& data) {
    order_.resize(targets_.size());
    std::iota(order_.begin(), order_.end(), 0U);
    std::stable_sort(order_.begin(), order_.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return targets_[a].depth > targets_[b].depth; });
    std::vector<std::uint32_t> mover(data.joint_count, none);
    for (const std::uint32_t index : order_) {
        if (!is_moved_[index]) continue;
        for (const std::uint32_t joint : targets_[index].joints) {
            const std::uint32_t other = std::exchange(mover[joint], index);
            if (other == none || other == index) continue;
            const std::vector<std::uint32_t>& above = targets_[index].nodes;
            if (std::find(above.begin(), above.end(), targets_[other].node) != above.end()) continue;
            throw Error(ErrorCode::bad_asset, "cannot move \"" + targets_[index].name + "\" and \"" +
                                                  targets_[other].name +
                                                  "\" apart from each other: their meshes share a skeleton; a recipe "
                                                  "must move a node above both, or one of the two alone");
        }
    }
}

std::vector<std::uint32_t> TargetTable::chain(std::uint32_t node, std::uint32_t copy) const {
    std::vector<std::uint32_t> found;
    for (const std::uint32_t index : order_) {
        const Target& target = targets_[index];
        const bool is_copy = target.copy != none && target.node == node && target.copy == copy;
        if (is_copy || std::find(target.nodes.begin(), target.nodes.end(), node) != target.nodes.end())
            found.push_back(index);
    }
    return found;
}

void TargetTable::apply(const std::vector<Placement>& placements, double offset_s, Moment& moment) const {
    // What is hidden hides all below it, whatever a rule says of those.
    for (const bool shown : {true, false})
        for (const std::uint32_t index : order_)
            if (placements[index].is_visible && *placements[index].is_visible == shown)
                for (const std::uint32_t instance : targets_[index].instances) moment.visible[instance] = shown ? 1 : 0;
    for (const std::uint32_t index : order_) {
        const Placement& placement = placements[index];
        const Target& target = targets_[index];
        if (!placement.is_moved) continue;
        const glm::dmat4 motion = motion_at(placement, target, offset_s).matrix;
        for (const std::uint32_t instance : target.instances)
            moment.world_from_instance[instance] = affine_product(motion, moment.world_from_instance[instance]);
        for (const std::uint32_t joint : target.joints)
            moment.world_from_joint[joint] = affine_product(motion, moment.world_from_joint[joint]);
    }
}

}  // namespace plumb::recipe
