#include "dataset/formats/cryptomatte.hpp"

#include "made_frame.hpp"

#include <nlohmann/json.hpp>

#include <bit>

namespace plumb::dataset {
namespace {

// Names and ids of the specification, its samples and of Blender 3.4.
TEST(CryptomatteId, IsThatOfTheSpecification) {
    EXPECT_EQ(cryptomatte_id("hello"), 0x248bfa47U);
    EXPECT_EQ(std::bit_cast<float>(cryptomatte_id("hello")), 6.0705627e-17F);
    EXPECT_EQ(cryptomatte_id("\xd1\x80\xd0\xb0\xd0\xb2\xd0\xbd\xd0\xb8\xd0\xbd\xd0\xb0"), 0x9623511eU);
    EXPECT_EQ(cryptomatte_id("cube"), 0xd9682f08U);
    EXPECT_EQ(cryptomatte_id("bunny"), 0x13851a76U);
    EXPECT_EQ(cryptomatte_id("default"), 0x42c9679fU);
    EXPECT_EQ(cryptomatte_id("torus"), 0xf19c73fdU);
    EXPECT_EQ(cryptomatte_id("CryptoObject"), 0x3ae39a58U);
    EXPECT_EQ(cryptomatte_id("CryptoMaterial"), 0xbe359d67U);
    EXPECT_EQ(cryptomatte_id("CryptoAsset"), 0xf42029ddU);
    EXPECT_EQ(cryptomatte_id("ViewLayer.CryptoObject"), 0x542cafafU);
}

TEST(CryptomatteId, IsAlwaysAUsualFloat) {
    EXPECT_EQ(cryptomatte_id("obj45"), 0x00f34d5cU);   // 00734d5c is denormal
    EXPECT_EQ(cryptomatte_id("obj520"), 0x7f3b01edU);  // 7fbb01ed is no number
    EXPECT_EQ(cryptomatte_id(""), 0x00800000U);
    for (int i = 0; i < 20000; ++i) {
        EXPECT_TRUE(std::isnormal(std::bit_cast<float>(cryptomatte_id("name" + std::to_string(i))))) << i;
    }
}

TEST(MatteNames, TellInstancesOfOnePathApart) {
    const MatteNames names = object_names(test::made_scene({"cup", "plate", "cup"}));
    EXPECT_EQ(names.names, (std::vector<std::string>{"", "table/cup@1", "table/plate", "table/cup@3"}));
    const MatteNames assets = asset_names(test::made_scene({"cup", "plate"}));
    EXPECT_EQ(assets.names, (std::vector<std::string>{"", "table", "table"}));
    EXPECT_EQ(assets.ids.size(), 1U);
}

TEST(MatteNames, RefuseTwoNamesWithOneHash) {
    // Found by trying numbers: both hash to the same 32 bits.
    std::map<std::uint32_t, std::string> seen;
    std::vector<std::string> twins;
    for (int i = 0; twins.empty(); ++i) {
        const std::string name = std::to_string(i);
        const auto [other, is_new] = seen.emplace(cryptomatte_id(name), name);
        if (!is_new) twins = {"", other->second, name};
    }
    const Error error = test::error_of([&] { MatteNames("instance", twins); });
    EXPECT_EQ(error.code(), ErrorCode::unsupported);
    EXPECT_NE(std::string(error.what()).find("'" + twins[2] + "'"), std::string::npos) << error.what();
}

TEST(MatteChannels, HoldRanksOfCoverage) {
    const MatteNames names("instance", {"", "cube", "bunny", "torus"});
    // One pixel of three ranks, as a coverage pass would give them, and one that sees nothing.
    const PixelShares shares{3, {{2, 0.5F}, {3, 0.25F}, {1, 0.125F}, {0, 0}, {0, 0}, {0, 0}}};
    const MatteChannels channels("CryptoObject", names, shares);
    ExrImage image{.size = {2, 1}, .channels = {}, .texts = {}};
    channels.add_to(image);
    ASSERT_EQ(image.channels.size(), 12U);
    const auto value = [&](std::size_t channel, std::size_t pixel) {
        return static_cast<const float*>(image.channels[channel].first)[pixel * image.channels[channel].stride];
    };
    EXPECT_EQ(image.channels[0].name, "CryptoObject00.r");
    EXPECT_EQ(image.channels[11].name, "CryptoObject02.a");
    EXPECT_EQ(std::bit_cast<std::uint32_t>(value(0, 0)), 0x13851a76U);
    EXPECT_EQ(value(1, 0), 0.5F);
    EXPECT_EQ(std::bit_cast<std::uint32_t>(value(2, 0)), 0xf19c73fdU);
    EXPECT_EQ(value(3, 0), 0.25F);
    EXPECT_EQ(std::bit_cast<std::uint32_t>(value(4, 0)), 0xd9682f08U);
    EXPECT_EQ(value(5, 0), 0.125F);
    for (std::size_t channel = 0; channel < 12; ++channel) EXPECT_EQ(value(channel, 1), 0) << channel;
    std::map<std::string, std::string> texts(image.texts.begin(), image.texts.end());
    EXPECT_EQ(texts["cryptomatte/3ae39a5/name"], "CryptoObject");
    EXPECT_EQ(nlohmann::json::parse(texts["cryptomatte/3ae39a5/manifest"]),
              (nlohmann::json{{"cube", "d9682f08"}, {"bunny", "13851a76"}, {"torus", "f19c73fd"}}));
}

TEST(MatteChannels, CountIdsOfOneNameTogether) {
    const MatteNames names("instance", {"", "cube", "bunny", "cube"});
    const PixelShares shares{8, {{2, 0.4F}, {1, 0.3F}, {3, 0.25F}, {0, 0.05F}, {0, 0}, {0, 0}, {0, 0}, {0, 0}}};
    const MatteChannels channels("CryptoAsset", names, shares);
    ExrImage image{.size = {1, 1}, .channels = {}, .texts = {}};
    channels.add_to(image);
    ASSERT_EQ(image.channels.size(), 16U);
    const auto value = [&](std::size_t channel) { return *static_cast<const float*>(image.channels[channel].first); };
    EXPECT_EQ(std::bit_cast<std::uint32_t>(value(0)), 0xd9682f08U);
    EXPECT_EQ(value(1), 0.3F + 0.25F);
    EXPECT_EQ(std::bit_cast<std::uint32_t>(value(2)), 0x13851a76U);
    EXPECT_EQ(value(3), 0.4F);
    EXPECT_EQ(value(4), 0);
}

}  // namespace
}  // namespace plumb::dataset
