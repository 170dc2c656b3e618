#pragma once

#include "geometry.hpp"

#include <glm/glm.hpp>

namespace plumb::oracle {

/// Material values at one point of a triangle.
struct Surface {
    glm::dvec2 uv{0};  ///< TEXCOORD_0
    glm::dvec3 albedo{0};
    glm::dvec2 roughness_metallic{0};
    glm::dvec3 emission{0};
    glm::dvec3 normal_texel{0, 0, 1};  ///< tangent space, scale applied, not normalized
};

/// Level 0 of `use`, channels 0..1 as stored in the file, or sRGB-decoded before filtering.
glm::dvec4 sample(const Model& model, const TextureUse& use, const glm::dvec2& uv, bool is_srgb);

Surface surface_at(const Topology& topology, std::size_t triangle, const glm::dvec3& weights);
/// What an alpha cut-out compares with its cutoff.
double alpha_at(const Topology& topology, std::size_t triangle, const glm::dvec3& weights);

}  // namespace plumb::oracle
