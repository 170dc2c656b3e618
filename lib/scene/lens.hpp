#pragma once

#include "shared/lens.h"

#include <plumb/shot.hpp>

#include <optional>
#include <span>

namespace plumb::scene {

/// Whether only rays can draw what a camera sees.
bool needs_rays(const Camera& camera);

/// Whether places follow from the camera's matrix alone: perspective without distortion.
inline bool is_plain_perspective(const Camera& camera) {
    return camera.projection == Camera::Projection::perspective && !needs_rays(camera);
}

/// What a camera's near and far plane are measured along, of a point of its frame: depth, or range where it can look
/// behind itself.
double along(const Camera& camera, const glm::dvec3& point);

/// The camera as shaders have it. Not for an orthographic one.
shared::Lens lens_of(const Camera& camera, Size size);

/// Camera::project() for many points.
class Projector {
public:
    Projector(const Camera& camera, Size size);
    [[nodiscard]] std::optional<glm::dvec2> place(const glm::dvec3& point) const;

private:
    std::optional<shared::Lens> lens_;  ///< none: the matrix alone
    Intrinsics intrinsics_;
    bool is_perspective_;
};

/// Where a lens folds: directions on both sides of it are seen at one place. Of a fisheye an angle, else the distance
/// from the axis at z = 1; none if it does not.
std::optional<double> fold_of(const Camera& camera);

/// The least root above 0 of c[0] + c[1] u + c[2] u^2 ..., where the polynomial changes its sign; none without one.
std::optional<double> least_positive_root(std::span<const double> coefficients);

}  // namespace plumb::scene
