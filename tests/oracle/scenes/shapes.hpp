#pragma once

#include "random.hpp"
#include "scene_writer.hpp"

#include <functional>

namespace plumb::oracle {

/// Squares, boxes and balls of half extent or radius `r` around the origin, front faces outward, with normals and uvs.
PrimitiveData square(float r, int material = -1);
PrimitiveData box(float r, int material = -1);
PrimitiveData ball(float r, int segments, int material = -1);

/// A ball whose radius varies by `roughness` at random, without normals; closed.
PrimitiveData rock(Random& random, float r, int segments, float roughness, int material = -1);
/// (segments x segments) cells over the unit square, moved by `place(u, v)`; without normals.
PrimitiveData sheet(int segments, const std::function<glm::vec3(float, float)>& place, int material = -1);
/// `count` triangles with one corner in the box and edges of about `size`.
PrimitiveData soup(Random& random, int count, const glm::vec3& low, const glm::vec3& high, float size);

/// [x, y, z], as glTF writes it.
nlohmann::json list(const glm::vec3& v);
nlohmann::json list(const glm::vec4& v);
/// Rotation by `angle_rad` about `axis`, xyzw.
glm::vec4 turn(const glm::vec3& axis, double angle_rad);
/// The values one after the other, for TrackData.
std::vector<float> joined(const std::vector<glm::vec3>& values);
std::vector<float> joined(const std::vector<glm::vec4>& values);

}  // namespace plumb::oracle
