#pragma once

#include "pass_array.hpp"

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <cstdint>
#include <optional>
#include <utility>

namespace plumb::python {

/// Type and number, as DLPack has them.
using DlDevice = std::pair<int, int>;

/// The arguments of __dlpack__(), as the array API standard defines them.
struct DlpackRequest {
    std::optional<std::int64_t> stream;
    nanobind::object max_version;
    std::optional<DlDevice> dl_device;
    std::optional<bool> copy;
};

nanobind::dlpack::dtype dtype_of(ComponentType type);

/// CUDA's, for exported memory on a device that CUDA has; the CPU otherwise.
DlDevice dlpack_device_of(const PassArray& array);

/// A capsule.
/// @param self    the Python object of `array`, which the capsule keeps
/// @throws        BufferError if it cannot be had so; plumb::Error if a call of CUDA fails
nanobind::object dlpack_of(nanobind::handle self, const PassArray& array, const DlpackRequest& request);

}  // namespace plumb::python
