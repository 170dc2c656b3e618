#pragma once

#include "render/exported_batch.hpp"

#include <plumb/interop.hpp>

#include <memory>
#include <string_view>
#include <vector>

namespace plumb::interop {

struct SharedFrames::Impl {
    std::shared_ptr<const render::ExportedBatch> batch;
    std::vector<SharedArray> arrays;

    [[nodiscard]] const gpu::Context& context() const { return *batch->context(); }
    /// @throws Error  as SharedFrames::array()
    [[nodiscard]] const SharedArray& array(std::string_view pass) const;
};

}  // namespace plumb::interop
