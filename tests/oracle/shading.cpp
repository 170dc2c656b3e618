#include "shading.hpp"

#include <algorithm>
#include <cmath>

namespace plumb::oracle {
namespace {

double spread(const glm::dvec3& a, const glm::dvec3& b) {
    const glm::dvec3 d = glm::abs(a - b);
    return std::max({d.x, d.y, d.z});
}

/// The triangle's own normal on the side that glTF calls its front, world axes.
glm::dvec3 front_normal(const Geometry& geometry, std::size_t triangle) {
    const glm::dvec3 a = geometry.corner(triangle, 0);
    return geometry.winding(triangle) *
           glm::normalize(glm::cross(geometry.corner(triangle, 1) - a, geometry.corner(triangle, 2) - a));
}

/// Interpolated normal with the normal map, on the front side, world axes.
glm::dvec3 shading_normal(const Geometry& geometry, std::size_t triangle, const glm::dvec3& weights,
                          const Surface& surface) {
    glm::dvec3 normal(0);
    glm::dvec3 tangent(0);
    for (std::size_t i = 0; i < 3; ++i) {
        const VertexFrame f = geometry.frame(triangle, i);
        normal += weights[static_cast<int>(i)] * f.normal;
        tangent += weights[static_cast<int>(i)] * f.tangent;
    }
    if (glm::length(normal) == 0) return front_normal(geometry, triangle);
    normal = glm::normalize(normal);
    const bool has_map = geometry.topology().material(triangle).normal_texture.picture >= 0;
    if (!has_map || glm::length(tangent) == 0) return normal;
    tangent = glm::normalize(tangent);
    // The bitangent is made from what was interpolated; of a mirrored object it is the mirror image of the object's
    // own.
    const double sign = geometry.frame(triangle, 0).sign * geometry.winding(triangle);
    const glm::dvec3& t = surface.normal_texel;
    return glm::normalize(t.x * tangent + t.y * sign * glm::cross(normal, tangent) + t.z * normal);
}

glm::dvec3 object_position(const Topology& topology, std::size_t triangle, const glm::dvec3& weights) {
    const Part& part = topology.part(triangle);
    const auto& v = topology.corners(triangle);
    const auto& p = part.primitive->positions;
    const glm::dvec3 rest = p[v[0]] * weights[0] + p[v[1]] * weights[1] + p[v[2]] * weights[2];
    const Mesh& mesh = topology.model.meshes[static_cast<std::size_t>(topology.model.instances[part.instance].mesh)];
    glm::dvec3 out;
    for (int c = 0; c < 3; ++c) {
        const double extent = mesh.rest_max[c] - mesh.rest_min[c];
        out[c] = extent > 0 ? (rest[c] - mesh.rest_min[c]) / extent : 0.5;
    }
    return out;
}

}  // namespace

Shaded shade(const View& view, const glm::dvec2& place, const Hit& hit) {
    const Geometry& geometry = view.geometry();
    const Topology& topology = geometry.topology();
    const Camera& camera = view.camera();
    const auto triangle = static_cast<std::size_t>(hit.triangle);
    const double side = hit.is_back ? -1 : 1;

    Shaded s;
    s.position = geometry.point(triangle, hit.weights);
    s.range = glm::length(s.position - camera.eye);
    s.object_position = object_position(topology, triangle, hit.weights);
    s.surface = surface_at(topology, triangle, hit.weights);
    if (topology.part(triangle).primitive->uvs[0].empty()) s.surface.uv = glm::dvec2(std::nan(""));
    s.normal_geometric = side * front_normal(geometry, triangle) * camera.world_from_camera;
    s.normal = side * shading_normal(geometry, triangle, hit.weights, s.surface) * camera.world_from_camera;
    const bool needs_tangents = topology.material(triangle).normal_texture.picture >= 0;
    if (needs_tangents && topology.part(triangle).primitive->tangents.empty()) s.normal_slack = infinity;
    for (const glm::dvec2 step : {glm::dvec2(-1, -1), glm::dvec2(1, -1), glm::dvec2(-1, 1), glm::dvec2(1, 1)}) {
        const glm::dvec3 weights = view.weights_at(triangle, place + edge_band_px * step);
        const Surface beside = surface_at(topology, triangle, weights);
        s.weights_slack = std::max(s.weights_slack, spread(weights, hit.weights));
        s.object_position_slack =
            std::max(s.object_position_slack, spread(object_position(topology, triangle, weights), s.object_position));
        s.uv_slack = std::max(
            s.uv_slack, std::isnan(s.surface.uv.x) ? 0 : spread(glm::dvec3(beside.uv, 0), glm::dvec3(s.surface.uv, 0)));
        s.albedo_slack = std::max(s.albedo_slack, spread(beside.albedo, s.surface.albedo));
        s.roughness_metallic_slack =
            std::max(s.roughness_metallic_slack,
                     spread(glm::dvec3(beside.roughness_metallic, 0), glm::dvec3(s.surface.roughness_metallic, 0)));
        s.emission_slack = std::max(s.emission_slack, spread(beside.emission, s.surface.emission));
        s.normal_slack = std::max(s.normal_slack, spread(beside.normal_texel, s.surface.normal_texel));
    }
    return s;
}

}  // namespace plumb::oracle
