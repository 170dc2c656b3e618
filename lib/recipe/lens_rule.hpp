#pragma once

#include "recipe/bind.hpp"

#include <plumb/shot.hpp>

#include <array>
#include <optional>
#include <vector>

namespace plumb::recipe {

/// The section `camera/lens`: what bends the picture.
class LensRule {
public:
    LensRule(const Place& lens, Binder& binder);

    struct Drawn {
        std::vector<double> distortion;
        std::optional<double> fov_y_rad, field_rad;
    };
    [[nodiscard]] Drawn draw(Drawer& drawer) const;

    /// Puts what was drawn on a camera.
    /// @throws Error  invalid_argument if it is orthographic
    void apply(const Drawn& drawn, Camera& camera) const;

private:
    Camera::Projection projection_ = Camera::Projection::perspective;
    std::array<std::optional<Variable>, 8> coefficients_;  ///< in OpenCV's order
    std::optional<Variable> fov_y_deg_, field_deg_;
};

}  // namespace plumb::recipe
