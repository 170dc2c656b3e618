#include "unit/recipe/recipe_fixture.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <thread>

namespace plumb::testing {
namespace {

std::uint32_t add_closed_box(SceneBuilder& builder, const glm::vec3& low, const glm::vec3& high) {
    const std::uint32_t mesh = builder.add_box_mesh(low, high);
    builder.data.meshes[mesh].primitives[0].indices = {0, 2, 1, 1, 2, 3, 4, 5, 6, 5, 7, 6, 0, 1, 4, 1, 5, 4,
                                                       2, 6, 3, 3, 6, 7, 0, 4, 2, 2, 4, 6, 1, 3, 5, 3, 7, 5};
    return mesh;
}

/// A floor of 6 x 6 m at y = 0, a bench whose top is at 0.5 m and can be raised by a morph target, four crates of 0.2 m
/// in the air over it with a lamp in the first, and a mast far from all.
Scene yard() {
    SceneBuilder builder;
    builder.data.materials.resize(1);
    builder.data.materials[0].name = "Wood";
    const std::uint32_t floor = add_closed_box(builder, {-3, -0.1F, -3}, {3, 0, 3});
    const std::uint32_t bench = add_closed_box(builder, {-0.8F, 0, -0.8F}, {0.8F, 0.5F, 0.8F});
    const std::uint32_t crate = add_closed_box(builder, {-0.1F, -0.1F, -0.1F}, {0.1F, 0.1F, 0.1F});
    builder.data.meshes[crate].primitives[0].material = 0;
    scene::MorphTarget raised;
    for (int corner = 0; corner < 8; ++corner) raised.positions.emplace_back(0, (corner & 2) != 0 ? 1 : 0, 0);
    builder.data.meshes[bench].primitives[0].targets.push_back(raised);
    builder.data.meshes[bench].weights = {0};
    builder.data.meshes[bench].target_names = {"raise"};
    builder.add_drawn_node("Floor", floor);
    builder.add_drawn_node("Bench", bench);
    for (int index = 0; index < 4; ++index) {
        const std::uint32_t node = builder.add_drawn_node("Crate" + std::to_string(index + 1), crate);
        builder.data.nodes[node].translation = {0.05 * index, 0.9 + 0.25 * index, 0.03 * index};
    }
    const std::uint32_t first = 2;
    const std::uint32_t lamp = builder.add_node("Lamp", first);
    builder.data.lights.emplace_back().name = "bulb";
    builder.data.nodes[lamp].light = 0;
    builder.data.nodes[lamp].translation = {0, 0.05, 0};
    const std::uint32_t mast = builder.add_drawn_node("Mast", crate);
    builder.data.nodes[mast].translation = {2.5, 0.1, 2.5};
    return builder.build();
}

const char* const all_crates = R"("settle": {"objects": [{"match": "Crate*", "lift_m": {"uniform": [0, 0.2]},
    "rotation": "any"}]})";

double lowest(const Scene& scene, const Moment& moment, const std::string& name) {
    double low = 1e300;
    for (int corner = 0; corner < 8; ++corner)
        low = std::min(low, transformed(moment.world_from_instance[instance_of(scene, name)],
                                        {(corner & 1) != 0 ? 0.1 : -0.1, (corner & 2) != 0 ? 0.1 : -0.1,
                                         (corner & 4) != 0 ? 0.1 : -0.1})
                                .y);
    return low;
}

std::vector<glm::dmat4> crates(const Scene& scene, const Moment& moment) {
    std::vector<glm::dmat4> poses;
    for (int crate = 1; crate <= 4; ++crate)
        poses.push_back(moment.world_from_instance[instance_of(scene, "Crate" + std::to_string(crate))]);
    return poses;
}

std::string problem_of(const std::string& members) {
    const Scene scene = yard();
    return error_of([&] { (void)shot_of(scene, members); }).second;
}

TEST(RecipeSettle, objects_come_to_rest_on_what_is_below_at_all_three_times) {
    const Scene scene = yard();
    const Recipe recipe = recipe_of(std::string("\"dt_s\": 0.04, ") + all_crates);
    for (std::uint64_t frame = 0; frame < 10; ++frame) {
        const Shot shot = recipe.shot(scene, 3, frame);
        bool is_one_on_the_bench = false;
        for (int crate = 1; crate <= 4; ++crate) {
            const double low = lowest(scene, shot.now, "Crate" + std::to_string(crate));
            EXPECT_GE(low, -0.001);
            is_one_on_the_bench = is_one_on_the_bench || std::abs(low - 0.5) < 0.0003;
            EXPECT_TRUE(has_draw(shot, "settle/Crate" + std::to_string(crate) + "/lift_m"));
            EXPECT_TRUE(has_draw(shot, "settle/Crate" + std::to_string(crate) + "/rotation"));
        }
        EXPECT_TRUE(is_one_on_the_bench) << "frame " << frame;
        EXPECT_EQ(shot.previous->world_from_instance, shot.now.world_from_instance);
        EXPECT_EQ(shot.next->world_from_instance, shot.now.world_from_instance);
        // The lamp in the first crate went with it.
        const glm::dmat4& pose = shot.now.world_from_instance[instance_of(scene, "Crate1")];
        expect_near(shot.lights[0].position, transformed(pose, {0, 0.05, 0}), 1e-9);
    }
}

TEST(RecipeSettle, starts_where_the_sections_before_put_it) {
    const Scene scene = yard();
    const std::string alone = R"("settle": {"objects": [{"match": "Crate1"}], "obstacles": ["Floor", "Bench"]})";
    const auto low = [&](const std::string& objects) {
        return lowest(scene, shot_of(scene, objects + ", " + alone).now, "Crate1");
    };
    constexpr double tolerance = 0.0003;  // as DropTest allows for a box of this size
    EXPECT_NEAR(low(R"("objects": [{"match": "Crate1", "position_m": [0.3, 1, 0], "yaw_deg": 20}])"), 0.5, tolerance);
    EXPECT_NEAR(low(R"("objects": [{"match": "Crate1", "position_m": [2, 1, 0]}])"), 0, tolerance);
    EXPECT_NEAR(low(R"("objects": [{"match": "Bench", "translation_m": [0, 0.25, 0], "yaw_deg": 45}])"), 0.75,
                tolerance);
    EXPECT_NEAR(low(R"("objects": [{"match": "Bench", "scale": [1, 1.2, 1]}])"), 0.6, tolerance);
    EXPECT_NEAR(low(R"("objects": [{"match": "Bench", "visible": false}])"), 0, tolerance);
    EXPECT_NEAR(low(R"("figures": [{"match": "Bench", "weights": {"raise": 0.2}}])"), 0.7, tolerance);
    const Shot small = shot_of(scene, R"("objects": [{"match": "Crate1", "scale": 0.5}], )" + alone);
    EXPECT_NEAR(origin_of(scene, small.now, "Crate1").y, 0.55, tolerance);
    const Shot scattered = shot_of(scene, R"("scatter": [{"name": "s", "match": "Crate1", "on": {"box_m": {"min":
        [-0.5, 0.8, -0.5], "max": [0.5, 1.2, 0.5]}}}], )" +
                                              alone);
    EXPECT_NEAR(lowest(scene, scattered.now, "Crate1"), 0.5, tolerance);
}

TEST(RecipeSettle, obstacles_may_be_chosen_and_left_out) {
    const Scene scene = yard();
    const auto low = [&](const std::string& members) {
        return lowest(scene, shot_of(scene, R"("settle": {"objects": [{"match": "Crate1"}], )" + members + "}").now,
                      "Crate1");
    };
    EXPECT_NEAR(low(R"("obstacles": "Floor")"), 0, 0.0003);
    EXPECT_NEAR(low(R"("ignore": "Bench")"), 0, 0.0003);
    EXPECT_NEAR(low(R"("ignore": "*", "floor_y_m": -2.5)"), -2.5, 0.0003);
}

TEST(RecipeSettle, hidden_objects_neither_fall_nor_stand_in_the_way) {
    const Scene scene = yard();
    const std::string hide = R"("objects": [{"match": ["Crate2", "Crate3", "Crate4"], "visible": false}], )";
    const std::string all = R"("settle": {"objects": [{"match": "Crate*"}]})";
    const Shot one = shot_of(scene, hide + R"("settle": {"objects": [{"match": "Crate1"}]})");
    EXPECT_EQ(origin_of(scene, shot_of(scene, hide + all).now, "Crate1"), origin_of(scene, one.now, "Crate1"));
    EXPECT_EQ(shot_of(scene, hide + all).now.world_from_instance[instance_of(scene, "Crate2")],
              shot_of(scene, "").now.world_from_instance[instance_of(scene, "Crate2")]);
}

TEST(RecipeSettle, an_unrelated_randomizer_and_overrides_leave_it_alone) {
    const Scene scene = yard();
    const Shot plain = shot_of(scene, all_crates);
    const Shot more = shot_of(scene, std::string(R"("materials": [{"match": "Wood", "roughness": {"uniform": [0, 1]}}],
        "lights": {"add": [{"name": "key", "intensity_cd": {"uniform": [1, 9]}, "place": {"position_m": [0, 4, 0]}}]},
        "objects": [{"match": "Mast", "yaw_deg": {"uniform": [0, 360]}}], )") +
                                         all_crates);
    EXPECT_EQ(crates(scene, more.now), crates(scene, plain.now));
    EXPECT_GT(more.draws.size(), plain.draws.size());
    const Shot lifted = recipe_of(all_crates).shot(scene, 7, 0, {.overrides = {{"settle/Crate4/lift_m", {5}}}});
    for (const Draw& draw : plain.draws) {
        if (draw.key == "settle/Crate4/lift_m") continue;
        EXPECT_EQ(drawn(lifted, draw.key), draw.value);
    }
    EXPECT_NE(crates(scene, lifted.now), crates(scene, plain.now));
}

TEST(RecipeSettle, without_the_fall_objects_stay_where_they_start) {
    const Scene scene = yard();
    const Recipe recipe = recipe_of(all_crates);
    const Shot settled = recipe.shot(scene, 7, 0);
    const Shot start = recipe.shot(scene, 7, 0, {.settles = false});
    EXPECT_EQ(start.draws, settled.draws);
    for (int crate = 1; crate <= 4; ++crate) {
        const std::string name = "Crate" + std::to_string(crate);
        const glm::dvec3 file(0.05 * (crate - 1), 0.9 + 0.25 * (crate - 1), 0.03 * (crate - 1));
        expect_near(origin_of(scene, start.now, name),
                    file + glm::dvec3(0, drawn(start, "settle/" + name + "/lift_m")[0], 0), 1e-7);
    }
}

TEST(RecipeSettle, friction_and_mass_act) {
    const Scene scene = yard();
    const auto shift = [&](const char* rule) {
        const Shot shot = shot_of(scene, std::string(R"("objects": [{"match": "Bench", "rotation_deg": [0, 0, 15]},
            {"match": "Crate1", "rotation_deg": [0, 0, 15]}], "settle": {"objects": [{"match": "Crate1", )") +
                                             rule + R"(}], "obstacles": ["Floor", "Bench"]})");
        return std::abs(origin_of(scene, shot.now, "Crate1").x);
    };
    EXPECT_LT(shift(R"("friction": 0.8, "restitution": 0)"), 0.6);
    EXPECT_GT(shift(R"("friction": 0.01)"), 0.8);
    EXPECT_EQ(problem_of(R"("settle": {"objects": [{"match": "Crate1", "mass_kg": 1, "density_kg_m3": 100}]})")
                      .find("/settle/objects/0/mass_kg: found mass_kg beside density_kg_m3") == std::string::npos,
              false);
}

TEST(RecipeSettle, what_cannot_settle_is_named) {
    const auto expect_parts = [](const std::string& problem, std::initializer_list<const char*> parts) {
        for (const char* part : parts) EXPECT_NE(problem.find(part), std::string::npos) << problem;
    };
    expect_parts(problem_of(R"("settle": {"objects": [{"match": "Crate2"}], "obstacles": "Mast"})"),
                 {"/settle/objects/0", "'Crate2'", "falling out of the scene", "floor_y_m"});
    expect_parts(problem_of(R"("settle": {"objects": [{"match": "Crate2"}], "limit_s": 0.3})"),
                 {"/settle/objects/0", "'Crate2' still moving at", "after 0.3 s", "limit_s"});
    expect_parts(problem_of(R"("settle": {"objects": [{"match": "Crate2"}], "depth_limit_m": 0, "ignore": "*",
        "floor_y_m": 0.1, "limit_s": 20})"),
                 {"/settle/objects/0", "'Crate2' at rest", "mm within the floor"});
    expect_parts(
        problem_of(R"("objects": [{"match": "Crate1", "linear_velocity_m_s": [1, 0, 0]}], )" + std::string(all_crates)),
        {"/settle/objects/0/match", "/objects/0/linear_velocity_m_s"});
    expect_parts(problem_of(R"("settle": {"objects": [{"match": "Crate1"}, {"match": "Crate*"}]})"),
                 {"/settle/objects/1/match", "/settle/objects/0/match"});
    expect_parts(problem_of(R"("settle": {"objects": [{"match": "Crat1"}]})"), {"/settle/objects/0/match", "'Crate1'"});
}

TEST(RecipeSettle, what_cannot_settle_may_be_hidden_or_kept) {
    const Scene scene = yard();
    const Shot lost = shot_of(scene, R"("settle": {"objects": [{"match": "Crate2"}], "obstacles": "Mast",
        "if_lost": "hide"})");
    EXPECT_EQ(lost.now.visible[instance_of(scene, "Crate2")], 0);
    EXPECT_EQ(lost.now.visible[instance_of(scene, "Crate1")], 1);
    const std::string early = R"("settle": {"objects": [{"match": "Crate2"}], "limit_s": 0.05, "if_unsettled": )";
    EXPECT_EQ(shot_of(scene, early + "\"hide\"}").now.visible[instance_of(scene, "Crate2")], 0);
    const Shot kept = shot_of(scene, early + "\"keep\"}");
    EXPECT_EQ(kept.now.visible[instance_of(scene, "Crate2")], 1);
    // 12 steps of 1/240 s: the speed grows before the place does.
    EXPECT_NEAR(origin_of(scene, kept.now, "Crate2").y, 1.15 - 9.81 * 12 * 13 / 2 / (240.0 * 240.0), 1e-6);
}

std::uint64_t settled_bytes() {
    const Scene scene = yard();
    const Recipe recipe = recipe_of(all_crates);
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (std::uint64_t frame = 0; frame < 3; ++frame)
        for (const glm::dmat4& pose : recipe.shot(scene, ~std::uint64_t{0}, frame).now.world_from_instance) {
            std::array<unsigned char, sizeof(pose)> bytes{};
            std::memcpy(bytes.data(), &pose, sizeof(pose));
            for (const unsigned char byte : bytes) hash = (hash ^ byte) * 0x100000001b3U;
        }
    return hash;
}

TEST(RecipeSettle, bytes_are_equal_in_threads_and_processes) {
    constexpr const char* ask = "PLUMB_TEST_PRINT_SETTLED";
    const std::uint64_t own = settled_bytes();
    if (std::getenv(ask)) {
        std::printf("settled %llu\n", static_cast<unsigned long long>(own));
        return;
    }
    std::vector<std::uint64_t> found(4);
    std::vector<std::thread> threads;
    for (std::uint64_t& hash : found) threads.emplace_back([&] { hash = settled_bytes(); });
    for (std::thread& thread : threads) thread.join();
    for (const std::uint64_t hash : found) EXPECT_EQ(hash, own);
    const std::string command = std::string(ask) + "=1 '" + std::filesystem::read_symlink("/proc/self/exe").string() +
                                "' --gtest_filter=RecipeSettle.bytes_are_equal_in_threads_and_processes";
    for (int process = 0; process < 3; ++process) {
        std::FILE* const pipe = popen(command.c_str(), "r");
        ASSERT_NE(pipe, nullptr);
        unsigned long long hash = 0;
        std::array<char, 512> line{};
        while (std::fgets(line.data(), line.size(), pipe)) (void)std::sscanf(line.data(), "settled %llu", &hash);
        EXPECT_EQ(pclose(pipe), 0);
        EXPECT_EQ(hash, own);
    }
}

TEST(RecipeSettle, parts_fall_as_parts) {
    SceneBuilder builder;
    builder.add_drawn_node("Floor", add_closed_box(builder, {-3, -0.1F, -3}, {3, 0, 3}));
    // A table in one mesh: a top on two panels, 0.6 m high.
    const std::uint32_t table = add_closed_box(builder, {-0.5F, 0.5F, -0.5F}, {0.5F, 0.6F, 0.5F});
    for (const float side : {-0.44F, 0.44F}) {
        const std::uint32_t panel = add_closed_box(builder, {side - 0.05F, 0, -0.5F}, {side + 0.05F, 0.5F, 0.5F});
        builder.data.meshes[table].primitives.push_back(builder.data.meshes[panel].primitives[0]);
    }
    builder.add_drawn_node("Table", table);
    const std::uint32_t ball =
        builder.add_drawn_node("Ball", add_closed_box(builder, glm::vec3(-0.1F), glm::vec3(0.1F)));
    builder.data.nodes[ball].translation = {0, 0.1, 0};
    const Scene scene = builder.build();
    const auto table_y = [&](const char* shape) {
        const Shot shot = shot_of(scene, std::string(R"("settle": {"limit_s": 60, "if_unsettled": "keep", "objects": [
            {"match": "Table", "shape": ")") +
                                             shape + R"("}]})");
        return origin_of(scene, shot.now, "Table").y;
    };
    // The box stands between the panels, but within the hull.
    EXPECT_NEAR(table_y("parts"), 0, 0.0005);
    EXPECT_GT(std::abs(table_y("hull")), 0.01);
}

}  // namespace
}  // namespace plumb::testing
