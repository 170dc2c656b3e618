#pragma once

#include <plumb/shot.hpp>

#include <glm/glm.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace plumb::dataset {

enum class ExrType : std::uint8_t { f16, f32, u32 };

/// A channel of an EXR file: every `stride`-th of 32-bit values, from the top row on. With f16, floats that become half
/// floats as the file is written.
struct ExrChannel {
    std::string name;
    ExrType type = ExrType::f32;
    const void* first = nullptr;
    std::size_t stride = 1;
};

struct ExrImage {
    Size size;
    std::vector<ExrChannel> channels;
    std::vector<std::pair<std::string, std::string>> texts;  ///< string attributes: name, text
    bool has_colour = false;                                 ///< with the chromaticities of Rec.709
    std::optional<double> frames_per_second = {};
    /// Of the camera that took it: OpenCV axes, and its K in px with the first pixel's centre at 0.5.
    std::optional<glm::dmat4> world_from_camera = {};
    Intrinsics intrinsics = {};
};

/// A scan-line EXR file of one part with ZIP compression. `worldToCamera` and `worldToNDC` are written if there is a
/// camera.
/// @throws whatever the encoder throws, std::exception
std::vector<std::byte> encode_exr_image(const ExrImage& image);

}  // namespace plumb::dataset
