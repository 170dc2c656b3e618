#include "upload/pyramid.hpp"

#include "upload/material_table.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace plumb::upload {

namespace {

/// sRGB code of a linear value, by the nearest of many that are tabulated.
class SrgbCodes {
public:
    SrgbCodes() {
        for (std::size_t i = 0; i < codes_.size(); ++i) {
            const double linear = static_cast<double>(i) / static_cast<double>(codes_.size() - 1);
            const double code = linear <= 0.0031308 ? 12.92 * linear : 1.055 * std::pow(linear, 1 / 2.4) - 0.055;
            codes_[i] = static_cast<std::uint8_t>(std::lround(code * 255));
        }
    }
    [[nodiscard]] std::uint8_t operator()(float linear) const {
        return codes_[static_cast<std::size_t>(linear * static_cast<float>(codes_.size() - 1) + 0.5F)];
    }

private:
    std::array<std::uint8_t, 16384> codes_{};
};

/// Which texels of a row or column one of half as many covers, and how much of each.
struct Cover {
    std::uint32_t first = 0;
    std::uint32_t count = 0;
    std::array<float, 3> shares{};
};

std::vector<Cover> covers(std::uint32_t from, std::uint32_t to) {
    std::vector<Cover> result(to);
    for (std::uint32_t i = 0; i < to; ++i) {
        const double start = static_cast<double>(i) * from / to, end = static_cast<double>(i + 1) * from / to;
        Cover& cover = result[i];
        cover.first = static_cast<std::uint32_t>(start);
        cover.count = std::min<std::uint32_t>(static_cast<std::uint32_t>(std::ceil(end - 1e-9)) - cover.first, 3);
        for (std::uint32_t k = 0; k < cover.count; ++k) {
            const double left = static_cast<double>(cover.first + k);
            const double low = std::max(start, left), high = std::min(end, left + 1);
            cover.shares[k] = static_cast<float>((high - low) / (end - start));
        }
    }
    return result;
}

struct Level {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    const std::uint8_t* texels = nullptr;
};

}  // namespace

std::vector<std::byte> pyramid_of(const scene::Image& image, bool is_srgb) {
    static const SrgbCodes codes;
    static const std::vector<float> decoded = srgb_table();
    std::vector<std::byte> result;
    std::size_t texel_count = 0;
    for (std::uint32_t w = image.width, h = image.height; w > 1 || h > 1;) {
        w = std::max(w / 2, 1U);
        h = std::max(h / 2, 1U);
        texel_count += std::size_t{w} * h;
    }
    result.resize(texel_count * 4);
    auto* to = reinterpret_cast<std::uint8_t*>(result.data());
    Level from{image.width, image.height, image.rgba.data()};
    while (from.width > 1 || from.height > 1) {
        const Level next{std::max(from.width / 2, 1U), std::max(from.height / 2, 1U), to};
        const std::vector<Cover> columns = covers(from.width, next.width), rows = covers(from.height, next.height);
        for (const Cover& row : rows)
            for (const Cover& column : columns) {
                std::array<float, 4> sum{};
                for (std::uint32_t y = 0; y < row.count; ++y)
                    for (std::uint32_t x = 0; x < column.count; ++x) {
                        const std::size_t at = (std::size_t{row.first + y} * from.width + column.first + x) * 4;
                        const float share = row.shares[y] * column.shares[x];
                        for (std::size_t c = 0; c < 4; ++c) {
                            const std::uint8_t code = from.texels[at + c];
                            sum[c] += share * (is_srgb && c < 3 ? decoded[code] : static_cast<float>(code) / 255);
                        }
                    }
                for (std::size_t c = 0; c < 4; ++c) {
                    const float value = std::clamp(sum[c], 0.0F, 1.0F);
                    *to++ = is_srgb && c < 3 ? codes(value) : static_cast<std::uint8_t>(std::lround(value * 255));
                }
            }
        from = next;
    }
    return result;
}

std::vector<std::uint8_t> readings_of_images(const scene::SceneData& data) {
    std::vector<std::uint8_t> readings(data.images.size());
    const auto read = [&](const scene::TextureSlot& slot, std::uint8_t how) {
        if (!slot.is_used() || data.textures[slot.texture].image == scene::none) return;
        readings[data.textures[slot.texture].image] |= how;
    };
    for (const scene::Material& m : data.materials) {
        for (const scene::TextureSlot* slot :
             {&m.base_color_texture, &m.emissive_texture, &m.specular_color_texture, &m.sheen_color_texture})
            read(*slot, reads_srgb);
        for (const scene::TextureSlot* slot :
             {&m.metallic_roughness_texture, &m.normal_texture, &m.occlusion_texture, &m.specular_texture,
              &m.clearcoat_texture, &m.clearcoat_roughness_texture, &m.clearcoat_normal_texture,
              &m.sheen_roughness_texture, &m.transmission_texture, &m.thickness_texture, &m.anisotropy_texture,
              &m.iridescence_texture, &m.iridescence_thickness_texture})
            read(*slot, reads_linear);
    }
    for (std::uint8_t& reading : readings)
        if (reading == 0) reading = reads_srgb;
    return readings;
}

}  // namespace plumb::upload
