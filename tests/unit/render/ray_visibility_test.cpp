// Rays in the place of the rasterizer, beyond what the oracle's scenes try: objects without thickness, batches.
#include "render_fixture.hpp"
#include "shapes.hpp"

#include <cmath>

namespace plumb::render::ray_visibility_test {
namespace {

constexpr Size size{160, 120};
const std::vector<std::string> passes{"instance", "triangle", "depth", "normal_geometric"};

RendererOptions seen_by(Visibility visibility) {
    RendererOptions options = options_of(size, passes);
    options.visibility = visibility;
    return options;
}

/// Share of the pixels at which two frames see another triangle or another depth.
double differing_share(const Frame& a, const Frame& b) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < a["instance"].as<std::uint32_t>().size(); ++i) {
        const bool is_same = a["instance"].as<std::uint32_t>()[i] == b["instance"].as<std::uint32_t>()[i] &&
                             a["triangle"].as<std::uint32_t>()[i] == b["triangle"].as<std::uint32_t>()[i];
        const float depth = a["depth"].as<float>()[i], other = b["depth"].as<float>()[i];
        const bool is_near = depth == other || std::abs(depth - other) <= 1e-5F * depth;
        if (!is_same || !is_near) ++count;
    }
    return static_cast<double>(count) / (double{size.width} * size.height);
}

/// Boxes pressed flat along one axis, or two, turned every way, some mirrored.
Scene flattened_boxes() {
    return made_scene("flattened boxes", [](oracle::SceneWriter& w, oracle::Random& random) {
        const int mesh = w.mesh({oracle::box(0.5F, w.material({{"doubleSided", false}}))});
        const int both = w.mesh({oracle::box(0.5F, w.material({{"doubleSided", true}}))});
        const double scales[][3] = {{1, 0, 1}, {0, 1, 1}, {1, 1, 0}, {-1, 0, 1}, {1, -1, 0}, {0, 0, 1}};
        for (int i = 0; i < 24; ++i) {
            const auto& s = scales[i % 6];
            w.node({{"mesh", i % 2 == 0 ? mesh : both},
                    {"translation", {i % 6 * 1.2 - 3, i / 6 * 1.2 - 1.8, -6}},
                    {"rotation", oracle::list(random.quaternion())},
                    {"scale", {s[0], s[1], s[2]}}});
        }
    });
}

TEST(RayVisibility, SeesObjectsWithoutThickness) {
    const Scene scene = flattened_boxes();
    Shot shot = scene.default_shot();
    shot.now.camera = {};
    shot.now.camera.fov_y_rad = 0.9;
    shot.now.camera.world_from_camera = look_at({0, 0, 0}, {0, 0, -6}, {0, 1, 0});
    const Frame raster = Renderer(oracle::shared_device(), scene, seen_by(Visibility::rasterizer)).render(shot);
    const Frame rays = Renderer(oracle::shared_device(), scene, seen_by(Visibility::rays)).render(shot);
    std::size_t covered = 0;
    for (const std::uint32_t id : raster["instance"].as<std::uint32_t>()) covered += id != 0 ? 1 : 0;
    EXPECT_GT(covered, 1000U);
    // Edges within 1/256 px of a pixel's centre; faces of a flattened box that lie in one plane have one depth, and
    // both take the lower triangle.
    EXPECT_LT(differing_share(raster, rays), 0.002);
}

TEST(RayVisibility, DoesNotDependOnTheBatch) {
    const Scene scene = Scene::load(asset("workshop/workshop.glb"));  // with skins, morphs, cut-outs
    std::vector<Shot> shots;
    for (int i = 0; i < 3; ++i) shots.push_back(scene.shot({.time_s = 0.7 * i}));
    Renderer rays(oracle::shared_device(), scene, seen_by(Visibility::rays));
    Renderer rasterizer(oracle::shared_device(), scene, seen_by(Visibility::rasterizer));
    const std::vector<Frame> together = rays.render(shots);
    for (std::size_t i = 0; i < shots.size(); ++i) {
        EXPECT_TRUE(differing_passes(together[i], rays.render(shots[i])).empty()) << i;
        EXPECT_LT(differing_share(together[i], rasterizer.render(shots[i])), 0.005) << i;
    }
}

}  // namespace
}  // namespace plumb::render::ray_visibility_test
