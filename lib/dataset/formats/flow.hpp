#pragma once

#include "dataset/format.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace plumb::dataset {

/// Flow of a frame in one direction with its classes, whose values docs/conventions.md lists.
class FlowField {
public:
    /// @param direction  "forward" or "backward"; the frame has flow_DIRECTION and flow_DIRECTION_class
    FlowField(const Frame& frame, const std::string& direction)
        : xy_(frame["flow_" + direction].as<float>()),
          classes_(frame["flow_" + direction + "_class"].as<std::uint8_t>()) {}

    [[nodiscard]] std::size_t size() const noexcept { return classes_.size(); }
    [[nodiscard]] float x(std::size_t pixel) const noexcept { return xy_[2 * pixel]; }
    [[nodiscard]] float y(std::size_t pixel) const noexcept { return xy_[2 * pixel + 1]; }
    /// Whether the surface point has a place in the other frame's plane: there is such a frame, the point is in front
    /// of its camera, and the instance is there.
    [[nodiscard]] bool is_known(std::size_t pixel) const noexcept {
        return classes_[pixel] >= 1 && classes_[pixel] <= 4 && std::isfinite(x(pixel)) && std::isfinite(y(pixel));
    }
    /// Whether it is also seen in the other frame.
    [[nodiscard]] bool is_seen(std::size_t pixel) const noexcept { return is_known(pixel) && classes_[pixel] == 1; }

private:
    std::span<const float> xy_;
    std::span<const std::uint8_t> classes_;
};

}  // namespace plumb::dataset
