#pragma once

#include "scene/scene_data.hpp"

#include <plumb/shot.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace plumb::upload {

/// Where the vertices of a skinned or morphed primitive can be in any pose. A skinned vertex lies between the places
/// that its joints alone would take it to, so boxes of what hangs on each joint bound all.
struct PosedBounds {
    struct Part {
        std::uint32_t joint = 0;  ///< of the skin; without meaning if the primitive is not skinned
        Box rest;                 ///< object space, before morphs
    };
    std::vector<Part> parts;
    std::vector<Box> displacements;  ///< of each morph target at weight 1
};

PosedBounds posed_bounds(const scene::Primitive& primitive, bool is_skinned);

/// How far morphs at these weights can move a vertex: min and max are added to a box's.
Box morph_reach(const PosedBounds& bounds, std::span<const float> weights);

/// Box around a box that an affine matrix has moved.
Box moved_box(const Box& box, const glm::dmat4& matrix);

}  // namespace plumb::upload
