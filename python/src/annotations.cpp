#include "array_like.hpp"
#include "bindings.hpp"

#include <plumb/annotate.hpp>

#include <nanobind/nanobind.h>
#include <nanobind/stl/map.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <limits>
#include <map>
#include <vector>

namespace plumb::python {

namespace {

template <class Box>
nb::object tuple_of(const std::optional<Box>& box) {
    if (!box) return nb::none();
    return nb::make_tuple(box->x_min, box->y_min, box->x_max, box->y_max);
}

/// An array that owns its memory.
template <class T, class Shape>
nb::ndarray<nb::numpy, T, Shape> owned(std::vector<T> values, std::initializer_list<std::size_t> shape) {
    auto* const kept = new std::vector<T>(std::move(values));
    const nb::capsule owner(kept, [](void* memory) noexcept { delete static_cast<std::vector<T>*>(memory); });
    return {kept->data(), shape, owner};
}

void bind_box3d(nb::module_& module) {
    auto box = nb::class_<Box3d>(module, "Box3d",
                                 "Object-aligned box of an instance: at rest pose for rigid ones, of the posed "
                                 "vertices for skinned and morphed ones.");
    def_constant_vector(box, "center", &Box3d::center, "(3,) float64, camera frame (OpenCV), metres.");
    def_constant_vector(box, "size", &Box3d::size, "(3,) float64, metres along the box's own axes.");
    def_constant_matrix(box, "camera_from_box", &Box3d::camera_from_box,
                        "(3, 3) float64; columns are the box's axes; of mirrored objects the determinant is -1.");
    box.def_prop_ro(
           "corners",
           [](nb::handle_t<Box3d> self) {
               const auto& corners = nb::cast<const Box3d&>(self).corners;
               return nb::ndarray<nb::numpy, const double, nb::shape<8, 3>>(&corners[0][0], {8, 3}, self);
           },
           "(8, 3) float64, camera frame, metres; bit 0 of the index is +x, bit 1 +y, bit 2 +z.")
        .def_prop_ro(
            "corners_px",
            [](const Box3d& self) {
                std::vector<double> values(16, std::numeric_limits<double>::quiet_NaN());
                for (std::size_t i = 0; i < 8; ++i) {
                    if (!self.corners_px[i]) continue;
                    values[2 * i] = self.corners_px[i]->x;
                    values[2 * i + 1] = self.corners_px[i]->y;
                }
                return owned<double, nb::shape<8, 2>>(std::move(values), {8, 2});
            },
            nb::rv_policy::automatic,
            "(8, 2) float64, pixels, continuous coordinates; NaN where a corner is not in front of the camera.");
}

void bind_keypoints(nb::module_& module) {
    auto keypoint = nb::class_<KeypointAnnotation>(module, "KeypointAnnotation", "What a frame says of one keypoint.");
    nb::enum_<KeypointState>(keypoint, "State", "The numbers are COCO's, with outside for what is not labelled.")
        .value("outside", KeypointState::outside)
        .value("hidden", KeypointState::hidden)
        .value("visible", KeypointState::visible);
    keypoint.def_ro("name", &KeypointAnnotation::name)
        .def_ro("instance", &KeypointAnnotation::instance, "Id of the instance that it belongs to.")
        .def_ro("figure", &KeypointAnnotation::figure, "Lowest id of its figure's instances.")
        .def_prop_ro(
            "pixel",
            [](const KeypointAnnotation& self) -> nb::object {
                if (!self.pixel) return nb::none();
                return nb::make_tuple(self.pixel->x, self.pixel->y);
            },
            nb::sig("def pixel(self) -> tuple[float, float] | None"),
            "Continuous coordinates, perhaps outside the image; None if it is not in front.")
        .def_ro("state", &KeypointAnnotation::state);
    def_constant_vector(keypoint, "position", &KeypointAnnotation::position, "(3,) float64, camera frame, metres.");
}

void bind_amodal(nb::module_& module) {
    nb::class_<AmodalAnnotation>(
        module, "AmodalAnnotation",
        "What an instance would cover if it were alone, on a canvas of three times the image's "
        "width and height with the image in its middle; pixels without a ray of the camera's model do not count.")
        .def_ro("pixels", &AmodalAnnotation::pixels, "Inside the image.")
        .def_ro("pixels_outside", &AmodalAnnotation::pixels_outside, "Of the canvas, around the image.")
        .def_prop_ro(
            "box_loose", [](const AmodalAnnotation& self) { return tuple_of(self.box_loose); },
            nb::sig("def box_loose(self) -> tuple[int, int, int, int] | None"), "Of pixels; max exclusive.")
        .def_prop_ro(
            "box_loose_unclipped", [](const AmodalAnnotation& self) { return tuple_of(self.box_loose_unclipped); },
            nb::sig("def box_loose_unclipped(self) -> tuple[int, int, int, int] | None"),
            "Of pixels and pixels_outside; max exclusive.")
        .def_ro("visible_fraction", &AmodalAnnotation::visible_fraction, "Visible pixels / pixels; None without any.")
        .def_ro("truncation", &AmodalAnnotation::truncation,
                "Share of the canvas's pixels outside the image; None without any.")
        .def_prop_ro(
            "occluded_by",
            [](const AmodalAnnotation& self) {
                std::map<std::uint32_t, std::uint32_t> pixels;
                for (const Occluder& occluder : self.occluded_by) pixels.emplace(occluder.id, occluder.pixels);
                return pixels;
            },
            "Pixels by the id of the instance that is seen there; with the visible pixels they add up to pixels.");
}

}  // namespace

void bind_annotations(nb::module_& module) {
    bind_box3d(module);
    bind_keypoints(module);
    auto rolling = nb::class_<RollingCameraAnnotation>(
        module, "RollingCameraAnnotation",
        "A camera whose rows are exposed one after the other. Between the edges and the middle, where it is "
        "CameraAnnotation.world_from_camera, it goes in a straight line and turns evenly.");
    rolling.def_ro("readout_s", &RollingCameraAnnotation::readout_s);
    def_constant_matrix(rolling, "world_from_camera_top", &RollingCameraAnnotation::world_from_camera_top,
                        "(4, 4) float64, as the image's upper edge is exposed; OpenCV axes, metres.");
    def_constant_matrix(rolling, "world_from_camera_bottom", &RollingCameraAnnotation::world_from_camera_bottom,
                        "(4, 4) float64, as its lower edge is.");
    auto camera =
        nb::class_<CameraAnnotation>(module, "CameraAnnotation", "The camera in every form that readers ask for.");
    camera.def_prop_ro("camera", [](const CameraAnnotation& self) { return Camera(self.camera); })
        .def_ro("intrinsics", &CameraAnnotation::intrinsics, "Continuous coordinates: first pixel centre 0.5.")
        .def_ro("intrinsics_integer_center", &CameraAnnotation::intrinsics_integer_center,
                "OpenCV-style: first pixel centre 0.");
    def_constant_matrix(camera, "world_from_camera", &CameraAnnotation::world_from_camera,
                        "(4, 4) float64, OpenCV axes, metres.");
    def_constant_matrix(camera, "world_from_camera_gltf", &CameraAnnotation::world_from_camera_gltf,
                        "(4, 4) float64, glTF axes: looks along -z, +y up; metres.");
    camera.def_ro("rolling", &CameraAnnotation::rolling, "None: all rows are exposed at once.");

    bind_amodal(module);
    auto instance = nb::class_<InstanceAnnotation>(module, "InstanceAnnotation", "What a frame says of one instance.");
    instance.def_ro("id", &InstanceAnnotation::id)
        .def_ro("pixels", &InstanceAnnotation::pixels, "Visible ones.")
        .def_prop_ro(
            "box_tight", [](const InstanceAnnotation& self) { return tuple_of(self.box_tight); },
            nb::sig("def box_tight(self) -> tuple[int, int, int, int] | None"),
            "(x_min, y_min, x_max, y_max) of the visible pixels, max exclusive; None if there are none.")
        .def_ro("box_3d", &InstanceAnnotation::box_3d)
        .def_ro("is_visible", &InstanceAnnotation::is_visible, "False: absent at this instant.")
        .def_ro("amodal", &InstanceAnnotation::amodal, "None unless the renderer was made with amodal = True.")
        .def("__repr__", [](const InstanceAnnotation& self) {
            return "<plumb.InstanceAnnotation " + std::to_string(self.id) + ": " + std::to_string(self.pixels) + " px>";
        });
    def_constant_matrix(instance, "camera_from_object", &InstanceAnnotation::camera_from_object,
                        "(4, 4) float64, OpenCV camera, object space of the node; metres.");

    nb::class_<FrameAnnotations>(module, "FrameAnnotations", "Counts, boxes and poses of one frame.")
        .def_ro("camera", &FrameAnnotations::camera)
        .def_ro("keypoints", &FrameAnnotations::keypoints,
                "Those of the file and those that the renderer was asked for.")
        .def_ro("instances", &FrameAnnotations::instances, "All of Scene.instances, in order.")
        .def_prop_ro(
            "pixels",
            [](const FrameAnnotations& self) {
                std::vector<std::uint32_t> values;
                for (const InstanceAnnotation& seen : self.instances) values.push_back(seen.pixels);
                const std::size_t count = values.size();
                return owned<std::uint32_t, nb::shape<-1>>(std::move(values), {count});
            },
            nb::rv_policy::automatic, "(instances,) uint32, visible pixels of each.")
        .def_prop_ro(
            "boxes_tight",
            [](const FrameAnnotations& self) {
                std::vector<std::int32_t> values;
                for (const InstanceAnnotation& seen : self.instances) {
                    const PixelBox box = seen.box_tight.value_or(PixelBox{});
                    for (const std::uint32_t edge : {box.x_min, box.y_min, box.x_max, box.y_max})
                        values.push_back(static_cast<std::int32_t>(edge));
                }
                const std::size_t count = self.instances.size();
                return owned<std::int32_t, nb::shape<-1, 4>>(std::move(values), {count, 4});
            },
            nb::rv_policy::automatic,
            "(instances, 4) int32, x_min, y_min, x_max, y_max with exclusive max; zeros where no pixel is seen.");
}

}  // namespace plumb::python
