#pragma once

#include "process.hpp"

#include <plumb/batch.hpp>
#include <plumb/frame.hpp>

namespace plumb::python {

using FrameBox = OfOneProcess<Frame>;
using BatchBox = OfOneProcess<Batch>;

}  // namespace plumb::python
