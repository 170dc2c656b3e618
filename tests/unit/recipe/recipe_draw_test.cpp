#include "unit/recipe/recipe_fixture.hpp"

#include <gtest/gtest.h>

#include <map>
#include <thread>
#include <utility>

namespace plumb::testing {
namespace {

const std::string rules = R"({"match": "Mug*", "yaw_deg": {"uniform": [0, 360]}, "scale": {"log_uniform": [0.5, 2]}},
    {"match": "Cup", "visible": {"bernoulli": 0.5}, "translation_m": [{"normal": {"mean": 0, "sigma": 1}}, 0, 0]})";
const std::string camera = R"("camera": {"shell": {"target": "Table", "distance_m": {"uniform": [2, 4]}}})";

std::map<std::string, std::vector<double>> by_key(const Shot& shot) {
    std::map<std::string, std::vector<double>> draws;
    for (const Draw& draw : shot.draws) EXPECT_TRUE(draws.emplace(draw.key, draw.value).second) << draw.key;
    return draws;
}

void expect_equal(const Shot& a, const Shot& b) {
    EXPECT_EQ(a.draws, b.draws);
    EXPECT_EQ(a.time_s, b.time_s);
    EXPECT_EQ(a.now.world_from_instance, b.now.world_from_instance);
    EXPECT_EQ(a.now.visible, b.now.visible);
    EXPECT_EQ(a.now.camera.world_from_camera, b.now.camera.world_from_camera);
    EXPECT_EQ(a.next->world_from_instance, b.next->world_from_instance);
    EXPECT_EQ(a.previous->camera.world_from_camera, b.previous->camera.world_from_camera);
}

TEST(RecipeDraws, adding_and_reordering_changes_no_other_draw) {
    const Scene scene = table_scene();
    const auto plain = by_key(shot_of(scene, "\"objects\": [" + rules + "], " + camera));
    const auto more = by_key(shot_of(scene, R"("time_s": {"uniform": [0, 9]}, )" + camera +
                                                R"(, "objects": [{"match": "Table", "yaw_deg": {"uniform": [0, 9]},
                                                "scale": {"uniform": [1, 2]}}, )" +
                                                rules + "]"));
    EXPECT_EQ(more.size(), plain.size() + 3);
    for (const auto& [key, value] : plain) EXPECT_EQ(more.at(key), value) << key;
}

TEST(RecipeDraws, adding_an_object_to_the_scene_changes_no_other_draw) {
    SceneBuilder builder;
    const std::uint32_t mesh = builder.add_box_mesh({0, 0, 0}, {1, 1, 1});
    builder.add_drawn_node("Extra", mesh);
    builder.add_drawn_node("Mug0", mesh);
    for (const char* name : {"Table", "Mug4", "Mug3", "Mug2", "Mug1", "Cup"}) builder.add_drawn_node(name, mesh);
    const std::string members = R"("objects": [{"match": "Mug*", "yaw_deg": {"uniform": [0, 360]}}])";
    const auto plain = by_key(shot_of(table_scene(), members));
    const auto more = by_key(shot_of(builder.build(), members));
    EXPECT_EQ(more.size(), plain.size() + 1);
    for (const auto& [key, value] : plain) EXPECT_EQ(more.at(key), value) << key;
}

TEST(RecipeDraws, a_frame_alone_equals_that_of_a_run) {
    const Scene scene = table_scene();
    const Recipe recipe = recipe_of("\"objects\": [" + rules + "], " + camera);
    for (std::uint64_t index = 69'990; index < 70'000; ++index) (void)recipe.shot(scene, 7, index);
    expect_equal(recipe.shot(scene, 7, 70'000),
                 recipe_of("\"objects\": [" + rules + "], " + camera).shot(scene, 7, 70'000));
}

TEST(RecipeDraws, first_and_last_seed_and_index_work_and_differ) {
    const Scene scene = table_scene();
    const Recipe recipe = recipe_of("\"objects\": [" + rules + "], " + camera);
    constexpr std::uint64_t last = ~std::uint64_t{0};
    std::vector<Shot> shots;
    for (const std::uint64_t seed : {std::uint64_t{0}, std::uint64_t{1}, last})
        for (const std::uint64_t index : {std::uint64_t{0}, last}) shots.push_back(recipe.shot(scene, seed, index));
    shots.push_back(recipe.shot(scene, 0, 0, {.attempt = 1}));
    for (std::size_t a = 0; a < shots.size(); ++a)
        for (std::size_t b = 0; b < a; ++b) EXPECT_NE(shots[a].draws, shots[b].draws) << a << " " << b;
}

TEST(RecipeDraws, threads_share_a_recipe) {
    const Scene scene = table_scene();
    const Recipe recipe = recipe_of("\"objects\": [" + rules + "], " + camera);
    const Recipe alone = recipe_of("\"objects\": [" + rules + "], " + camera);
    std::vector<Shot> found(64);
    {
        std::vector<std::jthread> threads;
        for (std::size_t part = 0; part < 4; ++part)
            threads.emplace_back([&, part] {
                for (std::size_t index = part; index < found.size(); index += 4)
                    found[index] = recipe.shot(scene, 9, index);
            });
    }
    for (std::size_t index = 0; index < found.size(); ++index) expect_equal(found[index], alone.shot(scene, 9, index));
}

TEST(RecipeDraws, an_override_replaces_one_value) {
    const Scene scene = table_scene();
    const Recipe recipe = recipe_of("\"objects\": [" + rules + "], " + camera);
    const Shot plain = recipe.shot(scene, 1, 2);
    const Shot changed = recipe.shot(scene, 1, 2, {.overrides = {{"objects/Mug2/yaw_deg", {90}}}});
    auto expected = by_key(plain);
    expected["objects/Mug2/yaw_deg"] = {90};
    EXPECT_EQ(by_key(changed), expected);
    expect_near(glm::normalize(glm::dvec3(changed.now.world_from_instance[instance_of(scene, "Mug2")][2])), {1, 0, 0});
    expect_equal(recipe.shot(scene, 1, 2, {.overrides = plain.draws}), plain);
    // All draws of one frame, given as overrides of another, make it that frame.
    expect_equal(recipe.shot(scene, 8, 9, {.overrides = plain.draws}), plain);
}

TEST(RecipeDraws, overrides_that_do_not_fit_are_refused) {
    const Scene scene = table_scene();
    const Recipe recipe = recipe_of("\"objects\": [" + rules + R"(], "swap": [{"name": "m", "among": ["Table"]}])");
    const auto refused = [&](const Draw& draw) {
        return error_of([&] { (void)recipe.shot(scene, 0, 0, {.overrides = {draw}}); });
    };
    const auto [code, message] = refused({"objects/Mug1/yaw", {1}});
    EXPECT_EQ(code, ErrorCode::not_found);
    EXPECT_NE(message.find("did you mean 'objects/Mug1/yaw_deg'"), std::string::npos) << message;
    EXPECT_EQ(refused({"objects/Mug1/yaw_deg", {1, 2}}).first, ErrorCode::invalid_argument);
    EXPECT_EQ(refused({"objects/Mug1/yaw_deg", {std::numeric_limits<double>::quiet_NaN()}}).first,
              ErrorCode::invalid_argument);
    EXPECT_EQ(refused({"swap/m/choice", {1}}).first, ErrorCode::invalid_argument);
    EXPECT_EQ(refused({"swap/m/choice", {0.5}}).first, ErrorCode::invalid_argument);
    EXPECT_EQ(refused({"swap/m/choice", {-1}}).first, ErrorCode::invalid_argument);
}

TEST(RecipeDraws, an_override_is_held_to_what_the_recipe_is) {
    const Scene scene = table_scene();
    const Recipe recipe = recipe_of(R"("time_s": {"uniform": [0, 1]},
        "camera": {"shell": {"distance_m": {"uniform": [3, 4]}}, "focal_length_mm": {"uniform": [20, 30]},
                   "sensor_height_mm": 24},
        "sensor": {"exposure_ev": 0, "full_well_electrons": 1000},
        "lights": {"add": [{"name": "lamp", "count": {"uniform": [0, 2]}, "intensity_cd": 5,
                            "place": {"box_m": {"min": [0, 0, 0], "max": [1, 1, 1]}}}]},
        "materials": [{"match": "Wood", "base_color": [{"uniform": [0, 0.5]}, 0.5, {"uniform": [0.5, 1]}],
                       "roughness": {"choice": [0.1, 0.9]}}],
        "objects": [{"match": "Mug1", "visible": {"bernoulli": 0.5}, "scale": {"uniform": [1, 2]}},
                    {"match": "Mug2", "scale": [1, {"uniform": [1, 2]}, 1]},
                    {"match": "Mug3", "position_m": [{"uniform": [1, 2]}, 0, 0]}])");
    const auto refused = [&](const std::string& key, const std::vector<double>& value, const std::string& text) {
        const auto [code, message] = error_of([&] {
            (void)recipe.shot(scene, 0, 0, {.overrides = {Draw{key, value}}});
        });
        EXPECT_EQ(code, ErrorCode::invalid_argument) << key;
        EXPECT_NE(message.find("\"" + key + "\""), std::string::npos) << message;
        EXPECT_NE(message.find(text), std::string::npos) << message;
    };
    refused("objects/Mug1/scale", {1e300}, "found 1e+300; allowed: [1e-06, 1000000]");
    refused("objects/Mug1/scale", {0}, "found 0.0; allowed: [1e-06, 1000000]");
    refused("objects/Mug1/scale", {-1}, "found -1.0; allowed: [1e-06, 1000000]");
    refused("objects/Mug2/scale", {1, 1, 2e6}, "found 2000000.0; allowed: [1e-06, 1000000]");
    refused("objects/Mug1/visible", {0.3}, "found 0.3; allowed: 0 or 1");
    refused("objects/Mug1/visible", {2}, "found 2.0; allowed: 0 or 1");
    refused("objects/Mug3/position_m", {0, 2e12, 0}, "allowed: [-1e+12, 1e+12]");
    refused("camera/focal_length_mm", {1e300}, "found 1e+300; allowed: ");
    refused("camera/focal_length_mm", {0}, "found 0.0; allowed: ");
    refused("camera/shell/distance_m", {0}, "found 0.0; allowed: (0, 1e+09]");
    refused("camera/shell/direction", {1e300, 0, 0}, "allowed: [-1e+12, 1e+12]");
    refused("shot/time_s", {1e13}, "allowed: [-1e+12, 1e+12]");
    refused("sensor/noise_seed", {-1}, "found -1.0; allowed: [0, ");
    refused("lights/lamp/count", {3}, "found 3.0; allowed: [0, 2]");
    refused("materials/Wood/base_color", {0.5, 0.5, 1.5}, "found 1.5; allowed: [0, 1]");
    refused("materials/Wood/roughness", {0.5}, "the index of one of 2 entries is needed");
    const std::vector<Draw> ends = {{"objects/Mug1/visible", {1}},
                                    {"objects/Mug1/scale", {1e6}},
                                    {"lights/lamp/count", {2}},
                                    {"materials/Wood/base_color", {0, 0.5, 1}},
                                    {"materials/Wood/roughness", {1}}};
    const Shot shot = recipe.shot(scene, 0, 0, {.overrides = ends});
    for (const Draw& end : ends) EXPECT_EQ(drawn(shot, end.key), end.value) << end.key;
}

TEST(RecipeDraws, a_draw_is_overridden_once) {
    const Scene scene = table_scene();
    const Recipe recipe = recipe_of("\"objects\": [" + rules + "]");
    const auto [code, message] = error_of([&] {
        (void)recipe.shot(scene, 0, 0, {.overrides = {{"objects/Mug1/yaw_deg", {1}}, {"objects/Mug1/yaw_deg", {2}}}});
    });
    EXPECT_EQ(code, ErrorCode::invalid_argument);
    EXPECT_NE(message.find("\"objects/Mug1/yaw_deg\": found it twice"), std::string::npos) << message;
}

TEST(RecipeDraws, sequences_follow_the_frame_and_sobol_spreads) {
    const Scene scene = table_scene();
    const Recipe recipe = recipe_of(R"("time_s": {"sequence": [1, 2, 3]}, "dt_s": {"sobol": {"uniform": [0, 16]}},
        "objects": [{"match": "Mug1", "yaw_deg": {"sequence": [5, 6], "at_end": "hold"},
        "translation_m": {"choice": [[1, 0, 0], [0, 1, 0]], "weights": [0, 1]}}])");
    std::vector<int> counts(16);
    for (std::uint64_t index = 0; index < 16; ++index) {
        const Shot shot = recipe.shot(scene, 4, index);
        EXPECT_EQ(shot.time_s, static_cast<double>(index % 3 + 1));
        EXPECT_EQ(drawn(shot, "objects/Mug1/yaw_deg")[0], index == 0 ? 0 : 1);
        EXPECT_EQ(drawn(shot, "objects/Mug1/translation_m"), std::vector<double>{1});
        expect_near(origin_of(scene, shot.now, "Mug1"), {0, 2, 0});
        ++counts[static_cast<std::size_t>(shot.dt_s)];
    }
    EXPECT_EQ(counts, std::vector<int>(16, 1));
}

TEST(RecipeDraws, tell_what_they_are_drawn_from) {
    const Scene scene = table_scene();
    const Recipe recipe = recipe_of(R"("camera": {"name": "Eye", "shake": {"angle_deg": {"uniform": [0, 1]}}},
        "sensor": {"full_well_electrons": 1000},
        "scatter": [{"name": "s", "match": "Mug*", "count": 2, "on": {"surface": "Table"}}])");
    std::map<std::string, DrawInfo> by_key;
    for (const DrawInfo& draw : recipe.draws(scene)) by_key.emplace(draw.key, draw);
    const Shot shot = recipe.shot(scene, 0, 0);
    for (const Draw& draw : shot.draws) EXPECT_TRUE(by_key.contains(draw.key)) << draw.key;
    for (const auto& [key, definition] : {std::pair("camera/shake/angle_deg", R"({"uniform":[0,1]})"),
                                          std::pair("camera/shake/phase", R"({"uniform":[0,1]})"),
                                          std::pair("sensor/noise_seed", R"({"uniform":[0,9007199254740992]})"),
                                          std::pair("scatter/s/Mug1/rank", R"({"uniform":[0,1]})"),
                                          std::pair("scatter/s/Mug1/place", R"({"surface":"Table"})"),
                                          std::pair("scatter/s/Mug1/yaw_deg", R"({"uniform":[0,360]})")})
        EXPECT_EQ(by_key.at(key).definition, definition) << key;
    EXPECT_EQ(by_key.at("camera/shake/phase").pointer, "/camera/shake");
}

}  // namespace
}  // namespace plumb::testing
