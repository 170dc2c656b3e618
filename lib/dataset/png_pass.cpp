#include "dataset/png_pass.hpp"

#include <plumb/error.hpp>
#include <plumb/version.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace plumb::dataset {

namespace {

constexpr std::uint32_t id_limit = 65535;
constexpr std::uint32_t index_background = std::numeric_limits<std::uint32_t>::max();

bool is_distance(const PassInfo& pass) noexcept {
    return pass.type == ComponentType::f32 && pass.channels == 1 && pass.unit == "m";
}
bool is_id(const PassInfo& pass) noexcept {
    return pass.type == ComponentType::u32 && pass.channels == 1;
}

/// True where the background of an id pass is the largest 32-bit number, whose place 65535 takes.
bool has_index_background(const PassInfo& pass) {
    return pass.background == std::to_string(index_background);
}

std::vector<std::pair<std::string, std::string>> texts_of(const PassInfo& pass, const PngPass& result) {
    std::vector<std::pair<std::string, std::string>> texts{
        {"Software", std::string("plumb ") + version()},
        {"plumb:pass", std::string(pass.name)},
        {"plumb:meaning", std::string(pass.meaning)},
        {"plumb:unit", std::string(pass.unit)},
        {"plumb:encoding", result.encoding},
        {"plumb:pixel_center", "pixel (i,j) covers [i,i+1) x [j,j+1); its centre is (i+0.5, j+0.5); origin top-left"},
    };
    if (result.metres_per_value) {
        texts.emplace_back("plumb:metres_per_value", "0.001");
        texts.emplace_back("plumb:invalid_value", "0");
        texts.emplace_back("plumb:unrepresentable", std::to_string(result.unrepresentable));
    } else if (pass.background != "environment") {
        const bool is_index = is_id(pass) && has_index_background(pass);
        texts.emplace_back("plumb:background", is_index ? std::to_string(id_limit) : std::string(pass.background));
    }
    if (pass.name.starts_with("flow")) {
        texts.emplace_back("plumb:flow", "pixels of this image from t to the other frame, x right, y down");
    }
    return texts;
}

std::vector<std::uint16_t> encode_ids(const PassView& pass) {
    check_png_pass(pass);
    const std::span<const std::uint32_t> ids = pass.as<std::uint32_t>();
    std::vector<std::uint16_t> values(ids.size());
    std::transform(ids.begin(), ids.end(), values.begin(),
                   [](std::uint32_t id) { return static_cast<std::uint16_t>(std::min(id, id_limit)); });
    return values;
}

std::vector<std::uint16_t> encode_distances(const PassView& pass, PngPass& result) {
    constexpr double values_per_metre = 1000;
    result.metres_per_value = 0.001;
    const std::span<const float> metres = pass.as<float>();
    std::vector<std::uint16_t> values(metres.size());
    for (std::size_t i = 0; i < metres.size(); ++i) {
        const double value = static_cast<double>(metres[i]) * values_per_metre;
        if (value >= 0.5 && value < 65535.5) {
            values[i] = static_cast<std::uint16_t>(std::floor(value + 0.5));
        } else if (metres[i] != std::numeric_limits<float>::infinity()) {
            ++result.unrepresentable;
        }
    }
    return values;
}

}  // namespace

bool has_png(const PassInfo& pass) noexcept {
    if (pass.type == ComponentType::u8) return pass.channels == 1 || pass.channels == 3 || pass.channels == 4;
    return is_id(pass) || is_distance(pass);
}

void check_png_pass(const PassView& pass) {
    const PassInfo& info = *pass.info;
    if (!has_png(info)) {
        throw Error(ErrorCode::invalid_argument, "writing pass '" + std::string(info.name) +
                                                     "' as PNG: PNG holds 8-bit colour and codes, ids and distances");
    }
    if (!is_id(info)) return;
    const bool has_high_background = has_index_background(info);
    for (const std::uint32_t id : pass.as<std::uint32_t>()) {
        if (id < id_limit || (id == index_background && has_high_background)) continue;
        if (id == id_limit && !has_high_background) continue;
        const std::uint32_t limit = has_high_background ? id_limit - 1 : id_limit;
        throw Error(ErrorCode::unsupported, "writing pass '" + std::string(info.name) + "' as 16-bit PNG: value " +
                                                std::to_string(id) + " does not fit, the limit is " +
                                                std::to_string(limit) + "; write npy or exr instead");
    }
}

PngPass png_pass(const PassView& pass, std::vector<std::pair<std::string, std::string>> texts) {
    check_png_pass(pass);
    const PassInfo& info = *pass.info;
    PngPass result;
    PngImage image;
    image.width = pass.size.width;
    image.height = pass.size.height;
    std::vector<std::uint16_t> values;
    if (info.type == ComponentType::u8) {
        image.layout = info.channels == 1 ? PngLayout::grey8 : info.channels == 3 ? PngLayout::rgb8 : PngLayout::rgba8;
        image.is_srgb = info.channels > 1;
        image.pixels = pass.bytes;
        result.encoding = info.channels == 1 ? "8-bit codes" : "8-bit sRGB, straight alpha";
    } else if (is_id(info)) {
        values = encode_ids(pass);
        image.layout = PngLayout::grey16;
        image.pixels = std::as_bytes(std::span(values));
        result.encoding = has_index_background(info) ? "16-bit ids, background 65535" : "16-bit ids";
    } else {
        values = encode_distances(pass, result);
        image.layout = PngLayout::grey16;
        image.pixels = std::as_bytes(std::span(values));
        result.encoding = "16-bit millimetres, 0 is no surface or not representable";
    }
    image.texts = std::move(texts);
    for (auto& text : texts_of(info, result)) image.texts.push_back(std::move(text));
    result.bytes = encode_png(image);
    return result;
}

}  // namespace plumb::dataset
