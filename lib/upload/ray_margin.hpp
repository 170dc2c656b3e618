#pragma once

#include "upload/bvh_builder.hpp"

namespace plumb::upload {

/// A box wide enough for a ray whose arithmetic is rounded at the size of the box's coordinates, see
/// shaders/rays/slabs.glsl.
inline BvhBox widened(const BvhBox& box) {
    const glm::vec3 reach = glm::max(glm::abs(box.lower), glm::abs(box.upper));
    const float margin = glm::max(reach.x, glm::max(reach.y, reach.z)) * (1.0F / 1048576.0F);
    return {box.lower - margin, box.upper + margin};
}

}  // namespace plumb::upload
