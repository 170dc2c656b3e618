#pragma once

#include "recipe/bind.hpp"

#include <plumb/shot.hpp>

#include <optional>

namespace plumb::recipe {

/// The section `sensor`.
class SensorRule {
public:
    SensorRule(const Place& document, Binder& binder);

    void draw(Drawer& drawer, std::uint32_t view, Sensor& sensor) const;

private:
    std::optional<Variable> exposure_ev_, white_balance_k_, vignette_, full_well_electrons_, read_noise_electrons_,
        jpeg_quality_;
    std::optional<Variable> f_number_, shutter_s_, iso_;  // all or none
    Sensor::ViewTransform view_transform_ = Sensor::ViewTransform::srgb;
    std::optional<NamedKey> noise_;
};

}  // namespace plumb::recipe
