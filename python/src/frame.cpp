#include "frame_box.hpp"

#include "bindings.hpp"
#include "pass_array.hpp"

#include <plumb/interop.hpp>

#include <nanobind/make_iterator.h>
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/vector.h>

#include <string>
#include <vector>

namespace plumb::python {

namespace nb = nanobind;

namespace {

/// The row of a pass, for which nothing has to be read back.
const PassInfo& info_of(const auto& frames, std::string_view name) {
    return interop::is_exported(frames) ? *interop::SharedFrames(frames).array(name).info : *frames[name].info;
}

/// @param frames  a frame or a batch
/// @param shape   of the frames, without channels
PassArray array_of(const auto& frames, std::string_view name, std::vector<std::size_t> shape) {
    const PassInfo& info = info_of(frames.read(), name);
    if (info.channels > 1) shape.push_back(info.channels);
    return {&info, std::string(name), std::move(shape), frames.of_same(std::variant<Frame, Batch>(frames.read()))};
}

PassArray pass_of(const FrameBox& self, std::string_view name) {
    const Size size = self.read().size();
    return array_of(self, name, {size.height, size.width});
}

PassArray pass_of_batch(const BatchBox& self, std::string_view name) {
    const Size size = self.read().frame_size();
    return array_of(self, name, {self.read().size(), size.height, size.width});
}

FrameBox frame_of(const BatchBox& self, Py_ssize_t index) {
    const auto count = static_cast<Py_ssize_t>(self.read().size());
    if (index < -count || index >= count)
        throw nb::index_error(("frame " + std::to_string(index) + " of a batch of " + std::to_string(count)).c_str());
    return self.of_same(self.read()[static_cast<std::size_t>(index < 0 ? index + count : index)]);
}

nb::list parts_of(const BatchBox& self) {
    nb::list parts;
    for (const BatchPart& part : self.read().parts())
        parts.append(nb::make_tuple(part.frames, nb::cast(self.of_same(part.batch))));
    return parts;
}

nb::tuple names_of(std::span<const std::string> names) {
    nb::list list;
    for (const std::string& name : names) list.append(name);
    return nb::tuple(list);
}

nb::object mask_of(const FrameBox& self, std::uint32_t id) {
    const MaskView mask = self.read().amodal(id);
    const Size size = self.read().size();
    auto* const pixels = new std::vector<std::uint8_t>(std::size_t{size.width} * size.height);
    const nb::capsule owner(pixels, [](void* kept) noexcept { delete static_cast<std::vector<std::uint8_t>*>(kept); });
    for (std::uint32_t y = mask.box.y_min; y < mask.box.y_max; ++y)
        for (std::uint32_t x = mask.box.x_min; x < mask.box.x_max; ++x)
            (*pixels)[std::size_t{y} * size.width + x] = mask.at(x, y) ? 1 : 0;
    const nb::ndarray<nb::numpy, std::uint8_t, nb::ndim<2>> bytes(pixels->data(), {size.height, size.width}, owner);
    return nb::cast(bytes).attr("view")("bool");
}

constexpr const char* names_doc = "Names in the order of the pass table, then those of policy 'through'.";
constexpr const char* pass_doc =
    "The array of a pass. Raises plumb.InvalidArgumentError if it was not asked for, listing those that were.";

}  // namespace

void bind_frame(nb::module_& module) {
    nb::class_<FrameBox>(module, "Frame",
                         "The arrays and annotations of one shot. The arrays are read only, and stay as long as "
                         "anything looks into them.")
        .def("__getitem__", &pass_of, nb::arg("pass_name"), pass_doc)
        .def("__contains__", [](const FrameBox& self, std::string_view name) { return self.read().has(name); })
        .def("__len__", [](const FrameBox& self) { return self.read().pass_names().size(); })
        .def(
            "__iter__", [](const FrameBox& self) { return nb::iter(names_of(self.read().pass_names())); },
            nb::sig("def __iter__(self) -> collections.abc.Iterator[str]"))
        .def(
            "keys", [](const FrameBox& self) { return names_of(self.read().pass_names()); },
            nb::sig("def keys(self) -> tuple[str, ...]"), names_doc)
        .def_prop_ro(
            "pass_names", [](const FrameBox& self) { return names_of(self.read().pass_names()); },
            nb::sig("def pass_names(self) -> tuple[str, ...]"), names_doc)
        .def_prop_ro(
            "size",
            [](const FrameBox& self) { return nb::make_tuple(self.read().size().width, self.read().size().height); },
            nb::sig("def size(self) -> tuple[int, int]"), "(width, height), pixels.")
        .def_prop_ro("time_s", [](const FrameBox& self) { return self.read().time_s(); })
        .def_prop_ro("dt_s", [](const FrameBox& self) { return self.read().dt_s(); })
        .def_prop_ro(
            "annotations", [](const FrameBox& self) -> const FrameAnnotations& { return self.read().annotations(); },
            nb::rv_policy::reference_internal,
            "Counts, boxes and poses. Raises plumb.InvalidArgumentError if the renderer made none.")
        .def("amodal", &mask_of, nb::arg("id"),
             nb::sig("def amodal(self, id: int) -> numpy.typing.NDArray[numpy.bool_]"),
             "Where an instance would be seen if it were alone, (height, width) bool. Raises "
             "plumb.InvalidArgumentError unless the renderer was made with amodal = True.")
        .def_prop_ro(
            "draws", [](const FrameBox& self) { return self.read().provenance().draws; }, nb::rv_policy::copy,
            "What a recipe drew for the shot.")
        .def("__repr__", [](const FrameBox& self) {
            const Size size = self.read().size();
            return "<plumb.Frame " + std::to_string(size.width) + " x " + std::to_string(size.height) + ": " +
                   nb::cast<std::string>(nb::str(", ").attr("join")(names_of(self.read().pass_names()))) + ">";
        });

    nb::class_<BatchBox>(module, "Batch",
                         "The frames of shots that were rendered together: batch['depth'] is one array over all of "
                         "them, batch[3] is the fourth frame; both look into the same memory.")
        .def("__getitem__", &pass_of_batch, nb::arg("pass_name"), pass_doc)
        .def("__getitem__", &frame_of, nb::arg("index"), "A frame, from the end for negative numbers.")
        .def("__contains__", [](const BatchBox& self, std::string_view name) { return self.read().has(name); })
        .def("__len__", [](const BatchBox& self) { return self.read().size(); })
        .def(
            "__iter__",
            [](const BatchBox& self) {
                nb::list frames;
                for (const Frame& frame : self.read()) frames.append(self.of_same(frame));
                return nb::iter(frames);
            },
            nb::sig("def __iter__(self) -> collections.abc.Iterator[Frame]"), "The frames, in order.")
        .def_prop_ro(
            "pass_names", [](const BatchBox& self) { return names_of(self.read().pass_names()); },
            nb::sig("def pass_names(self) -> tuple[str, ...]"), names_doc)
        .def_prop_ro(
            "is_whole", [](const BatchBox& self) { return self.read().is_whole(); },
            "Whether all frames lie in one memory, so that batch['depth'] is one array.")
        .def("parts", &parts_of, nb::sig("def parts(self) -> list[tuple[list[int], Batch]]"),
             "(numbers of frames, batch) for each part that lies in one memory.")
        .def_prop_ro(
            "size",
            [](const BatchBox& self) {
                return nb::make_tuple(self.read().frame_size().width, self.read().frame_size().height);
            },
            nb::sig("def size(self) -> tuple[int, int]"),
            "(width, height) of every frame, pixels; (0, 0) if sizes differ.")
        .def("__repr__", [](const BatchBox& self) {
            return "<plumb.Batch of " + std::to_string(self.read().size()) +
                   " frames: " + nb::cast<std::string>(nb::str(", ").attr("join")(names_of(self.read().pass_names()))) +
                   ">";
        });
}

}  // namespace plumb::python
