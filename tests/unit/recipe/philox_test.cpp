#include "recipe/philox.hpp"

#include <gtest/gtest.h>

#include <bit>

namespace plumb::recipe {
namespace {

using Words = std::array<std::uint32_t, 4>;

// The three lines of Random123's kat_vectors for philox4x32 with 10 rounds.
static_assert(philox4x32_10({0, 0, 0, 0}, {0, 0}) == Words{0x6627e8d5U, 0xe169c58dU, 0xbc57ac4cU, 0x9b00dbd8U});

TEST(Philox, AnswersAsPublished) {
    constexpr std::uint32_t ones = 0xffffffffU;
    EXPECT_EQ(philox4x32_10({0, 0, 0, 0}, {0, 0}), (Words{0x6627e8d5U, 0xe169c58dU, 0xbc57ac4cU, 0x9b00dbd8U}));
    EXPECT_EQ(philox4x32_10({ones, ones, ones, ones}, {ones, ones}),
              (Words{0x408f276dU, 0x41c83b0eU, 0xa20bc7c6U, 0x6d5451fdU}));
    EXPECT_EQ(philox4x32_10({0x243f6a88U, 0x85a308d3U, 0x13198a2eU, 0x03707344U}, {0xa4093822U, 0x299f31d0U}),
              (Words{0xd16cfe09U, 0x94fdcceb, 0x5001e420U, 0x24126ea1U}));
}

TEST(Philox, OneBitOfCounterOrKeyChangesHalfOfTheBits) {
    const PhiloxCounter counter{70000, 0, 3, 1};
    const PhiloxKey key{0x12345678U, 0x9abcdef0U};
    const Words before = philox4x32_10(counter, key);
    int total = 0;
    for (unsigned bit = 0; bit < 192; ++bit) {
        PhiloxCounter other = counter;
        PhiloxKey other_key = key;
        (bit < 128 ? other[bit / 32] : other_key[bit / 32 - 4]) ^= 1U << (bit % 32);
        const Words after = philox4x32_10(other, other_key);
        int changed = 0;
        for (std::size_t i = 0; i < 4; ++i) changed += std::popcount(before[i] ^ after[i]);
        // 128 fair coins: 64 +- 5.66; 5 standard deviations each way.
        EXPECT_GT(changed, 35) << "bit " << bit;
        EXPECT_LT(changed, 93) << "bit " << bit;
        total += changed;
    }
    // 192 * 128 fair coins: 12288 +- 78.4; 3.29 standard deviations.
    EXPECT_NEAR(total, 12288, 258);
}

}  // namespace
}  // namespace plumb::recipe
