// Views through a lens, beyond what the oracle says of their labels: colour, samples, coverage, keypoints, batches.
#include "render_fixture.hpp"

#include <cmath>

namespace plumb::render::lens_test {
namespace {

constexpr Size size{96, 72};

Shot workshop_shot(const Scene& scene, Camera::Projection projection, std::vector<double> distortion) {
    Shot shot = scene.shot({.time_s = 0.4, .dt_s = 0.1, .camera = scene.find_camera("main")});
    for (Moment* const moment : {&shot.now, &*shot.next, &*shot.previous}) {
        moment->camera.projection = projection;
        moment->camera.distortion = distortion;
    }
    return shot;
}

Shot bent_shot(const Scene& scene) {
    return workshop_shot(scene, Camera::Projection::perspective, {-0.2, 0.05, 0.001, 0});
}

/// So little that no pixel sees anything else, but rays see it.
Shot hardly_bent_shot(const Scene& scene) {
    return workshop_shot(scene, Camera::Projection::perspective, {1e-12, 0, 0, 0});
}

/// Mean over all pixels of the difference of colour, by the mean of colour.
double mean_difference(const Frame& a, const Frame& b) {
    double difference = 0, sum = 0;
    for (std::size_t i = 0; i < a["hdr"].as<float>().size(); ++i) {
        difference += std::abs(double{a["hdr"].as<float>()[i]} - double{b["hdr"].as<float>()[i]});
        sum += double{a["hdr"].as<float>()[i]};
    }
    return difference / sum;
}

TEST(Lenses, BytesDoNotDependOnTheBatch) {
    const Scene scene = workshop();
    const Shot plain = workshop_shot(scene, Camera::Projection::perspective, {});
    const Shot panorama = workshop_shot(scene, Camera::Projection::equirectangular, {});
    const std::vector<Shot> shots{plain, bent_shot(scene), panorama, plain};
    Renderer renderer(oracle::shared_device(), scene, options_of(size));
    const std::vector<Frame> together = renderer.render(shots);
    for (std::size_t i = 0; i < shots.size(); ++i)
        EXPECT_TRUE(differing_passes(together[i], renderer.render(shots[i])).empty()) << i;
    for (const char* pass : {"depth", "flow_forward_class", "normal"}) {
        Renderer alone(oracle::shared_device(), scene, options_of(size, {pass}));
        const Frame frame = alone.render(shots[2]);
        EXPECT_TRUE(std::ranges::equal(frame[pass].bytes, together[2][pass].bytes)) << pass;
    }
}

TEST(Lenses, ALensThatHardlyBendsShowsTheSamePicture) {
    const Scene scene = workshop();
    const Shot plain = workshop_shot(scene, Camera::Projection::perspective, {});
    for (const std::uint32_t samples : {1U, 4U}) {
        RendererOptions options = options_of(size, {"hdr", "instance", "coverage", "coverage_id"});
        options.samples = samples;
        Renderer renderer(oracle::shared_device(), scene, options);
        const Frame by_matrix = renderer.render(plain), by_lens = renderer.render(hardly_bent_shot(scene));
        // The rasterizer's edges are rounded to 1/256 px: a few samples in ten thousand see another surface.
        EXPECT_LT(mean_difference(by_matrix, by_lens), 0.001) << samples;
        std::size_t other = 0;
        for (std::size_t i = 0; i < by_matrix["coverage_id"].as<std::uint32_t>().size(); i += coverage_ranks)
            if (by_matrix["coverage_id"].as<std::uint32_t>()[i] != by_lens["coverage_id"].as<std::uint32_t>()[i] ||
                std::abs(by_matrix["coverage"].as<float>()[i] - by_lens["coverage"].as<float>()[i]) > 2.0F / 64)
                ++other;
        EXPECT_LT(other, size.width * size.height / 1000);
    }
    RendererOptions options = options_of(size, {"hdr"});
    options.color.mode = ColorOptions::Mode::path;
    options.color.path_samples = 4;
    Renderer paths(oracle::shared_device(), scene, options);
    // Random numbers belong to the pixel: the same paths but for rounding, which can turn one another way.
    EXPECT_LT(mean_difference(paths.render(plain), paths.render(hardly_bent_shot(scene))), 0.001);
}

TEST(Lenses, KeypointsAreHiddenAsTheyAreWithoutALens) {
    const Scene scene = workshop();
    RendererOptions options = options_of(size, {"instance"});
    options.keypoints = {{.node = "chair_*", .name = "seat", .point = {0, 0.45, 0}},
                         {.node = "chair_*", .name = "floor", .point = {0, 0, 0}},
                         {.node = "cushion_*", .name = "middle"}};
    Renderer renderer(oracle::shared_device(), scene, options);
    const Frame by_matrix = renderer.render(workshop_shot(scene, Camera::Projection::perspective, {}));
    const Frame by_lens = renderer.render(hardly_bent_shot(scene));
    const auto &known = by_matrix.annotations().keypoints, &found = by_lens.annotations().keypoints;
    ASSERT_EQ(known.size(), found.size());
    ASSERT_FALSE(known.empty());
    for (std::size_t i = 0; i < known.size(); ++i) {
        EXPECT_EQ(known[i].state, found[i].state) << i;
        ASSERT_EQ(known[i].pixel.has_value(), found[i].pixel.has_value());
        if (!known[i].pixel) continue;
        EXPECT_LT(glm::length(*known[i].pixel - *found[i].pixel), 1e-6);
    }
    for (std::size_t i = 0; i < by_lens.annotations().instances.size(); ++i) {
        const Box3d &a = by_matrix.annotations().instances[i].box_3d, &b = by_lens.annotations().instances[i].box_3d;
        for (std::size_t k = 0; k < 8; ++k) {
            ASSERT_EQ(a.corners_px[k].has_value(), b.corners_px[k].has_value());
            if (!a.corners_px[k]) continue;
            EXPECT_LT(glm::length(*a.corners_px[k] - *b.corners_px[k]), 1e-6 * (1 + glm::length(*a.corners_px[k])));
        }
    }
}

TEST(Lenses, AStillSceneHasNoFlow) {
    const Scene scene = workshop();
    for (Shot shot : {bent_shot(scene), workshop_shot(scene, Camera::Projection::equirectangular, {}),
                      workshop_shot(scene, Camera::Projection::fisheye, {})}) {
        shot.next = shot.previous = shot.now;
        Renderer renderer(oracle::shared_device(), scene,
                          options_of(size, {"flow_forward", "flow_backward", "flow_forward_class"}));
        const Frame frame = renderer.render(shot);
        EXPECT_TRUE(is_all(frame, "flow_forward", 0.0F));
        EXPECT_TRUE(is_all(frame, "flow_backward", 0.0F));
        EXPECT_TRUE(is_all(frame, "flow_forward_class", std::uint8_t{1}));
    }
}

TEST(Lenses, BeyondTheImageCircleNothingIsSeen) {
    const Scene scene = workshop();
    Shot shot = workshop_shot(scene, Camera::Projection::fisheye, {});
    for (Moment* const moment : {&shot.now, &*shot.next, &*shot.previous}) {
        moment->camera.intrinsics = Intrinsics{20, 20, 48, 36};
        moment->camera.field_rad = 3;
    }
    Renderer renderer(oracle::shared_device(), scene, options_of(size));
    const Frame frame = renderer.render(shot);
    std::size_t dark = 0;
    for (std::uint32_t y = 0; y < size.height; ++y)
        for (std::uint32_t x = 0; x < size.width; ++x) {
            const double radius = std::hypot(x + 0.5 - 48, y + 0.5 - 36);
            if (radius < 20 * 1.5) continue;
            ++dark;
            EXPECT_EQ(frame["instance"].at<std::uint32_t>(x, y), 0U);
            EXPECT_EQ(frame["depth"].at<float>(x, y), std::numeric_limits<float>::infinity());
            EXPECT_EQ(frame["flow_forward_class"].at<std::uint8_t>(x, y), 0);
            for (std::uint32_t c = 0; c < 3; ++c) EXPECT_EQ(frame["hdr"].at<float>(x, y, c), 0);
            EXPECT_EQ(frame["flow_backward"].at<float>(x, y, 1), 0);
        }
    EXPECT_GT(dark, 1000U);
    EXPECT_GT(frame["hdr"].at<float>(48, 36), 0);
}

}  // namespace
}  // namespace plumb::render::lens_test
