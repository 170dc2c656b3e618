#include "dataset/exr.hpp"

#include "made_frame.hpp"

#include <ImfChannelList.h>
#include <ImfFrameBuffer.h>
#include <ImfInputFile.h>
#include <ImfStandardAttributes.h>
#include <ImfStringAttribute.h>

#include <cmath>
#include <limits>

namespace plumb {
namespace {

/// Writes the encoded bytes and opens them with OpenEXR's own reader.
class Reader {
public:
    Reader(const Frame& frame, const std::string& pass) {
        path_ = folder_.path() / (pass + ".exr");
        const std::vector<std::byte> bytes = dataset::encode_exr(frame[pass]);
        std::ofstream(path_, std::ios::binary)
            .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
        file_.emplace(path_.c_str());
    }

    template <class T>
    std::vector<T> channel(const std::string& name) {
        const Imf::Channel* const found = file_->header().channels().findChannel(name);
        EXPECT_NE(found, nullptr) << name;
        const Imf::PixelType type = std::is_same_v<T, float> ? Imf::FLOAT : Imf::UINT;
        if (found == nullptr) return {};
        EXPECT_EQ(found->type, type) << name;
        const Imath::Box2i window = file_->header().dataWindow();
        const auto width = static_cast<std::size_t>(window.max.x + 1);
        const auto height = static_cast<std::size_t>(window.max.y + 1);
        std::vector<T> values(width * height);
        Imf::FrameBuffer buffer;
        buffer.insert(name, Imf::Slice(type, reinterpret_cast<char*>(values.data()), 4, 4 * width));
        file_->setFrameBuffer(buffer);
        file_->readPixels(0, window.max.y);
        return values;
    }
    const Imf::Header& header() { return file_->header(); }
    std::string text(const char* name) {
        const auto* const attribute = file_->header().findTypedAttribute<Imf::StringAttribute>(name);
        return attribute == nullptr ? "(absent)" : attribute->value();
    }

private:
    test::ScratchFolder folder_;
    std::filesystem::path path_;
    std::optional<Imf::InputFile> file_;
};

TEST(Exr, DepthIsZInFloats) {
    const std::vector<float> metres{5.123456F, std::numeric_limits<float>::infinity(), 1e9F, 0.001F, 3, 4};
    Reader reader(test::FrameMaker({3, 2}).add("depth", metres).make(), "depth");
    EXPECT_EQ(reader.channel<float>("Z"), metres);
    EXPECT_EQ(reader.header().compression(), Imf::ZIP_COMPRESSION);
    EXPECT_EQ(reader.header().dataWindow(), Imath::Box2i({0, 0}, {2, 1}));
    EXPECT_EQ(reader.text("plumb/unit"), "m");
    EXPECT_EQ(reader.text("plumb/background"), "+inf");
}

TEST(Exr, FlowKeepsSignsAndNan) {
    const std::vector<float> flow{3, -8, -2, 5, NAN, NAN, 0, 0.5F};
    Reader reader(test::FrameMaker({2, 2}).add("flow_forward", flow).make(), "flow_forward");
    const std::vector<float> x = reader.channel<float>("flow_forward.X");
    const std::vector<float> y = reader.channel<float>("flow_forward.Y");
    EXPECT_EQ(x[0], 3);
    EXPECT_EQ(y[0], -8);
    EXPECT_EQ(x[1], -2);
    EXPECT_EQ(y[1], 5);
    EXPECT_TRUE(std::isnan(x[2]) && std::isnan(y[2]));
    EXPECT_EQ(y[3], 0.5F);
    EXPECT_NE(reader.text("plumb/flow").find("y down"), std::string::npos);
}

TEST(Exr, IdsAndCodesAreUnsignedIntegers) {
    const Frame frame = test::FrameMaker({2, 1})
                            .add<std::uint32_t>("triangle", {0xFFFFFFFFU, 70000})
                            .add<std::uint8_t>("flow_forward_class", {6, 1})
                            .make();
    EXPECT_EQ(Reader(frame, "triangle").channel<std::uint32_t>("triangle.id"),
              (std::vector<std::uint32_t>{0xFFFFFFFFU, 70000}));
    EXPECT_EQ(Reader(frame, "flow_forward_class").channel<std::uint32_t>("flow_forward_class.code"),
              (std::vector<std::uint32_t>{6, 1}));
}

TEST(Exr, ColourIsLinearAndPremultiplied) {
    const Frame frame = test::FrameMaker({2, 1})
                            .add<std::uint8_t>("rgb", {255, 188, 0, 255, 255, 255, 255, 51})
                            .add<float>("hdr", {1000, 0.5F, 0, 1, 0.25F, 0.25F, 0.25F, 0.25F})
                            .make();
    Reader rgb(frame, "rgb");
    EXPECT_EQ(rgb.channel<float>("R")[0], 1);
    // 188 of 255 is half the light: ((188 / 255 + 0.055) / 1.055) ^ 2.4.
    EXPECT_NEAR(rgb.channel<float>("G")[0], 0.502886, 1e-6);
    EXPECT_EQ(rgb.channel<float>("B")[0], 0);
    EXPECT_FLOAT_EQ(rgb.channel<float>("R")[1], 0.2F);
    EXPECT_FLOAT_EQ(rgb.channel<float>("A")[1], 0.2F);
    EXPECT_TRUE(Imf::hasChromaticities(rgb.header()));

    Reader hdr(frame, "hdr");
    EXPECT_EQ(hdr.channel<float>("R"), (std::vector<float>{1000, 0.25F}));
    EXPECT_EQ(hdr.channel<float>("A"), (std::vector<float>{1, 0.25F}));
    EXPECT_FLOAT_EQ(Imf::chromaticities(hdr.header()).red.x, 0.64F);
}

TEST(Exr, ALabelThroughBlendedSurfacesHasTheChannelsOfItsRow) {
    for (const PassInfo& pass : through_passes())
        EXPECT_EQ(dataset::exr_channel_names(pass), dataset::exr_channel_names(*pass.row)) << pass.name;
    Reader depth(test::FrameMaker({1, 1}).add<float>("depth_through", {7}).make(), "depth_through");
    EXPECT_EQ(depth.channel<float>("Z")[0], 7);
    EXPECT_EQ(depth.text("plumb/pass"), "depth_through");
}

TEST(Exr, EveryPassHasDistinctChannelNames) {
    for (const PassInfo& pass : passes()) {
        std::vector<std::string> names = dataset::exr_channel_names(pass);
        EXPECT_EQ(names.size(), pass.channels) << pass.name;
        std::sort(names.begin(), names.end());
        EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end()) << pass.name;
        // Longer names set a flag that old readers refuse.
        for (const std::string& name : names) EXPECT_LE(name.size(), 31U);
    }
}

}  // namespace
}  // namespace plumb
