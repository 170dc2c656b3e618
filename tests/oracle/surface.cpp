#include "surface.hpp"

#include <cmath>
#include <cstdint>

namespace plumb::oracle {
namespace {

double from_srgb(double c) {
    return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}

std::int64_t wrapped(std::int64_t i, std::int64_t size, int mode) {
    if (mode == 33071) return i < 0 ? 0 : (i >= size ? size - 1 : i);
    const std::int64_t period = mode == 33648 ? 2 * size : size;
    const std::int64_t r = ((i % period) + period) % period;
    return r < size ? r : period - 1 - r;
}

glm::dvec4 texel(const Picture& picture, const TextureUse& use, std::int64_t x, std::int64_t y, bool is_srgb) {
    const auto column = static_cast<std::size_t>(wrapped(x, picture.width, use.wrap_u));
    const auto row = static_cast<std::size_t>(wrapped(y, picture.height, use.wrap_v));
    const std::uint8_t* p = &picture.rgba[4 * (row * static_cast<std::size_t>(picture.width) + column)];
    glm::dvec4 v(p[0] / 255.0, p[1] / 255.0, p[2] / 255.0, p[3] / 255.0);
    for (int c = 0; c < 3 && is_srgb; ++c) v[c] = from_srgb(v[c]);
    return v;
}

template <class T>
T interpolate(const std::vector<T>& values, const std::array<std::uint32_t, 3>& v, const glm::dvec3& w) {
    return values[v[0]] * w[0] + values[v[1]] * w[1] + values[v[2]] * w[2];
}

glm::dvec2 uv_at(const Topology& topology, std::size_t triangle, const glm::dvec3& weights, int set) {
    const auto& uvs = topology.part(triangle).primitive->uvs[static_cast<std::size_t>(set)];
    return uvs.empty() ? glm::dvec2(0) : interpolate(uvs, topology.corners(triangle), weights);
}

glm::dvec4 slot(const Topology& t, std::size_t triangle, const glm::dvec3& weights, const TextureUse& use,
                bool is_srgb) {
    if (use.picture < 0) return glm::dvec4(1);
    return sample(t.model, use, uv_at(t, triangle, weights, use.uv_set), is_srgb);
}

glm::dvec4 color_at(const Topology& topology, std::size_t triangle, const glm::dvec3& weights) {
    const auto& colors = topology.part(triangle).primitive->colors;
    return colors.empty() ? glm::dvec4(1) : interpolate(colors, topology.corners(triangle), weights);
}

}  // namespace

glm::dvec4 sample(const Model& model, const TextureUse& use, const glm::dvec2& uv, bool is_srgb) {
    const Picture& picture = model.pictures[static_cast<std::size_t>(use.picture)];
    const double c = std::cos(use.rotation_rad);
    const double s = std::sin(use.rotation_rad);
    const glm::dvec2 scaled = use.scale * uv;
    const glm::dvec2 moved = use.offset + glm::dvec2(c * scaled.x + s * scaled.y, c * scaled.y - s * scaled.x);
    const glm::dvec3 placed = use.after * glm::dvec3(moved, 1);
    const double x = placed.x * picture.width;
    const double y = placed.y * picture.height;
    if (!use.is_linear) {
        return texel(picture, use, static_cast<std::int64_t>(std::floor(x)), static_cast<std::int64_t>(std::floor(y)),
                     is_srgb);
    }
    const double left = std::floor(x - 0.5);
    const double top = std::floor(y - 0.5);
    const double u = x - 0.5 - left;
    const double v = y - 0.5 - top;
    const auto i = static_cast<std::int64_t>(left);
    const auto j = static_cast<std::int64_t>(top);
    const glm::dvec4 upper = glm::mix(texel(picture, use, i, j, is_srgb), texel(picture, use, i + 1, j, is_srgb), u);
    const glm::dvec4 lower =
        glm::mix(texel(picture, use, i, j + 1, is_srgb), texel(picture, use, i + 1, j + 1, is_srgb), u);
    return glm::mix(upper, lower, v);
}

Surface surface_at(const Topology& topology, std::size_t triangle, const glm::dvec3& weights) {
    const Material& m = topology.material(triangle);
    Surface s;
    s.uv = uv_at(topology, triangle, weights, 0);
    s.albedo = glm::dvec3(m.base_color * slot(topology, triangle, weights, m.base_color_texture, true) *
                          color_at(topology, triangle, weights));
    const glm::dvec4 rm = slot(topology, triangle, weights, m.metallic_roughness_texture, false);
    s.roughness_metallic = {m.roughness * rm.g, m.metallic * rm.b};
    s.emission = m.emissive * glm::dvec3(slot(topology, triangle, weights, m.emissive_texture, true));
    if (m.normal_texture.picture >= 0) {
        const glm::dvec4 n = slot(topology, triangle, weights, m.normal_texture, false);
        s.normal_texel = {(2 * n.x - 1) * m.normal_scale, (2 * n.y - 1) * m.normal_scale, 2 * n.z - 1};
    }
    return s;
}

double alpha_at(const Topology& topology, std::size_t triangle, const glm::dvec3& weights) {
    const Material& m = topology.material(triangle);
    return m.base_color.a * slot(topology, triangle, weights, m.base_color_texture, true).a *
           color_at(topology, triangle, weights).a;
}

}  // namespace plumb::oracle
