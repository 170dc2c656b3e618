#include "dataset/preview.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <string>

namespace plumb::dataset {

namespace {

struct Extent {
    double low = std::numeric_limits<double>::infinity();
    double high = -std::numeric_limits<double>::infinity();
    void add(float value) {
        if (!std::isfinite(value)) return;
        low = std::min(low, static_cast<double>(value));
        high = std::max(high, static_cast<double>(value));
    }
    [[nodiscard]] double place(float value) const { return high > low ? (value - low) / (high - low) : 0.5; }
};

using PixelColour = std::function<Rgb(const float* values)>;

RgbImage paint(const PassView& pass, const PixelColour& colour) {
    RgbImage image(pass.size.width, pass.size.height);
    const std::span<const float> values = pass.as<float>();
    for (std::size_t i = 0; i < image.pixels.size(); ++i) image.pixels[i] = colour(&values[i * pass.info->channels]);
    return image;
}

Rgb code_colour(std::uint8_t code) {
    constexpr std::array<Rgb, 7> colours{
        {{0, 0, 0}, {60, 170, 90}, {220, 60, 50}, {240, 150, 40}, {70, 110, 220}, {160, 80, 190}, {150, 150, 150}}};
    return code < colours.size() ? colours[code] : id_colour(code);
}

RgbImage preview_u8(const PassView& pass) {
    RgbImage image(pass.size.width, pass.size.height);
    const std::span<const std::uint8_t> values = pass.as<std::uint8_t>();
    const std::uint32_t channels = pass.info->channels;
    for (std::size_t i = 0; i < image.pixels.size(); ++i) {
        const std::uint8_t* const v = &values[i * channels];
        if (channels < 3) {
            image.pixels[i] = code_colour(v[0]);
        } else {
            const double alpha = channels == 4 ? v[3] / 255.0 : 1.0;
            image.pixels[i] = from_unit(v[0] / 255.0 * alpha, v[1] / 255.0 * alpha, v[2] / 255.0 * alpha);
        }
    }
    return image;
}

RgbImage preview_ids(const PassView& pass) {
    RgbImage image(pass.size.width, pass.size.height);
    const std::span<const std::uint32_t> ids = pass.as<std::uint32_t>();
    // Where 0 is an index like others, the ids are shifted so that it gets a colour.
    const bool is_index = pass.info->background != "0";
    for (std::size_t i = 0; i < image.pixels.size(); ++i) {
        const std::uint32_t id = ids[i * pass.info->channels];
        image.pixels[i] = id_colour(is_index ? id + 1 : id);
    }
    return image;
}

RgbImage preview_distance(const PassView& pass) {
    Extent extent;
    for (const float value : pass.as<float>()) extent.add(value);
    return paint(pass, [extent](const float* v) { return std::isfinite(*v) ? turbo(extent.place(*v)) : Rgb{}; });
}

/// Length below which 99 of 100 finite vectors are; 1 where all are zero, so that what is still looks still.
double usual_length(const PassView& pass) {
    std::vector<float> lengths;
    const std::span<const float> values = pass.as<float>();
    const std::uint32_t channels = pass.info->channels;
    for (std::size_t i = 0; i + channels <= values.size(); i += channels) {
        float square = 0;
        for (std::uint32_t c = 0; c < channels; ++c) square += values[i + c] * values[i + c];
        if (std::isfinite(square) && square > 0) lengths.push_back(std::sqrt(square));
    }
    if (lengths.empty()) return 1;
    const auto place = lengths.begin() + static_cast<std::ptrdiff_t>((lengths.size() - 1) * 99 / 100);
    std::nth_element(lengths.begin(), place, lengths.end());
    return *place;
}

RgbImage preview_triple(const PassView& pass) {
    std::array<Extent, 3> extents;
    const std::span<const float> values = pass.as<float>();
    const std::uint32_t channels = pass.info->channels;
    for (std::size_t i = 0; i + channels <= values.size(); i += channels) {
        for (std::size_t c = 0; c < 3; ++c) extents[c].add(values[i + c]);
    }
    return paint(pass, [extents](const float* v) {
        if (!std::isfinite(v[0]) || !std::isfinite(v[1]) || !std::isfinite(v[2])) return Rgb{};
        return from_unit(extents[0].place(v[0]), extents[1].place(v[1]), extents[2].place(v[2]));
    });
}

Rgb direction_colour(const float* v) {
    if (v[0] == 0 && v[1] == 0 && v[2] == 0) return {};
    return from_unit(0.5 + 0.5 * v[0], 0.5 - 0.5 * v[1], 0.5 - 0.5 * v[2]);
}

RgbImage preview_pair(const PassView& pass) {
    const PassInfo& info = *pass.info;
    if (info.unit == "px") {
        const double scale = 1 / usual_length(pass);
        return paint(pass, [scale](const float* v) { return flow_colour(v[0] * scale, v[1] * scale); });
    }
    if (row_of(info).name == "barycentric") {
        return paint(pass, [](const float* v) {
            return std::isfinite(v[0]) ? from_unit(1.0 - v[0] - v[1], v[0], v[1]) : Rgb{};
        });
    }
    if (info.frame == "texture") {
        return paint(pass, [](const float* v) {
            if (!std::isfinite(v[0]) || !std::isfinite(v[1])) return Rgb{};
            return from_unit(v[0] - std::floor(v[0]), v[1] - std::floor(v[1]), 0.25);
        });
    }
    return paint(pass, [](const float* v) { return from_unit(v[0], v[1], 0); });
}

}  // namespace

RgbImage preview(const PassView& pass) {
    const PassInfo& info = *pass.info;
    if (info.type == ComponentType::u8) return preview_u8(pass);
    if (info.type == ComponentType::u32) return preview_ids(pass);
    if (info.channels == 1) return preview_distance(pass);
    if (info.channels == 2) return preview_pair(pass);
    if (info.channels > 4) return paint(pass, [](const float* v) { return from_unit(v[0], v[0], v[0]); });
    if (info.unit == "unit") return paint(pass, direction_colour);
    if (info.unit == "linear" || info.channels == 4) {
        return paint(pass, [](const float* v) { return from_linear(v[0], v[1], v[2]); });
    }
    if (info.background == "0") {
        const double scale = 0.5 / usual_length(pass);
        return paint(pass, [scale](const float* v) {
            return from_unit(0.5 + v[0] * scale, 0.5 - v[1] * scale, 0.5 - v[2] * scale);
        });
    }
    return preview_triple(pass);
}

}  // namespace plumb::dataset
