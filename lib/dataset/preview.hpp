#pragma once

#include "dataset/colours.hpp"

#include <plumb/frame.hpp>

namespace plumb::dataset {

/// A pass in colours to look at, of the pass's own size. Not for measuring: scaled to the frame's own values.
///
/// Distances: near is blue, far is red, no surface is black. Ids: one colour each, background black. Motion: the usual
/// colour wheel, full colour at the frame's 99th percentile, NaN black. Directions: x right is red, y up green, towards
/// the camera blue. Positions and other triples: from the frame's smallest to its largest value.
RgbImage preview(const PassView& pass);

}  // namespace plumb::dataset
