#pragma once

#include "process.hpp"

#include <plumb/device.hpp>

namespace plumb::python {

using DeviceBox = OfOneProcess<Device>;

}  // namespace plumb::python
