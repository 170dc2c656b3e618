#include "recipe/oriented_box.hpp"
#include "unit/recipe/recipe_fixture.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace plumb::testing {
namespace {

const std::string on_table =
    R"("scatter": [{"name": "mugs", "match": "Mug*", "on": {"surface": "Table"}, "margin_m": 0.05,
    "gap_m": 0.02}])";

TEST(RecipeScatter, objects_stand_on_the_surface_within_it_and_apart) {
    const Scene scene = table_scene();
    const Recipe recipe = recipe_of(on_table);
    for (std::uint64_t frame = 0; frame < 300; ++frame) {
        const Shot shot = recipe.shot(scene, 11, frame);
        std::vector<glm::dvec3> centers;
        for (int mug = 1; mug <= 4; ++mug) {
            const glm::dmat4& pose = shot.now.world_from_instance[instance_of(scene, "Mug" + std::to_string(mug))];
            for (int corner = 0; corner < 8; ++corner) {
                const glm::dvec3 point = transformed(pose, {(corner & 1) != 0 ? 0.1 : -0.1, (corner & 2) != 0 ? 0.2 : 0,
                                                            (corner & 4) != 0 ? 0.1 : -0.1});
                ASSERT_NEAR(point.y, (corner & 2) != 0 ? 1.2 : 1, 1e-6);
                ASSERT_LE(std::abs(point.x), 0.95 + 1e-6);
                ASSERT_LE(std::abs(point.z), 0.45 + 1e-6);
            }
            centers.emplace_back(pose[3]);
        }
        for (std::size_t a = 0; a < 4; ++a)
            for (std::size_t b = 0; b < a; ++b)
                ASSERT_GE(glm::length(centers[a] - centers[b]), 0.22 - 1e-6) << "frame " << frame;
        EXPECT_EQ(shot.now.world_from_instance, shot.next->world_from_instance);
    }
}

TEST(RecipeScatter, places_fill_the_surface_evenly) {
    const Scene scene = table_scene();
    const Recipe recipe =
        recipe_of(R"("scatter": [{"name": "m", "match": "Mug1", "on": {"surface": "Table"}, "yaw_deg": 0}])");
    constexpr int frame_count = 4000;
    int left = 0;
    int quarter = 0;
    for (int frame = 0; frame < frame_count; ++frame) {
        const glm::dvec3 place = origin_of(scene, recipe.shot(scene, 2, static_cast<std::uint64_t>(frame)).now, "Mug1");
        if (place.x < 0) ++left;
        if (place.x < -0.45 && place.z < 0) ++quarter;
    }
    EXPECT_NEAR(left, frame_count / 2, 130);    // four standard deviations of 32
    EXPECT_NEAR(quarter, frame_count / 8, 85);  // four of 21
}

TEST(RecipeScatter, follows_a_surface_that_moves) {
    const Scene scene = table_scene();
    const Shot shot =
        shot_of(scene, R"("objects": [{"match": "Table", "translation_m": [50, 3, 0], "yaw_deg": 90}], )" + on_table);
    for (int mug = 1; mug <= 4; ++mug) {
        const glm::dvec3 place = origin_of(scene, shot.now, "Mug" + std::to_string(mug));
        EXPECT_NEAR(place.y, 4, 1e-6);
        EXPECT_LE(std::abs(place.x - 50), 0.45);
        EXPECT_LE(std::abs(place.z), 0.95);
    }
}

TEST(RecipeScatter, what_does_not_fit_is_named) {
    const Scene scene = table_scene();
    const std::string mugs =
        R"("scatter": [{"name": "mugs", "match": "Mug*", "tries": 50, "on": {"ground": {"size_m": [0.45, 0.45]}})";
    const auto [code, message] = error_of([&] { (void)shot_of(scene, mugs + "}]"); });
    EXPECT_EQ(code, ErrorCode::invalid_argument);
    for (const char* part : {"/scatter/0", "'Mug", "50 tries", "others placed"})
        EXPECT_NE(message.find(part), std::string::npos) << message;
    const Shot shot = shot_of(scene, mugs + R"(, "if_full": "hide"}])");
    int shown = 0;
    for (int mug = 1; mug <= 4; ++mug) shown += shot.now.visible[instance_of(scene, "Mug" + std::to_string(mug))];
    EXPECT_GE(shown, 1);
    EXPECT_LT(shown, 4);
    const std::string big =
        error_of([&] {
            (void)shot_of(scene,
                          R"("scatter": [{"name": "t", "match": "Table", "on": {"ground": {"size_m": [1, 1]}}}])");
        }).second;
    EXPECT_NE(big.find("'Table' of 2000 x 1000 x 1000 mm"), std::string::npos) << big;
}

TEST(RecipeScatter, count_shows_as_many_and_ranks_them_by_name) {
    const Scene scene = table_scene();
    const Recipe recipe = recipe_of(R"("scatter": [{"name": "mugs", "match": "Mug*", "count": {"choice": [0, 1, 2, 3]},
        "on": {"box_m": {"min": [0, 5, 0], "max": [4, 9, 4]}}, "rotation": "any"}])");
    std::vector<int> seen(4);
    for (std::uint64_t frame = 0; frame < 400; ++frame) {
        const Shot shot = recipe.shot(scene, 1, frame);
        double shown = 0;
        for (int mug = 1; mug <= 4; ++mug) {
            const std::size_t instance = instance_of(scene, "Mug" + std::to_string(mug));
            if (shot.now.visible[instance] == 0) continue;
            ++shown;
            ++seen[static_cast<std::size_t>(mug - 1)];
            for (int corner = 0; corner < 8; ++corner) {
                const glm::dvec3 point = transformed(
                    shot.now.world_from_instance[instance],
                    {(corner & 1) != 0 ? 0.1 : -0.1, (corner & 2) != 0 ? 0.2 : 0, (corner & 4) != 0 ? 0.1 : -0.1});
                ASSERT_TRUE(point.x > -1e-6 && point.y > 5 - 1e-6 && point.z > -1e-6 && point.x < 4 + 1e-6 &&
                            point.y < 9 + 1e-6 && point.z < 4 + 1e-6);
            }
        }
        ASSERT_EQ(shown, drawn(shot, "scatter/mugs/count")[0]);
    }
    for (const int times : seen) EXPECT_NEAR(times, 150, 45);  // each in 3/8 of the frames
    EXPECT_EQ(error_of([&] {
                  (void)shot_of(
                      scene, R"("scatter": [{"name": "m", "match": "Mug*", "count": 5, "on": {"surface": "Table"}}])");
              }).second.find("/scatter/0/count: drew 5") == std::string::npos,
              false);
}

TEST(RecipeScatter, a_place_may_be_overridden_and_what_is_avoided_stays_free) {
    const Scene scene = table_scene();
    const Recipe recipe = recipe_of(on_table);
    const Shot plain = recipe.shot(scene, 0, 0);
    const std::vector<double> place = drawn(plain, "scatter/mugs/Mug1/place");
    expect_near(origin_of(scene, plain.now, "Mug1"), {place[0], place[1], place[2]}, 1e-6);
    const Shot changed = recipe.shot(scene, 0, 0, {.overrides = {{"scatter/mugs/Mug1/place", {9, 1, 9}}}});
    expect_near(origin_of(scene, changed.now, "Mug1"), {9, 1, 9}, 1e-6);
    const Recipe avoiding = recipe_of(R"("scatter": [{"name": "m", "match": "Mug1", "avoid": ["Mug2", "Mug3"],
        "on": {"surface": "Table"}}])");
    for (std::uint64_t frame = 0; frame < 200; ++frame) {
        const glm::dvec3 found = origin_of(scene, avoiding.shot(scene, 5, frame).now, "Mug1");
        ASSERT_GE(glm::length(found - glm::dvec3(0.3, 1, 0)), 0.2 - 1e-6);
        ASSERT_GE(glm::length(found - glm::dvec3(0.6, 1, 0)), 0.2 - 1e-6);
    }
}

TEST(OrientedBox, overlap_agrees_with_cases_known_by_construction) {
    recipe::OrientedBox a{.center = {0, 0, 0}, .half = {1, 1, 1}};
    recipe::OrientedBox b{.center = {2.1, 0, 0}, .half = {1, 1, 1}};
    EXPECT_FALSE(recipe::overlap(a, b, 0));
    EXPECT_TRUE(recipe::overlap(a, b, 0.2));
    b.center = {1.9, 0, 0};
    EXPECT_TRUE(recipe::overlap(a, b, 0));
    // Turned by 45 degrees its corner reaches out by sqrt 2.
    const double s = std::sqrt(0.5);
    b.axes = {glm::dvec3(s, 0, s), {0, 1, 0}, {-s, 0, s}};
    b.center = {2.4, 0, 0};
    EXPECT_TRUE(recipe::overlap(a, b, 0));
    b.center = {2.42, 0, 0};
    EXPECT_FALSE(recipe::overlap(a, b, 0));
    // Two rods that cross at a distance: no face parts them, an edge pair does.
    recipe::OrientedBox x{
        .center = {0, 0, 0}, .axes = {glm::dvec3(s, s, 0), {-s, s, 0}, {0, 0, 1}}, .half = {5, 0.1, 0.1}};
    recipe::OrientedBox z{
        .center = {0, 0.3, 0}, .axes = {glm::dvec3(1, 0, 0), {0, s, s}, {0, -s, s}}, .half = {0.1, 5, 0.1}};
    z.center = {0.35, -0.35, 0};
    EXPECT_FALSE(recipe::overlap(x, z, 0));
    z.center = {0.1, -0.1, 0};
    EXPECT_TRUE(recipe::overlap(x, z, 0));
}

}  // namespace
}  // namespace plumb::testing
