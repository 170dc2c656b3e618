#pragma once

#include "cli_forward.hpp"

#include <plumb/plumb.hpp>

#include <optional>
#include <string>
#include <vector>

namespace plumb::program {

/// What bends the picture, whichever camera the command line asks for.
struct LensOptions {
    std::string text;  ///< of --lens; empty: the camera's own
    std::optional<Camera::Projection> projection;
    std::vector<double> distortion;
    std::vector<double> intrinsics;  ///< fx, fy, cx, cy; empty: the camera's own
    std::optional<double> field_deg;
};

/// Adds --lens, --intrinsics and --lens-field-deg.
void add_lens(CLI::App& command, LensOptions& options);

/// Reads the text of --lens.
/// @throws CLI::ValidationError  naming what was read and what is allowed
void parse_lens(const std::string& text, LensOptions& options);

/// Puts the lens on a camera.
/// @throws Error  invalid_argument where an orthographic camera is to have one
void apply_lens(const LensOptions& options, Camera& camera);

}  // namespace plumb::program
