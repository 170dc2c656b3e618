#pragma once

#include <plumb/export.hpp>
#include <plumb/keypoint.hpp>
#include <plumb/scene.hpp>
#include <plumb/shot.hpp>

#include <glm/glm.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace plumb {

/// Pixels, max exclusive: [x_min, x_max) x [y_min, y_max).
struct PixelBox {
    std::uint32_t x_min = 0, y_min = 0, x_max = 0, y_max = 0;
    friend bool operator==(const PixelBox&, const PixelBox&) = default;
};

/// Pixels that may lie outside the image, max exclusive.
struct CanvasBox {
    std::int32_t x_min = 0, y_min = 0, x_max = 0, y_max = 0;
    friend bool operator==(const CanvasBox&, const CanvasBox&) = default;
};

/// Object-aligned box of an instance: at rest pose for rigid ones, of the posed vertices for skinned and morphed ones.
struct Box3d {
    glm::dvec3 center{0};                 ///< camera frame (OpenCV), metres
    glm::dvec3 size{0};                   ///< metres along the box's own axes
    glm::dmat3 camera_from_box{1};        ///< columns are its axes; mirrored objects: determinant -1
    std::array<glm::dvec3, 8> corners{};  ///< camera frame, metres; bit 0 of the index is +x, bit 1 +y, bit 2 +z
    std::array<std::optional<glm::dvec2>, 8> corners_px{};  ///< projected; none where a corner is not in front
};

/// An instance that is seen where another one would be seen if it were alone.
struct Occluder {
    std::uint32_t id = 0;
    std::uint32_t pixels = 0;  ///< at least 1
    friend bool operator==(const Occluder&, const Occluder&) = default;
};

/// What an instance would cover if it were alone, decided as for the pass `instance`: the same pixel centres, edges,
/// culling, cut-outs, near and far plane. It is drawn on a canvas of three times the image's width and height with the
/// image in its middle; what lies beyond it, or where a lens has no ray or a panorama has it again, is not counted.
struct AmodalAnnotation {
    std::uint32_t pixels = 0;                      ///< inside the image
    std::uint32_t pixels_outside = 0;              ///< of the canvas, around the image
    std::optional<PixelBox> box_loose;             ///< of `pixels`; none if there are none
    std::optional<CanvasBox> box_loose_unclipped;  ///< of `pixels` and `pixels_outside`; none if there are none
    std::optional<double> visible_fraction;        ///< visible pixels / `pixels`; none if there are none
    std::optional<double> truncation;              ///< share of the canvas's pixels outside the image; none if none
    std::vector<Occluder> occluded_by;             ///< by id; with the visible pixels they add up to `pixels`
};

/// What a frame says of one instance.
struct InstanceAnnotation {
    std::uint32_t id = 0;
    std::uint32_t pixels = 0;           ///< visible ones
    std::optional<PixelBox> box_tight;  ///< of the visible pixels; none if there are none
    Box3d box_3d;
    glm::dmat4 camera_from_object{1};        ///< OpenCV camera, object space of the node; metres
    bool is_visible = true;                  ///< false: absent at this instant
    std::optional<AmodalAnnotation> amodal;  ///< none unless RendererOptions::amodal asked for it
};

/// The camera in every form that readers ask for.
/// A camera whose rows are exposed one after the other, see RollingShutter. Between the edges and the middle, where the
/// camera is CameraAnnotation::world_from_camera, it goes in a straight line and turns evenly.
struct RollingCameraAnnotation {
    double readout_s = 0;
    glm::dmat4 world_from_camera_top{1};     ///< as the image's upper edge is exposed, OpenCV axes
    glm::dmat4 world_from_camera_bottom{1};  ///< as its lower edge is
};

/// What a frame says of its camera; with a rolling shutter, of the camera in the middle of the read-out. All else that
/// an annotation tells in the camera's frame is then told of that moment and in its frame, but pixels: those of corners
/// and keypoints are where the row sees them that is exposed as they are there.
struct CameraAnnotation {
    Camera camera;
    Intrinsics intrinsics;                 ///< continuous coordinates: first pixel centre 0.5
    Intrinsics intrinsics_integer_center;  ///< OpenCV-style: first pixel centre 0
    glm::dmat4 world_from_camera{1};       ///< OpenCV axes
    glm::dmat4 world_from_camera_gltf{1};  ///< glTF axes: looks along -z, +y up
    std::optional<RollingCameraAnnotation> rolling{};
};

struct FrameAnnotations {
    CameraAnnotation camera;
    std::vector<InstanceAnnotation> instances;  ///< all of Scene::instances(), in order
    /// Those that the file's nodes list in `extras.keypoints` and those of RendererOptions::keypoints: by figure; in
    /// each figure the file's first, then rule by rule in the depth-first order of their nodes.
    std::vector<KeypointAnnotation> keypoints;
};

/// Visible pixels of one instance, as counted on the GPU.
struct PixelCount {
    std::uint32_t pixels = 0;
    PixelBox box;  ///< meaningful if pixels > 0
};

/// Assembles annotations from the shot and the counted pixels.
/// @param counts  one per instance of `scene`
PLUMB_API FrameAnnotations annotate(const Scene& scene, const Shot& shot, Size size,
                                    std::span<const PixelCount> counts);

}  // namespace plumb
