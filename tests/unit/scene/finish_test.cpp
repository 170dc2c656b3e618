#include "unit/scene/scene_builder.hpp"

namespace plumb::scene {
namespace {

using testing::error_of;
using testing::SceneBuilder;

TEST(FinishTest, IdsFollowTheDepthFirstOrderOfTheFile) {
    SceneBuilder builder;
    const std::uint32_t mesh = builder.add_triangle_mesh();
    // File order of nodes differs from tree order: root, late sibling, child, grandchild.
    const std::uint32_t root = builder.add_drawn_node("root", mesh);
    const std::uint32_t second = builder.add_drawn_node("second", mesh);
    const std::uint32_t child = builder.add_drawn_node("child", mesh, root);
    const std::uint32_t grandchild = builder.add_drawn_node("grandchild", mesh, child);
    const std::uint32_t sibling = builder.add_drawn_node("sibling", mesh, root);
    const Scene scene = builder.build();
    EXPECT_EQ(scene.data().depth_first, (std::vector{root, child, grandchild, sibling, second}));
    ASSERT_EQ(scene.instances().size(), 5U);
    for (std::uint32_t index = 0; index < 5; ++index) {
        EXPECT_EQ(scene.instances()[index].id, index + 1);
        EXPECT_EQ(scene.instances()[index].node, scene.data().depth_first[index]);
    }
    EXPECT_EQ(scene.instances()[2].path, "root/child/grandchild");
    EXPECT_EQ(scene.instances()[3].path, "root/sibling");
    EXPECT_EQ(scene.instances()[4].path, "second");
    EXPECT_EQ(scene.triangle_count(), 5U);
}

TEST(FinishTest, NamesAreMadeWhereTheFileHasNone) {
    SceneBuilder builder;
    const std::uint32_t mesh = builder.add_triangle_mesh();
    const std::uint32_t root = builder.add_node("");
    builder.add_drawn_node("", mesh, root);
    builder.data.cameras.emplace_back();
    builder.data.cameras.emplace_back().name = "lens";
    builder.data.nodes[builder.add_node("eye")].camera = 0;
    builder.data.nodes[builder.add_node("")].camera = 1;
    builder.data.nodes[builder.add_node("")].camera = 0;
    builder.data.materials.resize(2);
    builder.data.materials[1].name = "steel";
    builder.animate(AnimatedProperty::node_scale, root, 3, {0, 2.5F}, {1, 1, 1, 2, 2, 2});
    const Scene scene = builder.build();
    EXPECT_EQ(scene.instances()[0].name, "node_1");
    EXPECT_EQ(scene.instances()[0].path, "node_0/node_1");
    ASSERT_EQ(scene.cameras().size(), 3U);
    EXPECT_EQ(scene.cameras()[0].name, "eye");
    EXPECT_EQ(scene.cameras()[1].name, "lens");
    EXPECT_EQ(scene.cameras()[2].name, "camera_2");
    EXPECT_EQ(scene.materials()[0], "material_0");
    EXPECT_EQ(scene.materials()[1], "steel");
    EXPECT_EQ(scene.animations()[0].name, "animation_0");
    EXPECT_EQ(scene.animations()[0].duration_s, 2.5);
    EXPECT_EQ(scene.data().animations[0].duration_s, 2.5);
}

TEST(FinishTest, OnlyActiveNodesWithTrianglesAreInstances) {
    SceneBuilder builder;
    const std::uint32_t mesh = builder.add_triangle_mesh();
    builder.data.meshes.emplace_back();  // points only: nothing to draw
    builder.add_drawn_node("drawn", mesh);
    builder.add_drawn_node("empty", 1);
    builder.add_drawn_node("other scene", mesh);
    builder.data.roots.pop_back();
    const Scene scene = builder.build();
    ASSERT_EQ(scene.instances().size(), 1U);
    EXPECT_EQ(scene.instances()[0].name, "drawn");
    EXPECT_EQ(scene.data().depth_first.size(), 2U);
    EXPECT_EQ(scene.data().node_order.size(), 3U);
}

TEST(FinishTest, CopiesOfAnInstancedNodeGetIdsOfTheirOwn) {
    SceneBuilder builder;
    const std::uint32_t mesh = builder.add_triangle_mesh();
    builder.data.nodes[builder.add_drawn_node("tree", mesh)].instance_transforms.resize(3, glm::dmat4(1));
    builder.add_drawn_node("house", mesh);
    const Scene scene = builder.build();
    ASSERT_EQ(scene.instances().size(), 4U);
    EXPECT_EQ(scene.instances()[2].name, "tree[2]");
    EXPECT_EQ(scene.instances()[2].path, "tree[2]");
    EXPECT_EQ(scene.data().instance_copy, (std::vector<std::uint32_t>{0, 1, 2, none}));
    EXPECT_EQ(scene.instances()[3].id, 4U);
    EXPECT_EQ(scene.triangle_count(), 4U);
}

TEST(FinishTest, TheNearestClassUpwardsWins) {
    SceneBuilder builder;
    const std::uint32_t mesh = builder.add_triangle_mesh();
    const std::uint32_t kitchen = builder.add_drawn_node("kitchen", mesh);
    builder.add_drawn_node("lamp", mesh);
    builder.add_drawn_node("worktop", mesh, kitchen);
    const std::uint32_t shelf = builder.add_node("shelf", kitchen);
    const std::uint32_t mug = builder.add_drawn_node("mug", mesh, shelf);
    builder.add_drawn_node("handle", mesh, mug);
    builder.add_drawn_node("plate", mesh, shelf);
    const std::uint32_t plain = builder.add_drawn_node("plain", mesh);
    builder.data.nodes[kitchen].semantic_class = "furniture";
    builder.data.nodes[mug].semantic_class = "mug";
    builder.data.nodes[plain].semantic_class = "unlabelled";
    builder.data.nodes[builder.add_node("draws nothing")].semantic_class = "ghost";
    builder.data.nodes[builder.add_drawn_node("wall", mesh)].semantic_class = "background";
    const Scene scene = builder.build();
    std::vector<std::string> classes(scene.classes().begin(), scene.classes().end());
    EXPECT_EQ(classes, (std::vector<std::string>{"background", "unlabelled", "furniture", "mug", "background"}));
    std::vector<std::uint32_t> ids;
    for (const InstanceInfo& instance : scene.instances()) ids.push_back(instance.semantic);
    // kitchen, worktop, mug, handle, plate, lamp, plain, wall
    EXPECT_EQ(ids, (std::vector<std::uint32_t>{2, 2, 3, 3, 2, 1, 1, 4}));
}

TEST(FinishTest, MaterialIdsAreSortedAndUnique) {
    SceneBuilder builder;
    builder.data.materials.resize(3);
    const std::uint32_t mesh = builder.add_triangle_mesh(2);
    Mesh& parts = builder.data.meshes[mesh];
    for (const std::uint32_t material : {none, 0U, 2U}) {
        parts.primitives.push_back(parts.primitives[0]);
        parts.primitives.back().material = material;
    }
    parts.primitives.push_back({});  // no triangles: its material is not in use
    parts.primitives.back().material = 1;
    builder.add_drawn_node("node", mesh);
    const Scene scene = builder.build();
    EXPECT_EQ(scene.instances()[0].materials, (std::vector<std::uint32_t>{1, 3, 4}));
    EXPECT_EQ(scene.instances()[0].triangle_count, 4U);
}

TEST(FinishTest, TheRestBoxHoldsWhatTrianglesUse) {
    SceneBuilder builder;
    const std::uint32_t mesh = builder.add_triangle_mesh();
    builder.data.meshes[mesh].primitives[0].positions.emplace_back(50.0F, 50.0F, 50.0F);
    builder.add_drawn_node("node", mesh);
    const Scene scene = builder.build();
    EXPECT_EQ(scene.instances()[0].rest_box.min, glm::dvec3(0, 0, 0));
    EXPECT_EQ(scene.instances()[0].rest_box.max, glm::dvec3(1, 1, 0));
}

TEST(FinishTest, JointsAreSharedBySkinAndWeightsByNode) {
    SceneBuilder builder;
    const std::uint32_t skinned = builder.add_triangle_mesh();
    builder.data.meshes[skinned].primitives[0].influences = 4;
    builder.data.meshes[skinned].primitives[0].joints.assign(12, 0);
    builder.data.meshes[skinned].primitives[0].weights = {1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0};
    const std::uint32_t morphed = builder.add_triangle_mesh();
    builder.data.meshes[morphed].primitives[0].targets.resize(5);
    const std::uint32_t rigid = builder.add_triangle_mesh();
    const std::uint32_t joint = builder.add_node("joint");
    builder.data.skins.push_back({"a", {joint, joint}, {glm::dmat4(1), glm::dmat4(1)}, none});
    builder.data.skins.push_back({"b", {joint, joint, joint}, std::vector(3, glm::dmat4(1)), none});
    const auto add = [&](std::uint32_t mesh, std::uint32_t skin) {
        builder.data.nodes[builder.add_drawn_node("", mesh)].skin = skin;
    };
    add(skinned, 1);
    add(skinned, 0);
    add(skinned, 1);
    add(rigid, 0);  // no joints in the mesh: the skin has no effect
    add(morphed, none);
    builder.data.nodes[builder.add_drawn_node("", morphed)].instance_transforms.resize(2, glm::dmat4(1));
    const Scene scene = builder.build();
    const auto instances = scene.instances();
    ASSERT_EQ(instances.size(), 7U);
    EXPECT_EQ(instances[0].joint_count, 3U);
    EXPECT_EQ(instances[0].first_joint, 0U);
    EXPECT_EQ(instances[1].joint_count, 2U);
    EXPECT_EQ(instances[1].first_joint, 3U);
    EXPECT_EQ(instances[2].first_joint, 0U);
    EXPECT_EQ(instances[3].joint_count, 0U);
    EXPECT_EQ(scene.data().joint_count, 5U);
    EXPECT_EQ(instances[4].weight_count, 5U);
    EXPECT_EQ(instances[4].first_weight, 0U);
    EXPECT_EQ(instances[5].first_weight, 5U);
    EXPECT_EQ(instances[6].first_weight, 5U);
    EXPECT_EQ(scene.data().weight_count, 10U);
}

TEST(FinishTest, AMillionNodesInWideAndDeepTrees) {
    SceneBuilder builder;
    const std::uint32_t mesh = builder.add_triangle_mesh();
    const std::uint32_t root = builder.add_node("r");
    std::uint32_t deepest = root;
    for (int depth = 1; depth < 1024; ++depth) deepest = builder.add_node("d", deepest);
    builder.data.nodes[deepest].mesh = mesh;
    while (builder.data.nodes.size() < 1'000'000) {
        const std::uint32_t node = builder.add_node("", root);
        if (node % 10 == 0) builder.data.nodes[node].mesh = mesh;
    }
    const Scene scene = builder.build();
    EXPECT_EQ(scene.data().depth_first.size(), 1'000'000U);
    EXPECT_EQ(scene.instances()[0].node, deepest);
    EXPECT_EQ(scene.instances()[0].path.size(), 2 * 1024U - 1);
    EXPECT_EQ(scene.instances().back().node, 999'990U);
    EXPECT_EQ(scene.instances().back().path, "r/node_999990");
    EXPECT_EQ(scene.instances().back().id, scene.instances().size());
}

TEST(FinishTest, PathsThatWouldFillTheMemoryAreRefused) {
    SceneBuilder builder;
    const std::uint32_t mesh = builder.add_triangle_mesh();
    const std::uint32_t root = builder.add_node(std::string(1 << 20, 'x'));
    for (int child = 0; child < 300; ++child) builder.add_drawn_node("c", mesh, root);
    const auto [code, message] = error_of([&] { finish(builder.data); });
    EXPECT_EQ(code, ErrorCode::out_of_memory);
    EXPECT_NE(message.find("268435456"), std::string::npos) << message;
}

TEST(FinishTest, FinishingTwiceGivesTheSame) {
    SceneBuilder builder;
    builder.add_drawn_node("a", builder.add_triangle_mesh());
    finish(builder.data);
    finish(builder.data);
    EXPECT_EQ(builder.data.instances.size(), 1U);
    EXPECT_EQ(builder.data.node_order.size(), 1U);
    EXPECT_EQ(builder.data.classes.size(), 2U);
    EXPECT_EQ(builder.data.triangle_count, 1U);
}

}  // namespace
}  // namespace plumb::scene
