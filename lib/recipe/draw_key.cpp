#include "recipe/draw_key.hpp"

#include <xxhash.h>

#include <cstddef>
#include <string>

namespace plumb::recipe {
namespace {

void append_u64(std::string& bytes, std::uint64_t value) {
    for (unsigned shift = 0; shift < 64; shift += 8) bytes.push_back(static_cast<char>((value >> shift) & 0xFFU));
}

/// The finalizer of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014): a permutation, so no two seeds become one.
constexpr std::uint64_t mix_seed(std::uint64_t seed) noexcept {
    seed += 0x9E3779B97F4A7C15U;
    seed = (seed ^ (seed >> 30U)) * 0xBF58476D1CE4E5B9U;
    seed = (seed ^ (seed >> 27U)) * 0x94D049BB133111EBU;
    return seed ^ (seed >> 31U);
}

}  // namespace

DrawKey make_draw_key(std::string_view target, std::string_view property) {
    std::string bytes;
    bytes.reserve(sizeof(std::uint64_t) + target.size() + property.size());
    append_u64(bytes, target.size());
    bytes += target;
    bytes += property;
    return {XXH3_64bits(bytes.data(), bytes.size())};
}

DrawKey make_draw_key(DrawKey parent, std::uint64_t member) {
    std::string bytes;
    append_u64(bytes, parent.hash);
    append_u64(bytes, member);
    return {XXH3_64bits(bytes.data(), bytes.size())};
}

PhiloxKey philox_key(const DrawAddress& address) noexcept {
    const std::uint64_t key = address.key.hash ^ mix_seed(address.seed);
    return {static_cast<std::uint32_t>(key), static_cast<std::uint32_t>(key >> 32U)};
}

}  // namespace plumb::recipe
