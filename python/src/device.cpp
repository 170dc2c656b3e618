#include "device_box.hpp"

#include "bindings.hpp"

#include <plumb/interop.hpp>

#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

namespace plumb::python {

namespace nb = nanobind;

void bind_device(nb::module_& module) {
    auto info = nb::class_<DeviceInfo>(module, "DeviceInfo", "What is known of one Vulkan device of this machine.");
    nb::enum_<DeviceInfo::Kind>(info, "Kind")
        .value("discrete", DeviceInfo::Kind::discrete)
        .value("integrated", DeviceInfo::Kind::integrated)
        .value("virtual_gpu", DeviceInfo::Kind::virtual_gpu)
        .value("cpu", DeviceInfo::Kind::cpu)
        .value("other", DeviceInfo::Kind::other);
    info.def_ro("index", &DeviceInfo::index, "As in PLUMB_DEVICE.")
        .def_ro("name", &DeviceInfo::name)
        .def_ro("uuid", &DeviceInfo::uuid, "32 hexadecimal digits.")
        .def_ro("driver", &DeviceInfo::driver, "Name and version.")
        .def_ro("api_version", &DeviceInfo::api_version)
        .def_ro("kind", &DeviceInfo::kind)
        .def_ro("memory_bytes", &DeviceInfo::memory_bytes, "Largest device-local heap.")
        .def_ro("problems", &DeviceInfo::problems, "Why plumb cannot use it, each with its remedy; empty if it can.")
        .def("__repr__", [](const DeviceInfo& self) { return "<plumb.DeviceInfo '" + self.name + "'>"; });

    nb::class_<DeviceBox>(module, "Device",
                          "A Vulkan device with its compute queue. Vulkan is loaded when the first one is created. "
                          "Belongs to the process that made it: it does not survive a fork.")
        .def_static(
            "create",
            [](const std::string& device, bool is_validated, const std::string& cuda_library) {
                return DeviceBox(Device::create({device, is_validated, cuda_library}));
            },
            nb::arg("device") = "", nb::arg("is_validated") = false, nb::kw_only(), nb::arg("cuda_library") = "",
            nb::call_guard<nb::gil_scoped_release>(),
            "Opens the best device: discrete, integrated, virtual, CPU.\n\n"
            "device: index, name (or a part of it) or UUID; PLUMB_DEVICE of the environment if empty.\n"
            "is_validated: ask for the validation layer; its messages become plumb.InternalError.\n"
            "cuda_library: name or path of the CUDA driver's library, for tensors of CUDA; libcuda.so.1 if empty. Not "
            "looked at before one is asked for, nor for devices that are not made by NVIDIA unless it is given.\n\n"
            "Raises plumb.NotFoundError if there is no Vulkan or no device fits, with every device and every reason.")
        .def_static("list", &Device::list, nb::call_guard<nb::gil_scoped_release>(),
                    "All devices of this machine in order of preference.")
        .def(
            "cuda_problem",
            [](const DeviceBox& self) {
                const Device& device = self.use("asking a Device for CUDA");
                const nb::gil_scoped_release release;
                return interop::cuda_problem(device);
            },
            "Why frames are not tensors of CUDA where DLPack asks; empty if they can be. Loads CUDA's driver and "
            "checks what CUDA sees of the device's memory, when that has not been done yet.")
        .def_prop_ro(
            "info", [](const DeviceBox& self) { return self.read().info(); }, "What is known of the device.")
        .def("__repr__", [](const DeviceBox& self) { return "<plumb.Device '" + self.read().info().name + "'>"; });
}

}  // namespace plumb::python
