#pragma once

#include <array>
#include <cstdint>

namespace plumb::recipe {

using PhiloxCounter = std::array<std::uint32_t, 4>;
using PhiloxKey = std::array<std::uint32_t, 2>;

/// 128 random bits as a pure function of counter and key; for one key, a permutation of the counters.
///
/// Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011: Philox 4x32-10.
constexpr std::array<std::uint32_t, 4> philox4x32_10(PhiloxCounter counter, PhiloxKey key) noexcept {
    constexpr int rounds = 10;
    for (int round = 0; round < rounds; ++round) {
        const std::uint64_t even = std::uint64_t{0xD2511F53U} * counter[0];
        const std::uint64_t odd = std::uint64_t{0xCD9E8D57U} * counter[2];
        counter = {static_cast<std::uint32_t>(odd >> 32U) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(odd),
                   static_cast<std::uint32_t>(even >> 32U) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(even)};
        key[0] += 0x9E3779B9U;  // the golden ratio
        key[1] += 0xBB67AE85U;  // sqrt(3) - 1
    }
    return counter;
}

}  // namespace plumb::recipe
