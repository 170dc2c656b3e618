#include "gltf/data_uri.hpp"

#include "gltf/uri.hpp"

#include <array>

namespace plumb::gltf {

namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

constexpr std::uint8_t no_digit = 0xFF;

constexpr std::array<std::uint8_t, 256> base64_digits = [] {
    std::array<std::uint8_t, 256> digits{};
    digits.fill(no_digit);
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (std::size_t i = 0; i < alphabet.size(); ++i)
        digits[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
    return digits;
}();

/// Appends the bytes of `text`, whose length is a multiple of four; an empty reason means success.
std::string decode_base64(std::string_view text, std::vector<std::byte>& bytes) {
    const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
    const std::size_t digit_count = text.size() - padding;
    bytes.reserve(text.size() / 4 * 3);
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < digit_count; ++i) {
        const std::uint8_t digit = base64_digits[static_cast<unsigned char>(text[i])];
        if (digit == no_digit)
            return "has a character that is not base64 at position " + std::to_string(i) + " of its data";
        bits = bits << 6 | digit;
        if (i % 4 == 1) bytes.push_back(static_cast<std::byte>(bits >> 4 & 0xFF));
        if (i % 4 == 2) bytes.push_back(static_cast<std::byte>(bits >> 2 & 0xFF));
        if (i % 4 == 3) bytes.push_back(static_cast<std::byte>(bits & 0xFF));
    }
    const std::uint32_t left_over = padding == 2 ? bits & 0xF : padding == 1 ? bits & 0x3 : 0;
    return left_over == 0 ? "" : "has bits set beyond its last byte";
}

}  // namespace

bool is_data_uri(std::string_view uri) {
    constexpr std::string_view scheme = "data:";
    if (uri.size() < scheme.size()) return false;
    for (std::size_t i = 0; i < scheme.size(); ++i)
        if (lower(uri[i]) != scheme[i]) return false;
    return true;
}

DataUri decode_data_uri(std::string_view uri, std::uint64_t max_bytes) {
    constexpr std::size_t scheme_length = 5;
    constexpr std::string_view encoding = ";base64";
    DataUri result;
    const std::size_t comma = uri.find(',');
    if (comma == std::string_view::npos) {
        result.reason = "is a data URI without a comma";
        return result;
    }
    const std::string_view header = uri.substr(scheme_length, comma - scheme_length);
    for (const char c : header.substr(0, header.find(';'))) result.media_type += lower(c);
    std::string lower_header;
    for (const char c : header) lower_header += lower(c);
    std::string_view text = uri.substr(comma + 1);
    std::string unescaped;
    if (text.find('%') != std::string_view::npos) {
        const auto decoded = percent_decoded(text);
        if (!decoded) {
            result.reason = "has a percent sign without two hexadecimal digits";
            return result;
        }
        unescaped = *decoded;
        text = unescaped;
    }
    const bool is_base64 = lower_header.ends_with(encoding);
    if (is_base64 && text.size() % 4 != 0) {
        result.reason = "has base64 data of " + std::to_string(text.size()) + " characters; allowed: a multiple of 4";
        return result;
    }
    const std::uint64_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
    const std::uint64_t size = is_base64 ? text.size() / 4 * 3 - padding : text.size();
    if (size > max_bytes) {
        result.is_too_large = true;
        result.reason =
            "holds " + std::to_string(size) + " bytes; the limit resource_bytes is " + std::to_string(max_bytes);
        return result;
    }
    if (is_base64)
        result.reason = decode_base64(text, result.bytes);
    else
        for (const char c : text) result.bytes.push_back(static_cast<std::byte>(c));
    if (!result.reason.empty()) result.bytes.clear();
    return result;
}

}  // namespace plumb::gltf
