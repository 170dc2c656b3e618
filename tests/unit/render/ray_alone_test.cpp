// Instances on their own where rays see them: the same as frames that show them alone, whatever the memory and the
// batch.
#include "render_fixture.hpp"

#include <cmath>

namespace plumb::render::ray_alone_test {
namespace {

constexpr Size size{80, 60};

RendererOptions amodal_options(Visibility visibility = Visibility::rasterizer) {
    RendererOptions options = options_of(size, {"instance"});
    options.amodal = true;
    options.visibility = visibility;
    return options;
}

Shot workshop_shot(const Scene& scene, Camera::Projection projection = Camera::Projection::perspective,
                   std::vector<double> distortion = {}) {
    Shot shot = scene.shot({.time_s = 0.4, .camera = scene.find_camera("main")});
    shot.next.reset();
    shot.previous.reset();
    shot.now.camera.projection = projection;
    shot.now.camera.distortion = std::move(distortion);
    return shot;
}

/// The camera goes sideways while the image is read out.
Shot rolling_shot(const Scene& scene) {
    Shot shot = workshop_shot(scene);
    RollingShutter::Edges edges{shot.now, shot.now};
    edges.top.camera.world_from_camera[3] -= 0.2 * shot.now.camera.world_from_camera[0];
    edges.bottom.camera.world_from_camera[3] += 0.2 * shot.now.camera.world_from_camera[0];
    shot.rolling_shutter = RollingShutter{0.05, edges, {}, {}};
    return shot;
}

/// Shots of every kind that rays see, the plain one last.
std::vector<Shot> all_kinds(const Scene& scene) {
    return {workshop_shot(scene, Camera::Projection::perspective, {-0.2, 0.05, 0.001, 0}),
            workshop_shot(scene, Camera::Projection::fisheye),
            workshop_shot(scene, Camera::Projection::equirectangular), rolling_shot(scene), workshop_shot(scene)};
}

void expect_same(const Frame& a, const Frame& b, const std::string& what) {
    const auto &ours = a.annotations().instances, &theirs = b.annotations().instances;
    ASSERT_EQ(ours.size(), theirs.size());
    for (std::size_t i = 0; i < ours.size(); ++i) {
        const AmodalAnnotation &x = *ours[i].amodal, &y = *theirs[i].amodal;
        EXPECT_EQ(x.pixels, y.pixels) << what << ", instance " << i + 1;
        EXPECT_EQ(x.pixels_outside, y.pixels_outside) << what << ", instance " << i + 1;
        EXPECT_EQ(x.box_loose_unclipped, y.box_loose_unclipped) << what << ", instance " << i + 1;
        EXPECT_EQ(x.occluded_by, y.occluded_by) << what << ", instance " << i + 1;
        const auto id = static_cast<std::uint32_t>(i + 1);
        EXPECT_EQ(a.amodal(id).box, b.amodal(id).box);
        EXPECT_TRUE(std::ranges::equal(a.amodal(id).words, b.amodal(id).words)) << what << ", instance " << id;
    }
}

/// Pixels of the image at which a mask is not what a frame shows in which the instance is alone.
std::size_t differing_bits(const MaskView& mask, const Frame& alone, std::uint32_t id) {
    std::size_t count = 0;
    for (std::uint32_t y = 0; y < size.height; ++y)
        for (std::uint32_t x = 0; x < size.width; ++x)
            count += mask.at(x, y) != (alone["instance"].at<std::uint32_t>(x, y) == id) ? 1 : 0;
    return count;
}

TEST(RayAlone, IsWhatAFrameShowsInWhichTheInstanceIsAlone) {
    const Scene scene = workshop();
    const auto count = static_cast<std::uint32_t>(scene.instances().size());
    const std::vector<Shot> shots = all_kinds(scene);
    Renderer renderer(oracle::shared_device(), scene, amodal_options(Visibility::rays));
    std::size_t hidden = 0, cut = 0;
    for (std::size_t kind = 0; kind < shots.size(); ++kind) {
        const Frame frame = renderer.render(shots[kind]);
        std::vector<Shot> each(count, shots[kind]);
        for (std::uint32_t i = 0; i < count; ++i)
            for (std::uint32_t k = 0; k < count; ++k)
                if (k != i) each[i].now.visible[k] = 0;
        const std::vector<Frame> alone = renderer.render(each);
        for (std::uint32_t id = 1; id <= count; ++id) {
            const InstanceAnnotation& said = frame.annotations().instances[id - 1];
            EXPECT_EQ(differing_bits(frame.amodal(id), alone[id - 1], id), 0U) << kind << ", instance " << id;
            EXPECT_EQ(said.amodal->pixels, alone[id - 1].annotations().instances[id - 1].pixels) << kind << ", " << id;
            std::uint32_t seen = said.pixels;
            for (const Occluder& occluder : said.amodal->occluded_by) seen += occluder.pixels;
            EXPECT_EQ(seen, said.amodal->pixels) << kind << ", instance " << id;
            hidden += said.amodal->visible_fraction.value_or(1) < 1 ? 1 : 0;
            cut += said.amodal->pixels > 0 && said.amodal->pixels_outside > 0 ? 1 : 0;
        }
    }
    EXPECT_GT(hidden, 20U);
    EXPECT_GT(cut, 10U);
}

/// On the canvas, too: where the lens hardly bends, and by rays alone.
TEST(RayAlone, IsThatOfTheRasterizerButForEdges) {
    const Scene scene = workshop();
    Renderer rasterizer(oracle::shared_device(), scene, amodal_options());
    Renderer rays(oracle::shared_device(), scene, amodal_options(Visibility::rays));
    const Frame expected = rasterizer.render(workshop_shot(scene));
    const Frame by_rays = rays.render(workshop_shot(scene));
    const Frame by_lens = rasterizer.render(workshop_shot(scene, Camera::Projection::perspective, {1e-12, 0, 0, 0}));
    Shot still = workshop_shot(scene);
    still.rolling_shutter = RollingShutter{0.05, {still.now, still.now}, {}, {}};
    const Frame by_row = rasterizer.render(still);
    double pixels = 0, difference = 0;
    for (std::size_t i = 0; i < scene.instances().size(); ++i) {
        const auto counts = [i](const Frame& frame) {
            const AmodalAnnotation& said = *frame.annotations().instances[i].amodal;
            return glm::dvec2(said.pixels, said.pixels_outside);
        };
        pixels += counts(expected).x + counts(expected).y;
        for (const Frame* const other : {&by_rays, &by_lens, &by_row}) {
            const glm::dvec2 off = glm::abs(counts(*other) - counts(expected));
            difference += off.x + off.y;
        }
    }
    // The rasterizer's corners are rounded to 1/256 px: a few pixels in ten thousand lie on the other side of an edge.
    EXPECT_GT(pixels, 5000);
    EXPECT_LT(difference, 3 * 0.001 * pixels);
}

TEST(RayAlone, OfAnyMemoryAndAnyDispatchGivesTheSame) {
    const Scene scene = workshop();
    const RendererOptions options = amodal_options(Visibility::rays);
    EngineTuning little_memory, short_dispatches;
    little_memory.amodal_bytes = 16384;
    short_dispatches.amodal_rays = 1;  // a row of tiles each
    for (const Shot& shot : all_kinds(scene)) {
        const std::vector<Shot> shots(2, shot);
        const std::vector<Frame> expected = Engine(oracle::shared_device(), scene, options).render(shots);
        for (const EngineTuning& tuning : {little_memory, short_dispatches}) {
            const std::vector<Frame> frames = Engine(oracle::shared_device(), scene, options, tuning).render(shots);
            for (std::size_t v = 0; v < frames.size(); ++v)
                expect_same(frames[v], expected[v], "view " + std::to_string(v));
        }
    }
}

TEST(RayAlone, DoesNotDependOnTheBatch) {
    const Scene scene = workshop();
    Renderer renderer(oracle::shared_device(), scene, amodal_options());
    std::vector<Shot> shots = all_kinds(scene);
    for (Shot& shot : all_kinds(scene)) shots.push_back(std::move(shot));
    shots[6].now.visible[2] = 0;
    const std::vector<Frame> together = renderer.render(shots);
    for (std::size_t i = 0; i < shots.size(); ++i)
        expect_same(together[i], renderer.render(shots[i]), "shot " + std::to_string(i));
    const AmodalAnnotation& absent = *together[6].annotations().instances[2].amodal;
    EXPECT_EQ(absent.pixels + absent.pixels_outside, 0U);
    EXPECT_FALSE(absent.box_loose_unclipped);
}

TEST(RayAlone, ComesWithColourOfManyExposures) {
    const Scene scene = workshop();
    const Shot plain = workshop_shot(scene, Camera::Projection::perspective, {-0.2, 0.05, 0.001, 0});
    Shot blurred = plain;
    blurred.aperture = Aperture{};
    RendererOptions options = amodal_options();
    options.passes = {"rgb", "instance"};
    options.samples = 4;
    Renderer renderer(oracle::shared_device(), scene, options);
    expect_same(renderer.render(blurred), renderer.render(plain), "with an aperture");
}

}  // namespace
}  // namespace plumb::render::ray_alone_test
