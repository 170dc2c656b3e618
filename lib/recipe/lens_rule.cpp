#include "recipe/lens_rule.hpp"

#include "recipe/angle.hpp"

#include <plumb/error.hpp>

#include <algorithm>
#include <span>
#include <string>
#include <string_view>

namespace plumb::recipe {

namespace {

constexpr std::array<std::string_view, 8> brown_conrady{"k1", "k2", "p1", "p2", "k3", "k4", "k5", "k6"};
constexpr std::array<std::string_view, 4> fisheye{"k1", "k2", "k3", "k4"};

}  // namespace

LensRule::LensRule(const Place& lens, Binder& binder) {
    const std::string& model = lens["model"].text();
    std::span<const std::string_view> known;
    if (model == "brown-conrady") {
        known = brown_conrady;
    } else if (model == "fisheye") {
        projection_ = Camera::Projection::fisheye;
        known = fisheye;
        fov_y_deg_ = binder.variable(lens, "fov_y_deg", "camera/lens");
    } else {
        projection_ = Camera::Projection::equirectangular;
    }
    for (std::size_t i = 0; i < known.size(); ++i)
        coefficients_[i] = binder.variable(lens, std::string(known[i]).c_str(), "camera/lens");
    if (projection_ != Camera::Projection::equirectangular)
        field_deg_ = binder.variable(lens, "field_deg", "camera/lens");
    for (const std::string_view name : {"k1", "k2", "p1", "p2", "k3", "k4", "k5", "k6", "fov_y_deg", "field_deg"}) {
        const bool is_bound = std::ranges::find(known, name) != known.end() || (name == "fov_y_deg" && fov_y_deg_) ||
                              (name == "field_deg" && field_deg_);
        if (lens.has(name) && !is_bound)
            lens[name].refuse("found " + std::string(name) + " of the lens " + model +
                              ", which has none; allowed: k1..k6, p1, p2 and field_deg of brown-conrady, k1..k4, "
                              "fov_y_deg and field_deg of fisheye");
    }
}

LensRule::Drawn LensRule::draw(Drawer& drawer) const {
    Drawn drawn;
    std::array<double, 8> values{};
    bool has_any = false;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!coefficients_[i]) continue;
        values[i] = drawer.number(*coefficients_[i]);
        has_any = true;
    }
    const std::size_t count = projection_ == Camera::Projection::fisheye ? 4 : 8;
    if (has_any) drawn.distortion.assign(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(count));
    if (fov_y_deg_) drawn.fov_y_rad = drawer.number(*fov_y_deg_) * radians_per_degree;
    if (field_deg_) drawn.field_rad = drawer.number(*field_deg_) * radians_per_degree;
    return drawn;
}

void LensRule::apply(const Drawn& drawn, Camera& camera) const {
    if (camera.projection == Camera::Projection::orthographic)
        throw Error(ErrorCode::invalid_argument,
                    "cannot take the shot: the recipe's camera/lens bends a perspective picture, but the camera is "
                    "orthographic; give it a fov_y_deg or another name");
    camera.projection = projection_;
    camera.distortion = drawn.distortion;
    camera.field_rad = drawn.field_rad;
    if (projection_ != Camera::Projection::perspective) camera.intrinsics.reset();
    if (drawn.fov_y_rad) camera.fov_y_rad = *drawn.fov_y_rad;
}

}  // namespace plumb::recipe
