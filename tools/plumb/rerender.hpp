#pragma once

#include "cli_forward.hpp"
#include "render_arguments.hpp"
#include "text.hpp"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace plumb::program {

/// What the frames of a set are rendered from again.
struct SetSource {
    std::filesystem::path scene, recipe, environment;
    std::string device;
};

/// Adds the options that name it; `needed_by` is an option that needs a scene, or null where the command does.
void add_set_source(CLI::App& command, SetSource& source, CLI::Option* needed_by);

/// dataset.json of a folder.
/// @throws Error  not_found, io, bad_asset
Json read_set(const std::filesystem::path& folder);

/// The command that the set in `folder` came from, with `out` as its folder; of a set of single shots, without one.
/// @throws Error  invalid_argument where the set was rendered from shots that it does not keep, or from a recipe and
///                none is named; bad_asset where plumb render did not write it
RenderArguments arguments_of(const std::filesystem::path& folder, const SetSource& source,
                             const std::filesystem::path& out);

/// The file of a frame's shot in a set that keeps them.
std::filesystem::path shot_file(const std::filesystem::path& folder, std::uint64_t index);

/// Which frames of a set are rendered again, and from what.
struct RerenderOptions {
    std::uint64_t count = 0;
    SetSource source;
};

struct RerenderReport {
    std::vector<std::uint64_t> frames;
    std::vector<std::string> differing;  ///< files with other bytes than the set's journal tells
};

/// Renders `options.count` of `frames`, evenly spread, into a folder for temporary files and compares journals.
/// @throws Error  invalid_argument where scene, recipe, environment, device or version are not those of the set, and
///                where the set was rendered from shots that it does not keep; what rendering throws
RerenderReport render_again(const std::filesystem::path& folder, std::span<const std::uint64_t> frames,
                            const RerenderOptions& options);

}  // namespace plumb::program
