#pragma once

#include <plumb/export.hpp>

#include <glm/glm.hpp>

#include <array>
#include <cstdint>
#include <filesystem>
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

/// A half line; in the frame of a camera or the world, as is said where one is given.
struct Ray {
    glm::dvec3 origin{0};
    glm::dvec3 direction{0, 0, 1};
};

/// A camera: lens and pose. Square pixels unless `intrinsics` says otherwise; the image's own aspect ratio decides the
/// horizontal extent.
///
/// A fisheye has the model of Kannala and Brandt, as OpenCV's fisheye module: a direction `a` radians off the axis is
/// seen fx * a * (1 + k1 a^2 + k2 a^4 + k3 a^6 + k4 a^8) from the principal point. An equirectangular image has
/// longitude to the right and latitude down, the whole sphere unless `intrinsics` says otherwise; its middle looks
/// along +z. What is not a plain perspective or orthographic camera is seen by rays, whatever
/// RendererOptions::visibility says.
struct Camera {
    enum class Projection : std::uint8_t { perspective, orthographic, fisheye, equirectangular };
    /// Where a camera comes from: made by the caller, by Scene::framing_camera, or a camera of the file.
    enum class Origin : std::uint8_t { given, framed, file };

    Projection projection = Projection::perspective;
    /// Full vertical field of view: perspective, before distortion, 0 < fov < pi; fisheye, 0 < fov <= 2 pi.
    double fov_y_rad = 0.8;
    double half_height_m = 1;  ///< orthographic: half of the vertical extent, glTF's ymag
    /// Surfaces nearer along +z are not seen; of a fisheye and an equirectangular image, nearer to the optical centre.
    /// > 0, orthographic >= 0.
    double near_m = 0.01;
    double far_m = std::numeric_limits<double>::infinity();  ///< surfaces farther are not seen, measured as near_m
    /// Overrides field of view or height; px (orthographic: px per metre; fisheye, equirectangular: px per radian).
    std::optional<Intrinsics> intrinsics{};
    /// Coefficients of the lens in OpenCV's order; none: no distortion. Perspective: those of Brown and Conrady, k1,
    /// k2, p1, p2, then k3, then k4, k5, k6 (4, 5 or 8 numbers); fisheye: k1, k2, k3, k4.
    std::vector<double> distortion{};
    /// Perspective, fisheye: full angle of the cone about +z beyond which the lens sees nothing: an image circle.
    std::optional<double> field_rad{};
    glm::dmat4 world_from_camera{1};  ///< rigid, OpenCV axes: x right, y down, z forward; metres
    Origin origin = Origin::given;    ///< told by frame.json; without effect on what is rendered
    std::uint32_t file_index = 0;     ///< with Origin::file: into Scene::cameras()

    /// Intrinsics for an image of `size`.
    [[nodiscard]] PLUMB_API Intrinsics intrinsics_for(Size size) const;

    /// Where a point of the camera's frame is seen in an image of `size`, whatever hides it: px, also outside the
    /// image; of an equirectangular image the place right of its left border. None behind the camera or beyond its
    /// lens.
    [[nodiscard]] PLUMB_API std::optional<glm::dvec2> project(Size size, const glm::dvec3& point) const;

    /// The ray that is seen at a place of an image of `size`, camera frame, its direction unit. Distortion is inverted
    /// to 1e-12 focal lengths. None where the lens sees nothing.
    [[nodiscard]] PLUMB_API std::optional<Ray> ray(Size size, const glm::dvec2& place) const;
};

/// world_from_camera (OpenCV axes) of a camera at `eye` that looks at `target`.
/// @throws Error  invalid_argument if eye and target coincide or `up` is parallel to the view
PLUMB_API glm::dmat4 look_at(const glm::dvec3& eye, const glm::dvec3& target, const glm::dvec3& up);

/// The opening of a thin lens: what is not at the distance in focus is blurred, in `rgb` and `hdr` alone. Labels are
/// those of a pinhole in its middle. The shot's camera must be a perspective one.
struct Aperture {
    double f_number = 2.8;         ///< focal length over the opening's diameter; above 0
    double focus_distance_m = 1;   ///< of the plane that is sharp, along +z; above 0
    double sensor_height_mm = 24;  ///< with the camera's fy it tells the focal length; above 0
    std::uint32_t blades = 0;      ///< edges of the opening, a regular polygon, 3 to 16; 0: it is round
    double rotation_rad = 0;       ///< of the polygon, from x to y
    friend bool operator==(const Aperture&, const Aperture&) = default;

    /// Of the opening, or of the circle around the polygon, in metres.
    [[nodiscard]] PLUMB_API double radius_m(const Camera& camera, Size size) const;
};

/// When light is collected, in seconds from the shot's time: what moves meanwhile is blurred, in `rgb` and `hdr` alone.
/// Labels stay at the shot's time. Between `previous`, `now` and `next` everything moves in a straight line, turning
/// evenly; what a shot has at one instant only (lights, materials, the sky) stays.
struct Shutter {
    double open_s = 0;   ///< from -|dt_s| on; below 0 the shot needs `previous`
    double close_s = 0;  ///< to |dt_s|, above `open_s`; above 0 the shot needs `next`
    friend bool operator==(const Shutter&, const Shutter&) = default;
};

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

/// A sensor that is read out row by row. What is seen `y` px below an image's upper edge is exposed at
/// t + readout_s * (y / height - 0.5), t being the image's own time, a whole row of pixels as its middle is. Between
/// the moments given here and the image's own everything goes in a straight line, turns and stretches evenly, the
/// camera too, each vertex of what is skinned or morphed straight; lens, visibility, materials, lights and the sky stay
/// what they are at its own. Only rays see so, whatever RendererOptions::visibility says.
struct RollingShutter {
    /// The scene as the upper and the lower edge of an image are exposed.
    struct Edges {
        Moment top, bottom;
    };
    double readout_s = 0;  ///< from the upper edge to the lower one, below 0 the other way; not 0
    Edges now;
    std::optional<Edges> previous, next;  ///< of the neighbouring images; there where the shot has those
};

/// A light at the shot's own time.
struct Light {
    enum class Kind : std::uint8_t { directional, point, spot, rectangle };
    Kind kind = Kind::point;
    std::string name;
    glm::dvec3 position{0};  ///< world, metres
    glm::dvec3 direction{0, 0,
                         -1};  ///< world, unit; the way the light travels; of a rectangle: its shining side's normal
    glm::vec3 color{1};        ///< linear Rec.709
    float intensity = 1;       ///< candela (point, spot, rectangle along its normal) or lux (directional)
    float range_m = std::numeric_limits<float>::infinity();
    float inner_cone_rad = 0;
    float outer_cone_rad = 0.7853982F;
    float radius_m = 0;  ///< of the shining sphere (point, spot); 0 for a point
    float angular_radius_rad =
        0;                       ///< directional: half of the angle under which the disc is seen; the sun's is 0.00465
    glm::dvec3 across{1, 0, 0};  ///< rectangle: world direction of its width; not along `direction`
    float width_m = 1;           ///< rectangle
    float height_m = 1;          ///< rectangle
};

/// What a shot changes about a material. Absent members stay as the file, or the shot's clip, has them.
struct MaterialOverride {
    struct UvTransform {
        glm::vec2 offset{0};
        float rotation_rad = 0;
        glm::vec2 scale{1};
    };
    std::uint32_t material = 0;                       ///< index into Scene::materials()
    std::optional<glm::vec4> base_color;              ///< linear factor and alpha
    std::optional<float> metallic;                    ///< factor, 0..1
    std::optional<float> roughness;                   ///< factor, 0..1
    std::optional<float> normal_scale;                ///< of the normal map's x and y
    std::optional<glm::vec3> emission;                ///< linear factor times strength
    std::optional<std::uint32_t> base_color_texture;  ///< index into Scene::textures()
    std::optional<UvTransform> uv_transform;  ///< of all its textures, as KHR_texture_transform; after the file's
};

/// Equirectangular linear Rec.709 radiance, rows from +Y down to -Y; the centre column is -Z, columns turn to the
/// right.
struct EnvironmentMap {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::vector<float> rgb;  ///< height x width x 3
    std::string name{};      ///< of the file it was read from, without folders; told by frame.json
    /// Absolute path of the file that `rgb` was read from; empty for a map that was made in memory.
    std::filesystem::path source{};
};

/// Clear sky without the sun's disc, after Preetham, Shirley and Smits, "A Practical Analytic Model for Daylight"
/// (1999), in cd/m2. The sun itself is a directional light of the shot, in lux. Stands in the world:
/// Moment::world_from_environment does not turn it.
struct Sky {
    glm::dvec3 to_sun{0, 1, 0};     ///< world, unit; above the horizon (y > 0)
    float turbidity = 3;            ///< 1.9 (clear) to 10 (haze)
    glm::vec3 ground_albedo{0.2F};  ///< of what is below the horizon, linear
};

/// Haze whose density falls off with height: density_per_m * exp(-(y - base_height_m) / falloff_m). Scatters the light
/// of `color` into the ray and takes as much of what is behind. In `rgb` and `hdr` only.
struct Fog {
    glm::vec3 color{0.7F};                                     ///< linear radiance
    float density_per_m = 0;                                   ///< extinction at base_height_m
    float base_height_m = 0;                                   ///< world y
    float falloff_m = std::numeric_limits<float>::infinity();  ///< height over which density falls by e
};

/// What surrounds the scene: `map` times `intensity` if there is one, else `sky` times `intensity`, else `color`
/// everywhere.
struct Environment {
    glm::vec3 color{0.5F};  ///< linear radiance
    float intensity = 1;
    std::shared_ptr<const EnvironmentMap> map{};
    std::optional<Sky> sky{};
    std::optional<Fog> fog{};
};

/// From scene-referred to display. Acts on `rgb` alone, in this order: white balance and exposure, vignette, noise,
/// view transform, the sRGB curve, JPEG.
struct Sensor {
    enum class ViewTransform : std::uint8_t {
        srgb,         ///< as it is; what is brighter than display white is cut
        pbr_neutral,  ///< Khronos PBR Neutral: base colours keep their look, highlights roll off and lose saturation
        aces,         ///< ACES 1 for SDR video on an sRGB display; unsupported in a build without OpenColorIO
    };
    float exposure_ev = 0;                      ///< hdr is multiplied by 2^exposure_ev
    glm::vec3 white_balance{1};                 ///< gains of red, green and blue
    float vignette = 0;                         ///< 0..1: share of the light that is missing in the corners
    float full_well_electrons = 0;              ///< electrons at display white: shot noise; 0 for none
    float read_noise_electrons = 0;             ///< standard deviation; needs full_well_electrons
    std::uint64_t noise_seed = 0;               ///< which noise
    std::optional<std::uint32_t> jpeg_quality;  ///< 1..100: compression loss
    ViewTransform view_transform = ViewTransform::srgb;
};

/// Sensor::exposure_ev of a camera that is set by hand, for scenes lit in lux and candela: display white is what just
/// saturates the sensor (ISO 12232, saturation-based speed; a lens that lets 65 % through).
/// @param f_number   focal length over aperture, > 0
/// @param shutter_s  exposure time, > 0
/// @param iso        speed, > 0
/// @throws Error     invalid_argument for what is not above 0 and finite
PLUMB_API float exposure_ev(float f_number, float shutter_s, float iso);

/// A random draw that a shot was made with.
struct Draw {
    std::string key;            ///< target and property, such as "objects/Mug*/yaw"
    std::vector<double> value;  ///< in the recipe's units; a choice is the index of the chosen entry
    friend bool operator==(const Draw&, const Draw&) = default;
};

/// Which shot of a recipe a shot is.
struct ShotAddress {
    std::uint64_t seed = 0;
    std::uint64_t index = 0;    ///< of the frame
    std::uint32_t attempt = 0;  ///< how many tries at this frame failed before
    std::uint32_t view = 0;     ///< of a stereo pair 0 is the left eye, 1 the right
    friend bool operator==(const ShotAddress&, const ShotAddress&) = default;
};

/// A plain value that specifies one frame completely.
struct Shot {
    double time_s = 0;
    double dt_s = 0;
    /// Clip of Scene::animations() that drives the materials at each moment; without, they are as in the file. All else
    /// that a clip drives stands in the members below.
    std::optional<std::uint32_t> animation;
    Moment now;
    std::optional<Moment> previous;  ///< at t - dt; without it backward flow is 0 and its class 0 (no neighbour)
    std::optional<Moment> next;      ///< at t + dt; without it forward flow is 0 and its class 0 (no neighbour)
    std::vector<Light> lights;
    Environment environment;
    Sensor sensor;
    std::vector<MaterialOverride> materials;  ///< at most one a material
    /// Index into Scene::variants() (KHR_materials_variants); without it primitives have their default material.
    std::optional<std::uint32_t> variant;
    std::optional<Aperture> aperture;  ///< none: a pinhole, everything is sharp
    std::optional<Shutter> shutter;    ///< none: an instant, nothing is blurred
    /// None: all rows are exposed at once. With it every pixel's labels are those of its row's own instant and camera,
    /// and flow leads to the place at which the other image's row sees the point as it is exposed.
    std::optional<RollingShutter> rolling_shutter;
    std::vector<Draw> draws;             ///< what a recipe drew, for the record; without effect
    std::optional<ShotAddress> address;  ///< where in a recipe's run it stands, for the record; without effect
};

}  // namespace plumb
