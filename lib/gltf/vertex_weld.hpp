#pragma once

#include <glm/glm.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace plumb::gltf {

/// For each of `count` things the first that equals it. `hash` gives a std::uint64_t for an index, equal for equal
/// things; `are_equal` compares two indices.
template <typename Hash, typename Equal>
[[nodiscard]] std::vector<std::uint32_t> first_equal(std::size_t count, const Hash& hash, const Equal& are_equal) {
    constexpr std::uint32_t empty = std::numeric_limits<std::uint32_t>::max();
    const std::size_t slots = std::bit_ceil(count * 2 + 1);
    std::vector<std::uint32_t> table(slots, empty);
    std::vector<std::uint32_t> first(count);
    for (std::uint32_t i = 0; i < count; ++i) {
        std::size_t slot = hash(i) & (slots - 1);
        while (table[slot] != empty && !are_equal(table[slot], i)) slot = (slot + 1) & (slots - 1);
        if (table[slot] == empty) table[slot] = i;
        first[i] = table[slot];
    }
    return first;
}

/// Goes on with `hash` over `bits`.
[[nodiscard]] constexpr std::uint64_t mix_hash(std::uint64_t hash, std::uint32_t bits) noexcept {
    hash = (hash ^ bits) * 0x9E37'79B9'7F4A'7C15ULL;
    return hash ^ (hash >> 32);
}

/// The same over a number; 0 and -0, which are equal, have one hash.
[[nodiscard]] constexpr std::uint64_t mix_hash(std::uint64_t hash, float value) noexcept {
    return mix_hash(hash, std::bit_cast<std::uint32_t>(value + 0.0F));
}

/// For each vertex the first vertex with the same position, normal and texture coordinates (0 equals -0).
/// The spans have one length.
[[nodiscard]] std::vector<std::uint32_t> weld_vertices(std::span<const glm::vec3> positions,
                                                       std::span<const glm::vec3> normals,
                                                       std::span<const glm::vec2> uvs);

}  // namespace plumb::gltf
