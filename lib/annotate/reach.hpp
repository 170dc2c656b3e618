#pragma once

#include <plumb/annotate.hpp>

#include <optional>
#include <span>
#include <vector>

namespace plumb::annotation {

/// The canvas on which instances are drawn alone: the image, and its own size around it on each side.
inline CanvasBox canvas_around(Size size) {
    const auto width = static_cast<std::int32_t>(size.width), height = static_cast<std::int32_t>(size.height);
    return {-width, -height, 2 * width, 2 * height};
}

/// Pixels of the canvas outside which the rasterizer cannot find an instance with this box: the projection of what lies
/// beyond the near plane, with room for the rounding of posed vertices to single precision. None if there are none.
std::optional<CanvasBox> reach(const Box3d& box, const CameraAnnotation& camera, Size size);
/// That of each instance, [view][instance]; none of what is absent.
std::vector<std::optional<CanvasBox>> reaches(std::span<const FrameAnnotations> views, Size size);

}  // namespace plumb::annotation
