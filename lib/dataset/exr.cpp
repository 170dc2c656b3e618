#include "dataset/exr.hpp"

#include "dataset/exr_image.hpp"

#include <plumb/error.hpp>
#include <plumb/version.hpp>

#include <array>
#include <cmath>
#include <cstring>
#include <exception>
#include <utility>

namespace plumb::dataset {

namespace {

bool is_display_colour(const PassInfo& pass) noexcept {
    return pass.type == ComponentType::u8 && pass.channels == 4;
}
bool is_radiance(const PassInfo& pass) noexcept {
    return pass.type == ComponentType::f32 && pass.channels == 4;
}
bool is_integer(const PassInfo& pass) noexcept {
    return pass.type != ComponentType::f32 && !is_display_colour(pass);
}

std::array<float, 256> linear_from_srgb() {
    std::array<float, 256> table{};
    for (std::size_t i = 0; i < table.size(); ++i) {
        const double value = static_cast<double>(i) / 255;
        table[i] = static_cast<float>(value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4));
    }
    return table;
}

/// The values as 32-bit components: those of the pass itself, or `storage` where they must be converted.
std::span<const std::byte> as_32_bit(const PassView& pass, std::vector<std::byte>& storage) {
    if (pass.info->type != ComponentType::u8) return pass.bytes;
    const auto keep = [&storage](const auto& values) {
        const auto bytes = std::as_bytes(std::span(values));
        storage.assign(bytes.begin(), bytes.end());
    };
    if (is_display_colour(*pass.info)) {
        keep(linear_premultiplied(pass));
    } else {
        const std::span<const std::uint8_t> codes = pass.as<std::uint8_t>();
        keep(std::vector<std::uint32_t>(codes.begin(), codes.end()));
    }
    return storage;
}

std::vector<std::pair<std::string, std::string>> texts_of(const PassInfo& pass) {
    std::vector<std::pair<std::string, std::string>> texts{
        {"software", std::string("plumb ") + version()},
        {"plumb/pass", std::string(pass.name)},
        {"plumb/kind", std::string(pass.meaning)},
        {"plumb/unit", std::string(pass.unit)},
        {"plumb/background", std::string(pass.background)},
        {"plumb/encoding", exr_encoding(pass)},
        {"plumb/pixel_center", "pixel (i,j) covers [i,i+1) x [j,j+1), its centre is (i+0.5, j+0.5); origin top-left"},
    };
    if (!pass.frame.empty()) texts.emplace_back("plumb/frame", pass.frame);
    if (pass.name.starts_with("flow")) {
        texts.emplace_back("plumb/flow", "pixels of this image, x right, y down; NaN behind the camera");
    }
    return texts;
}

std::vector<std::byte> encode(const PassView& pass, const std::vector<std::pair<std::string, std::string>>& texts) {
    const PassInfo& info = *pass.info;
    std::vector<std::byte> storage;
    const std::span<const std::byte> values = as_32_bit(pass, storage);
    ExrImage image{.size = pass.size,
                   .channels = {},
                   .texts = texts_of(info),
                   .has_colour = is_display_colour(info) || is_radiance(info)};
    image.texts.insert(image.texts.end(), texts.begin(), texts.end());
    const ExrType type = is_integer(info) ? ExrType::u32 : ExrType::f32;
    const std::vector<std::string> names = exr_channel_names(info);
    for (std::size_t channel = 0; channel < names.size(); ++channel) {
        image.channels.push_back({names[channel], type, values.data() + 4 * channel, info.channels});
    }
    return encode_exr_image(image);
}

}  // namespace

std::vector<float> linear_premultiplied(const PassView& pass) {
    const std::array<float, 256> linear = linear_from_srgb();
    const std::span<const std::uint8_t> rgba = pass.as<std::uint8_t>();
    std::vector<float> values(rgba.size());
    for (std::size_t i = 0; i + 3 < rgba.size(); i += 4) {
        const float alpha = static_cast<float>(rgba[i + 3]) / 255.0F;
        for (std::size_t c = 0; c < 3; ++c) values[i + c] = linear[rgba[i + c]] * alpha;
        values[i + 3] = alpha;
    }
    return values;
}

std::vector<std::string> exr_channel_names(const PassInfo& pass) {
    if (is_display_colour(pass) || is_radiance(pass)) return {"R", "G", "B", "A"};
    // Each pass has a file of its own, and longer names set a flag that old readers refuse.
    const std::string_view name = row_of(pass).name;
    const std::string prefix = std::string(name) + ".";
    if (name == "depth") return {"Z"};
    if (name == "uv") return {prefix + "U", prefix + "V"};
    if (pass.channels == 1) {
        if (pass.type == ComponentType::u32) return {prefix + "id"};
        return {prefix + (pass.type == ComponentType::u8 ? "code" : "Z")};
    }
    if (pass.channels > 4) {
        std::vector<std::string> names;
        for (std::uint32_t channel = 0; channel < pass.channels; ++channel)
            names.push_back(prefix + std::to_string(channel));
        return names;
    }
    const std::string_view letters = pass.unit == "linear" ? "RGBA" : "XYZW";
    std::vector<std::string> names;
    for (std::uint32_t channel = 0; channel < pass.channels; ++channel) names.push_back(prefix + letters[channel]);
    return names;
}

std::string exr_encoding(const PassInfo& pass) {
    if (is_display_colour(pass)) return "32-bit float, linear Rec.709 from 8-bit sRGB, associated alpha";
    if (is_radiance(pass)) return "32-bit float, linear Rec.709, associated alpha";
    return is_integer(pass) ? "32-bit unsigned integer" : "32-bit float";
}

std::vector<std::byte> encode_exr(const PassView& pass, const std::vector<std::pair<std::string, std::string>>& texts) {
    try {
        return encode(pass, texts);
    } catch (const std::bad_alloc&) {
        throw Error(ErrorCode::out_of_memory, "encoding pass '" + std::string(pass.info->name) + "' as EXR: no memory");
    } catch (const std::exception& error) {
        throw Error(ErrorCode::internal,
                    "encoding pass '" + std::string(pass.info->name) + "' as EXR: " + error.what());
    }
}

}  // namespace plumb::dataset
