#pragma once

#include "annotate/posed_extent.hpp"

#include <plumb/annotate.hpp>

#include <span>

namespace plumb::annotation {

/// All that annotate() says without looking at a pixel: camera, poses and 3-D boxes.
/// @param extents  of the scene
FrameAnnotations describe(const Scene& scene, const DeformedExtents& extents, const Shot& shot, Size size);

/// Adds the visible pixels.
/// @param counts  one per instance
void add_counts(FrameAnnotations& annotations, std::span<const PixelCount> counts);

}  // namespace plumb::annotation
