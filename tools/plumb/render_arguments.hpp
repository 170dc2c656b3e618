#pragma once

#include "camera_options.hpp"
#include "cli_forward.hpp"

#include <plumb/plumb.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace plumb::program {

/// Frames first .. end - 1.
struct FrameRange {
    std::uint64_t first = 0;
    std::uint64_t end = 1;
    [[nodiscard]] std::uint64_t count() const noexcept { return end - first; }
};

/// What `plumb render` was asked for.
struct RenderArguments {
    std::filesystem::path scene, out;
    RendererOptions renderer;
    FrameFileOptions files;
    std::optional<FrameRange> frames;
    std::optional<std::uint32_t> batch;  ///< frames in one submission; else as many as a bounded memory holds
    bool writes_shots = false;
    bool is_json_progress = false;
    std::vector<std::string> allowed_licenses;  ///< SPDX identifiers; empty allows all
    std::string device;

    // Of a clip of the file.
    CameraOptions camera;
    double time_s = 0;
    std::optional<double> dt_s;
    std::string animation;
    std::optional<double> frames_per_second;
    std::filesystem::path environment;

    std::filesystem::path shot;  ///< a file to replay; empty without
    std::filesystem::path recipe;
    std::uint64_t seed = 0;
    std::vector<Draw> overrides;
    std::vector<std::string> views;  ///< of a stereo recipe; empty for all

    [[nodiscard]] FrameRange range() const { return frames.value_or(FrameRange{}); }
    [[nodiscard]] bool is_clip() const { return shot.empty() && recipe.empty(); }
    [[nodiscard]] double rate() const { return frames_per_second.value_or(24); }
    /// Of a clip: to the neighbouring frames, seconds; 0 for a still.
    [[nodiscard]] double step_s() const {
        if (dt_s) return *dt_s;
        return range().count() > 1 || frames_per_second ? 1 / rate() : 0;
    }
};

/// Adds every option of the command.
void add_render_options(CLI::App& command, RenderArguments& arguments);

/// Turns on what the formats need, and finds what is wrong with the arguments together, before anything is loaded.
/// @throws CLI::ValidationError  naming the option, its value and what is allowed
void check_arguments(RenderArguments& arguments);

/// N for the frames 0 .. N - 1, or A:B for A .. B - 1.
/// @throws CLI::ValidationError
FrameRange parse_frames(const std::string& name, const std::string& text);

/// Adds KEY=VALUE, or KEY=VALUE,VALUE,..; the last '=' divides.
/// @throws CLI::ValidationError  for a key that is there too
void add_override(const std::string& name, const std::string& text, std::vector<Draw>& overrides);

}  // namespace plumb::program
