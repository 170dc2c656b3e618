#pragma once

#include <plumb/annotate.hpp>
#include <plumb/color.hpp>
#include <plumb/device.hpp>
#include <plumb/export.hpp>
#include <plumb/passes.hpp>
#include <plumb/shot.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace plumb {

/// One pass of one frame: height x width x channels, row-major, channels last, no padding.
struct PassView {
    const PassInfo* info = nullptr;
    Size size;
    std::span<const std::byte> bytes;

    /// @tparam T  float, std::uint32_t, std::uint16_t or std::uint8_t, as info->type says; halves as std::uint16_t, bit
    ///            for bit
    template <class T>
    [[nodiscard]] std::span<const T> as() const {
        check_type(sizeof(T), std::is_floating_point_v<T>);
        return {reinterpret_cast<const T*>(bytes.data()), bytes.size() / sizeof(T)};
    }
    /// Component `channel` of the pixel in column x, row y.
    template <class T>
    [[nodiscard]] T at(std::uint32_t x, std::uint32_t y, std::uint32_t channel = 0) const {
        return as<T>()[(static_cast<std::size_t>(y) * size.width + x) * info->channels + channel];
    }

private:
    PLUMB_API void check_type(std::size_t size, bool is_float) const;
};

/// Pixels of the image as bits: those where one instance would be seen if it were alone.
struct MaskView {
    PixelBox box;                          ///< of the pixels that are set; empty, all 0, if there are none
    std::uint32_t words_per_row = 0;       ///< rows of the box only, box.y_min first
    std::span<const std::uint32_t> words;  ///< bit b of word w is column (box.x_min & ~31) + 32 w + b

    /// Whether the pixel in column x, row y is set; false outside the box.
    [[nodiscard]] bool at(std::uint32_t x, std::uint32_t y) const noexcept {
        if (x < box.x_min || x >= box.x_max || y < box.y_min || y >= box.y_max) return false;
        const std::uint32_t column = x - (box.x_min & ~31U);
        return (words[std::size_t{y - box.y_min} * words_per_row + column / 32] >> column % 32 & 1U) != 0;
    }
};

/// What a frame was made from, beside its scene, its times and its camera (CameraAnnotation::camera).
struct FrameProvenance {
    std::optional<std::uint32_t> animation;      ///< Shot::animation
    Environment environment{};                   ///< Shot::environment; shares the map
    Sensor sensor{};                             ///< Shot::sensor
    std::shared_ptr<const DeviceInfo> device{};  ///< that rendered it; null for a frame that was not rendered
    std::vector<Draw> draws{};                   ///< Shot::draws
    std::optional<ShotAddress> address{};        ///< Shot::address
    ColorOptions color{};                        ///< RendererOptions::color
    std::optional<Aperture> aperture{};          ///< Shot::aperture
    std::optional<Shutter> shutter{};            ///< Shot::shutter
};

/// The arrays and annotations of one shot. Owns its memory; cheap to move, and to copy (memory is shared).
class PLUMB_API Frame {
public:
    struct Content;

    [[nodiscard]] Size size() const noexcept;
    /// Names in the order of the pass table, then those of through_passes() and coverage_passes().
    [[nodiscard]] std::span<const std::string> pass_names() const noexcept;
    [[nodiscard]] bool has(std::string_view pass) const noexcept;
    /// @throws Error  invalid_argument if the pass was not asked for, listing those that were
    [[nodiscard]] PassView operator[](std::string_view pass) const;
    /// Counts, boxes and poses.
    /// @throws Error  invalid_argument if RendererOptions::annotations was false
    [[nodiscard]] const FrameAnnotations& annotations() const;
    /// Whether there are masks of instances that are alone: RendererOptions::amodal.
    [[nodiscard]] bool has_amodal() const noexcept;
    /// Where instance `id`, 1..N, would be seen if it were alone: AmodalAnnotation::pixels pixels. Views this frame's
    /// memory.
    /// @throws Error  invalid_argument if RendererOptions::amodal was false, or there is no such instance
    [[nodiscard]] MaskView amodal(std::uint32_t id) const;
    [[nodiscard]] double time_s() const noexcept;
    [[nodiscard]] double dt_s() const noexcept;
    [[nodiscard]] const FrameProvenance& provenance() const noexcept;

    /// For plumb's own parts.
    [[nodiscard]] const Content& content() const noexcept { return *content_; }
    explicit Frame(std::shared_ptr<const Content> content) : content_(std::move(content)) {}

private:
    std::shared_ptr<const Content> content_;
};

}  // namespace plumb
