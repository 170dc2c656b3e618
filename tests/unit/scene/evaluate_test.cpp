#include "unit/scene/scene_builder.hpp"

#include "scene/evaluate.hpp"

#include <glm/gtc/matrix_transform.hpp>

#include <numbers>

namespace plumb::scene {
namespace {

using enum AnimatedProperty;
using testing::error_of;
using testing::expect_near;
using testing::SceneBuilder;
using testing::transformed;

constexpr double quarter_turn = std::numbers::pi / 2;

Moment rest_of(const Scene& scene) {
    return evaluate(scene.data(), std::nullopt, 0, Camera{});
}

TEST(EvaluateTest, TranslationFollowsRotationFollowsScale) {
    SceneBuilder builder;
    Node& node = builder.data.nodes[builder.add_drawn_node("a", builder.add_triangle_mesh())];
    node.translation = {10, 20, 30};
    node.rotation = glm::angleAxis(quarter_turn, glm::dvec3(0, 0, 1));
    node.scale = {2, 3, 4};
    const Moment moment = rest_of(builder.build());
    // x is doubled, then turned to +y; y tripled, then turned to -x.
    expect_near(transformed(moment.world_from_instance[0], {1, 0, 0}), {10, 22, 30});
    expect_near(transformed(moment.world_from_instance[0], {0, 1, 0}), {7, 20, 30});
    expect_near(transformed(moment.world_from_instance[0], {0, 0, 1}), {10, 20, 34});
}

TEST(EvaluateTest, AShearedHierarchyIsTheProductOfItsMatrices) {
    SceneBuilder builder;
    const std::uint32_t mesh = builder.add_triangle_mesh();
    const std::uint32_t root = builder.add_node("root");
    const std::uint32_t middle = builder.add_node("middle", root);
    const std::uint32_t leaf = builder.add_drawn_node("leaf", mesh, middle);
    builder.data.nodes[root].scale = {1, 3, 1};
    builder.data.nodes[middle].rotation = glm::angleAxis(quarter_turn / 2, glm::dvec3(0, 0, 1));
    builder.data.nodes[leaf].has_matrix = true;
    builder.data.nodes[leaf].matrix[3] = {1, 0, 0, 1};
    builder.data.nodes[leaf].matrix[1] = {0, -1, 0, 0};
    const Moment moment = rest_of(builder.build());
    const double half = std::sqrt(0.5);
    expect_near(transformed(moment.world_from_instance[0], {0, 0, 0}), {half, 3 * half, 0});
    // (0,1,0) -> mirrored (1,-1,0) -> turned by 45 degrees (sqrt 2, 0, 0) -> stretched, which leaves x alone.
    expect_near(transformed(moment.world_from_instance[0], {0, 1, 0}), {std::sqrt(2.0), 0, 0});
    EXPECT_LT(glm::determinant(glm::dmat3(moment.world_from_instance[0])), 0);
}

TEST(EvaluateTest, RotationsAreNormalizedBeforeUse) {
    SceneBuilder builder;
    Node& node = builder.data.nodes[builder.add_drawn_node("a", builder.add_triangle_mesh())];
    node.rotation = glm::dquat(1.0005, 0, 0, 0);
    expect_near(rest_of(builder.build()).world_from_instance[0], glm::dmat4(1), 1e-15);
}

TEST(EvaluateTest, AClipReplacesPartsOfANodeAndKeepsTheRest) {
    SceneBuilder builder;
    const std::uint32_t node = builder.add_drawn_node("a", builder.add_triangle_mesh());
    builder.data.nodes[node].translation = {5, 5, 5};
    builder.data.nodes[node].scale = {2, 2, 2};
    builder.animate(node_translation, node, 3, {0, 2}, {0, 0, 0, 2, 4, 6});
    const Scene scene = builder.build();
    const Moment moment = evaluate(scene.data(), 0, 0.5, Camera{});
    expect_near(transformed(moment.world_from_instance[0], {1, 0, 0}), {0.5 + 2, 1, 1.5});
    EXPECT_EQ(moment.time_s, 0.5);
    expect_near(transformed(rest_of(scene).world_from_instance[0], {0, 0, 0}), {5, 5, 5});
}

TEST(EvaluateTest, AMatrixStandsUnlessAPartOfItIsDriven) {
    SceneBuilder builder;
    const std::uint32_t mesh = builder.add_triangle_mesh();
    for (const char* name : {"still", "driven"}) {
        const std::uint32_t node = builder.add_drawn_node(name, mesh);
        builder.data.nodes[node].has_matrix = true;
        builder.data.nodes[node].matrix[3] = {7, 0, 0, 1};
    }
    builder.animate(node_visibility, 0, 1, {0}, {1}, Interpolation::step);
    builder.animate(node_scale, 1, 3, {0}, {3, 3, 3});
    const Scene scene = builder.build();
    const Moment moment = evaluate(scene.data(), 0, 0, Camera{});
    EXPECT_EQ(moment.world_from_instance[0][3], glm::dvec4(7, 0, 0, 1));
    EXPECT_EQ(moment.world_from_instance[1][3], glm::dvec4(0, 0, 0, 1));
    EXPECT_EQ(moment.world_from_instance[1][0][0], 3);
}

TEST(EvaluateTest, InvisibilityIsInheritedAndAnimated) {
    SceneBuilder builder;
    const std::uint32_t mesh = builder.add_triangle_mesh();
    const std::uint32_t root = builder.add_drawn_node("root", mesh);
    const std::uint32_t child = builder.add_node("child", root);
    builder.add_drawn_node("grandchild", mesh, child);
    builder.add_drawn_node("other", mesh);
    const std::uint32_t hidden = builder.add_drawn_node("hidden", mesh);
    builder.data.nodes[hidden].is_visible = false;
    builder.add_drawn_node("below hidden", mesh, hidden);
    builder.animate(node_visibility, child, 1, {0, 1}, {1, 0}, Interpolation::step);
    builder.animate(node_visibility, hidden, 1, {0, 2}, {0, 1}, Interpolation::step);
    const Scene scene = builder.build();
    const auto visible_at = [&](double time_s) { return evaluate(scene.data(), 0, time_s, Camera{}).visible; };
    EXPECT_EQ(visible_at(0.5), (std::vector<std::uint8_t>{1, 1, 1, 0, 0}));
    EXPECT_EQ(visible_at(1.5), (std::vector<std::uint8_t>{1, 0, 1, 0, 0}));
    EXPECT_EQ(visible_at(2.5), (std::vector<std::uint8_t>{1, 0, 1, 1, 1}));
    EXPECT_EQ(rest_of(scene).visible, (std::vector<std::uint8_t>{1, 1, 1, 0, 0}));
}

TEST(EvaluateTest, CopiesArePlacedBelowTheirNode) {
    SceneBuilder builder;
    const std::uint32_t node = builder.add_drawn_node("tree", builder.add_triangle_mesh());
    builder.data.nodes[node].scale = glm::dvec3(2);
    builder.data.nodes[node].translation = {0, 0, 1};
    builder.data.nodes[node].instance_transforms = {glm::dmat4(1), glm::translate(glm::dmat4(1), {3, 0, 0})};
    const Moment moment = rest_of(builder.build());
    expect_near(transformed(moment.world_from_instance[0], {1, 0, 0}), {2, 0, 1});
    expect_near(transformed(moment.world_from_instance[1], {1, 0, 0}), {8, 0, 1});
}

TEST(EvaluateTest, JointsAreWorldTimesInverseBindEvenOutsideTheScene) {
    SceneBuilder builder;
    const std::uint32_t mesh = builder.add_triangle_mesh();
    builder.data.meshes[mesh].primitives[0].influences = 4;
    builder.data.meshes[mesh].primitives[0].joints.assign(12, 0);
    builder.data.meshes[mesh].primitives[0].weights = {1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0};
    const std::uint32_t hip = builder.add_node("hip");
    const std::uint32_t knee = builder.add_node("knee", hip);
    builder.data.roots.clear();  // the joints belong to no scene
    builder.data.nodes[hip].translation = {0, 1, 0};
    builder.data.nodes[hip].scale = glm::dvec3(2);  // so that the order of the product matters
    builder.data.nodes[knee].translation = {0, 0, 2};
    glm::dmat4 inverse_bind(1);
    inverse_bind[3] = {0, -1, -2, 1};
    builder.data.skins.push_back({"skin", {knee, hip}, {inverse_bind, glm::dmat4(1)}, none});
    const std::uint32_t body = builder.add_drawn_node("body", mesh);
    builder.data.nodes[body].skin = 0;
    builder.data.nodes[body].translation = {100, 0, 0};
    builder.animate(node_translation, hip, 3, {0, 1}, {0, 1, 0, 4, 1, 0});
    const Scene scene = builder.build();
    const Moment moment = evaluate(scene.data(), 0, 0.5, Camera{});
    ASSERT_EQ(moment.world_from_joint.size(), 2U);
    EXPECT_EQ(moment.world_from_joint[0][3], glm::dvec4(2, -1, 0, 1));
    EXPECT_EQ(moment.world_from_joint[1][3], glm::dvec4(2, 1, 0, 1));
    EXPECT_EQ(moment.world_from_instance[0][3], glm::dvec4(100, 0, 0, 1)) << "the node's own pose is reported";
}

TEST(EvaluateTest, WeightsComeFromTheClipElseTheNodeElseTheMesh) {
    SceneBuilder builder;
    const std::uint32_t mesh = builder.add_triangle_mesh();
    builder.data.meshes[mesh].primitives[0].targets.resize(2);
    builder.data.meshes[mesh].weights = {0.25F, 0.5F};
    builder.add_drawn_node("of mesh", mesh);
    builder.data.nodes[builder.add_drawn_node("of node", mesh)].weights = {0.75F, 1};
    const std::uint32_t driven = builder.add_drawn_node("driven", mesh);
    const std::uint32_t partly = builder.add_drawn_node("partly driven", mesh);
    builder.animate(node_weights, driven, 2, {0, 1}, {0, 0, 4, 8});
    builder.animate(node_weight, partly, 1, {0, 1}, {0, 10}, Interpolation::linear, 1);
    const Scene scene = builder.build();
    EXPECT_EQ(evaluate(scene.data(), 0, 0.5, Camera{}).morph_weights,
              (std::vector<float>{0.25F, 0.5F, 0.75F, 1, 2, 4, 0.25F, 5}));
    EXPECT_EQ(rest_of(scene).morph_weights, (std::vector<float>{0.25F, 0.5F, 0.75F, 1, 0.25F, 0.5F, 0.25F, 0.5F}));
}

TEST(EvaluateTest, WeightsAreZeroWhereTheFileGivesNone) {
    SceneBuilder builder;
    const std::uint32_t mesh = builder.add_triangle_mesh();
    builder.data.meshes[mesh].primitives[0].targets.resize(3);
    builder.add_drawn_node("a", mesh);
    EXPECT_EQ(rest_of(builder.build()).morph_weights, (std::vector<float>{0, 0, 0}));
}

TEST(EvaluateTest, TheCameraFollowsItsNode) {
    SceneBuilder builder;
    builder.data.cameras.emplace_back().fov_y_rad = 0.6;
    const std::uint32_t rig = builder.add_node("rig");
    const std::uint32_t eye = builder.add_node("eye", rig);
    builder.data.nodes[eye].camera = 0;
    builder.data.nodes[rig].scale = glm::dvec3(3);
    builder.data.nodes[eye].translation = {0, 0, 1};
    builder.animate(node_translation, rig, 3, {0, 1}, {0, 0, 0, 2, 0, 0});
    const Scene scene = builder.build();
    const Camera camera = evaluate(scene.data(), 0, 1, std::uint32_t{0}).camera;
    EXPECT_EQ(camera.fov_y_rad, 0.6);
    expect_near(camera.world_from_camera, glm::dmat4({1, 0, 0, 0}, {0, -1, 0, 0}, {0, 0, -1, 0}, {2, 0, 3, 1}));
}

TEST(EvaluateTest, ACameraWithoutOrientationIsAnError) {
    SceneBuilder builder;
    builder.data.cameras.emplace_back();
    const std::uint32_t eye = builder.add_node("flat eye");
    builder.data.nodes[eye].camera = 0;
    builder.data.nodes[eye].scale = {1, 1, 0};
    const Scene scene = builder.build();
    const auto [code, message] = error_of([&] { evaluate(scene.data(), std::nullopt, 0, std::uint32_t{0}); });
    EXPECT_EQ(code, ErrorCode::bad_asset);
    EXPECT_NE(message.find("flat eye"), std::string::npos) << message;
    EXPECT_NE(message.find("/nodes/0"), std::string::npos) << message;
}

TEST(EvaluateTest, ARotationOfLengthZeroNamesTheClip) {
    SceneBuilder builder;
    const std::uint32_t node = builder.add_drawn_node("a", builder.add_triangle_mesh());
    builder.animate(node_rotation, node, 4, {0}, {0, 0, 0, 0});
    const Scene scene = builder.build();
    const auto [code, message] = error_of([&] { evaluate(scene.data(), 0, 0, Camera{}); });
    EXPECT_EQ(code, ErrorCode::bad_asset);
    EXPECT_NE(message.find("/animations/0"), std::string::npos) << message;
}

TEST(EvaluateTest, AChainOfAThousandNodesAddsUp) {
    SceneBuilder builder;
    const std::uint32_t mesh = builder.add_triangle_mesh();
    std::uint32_t node = builder.add_node("0");
    builder.data.nodes[node].translation = {1, 0, 0};
    for (int depth = 1; depth < 1024; ++depth) {
        node = builder.add_node("", node);
        builder.data.nodes[node].translation = {1, 0, 0};
    }
    builder.data.nodes[node].mesh = mesh;
    EXPECT_EQ(rest_of(builder.build()).world_from_instance[0][3], glm::dvec4(1024, 0, 0, 1));
}

}  // namespace
}  // namespace plumb::scene
