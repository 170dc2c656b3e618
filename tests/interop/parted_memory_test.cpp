// Frames of a device whose memory the host does not see: what is read back, and when.
#include "render_fixture.hpp"

#include <plumb/interop.hpp>

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

namespace plumb::interop_test {
namespace {

using render::all_passes;
using render::asset;
using render::differing_passes;

/// Renders on a device of its own with parted memory.
class PartedMemory : public testing::TestWithParam<FrameMemory> {
protected:
    PartedMemory() { device_.context()->part_memory(); }
    void TearDown() override { EXPECT_EQ(device_.validation_message_count(), 0U); }

    [[nodiscard]] RendererOptions options() const {
        RendererOptions options;
        options.size = {40, 30};
        options.passes = all_passes();
        options.memory = GetParam();
        return options;
    }

    Device device_ =
        Device::create({.cuda_library = PLUMB_CUDA_STAND_IN});  // so that automatic memory is not the host's
    Scene scene_ = Scene::load(asset("small/moving_boxes.glb"));
};

void expect_same_annotations(const Frame& a, const Frame& b) {
    ASSERT_EQ(a.annotations().instances.size(), b.annotations().instances.size());
    for (std::size_t i = 0; i < a.annotations().instances.size(); ++i) {
        const InstanceAnnotation &one = a.annotations().instances[i], &other = b.annotations().instances[i];
        EXPECT_EQ(one.pixels, other.pixels);
        EXPECT_EQ(one.amodal.has_value(), other.amodal.has_value());
        if (one.amodal && other.amodal) {
            EXPECT_EQ(one.amodal->pixels, other.amodal->pixels);
        }
    }
}

TEST_P(PartedMemory, FramesAreThoseOfOneMemory) {
    RendererOptions options = this->options();
    options.amodal = true;
    options.formats = {{"depth", Packing::f16}};
    Renderer parted(device_, scene_, options);
    options.memory = FrameMemory::host;
    Renderer whole(oracle::shared_device(), scene_, options);
    const std::vector<Shot> shots{scene_.default_shot(0, 0.1), scene_.default_shot(0.4, 0.1)};
    const Batch batch = parted.render(shots), expected = whole.render(shots);
    for (std::size_t i = 0; i < shots.size(); ++i) {
        expect_same_annotations(batch[i], expected[i]);
        EXPECT_EQ(differing_passes(batch[i], expected[i]), std::vector<std::string>{});
    }
    EXPECT_TRUE(std::ranges::equal(batch["normal"].bytes, expected["normal"].bytes));
}

TEST_P(PartedMemory, BatchesOfSeveralScenesAndSizesToo) {
    const Scene cube = Scene::load(asset("small/cube.glb"));
    const std::vector<SceneShot> shots{{scene_.default_shot(), 0},
                                       {cube.default_shot(), 1},
                                       {scene_.default_shot(0.3, 0.1), 0},
                                       {cube.default_shot(), 1, Size{9, 7}}};
    RendererOptions options = this->options();
    Renderer parted(device_, {scene_, cube}, options);
    options.memory = FrameMemory::host;
    Renderer whole(oracle::shared_device(), {scene_, cube}, options);
    const Batch batch = parted.render(shots), expected = whole.render(shots);
    for (std::size_t i = 0; i < shots.size(); ++i) {
        expect_same_annotations(batch[i], expected[i]);
        EXPECT_EQ(differing_passes(batch[i], expected[i]), std::vector<std::string>{});
    }
}

TEST_P(PartedMemory, FramesAreReadAfterTheirRendererAndByThreads) {
    std::vector<Frame> frames;
    {
        Renderer parted(device_, scene_, options());
        const std::vector<Shot> shots{scene_.default_shot(0, 0.1), scene_.default_shot(0.4, 0.1)};
        frames = parted.render(shots).frames();
    }
    Renderer whole(oracle::shared_device(), scene_, [&] {
        RendererOptions options = this->options();
        options.memory = FrameMemory::host;
        return options;
    }());
    std::vector<std::thread> readers;
    std::vector<std::vector<std::byte>> read(4);
    for (std::size_t i = 0; i < read.size(); ++i)
        readers.emplace_back([&, i] {
            const auto bytes = frames[i % 2]["rgb"].bytes;
            read[i].assign(bytes.begin(), bytes.end());
        });
    for (std::thread& reader : readers) reader.join();
    for (std::size_t i = 0; i < read.size(); ++i) {
        const Frame expected = whole.render(scene_.default_shot(i % 2 == 0 ? 0 : 0.4, 0.1));
        EXPECT_TRUE(std::ranges::equal(read[i], expected["rgb"].bytes)) << i;
    }
}

std::string name_of(const testing::TestParamInfo<FrameMemory>& tested) {
    if (tested.param == FrameMemory::automatic) return "automatic";
    return tested.param == FrameMemory::host ? "host" : "exported";
}

INSTANTIATE_TEST_SUITE_P(Memory, PartedMemory,
                         testing::Values(FrameMemory::host, FrameMemory::exported, FrameMemory::automatic), name_of);

TEST(ExportedMemory, TheHostCannotLosePicturesToJpegWhereItDoesNotReach) {
    const Device device = Device::create();
    device.context()->part_memory();
    const Scene scene = Scene::load(asset("small/cube.glb"));
    Shot shot = scene.default_shot();
    shot.sensor.jpeg_quality = 50;
    RendererOptions options;
    options.size = {16, 16};
    options.memory = FrameMemory::exported;
    Renderer renderer(device, scene, options);
    try {
        (void)renderer.render(shot);
        FAIL() << "no error";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::unsupported);
        EXPECT_NE(std::string(error.what()).find("jpeg_quality = 50"), std::string::npos) << error.what();
    }
    options.memory = FrameMemory::host;
    EXPECT_NO_THROW((void)Renderer(device, scene, options).render(shot));
}

}  // namespace
}  // namespace plumb::interop_test
