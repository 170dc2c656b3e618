#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace plumb::program {

/// Which frames of a set are rendered again, and from what.
struct RerenderOptions {
    std::uint64_t count = 0;
    std::filesystem::path scene, recipe, environment;
    std::string device;
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
