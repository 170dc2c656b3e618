#pragma once

#include "recipe/bind.hpp"

#include <plumb/shot.hpp>

#include <cstdint>
#include <optional>

namespace plumb::recipe {

/// The members `aperture`, `shutter` and `readout_s` of the section `camera`.
class ExposureRule {
public:
    ExposureRule(const Place& document, Binder& binder);

    void draw(Drawer& drawer, Shot& shot) const;
    /// RollingShutter::readout_s; 0: all rows at once.
    [[nodiscard]] double draw_readout(Drawer& drawer) const;

private:
    std::optional<Variable> f_number_, focus_distance_m_;
    double sensor_height_mm_ = 24;
    std::uint32_t blades_ = 0;
    std::optional<Variable> open_s_, close_s_;
    std::optional<Variable> readout_s_;
};

}  // namespace plumb::recipe
