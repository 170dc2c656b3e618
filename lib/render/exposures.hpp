#pragma once

#include "render/sample_pattern.hpp"
#include "render/shot_span.hpp"
#include "shared/lens.h"

#include <plumb/renderer.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace plumb::render {

/// Whether the colour of a shot is a sum over views of its own: of instants of its shutter and, in direct colour, of
/// places of its aperture as well.
bool has_exposures(const Shot& shot, ColorOptions::Mode mode);

/// How many views that are.
std::uint32_t exposure_count(const RendererOptions& options);

/// @throws Error  invalid_argument for numbers that Aperture and Shutter do not allow or a neighbour that is missing;
///                unsupported for a camera that has no lens, or too few samples
void check_exposures(const Shot& shot, const RendererOptions& options);

/// The scene at a time beside the shot's own, between its moments.
/// @param offset_s  from the shot's time, within dt_s
Moment moment_between(const Shot& shot, double offset_s);

/// Shots, then as many for each exposure: still, at its instant. In direct colour each is seen through the middle of
/// the pixel from one place of the aperture, so that the mean over them is that over pixel, aperture and time.
struct ExposedShots {
    std::vector<Shot> exposures;
    std::vector<const Shot*> all;  ///< the shots themselves first, which somebody else keeps
};
ExposedShots with_exposures(ShotSpan shots, const RendererOptions& options);

/// Lets each exposure of direct colour that has an aperture and is drawn by its lens see what is in focus where the
/// middle of the aperture sees it: the rays of all places of the image are turned by as much as the camera was moved.
/// @param exposed     of with_exposures(), of `shot_count` shots
/// @param lenses      of all of them, [view][moment]
void write_aside(ShotSpan exposed, std::size_t shot_count, const RendererOptions& options,
                 std::span<shared::Lens> lenses);

}  // namespace plumb::render
