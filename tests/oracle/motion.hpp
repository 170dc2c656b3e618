#pragma once

#include "labels.hpp"
#include "raycast.hpp"

namespace plumb::oracle {

/// Where what one pixel sees is in another frame.
struct Motion {
    glm::dvec2 flow{0};
    FlowClass flow_class = FlowClass::none;
    glm::dvec3 scene_flow{0};  ///< camera axes of this frame, metres
    double edge_px = infinity;
    bool is_uncertain = false;
    bool is_remote = false;
    bool is_ambiguous = false;
};

/// @param hit  what `now` sees at `place`; a miss moves like a point at infinity
Motion motion_of(const View& now, const glm::dvec2& place, const Hit& hit, const View& other);

}  // namespace plumb::oracle
