#include "dataset/formats/rle.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace plumb::dataset {
namespace {

/// Rows of digits: the id of each pixel.
std::vector<std::uint32_t> ids_of(const std::vector<std::string>& rows) {
    std::vector<std::uint32_t> ids;
    for (const std::string& row : rows) {
        for (const char digit : row) ids.push_back(static_cast<std::uint32_t>(digit - '0'));
    }
    return ids;
}

RunLengths mask(const std::vector<std::string>& rows) {
    const Size size{static_cast<std::uint32_t>(rows[0].size()), static_cast<std::uint32_t>(rows.size())};
    return masks_of_ids(ids_of(rows), size, 1)[0];
}

// What pycocotools 2.0.11 makes of these masks.
TEST(RunLengths, AreThoseOfCoco) {
    EXPECT_EQ(mask({"0011", "0110", "0000"}), (RunLengths{4, 1, 1, 2, 1, 1, 2}));
    EXPECT_EQ(pack(mask({"0011", "0110", "0000"})), "41110O1");
    EXPECT_EQ(mask({"10", "00"}), (RunLengths{0, 1, 3}));
    EXPECT_EQ(pack(mask({"10", "00"})), "013");
    EXPECT_EQ(pack(mask({"111", "111"})), "06");
    EXPECT_EQ(pack(mask({"000", "000"})), "6");
    EXPECT_EQ(pack(mask({"101", "010", "101"})), "0110000000");
}

TEST(RunLengths, OfALargeBox) {
    std::vector<std::string> rows(80, std::string(100, '0'));
    for (std::size_t y = 10; y < 70; ++y) rows[y].replace(20, 70, 70, '1');
    const RunLengths lengths = mask(rows);
    EXPECT_EQ(lengths.size(), 141U);
    EXPECT_EQ(lengths.front(), 1610U);
    EXPECT_EQ(lengths.back(), 810U);
    EXPECT_EQ(pack(lengths), "Zb1l1d0" + std::string(137, '0') + "fh0");
}

TEST(RunLengths, TellNeighboursApart) {
    const std::vector<RunLengths> masks = masks_of_ids(ids_of({"12", "13", "03"}), {2, 3}, 4);
    ASSERT_EQ(masks.size(), 4U);
    EXPECT_EQ(masks[0], (RunLengths{0, 2, 4}));
    EXPECT_EQ(masks[1], (RunLengths{3, 1, 2}));
    EXPECT_EQ(masks[2], (RunLengths{4, 2}));
    EXPECT_EQ(masks[3], (RunLengths{6}));
}

}  // namespace
}  // namespace plumb::dataset
