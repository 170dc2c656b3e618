// The view transform aces against OpenColorIO itself, or its refusal in builds without.
#include "look_fixture.hpp"

#include <plumb/error.hpp>

#include <cmath>

#ifdef PLUMB_OPENCOLORIO
#include <OpenColorIO/OpenColorIO.h>
#endif

namespace plumb::render {
namespace {

/// Shots that show one colour everywhere.
class Aces : public testing::Test {
protected:
    Shot flat(const glm::vec3& color) const {
        Shot shot = facing_shot(scene_);
        shot.now.visible.assign(shot.now.visible.size(), 0);
        shot.environment.color = color;
        shot.sensor.view_transform = Sensor::ViewTransform::aces;
        return shot;
    }
    std::vector<Frame> rendered(const std::vector<glm::vec3>& colors) const {
        std::vector<Shot> shots;
        for (const glm::vec3& color : colors) shots.push_back(flat(color));
        return Renderer(oracle::shared_device(), scene_, options_of({1, 1}, {"rgb", "hdr"}))
            .render(std::span<const Shot>(shots));
    }

    Scene scene_ = finished(square_data({}));
};

#ifdef PLUMB_OPENCOLORIO

namespace ocio = OCIO_NAMESPACE;

/// From linear Rec.709 to the codes of an sRGB display, put together from other parts than the renderer's: primaries
/// and white points by their matrix.
glm::vec3 displayed(glm::vec3 color) {
    static const ocio::ConstCPUProcessorRcPtr processor = [] {
        const ocio::GroupTransformRcPtr group = ocio::GroupTransform::Create();
        const ocio::MatrixTransformRcPtr xyz = ocio::MatrixTransform::Create();
        // IEC 61966-2-1: sRGB's primaries in CIE XYZ of D65.
        const double rows[16] = {0.4124564, 0.3575761, 0.1804375, 0, 0.2126729, 0.7151522, 0.0721750, 0,
                                 0.0193339, 0.1191920, 0.9503041, 0, 0,         0,         0,         1};
        xyz->setMatrix(rows);
        group->appendTransform(xyz);
        const auto append = [&](const char* style, ocio::TransformDirection direction) {
            const ocio::BuiltinTransformRcPtr part = ocio::BuiltinTransform::Create();
            part->setStyle(style);
            part->setDirection(direction);
            group->appendTransform(part);
        };
        append("UTILITY - ACES-AP0_to_CIE-XYZ-D65_BFD", ocio::TRANSFORM_DIR_INVERSE);
        append("ACES-OUTPUT - ACES2065-1_to_CIE-XYZ-D65 - SDR-VIDEO_1.0", ocio::TRANSFORM_DIR_FORWARD);
        append("DISPLAY - CIE-XYZ-D65_to_sRGB", ocio::TRANSFORM_DIR_FORWARD);
        return ocio::Config::CreateRaw()->getProcessor(group)->getOptimizedCPUProcessor(ocio::OPTIMIZATION_LOSSLESS);
    }();
    processor->applyRGB(&color.x);
    return glm::clamp(color, 0.0F, 1.0F) * 255.0F;
}

TEST_F(Aces, IsThatOfOpenColorIO) {
    oracle::Random random("aces");
    std::vector<glm::vec3> colors;
    for (int i = 0; i < 1500; ++i) {
        const double stop = random.uniform(-10, 6);
        glm::vec3 color;
        for (int c = 0; c < 3; ++c) color[c] = static_cast<float>(std::exp2(stop - random.uniform(0, 4)));
        colors.push_back(color);
    }
    double sum = 0;
    int far_off = 0;
    const std::vector<Frame> frames = rendered(colors);
    for (std::size_t i = 0; i < colors.size(); ++i) {
        const glm::vec3 expected = displayed(colors[i]);
        for (std::uint32_t c = 0; c < 3; ++c) {
            const double off =
                std::abs(frames[i]["rgb"].at<std::uint8_t>(0, 0, c) - double{expected[static_cast<int>(c)]});
            sum += off;
            far_off += off > 1.5 ? 1 : 0;
            // The transform has kinks at the edges of the display's gamut, which a cell of the table cuts off.
            EXPECT_LT(off, 4) << colors[i].x << ", " << colors[i].y << ", " << colors[i].z << ", channel " << c;
        }
    }
    // Rounding to whole codes alone makes 0.25 of a code; of 600,000 such values 0.006 % are off by more than one more.
    EXPECT_LT(sum / static_cast<double>(3 * colors.size()), 0.32);
    EXPECT_LE(far_off, 2);
}

TEST_F(Aces, KeepsGreysGreyAndInOrder) {
    std::vector<glm::vec3> greys{glm::vec3(0)};
    for (int i = -72; i <= 60; ++i) greys.emplace_back(std::exp2(static_cast<float>(i) / 8));
    const std::vector<Frame> frames = rendered(greys);
    int last = 0;
    for (std::size_t i = 0; i < greys.size(); ++i) {
        const auto code = [&](std::uint32_t c) { return int{frames[i]["rgb"].at<std::uint8_t>(0, 0, c)}; };
        EXPECT_LE(std::max({code(0), code(1), code(2)}) - std::min({code(0), code(1), code(2)}), 1) << greys[i].x;
        EXPECT_GE(code(1), last) << greys[i].x;
        EXPECT_EQ(frames[i]["hdr"].at<float>(0, 0, 1), greys[i].y) << "display alone";
        last = code(1);
    }
    EXPECT_EQ(frames.front()["rgb"].at<std::uint8_t>(0, 0, 1), 0);
    EXPECT_EQ(last, 255);
}

#else

TEST_F(Aces, IsRefusedWithoutOpenColorIO) {
    try {
        (void)rendered({glm::vec3(0.18F)});
        FAIL() << "rendered";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::unsupported);
        EXPECT_NE(std::string(error.what()).find("OpenColorIO"), std::string::npos) << error.what();
    }
}

#endif

}  // namespace
}  // namespace plumb::render
