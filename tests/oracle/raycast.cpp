#include "raycast.hpp"

#include "surface.hpp"

#include <algorithm>
#include <cmath>

namespace plumb::oracle {
namespace {

constexpr int tile_px = 4;
constexpr double thin_px = 1.0 / 32;

struct Crossing {
    glm::dvec3 edges;  // unnormalized barycentric weights
    double sum;
};

Crossing cross_at(const std::array<Projected, 3>& corners, const glm::dvec2& p) {
    std::array<glm::dvec2, 3> d;
    for (std::size_t i = 0; i < 3; ++i) {
        d[i] = {corners[i].h.x - p.x * corners[i].h.z, corners[i].h.y - p.y * corners[i].h.z};
    }
    const auto cross = [](const glm::dvec2& a, const glm::dvec2& b) { return a.x * b.y - a.y * b.x; };
    const glm::dvec3 e(cross(d[1], d[2]), cross(d[2], d[0]), cross(d[0], d[1]));
    return {e, e.x + e.y + e.z};
}

/// Distance from `p` to the segment a-b of the image, and the depth of its nearest point.
std::array<double, 2> to_segment(const glm::dvec2& p, const glm::dvec3& a, const glm::dvec3& b, bool is_perspective) {
    const glm::dvec2 along = glm::dvec2(b) - glm::dvec2(a);
    const double length2 = glm::dot(along, along);
    const double s = length2 > 0 ? std::clamp(glm::dot(p - glm::dvec2(a), along) / length2, 0.0, 1.0) : 0.0;
    const double z = is_perspective ? 1 / ((1 - s) / a.z + s / b.z) : (1 - s) * a.z + s * b.z;
    return {glm::length(p - glm::dvec2(a) - s * along), z};
}

}  // namespace

View::View(const Geometry& geometry, const Camera& camera, bool looks_through)
    : geometry_(geometry), camera_(camera), tile_columns_((camera.width + tile_px - 1) / tile_px) {
    const int rows = (camera.height + tile_px - 1) / tile_px;
    tiles_.resize(static_cast<std::size_t>(tile_columns_) * static_cast<std::size_t>(rows));
    const Topology& topology = geometry.topology();
    for (std::size_t t = 0; t < topology.triangles.size(); ++t) {
        if (!geometry.is_visible(topology.part(t).instance)) continue;
        if (looks_through && topology.material(t).is_see_through) continue;
        camera.distortion.is_lens() ? add_cone(t) : add(t);
    }
}

View::View(const Geometry& geometry, const Camera& camera, const std::vector<std::uint32_t>& triangles)
    : geometry_(geometry), camera_(camera), tile_columns_(1), tiles_(1) {
    for (const std::uint32_t t : triangles) add(t);
}

void View::add(std::size_t triangle) {
    const Flat flat = flatten(triangle);
    if (!is_kept(flat)) return;
    const int rows = (camera_.height + tile_px - 1) / tile_px;
    const auto index = static_cast<std::uint32_t>(flats_.size());
    flats_.push_back(flat);
    const auto tile = [](double px, int count) {
        return static_cast<int>(std::clamp(std::floor(px / tile_px), 0.0, count - 1.0));
    };
    for (int y = tile(flat.low.y, rows); y <= tile(flat.high.y, rows); ++y) {
        for (int x = tile(flat.low.x, tile_columns_); x <= tile(flat.high.x, tile_columns_); ++x) {
            tiles_[static_cast<std::size_t>(y * tile_columns_ + x)].push_back(index);
        }
    }
}

void View::add_cone(std::size_t triangle) {
    constexpr double margin_rad = 0.05;  // more than a pixel of any test
    std::array<glm::dvec3, 3> to;
    for (std::size_t i = 0; i < 3; ++i) to[i] = geometry_.corner(triangle, i) - camera_.eye;
    const glm::dvec3 middle = (to[0] + to[1] + to[2]) / 3.0;
    double radius = 0;
    for (const glm::dvec3& corner : to) radius = std::max(radius, glm::length(corner - middle));
    const double distance = glm::length(middle);
    const double half = radius < distance ? std::asin(radius / distance) + margin_rad : 4;
    cones_.push_back({static_cast<std::uint32_t>(triangle), distance > 0 ? middle / distance : middle, half});
}

std::optional<View> View::near_place(const glm::dvec2& place) const {
    const std::optional<Camera> local = camera_.near_place(place);
    if (!local) return std::nullopt;
    std::vector<std::uint32_t> near;
    for (const Cone& cone : cones_) {
        const double cosine = glm::dot(cone.axis, local->world_from_camera[2]);
        if (cone.half_angle_rad > 3 || cosine >= std::cos(cone.half_angle_rad)) near.push_back(cone.triangle);
    }
    return View(geometry_, *local, near);
}

View::Flat View::flatten(std::size_t triangle) const {
    Flat flat;
    flat.triangle = static_cast<std::uint32_t>(triangle);
    flat.winding = geometry_.winding(triangle);
    std::array<glm::dvec3, 3> world;
    for (std::size_t i = 0; i < 3; ++i) {
        world[i] = geometry_.corner(triangle, i);
        flat.corners[i] = camera_.project(world[i]);
    }
    const auto add = [&](const Projected& p) {
        flat.outline[static_cast<std::size_t>(flat.outline_count++)] = {p.h.x / p.h.z, p.h.y / p.h.z, p.z};
    };
    for (std::size_t i = 0; i < 3; ++i) {
        const Projected& a = flat.corners[i];
        const Projected& b = flat.corners[(i + 1) % 3];
        if (a.z >= camera_.near_m) add(a);
        if ((a.z >= camera_.near_m) == (b.z >= camera_.near_m)) continue;
        const double s = (camera_.near_m - a.z) / (b.z - a.z);
        Projected cut{glm::mix(a.h, b.h, s), camera_.near_m};
        if (camera_.is_perspective) cut.h.z = camera_.near_m;
        add(cut);
    }
    double area2 = 0;
    double longest = 0;
    flat.low = glm::dvec2(infinity);
    flat.high = glm::dvec2(-infinity);
    for (int i = 0; i < flat.outline_count; ++i) {
        const glm::dvec2 a(flat.outline[static_cast<std::size_t>(i)]);
        const glm::dvec2 b(flat.outline[static_cast<std::size_t>((i + 1) % flat.outline_count)]);
        const glm::dvec2 origin(flat.outline[0]);
        area2 += (a.x - origin.x) * (b.y - origin.y) - (a.y - origin.y) * (b.x - origin.x);
        longest = std::max(longest, glm::length(b - a));
        flat.low = glm::min(flat.low, a - edge_reach_px);
        flat.high = glm::max(flat.high, a + edge_reach_px);
    }
    flat.is_thin = std::abs(area2) <= thin_px * longest;
    return flat;
}

bool View::is_kept(const Flat& flat) const {
    if (flat.outline_count == 0 || flat.high.x < 0 || flat.high.y < 0) return false;
    if (flat.low.x > camera_.width || flat.low.y > camera_.height) return false;
    return std::min({flat.corners[0].z, flat.corners[1].z, flat.corners[2].z}) <= camera_.far_m * (1 + depth_slack);
}

bool View::is_cut(const Flat& flat, const glm::dvec3& weights) const {
    const Material& material = geometry_.topology().material(flat.triangle);
    return material.is_mask && alpha_at(geometry_.topology(), flat.triangle, weights) < material.cutoff;
}

void View::meet(std::size_t index, const glm::dvec2& pixel, std::vector<Candidate>& found,
                std::vector<Edge>& edges) const {
    const Flat& flat = flats_[index];
    if (pixel.x < flat.low.x || pixel.y < flat.low.y || pixel.x > flat.high.x || pixel.y > flat.high.y) return;
    const Crossing c = cross_at(flat.corners, pixel);
    const bool is_back = c.sum * flat.winding > 0;
    const bool is_culled = is_back && !geometry_.topology().material(flat.triangle).is_double_sided;
    if (is_culled && !flat.is_thin) return;
    const glm::dvec3 weights = c.edges / c.sum;
    const double z = weights[0] * flat.corners[0].z + weights[1] * flat.corners[1].z + weights[2] * flat.corners[2].z;
    for (int i = 0; i < flat.outline_count; ++i) {
        const auto [distance, edge_z] =
            to_segment(pixel, flat.outline[static_cast<std::size_t>(i)],
                       flat.outline[static_cast<std::size_t>((i + 1) % flat.outline_count)], camera_.is_perspective);
        if (distance <= edge_reach_px) edges.push_back({index, distance, z > 0 ? std::min(z, edge_z) : edge_z});
    }
    const bool is_inside =
        (c.edges.x >= 0 && c.edges.y >= 0 && c.edges.z >= 0) || (c.edges.x <= 0 && c.edges.y <= 0 && c.edges.z <= 0);
    if (!is_inside || c.sum == 0 || is_culled) return;
    // The near and the far plane cut surfaces like edges do.
    if (std::abs(z - camera_.near_m) <= depth_slack * z || std::abs(z - camera_.far_m) <= depth_slack * z) {
        edges.push_back({index, 0, z});
    }
    if (z < camera_.near_m || z > camera_.far_m) return;
    const bool is_gone = is_cut(flat, weights);
    if (geometry_.topology().material(flat.triangle).is_mask) {
        for (const glm::dvec2 step : {glm::dvec2(-1, -1), glm::dvec2(1, -1), glm::dvec2(-1, 1), glm::dvec2(1, 1)}) {
            const Crossing beside = cross_at(flat.corners, pixel + edge_band_px * step);
            if (is_cut(flat, beside.edges / beside.sum) != is_gone) edges.push_back({index, 0.5 * edge_band_px, z});
        }
    }
    if (!is_gone) found.push_back({index, weights, z, is_back});
}

Hit View::decide(const std::vector<Candidate>& found, const std::vector<Edge>& edges) const {
    Hit hit;
    const Candidate* best = nullptr;
    for (const Candidate& c : found) {  // in order of instance, then triangle
        if (best == nullptr || static_cast<float>(c.z) < static_cast<float>(best->z)) best = &c;
    }
    if (best != nullptr) {
        hit = {flats_[best->flat].triangle, best->weights, best->z, best->is_back, infinity, infinity};
    }
    for (const Candidate& c : found) {
        if (&c == best) continue;
        bool is_same = true;
        for (std::size_t i = 0; i < 3; ++i) {
            const Projected& a = flats_[c.flat].corners[i];
            const Projected& b = flats_[best->flat].corners[i];
            is_same = is_same && a.h == b.h && a.z == b.z;
        }
        if (!is_same) hit.rival_gap = std::min(hit.rival_gap, std::abs(c.z - best->z) / best->z);
    }
    for (const Edge& e : edges) {
        const bool matters = best == nullptr || e.flat == best->flat || e.z <= best->z * (1 + depth_slack);
        if (matters) hit.edge_px = std::min(hit.edge_px, e.distance);
    }
    return hit;
}

Hit View::cast(const glm::dvec2& pixel) const {
    if (camera_.distortion.is_lens()) {
        const std::optional<View> local = near_place(pixel);
        if (!local) return {};
        Hit hit = local->cast(glm::dvec2(0.5));
        if (!camera_.distortion.is_all_round())
            hit.z *= glm::dot(local->camera_.world_from_camera[2], camera_.world_from_camera[2]);
        return hit;
    }
    std::vector<Candidate> found;
    std::vector<Edge> edges;
    const int x = std::clamp(static_cast<int>(pixel.x) / tile_px, 0, tile_columns_ - 1);
    const int y = std::clamp(static_cast<int>(pixel.y) / tile_px, 0, (camera_.height - 1) / tile_px);
    for (const std::uint32_t index : tiles_[static_cast<std::size_t>(y * tile_columns_ + x)]) {
        meet(index, pixel, found, edges);
    }
    return decide(found, edges);
}

glm::dvec3 View::weights_at(std::size_t triangle, const glm::dvec2& pixel) const {
    if (camera_.distortion.is_lens()) {
        const std::optional<Camera> local = camera_.near_place(pixel);
        return local ? View(geometry_, *local, {}).weights_at(triangle, glm::dvec2(0.5)) : glm::dvec3(1, 0, 0);
    }
    std::array<Projected, 3> corners;
    for (std::size_t i = 0; i < 3; ++i) corners[i] = camera_.project(geometry_.corner(triangle, i));
    const Crossing c = cross_at(corners, pixel);
    return c.edges / c.sum;
}

bool View::is_back(std::size_t triangle, const glm::dvec2& pixel) const {
    if (camera_.distortion.is_lens()) {
        const std::optional<Camera> local = camera_.near_place(pixel);
        return local && View(geometry_, *local, {}).is_back(triangle, glm::dvec2(0.5));
    }
    std::array<Projected, 3> corners;
    for (std::size_t i = 0; i < 3; ++i) corners[i] = camera_.project(geometry_.corner(triangle, i));
    return cross_at(corners, pixel).sum * geometry_.winding(triangle) > 0;
}

}  // namespace plumb::oracle
