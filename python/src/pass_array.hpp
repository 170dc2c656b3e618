#pragma once

#include "process.hpp"

#include <plumb/batch.hpp>
#include <plumb/frame.hpp>
#include <plumb/passes.hpp>

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

namespace plumb::python {

/// A pass of a frame, or of all frames of a batch, in the memory it was rendered into.
struct PassArray {
    const PassInfo* info = nullptr;
    std::string pass;                ///< as it was asked for
    std::vector<std::size_t> shape;  ///< without the last axis where there is one channel
    OfOneProcess<std::variant<Frame, Batch>> frames;

    /// Its bytes on the host.
    /// @throws Error  unsupported in a fork, for memory that is exported; device_lost, out_of_memory
    [[nodiscard]] const std::byte* on_host() const;
    [[nodiscard]] bool is_exported() const;
};

}  // namespace plumb::python
