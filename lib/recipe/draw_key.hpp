#pragma once

#include "recipe/philox.hpp"

#include <cstdint>
#include <string_view>

namespace plumb::recipe {

/// Who draws: what is drawn for, and which of its properties. Made once when a recipe is compiled.
struct DrawKey {
    std::uint64_t hash = 0;

    friend bool operator==(DrawKey, DrawKey) = default;
};

/// XXH3 (64 bits, seed 0) of: the length of `target` in bytes as 8 bytes little-endian, the bytes of `target`, the
/// bytes of `property`. The length in front keeps ("ab", "c") and ("a", "bc") apart. Names are compared by their bytes.
///
/// Two names share a key with a chance of 2^-64; whoever compiles a recipe compares its keys and refuses equal ones.
DrawKey make_draw_key(std::string_view target, std::string_view property);

/// The key of member number `member` of a drawer that is many, as the copies of a template are: XXH3 of the parent's
/// hash and of `member`, 8 bytes little-endian each.
DrawKey make_draw_key(DrawKey parent, std::uint64_t member);

/// All that a draw depends on. Any value of each member is as good as any other.
struct DrawAddress {
    std::uint64_t seed = 0;
    std::uint64_t frame = 0;
    std::uint32_t attempt = 0;  ///< how many tries at this frame failed before, see keep_if
    DrawKey key;
};

/// The Philox key of an address: draw key and mixed seed. For one seed no two draw keys share one, and for one draw key
/// no two seeds do.
PhiloxKey philox_key(const DrawAddress& address) noexcept;

}  // namespace plumb::recipe
