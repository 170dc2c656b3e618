#pragma once

#include "labels.hpp"

#include <plumb/plumb.hpp>

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace plumb::oracle {

/// Pixels that a ray certainly hits, and those too near an edge to tell, which the renderer may have or not.
struct Bounds {
    std::uint32_t certain = 0, uncertain = 0;
};

/// What an instance covers that is alone, on the canvas of three times the image's edges.
struct Alone {
    Bounds inside, outside;
    std::size_t wrong = 0;  ///< pixels of the masks that are certain and differ
};

/// Casts a ray through every pixel of the canvas at each instance that is alone, through lenses and row by row as well.
/// A pixel beside the image counts if it has a ray, and in a panorama if no other one has the same.
/// @param masks  what is said of each instance
std::vector<Alone> cast_alone(const Topology& topology, const StagedInstant& now, const std::vector<MaskView>& masks);

/// The masks of a frame, by instance.
std::vector<MaskView> masks_of(const Frame& frame);

void expect_within(std::uint32_t count, const Bounds& bounds, const std::string& what);

/// Of many instances.
struct AloneTotals {
    std::size_t instances = 0, exact = 0, cut = 0;
    std::size_t pixels = 0, uncertain = 0;

    /// Expects of an instance what was found, and counts it.
    void add(const AmodalAnnotation& said, const Alone& found, const std::string& what);
};

}  // namespace plumb::oracle
