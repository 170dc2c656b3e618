#pragma once

#include <plumb/shot.hpp>

#include <glm/glm.hpp>

#include <vector>

namespace plumb::render {

/// What surfaces of some roughness mirror of a map: its radiance over GGX's lobe around each direction with the masking
/// of glTF 2.0, appendix B, as if seen straight on (Karis, "Real Shading in Unreal Engine 4", 2013). Equirectangular
/// pictures as the map, one behind the other, for the roughnesses k / ENVIRONMENT_LOBES, k from 1; sizes as in
/// shade/environment.glsl.
std::vector<glm::vec4> lobes_of_map(const EnvironmentMap& map);

}  // namespace plumb::render
