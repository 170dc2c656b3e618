#pragma once

#include "recipe/draw_key.hpp"

#include <array>
#include <cstdint>

namespace plumb::recipe {

/// The endless sequence of random numbers that belongs to one address. Two streams of one address are equal, whoever
/// asks and in whatever order streams are made; streams of different addresses are independent.
///
/// Block b of four 32-bit words is Philox 4x32-10 of the counter (frame low, frame high, attempt, b), key philox_key().
/// Blocks from 2^31 on belong to stratified draws; a stream that has used up 2^33 words throws.
class Stream {
public:
    explicit Stream(const DrawAddress& address) noexcept;

    /// @throws Error  invalid_argument after 2^33 words
    std::uint32_t next_u32();

    /// A multiple of 2^-53 in [0, 1): the upper 53 bits of two words, the first of them the lower half.
    double next_unit();

    /// Each of 0 .. count - 1 with exactly the same chance. Takes one word, rarely more.
    ///
    /// Source: Lemire, "Fast random integer generation in an interval", 2019.
    ///
    /// @throws Error  invalid_argument if count is 0
    std::uint32_t next_below(std::uint32_t count);

    /// Standard normal: the quantile of one unit number, see normal.hpp.
    double next_normal();

private:
    std::array<std::uint32_t, 4> words_{};
    PhiloxCounter counter_;
    PhiloxKey key_;
    std::uint32_t used_ = 4;  ///< of words_
};

/// [0, 1) from 64 random bits: the upper 53 of them, as every conversion to a unit number in this folder.
constexpr double unit_from_bits(std::uint64_t bits) noexcept {
    return static_cast<double>(bits >> 11U) * 0x1p-53;
}

}  // namespace plumb::recipe
