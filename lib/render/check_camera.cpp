#include "render/refuse_shot.hpp"
#include "render/view_data.hpp"
#include "scene/lens.hpp"

#include <plumb/error.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

namespace plumb::render {

namespace {

using std::numbers::pi;

/// Positive, finite, and for what it is no more than `most`.
void check_angle(const std::string& name, double angle_rad, double most, bool may_be_most, const char* limits) {
    if (angle_rad > 0 && (may_be_most ? angle_rad <= most : angle_rad < most)) return;
    refuse_shot(name + " is " + std::to_string(angle_rad) + "; it must lie between 0 and " + limits);
}

void check_pose(const std::string& name, const glm::dmat4& pose) {
    for (int c = 0; c < 4; ++c)
        for (int r = 0; r < 4; ++r)
            if (!std::isfinite(pose[c][r])) refuse_shot(name + ".world_from_camera holds a number that is not finite");
    const glm::dmat3 rotation(pose);
    const glm::dmat3 product = glm::transpose(rotation) * rotation;
    for (int c = 0; c < 3; ++c)
        for (int r = 0; r < 3; ++r)
            if (std::abs(product[c][r] - (c == r ? 1 : 0)) > 1e-6)
                refuse_shot(name + ".world_from_camera is not rigid: its axes must be unit and perpendicular");
    if (glm::determinant(rotation) < 0)
        refuse_shot(name + ".world_from_camera mirrors: its axes must be right-handed (x right, y down, z forward)");
    if (pose[0][3] != 0 || pose[1][3] != 0 || pose[2][3] != 0 || pose[3][3] != 1)
        refuse_shot(name + ".world_from_camera is not rigid: its last row must be 0, 0, 0, 1");
}

void check_focus(const std::string& name, const Camera& camera) {
    if (camera.intrinsics) {
        const Intrinsics& k = *camera.intrinsics;
        if (!(k.fx > 0 && k.fy > 0) || !std::isfinite(k.fx + k.fy + k.cx + k.cy))
            refuse_shot(name + ".intrinsics must have finite numbers and focal lengths above 0");
        return;
    }
    switch (camera.projection) {
        case Camera::Projection::perspective:
            check_angle(name + ".fov_y_rad", camera.fov_y_rad, pi, false, "pi");
            break;
        case Camera::Projection::fisheye:
            check_angle(name + ".fov_y_rad", camera.fov_y_rad, 2 * pi, true, "2 pi");
            if (const std::optional<double> fold = scene::fold_of(camera); fold && camera.fov_y_rad / 2 >= *fold)
                refuse_shot(name + ".fov_y_rad is " + std::to_string(camera.fov_y_rad) +
                            ", but its distortion folds at " + std::to_string(*fold) +
                            " rad off the axis; the field of view must be less than twice that");
            break;
        case Camera::Projection::orthographic:
            if (!(camera.half_height_m > 0 && std::isfinite(camera.half_height_m)))
                refuse_shot(name + ".half_height_m is " + std::to_string(camera.half_height_m) +
                            "; it must be above 0");
            break;
        case Camera::Projection::equirectangular:
            break;
    }
}

/// How many coefficients a lens may have, and whether it has a field.
void check_lens(const std::string& name, const Camera& camera) {
    const bool is_perspective = camera.projection == Camera::Projection::perspective;
    const bool is_fisheye = camera.projection == Camera::Projection::fisheye;
    const std::size_t count = camera.distortion.size();
    const auto is_one_of = [count](std::initializer_list<std::size_t> allowed) {
        return std::ranges::find(allowed, count) != allowed.end();
    };
    if (is_perspective ? !is_one_of({0, 4, 5, 8}) : is_fisheye ? !is_one_of({0, 4}) : count != 0)
        refuse_shot(name + ".distortion has " + std::to_string(count) + " coefficients; a " +
                    (is_perspective ? "perspective camera has 0, 4, 5 or 8"
                     : is_fisheye   ? "fisheye has 0 or 4"
                                    : "camera that is neither perspective nor a fisheye has none"));
    for (std::size_t i = 0; i < count; ++i)
        if (!std::isfinite(camera.distortion[i]))
            refuse_shot(name + ".distortion[" + std::to_string(i) + "] is not finite");
    if (!camera.field_rad) return;
    if (!is_perspective && !is_fisheye)
        refuse_shot(name + ".field_rad is set; only perspective cameras and fisheyes have a cone of view");
    check_angle(name + ".field_rad", *camera.field_rad, is_fisheye ? 2 * pi : pi, is_fisheye,
                is_fisheye ? "2 pi" : "pi");
}

/// Whether the lens sees something at all corners and, where tangential distortion leaves no other way to know, at all
/// pixels of the border.
bool sees_whole_picture(const shared::Lens& lens, Size size) {
    const bool is_round = lens.tangential[0] == 0 && lens.tangential[1] == 0;
    const auto sees = [&](double x, double y) { return shared::lens_ray(lens, {x, y}).is_seen; };
    const std::uint32_t step_x = is_round ? size.width : 1, step_y = is_round ? size.height : 1;
    for (std::uint32_t x = 0; x <= size.width; x += step_x)
        if (!sees(x, 0) || !sees(x, size.height)) return false;
    for (std::uint32_t y = 0; y <= size.height; y += step_y)
        if (!sees(0, y) || !sees(size.width, y)) return false;
    return true;
}

void check_picture(const char* moment, const Camera& camera, Size size) {
    const std::string name = std::string(moment) + ".camera";
    const std::string picture = "a picture of " + std::to_string(size.width) + " x " + std::to_string(size.height);
    const Intrinsics k = camera.intrinsics_for(size);
    if (camera.projection == Camera::Projection::equirectangular) {
        constexpr double rounding = 1e-9;
        if (size.width > 2 * pi * k.fx * (1 + rounding))
            refuse_shot(name + ".intrinsics make " + picture + " " + std::to_string(size.width / k.fx) +
                        " rad wide; a panorama is at most 2 pi wide");
        const double above = k.cy / k.fy, below = (size.height - k.cy) / k.fy;
        if (std::max(above, below) > pi / 2 * (1 + rounding))
            refuse_shot(name + ".intrinsics make " + picture + " reach " + std::to_string(std::max(above, below)) +
                        " rad above or below the horizon; at most pi / 2 is");
        return;
    }
    // What lies beyond a given field is not needed.
    const std::optional<double> fold = scene::fold_of(camera);
    const double field = camera.field_rad.value_or(2 * pi) / 2;
    const bool is_fisheye = camera.projection == Camera::Projection::fisheye;
    if (camera.field_rad && (!fold || (is_fisheye ? field : std::tan(field)) <= *fold)) return;
    if (is_fisheye && (!fold || *fold >= pi)) return;  // beyond half a turn there is nothing to see
    if (sees_whole_picture(scene::lens_of(camera, size), size)) return;
    const std::string where =
        fold ? std::to_string(is_fisheye ? *fold : std::atan(*fold)) + " rad off the axis" : "some of its border";
    refuse_shot(name + ".distortion folds at " + where + ", which " + picture +
                " needs; choose other coefficients, a longer focal length, or a field_rad that ends before");
}

}  // namespace

void check_camera(const char* moment, const Camera& camera) {
    const std::string name = std::string(moment) + ".camera";
    const bool is_orthographic = camera.projection == Camera::Projection::orthographic;
    check_pose(name, camera.world_from_camera);
    if (std::isnan(camera.near_m) || (is_orthographic ? !(camera.near_m >= 0) : !(camera.near_m > 0)))
        refuse_shot(name + ".near_m is " + std::to_string(camera.near_m) +
                    (is_orthographic ? "; it must be 0 or more" : "; it must be above 0"));
    if (!(camera.far_m > camera.near_m))
        refuse_shot(name + ".far_m is " + std::to_string(camera.far_m) + "; it must be above near_m, " +
                    std::to_string(camera.near_m));
    check_lens(name, camera);
    check_focus(name, camera);
}

void check_lenses(const Shot& shot, Size size) {
    if (optics_of(shot) == Optics::matrix) return;
    const Camera* accepted = nullptr;
    for (const auto& [name, moment] :
         {std::pair("now", &shot.now), std::pair("next", shot.next ? &*shot.next : nullptr),
          std::pair("previous", shot.previous ? &*shot.previous : nullptr)}) {
        if (moment == nullptr) continue;
        const Camera& camera = moment->camera;
        if (camera.projection == Camera::Projection::orthographic)
            throw Error(ErrorCode::invalid_argument,
                        std::string("rendering a shot: ") + name +
                            ".camera is orthographic while another moment's has a lens that "
                            "only rays can draw; an orthographic camera must stay one");
        const bool is_known = accepted != nullptr && accepted->projection == camera.projection &&
                              accepted->distortion == camera.distortion && accepted->field_rad == camera.field_rad &&
                              accepted->intrinsics_for(size) == camera.intrinsics_for(size);
        if (!is_known) check_picture(name, camera, size);
        accepted = &camera;
    }
}

Optics optics_of(const Shot& shot) {
    if (shot.rolling_shutter) return Optics::rolling;
    const bool has_lens = scene::needs_rays(shot.now.camera) || (shot.next && scene::needs_rays(shot.next->camera)) ||
                          (shot.previous && scene::needs_rays(shot.previous->camera));
    return has_lens ? Optics::lens : Optics::matrix;
}

}  // namespace plumb::render
