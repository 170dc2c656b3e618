#include "unit/scene/scene_builder.hpp"

#include "scene/evaluate.hpp"
#include "scene/pose.hpp"

namespace plumb::scene {
namespace {

using enum AnimatedProperty;
using testing::expect_near;
using testing::SceneBuilder;

std::vector<glm::dvec3> pose(const Scene& scene, const Moment& moment) {
    std::vector<glm::dvec3> positions(3, glm::dvec3(77));  // whatever was there is replaced
    posed_positions(scene.data(), scene.instances().back(), moment, positions);
    return positions;
}

/// The triangle mesh with two influences that matter: vertex 0 follows joint 0, vertex 1 both, vertex 2 joint 1.
std::uint32_t add_skinned_triangle(SceneBuilder& builder, std::uint32_t influences) {
    const std::uint32_t mesh = builder.add_triangle_mesh();
    Primitive& primitive = builder.data.meshes[mesh].primitives[0];
    primitive.influences = influences;
    primitive.joints.assign(std::size_t{3} * influences, 0);
    primitive.weights.assign(std::size_t{3} * influences, 0.0F);
    const std::size_t last = influences - 1;
    for (std::size_t vertex = 0; vertex < 3; ++vertex) {
        primitive.joints[vertex * influences + last] = 1;
        primitive.weights[vertex * influences] = 1 - 0.5F * static_cast<float>(vertex);
        primitive.weights[vertex * influences + last] = 0.5F * static_cast<float>(vertex);
    }
    return mesh;
}

TEST(PoseTest, RigidVerticesFollowTheInstance) {
    SceneBuilder builder;
    const std::uint32_t node = builder.add_drawn_node("a", builder.add_triangle_mesh());
    builder.data.nodes[node].translation = {5, 0, 0};
    builder.data.nodes[node].scale = {2, -3, 1};
    const Scene scene = builder.build();
    EXPECT_FALSE(is_deformed(scene.instances()[0]));
    const auto positions = pose(scene, evaluate(scene.data(), std::nullopt, 0, Camera{}));
    ASSERT_EQ(positions.size(), 3U);
    expect_near(positions[0], {5, 0, 0});
    expect_near(positions[1], {7, 0, 0});
    expect_near(positions[2], {5, -3, 0});
}

TEST(PoseTest, MorphTargetsAddUpInObjectSpace) {
    SceneBuilder builder;
    const std::uint32_t mesh = builder.add_triangle_mesh();
    Primitive& primitive = builder.data.meshes[mesh].primitives[0];
    primitive.targets.resize(3);
    primitive.targets[0].positions = {{1, 0, 0}, {0, 0, 0}, {0, 0, 2}};
    primitive.targets[1].positions = {{0, 8, 0}, {0, 4, 0}, {0, 0, 0}};
    primitive.targets[2].normals = {{0, 0, 1}, {0, 0, 1}, {0, 0, 1}};  // moves no position
    const std::uint32_t node = builder.add_drawn_node("a", mesh);
    builder.data.nodes[node].scale = glm::dvec3(10);
    builder.data.nodes[node].weights = {0.5F, -0.25F, 1};
    const Scene scene = builder.build();
    EXPECT_TRUE(is_deformed(scene.instances()[0]));
    const auto positions = pose(scene, evaluate(scene.data(), std::nullopt, 0, Camera{}));
    expect_near(positions[0], {5, -20, 0});
    expect_near(positions[1], {10, -10, 0});
    expect_near(positions[2], {0, 10, 10});
}

TEST(PoseTest, SkinsBlendTheirJointsAndIgnoreTheirNode) {
    for (const std::uint32_t influences : {4U, 8U}) {
        SceneBuilder builder;
        const std::uint32_t mesh = add_skinned_triangle(builder, influences);
        const std::uint32_t still = builder.add_node("still");
        const std::uint32_t raised = builder.add_node("raised");
        builder.data.nodes[raised].translation = {0, 0, 6};
        builder.data.skins.push_back({"skin", {still, raised}, {glm::dmat4(1), glm::dmat4(1)}, none});
        const std::uint32_t body = builder.add_drawn_node("body", mesh);
        builder.data.nodes[body].skin = 0;
        builder.data.nodes[body].translation = {1000, 0, 0};
        const Scene scene = builder.build();
        const auto positions = pose(scene, evaluate(scene.data(), std::nullopt, 0, Camera{}));
        expect_near(positions[0], {0, 0, 0});
        expect_near(positions[1], {1, 0, 3});
        expect_near(positions[2], {0, 1, 6});
    }
}

TEST(PoseTest, MorphingComesBeforeSkinning) {
    SceneBuilder builder;
    const std::uint32_t mesh = add_skinned_triangle(builder, 4);
    builder.data.meshes[mesh].primitives[0].targets.resize(1);
    builder.data.meshes[mesh].primitives[0].targets[0].positions = {{1, 0, 0}, {1, 0, 0}, {1, 0, 0}};
    builder.data.meshes[mesh].weights = {1};
    const std::uint32_t joint = builder.add_node("joint");
    builder.data.nodes[joint].scale = {10, 1, 1};
    builder.data.skins.push_back({"skin", {joint, joint}, {glm::dmat4(1), glm::dmat4(1)}, none});
    builder.data.nodes[builder.add_drawn_node("body", mesh)].skin = 0;
    const Scene scene = builder.build();
    const auto positions = pose(scene, evaluate(scene.data(), std::nullopt, 0, Camera{}));
    expect_near(positions[0], {10, 0, 0});
    expect_near(positions[1], {20, 0, 0});
    expect_near(positions[2], {10, 1, 0});
}

TEST(PoseTest, PrimitivesWithoutJointsFollowTheNodeOfASkinnedMesh) {
    SceneBuilder builder;
    const std::uint32_t mesh = add_skinned_triangle(builder, 4);
    Primitive plain = builder.data.meshes[mesh].primitives[0];
    plain.influences = 0;
    plain.joints.clear();
    plain.weights.clear();
    builder.data.meshes[mesh].primitives.push_back(plain);
    const std::uint32_t joint = builder.add_node("joint");
    builder.data.nodes[joint].translation = {0, 0, 6};
    builder.data.skins.push_back({"skin", {joint, joint}, {glm::dmat4(1), glm::dmat4(1)}, none});
    const std::uint32_t body = builder.add_drawn_node("body", mesh);
    builder.data.nodes[body].skin = 0;
    builder.data.nodes[body].translation = {0, 40, 0};
    const Scene scene = builder.build();
    const auto positions = pose(scene, evaluate(scene.data(), std::nullopt, 0, Camera{}));
    ASSERT_EQ(positions.size(), 6U);
    expect_near(positions[1], {1, 0, 6});
    expect_near(positions[4], {1, 40, 0});
}

TEST(PoseTest, DrawnVerticesAreThoseThatTrianglesName) {
    SceneBuilder builder;
    const std::uint32_t mesh = builder.add_triangle_mesh();
    builder.data.meshes[mesh].primitives[0].positions.emplace_back(9.0F, 9.0F, 9.0F);
    builder.data.meshes[mesh].primitives.push_back(builder.data.meshes[mesh].primitives[0]);
    builder.data.meshes[mesh].primitives[1].indices = {3, 0, 1};
    EXPECT_EQ(drawn_vertices(builder.data.meshes[mesh]), (std::vector<std::uint8_t>{1, 1, 1, 0, 1, 1, 0, 1}));
}

}  // namespace
}  // namespace plumb::scene
