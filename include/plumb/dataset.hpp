#pragma once

#include <plumb/export.hpp>
#include <plumb/frame.hpp>
#include <plumb/scene.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace plumb {

struct FrameFileOptions {
    std::vector<std::string> formats{"png"};  ///< of npy, png, exr
    bool previews = false;                    ///< colourized <pass>_preview.png and contact.png
    bool overwrite = false;                   ///< replace files that are there
};

/// Writes `root/frames/<index, 6 digits>/<pass>.<ext>` for every pass of `frame`, and `frame.json` last. Each file gets
/// its name only when it is complete.
///
/// A pass that a format cannot hold without loss is written in the format's next exact way (flow and floats as PNG do
/// not exist: they need npy or exr).
/// @return        the paths written, in order
/// @throws Error  io (with the system's reason), invalid_argument (unknown format, files there), unsupported (an id that
///                does not fit 16-bit PNG)
PLUMB_API std::vector<std::filesystem::path> write_frame(const std::filesystem::path& root, std::uint64_t index,
                                                         const Scene& scene, const Frame& frame,
                                                         const FrameFileOptions& options);

/// The text of `frame.json`.
PLUMB_API std::string frame_json(const Scene& scene, const Frame& frame, std::uint64_t index);

}  // namespace plumb
