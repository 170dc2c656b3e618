// Each instance alone, held against frames in which it is alone: the same rasterizer, another way through it.
#include "random_scenes.hpp"
#include "rendered.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <vector>

namespace plumb::property {
namespace {

RendererOptions amodal_options(Size size) {
    RendererOptions options;
    options.size = size;
    options.passes = {"instance"};
    options.amodal = true;
    return options;
}

/// Every third scene of all_rendered() with a renderer of its own that asks for what is amodal: preparing two more
/// renderers for each scene would take a minute.
struct Drawn {
    std::string name;
    Scene scene;
    Shot shot;
    Size size;
    std::shared_ptr<Renderer> renderer;
    Frame frame;
};

const std::vector<Drawn>& all_drawn() {
    static std::vector<Drawn>* const kept = [] {
        static std::vector<Drawn> drawn;
        for (std::size_t i = 0; i < all_rendered().size(); i += 3) {
            const Rendered& r = all_rendered()[i];
            Shot shot = r.shot;
            shot.next.reset();
            shot.previous.reset();
            auto renderer =
                std::make_shared<Renderer>(oracle::shared_device(), r.scene, amodal_options(r.frame.size()));
            Frame frame = renderer->render(shot);
            drawn.push_back({r.name, r.scene, shot, r.frame.size(), renderer, std::move(frame)});
        }
        /// Frames and renderers go before the driver's own static objects do.
        class Keeper : public testing::Environment {
            void TearDown() override { drawn.clear(); }
        };
        testing::AddGlobalTestEnvironment(new Keeper);  // owned by GoogleTest
        return &drawn;
    }();
    return *kept;
}

/// The same shot on a canvas of three times the size, with the image in its middle.
Shot on_canvas(Shot shot, Size size) {
    Intrinsics k = shot.now.camera.intrinsics_for(size);
    k.cx += size.width;
    k.cy += size.height;
    shot.now.camera.intrinsics = k;
    return shot;
}

struct Expected {
    std::uint32_t inside = 0, outside = 0;
    std::optional<PixelBox> box;
    std::optional<CanvasBox> canvas_box;
};

/// Pixel counts and boxes of instance `id` in a frame of the canvas.
Expected counted(const Frame& canvas, std::uint32_t id, Size size) {
    Expected expected;
    const auto ids = canvas["instance"].as<std::uint32_t>();
    const auto width = static_cast<std::int32_t>(size.width), height = static_cast<std::int32_t>(size.height);
    CanvasBox inside{width, height, 0, 0}, all{2 * width, 2 * height, -width, -height};
    const auto grow = [](CanvasBox& box, std::int32_t x, std::int32_t y) {
        box = {std::min(box.x_min, x), std::min(box.y_min, y), std::max(box.x_max, x + 1), std::max(box.y_max, y + 1)};
    };
    for (std::int32_t y = -height; y < 2 * height; ++y)
        for (std::int32_t x = -width; x < 2 * width; ++x) {
            const auto index = static_cast<std::size_t>((y + height) * 3 * width + x + width);
            if (ids[index] != id) continue;
            grow(all, x, y);
            const bool is_inside = x >= 0 && x < width && y >= 0 && y < height;
            if (is_inside) grow(inside, x, y);
            ++(is_inside ? expected.inside : expected.outside);
        }
    if (expected.inside > 0)
        expected.box = {static_cast<std::uint32_t>(inside.x_min), static_cast<std::uint32_t>(inside.y_min),
                        static_cast<std::uint32_t>(inside.x_max), static_cast<std::uint32_t>(inside.y_max)};
    if (expected.inside + expected.outside > 0) expected.canvas_box = all;
    return expected;
}

/// Mask pixels of an instance that are not those of a frame in which it is alone.
std::size_t differing_bits(const MaskView& mask, const Frame& canvas, std::uint32_t id, Size size) {
    std::size_t count = 0;
    for (std::uint32_t y = 0; y < size.height; ++y)
        for (std::uint32_t x = 0; x < size.width; ++x) {
            const bool is_there = canvas["instance"].at<std::uint32_t>(x + size.width, y + size.height) == id;
            if (mask.at(x, y) != is_there) ++count;
        }
    return count;
}

TEST(Amodal, IsWhatAFrameShowsInWhichTheInstanceIsAlone) {
    std::size_t instances = 0, cut = 0, hidden = 0;
    for (const Drawn& drawn : all_drawn()) {
        RendererOptions options;
        options.size = {3 * drawn.size.width, 3 * drawn.size.height};
        options.passes = {"instance"};
        Renderer renderer(oracle::shared_device(), drawn.scene, options);
        const std::size_t count = drawn.scene.instances().size();
        std::vector<Shot> shots(count, on_canvas(drawn.shot, drawn.size));
        for (std::size_t i = 0; i < count; ++i)
            for (std::size_t k = 0; k < count; ++k)
                if (k != i) shots[i].now.visible[k] = 0;
        const std::vector<Frame> alone = renderer.render(shots);
        for (std::uint32_t id = 1; id <= count; ++id) {
            const AmodalAnnotation& amodal = *drawn.frame.annotations().instances[id - 1].amodal;
            const Expected expected = counted(alone[id - 1], id, drawn.size);
            EXPECT_EQ(amodal.pixels, expected.inside) << drawn.name << " instance " << id;
            EXPECT_EQ(amodal.pixels_outside, expected.outside) << drawn.name << " instance " << id;
            EXPECT_EQ(amodal.box_loose, expected.box) << drawn.name << " instance " << id;
            EXPECT_EQ(amodal.box_loose_unclipped, expected.canvas_box) << drawn.name << " instance " << id;
            EXPECT_EQ(differing_bits(drawn.frame.amodal(id), alone[id - 1], id, drawn.size), 0U)
                << drawn.name << " instance " << id;
            ++instances;
            cut += amodal.pixels > 0 && amodal.pixels_outside > 0 ? 1 : 0;
            hidden += amodal.visible_fraction.value_or(1) < 1 ? 1 : 0;
        }
    }
    EXPECT_GT(instances, 50U);
    EXPECT_GT(cut, 5U);
    EXPECT_GT(hidden, 10U);
}

TEST(Amodal, HoldsWhatIsVisibleAndSaysWhoIsSeenInstead) {
    for (const Drawn& drawn : all_drawn()) {
        const auto ids = drawn.frame["instance"].as<std::uint32_t>();
        for (const InstanceAnnotation& a : drawn.frame.annotations().instances) {
            const MaskView mask = drawn.frame.amodal(a.id);
            std::vector<std::uint32_t> seen(drawn.scene.instances().size() + 1);
            for (std::uint32_t y = 0; y < drawn.size.height; ++y)
                for (std::uint32_t x = 0; x < drawn.size.width; ++x) {
                    const std::uint32_t id = ids[std::size_t{y} * drawn.size.width + x];
                    if (mask.at(x, y)) ++seen[id];
                    if (id == a.id) {
                        ASSERT_TRUE(mask.at(x, y)) << drawn.name << " instance " << id;
                    }
                }
            EXPECT_EQ(seen[0], 0U) << drawn.name << ": background where instance " << a.id << " would be";
            EXPECT_EQ(seen[a.id], a.pixels) << drawn.name;
            seen[a.id] = 0;
            std::vector<Occluder> expected;
            for (std::uint32_t id = 1; id < seen.size(); ++id)
                if (seen[id] != 0) expected.push_back({id, seen[id]});
            EXPECT_EQ(a.amodal->occluded_by, expected) << drawn.name << " instance " << a.id;
        }
    }
}

TEST(Amodal, FractionsAndBoxesFit) {
    for (const Drawn& drawn : all_drawn())
        for (const InstanceAnnotation& a : drawn.frame.annotations().instances) {
            const AmodalAnnotation& amodal = *a.amodal;
            EXPECT_EQ(amodal.visible_fraction.has_value(), amodal.pixels > 0);
            EXPECT_EQ(amodal.truncation.has_value(), amodal.pixels + amodal.pixels_outside > 0);
            EXPECT_EQ(amodal.box_loose.has_value(), amodal.pixels > 0);
            EXPECT_LE(a.pixels, amodal.pixels);
            if (amodal.visible_fraction) {
                EXPECT_EQ(*amodal.visible_fraction, static_cast<double>(a.pixels) / amodal.pixels);
            }
            if (amodal.truncation) {
                EXPECT_TRUE(*amodal.truncation >= 0 && *amodal.truncation <= 1);
            }
            if (!a.box_tight) continue;
            const PixelBox &tight = *a.box_tight, &loose = *amodal.box_loose;
            EXPECT_TRUE(loose.x_min <= tight.x_min && loose.y_min <= tight.y_min && loose.x_max >= tight.x_max &&
                        loose.y_max >= tight.y_max)
                << drawn.name << " instance " << a.id;
        }
}

TEST(Amodal, IsTheSameInABatch) {
    for (const Drawn& drawn : all_drawn()) {
        const std::vector<Shot> shots(3, drawn.shot);
        for (const Frame& frame : drawn.renderer->render(shots))
            for (std::uint32_t id = 1; id <= drawn.scene.instances().size(); ++id) {
                const MaskView mask = frame.amodal(id), alone = drawn.frame.amodal(id);
                EXPECT_EQ(mask.box, alone.box);
                EXPECT_TRUE(std::ranges::equal(mask.words, alone.words)) << drawn.name << " instance " << id;
                EXPECT_EQ(frame.annotations().instances[id - 1].amodal->occluded_by,
                          drawn.frame.annotations().instances[id - 1].amodal->occluded_by);
            }
    }
}

}  // namespace
}  // namespace plumb::property
