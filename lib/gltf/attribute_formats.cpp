#include "gltf/attribute_formats.hpp"

#include <array>
#include <charconv>

namespace plumb::gltf {

namespace {

/// A set of component types, each plain or normalized.
enum Format : std::uint32_t {
    float_plain = 1,
    byte_plain = 2,
    byte_normalized = 4,
    ubyte_plain = 8,
    ubyte_normalized = 16,
    short_plain = 32,
    short_normalized = 64,
    ushort_plain = 128,
    ushort_normalized = 256,
    uint_plain = 512,
};

constexpr std::array<std::string_view, 10> format_names = {"FLOAT",
                                                           "BYTE",
                                                           "BYTE normalized",
                                                           "UNSIGNED_BYTE",
                                                           "UNSIGNED_BYTE normalized",
                                                           "SHORT",
                                                           "SHORT normalized",
                                                           "UNSIGNED_SHORT",
                                                           "UNSIGNED_SHORT normalized",
                                                           "UNSIGNED_INT"};

constexpr std::uint32_t float_or_unsigned = float_plain | ubyte_normalized | ushort_normalized;
constexpr std::uint32_t signed_integers = byte_plain | byte_normalized | short_plain | short_normalized;
constexpr std::uint32_t unsigned_integers = ubyte_plain | ubyte_normalized | ushort_plain | ushort_normalized;

std::uint32_t format_of(const AccessorShape& shape) {
    const bool n = shape.is_normalized;
    switch (shape.component) {
        case Component::float32:
            return float_plain;
        case Component::int8:
            return n ? byte_normalized : byte_plain;
        case Component::uint8:
            return n ? ubyte_normalized : ubyte_plain;
        case Component::int16:
            return n ? short_normalized : short_plain;
        case Component::uint16:
            return n ? ushort_normalized : ushort_plain;
        case Component::uint32:
            return uint_plain;
    }
    return 0;
}

std::uint32_t allowed_formats(Semantic semantic, AttributePlace place) {
    switch (semantic) {
        case Semantic::position:
            if (!place.is_quantized) return float_plain;
            return float_plain | signed_integers | (place.is_morph_target ? 0U : unsigned_integers);
        case Semantic::normal:
        case Semantic::tangent:
            return place.is_quantized ? float_plain | byte_normalized | short_normalized : std::uint32_t{float_plain};
        case Semantic::texcoord:
            if (place.is_morph_target)
                return float_or_unsigned | byte_normalized | short_normalized |
                       (place.is_quantized ? signed_integers : 0U);
            return float_or_unsigned | (place.is_quantized ? signed_integers | unsigned_integers : 0U);
        case Semantic::color:
            return place.is_morph_target ? float_or_unsigned | byte_normalized | short_normalized : float_or_unsigned;
        case Semantic::joints:
            return ubyte_plain | ushort_plain;
        case Semantic::weights:
            return float_or_unsigned;
        case Semantic::custom:
            return float_plain | signed_integers | unsigned_integers;
    }
    return 0;
}

bool is_allowed_row_count(Semantic semantic, const AccessorShape& shape, AttributePlace place) {
    if (semantic == Semantic::custom) return true;
    if (shape.columns != 1) return false;
    switch (semantic) {
        case Semantic::position:
        case Semantic::normal:
            return shape.rows == 3;
        case Semantic::tangent:
            return shape.rows == (place.is_morph_target ? 3U : 4U);
        case Semantic::texcoord:
            return shape.rows == 2;
        case Semantic::color:
            return shape.rows == 3 || shape.rows == 4;
        case Semantic::joints:
        case Semantic::weights:
            return shape.rows == 4;
        case Semantic::custom:
            break;
    }
    return true;
}

std::string_view type_names(Semantic semantic, AttributePlace place) {
    switch (semantic) {
        case Semantic::position:
        case Semantic::normal:
            return "VEC3";
        case Semantic::tangent:
            return place.is_morph_target ? "VEC3" : "VEC4";
        case Semantic::texcoord:
            return "VEC2";
        case Semantic::color:
            return "VEC3 or VEC4";
        case Semantic::joints:
        case Semantic::weights:
            return "VEC4";
        case Semantic::custom:
            break;
    }
    return "any type";
}

}  // namespace

std::optional<AttributeName> parse_attribute_name(std::string_view name) {
    if (name.starts_with('_')) return AttributeName{Semantic::custom, 0};
    if (name == "POSITION") return AttributeName{Semantic::position, 0};
    if (name == "NORMAL") return AttributeName{Semantic::normal, 0};
    if (name == "TANGENT") return AttributeName{Semantic::tangent, 0};
    struct Prefix {
        std::string_view text;
        Semantic semantic;
    };
    constexpr std::array<Prefix, 4> prefixes = {{{"TEXCOORD_", Semantic::texcoord},
                                                 {"COLOR_", Semantic::color},
                                                 {"JOINTS_", Semantic::joints},
                                                 {"WEIGHTS_", Semantic::weights}}};
    for (const Prefix& prefix : prefixes) {
        if (!name.starts_with(prefix.text)) continue;
        const std::string_view digits = name.substr(prefix.text.size());
        std::uint32_t set = 0;
        const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), set);
        const bool is_whole = parsed.ec == std::errc() && parsed.ptr == digits.data() + digits.size();
        if (!is_whole || (digits.size() > 1 && digits.front() == '0')) return std::nullopt;
        return AttributeName{prefix.semantic, set};
    }
    return std::nullopt;
}

std::string missing_format(Semantic semantic, const AccessorShape& shape, AttributePlace place) {
    const std::uint32_t allowed = allowed_formats(semantic, place);
    if ((format_of(shape) & allowed) != 0 && is_allowed_row_count(semantic, shape, place)) return {};
    std::string text(type_names(semantic, place));
    text += " of ";
    bool is_first = true;
    for (std::size_t i = 0; i < format_names.size(); ++i) {
        if ((allowed >> i & 1U) == 0) continue;
        if (!is_first) text += ", ";
        text += format_names[i];
        is_first = false;
    }
    return text;
}

}  // namespace plumb::gltf
