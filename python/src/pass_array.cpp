#include "pass_array.hpp"

#include "bindings.hpp"
#include "dlpack.hpp"

#include <plumb/error.hpp>
#include <plumb/interop.hpp>

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>

#include <string>

namespace plumb::python {

namespace nb = nanobind;

const std::byte* PassArray::on_host() const {
    const auto bytes = [&](const auto& some) { return some[pass].bytes.data(); };
    if (!is_exported()) return std::visit(bytes, frames.read());
    const auto& here = frames.use("reading exported frames");
    const nb::gil_scoped_release release;  // they may have to be read back
    return std::visit(bytes, here);
}

bool PassArray::is_exported() const {
    return std::visit([](const auto& some) { return interop::is_exported(some); }, frames.read());
}

namespace {

const PassArray& array_of(nb::handle self) {
    return nb::cast<const PassArray&>(self);
}

/// A view of the array's bytes on the host that keeps `self` alive.
template <class Framework>
nb::object view_of(nb::handle self) {
    const PassArray& array = array_of(self);
    const nb::ndarray<Framework, nb::ro> view(array.on_host(), array.shape.size(), array.shape.data(), self, nullptr,
                                              dtype_of(array.info->type), nb::device::cpu::value);
    return nb::cast(view);
}

nb::object numpy_of(nb::handle self, const nb::object& dtype, const nb::object& copy) {
    nb::object view = view_of<nb::numpy>(self);
    if (!dtype.is_none() && !view.attr("dtype").equal(nb::module_::import_("numpy").attr("dtype")(dtype))) {
        if (!copy.is_none() && !nb::cast<bool>(copy))
            throw nb::value_error("this array has another dtype than the one asked for: that takes a copy");
        return view.attr("astype")(dtype);
    }
    return !copy.is_none() && nb::cast<bool>(copy) ? view.attr("copy")() : view;
}

nb::tuple shape_of(nb::handle self) {
    nb::list edges;
    for (const std::size_t edge : array_of(self).shape) edges.append(edge);
    return nb::tuple(edges);
}

std::string description(nb::handle self) {
    const PassInfo& info = *array_of(self).info;
    const char* const types[] = {"uint8", "uint32", "float32", "uint16", "float16"};
    return "<plumb.Array '" + std::string(info.name) + "' " + nb::cast<std::string>(nb::str(shape_of(self))) + " " +
           types[static_cast<int>(info.type)] + ", " + std::string(info.unit) + ">";
}

}  // namespace

void bind_arrays(nb::module_& module) {
    using Self = nb::handle_t<PassArray>;
    nb::class_<PassArray>(
        module, "Array",
        "One pass of a frame, (height, width[, channels]), or of a batch, (frames, height, width[, channels]), in the "
        "memory that it was rendered into. numpy.asarray(array) and torch.from_dlpack(array) look into that memory "
        "without a copy and keep it alive; it is read only. The last axis is left out where there is one channel. "
        "Memory that is exported, and that the host does not see, is copied there for NumPy.")
        .def_prop_ro(
            "info", [](Self self) { return array_of(self).info; }, nb::rv_policy::reference,
            "Type, unit, frame, background and meaning of the pass.")
        .def_prop_ro("name", [](Self self) { return array_of(self).info->name; })
        .def_prop_ro("unit", [](Self self) { return array_of(self).info->unit; })
        .def_prop_ro(
            "shape", [](Self self) { return shape_of(self); }, nb::sig("def shape(self) -> tuple[int, ...]"))
        .def_prop_ro("ndim", [](Self self) { return array_of(self).shape.size(); })
        .def_prop_ro(
            "dtype", [](Self self) -> nb::object { return view_of<nb::numpy>(self).attr("dtype"); },
            nb::sig("def dtype(self) -> numpy.dtype[typing.Any]"))
        .def(
            "to_numpy", [](Self self) { return view_of<nb::numpy>(self); },
            nb::sig("def to_numpy(self) -> numpy.typing.NDArray[typing.Any]"), "The same memory as a NumPy array.")
        .def(
            "__array__",
            [](Self self, const nb::object& dtype, const nb::object& copy) { return numpy_of(self, dtype, copy); },
            nb::arg("dtype") = nb::none(), nb::arg("copy") = nb::none(),
            nb::sig("def __array__(self, dtype: numpy.typing.DTypeLike | None = None, copy: bool | None = None) -> "
                    "numpy.typing.NDArray[typing.Any]"))
        .def(
            "__dlpack__",
            [](Self self, std::optional<std::int64_t> stream, const nb::object& max_version,
               std::optional<DlDevice> dl_device, std::optional<bool> copy) {
                return dlpack_of(self, array_of(self), {stream, max_version, dl_device, copy});
            },
            nb::kw_only(), nb::arg("stream") = nb::none(), nb::arg("max_version") = nb::none(),
            nb::arg("dl_device") = nb::none(), nb::arg("copy") = nb::none(),
            nb::sig("def __dlpack__(self, *, stream: int | None = None, max_version: tuple[int, int] | None = None, "
                    "dl_device: tuple[int, int] | None = None, copy: bool | None = None) -> object"),
            "A DLPack capsule, versioned, with the read-only flag, for consumers that ask for version 1, else of the "
            "legacy kind, which cannot say that it must not be written. On the device of __dlpack_device__(): with "
            "CUDA "
            "stream is the consumer's, as the array API standard has it. Raises BufferError for another dl_device or a "
            "copy that cannot be made, with the reason.")
        .def(
            "__dlpack_device__", [](Self self) { return dlpack_device_of(array_of(self)); },
            nb::sig("def __dlpack_device__(self) -> tuple[int, int]"),
            "(2, ordinal) for exported memory of a GPU that CUDA has as well, else the CPU, (1, 0).")
        .def(
            "__getitem__", [](Self self, const nb::object& key) -> nb::object { return view_of<nb::numpy>(self)[key]; },
            nb::arg("key"), nb::sig("def __getitem__(self, key: typing.Any) -> typing.Any"), "As NumPy does it.")
        .def("__len__", [](Self self) { return array_of(self).shape.front(); })
        .def("__repr__", [](Self self) { return description(self); });
}

}  // namespace plumb::python
