#pragma once

#include "gltf/accessor_bytes.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace plumb::gltf {

enum class Semantic : std::uint8_t { position, normal, tangent, texcoord, color, joints, weights, custom };

struct AttributeName {
    Semantic semantic = Semantic::custom;
    std::uint32_t set = 0;  ///< the n of TEXCOORD_n and so on
};

/// The meaning of an attribute's name, or nullopt if glTF 2.0 (3.7.2.1) does not allow it.
std::optional<AttributeName> parse_attribute_name(std::string_view name);

/// Where an attribute stands decides which formats it may have.
struct AttributePlace {
    bool is_morph_target = false;
    bool is_quantized = false;  ///< KHR_mesh_quantization is declared
};

/// The formats allowed, for a message; empty if `shape` is one of them.
std::string missing_format(Semantic semantic, const AccessorShape& shape, AttributePlace place);

}  // namespace plumb::gltf
