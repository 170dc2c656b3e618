#include "bindings.hpp"

#include <plumb/shot.hpp>

#include <nanobind/nanobind.h>

#include <optional>

namespace plumb::python {

namespace nb = nanobind;

namespace {

using Edges = RollingShutter::Edges;

/// The edges of a neighbouring image, to be edited in place.
void def_neighbour(nb::class_<RollingShutter>& bound, const char* name, std::optional<Edges> RollingShutter::*member,
                   const char* signature, const char* doc) {
    bound.def_prop_ro(
        name,
        [member](RollingShutter& self) -> Edges* {
            std::optional<Edges>& edges = self.*member;
            return edges ? &*edges : nullptr;
        },
        nb::rv_policy::reference_internal, nb::sig(signature), doc);
}

}  // namespace

void bind_rolling_shutter(nb::module_& module) {
    nb::class_<Edges>(module, "RowEdges", "The scene as the upper and the lower edge of an image are exposed.")
        .def_rw("top", &Edges::top)
        .def_rw("bottom", &Edges::bottom);
    auto rolling = nb::class_<RollingShutter>(
        module, "RollingShutter",
        "A sensor that is read out row by row: row y (px) is exposed at t + readout_s * (y / height - 0.5). Between "
        "the "
        "moments given here and the image's own everything goes in a straight line and turns evenly. Comes from "
        "Scene.shot(readout = ...); its moments can be edited in place.");
    rolling
        .def_rw("readout_s", &RollingShutter::readout_s,
                "Seconds from the upper edge to the lower one, below 0 the other way; not 0.")
        .def_rw("now", &RollingShutter::now)
        .def("__copy__", [](const RollingShutter& self) { return RollingShutter(self); })
        .def(
            "__deepcopy__", [](const RollingShutter& self, const nb::handle&) { return RollingShutter(self); },
            nb::arg("memo"));
    def_neighbour(rolling, "previous", &RollingShutter::previous, "def previous(self) -> RowEdges | None",
                  "Of the image at t - dt, where the shot has one.");
    def_neighbour(rolling, "next", &RollingShutter::next, "def next(self) -> RowEdges | None",
                  "Of the image at t + dt, where the shot has one.");
}

}  // namespace plumb::python
