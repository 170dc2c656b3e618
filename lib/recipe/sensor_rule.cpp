#include "recipe/sensor_rule.hpp"

#include "recipe/light_color.hpp"

#include <algorithm>
#include <cmath>

namespace plumb::recipe {

SensorRule::SensorRule(const Place& document, Binder& binder) {
    const std::optional<Place> sensor = document.find("sensor");
    if (!sensor) return;
    exposure_ev_ = binder.variable(*sensor, "exposure_ev", "sensor");
    f_number_ = binder.variable(*sensor, "f_number", "sensor");
    shutter_s_ = binder.variable(*sensor, "shutter_s", "sensor");
    iso_ = binder.variable(*sensor, "iso", "sensor");
    if ((f_number_ || shutter_s_ || iso_) && !(f_number_ && shutter_s_ && iso_))
        sensor->refuse("found some of f_number, shutter_s and iso; allowed: all three or none");
    const std::string view_transform = sensor->text_or("view_transform", "srgb");
    if (view_transform == "pbr_neutral") view_transform_ = Sensor::ViewTransform::pbr_neutral;
    if (view_transform == "aces") view_transform_ = Sensor::ViewTransform::aces;
    white_balance_k_ = binder.variable(*sensor, "white_balance_k", "sensor");
    vignette_ = binder.variable(*sensor, "vignette", "sensor");
    full_well_electrons_ = binder.variable(*sensor, "full_well_electrons", "sensor");
    read_noise_electrons_ = binder.variable(*sensor, "read_noise_electrons", "sensor");
    jpeg_quality_ = binder.variable(*sensor, "jpeg_quality", "sensor");
    if (read_noise_electrons_ && !full_well_electrons_)
        (*sensor)["read_noise_electrons"].refuse(
            "found read_noise_electrons without full_well_electrons; allowed: both "
            "or none");
    if (full_well_electrons_)
        noise_ = binder.keys.claim("sensor", "noise_seed", *sensor, R"({"uniform":[0,9007199254740992]})");
}

void SensorRule::draw(Drawer& drawer, std::uint32_t view, Sensor& sensor) const {
    const auto set = [&](const std::optional<Variable>& variable, float& member) {
        if (variable) member = static_cast<float>(drawer.number(*variable));
    };
    set(exposure_ev_, sensor.exposure_ev);
    if (iso_) {
        const auto f_number = static_cast<float>(drawer.number(*f_number_));
        const auto shutter_s = static_cast<float>(drawer.number(*shutter_s_));
        sensor.exposure_ev += exposure_ev(f_number, shutter_s, static_cast<float>(drawer.number(*iso_)));
    }
    sensor.view_transform = view_transform_;
    if (white_balance_k_) sensor.white_balance = white_balance_gains(drawer.number(*white_balance_k_));
    set(vignette_, sensor.vignette);
    set(full_well_electrons_, sensor.full_well_electrons);
    set(read_noise_electrons_, sensor.read_noise_electrons);
    if (jpeg_quality_)
        sensor.jpeg_quality =
            static_cast<std::uint32_t>(std::clamp(std::floor(drawer.number(*jpeg_quality_) + 0.5), 1.0, 100.0));
    if (!noise_) return;
    // 53 bits, which the record holds as a number without loss.
    double seed = 0;
    if (const Draw* given = drawer.override_of(*noise_, 1, {.range = {.min = 0, .max = 0x1p53}}))
        seed = std::floor(given->value[0]);
    else
        seed = drawer.stream(*noise_).next_unit() * 0x1p53;
    drawer.record(*noise_, {&seed, 1});
    // Two eyes are two sensors.
    sensor.noise_seed = static_cast<std::uint64_t>(seed) + (std::uint64_t{view} << 54);
}

}  // namespace plumb::recipe
