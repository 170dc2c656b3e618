#include "render/exposures.hpp"

#include "render/refuse_shot.hpp"
#include "render/view_data.hpp"

#include <plumb/error.hpp>

#include <glm/gtc/quaternion.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

namespace plumb::render {

namespace {

constexpr std::uint32_t most_path_exposures = 32;  // each is a view to prepare; motion between two is not seen
constexpr std::uint32_t fewest_samples = 4;        // below it an exposure is a few ghosts

void check_above_zero(const char* name, double value) {
    if (!(value > 0 && std::isfinite(value)))
        refuse_shot(std::string(name) + " is " + std::to_string(value) + "; it must be finite and above 0");
}

void check_aperture(const Aperture& aperture) {
    check_above_zero("aperture.f_number", aperture.f_number);
    check_above_zero("aperture.focus_distance_m", aperture.focus_distance_m);
    check_above_zero("aperture.sensor_height_mm", aperture.sensor_height_mm);
    if (!std::isfinite(aperture.rotation_rad)) refuse_shot("aperture.rotation_rad is not finite");
    if (aperture.blades != 0 && (aperture.blades < 3 || aperture.blades > 16))
        refuse_shot("aperture.blades is " + std::to_string(aperture.blades) + "; it must be 0 or 3 to 16");
}

void check_shutter(const Shot& shot) {
    const Shutter& shutter = *shot.shutter;
    const std::string found = "shutter.open_s is " + std::to_string(shutter.open_s) + " and close_s " +
                              std::to_string(shutter.close_s) + " with dt_s " + std::to_string(shot.dt_s);
    if (!(shot.dt_s > 0)) refuse_shot(found + "; a shutter needs a dt_s above 0");
    if (!(shutter.open_s >= -shot.dt_s && shutter.open_s < shutter.close_s && shutter.close_s <= shot.dt_s))
        refuse_shot(found + "; allowed: -dt_s <= open_s < close_s <= dt_s");
    if (shutter.open_s < 0 && !shot.previous) refuse_shot(found + "; before the shot's time, previous is needed");
    if (shutter.close_s > 0 && !shot.next) refuse_shot(found + "; after the shot's time, next is needed");
}

double mixed(double a, double b, double share) {
    return a + (b - a) * share;
}

/// From one linear map to another: turning and growing evenly where the second is the first one turned and grown, by
/// numbers otherwise.
glm::dmat3 mixed(const glm::dmat3& a, const glm::dmat3& b, double share) {
    if (a == b) return a;
    const auto straight = [&] { return a * (1 - share) + b * share; };
    if (glm::determinant(a) == 0) return straight();
    const glm::dmat3 change = b * glm::inverse(a);
    const double volume = glm::determinant(change);
    if (!(volume > 0)) return straight();
    const double growth = std::cbrt(volume);
    const glm::dmat3 turn = change * (1 / growth), product = glm::transpose(turn) * turn;
    for (int c = 0; c < 3; ++c)
        for (int r = 0; r < 3; ++r)
            if (std::abs(product[c][r] - (c == r ? 1 : 0)) > 1e-6) return straight();
    const glm::dquat part = glm::slerp(glm::dquat(1, 0, 0, 0), glm::quat_cast(turn), share);
    return glm::mat3_cast(part) * std::pow(growth, share) * a;
}

glm::dmat4 mixed(const glm::dmat4& a, const glm::dmat4& b, double share) {
    if (a == b) return a;
    glm::dmat4 result(mixed(glm::dmat3(a), glm::dmat3(b), share));
    result[3] = a[3] + (b[3] - a[3]) * share;
    return result;
}

Camera mixed(const Camera& a, const Camera& b, double share) {
    Camera result = a;
    result.world_from_camera = mixed(a.world_from_camera, b.world_from_camera, share);
    result.fov_y_rad = mixed(a.fov_y_rad, b.fov_y_rad, share);
    result.half_height_m = mixed(a.half_height_m, b.half_height_m, share);
    if (a.distortion.size() == b.distortion.size())
        for (std::size_t i = 0; i < a.distortion.size(); ++i)
            result.distortion[i] = mixed(a.distortion[i], b.distortion[i], share);
    if (a.field_rad && b.field_rad) result.field_rad = mixed(*a.field_rad, *b.field_rad, share);
    if (a.intrinsics && b.intrinsics)
        result.intrinsics = Intrinsics{
            mixed(a.intrinsics->fx, b.intrinsics->fx, share), mixed(a.intrinsics->fy, b.intrinsics->fy, share),
            mixed(a.intrinsics->cx, b.intrinsics->cx, share), mixed(a.intrinsics->cy, b.intrinsics->cy, share)};
    return result;
}

/// A place of the unit opening, as aperture_place() of path.comp.
glm::dvec2 aperture_place(const Aperture& aperture, double u, double v) {
    const double turn = 2 * std::numbers::pi;
    if (aperture.blades == 0) return std::sqrt(u) * glm::dvec2(std::cos(turn * v), std::sin(turn * v));
    const double blade = std::floor(v * aperture.blades), along = v * aperture.blades - blade;
    const auto corner = [&](double i) {
        const double angle = aperture.rotation_rad + turn * i / aperture.blades;
        return glm::dvec2(std::cos(angle), std::sin(angle));
    };
    return std::sqrt(u) * (corner(blade) * (1 - along) + corner(blade + 1) * along);
}

/// Number i of a sequence whose numbers spread over [0, 1) whatever their count (Roberts 2018), times its constant.
double spread(std::uint32_t i, double constant) {
    const double value = 0.5 + constant * i;
    return value - std::floor(value);
}

/// Where exposure i sees through, from the middle of the aperture, m.
glm::dvec2 off_middle(const Aperture& aperture, const Camera& camera, Size size, std::uint32_t i) {
    return aperture_place(aperture, spread(i, 0.7548776662466927), spread(i, 0.5698402909980532)) *
           aperture.radius_m(camera, size);
}

/// Puts the camera at a place of the aperture; what is in focus stays where it is in the image. By a lens, that is for
/// write_aside() to see to.
void move_on_aperture(const Aperture& aperture, Size size, const glm::dvec2& off, bool by_lens, Camera& camera) {
    camera.world_from_camera[3] += camera.world_from_camera[0] * off.x + camera.world_from_camera[1] * off.y;
    if (by_lens) return;
    Intrinsics k = camera.intrinsics_for(size);
    k.cx += k.fx * off.x / aperture.focus_distance_m;
    k.cy += k.fy * off.y / aperture.focus_distance_m;
    camera.intrinsics = k;
}

/// Moves the image so that its pixels' centres see what `place` sees.
void move_in_pixel(Size size, const SamplePlace& place, Camera& camera) {
    Intrinsics k = camera.intrinsics_for(size);
    k.cx -= (place.x - 128) / 256.0;
    k.cy -= (place.y - 128) / 256.0;
    camera.intrinsics = k;
}

Shot exposure_of(const Shot& shot, std::uint32_t i, std::uint32_t count) {
    Shot still = shot;
    still.previous.reset();
    still.next.reset();
    if (!shot.shutter) return still;
    // Strata of time in an order that has nothing to do with that of pixel and aperture.
    const double share = (std::floor(spread(i, 0.6180339887498949) * count) + 0.5) / count;
    still.now = moment_between(shot, mixed(shot.shutter->open_s, shot.shutter->close_s, share));
    return still;
}

}  // namespace

bool has_exposures(const Shot& shot, ColorOptions::Mode mode) {
    return shot.shutter || (shot.aperture && mode == ColorOptions::Mode::direct);
}

std::uint32_t exposure_count(const RendererOptions& options) {
    if (options.color.mode == ColorOptions::Mode::direct) return options.samples;
    return std::min(options.color.path_samples, most_path_exposures);
}

void check_exposures(const Shot& shot, const RendererOptions& options) {
    if (shot.aperture) check_aperture(*shot.aperture);
    if (shot.aperture && shot.now.camera.projection != Camera::Projection::perspective)
        refuse_shot("it has an aperture, and a camera that is not a perspective one", ErrorCode::unsupported);
    if (shot.aperture && shot.rolling_shutter && options.color.mode == ColorOptions::Mode::direct)
        refuse_shot("it has an aperture and a rolling shutter; colour by paths can do both", ErrorCode::unsupported);
    if (shot.shutter) check_shutter(shot);
    if (has_exposures(shot, options.color.mode) && exposure_count(options) < fewest_samples)
        refuse_shot(std::string("it has ") + (shot.aperture ? "an aperture" : "a shutter") + ", and its renderer " +
                        std::to_string(exposure_count(options)) +
                        " samples a pixel, whose mean the blur is; allowed: " + std::to_string(fewest_samples) +
                        " or more",
                    ErrorCode::unsupported);
}

Moment moment_between(const Shot& shot, double offset_s) {
    const Moment& a = shot.now;
    if (offset_s == 0) return a;
    const Moment& b = offset_s > 0 ? *shot.next : *shot.previous;
    const double share = std::abs(offset_s / shot.dt_s);
    Moment result = share < 0.5 ? a : b;  // visible or not: as it is at the nearer one
    result.time_s = shot.time_s + offset_s;
    result.camera = mixed(a.camera, b.camera, share);
    result.world_from_environment = mixed(a.world_from_environment, b.world_from_environment, share);
    for (std::size_t i = 0; i < a.world_from_instance.size(); ++i)
        result.world_from_instance[i] = mixed(a.world_from_instance[i], b.world_from_instance[i], share);
    for (std::size_t i = 0; i < a.world_from_joint.size(); ++i)
        result.world_from_joint[i] = mixed(a.world_from_joint[i], b.world_from_joint[i], share);
    for (std::size_t i = 0; i < a.morph_weights.size(); ++i)
        result.morph_weights[i] =
            static_cast<float>(mixed(double{a.morph_weights[i]}, double{b.morph_weights[i]}, share));
    return result;
}

ExposedShots with_exposures(ShotSpan shots, const RendererOptions& options) {
    const std::uint32_t count = exposure_count(options);
    const bool is_direct = options.color.mode == ColorOptions::Mode::direct;
    const std::vector<SamplePlace> places =
        is_direct ? sample_places(options.filter, options.samples) : std::vector<SamplePlace>(count);
    ExposedShots result;
    result.exposures.reserve(shots.size() * std::size_t{count});
    for (std::uint32_t i = 0; i < count; ++i)
        for (const Shot& shot : shots) {
            Shot& still = result.exposures.emplace_back(exposure_of(shot, i, count));
            if (!is_direct) continue;
            move_in_pixel(options.size, places[i], still.now.camera);
            if (shot.aperture)
                move_on_aperture(*shot.aperture, options.size,
                                 off_middle(*shot.aperture, still.now.camera, options.size, i),
                                 optics_of(shot) != Optics::matrix, still.now.camera);
        }
    for (const Shot& shot : shots) result.all.push_back(&shot);
    for (const Shot& still : result.exposures) result.all.push_back(&still);
    return result;
}

void write_aside(ShotSpan exposed, std::size_t shot_count, const RendererOptions& options,
                 std::span<shared::Lens> lenses) {
    if (options.color.mode != ColorOptions::Mode::direct) return;
    const std::size_t moment_count = lenses.size() / exposed.size();
    for (std::size_t v = shot_count; v < exposed.size(); ++v) {
        const std::optional<Aperture>& aperture = exposed[v].aperture;
        if (!aperture) continue;
        const auto i = static_cast<std::uint32_t>(v / shot_count - 1);
        const glm::dvec2 off = off_middle(*aperture, exposed[v].now.camera, options.size, i);
        for (int axis = 0; axis < 2; ++axis)
            lenses[v * moment_count + shared::NOW].aside[axis] = off[axis] / aperture->focus_distance_m;
    }
}

}  // namespace plumb::render
