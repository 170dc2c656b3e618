#include "dataset/preview.hpp"

#include "dataset/contact_sheet.hpp"
#include "dataset/label.hpp"
#include "made_frame.hpp"

#include <cmath>
#include <limits>
#include <set>

namespace plumb {
namespace {

using dataset::Rgb;
constexpr Rgb black{};

TEST(Colours, FlowFollowsTheColourWheel) {
    // Full motion: right is red, down is yellow-green, left is cyan, up is blue to violet.
    EXPECT_EQ(dataset::flow_colour(1, 0.0), (Rgb{255, 0, 0}));
    EXPECT_EQ(dataset::flow_colour(0, 0), (Rgb{255, 255, 255}));
    const Rgb down = dataset::flow_colour(0, 1);
    EXPECT_GT(down.r, 200);
    EXPECT_GT(down.g, 200);
    EXPECT_EQ(down.b, 0);
    const Rgb left = dataset::flow_colour(-1, 0);
    EXPECT_EQ(left.r, 0);
    EXPECT_GT(left.b, 200);
    const Rgb up = dataset::flow_colour(0, -1);
    EXPECT_EQ(up.b, 255);
    EXPECT_EQ(up.g, 0);
    EXPECT_EQ(dataset::flow_colour(NAN, 0), black);
    EXPECT_EQ(dataset::flow_colour(2, 0.0), (Rgb{191, 0, 0}));
}

TEST(Colours, TurboRunsFromBlueToRed) {
    const Rgb low = dataset::turbo(0.1);
    const Rgb middle = dataset::turbo(0.5);
    const Rgb high = dataset::turbo(0.9);
    EXPECT_GT(low.b, low.r);
    EXPECT_GT(middle.g, 200);
    EXPECT_GT(high.r, 150);
    EXPECT_LT(high.b, 60);
}

TEST(Colours, IdsDiffer) {
    std::set<std::tuple<int, int, int>> seen;
    for (std::uint32_t id = 0; id < 1000; ++id) {
        const Rgb colour = dataset::id_colour(id);
        seen.insert({colour.r, colour.g, colour.b});
        EXPECT_TRUE(id == 0 || colour.r + colour.g + colour.b > 150) << id;
    }
    EXPECT_EQ(dataset::id_colour(0), black);
    EXPECT_GT(seen.size(), 980U);
}

TEST(Preview, BackgroundIsBlack) {
    const float infinity = std::numeric_limits<float>::infinity();
    const Frame frame = test::FrameMaker({2, 1})
                            .add<float>("depth", {1, infinity})
                            .add<std::uint32_t>("instance", {4, 0})
                            .add<std::uint32_t>("triangle", {0, 0xFFFFFFFFU})
                            .add<float>("normal", {0, 0, -1, 0, 0, 0})
                            .add<float>("position", {1, 2, 3, NAN, NAN, NAN})
                            .add<float>("uv", {0.5F, 0.5F, NAN, NAN})
                            .add<float>("barycentric", {0.2F, 0.2F, NAN, NAN})
                            .make();
    for (const std::string& pass : frame.pass_names()) {
        const dataset::RgbImage image = dataset::preview(frame[pass]);
        EXPECT_NE(image.at(0, 0), black) << pass;
        EXPECT_EQ(image.at(1, 0), black) << pass;
    }
    EXPECT_EQ(dataset::preview(frame["normal"]).at(0, 0), (Rgb{128, 128, 255}));
}

TEST(Preview, EveryPassHasOneOfItsSize) {
    for (const PassInfo& pass : passes()) {
        test::FrameMaker maker({7, 5});
        const std::size_t count = std::size_t{7} * 5 * pass.channels;
        if (pass.type == ComponentType::u8) maker.add(pass.name, std::vector<std::uint8_t>(count, 200));
        if (pass.type == ComponentType::u32) maker.add(pass.name, std::vector<std::uint32_t>(count, 200));
        if (pass.type == ComponentType::f32) maker.add(pass.name, std::vector<float>(count, -1e30F));
        const dataset::RgbImage image = dataset::preview(maker.make()[pass.name]);
        EXPECT_EQ(image.width, 7U) << pass.name;
        EXPECT_EQ(image.pixels.size(), 35U) << pass.name;
    }
}

TEST(Preview, FlowIsScaledToTheFrame) {
    std::vector<float> flow(200);
    for (std::size_t i = 0; i < 100; ++i) flow[2 * i] = 10;
    flow[0] = 1000;  // One runaway pixel in a hundred does not darken the others.
    const dataset::RgbImage image =
        dataset::preview(test::FrameMaker({100, 1}).add("flow_forward", flow).make()["flow_forward"]);
    EXPECT_EQ(image.at(50, 0), (Rgb{255, 0, 0}));
    const dataset::RgbImage still =
        dataset::preview(test::FrameMaker({2, 1}).add<float>("flow_forward", {0, 0, 0, 0}).make()["flow_forward"]);
    EXPECT_EQ(still.at(0, 0), (Rgb{255, 255, 255}));
}

TEST(ContactSheet, HoldsEveryTile) {
    std::vector<dataset::ContactTile> tiles;
    const Rgb colours[] = {{255, 0, 0}, {0, 255, 0}, {0, 0, 255}, {255, 255, 0}, {0, 255, 255}};
    for (const Rgb& colour : colours) {
        dataset::ContactTile tile{"pass_1", dataset::RgbImage(640, 480)};
        std::fill(tile.image.pixels.begin(), tile.image.pixels.end(), colour);
        tiles.push_back(std::move(tile));
    }
    const dataset::RgbImage sheet = dataset::contact_sheet(tiles);
    for (const Rgb& colour : colours) {
        EXPECT_EQ(std::count(sheet.pixels.begin(), sheet.pixels.end(), colour), 320 * 240);
    }
}

TEST(ContactSheet, TakesExtremeShapes) {
    for (const auto& [width, height] : {std::pair{1U, 1U}, {16384U, 1U}, {1U, 5000U}, {3U, 2U}}) {
        const dataset::RgbImage sheet = dataset::contact_sheet({{"depth", dataset::RgbImage(width, height)}});
        EXPECT_GT(sheet.width, 0U);
        EXPECT_LT(sheet.width, 400U);
        EXPECT_LT(sheet.height, 400U);
    }
}

TEST(Label, DrawsEveryCharacterOfPassNamesDifferently) {
    std::set<std::string> seen;
    const std::string characters = "abcdefghijklmnopqrstuvwxyz0123456789_";
    for (const char character : characters) {
        dataset::RgbImage image(6, 7);
        dataset::draw_label(image, 0, 0, 1, std::string(1, character));
        std::string shape;
        for (const Rgb& pixel : image.pixels) shape += pixel.r == 0 ? '.' : '#';
        EXPECT_NE(shape.find('#'), std::string::npos) << character;
        seen.insert(shape);
    }
    EXPECT_EQ(seen.size(), characters.size());
    dataset::RgbImage small(3, 3);
    dataset::draw_label(small, 1, 1, 4, "clipped");
    EXPECT_EQ(small.pixels.size(), 9U);
}

}  // namespace
}  // namespace plumb
