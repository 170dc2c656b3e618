#pragma once

#include "recipe/bind.hpp"

#include <plumb/shot.hpp>

#include <cstdint>
#include <optional>

namespace plumb::recipe {

/// The members `aperture` and `shutter` of the section `camera`.
class ExposureRule {
public:
    ExposureRule(const Place& document, Binder& binder);

    void draw(Drawer& drawer, Shot& shot) const;

private:
    std::optional<Variable> f_number_, focus_distance_m_;
    double sensor_height_mm_ = 24;
    std::uint32_t blades_ = 0;
    std::optional<Variable> open_s_, close_s_;
};

}  // namespace plumb::recipe
