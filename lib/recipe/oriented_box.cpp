#include "recipe/oriented_box.hpp"

#include <cmath>

namespace plumb::recipe {

double OrientedBox::reach(const glm::dvec3& direction) const {
    double sum = 0;
    for (int axis = 0; axis < 3; ++axis)
        sum += std::abs(glm::dot(axes[static_cast<std::size_t>(axis)], direction)) * half[axis];
    return sum;
}

bool overlap(const OrientedBox& a, const OrientedBox& b, double gap_m) {
    const glm::dvec3 between = b.center - a.center;
    const auto parts = [&](const glm::dvec3& axis) {
        const double length = std::sqrt(glm::dot(axis, axis));
        if (length < 1e-9) return false;  // parallel edges: the faces decide
        const glm::dvec3 unit = axis / length;
        return std::abs(glm::dot(between, unit)) > a.reach(unit) + b.reach(unit) + gap_m;
    };
    for (const glm::dvec3& axis : a.axes)
        if (parts(axis)) return false;
    for (const glm::dvec3& axis : b.axes)
        if (parts(axis)) return false;
    for (const glm::dvec3& first : a.axes)
        for (const glm::dvec3& second : b.axes)
            if (parts(glm::cross(first, second))) return false;
    return true;
}

OrientedBox moved(const OrientedBox& box, const glm::dmat4& motion) {
    OrientedBox result;
    result.center = glm::dvec3(motion * glm::dvec4(box.center, 1));
    for (int axis = 0; axis < 3; ++axis) {
        const auto at = static_cast<std::size_t>(axis);
        const glm::dvec3 stretched = glm::dmat3(motion) * box.axes[at];
        const double length = std::sqrt(glm::dot(stretched, stretched));
        result.axes[at] = length > 0 ? stretched / length : box.axes[at];
        result.half[axis] = box.half[axis] * length;
    }
    return result;
}

}  // namespace plumb::recipe
