#include "annotate/posed_extent.hpp"

#include "scene/box.hpp"
#include "scene/pose.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace plumb::annotation {

namespace {

constexpr std::size_t few_instances = 4;
constexpr std::size_t vertices_of_a_group = 32;

/// Box around an image of a box.
Box moved(const glm::dmat4& matrix, const Box& box) {
    const glm::dvec3 half = (box.max - box.min) * 0.5;
    const glm::dvec3 center(matrix * glm::dvec4((box.min + box.max) * 0.5, 1));
    const glm::dvec3 size = glm::abs(glm::dvec3(matrix[0])) * half.x + glm::abs(glm::dvec3(matrix[1])) * half.y +
                            glm::abs(glm::dvec3(matrix[2])) * half.z;
    return {center - size, center + size};
}

/// Vertices that triangles use, those of one joint together, else as triangles come to them.
std::vector<std::uint32_t> drawn_order(const scene::Primitive& primitive) {
    std::vector<std::uint32_t> order;
    std::vector<bool> is_known(primitive.positions.size());
    for (const std::uint32_t index : primitive.indices) {
        if (!is_known[index]) order.push_back(index);
        is_known[index] = true;
    }
    const std::size_t influences = primitive.influences;
    if (influences == 0) return order;
    std::vector<std::uint16_t> main_joint(primitive.positions.size());
    for (const std::uint32_t vertex : order) {
        const auto weights = primitive.weights.begin() + static_cast<std::ptrdiff_t>(vertex * influences);
        const auto most = std::max_element(weights, weights + static_cast<std::ptrdiff_t>(influences));
        main_joint[vertex] = primitive.joints[static_cast<std::size_t>(most - primitive.weights.begin())];
    }
    std::ranges::stable_sort(order, {}, [&](std::uint32_t vertex) { return main_joint[vertex]; });
    return order;
}

bool is_inside(const Box& inner, const Box& outer) {
    return glm::all(glm::greaterThanEqual(inner.min, outer.min)) && glm::all(glm::lessThanEqual(inner.max, outer.max));
}

}  // namespace

/// What an instance has of its own.
struct PosedExtent::Work {
    const InstanceInfo& instance;
    const Moment& moment;
    const glm::dmat4& box_from_world;
    std::vector<glm::dmat4> turned;  ///< of each joint, along the box's axes but from the world's origin
};

PosedExtent::PosedExtent(const scene::Mesh& mesh, std::size_t group) : mesh_(mesh) {
    for (std::uint32_t p = 0; p < mesh.primitives.size(); ++p) {
        const std::vector<std::uint32_t>& order = order_.emplace_back(drawn_order(mesh.primitives[p]));
        const std::size_t step = group > 0 ? group : std::max<std::size_t>(order.size(), 1);
        for (std::size_t first = 0; first < order.size(); first += step)
            add_group(p, static_cast<std::uint32_t>(first),
                      static_cast<std::uint32_t>(std::min(step, order.size() - first)));
    }
}

void PosedExtent::add_group(std::uint32_t primitive, std::uint32_t first, std::uint32_t count) {
    const scene::Primitive& source = mesh_.primitives[primitive];
    Group group{.primitive = primitive, .first = first, .count = count, .rest = {}, .targets = {}, .joints = {}};
    group.targets.resize(source.targets.size());
    group.least_sum = std::numeric_limits<double>::infinity();
    group.most_sum = 0;
    for (std::uint32_t i = first; i < first + count; ++i) {
        const std::uint32_t vertex = order_[primitive][i];
        scene::extend(group.rest, source.positions[vertex]);
        for (std::size_t t = 0; t < source.targets.size(); ++t) {
            const std::vector<glm::vec3>& offsets = source.targets[t].positions;
            scene::extend(group.targets[t], offsets.empty() ? glm::dvec3(0) : glm::dvec3(offsets[vertex]));
        }
        add_weights(source, vertex, group);
    }
    std::ranges::sort(group.joints);
    const auto repeated = std::ranges::unique(group.joints);
    group.joints.erase(repeated.begin(), repeated.end());
    groups_.push_back(std::move(group));
}

void PosedExtent::add_weights(const scene::Primitive& source, std::uint32_t vertex, Group& group) const {
    double sum = 0;
    for (std::size_t entry = std::size_t{vertex} * source.influences;
         entry < (std::size_t{vertex} + 1) * source.influences; ++entry) {
        const double weight = source.weights[entry];
        if (weight == 0) continue;
        if (!(weight > 0)) group.is_bounded = false;
        sum += weight;
        group.joints.push_back(source.joints[entry]);
    }
    group.least_sum = std::min(group.least_sum, sum);
    group.most_sum = std::max(group.most_sum, sum);
}

Box PosedExtent::reach(const Group& group, const Work& work) const {
    constexpr double infinite = std::numeric_limits<double>::infinity();
    if (!group.is_bounded) return {glm::dvec3(-infinite), glm::dvec3(infinite)};
    Box rest = group.rest;
    if (work.instance.weight_count > 0)
        for (std::size_t t = 0; t < group.targets.size(); ++t) {
            const double weight = work.moment.morph_weights[work.instance.first_weight + t];
            const glm::dvec3 a = weight * group.targets[t].min, b = weight * group.targets[t].max;
            rest.min += glm::min(a, b);
            rest.max += glm::max(a, b);
        }
    Box result;
    const glm::dvec3 offset(work.box_from_world[3]);
    if (scene::is_skinned(work.instance, mesh_.primitives[group.primitive])) {
        for (const std::uint16_t joint : group.joints) {
            const Box part = moved(work.turned[joint], rest);
            scene::extend(result, part.min);
            scene::extend(result, part.max);
        }
        if (group.joints.empty()) scene::extend(result, glm::dvec3(0));
        result.min = glm::min(result.min * group.least_sum, result.min * group.most_sum) + offset;
        result.max = glm::max(result.max * group.least_sum, result.max * group.most_sum) + offset;
    } else {
        result = moved(work.box_from_world * work.moment.world_from_instance[work.instance.id - 1], rest);
    }
    // Sums in another order than the vertices' are rounded otherwise, by far less than this.
    const glm::dvec3 margin =
        1e-9 * (glm::abs(result.min) + glm::abs(result.max) + glm::abs(offset) + (rest.max - rest.min));
    return {result.min - margin, result.max + margin};
}

void PosedExtent::look_at(const Group& group, const Work& work, Box& extent) const {
    const scene::Primitive& primitive = mesh_.primitives[group.primitive];
    for (std::uint32_t i = group.first; i < group.first + group.count; ++i) {
        const glm::dvec3 place =
            scene::posed_position(primitive, work.instance, work.moment, order_[group.primitive][i]);
        scene::extend(extent, glm::dvec3(work.box_from_world * glm::dvec4(place, 1)));
    }
}

Box PosedExtent::of(const InstanceInfo& instance, const Moment& moment, const glm::dmat4& box_from_world) const {
    Work work{instance, moment, box_from_world, {}};
    Box extent;
    if (groups_.size() <= mesh_.primitives.size()) {
        for (const Group& group : groups_) look_at(group, work, extent);
        return extent;
    }
    glm::dmat4 turn(glm::dmat3{box_from_world});
    for (std::uint32_t j = instance.first_joint; j < instance.first_joint + instance.joint_count; ++j)
        work.turned.push_back(turn * moment.world_from_joint[j]);
    std::vector<Box> reaches;
    reaches.reserve(groups_.size());
    for (const Group& group : groups_) reaches.push_back(reach(group, work));
    // Those that may reach furthest come first: what they find makes it needless to look at most others.
    std::array<std::size_t, 6> furthest{};
    for (std::size_t g = 1; g < groups_.size(); ++g)
        for (int axis = 0; axis < 3; ++axis) {
            std::size_t& low = furthest[static_cast<std::size_t>(2 * axis)];
            std::size_t& high = furthest[static_cast<std::size_t>(2 * axis + 1)];
            if (reaches[g].min[axis] < reaches[low].min[axis]) low = g;
            if (reaches[g].max[axis] > reaches[high].max[axis]) high = g;
        }
    for (const std::size_t g : furthest)
        if (!is_inside(reaches[g], extent)) look_at(groups_[g], work, extent);
    for (std::size_t g = 0; g < groups_.size(); ++g)
        if (!is_inside(reaches[g], extent) && std::ranges::find(furthest, g) == furthest.end())
            look_at(groups_[g], work, extent);
    return extent;
}

DeformedExtents::DeformedExtents(const scene::SceneData& data, Use use) {
    std::unordered_map<std::uint32_t, std::size_t> instances;
    for (const InstanceInfo& instance : data.instances)
        if (scene::is_deformed(instance)) ++instances[instance.mesh];
    // Groups take about as long to make as one instance's vertices to look at.
    for (const auto& [mesh, count] : instances) {
        const bool are_worth_it = use == Use::often || count >= few_instances;
        extents_.try_emplace(mesh, data.meshes[mesh], are_worth_it ? vertices_of_a_group : 0);
    }
}

}  // namespace plumb::annotation
