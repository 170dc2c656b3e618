#include "recipe/exposure_rule.hpp"

namespace plumb::recipe {

ExposureRule::ExposureRule(const Place& document, Binder& binder) {
    const std::optional<Place> camera = document.find("camera");
    if (!camera) return;
    if (const auto aperture = camera->find("aperture")) {
        f_number_ = binder.variable(*aperture, "f_number", "camera/aperture");
        focus_distance_m_ = binder.variable(*aperture, "focus_distance_m", "camera/aperture");
        sensor_height_mm_ = camera->number_or("sensor_height_mm", sensor_height_mm_);
        blades_ = static_cast<std::uint32_t>(aperture->number_or("blades", 0));
    }
    readout_s_ = binder.variable(*camera, "readout_s", "camera");
    if (const auto shutter = camera->find("shutter")) {
        open_s_ = binder.variable(*shutter, "open_s", "camera/shutter");
        close_s_ = binder.variable(*shutter, "close_s", "camera/shutter");
    }
}

double ExposureRule::draw_readout(Drawer& drawer) const {
    return readout_s_ ? drawer.number(*readout_s_) : 0;
}

void ExposureRule::draw(Drawer& drawer, Shot& shot) const {
    if (f_number_) {
        Aperture& aperture = shot.aperture.emplace();
        aperture.f_number = drawer.number(*f_number_);
        aperture.focus_distance_m = drawer.number(*focus_distance_m_);
        aperture.sensor_height_mm = sensor_height_mm_;
        aperture.blades = blades_;
    }
    if (close_s_) {
        Shutter& shutter = shot.shutter.emplace();
        shutter.open_s = drawer.number(*open_s_);
        shutter.close_s = drawer.number(*close_s_);
    }
}

}  // namespace plumb::recipe
