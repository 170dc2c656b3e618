#pragma once

#include "process.hpp"

#include <plumb/passes.hpp>

#include <cstddef>
#include <memory>
#include <vector>

namespace plumb::python {

/// A pass of a frame, or of all frames of a batch, in the memory it was rendered into.
struct PassArray {
    const PassInfo* info = nullptr;
    std::vector<std::size_t> shape;  ///< without the last axis where there is one channel
    const std::byte* data = nullptr;
    OfOneProcess<std::shared_ptr<const void>> memory;
};

}  // namespace plumb::python
