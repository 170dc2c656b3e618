#include "coverage.hpp"

#include "surface.hpp"

#include <algorithm>
#include <cmath>

namespace plumb::oracle {
namespace {

constexpr std::int64_t steps_per_pixel = 256;
constexpr double snapping_limit_px = 524288;

double cross(const glm::dvec2& a, const glm::dvec2& b) {
    return a.x * b.y - a.y * b.x;
}

int sign_of(double value) {
    return value > 0 ? 1 : (value < 0 ? -1 : 0);
}

/// Weights of the exact triangle under the centre of a pixel.
glm::dvec3 weights_under(const std::array<glm::dvec3, 3>& h, const glm::dvec2& centre) {
    std::array<glm::dvec2, 3> d;
    for (std::size_t i = 0; i < 3; ++i) d[i] = glm::dvec2(h[i]) - centre * h[i].z;
    const glm::dvec3 parts(cross(d[1], d[2]), cross(d[2], d[0]), cross(d[0], d[1]));
    return parts / (parts.x + parts.y + parts.z);
}

}  // namespace

Coverage::Corner Coverage::corner_of(std::size_t triangle, std::size_t which) const {
    Corner corner{camera_.project(geometry_.corner(triangle, which))};
    const glm::dvec3& h = corner.projected.h;
    if (camera_.is_perspective && !(h.z > 0)) return corner;
    const glm::dvec2 place(h.x / h.z, h.y / h.z);
    corner.is_snapped = std::abs(place.x) < snapping_limit_px && std::abs(place.y) < snapping_limit_px;
    if (corner.is_snapped) corner.snapped = glm::i64vec2(glm::floor(place * double{steps_per_pixel} + 0.5));
    return corner;
}

/// 1 where the corners turn from x to y in the image, -1 for the other way, 0 for a triangle that covers nothing.
int Coverage::turn_of(const Corners& c) {
    if (c[0].is_snapped && c[1].is_snapped && c[2].is_snapped) {
        const glm::i64vec2 u = c[1].snapped - c[0].snapped, v = c[2].snapped - c[0].snapped;
        const std::int64_t area = u.x * v.y - u.y * v.x;
        return area > 0 ? 1 : (area < 0 ? -1 : 0);
    }
    return sign_of(glm::dot(c[0].projected.h, glm::cross(c[1].projected.h, c[2].projected.h)));
}

Coverage::Edge Coverage::edge_between(const Corner& a, const Corner& b, int turn) {
    Edge edge;
    edge.is_whole = a.is_snapped && b.is_snapped;
    if (edge.is_whole) {
        const glm::i64vec2 along = b.snapped - a.snapped;
        edge.corner = a.snapped;
        edge.inward = std::int64_t{turn} * glm::i64vec2(-along.y, along.x);
    } else {
        edge.line = double(turn) * glm::cross(a.projected.h, b.projected.h);
    }
    return edge;
}

bool Coverage::Edge::admits(int x, int y) const {
    // A point on the edge belongs to the side of greater x; where the edge is level, to that of greater y.
    if (is_whole) {
        const glm::i64vec2 centre(x * steps_per_pixel + steps_per_pixel / 2, y * steps_per_pixel + steps_per_pixel / 2);
        const glm::i64vec2 from = centre - corner;
        const std::int64_t value = inward.x * from.x + inward.y * from.y;
        return value > 0 || (value == 0 && (inward.x > 0 || (inward.x == 0 && inward.y > 0)));
    }
    const double value = line.x * (x + 0.5) + line.y * (y + 0.5) + line.z;
    return value > 0 || (value == 0 && (line.x > 0 || (line.x == 0 && line.y > 0)));
}

/// Pixels that may be covered: all of the area unless every corner is on the grid.
PixelArea Coverage::reach_of(const Corners& c) const {
    PixelArea reach = area_;
    if (!c[0].is_snapped || !c[1].is_snapped || !c[2].is_snapped) return reach;
    for (int axis = 0; axis < 2; ++axis) {
        const auto [low, high] = std::minmax({c[0].snapped[axis], c[1].snapped[axis], c[2].snapped[axis]});
        const auto pixel = [](std::int64_t place) {
            return static_cast<int>(std::floor(static_cast<double>(place) / double{steps_per_pixel}));
        };
        reach.first[axis] = std::max(reach.first[axis], pixel(low));
        reach.end[axis] = std::min(reach.end[axis], pixel(high) + 1);
    }
    return reach;
}

bool Coverage::is_cut_out(std::size_t triangle, const glm::dvec3& weights) const {
    const Material& material = geometry_.topology().material(triangle);
    return material.is_mask && alpha_at(geometry_.topology(), triangle, weights) < material.cutoff;
}

void Coverage::visit(std::size_t triangle, const Sink& sink) const {
    if (!geometry_.is_visible(geometry_.topology().part(triangle).instance)) return;
    const Corners corners{corner_of(triangle, 0), corner_of(triangle, 1), corner_of(triangle, 2)};
    const int turn = turn_of(corners);
    const bool is_back = turn * geometry_.winding(triangle) > 0;
    if (turn == 0 || (is_back && !geometry_.topology().material(triangle).is_double_sided)) return;
    const std::array<Edge, 3> edges{edge_between(corners[1], corners[2], turn),
                                    edge_between(corners[2], corners[0], turn),
                                    edge_between(corners[0], corners[1], turn)};
    const std::array<glm::dvec3, 3> h{corners[0].projected.h, corners[1].projected.h, corners[2].projected.h};
    const glm::dvec3 z(corners[0].projected.z, corners[1].projected.z, corners[2].projected.z);
    const PixelArea reach = reach_of(corners);
    for (int y = reach.first.y; y < reach.end.y; ++y)
        for (int x = reach.first.x; x < reach.end.x; ++x) {
            if (!edges[0].admits(x, y) || !edges[1].admits(x, y) || !edges[2].admits(x, y)) continue;
            const glm::dvec3 weights = weights_under(h, {x + 0.5, y + 0.5});
            const double depth = glm::dot(weights, z);
            if (!(depth >= camera_.near_m && depth <= camera_.far_m) || is_cut_out(triangle, weights)) continue;
            sink(x, y, depth);
        }
}

}  // namespace plumb::oracle
