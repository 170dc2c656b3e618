#include "array_like.hpp"
#include "bindings.hpp"
#include "shot_box.hpp"

#include <plumb/scene.hpp>

#include <nanobind/nanobind.h>
#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace plumb::python {

namespace {

template <class T>
std::vector<T> copy_of(std::span<const T> values) {
    return {values.begin(), values.end()};
}

LoadOptions load_options(std::optional<std::uint32_t> scene, bool is_strict) {
    LoadOptions options;
    options.scene = scene;
    options.is_strict = is_strict;
    return options;
}

nb::object corners_of(const Box& box) {
    if (box.is_empty()) return nb::none();
    const auto tuple = [](const glm::dvec3& v) { return nb::make_tuple(v.x, v.y, v.z); };
    return nb::module_::import_("numpy").attr("array")(nb::make_tuple(tuple(box.min), tuple(box.max)));
}

Scene with_additions(const Scene& self, const std::vector<std::tuple<std::string, std::uint32_t>>& copies,
                     const std::vector<std::filesystem::path>& textures,
                     const std::vector<std::tuple<std::uint32_t, std::string>>& classes, bool is_template_hidden,
                     bool has_own_materials) {
    SceneAdditions additions;
    for (const auto& [node, count] : copies)
        additions.copies.push_back({node, count, is_template_hidden, has_own_materials});
    additions.textures = textures;
    for (const auto& [instance, name] : classes) additions.classes.push_back({instance, name});
    const nb::gil_scoped_release release;
    return self.with(additions);
}

void bind_loading(nb::class_<Scene>& scene) {
    scene
        .def_static(
            "load",
            [](const std::filesystem::path& path, std::optional<std::uint32_t> index, bool is_strict) {
                return Scene::load(path, load_options(index, is_strict));
            },
            nb::arg("path"), nb::kw_only(), nb::arg("scene") = nb::none(), nb::arg("is_strict") = false,
            nb::call_guard<nb::gil_scoped_release>(),
            "Reads a .gltf or .glb file with all it refers to.\n\n"
            "scene: which of the file's scenes; the file's default otherwise.\n"
            "is_strict: refuse what would otherwise be a warning.\n\n"
            "Raises plumb.NotFoundError, IoError, BadAssetError or UnsupportedError; the message has file, JSON "
            "pointer, value and limit.")
        .def_static(
            "check",
            [](const std::filesystem::path& path, std::optional<std::uint32_t> index, bool is_strict) {
                return Scene::check(path, load_options(index, is_strict));
            },
            nb::arg("path"), nb::kw_only(), nb::arg("scene") = nb::none(), nb::arg("is_strict") = false,
            nb::call_guard<nb::gil_scoped_release>(),
            "Everything the loader has to say about a file, errors first; does not raise for a bad asset.")
        .def("with_additions", &with_additions, nb::kw_only(), nb::arg("copies") = nb::list(),
             nb::arg("textures") = nb::list(), nb::arg("classes") = nb::list(), nb::arg("is_template_hidden") = false,
             nb::arg("has_own_materials") = false,
             "This scene with copies of parts of it, further textures and other classes; what is there keeps its "
             "indices.\n\n"
             "copies: (node, count) pairs; all nodes of copy 17 are called as the template's with '#17' behind.\n"
             "textures: picture files, or folders of them.\n"
             "classes: (instance id, name) pairs.");
}

void bind_lists(nb::class_<Scene>& scene) {
    scene.def_prop_ro("path", &Scene::path)
        .def_prop_ro(
            "instances", [](const Scene& self) { return copy_of(self.instances()); },
            "What has an id of its own, in the order of the ids 1..N.")
        .def_prop_ro("cameras", [](const Scene& self) { return copy_of(self.cameras()); })
        .def_prop_ro("animations", [](const Scene& self) { return copy_of(self.animations()); })
        .def_prop_ro(
            "classes", [](const Scene& self) { return copy_of(self.classes()); },
            "Names by semantic id; 0 is 'background', 1 'unlabelled'.")
        .def_prop_ro(
            "materials", [](const Scene& self) { return copy_of(self.materials()); }, "Names by glTF material index.")
        .def_prop_ro(
            "textures", [](const Scene& self) { return copy_of(self.textures()); }, "Names by texture index.")
        .def_prop_ro(
            "variants", [](const Scene& self) { return copy_of(self.variants()); },
            "Names of KHR_materials_variants by index.")
        .def_prop_ro("warnings", [](const Scene& self) { return copy_of(self.warnings()); })
        .def_prop_ro("triangle_count", &Scene::triangle_count, "Over the active scene, instances counted each.")
        .def(
            "bounds", [](const Scene& self) { return corners_of(self.bounds()); },
            nb::sig("def bounds(self) -> numpy.typing.NDArray[numpy.float64] | None"),
            "Lowest and highest corner of all visible instances in the rest pose, (2, 3) float64, world, metres; None "
            "if there are none.")
        .def("find_camera", &Scene::find_camera, nb::arg("name"), "Index of a camera by name.")
        .def("find_animation", &Scene::find_animation, nb::arg("name"), "Index of an animation by name.")
        .def("find_node", &Scene::find_node, nb::arg("name"), "glTF index of a node by path or name.");
}

void bind_shots(nb::class_<Scene>& scene) {
    scene
        .def(
            "default_shot",
            [](const Scene& self, double time, double dt) { return ShotBox(self.default_shot(time, dt)); },
            nb::arg("time") = 0.0, nb::arg("dt") = 0.0,
            "The scene as its file has it at a time, seen by its first camera, or framed if it has none.\n\n"
            "time: seconds. dt: step to the neighbouring frames, seconds, >= 0.")
        .def(
            "shot",
            [](const Scene& self, double time, double dt, std::optional<std::uint32_t> camera,
               std::optional<std::uint32_t> animation, bool is_animated, double framing_aspect, double readout) {
                return ShotBox(self.shot({time, dt, camera, animation, is_animated, framing_aspect, readout}));
            },
            nb::arg("time") = 0.0, nb::arg("dt") = 0.0, nb::kw_only(), nb::arg("camera") = nb::none(),
            nb::arg("animation") = nb::none(), nb::arg("is_animated") = true, nb::arg("framing_aspect") = 0.5,
            nb::arg("readout") = 0.0,
            "As default_shot(), by a given camera and clip.\n\n"
            "camera: index into cameras. animation: index into animations. is_animated: False for the rest pose.\n"
            "framing_aspect: where the scene is framed, the narrowest image, width over height.\n"
            "readout: seconds from an image's upper edge to its lower one, see RollingShutter.")
        .def("framing_camera", &Scene::framing_camera, nb::arg("narrowest_aspect") = 0.5,
             "A camera that sees bounds() whole from a raised three-quarter view.");
}

}  // namespace

void bind_scene_parts(nb::module_& module) {
    auto finding = nb::class_<Finding>(module, "Finding", "One finding of the loader about a file.");
    nb::enum_<Finding::Severity>(finding, "Severity")
        .value("error", Finding::Severity::error)
        .value("warning", Finding::Severity::warning);
    finding.def_ro("severity", &Finding::severity)
        .def_prop_ro("code", [](const Finding& self) { return to_string(self.code); })
        .def_ro("check", &Finding::check, "Short stable name of the rule.")
        .def_ro("pointer", &Finding::pointer, "JSON pointer, 'byte N' for a broken container, or a file name.")
        .def_ro("message", &Finding::message, "What was found and what is allowed.")
        .def("__repr__",
             [](const Finding& self) { return "<plumb.Finding " + self.check + ": " + self.message + ">"; });
    nb::class_<InstanceInfo>(module, "InstanceInfo", "Something that gets an id of its own.")
        .def_ro("id", &InstanceInfo::id, "1..N, dense, depth-first node order.")
        .def_ro("node", &InstanceInfo::node, "glTF node index.")
        .def_ro("name", &InstanceInfo::name)
        .def_ro("path", &InstanceInfo::path, "Names from the root, joined by '/'.")
        .def_ro("mesh", &InstanceInfo::mesh, "glTF mesh index.")
        .def_ro("materials", &InstanceInfo::materials, "Material ids in use.")
        .def_ro("semantic", &InstanceInfo::semantic, "Index into Scene.classes.")
        .def_ro("triangle_count", &InstanceInfo::triangle_count)
        .def_ro("first_joint", &InstanceInfo::first_joint, "Into Moment.world_from_joint.")
        .def_ro("joint_count", &InstanceInfo::joint_count, "0 unless skinned.")
        .def_ro("first_weight", &InstanceInfo::first_weight, "Into Moment.morph_weights.")
        .def_ro("weight_count", &InstanceInfo::weight_count, "0 unless morphed.")
        .def_prop_ro(
            "rest_box", [](const InstanceInfo& self) { return corners_of(self.rest_box); },
            nb::sig("def rest_box(self) -> numpy.typing.NDArray[numpy.float64] | None"),
            "Lowest and highest corner in the rest pose, (2, 3) float64, object space, metres.")
        .def("__repr__", [](const InstanceInfo& self) {
            return "<plumb.InstanceInfo " + std::to_string(self.id) + " '" + self.path + "'>";
        });
    nb::class_<CameraInfo>(module, "CameraInfo", "A camera of the file.")
        .def_ro("node", &CameraInfo::node, "glTF node index.")
        .def_ro("name", &CameraInfo::name)
        .def_ro("projection", &CameraInfo::projection);
    nb::class_<AnimationInfo>(module, "AnimationInfo", "A clip of the file.")
        .def_ro("name", &AnimationInfo::name)
        .def_ro("duration_s", &AnimationInfo::duration_s, "Latest key time.");
}

void bind_scene(nb::module_& module) {
    auto scene = nb::class_<Scene>(
        module, "Scene",
        "A glTF scene: values on the CPU, checked, immutable, cheap to copy, safe to use from several threads.");
    bind_loading(scene);
    bind_lists(scene);
    bind_shots(scene);
    scene.def("__repr__", [](const Scene& self) {
        return "<plumb.Scene '" + self.path().string() + "': " + std::to_string(self.instances().size()) +
               " instances, " + std::to_string(self.triangle_count()) + " triangles>";
    });
}

}  // namespace plumb::python
