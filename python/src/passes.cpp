#include "bindings.hpp"

#include <plumb/passes.hpp>
#include <plumb/version.hpp>

#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/vector.h>

#include <string>
#include <vector>

namespace plumb::python {

namespace nb = nanobind;

namespace {

std::vector<const PassInfo*> all_passes() {
    std::vector<const PassInfo*> all;
    for (const PassInfo& info : passes()) all.push_back(&info);
    for (const PassInfo& info : through_passes()) all.push_back(&info);
    for (const PassInfo& info : coverage_passes()) all.push_back(&info);
    return all;
}

}  // namespace

void bind_passes(nb::module_& module) {
    nb::class_<PassInfo>(module, "PassInfo", "One row of the pass table: what the numbers of a pass mean.")
        .def_ro("name", &PassInfo::name)
        .def_prop_ro(
            "type", [](const PassInfo& self) { return to_string(self.type); },
            "Of each component: 'u8', 'u32' or 'f32'.")
        .def_ro("channels", &PassInfo::channels, "Components a pixel, stored last.")
        .def_ro("unit", &PassInfo::unit, "Physical unit, 'id', or '1' for pure numbers.")
        .def_ro("frame", &PassInfo::frame, "Coordinate frame, empty where none applies.")
        .def_ro("background", &PassInfo::background, "Value of a pixel that sees no surface.")
        .def_ro("meaning", &PassInfo::meaning, "One sentence.")
        .def("__repr__", [](const PassInfo& self) {
            return "<plumb.PassInfo '" + std::string(self.name) + "': " + std::string(self.meaning) + ">";
        });
    module.def("passes", &all_passes, nb::rv_policy::reference,
               "All passes: the rows of the table, then those of policy 'through' and those of coverage.");
    module.def("find_pass", &find_pass, nb::arg("name"), nb::rv_policy::reference,
               "The pass called name. Raises plumb.InvalidArgumentError, naming the nearest known pass.");
    module.def("version", &version, "Version of the library, \"major.minor.patch\".");
    module.attr("conventions_version") = conventions_version;
}

}  // namespace plumb::python
