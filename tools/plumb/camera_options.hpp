#pragma once

#include "cli_forward.hpp"
#include "lens_options.hpp"

#include <plumb/plumb.hpp>

#include <optional>
#include <string>

namespace plumb::program {

/// Which camera the command line asks for: one of the file, a free one, or the default; its depth
/// range and its lens.
struct CameraOptions {
    std::string name;
    std::optional<glm::dvec3> eye, target;
    glm::dvec3 up{0, 1, 0};
    double fov_y_deg = 45;
    std::optional<double> near_m, far_m;
    LensOptions lens;
    std::optional<double> f_number, focus_m;
    std::uint32_t blades = 0;
    std::optional<Shutter> shutter;
    double readout_s = 0;  ///< of a rolling shutter
};

/// Adds --camera, --eye, --target, --up, --fov-y-deg, --near and --far, and those of the lens, of aperture, shutter and
/// read-out.
void add_camera(CLI::App& command, CameraOptions& options);

/// Checks what can be known to be wrong before a file is read.
/// @throws CLI::ValidationError  naming the option, its value and what is allowed
void check_camera(const CameraOptions& options);

/// Index of the camera that `options` name; none where they name none.
/// @throws Error  not_found, listing what there is
std::optional<std::uint32_t> camera_index(const Scene& scene, const CameraOptions& options);

/// Puts the free camera and the depth range into every moment of `shot`, aperture and shutter into the shot, which has
/// been given its read-out.
/// @throws Error  invalid_argument where --near or --far does not fit the file's camera
void apply_camera(const CameraOptions& options, Shot& shot);

}  // namespace plumb::program
