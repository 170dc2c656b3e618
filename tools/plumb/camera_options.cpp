#include "camera_options.hpp"

#include "options.hpp"
#include "text.hpp"

#include <CLI/CLI.hpp>

#include <cmath>
#include <numbers>

namespace plumb::program {

namespace {

std::string metres(double distance_m) {
    return short_number(distance_m) + " m";
}

void place(const CameraOptions& options, Camera& camera) {
    if (options.eye) {
        camera = Camera{};
        camera.fov_y_rad = options.fov_y_deg * std::numbers::pi / 180;
        camera.world_from_camera = look_at(*options.eye, *options.target, options.up);
    }
    apply_lens(options.lens, camera);
    if (options.near_m) camera.near_m = *options.near_m;
    if (options.far_m) camera.far_m = *options.far_m;
    if (options.near_m == 0 && camera.projection != Camera::Projection::orthographic) {
        throw Error(ErrorCode::invalid_argument,
                    "rendering from 0 m (--near): only an orthographic camera can see from there; another needs a "
                    "distance above 0");
    }
    if (camera.far_m > camera.near_m) return;
    const auto plane = [](double distance_m, bool is_given, const char* option, const char* name) {
        return metres(distance_m) + " (" + (is_given ? option : name) + ")";
    };
    throw Error(ErrorCode::invalid_argument,
                "rendering from " + plane(camera.near_m, options.near_m.has_value(), "--near", "the camera's near") +
                    " to " + plane(camera.far_m, options.far_m.has_value(), "--far", "the camera's far") +
                    ": the far plane must be beyond the near plane");
}

/// What the free camera cannot look along is wrong whatever the file holds.
void check_view(const CameraOptions& options) {
    try {
        static_cast<void>(look_at(*options.eye, *options.target, options.up));
    } catch (const Error& error) {
        const double distance_m = glm::length(*options.target - *options.eye);
        const bool is_target_wrong = !(distance_m > 0) || !std::isfinite(distance_m);
        throw CLI::ValidationError(is_target_wrong ? "--target" : "--up", error.what());
    }
}

void check_planes(const CameraOptions& options) {
    const bool is_free = options.eye.has_value();
    if (is_free && options.near_m && !(*options.near_m > 0)) {
        throw CLI::ValidationError("--near", "0 is too near; a free camera needs a distance above 0");
    }
    if (!options.far_m || !(options.near_m || is_free)) return;
    const double near_m = options.near_m.value_or(Camera{}.near_m);
    if (*options.far_m > near_m) return;
    throw CLI::ValidationError("--far", metres(*options.far_m) + " is not beyond --near, which is " + metres(near_m) +
                                            (options.near_m ? "" : " unless given"));
}

/// Options of aperture, shutter and read-out.
void add_exposure(CLI::App& command, CameraOptions& options) {
    const auto above_zero = [&command](const std::string& name, std::optional<double>& target, const char* help) {
        const auto parse = [name, &target](const std::string& text) {
            target = parse_number(name, text);
            if (!(*target > 0)) throw CLI::ValidationError(name, "'" + text + "' is not above 0");
        };
        return command.add_option_function<std::string>(name, parse, help)->type_name("F");
    };
    CLI::Option* const aperture = above_zero(
        "--f-number", options.f_number, "Aperture of the lens: blurs rgb and hdr out of focus; a sensor 24 mm high");
    CLI::Option* const focus = above_zero("--focus", options.focus_m, "Distance in focus, metres along the view");
    aperture->needs(focus);
    focus->needs(aperture);
    command.add_option("--blades", options.blades, "Edges of the aperture, 3 to 16; 0: it is round (0)")
        ->type_name("N")
        ->needs(aperture);
    command
        .add_option_function<std::string>(
            "--shutter",
            [&options](const std::string& text) {
                const std::size_t comma = text.find(',');
                if (comma == std::string::npos)
                    throw CLI::ValidationError("--shutter", "'" + text + "' is not two numbers with a comma between");
                options.shutter = Shutter{parse_number("--shutter", text.substr(0, comma)),
                                          parse_number("--shutter", text.substr(comma + 1))};
            },
            "When light is collected, seconds from each frame's time within --dt: blurs in rgb and hdr what moves")
        ->type_name("OPEN,CLOSE");
    command
        .add_option_function<std::string>(
            "--readout", [&options](const std::string& text) { options.readout_s = parse_number("--readout", text); },
            "Rolling shutter: seconds from the image's upper edge to its lower one, below 0 the other way (0)")
        ->type_name("S");
}

}  // namespace

void add_camera(CLI::App& command, CameraOptions& options) {
    const auto vector = [&command](const std::string& name, auto& target, const char* help) {
        return command
            .add_option_function<std::string>(
                name, [name, &target](const std::string& text) { target = parse_vector(name, text); }, help)
            ->type_name("X,Y,Z");
    };
    const auto distance = [&command](const std::string& name, auto& target, bool may_be_zero, const char* help) {
        const auto parse = [name, &target, may_be_zero](const std::string& text) {
            target = parse_number(name, text);
            if (*target > 0 || (may_be_zero && *target == 0)) return;
            throw CLI::ValidationError(name, "'" + text + (may_be_zero ? "' is below 0" : "' is not above 0"));
        };
        command.add_option_function<std::string>(name, parse, help)->type_name("F");
    };
    CLI::Option* const camera =
        command.add_option("--camera", options.name, "Camera of the file; else its first, else the scene is framed")
            ->type_name("NAME|INDEX")
            ->check(not_empty());
    CLI::Option* const eye = vector("--eye", options.eye, "Place of a free camera, metres");
    CLI::Option* const target = vector("--target", options.target, "Point that the free camera looks at, metres");
    eye->excludes(camera)->needs(target);
    target->needs(eye);
    vector("--up", options.up, "Upward direction of the free camera (0,1,0)")->needs(eye);
    command
        .add_option_function<std::string>(
            "--fov-y-deg",
            [&options](const std::string& text) {
                options.fov_y_deg = parse_number("--fov-y-deg", text);
                // Below this the focal length in pixels outgrows what a coordinate can be told from.
                constexpr double smallest_deg = 1e-6;
                if (options.fov_y_deg >= smallest_deg && options.fov_y_deg <= 360) return;
                throw CLI::ValidationError("--fov-y-deg", "'" + text + "' is not between 0.000001 and 360 degrees");
            },
            "Full vertical field of view of the free camera, degrees; 180 and more of a fisheye alone (45)")
        ->type_name("F")
        ->needs(eye);
    distance("--near", options.near_m, true, "Nothing nearer is seen, metres; else the camera's own");
    distance("--far", options.far_m, false, "Nothing farther is seen, metres; else the camera's own");
    add_lens(command, options.lens);
    add_exposure(command, options);
}

void check_camera(const CameraOptions& options) {
    if (options.eye) check_view(options);
    if (options.fov_y_deg >= 180 && options.lens.projection != Camera::Projection::fisheye)
        throw CLI::ValidationError("--fov-y-deg", short_number(options.fov_y_deg) +
                                                      " degrees is not below 180; only --lens fisheye sees more");
    check_planes(options);
}

std::optional<std::uint32_t> camera_index(const Scene& scene, const CameraOptions& options) {
    if (options.name.empty()) return std::nullopt;
    return scene.find_camera(options.name);
}

void apply_camera(const CameraOptions& options, Shot& shot) {
    place(options, shot.now.camera);
    if (shot.previous) place(options, shot.previous->camera);
    if (shot.next) place(options, shot.next->camera);
    const auto place_edges = [&](RollingShutter::Edges& edges) {
        place(options, edges.top.camera);
        place(options, edges.bottom.camera);
    };
    if (shot.rolling_shutter) {
        place_edges(shot.rolling_shutter->now);
        if (shot.rolling_shutter->previous) place_edges(*shot.rolling_shutter->previous);
        if (shot.rolling_shutter->next) place_edges(*shot.rolling_shutter->next);
    }
    if (options.f_number)
        shot.aperture =
            Aperture{.f_number = *options.f_number, .focus_distance_m = *options.focus_m, .blades = options.blades};
    if (options.shutter) shot.shutter = options.shutter;
}

}  // namespace plumb::program
