#include "upload/posed_bounds.hpp"

#include "scene/box.hpp"

#include <algorithm>
#include <map>

namespace plumb::upload {

namespace {

Box box_around(const std::vector<glm::vec3>& points) {
    Box box;
    for (const glm::vec3& point : points) scene::extend(box, glm::dvec3(point));
    return box;
}

}  // namespace

PosedBounds posed_bounds(const scene::Primitive& primitive, bool is_skinned) {
    PosedBounds bounds;
    for (const scene::MorphTarget& target : primitive.targets)
        bounds.displacements.push_back(target.positions.empty() ? Box{glm::dvec3(0), glm::dvec3(0)}
                                                                : box_around(target.positions));
    if (!is_skinned) {
        bounds.parts.push_back({0, box_around(primitive.positions)});
        return bounds;
    }
    std::map<std::uint32_t, Box> by_joint;
    for (std::size_t v = 0; v < primitive.positions.size(); ++v)
        for (std::size_t i = v * primitive.influences; i < (v + 1) * primitive.influences; ++i)
            if (primitive.weights[i] > 0)
                scene::extend(by_joint[primitive.joints[i]], glm::dvec3(primitive.positions[v]));
    for (const auto& [joint, box] : by_joint) bounds.parts.push_back({joint, box});
    return bounds;
}

Box morph_reach(const PosedBounds& bounds, std::span<const float> weights) {
    Box reach{glm::dvec3(0), glm::dvec3(0)};
    for (std::size_t i = 0; i < bounds.displacements.size(); ++i) {
        const glm::dvec3 a = bounds.displacements[i].min * double{weights[i]};
        const glm::dvec3 b = bounds.displacements[i].max * double{weights[i]};
        reach.min += glm::min(a, b);
        reach.max += glm::max(a, b);
    }
    return reach;
}

Box moved_box(const Box& box, const glm::dmat4& matrix) {
    const glm::dvec3 center = matrix * glm::dvec4((box.min + box.max) * 0.5, 1);
    const glm::dvec3 half = (box.max - box.min) * 0.5;
    const glm::dvec3 reach = glm::abs(glm::dvec3(matrix[0])) * half.x + glm::abs(glm::dvec3(matrix[1])) * half.y +
                             glm::abs(glm::dvec3(matrix[2])) * half.z;
    return {center - reach, center + reach};
}

}  // namespace plumb::upload
