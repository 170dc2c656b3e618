#pragma once

#include "gpu/buffer.hpp"

#include <glm/glm.hpp>

#include <memory>
#include <vector>

namespace plumb::render {

/// @throws Error  unsupported if this build has no OpenColorIO, which knows the ACES output transform
void need_aces();

/// The ACES 1 output transform for SDR video and an sRGB display, at ACES_EDGE values of red, then green, then blue:
/// see aces() in shade/sensor.glsl. Encoded with the display's curve, in which steps are even for the eye.
/// @throws Error  unsupported as need_aces(), or if OpenColorIO refuses
std::vector<glm::vec4> aces_values();

/// The same in device memory, from when it is first asked for.
class AcesTable {
public:
    explicit AcesTable(std::shared_ptr<gpu::Context> context) : context_(std::move(context)) {}

    /// @throws Error  as aces_values()
    std::uint64_t address();

private:
    std::shared_ptr<gpu::Context> context_;
    gpu::Buffer values_;
};

}  // namespace plumb::render
