// What must not change, or change by just so much, when the camera or the file does.
#include "random_scenes.hpp"
#include "rendered.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace plumb::property {
namespace {

const char* const labels_of_place[] = {"instance", "triangle", "material", "semantic"};

/// Moves the camera backward along its own axis.
Shot drawn_back(const Shot& shot, double distance_m) {
    Shot moved = shot;
    glm::dmat4& pose = moved.now.camera.world_from_camera;
    pose[3] -= distance_m * pose[2];
    return moved;
}

TEST(MovingTheCameraAlongItsAxis, ChangesTheDepthOfAParallelProjectionByJustThat) {
    std::size_t compared = 0;
    for (int seed = 0; seed < 8; ++seed) {
        const Rendered& r = rendered(seed);
        oracle::SceneCase scene_case = random_scene(seed);
        const double half_height_m = 4;
        scene_case.view = oracle::look_parallel({0.3 * seed, 0.1, 0}, {0, 0, -8}, half_height_m);
        const Shot shot = oracle::shot_of(r.scene, oracle::sized_view(scene_case, 0));
        const Frame frame = r.renderer->render(shot);
        for (const double distance_m : {0.75, 40.0}) {
            const Frame moved = r.renderer->render(drawn_back(shot, distance_m));
            std::size_t differing = 0;
            for (std::size_t i = 0; i < pixel_count(moved); ++i) {
                const float before = value<float>(frame, "depth", i), after = value<float>(moved, "depth", i);
                // Surfaces between the two near planes come into view, and coincident ones may change places.
                if (value<std::uint32_t>(moved, "triangle", i) != value<std::uint32_t>(frame, "triangle", i) ||
                    value<std::uint32_t>(moved, "instance", i) != value<std::uint32_t>(frame, "instance", i)) {
                    ++differing;
                    continue;
                }
                if (std::isinf(before)) continue;
                ASSERT_NEAR(double{after}, double{before} + distance_m, 2e-7 * double{after})
                    << r.name << " pixel " << i;
                ++compared;
            }
            EXPECT_LE(differing, pixel_count(moved) / 500) << r.name;
        }
    }
    EXPECT_GT(compared, 10000U);
}

TEST(MovingTheCameraAlongItsAxis, ChangesTheDepthOfAWallByJustThat) {
    const oracle::SceneCase wall{"wall",
                                 [](oracle::SceneWriter& w, oracle::Random&) {
                                     w.node({{"mesh", w.mesh({oracle::square(50)})}, {"translation", {0, 0, -5}}});
                                 },
                                 oracle::look({0.2, 0.1, 0}, {0.2, 0.1, -1}),
                                 {},
                                 {{37, 29}}};
    const Rendered r = render_case(wall);
    for (const double distance_m : {-4.0, 0.5, 3.25, 7.0}) {
        const Frame moved = r.renderer->render(drawn_back(r.shot, distance_m));
        for (std::size_t i = 0; i < pixel_count(moved); ++i)
            ASSERT_NEAR(double{value<float>(moved, "depth", i)}, 5 + distance_m, 1e-6) << distance_m << " pixel " << i;
    }
}

TEST(MovingEverything, ChangesNoLabelOfPlace) {
    for (int seed = 0; seed < 6; ++seed) {
        const Rendered& r = rendered(seed);
        const glm::dmat4 shift = [] {
            glm::dmat4 m(1);
            m[3] = glm::dvec4(64, -32, 128, 1);  // exact in every number it is added to
            return m;
        }();
        Shot moved = r.shot;
        moved.next = moved.previous = std::nullopt;
        moved.now.camera.world_from_camera = shift * moved.now.camera.world_from_camera;
        for (glm::dmat4& pose : moved.now.world_from_instance) pose = shift * pose;
        for (glm::dmat4& joint : moved.now.world_from_joint) joint = shift * joint;
        const Frame frame = r.renderer->render(moved);
        std::size_t differing = 0;
        for (std::size_t i = 0; i < pixel_count(frame); ++i) {
            for (const char* pass : {"instance", "triangle"})
                differing += value<std::uint32_t>(frame, pass, i) != value<std::uint32_t>(r.frame, pass, i) ? 1 : 0;
        }
        // A corner that lies within rounding of the middle between two snapped places may go to the other.
        EXPECT_LE(differing, pixel_count(frame) / 500) << r.name;
    }
}

TEST(ReorderingMaterials, ChangesTheMaterialIdsAlone) {
    const int order[] = {3, 0, 4, 2, 1};
    std::uint32_t new_id[material_count + 2] = {0, 0, 0, 0, 0, 0, material_count + 1};
    for (std::uint32_t i = 0; i < material_count; ++i) new_id[order[i] + 1] = i + 1;
    for (int seed = 0; seed < 6; ++seed) {
        const Rendered& before = rendered(seed);
        const Rendered after = render_case(with_materials_reordered(random_scene(seed), order));
        const std::vector<std::string> materials{"material", "material_through"};
        EXPECT_EQ(differing_passes(before.frame, after.frame), materials) << before.name;
        for (const std::string& pass : materials)
            for (std::size_t i = 0; i < pixel_count(before.frame); ++i)
                ASSERT_EQ(value<std::uint32_t>(after.frame, pass.c_str(), i),
                          new_id[value<std::uint32_t>(before.frame, pass.c_str(), i)])
                    << before.name << " " << pass << " pixel " << i;
    }
}

TEST(TheWholeImage, IsMirroredWithTheScene) {
    // A camera turned about its axis by 180 degrees sees the same, from the last pixel to the first.
    for (int seed = 0; seed < 4; ++seed) {
        const Rendered& r = rendered(seed);
        Shot turned = r.shot;
        turned.next = turned.previous = std::nullopt;
        glm::dmat4& pose = turned.now.camera.world_from_camera;
        pose[0] = -pose[0];
        pose[1] = -pose[1];
        const Frame frame = r.renderer->render(turned);
        std::size_t differing = 0;
        for (const char* pass : labels_of_place) {
            for (std::size_t i = 0; i < pixel_count(frame); ++i)
                differing += value<std::uint32_t>(frame, pass, i) !=
                                     value<std::uint32_t>(r.frame, pass, pixel_count(frame) - 1 - i)
                                 ? 1
                                 : 0;
        }
        // Ties of the top-left rule and of snapping fall the other way round.
        EXPECT_LE(differing, pixel_count(frame) / 100) << r.name;
    }
}

}  // namespace
}  // namespace plumb::property
