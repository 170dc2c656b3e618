#include "array_like.hpp"
#include "bindings.hpp"

#include <plumb/shot.hpp>

#include <nanobind/nanobind.h>
#include <nanobind/stl/array.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace plumb::python {

namespace {

using SizeTuple = std::tuple<std::uint32_t, std::uint32_t>;

void bind_intrinsics(nb::module_& module) {
    nb::class_<Intrinsics>(module, "Intrinsics",
                           "Focal lengths and principal point in pixels, continuous image coordinates: the first "
                           "pixel's centre is 0.5. Not to be changed; make another one.")
        .def(nb::init<double, double, double, double>(), nb::arg("fx"), nb::arg("fy"), nb::arg("cx"), nb::arg("cy"))
        .def_ro("fx", &Intrinsics::fx)
        .def_ro("fy", &Intrinsics::fy)
        .def_ro("cx", &Intrinsics::cx)
        .def_ro("cy", &Intrinsics::cy)
        .def(
            "matrix",
            [](const Intrinsics& self) {
                return nb::module_::import_("numpy").attr("array")(nb::make_tuple(nb::make_tuple(self.fx, 0.0, self.cx),
                                                                                  nb::make_tuple(0.0, self.fy, self.cy),
                                                                                  nb::make_tuple(0.0, 0.0, 1.0)));
            },
            nb::sig("def matrix(self) -> numpy.typing.NDArray[numpy.float64]"), "K, (3, 3) float64, pixels.")
        .def(
            "__eq__", [](const Intrinsics& self, const Intrinsics& other) { return self == other; }, nb::is_operator(),
            nb::sig("def __eq__(self, other: object, /) -> bool"))
        .def("__repr__", [](const Intrinsics& self) {
            return "plumb.Intrinsics(fx=" + std::to_string(self.fx) + ", fy=" + std::to_string(self.fy) +
                   ", cx=" + std::to_string(self.cx) + ", cy=" + std::to_string(self.cy) + ")";
        });
}

}  // namespace

void bind_camera(nb::module_& module) {
    bind_intrinsics(module);
    auto camera = nb::class_<Camera>(
        module, "Camera",
        "A lens and a pose. Square pixels unless intrinsics says otherwise; the image's own aspect ratio decides the "
        "horizontal extent.");
    nb::enum_<Camera::Projection>(camera, "Projection")
        .value("perspective", Camera::Projection::perspective)
        .value("orthographic", Camera::Projection::orthographic)
        .value("fisheye", Camera::Projection::fisheye)
        .value("equirectangular", Camera::Projection::equirectangular);
    nb::enum_<Camera::Origin>(camera, "Origin", "Where a camera comes from.")
        .value("given", Camera::Origin::given)
        .value("framed", Camera::Origin::framed)
        .value("file", Camera::Origin::file);
    const Camera usual;
    camera
        .def(
            "__init__",
            [](Camera* self, const std::optional<ArrayLike>& world_from_camera, double fov_y_rad, double near_m,
               double far_m, Camera::Projection projection, double half_height_m,
               const std::optional<Intrinsics>& intrinsics, const std::vector<double>& distortion,
               const std::optional<double>& field_rad) {
                new (self) Camera{.projection = projection,
                                  .fov_y_rad = fov_y_rad,
                                  .half_height_m = half_height_m,
                                  .near_m = near_m,
                                  .far_m = far_m,
                                  .intrinsics = intrinsics,
                                  .distortion = distortion,
                                  .field_rad = field_rad};
                if (world_from_camera)
                    self->world_from_camera = matrix_of<glm::dmat4>("world_from_camera", *world_from_camera);
            },
            nb::kw_only(), nb::arg("world_from_camera") = nb::none(), nb::arg("fov_y_rad") = usual.fov_y_rad,
            nb::arg("near_m") = usual.near_m, nb::arg("far_m") = usual.far_m, nb::arg("projection") = usual.projection,
            nb::arg("half_height_m") = usual.half_height_m, nb::arg("intrinsics") = nb::none(),
            nb::arg("distortion") = std::vector<double>(), nb::arg("field_rad") = nb::none())
        .def_rw("projection", &Camera::projection)
        .def_rw("fov_y_rad", &Camera::fov_y_rad,
                "Full vertical field of view: perspective, before distortion, 0 < fov < pi; fisheye, at most 2 pi.")
        .def_rw("half_height_m", &Camera::half_height_m, "Orthographic: half of the vertical extent, metres.")
        .def_rw("near_m", &Camera::near_m,
                "Surfaces nearer along +z (fisheye, equirectangular: to the optical centre) are not seen; metres.")
        .def_rw("far_m", &Camera::far_m, "Surfaces farther are not seen, measured as near_m; metres, inf by default.")
        .def_prop_rw(
            "intrinsics", [](const Camera& self) { return self.intrinsics; },
            [](Camera& self, const std::optional<Intrinsics>& value) { self.intrinsics = value; },
            nb::arg("value").none(),
            "Overrides field of view or height; pixels (orthographic: pixels a metre; fisheye, equirectangular: pixels "
            "a radian).")
        .def_rw("distortion", &Camera::distortion,
                "Coefficients in OpenCV's order. Perspective: k1, k2, p1, p2, then k3, then k4, k5, k6; fisheye: k1 to "
                "k4. A list of its own: assign to change it.")
        .def_prop_rw(
            "field_rad", [](const Camera& self) { return self.field_rad; },
            [](Camera& self, const std::optional<double>& value) { self.field_rad = value; }, nb::arg("value").none(),
            "Full angle of the cone about +z beyond which the lens sees nothing, or None.")
        .def_ro("origin", &Camera::origin)
        .def_ro("file_index", &Camera::file_index, "With Origin.file: into Scene.cameras.")
        .def(
            "intrinsics_for",
            [](const Camera& self, const SizeTuple& size) {
                return self.intrinsics_for({std::get<0>(size), std::get<1>(size)});
            },
            nb::arg("size"), "Intrinsics for an image of (width, height) pixels.")
        .def(
            "project",
            [](const Camera& self, const SizeTuple& size,
               const ArrayLike& point) -> std::optional<std::array<double, 2>> {
                const auto place =
                    self.project({std::get<0>(size), std::get<1>(size)}, vector_of<glm::dvec3>("point", point));
                if (!place) return std::nullopt;
                return std::array{place->x, place->y};
            },
            nb::arg("size"), nb::arg("point"),
            "Where a point of the camera's frame is seen in an image of (width, height) pixels, also outside of it; "
            "None behind the camera or beyond its lens.")
        .def(
            "ray",
            [](const Camera& self, const SizeTuple& size,
               const ArrayLike& place) -> std::optional<std::pair<std::array<double, 3>, std::array<double, 3>>> {
                const auto ray =
                    self.ray({std::get<0>(size), std::get<1>(size)}, vector_of<glm::dvec2>("place", place));
                if (!ray) return std::nullopt;
                const glm::dvec3 &o = ray->origin, &d = ray->direction;
                return std::pair{std::array{o.x, o.y, o.z}, std::array{d.x, d.y, d.z}};
            },
            nb::arg("size"), nb::arg("place"),
            "(origin, unit direction), camera frame, of what is seen at a place of an image of (width, height) pixels; "
            "None where the lens sees nothing.")
        .def("__copy__", [](const Camera& self) { return Camera(self); })
        .def(
            "__deepcopy__", [](const Camera& self, const nb::handle&) { return Camera(self); }, nb::arg("memo"));
    def_matrix(camera, "world_from_camera", &Camera::world_from_camera,
               "(4, 4) float64, rigid, OpenCV axes (x right, y down, z forward), metres.");

    module.def(
        "look_at",
        [](const ArrayLike& eye, const ArrayLike& target, const ArrayLike& up) {
            auto* const pose =
                new glm::dmat4(look_at(vector_of<glm::dvec3>("eye", eye), vector_of<glm::dvec3>("target", target),
                                       vector_of<glm::dvec3>("up", up)));
            const nb::capsule owner(pose, [](void* kept) noexcept { delete static_cast<glm::dmat4*>(kept); });
            return view_of_matrix<glm::dmat4>(&(*pose)[0][0], owner);
        },
        nb::arg("eye"), nb::arg("target"), nb::arg("up") = nb::make_tuple(0.0, 1.0, 0.0),
        "world_from_camera, (4, 4) float64, of a camera at eye that looks at target; world, metres. Raises "
        "plumb.InvalidArgumentError if they coincide or up is parallel to the view.");
}

}  // namespace plumb::python
