#include "camera_options.hpp"

#include "options.hpp"

#include <numbers>

namespace plumb::program {

namespace {

void place(const CameraOptions& options, Camera& camera) {
    if (options.eye) {
        camera = Camera{};
        camera.fov_y_rad = options.fov_y_deg * std::numbers::pi / 180;
        camera.world_from_camera = look_at(*options.eye, *options.target, options.up);
    }
    if (options.near_m) camera.near_m = *options.near_m;
    if (options.far_m) camera.far_m = *options.far_m;
    if (camera.far_m > camera.near_m) return;
    throw Error(ErrorCode::invalid_argument, "rendering from " + std::to_string(camera.near_m) + " m to " +
                                                 std::to_string(camera.far_m) + " m: --far must be beyond --near");
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
            ->type_name("NAME|INDEX");
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
                if (options.fov_y_deg > 0 && options.fov_y_deg < 180) return;
                throw CLI::ValidationError("--fov-y-deg", "'" + text + "' is not between 0 and 180 degrees");
            },
            "Full vertical field of view of the free camera, degrees (45)")
        ->type_name("F")
        ->needs(eye);
    distance("--near", options.near_m, true, "Nothing nearer is seen, metres; else the camera's own");
    distance("--far", options.far_m, false, "Nothing farther is seen, metres; else the camera's own");
}

std::optional<std::uint32_t> camera_index(const Scene& scene, const CameraOptions& options) {
    if (options.name.empty()) return std::nullopt;
    return scene.find_camera(options.name);
}

void apply_camera(const CameraOptions& options, Shot& shot) {
    place(options, shot.now.camera);
    if (shot.previous) place(options, shot.previous->camera);
    if (shot.next) place(options, shot.next->camera);
}

}  // namespace plumb::program
