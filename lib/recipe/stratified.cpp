#include "recipe/stratified.hpp"

#include "recipe/stream.hpp"

#include <plumb/error.hpp>

#include <array>
#include <bit>
#include <string>

namespace plumb::recipe {
namespace {

// Philox blocks below this one belong to streams.
constexpr std::uint32_t scramble_blocks = std::uint32_t{1} << 31U;
constexpr std::uint32_t shuffle_blocks = scramble_blocks | 0xFF00U;

/// A nested permutation flips each bit by a fair coin that belongs to all the bits above it: one coin for each node of
/// a binary tree. Seven levels have 127 nodes, which one Philox block of 128 bits pays for.
constexpr unsigned levels = 7;

/// The coins for the seven bits `digits`, one below the other, under the node `above`.
std::uint64_t flips(std::uint64_t above, std::uint64_t digits, std::uint32_t attempt, std::uint32_t block,
                    PhiloxKey key) noexcept {
    const std::array<std::uint32_t, 4> coins = philox4x32_10(
        {static_cast<std::uint32_t>(above), static_cast<std::uint32_t>(above >> 32U), attempt, block}, key);
    std::uint64_t result = 0;
    std::uint32_t node = 1;
    for (unsigned level = levels; level-- > 0;) {
        result |= std::uint64_t{coins[node / 32] >> (node % 32) & 1U} << level;
        node = 2 * node + static_cast<std::uint32_t>(digits >> level & 1U);
    }
    return result;
}

constexpr std::uint64_t digit_mask = (std::uint64_t{1} << levels) - 1;

/// The place of a frame in the sequence. Every aligned block of 2^k frames goes to an aligned block of 2^k places.
/// Coins from the highest bit of the frame up are left out: the scrambling of the values has the same ones.
std::uint64_t shuffled(std::uint64_t frame, std::uint32_t attempt, PhiloxKey key) noexcept {
    if (frame < 2) return frame;
    const auto top = static_cast<unsigned>(std::bit_width(frame)) - 1;
    std::uint64_t flipped = 0;
    for (unsigned group = 0; group * levels < top; ++group) {
        const unsigned low = group * levels;
        const std::uint64_t above = low + levels < 64 ? frame >> (low + levels) : 0;
        flipped |= flips(above, frame >> low & digit_mask, attempt, shuffle_blocks | group, key) << low;
    }
    return frame ^ (flipped & (std::bit_floor(frame) - 1));
}

/// Owen's scrambling of the upper 56 bits.
std::uint64_t scrambled(std::uint64_t point, std::uint32_t attempt, std::uint32_t block, PhiloxKey key) noexcept {
    std::uint64_t flipped = 0;
    for (unsigned group = 0; group < 8; ++group) {
        const unsigned low = 64 - (group + 1) * levels;
        const std::uint64_t above = group == 0 ? 0 : point >> (low + levels);
        flipped |= flips(above, point >> low & digit_mask, attempt, block | group, key) << low;
    }
    return point ^ flipped;
}

using Directions = std::array<std::uint64_t, 64>;

/// Direction numbers of one dimension from its primitive polynomial of `degree` with inner coefficients `inner` and the
/// first odd numbers m; the first of them is the highest bit.
constexpr Directions directions(unsigned degree, unsigned inner, std::array<std::uint64_t, 3> first) {
    Directions result{};
    for (unsigned i = 0; i < 64; ++i) {
        if (i < degree) {
            result[i] = first[i] << (63 - i);
            continue;
        }
        std::uint64_t next = result[i - degree] ^ (result[i - degree] >> degree);
        for (unsigned k = 1; k < degree; ++k)
            if ((inner >> (degree - 1 - k) & 1U) != 0) next ^= result[i - k];
        result[i] = next;
    }
    return result;
}

/// Joe and Kuo's table, dimensions 2 to 4; the first dimension is the van der Corput sequence.
constexpr std::array<Directions, stratified_dimension_count - 1> direction_table{
    directions(1, 0, {1, 0, 0}), directions(2, 1, {1, 3, 0}), directions(3, 1, {1, 3, 1})};

constexpr std::uint64_t reversed(std::uint64_t bits) noexcept {
    constexpr std::array<std::uint64_t, 5> masks{0x5555555555555555U, 0x3333333333333333U, 0x0F0F0F0F0F0F0F0FU,
                                                 0x00FF00FF00FF00FFU, 0x0000FFFF0000FFFFU};
    unsigned width = 1;
    for (const std::uint64_t mask : masks) {
        bits = (bits >> width & mask) | (bits & mask) << width;
        width *= 2;
    }
    return bits >> 32U | bits << 32U;
}

std::uint64_t sobol(std::uint64_t place, std::size_t dimension) noexcept {
    if (dimension == 0) return reversed(place);
    std::uint64_t point = 0;
    for (; place != 0; place &= place - 1)
        point ^= direction_table[dimension - 1][static_cast<std::size_t>(std::countr_zero(place))];
    return point;
}

}  // namespace

double stratified_unit(const DrawAddress& address, std::size_t dimension) {
    if (dimension >= stratified_dimension_count)
        throw Error(ErrorCode::invalid_argument, "stratified draw: dimension " + std::to_string(dimension) +
                                                     " is not below " + std::to_string(stratified_dimension_count));
    const PhiloxKey key = philox_key(address);
    const std::uint64_t place = shuffled(address.frame, address.attempt, key);
    const std::uint32_t block = scramble_blocks | static_cast<std::uint32_t>(dimension) << 8U;
    return unit_from_bits(scrambled(sobol(place, dimension), address.attempt, block, key));
}

}  // namespace plumb::recipe
