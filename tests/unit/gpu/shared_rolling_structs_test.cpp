#include "shared/rolling.h"
#include "shared_structs.hpp"

namespace plumb::shared {
namespace {

TEST(SharedStructs, Drift) {
    LAYOUT_OF(Drift);
    ASSERT_EQ(layout.members.size(), 3U);
    PLUMB_EXPECT_SAME_OFFSET(layout, Drift, turn);
    PLUMB_EXPECT_SAME_OFFSET(layout, Drift, stretch);
    PLUMB_EXPECT_SAME_OFFSET(layout, Drift, shift);
}

TEST(SharedStructs, RollingPose) {
    LAYOUT_OF(RollingPose);
    ASSERT_EQ(layout.members.size(), 5U);
    PLUMB_EXPECT_SAME_OFFSET(layout, RollingPose, to_top);
    PLUMB_EXPECT_SAME_OFFSET(layout, RollingPose, to_bottom);
    PLUMB_EXPECT_SAME_OFFSET(layout, RollingPose, arm);
    PLUMB_EXPECT_SAME_OFFSET(layout, RollingPose, is_moving);
    PLUMB_EXPECT_SAME_OFFSET(layout, RollingPose, padding);
}

TEST(SharedStructs, RollingCamera) {
    LAYOUT_OF(RollingCamera);
    ASSERT_EQ(layout.members.size(), 2U);
    PLUMB_EXPECT_SAME_OFFSET(layout, RollingCamera, camera);
    PLUMB_EXPECT_SAME_OFFSET(layout, RollingCamera, environment);
}

}  // namespace
}  // namespace plumb::shared
