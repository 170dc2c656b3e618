// What two arenas of a device have in common is in memory once.
#include "upload/arena.hpp"

#include "gpu/context.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <numeric>
#include <vector>

namespace plumb::upload {
namespace {

std::vector<float> numbers(std::size_t count, float first) {
    std::vector<float> values(count);
    std::iota(values.begin(), values.end(), first);
    return values;
}

struct Uploaded {
    Arena arena;
    std::vector<std::uint64_t> addresses;
};

std::unique_ptr<Uploaded> uploaded(const std::shared_ptr<gpu::Context>& context,
                                   const std::vector<std::vector<float>>& arrays,
                                   Arena::Sharing sharing = Arena::Sharing::by_content) {
    auto made = std::make_unique<Uploaded>();
    std::vector<Arena::Piece> pieces;
    for (const std::vector<float>& values : arrays) pieces.push_back(made->arena.add(values));
    made->arena.allocate(context, "test", sharing);
    made->arena.upload(context);
    for (const Arena::Piece piece : pieces) made->addresses.push_back(made->arena.address(piece));
    return made;
}

class Arenas : public ::testing::Test {
protected:
    std::shared_ptr<gpu::Context> context_ = gpu::open_context({});
    std::vector<float> first_ = numbers(4000, 0), second_ = numbers(4000, 1), few_ = numbers(10, 0);
};

TEST_F(Arenas, ShareWhatTheyHaveInCommon) {
    const auto one = uploaded(context_, {first_, second_, few_});
    const auto two = uploaded(context_, {numbers(500, 7), second_, few_, first_});
    EXPECT_EQ(two->addresses[1], one->addresses[1]);
    EXPECT_EQ(two->addresses[3], one->addresses[0]);
    EXPECT_NE(one->addresses[0], one->addresses[1]);
    EXPECT_NE(two->addresses[2], one->addresses[2]) << "too few bytes to look for";
    EXPECT_EQ(context_->pieces().size(), 3U);
}

TEST_F(Arenas, HoldEqualArraysOnce) {
    const auto one = uploaded(context_, {first_, second_, first_, {}});
    EXPECT_EQ(one->addresses[2], one->addresses[0]);
    EXPECT_EQ(one->addresses[3], 0U);
}

TEST_F(Arenas, ShareNothingUnlessAsked) {
    const auto one = uploaded(context_, {first_, first_}, Arena::Sharing::none);
    const auto two = uploaded(context_, {first_});
    EXPECT_NE(one->addresses[0], one->addresses[1]);
    EXPECT_NE(one->addresses[0], two->addresses[0]) << "something may write to it";
}

TEST_F(Arenas, KeepWhatTheyShareAndForgetWhatNobodyHas) {
    auto one = uploaded(context_, {first_});
    auto two = uploaded(context_, {first_, second_});
    const std::uint64_t address = one->addresses[0];
    one.reset();
    EXPECT_EQ(context_->allocation_count(), 2);
    const auto three = uploaded(context_, {first_});
    EXPECT_EQ(three->addresses[0], address);
    two.reset();
    (void)uploaded(context_, {few_});
    EXPECT_EQ(context_->pieces().size(), 1U) << "second_ went with the last arena that had it";
}

}  // namespace
}  // namespace plumb::upload
