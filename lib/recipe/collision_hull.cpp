#include "recipe/collision_hull.hpp"

#include "base/exact_math.hpp"

#include <LinearMath/btConvexHullComputer.h>
#include <LinearMath/btMatrix3x3.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

namespace plumb::recipe {

namespace {

// Rounded edges stand out by less than the margin, and contacts within it need no search for a way out.
constexpr double largest_margin_m = 0.0005;
constexpr double largest_margin_share = 0.1;  // of the inner radius
constexpr double least_thickness_m = 0.001;

glm::dvec3 vector(const btVector3& from) {
    return {from.x(), from.y(), from.z()};
}

btScalar compute(btConvexHullComputer& computer, std::span<const glm::dvec3> points, double shrink,
                 double shrink_clamp) {
    return computer.compute(&points.front().x, static_cast<int>(sizeof(glm::dvec3)), static_cast<int>(points.size()),
                            shrink, shrink_clamp);
}

/// Calls `take` with the corners of each triangle of each face, in one sense of rotation.
template <class Take>
void for_each_triangle(const btConvexHullComputer& hull, const Take& take) {
    for (int face = 0; face < hull.faces.size(); ++face) {
        const btConvexHullComputer::Edge* const first = &hull.edges[hull.faces[face]];
        const btConvexHullComputer::Edge* edge = first->getNextEdgeOfFace();
        while (edge->getTargetVertex() != first->getSourceVertex()) {
            take(vector(hull.vertices[first->getSourceVertex()]), vector(hull.vertices[edge->getSourceVertex()]),
                 vector(hull.vertices[edge->getTargetVertex()]));
            edge = edge->getNextEdgeOfFace();
        }
    }
}

/// Of the tetrahedra between the faces and `inside`.
MassMoments moments_of(const btConvexHullComputer& hull, const glm::dvec3& inside) {
    MassMoments about;
    for_each_triangle(hull, [&](const glm::dvec3& p, const glm::dvec3& q, const glm::dvec3& r) {
        const glm::dvec3 a = p - inside;
        const glm::dvec3 b = q - inside;
        const glm::dvec3 c = r - inside;
        const double six_volumes = std::abs(glm::dot(a, glm::cross(b, c)));
        const glm::dvec3 sum = a + b + c;
        about.volume += six_volumes / 6;
        about.first += sum * (six_volumes / 24);
        about.second += (glm::outerProduct(a, a) + glm::outerProduct(b, b) + glm::outerProduct(c, c) +
                         glm::outerProduct(sum, sum)) *
                        (six_volumes / 120);
    });
    MassMoments moments = about;
    moments.first += inside * about.volume;
    moments.second += glm::outerProduct(inside, about.first) + glm::outerProduct(about.first, inside) +
                      glm::outerProduct(inside, inside) * about.volume;
    return moments;
}

double inner_radius(const btConvexHullComputer& hull, const glm::dvec3& inside) {
    double radius = std::numeric_limits<double>::infinity();
    for_each_triangle(hull, [&](const glm::dvec3& p, const glm::dvec3& q, const glm::dvec3& r) {
        const glm::dvec3 normal = glm::cross(q - p, r - p);
        const double length = glm::length(normal);
        if (length > 0) radius = std::min(radius, std::abs(glm::dot(normal, p - inside)) / length);
    });
    return std::isfinite(radius) ? radius : 0;
}

/// Axes along which `points` spread least to most.
btMatrix3x3 principal_axes(std::span<const glm::dvec3> points, const glm::dvec3& middle) {
    glm::dmat3 spread(0);
    for (const glm::dvec3& point : points) spread += glm::outerProduct(point - middle, point - middle);
    btMatrix3x3 matrix(spread[0][0], spread[1][0], spread[2][0], spread[0][1], spread[1][1], spread[2][1], spread[0][2],
                       spread[1][2], spread[2][2]);
    btMatrix3x3 axes;
    matrix.diagonalize(axes, 1e-12, 50);
    return axes;
}

std::vector<glm::dvec3> thickened(std::span<const glm::dvec3> points) {
    std::vector<glm::dvec3> result(points.begin(), points.end());
    glm::dvec3 middle(0);
    for (const glm::dvec3& point : points) middle += point / static_cast<double>(points.size());
    const btMatrix3x3 axes = principal_axes(points, middle);
    for (int index = 0; index < 3; ++index) {
        const glm::dvec3 axis = vector(axes.getColumn(index));
        double low = std::numeric_limits<double>::infinity();
        double high = -low;
        for (const glm::dvec3& point : points) {
            low = std::min(low, glm::dot(point - middle, axis));
            high = std::max(high, glm::dot(point - middle, axis));
        }
        const double missing = least_thickness_m - (high - low);
        if (!(missing > 0)) continue;
        const std::size_t count = result.size();
        for (std::size_t at = 0; at < count; ++at) {
            result.push_back(result[at] + axis * (missing / 2));
            result[at] -= axis * (missing / 2);
        }
    }
    return result;
}

void take_corners(const btConvexHullComputer& computer, CollisionHull& hull) {
    for (int vertex = 0; vertex < computer.vertices.size(); ++vertex)
        hull.core.push_back(vector(computer.vertices[vertex]));
    hull.neighbours.resize(hull.core.size());
    for (int edge = 0; edge < computer.edges.size(); ++edge)
        hull.neighbours[static_cast<std::size_t>(computer.edges[edge].getSourceVertex())].push_back(
            static_cast<std::uint32_t>(computer.edges[edge].getTargetVertex()));
}

}  // namespace

MassMoments& MassMoments::operator+=(const MassMoments& other) {
    volume += other.volume;
    first += other.first;
    second += other.second;
    return *this;
}

std::vector<glm::dvec3> hull_corners(std::span<const glm::dvec3> points, std::size_t limit) {
    btConvexHullComputer computer;
    compute(computer, points, 0, 0);
    std::set<std::size_t> corners;
    for (int vertex = 0; vertex < computer.original_vertex_index.size(); ++vertex)
        corners.insert(static_cast<std::size_t>(computer.original_vertex_index[vertex]));
    if (corners.size() > limit) {
        const std::set<std::size_t> all = std::exchange(corners, {});
        for (std::size_t index = 0; index < limit; ++index) {
            // Equal steps in height and the golden angle round the axis: Fibonacci's lattice on the sphere.
            const double height = 1 - (2 * static_cast<double>(index) + 1) / static_cast<double>(limit);
            const SinCos angle = exact_sincos_turns(0.3819660112501051 * static_cast<double>(index));
            const double radius = std::sqrt(1 - height * height);
            const glm::dvec3 direction(radius * angle.cos, height, radius * angle.sin);
            corners.insert(*std::max_element(all.begin(), all.end(), [&](std::size_t a, std::size_t b) {
                return glm::dot(points[a], direction) < glm::dot(points[b], direction);
            }));
        }
    }
    std::vector<glm::dvec3> result;
    for (const std::size_t corner : corners) result.push_back(points[corner]);
    return result;
}

CollisionHull make_collision_hull(std::span<const glm::dvec3> points) {
    const std::vector<glm::dvec3> thick = thickened(points);
    btConvexHullComputer outer;
    compute(outer, thick, 0, 0);
    glm::dvec3 inside(0);
    for (int vertex = 0; vertex < outer.vertices.size(); ++vertex)
        inside += vector(outer.vertices[vertex]) / static_cast<double>(outer.vertices.size());
    CollisionHull hull;
    hull.moments = moments_of(outer, inside);
    hull.inner_radius_m = inner_radius(outer, inside);
    btConvexHullComputer core;
    hull.margin_m = compute(core, thick, std::min(largest_margin_m, largest_margin_share * hull.inner_radius_m), 0);
    const bool has_core = hull.margin_m > 0 && core.vertices.size() >= 4;
    if (!has_core) hull.margin_m = 0;
    take_corners(has_core ? core : outer, hull);
    return hull;
}

}  // namespace plumb::recipe
