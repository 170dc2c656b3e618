#include "shared/alone.h"
#include "shared/frame.h"
#include "shared_structs.hpp"

namespace plumb::shared {
namespace {

TEST(SharedStructs, Raster) {
    LAYOUT_OF(Raster);
    ASSERT_EQ(layout.members.size(), 18U);
    PLUMB_EXPECT_SAME_OFFSET(layout, Raster, depth_and_reference);
    PLUMB_EXPECT_SAME_OFFSET(layout, Raster, work);
    PLUMB_EXPECT_SAME_OFFSET(layout, Raster, tiles);
    PLUMB_EXPECT_SAME_OFFSET(layout, Raster, counters);
    PLUMB_EXPECT_SAME_OFFSET(layout, Raster, queries);
    PLUMB_EXPECT_SAME_OFFSET(layout, Raster, query_heads);
    PLUMB_EXPECT_SAME_OFFSET(layout, Raster, query_cells);
    PLUMB_EXPECT_SAME_OFFSET(layout, Raster, moment);
    PLUMB_EXPECT_SAME_OFFSET(layout, Raster, tile_capacity);
    PLUMB_EXPECT_SAME_OFFSET(layout, Raster, skips_blended);
    PLUMB_EXPECT_SAME_OFFSET(layout, Raster, round);
    PLUMB_EXPECT_SAME_OFFSET(layout, Raster, regions);
    PLUMB_EXPECT_SAME_OFFSET(layout, Raster, sample_x);
    PLUMB_EXPECT_SAME_OFFSET(layout, Raster, sample_y);
    PLUMB_EXPECT_SAME_OFFSET(layout, Raster, sample_reach);
    PLUMB_EXPECT_SAME_OFFSET(layout, Raster, first_row);
    PLUMB_EXPECT_SAME_OFFSET(layout, Raster, row_count);
    PLUMB_EXPECT_SAME_OFFSET(layout, Raster, sample_padding);
}

TEST(SharedStructs, AmodalRegion) {
    LAYOUT_OF(AmodalRegion);
    ASSERT_EQ(layout.members.size(), 8U);
    PLUMB_EXPECT_SAME_OFFSET(layout, AmodalRegion, counts);
    PLUMB_EXPECT_SAME_OFFSET(layout, AmodalRegion, bits);
    PLUMB_EXPECT_SAME_OFFSET(layout, AmodalRegion, first_x);
    PLUMB_EXPECT_SAME_OFFSET(layout, AmodalRegion, first_y);
    PLUMB_EXPECT_SAME_OFFSET(layout, AmodalRegion, end_x);
    PLUMB_EXPECT_SAME_OFFSET(layout, AmodalRegion, end_y);
    PLUMB_EXPECT_SAME_OFFSET(layout, AmodalRegion, round);
    PLUMB_EXPECT_SAME_OFFSET(layout, AmodalRegion, padding);
}

TEST(SharedStructs, Place) {
    LAYOUT_OF(Place);
    ASSERT_EQ(layout.members.size(), 4U);
    PLUMB_EXPECT_SAME_OFFSET(layout, Place, x);
    PLUMB_EXPECT_SAME_OFFSET(layout, Place, y);
    PLUMB_EXPECT_SAME_OFFSET(layout, Place, view);
    PLUMB_EXPECT_SAME_OFFSET(layout, Place, padding);
}

TEST(SharedStructs, SeenThere) {
    LAYOUT_OF(SeenThere);
    ASSERT_EQ(layout.members.size(), 2U);
    PLUMB_EXPECT_SAME_OFFSET(layout, SeenThere, depth_m);
    PLUMB_EXPECT_SAME_OFFSET(layout, SeenThere, instance);
}

TEST(SharedStructs, CanvasReach) {
    LAYOUT_OF(CanvasReach);
    ASSERT_EQ(layout.members.size(), 4U);
    PLUMB_EXPECT_SAME_OFFSET(layout, CanvasReach, not_x_min);
    PLUMB_EXPECT_SAME_OFFSET(layout, CanvasReach, not_y_min);
    PLUMB_EXPECT_SAME_OFFSET(layout, CanvasReach, x_end);
    PLUMB_EXPECT_SAME_OFFSET(layout, CanvasReach, y_end);
}

TEST(SharedStructs, AmodalStrip) {
    LAYOUT_OF(AmodalStrip);
    ASSERT_EQ(layout.members.size(), 4U);
    PLUMB_EXPECT_SAME_OFFSET(layout, AmodalStrip, view);
    PLUMB_EXPECT_SAME_OFFSET(layout, AmodalStrip, instance);
    PLUMB_EXPECT_SAME_OFFSET(layout, AmodalStrip, first_y);
    PLUMB_EXPECT_SAME_OFFSET(layout, AmodalStrip, end_y);
}

TEST(SharedStructs, AmodalCount) {
    LAYOUT_OF(AmodalCount);
    ASSERT_EQ(layout.members.size(), 10U);
    PLUMB_EXPECT_SAME_OFFSET(layout, AmodalCount, inside);
    PLUMB_EXPECT_SAME_OFFSET(layout, AmodalCount, outside);
    PLUMB_EXPECT_SAME_OFFSET(layout, AmodalCount, not_x_min);
    PLUMB_EXPECT_SAME_OFFSET(layout, AmodalCount, not_y_min);
    PLUMB_EXPECT_SAME_OFFSET(layout, AmodalCount, x_end);
    PLUMB_EXPECT_SAME_OFFSET(layout, AmodalCount, y_end);
    PLUMB_EXPECT_SAME_OFFSET(layout, AmodalCount, inside_not_x_min);
    PLUMB_EXPECT_SAME_OFFSET(layout, AmodalCount, inside_not_y_min);
    PLUMB_EXPECT_SAME_OFFSET(layout, AmodalCount, inside_x_end);
    PLUMB_EXPECT_SAME_OFFSET(layout, AmodalCount, inside_y_end);
}

TEST(SharedStructs, PixelCount) {
    LAYOUT_OF(PixelCount);
    ASSERT_EQ(layout.members.size(), 5U);
    PLUMB_EXPECT_SAME_OFFSET(layout, PixelCount, pixels);
    PLUMB_EXPECT_SAME_OFFSET(layout, PixelCount, not_x_min);
    PLUMB_EXPECT_SAME_OFFSET(layout, PixelCount, not_y_min);
    PLUMB_EXPECT_SAME_OFFSET(layout, PixelCount, x_end);
    PLUMB_EXPECT_SAME_OFFSET(layout, PixelCount, y_end);
}

TEST(SharedStructs, TileWork) {
    LAYOUT_OF(TileWork);
    ASSERT_EQ(layout.members.size(), 4U);
    PLUMB_EXPECT_SAME_OFFSET(layout, TileWork, view);
    PLUMB_EXPECT_SAME_OFFSET(layout, TileWork, draw);
    PLUMB_EXPECT_SAME_OFFSET(layout, TileWork, reference);
    PLUMB_EXPECT_SAME_OFFSET(layout, TileWork, tile);
}

TEST(SharedStructs, Counters) {
    LAYOUT_OF(Counters);
    ASSERT_EQ(layout.members.size(), 4U);
    PLUMB_EXPECT_SAME_OFFSET(layout, Counters, work_count);
    PLUMB_EXPECT_SAME_OFFSET(layout, Counters, tile_count);
    PLUMB_EXPECT_SAME_OFFSET(layout, Counters, work_groups);
    PLUMB_EXPECT_SAME_OFFSET(layout, Counters, tile_groups);
}

TEST(SharedStructs, Query) {
    LAYOUT_OF(Query);
    ASSERT_EQ(layout.members.size(), 4U);
    PLUMB_EXPECT_SAME_OFFSET(layout, Query, x);
    PLUMB_EXPECT_SAME_OFFSET(layout, Query, y);
    PLUMB_EXPECT_SAME_OFFSET(layout, Query, next);
    PLUMB_EXPECT_SAME_OFFSET(layout, Query, next_in_slot);
}

TEST(SharedStructs, QueryHead) {
    LAYOUT_OF(QueryHead);
    ASSERT_EQ(layout.members.size(), 2U);
    PLUMB_EXPECT_SAME_OFFSET(layout, QueryHead, first);
    PLUMB_EXPECT_SAME_OFFSET(layout, QueryHead, count);
}

}  // namespace
}  // namespace plumb::shared
