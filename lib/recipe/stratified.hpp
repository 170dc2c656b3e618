#pragma once

#include "recipe/draw_key.hpp"

#include <cstddef>
#include <cstdint>

namespace plumb::recipe {

/// Dimensions of the Sobol sequence that one draw may take.
inline constexpr std::size_t stratified_dimension_count = 4;

/// One coordinate of the point that belongs to `address.frame` in a scrambled Sobol sequence of the draw's own.
///
/// For every k <= 53 and every aligned block of 2^k frames (from m 2^k to (m + 1) 2^k - 1) each of the 2^k intervals
/// [j / 2^k, (j + 1) / 2^k) holds the number of exactly one frame; dimensions 0 and 1 together put exactly one point
/// into each box of 2^-a by 2^-(k - a) for 0 <= a <= k. Seed, draw key and attempt choose the scrambling, so one draw
/// knows nothing of another, and adding a draw changes none.
///
/// The order within the blocks is shuffled and the values are scrambled, both by Owen's nested uniform permutations;
/// the shuffling makes draws independent of each other, which without it would share the order of the van der Corput
/// sequence. docs/design/randomness.md says more.
///
/// Source: Owen, "Randomly permuted (t,m,s)-nets and (t,s)-sequences", 1995; Joe and Kuo, 2008, for the direction
/// numbers; Burley, "Practical hash-based Owen scrambling", 2020, for shuffling.
///
/// @param dimension  below stratified_dimension_count
/// @return           a multiple of 2^-53 in [0, 1)
double stratified_unit(const DrawAddress& address, std::size_t dimension = 0);

}  // namespace plumb::recipe
