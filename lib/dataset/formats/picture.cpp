#include "dataset/formats/picture.hpp"

#include "dataset/png.hpp"

#include <plumb/version.hpp>

#include <algorithm>
#include <cmath>

namespace plumb::dataset {

std::vector<std::pair<std::string, std::string>> identity_texts(const FrameRecord& record) {
    std::vector<std::pair<std::string, std::string>> texts{
        {"Software", std::string("plumb ") + version()},
        {"plumb:index", std::to_string(record.index)},
    };
    if (const auto& address = record.frame.provenance().address) {
        texts.emplace_back("plumb:seed", std::to_string(address->seed));
    }
    if (!record.set.id.empty()) texts.emplace_back("plumb:dataset", record.set.id);
    return texts;
}

std::vector<std::pair<std::string, std::string>> identity_attributes(const FrameRecord& record) {
    auto texts = identity_texts(record);
    for (auto& [key, text] : texts) {
        if (key == "Software") key = "software";
        std::ranges::replace(key, ':', '/');
    }
    return texts;
}

std::vector<std::byte> encode_rgb(const FrameRecord& record) {
    const PassView rgb = record.frame["rgb"];
    const std::span<const std::uint8_t> rgba = rgb.as<std::uint8_t>();
    std::vector<std::uint8_t> values(rgba.size() / 4 * 3);
    for (std::size_t i = 0; i < rgba.size() / 4; ++i) {
        for (std::size_t c = 0; c < 3; ++c) values[3 * i + c] = rgba[4 * i + c];
    }
    return encode_png({.width = rgb.size.width,
                       .height = rgb.size.height,
                       .layout = PngLayout::rgb8,
                       .pixels = std::as_bytes(std::span(values)),
                       .is_srgb = true,
                       .texts = identity_texts(record)});
}

std::vector<std::byte> encode_grey16(const FrameRecord& record, const std::vector<std::uint16_t>& values,
                                     const std::string& meaning) {
    PngImage image{.width = record.frame.size().width,
                   .height = record.frame.size().height,
                   .layout = PngLayout::grey16,
                   .pixels = std::as_bytes(std::span(values)),
                   .texts = identity_texts(record)};
    image.texts.emplace_back("plumb:meaning", meaning);
    return encode_png(image);
}

Depth16 depth_in_units(const PassView& depth, double units_per_metre) {
    const std::span<const float> metres = depth.as<float>();
    Depth16 result;
    result.values.resize(metres.size());
    for (std::size_t i = 0; i < metres.size(); ++i) {
        const double value = static_cast<double>(metres[i]) * units_per_metre;
        if (value >= 0.5 && value < 65535.5) {
            result.values[i] = static_cast<std::uint16_t>(std::floor(value + 0.5));
        } else if (!std::isinf(metres[i])) {
            ++result.unrepresentable;
        }
    }
    return result;
}

}  // namespace plumb::dataset
