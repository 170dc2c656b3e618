#pragma once

#include <plumb/frame.hpp>
#include <plumb/scene.hpp>

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace plumb::dataset {

/// A file of one pass, as frame.json lists it.
struct PassFile {
    std::string pass;
    std::string file;    ///< name within the frame's folder
    std::string format;  ///< npy, png, exr
    std::string encoding;
    std::optional<double> metres_per_value;
    std::optional<std::uint64_t> unrepresentable;  ///< pixels whose value the format cannot hold; none: it holds all
};

/// The conventions in words, as every description carries them.
nlohmann::ordered_json conventions_json();

/// Checks that `frame` can be described as one of `scene`.
/// @throws Error  invalid_argument if it has no annotations or those of another scene
void check_describable(const Scene& scene, const Frame& frame);

/// The text of frame.json with the files that were written.
std::string frame_json_text(const Scene& scene, const Frame& frame, std::uint64_t index,
                            std::span<const PassFile> files);

}  // namespace plumb::dataset
