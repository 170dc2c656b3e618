#include "recipe/environment_pixels.hpp"

#include "gltf/data_uri.hpp"

#include <xxhash.h>

#include <bit>
#include <cstring>
#include <span>

namespace plumb::recipe {

namespace {

static_assert(std::endian::native == std::endian::little, "pixels are told as little-endian floats");

std::string base64(std::span<const std::byte> bytes) {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t bits = 0;
        for (std::size_t j = 0; j < 3; ++j)
            bits = bits << 8 | (j < count ? std::to_integer<std::uint32_t>(bytes[i + j]) : 0);
        for (std::size_t j = 0; j < 4; ++j) text += j <= count ? alphabet[bits >> (18 - 6 * j) & 63] : '=';
    }
    return text;
}

}  // namespace

std::string pixel_hash(const EnvironmentMap& map) {
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, XXH3_128bits(map.rgb.data(), map.rgb.size() * sizeof(float)));
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const unsigned char byte : canonical.digest) {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

std::string pixels_as_data_uri(const EnvironmentMap& map) {
    return "data:application/octet-stream;base64," + base64(std::as_bytes(std::span(map.rgb)));
}

std::string read_data_uri(std::string_view text, EnvironmentMap& map) {
    if (!gltf::is_data_uri(text)) return "is no data URI";
    const std::uint64_t expected = std::uint64_t{map.width} * map.height * 3 * sizeof(float);
    const gltf::DataUri uri = gltf::decode_data_uri(text, expected);
    if (uri.is_too_large) return "has more than the " + std::to_string(expected) + " bytes of its size";
    if (!uri.reason.empty()) return uri.reason;
    if (uri.bytes.size() != expected) {
        return "has " + std::to_string(uri.bytes.size()) + " bytes; its size asks for " + std::to_string(expected);
    }
    map.rgb.resize(uri.bytes.size() / sizeof(float));
    if (!uri.bytes.empty()) std::memcpy(map.rgb.data(), uri.bytes.data(), uri.bytes.size());
    return {};
}

}  // namespace plumb::recipe
