#include "array_like.hpp"
#include "bindings.hpp"

#include <plumb/renderer.hpp>

#include <nanobind/nanobind.h>
#include <nanobind/stl/array.h>
#include <nanobind/stl/string.h>

#include <array>
#include <string>
#include <utility>
#include <vector>

namespace plumb::python {

namespace {

/// Lets objects of `bound` be sent to other processes: made again there from the arguments that are called `names`,
/// which are attributes too.
template <class C>
void def_pickled(nb::class_<C>& bound, std::vector<const char*> names) {
    bound.def("__reduce__", [names = std::move(names)](nb::handle_t<C> self) {
        nb::dict values;
        for (const char* const name : names) values[name] = self.attr(name);
        const nb::object maker = nb::module_::import_("functools").attr("partial")(self.type(), **values);
        return nb::make_tuple(maker, nb::tuple());
    });
}

}  // namespace

void bind_render_options(nb::module_& module) {
    nb::enum_<Packing>(module, "Packing",
                       "A smaller type that the device stores a pass in; what does not fit is an error.")
        .value("none", Packing::none)
        .value("rgb8", Packing::rgb8, "Of rgb: uint8 x 3, without alpha.")
        .value("f16", Packing::f16, "Of hdr, depth, range and flow below 128 px: float16.")
        .value("u16_mm", Packing::u16_mm, "Of depth and range: whole millimetres as uint16, 0 where no surface is.")
        .value("u16", Packing::u16, "Of ids: uint16.")
        .value("u8", Packing::u8, "Of ids: uint8.");
    nb::enum_<Visibility>(module, "Visibility", "How the surface that a pixel sees is found.")
        .value("rasterizer", Visibility::rasterizer)
        .value("rays", Visibility::rays);
    nb::enum_<FrameMemory>(module, "FrameMemory", "Where frames lie.")
        .value("host", FrameMemory::host, "In memory of the host; read back where the device's is another.")
        .value("exported", FrameMemory::exported,
               "In memory of the device that others can look into: tensors of CUDA on a GPU that has it.")
        .value(
            "automatic", FrameMemory::automatic,
            "As exported on a GPU that CUDA may have, as host elsewhere. Before CUDA gets a frame, what it sees of the "
            "device's memory is checked; if that fails, frames are on the host: Device.cuda_problem() tells why.");
    nb::enum_<PixelFilter>(module, "PixelFilter", "How samples of a pixel are weighed for its colour.")
        .value("box", PixelFilter::box)
        .value("blackman_harris", PixelFilter::blackman_harris);

    auto color = nb::class_<ColorOptions>(module, "ColorOptions",
                                          "How the passes rgb and hdr are made. No label depends on any of it.");
    nb::enum_<ColorOptions::Mode>(color, "Mode")
        .value("direct", ColorOptions::Mode::direct)
        .value("path", ColorOptions::Mode::path);
    nb::enum_<ColorOptions::Energy>(color, "Energy")
        .value("specification", ColorOptions::Energy::specification)
        .value("conserving", ColorOptions::Energy::conserving);
    const ColorOptions usual;
    color
        .def(
            "__init__",
            [](ColorOptions* self, bool shadows, std::uint32_t light_samples, std::uint32_t ambient_samples,
               float ambient_distance_m, ColorOptions::Mode mode, ColorOptions::Energy energy,
               std::uint32_t path_samples) {
                new (self) ColorOptions();
                self->shadows = shadows;
                self->light_samples = light_samples;
                self->ambient_samples = ambient_samples;
                self->ambient_distance_m = ambient_distance_m;
                self->mode = mode;
                self->energy = energy;
                self->path_samples = path_samples;
            },
            nb::kw_only(), nb::arg("shadows") = usual.shadows, nb::arg("light_samples") = usual.light_samples,
            nb::arg("ambient_samples") = usual.ambient_samples,
            nb::arg("ambient_distance_m") = usual.ambient_distance_m, nb::arg("mode") = usual.mode,
            nb::arg("energy") = usual.energy, nb::arg("path_samples") = usual.path_samples)
        .def_rw("mode", &ColorOptions::mode, "Direct light alone, or path tracing.")
        .def_rw("energy", &ColorOptions::energy, "What rough surfaces scatter more than once: as glTF says, or kept.")
        .def_rw("path_samples", &ColorOptions::path_samples, "Paths a pixel, 1..65535.")
        .def_rw("shadows", &ColorOptions::shadows, "Every light of a shot is blocked by what stands in its way.")
        .def_rw("light_samples", &ColorOptions::light_samples, "Rays a pixel to each light that has a size, 1..256.")
        .def_rw("ambient_samples", &ColorOptions::ambient_samples,
                "Rays a pixel that look whether the surroundings light a surface, 0..256.")
        .def_rw("ambient_distance_m", &ColorOptions::ambient_distance_m, "What is farther off hides nothing.");
    def_pickled(
        color, {"shadows", "light_samples", "ambient_samples", "ambient_distance_m", "mode", "energy", "path_samples"});

    auto rule = nb::class_<KeypointRule>(module, "KeypointRule",
                                         "Asks for a keypoint on every node whose name or path matches.");
    rule.def(
            "__init__",
            [](KeypointRule* self, std::string node, std::string name, const ArrayLike& point, double reach_m) {
                new (self)
                    KeypointRule{std::move(node), std::move(name), vector_of<glm::dvec3>("point", point), reach_m};
            },
            nb::arg("node"), nb::arg("name") = "", nb::kw_only(), nb::arg("point") = nb::make_tuple(0.0, 0.0, 0.0),
            nb::arg("reach_m") = KeypointRule{}.reach_m,
            "node: name or path of nodes; * stands for any characters, ? for any one. name: of the keypoint, the "
            "node's "
            "if empty. point: in the node's own frame, metres. reach_m: what of its own figure may lie before it.")
        .def_ro("node", &KeypointRule::node)
        .def_ro("name", &KeypointRule::name)
        .def_prop_ro("point",
                     [](const KeypointRule& self) {
                         return std::array{self.point.x, self.point.y, self.point.z};
                     })
        .def_ro("reach_m", &KeypointRule::reach_m);
    def_pickled(rule, {"node", "name", "point", "reach_m"});
}

}  // namespace plumb::python
