#pragma once

#include <plumb/scene.hpp>

namespace plumb::scene {

/// Makes `box` hold `point`, too.
inline void extend(Box& box, const glm::dvec3& point) {
    box.min = glm::min(box.min, point);
    box.max = glm::max(box.max, point);
}

}  // namespace plumb::scene
