#pragma once

#include <plumb/shot.hpp>

#include <vector>

namespace plumb::scene {

/// A moment of a shot and when it is.
struct TimedMoment {
    Moment* moment = nullptr;
    double offset_s = 0;  ///< from the shot's own time
};

/// All moments that a shot has: its own first, its neighbours, then the edges of a rolling shutter.
std::vector<TimedMoment> moments_of(Shot& shot);

/// Gives a shot a rolling shutter for each of its images, under which nothing moves: its edges differ from their
/// image's moment in nothing but their time.
/// @param readout_s  not 0
void copy_edges(Shot& shot, double readout_s);

/// The moments of one image with a rolling shutter.
struct ReadOut {
    const char* name;  ///< of the image, for messages
    const Moment* middle;
    const RollingShutter::Edges* edges;
};

/// Those of all images of a shot that has a rolling shutter: now, next, previous. An image that the shot lacks has null
/// for both.
std::vector<ReadOut> read_outs_of(const Shot& shot);

}  // namespace plumb::scene
