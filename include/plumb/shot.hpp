#pragma once

#include <plumb/export.hpp>

#include <glm/glm.hpp>

#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace plumb {

/// Width and height in pixels.
struct Size {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    friend bool operator==(const Size&, const Size&) = default;
};

/// Focal lengths and principal point in pixels, continuous image coordinates (the first pixel's centre is 0.5).
struct Intrinsics {
    double fx = 0, fy = 0, cx = 0, cy = 0;
    friend bool operator==(const Intrinsics&, const Intrinsics&) = default;
};

/// A camera: lens and pose. Square pixels unless `intrinsics` says otherwise; the image's own aspect ratio decides the
/// horizontal extent.
struct Camera {
    enum class Projection : std::uint8_t { perspective, orthographic };

    Projection projection = Projection::perspective;
    double fov_y_rad = 0.8;    ///< perspective: full vertical field of view, 0 < fov < pi
    double half_height_m = 1;  ///< orthographic: half of the vertical extent, glTF's ymag
    double near_m = 0.01;      ///< surfaces nearer along +z are not seen; > 0 for perspective, >= 0 otherwise
    double far_m = std::numeric_limits<double>::infinity();  ///< surfaces farther along +z are not seen
    std::optional<Intrinsics> intrinsics;  ///< overrides field of view or height; px (orthographic: px per metre)
    glm::dmat4 world_from_camera{1};       ///< rigid, OpenCV axes: x right, y down, z forward; metres

    /// Intrinsics for an image of `size`.
    [[nodiscard]] PLUMB_API Intrinsics intrinsics_for(Size size) const;
};

/// world_from_camera (OpenCV axes) of a camera at `eye` that looks at `target`.
/// @throws Error  invalid_argument if eye and target coincide or `up` is parallel to the view
PLUMB_API glm::dmat4 look_at(const glm::dvec3& eye, const glm::dvec3& target, const glm::dvec3& up);

/// The scene at one instant. Arrays run over Scene::instances(), joints and morph weights over the ranges that
/// InstanceInfo names; all of them have the length that Scene::default_shot gives them.
struct Moment {
    double time_s = 0;
    Camera camera;
    glm::dmat3 world_from_environment{1};         ///< rotation of the environment map
    std::vector<glm::dmat4> world_from_instance;  ///< object to world, metres; pose of the node
    std::vector<std::uint8_t> visible;            ///< 0: the instance is absent at this instant
    std::vector<glm::dmat4> world_from_joint;     ///< joint times inverse bind matrix, of all skinned instances
    std::vector<float> morph_weights;             ///< of all morphed instances
};

/// A light at the shot's own time.
struct Light {
    enum class Kind : std::uint8_t { directional, point, spot };
    Kind kind = Kind::point;
    std::string name;
    glm::dvec3 position{0};          ///< world, metres
    glm::dvec3 direction{0, 0, -1};  ///< world, unit; the way the light travels
    glm::vec3 color{1};              ///< linear Rec.709
    float intensity = 1;             ///< candela (point, spot) or lux (directional)
    float range_m = std::numeric_limits<float>::infinity();
    float inner_cone_rad = 0;
    float outer_cone_rad = 0.7853982F;
};

/// Equirectangular linear Rec.709 radiance, rows from +Y down to -Y; the centre column is -Z, columns turn to the
/// right.
struct EnvironmentMap {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::vector<float> rgb;  ///< height x width x 3
};

/// What surrounds the scene: `color` everywhere, or `map` times `intensity` if there is one.
struct Environment {
    glm::vec3 color{0.5F};  ///< linear radiance
    float intensity = 1;
    std::shared_ptr<const EnvironmentMap> map;
};

/// From scene-referred to display.
struct Sensor {
    float exposure_ev = 0;  ///< hdr is multiplied by 2^exposure_ev before the sRGB curve
};

/// A plain value that specifies one frame completely.
struct Shot {
    double time_s = 0;
    double dt_s = 0;
    /// Clip of Scene::animations() that drives the materials at time_s; without it they are as in the file. All else
    /// that a clip drives stands in the members below.
    std::optional<std::uint32_t> animation;
    Moment now;
    std::optional<Moment> previous;  ///< at t - dt; without it backward flow is 0 and its class 0 (no neighbour)
    std::optional<Moment> next;      ///< at t + dt; without it forward flow is 0 and its class 0 (no neighbour)
    std::vector<Light> lights;
    Environment environment;
    Sensor sensor;
};

}  // namespace plumb
