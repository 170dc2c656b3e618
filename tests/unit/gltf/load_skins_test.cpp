#include "gltf_builder.hpp"

namespace plumb::test {
namespace {

/// Nine joints in a row below one root; gives their node indices.
std::vector<std::uint32_t> add_joints(GltfBuilder& builder) {
    std::vector<std::uint32_t> joints;
    for (int i = 0; i < 9; ++i) joints.push_back(builder.add("nodes", {{"name", "joint" + std::to_string(i)}}));
    builder.add_node({{"children", joints}});
    return joints;
}

TEST(Skins, EightInfluencesOfMixedTypes) {
    GltfBuilder builder;
    const std::vector<std::uint32_t> joints = add_joints(builder);
    const std::uint32_t positions = builder.add_positions({{0, 0, 0}, {1, 0, 0}, {0, 1, 0}});
    const std::uint32_t joints0 =
        builder.add_accessor(std::vector<std::uint8_t>{0, 1, 2, 3, 8, 0, 0, 0, 1, 2, 0, 0}, "VEC4");
    const std::uint32_t joints1 =
        builder.add_accessor(std::vector<std::uint16_t>{4, 5, 6, 7, 0, 0, 0, 0, 3, 4, 0, 0}, "VEC4");
    const std::uint32_t weights0 = builder.add_vectors(
        std::vector<glm::vec4>{{0.125F, 0.125F, 0.125F, 0.125F}, {1, 0, 0, 0}, {0.25F, 0.25F, 0, 0}});
    const std::uint32_t weights1 = builder.add_vectors(
        std::vector<glm::vec4>{{0.125F, 0.125F, 0.125F, 0.125F}, {0, 0, 0, 0}, {0.25F, 0.25F, 0, 0}});
    std::vector<float> matrices;
    for (int joint = 0; joint < 9; ++joint)
        for (int k = 0; k < 16; ++k)
            matrices.push_back(k % 5 == 0 ? 1.0F : k == 12 ? static_cast<float>(-joint) : 0.0F);
    const std::uint32_t inverse = builder.add_accessor(matrices, "MAT4");
    builder.add("skins", {{"name", "rig"}, {"joints", joints}, {"inverseBindMatrices", inverse}, {"skeleton", 9}});
    builder.add("meshes", {{"primitives",
                            {{{"attributes",
                               {{"POSITION", positions},
                                {"JOINTS_0", joints0},
                                {"JOINTS_1", joints1},
                                {"WEIGHTS_0", weights0},
                                {"WEIGHTS_1", weights1}}}}}}});
    builder.add_node({{"mesh", 0}, {"skin", 0}});
    const auto data = builder.load();
    const scene::Primitive& primitive = data->meshes.at(0).primitives.at(0);
    EXPECT_EQ(primitive.influences, 8U);
    EXPECT_EQ(primitive.joints,
              (std::vector<std::uint16_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 3, 4, 0, 0}));
    EXPECT_EQ(primitive.weights,
              (std::vector<float>{0.125F, 0.125F, 0.125F, 0.125F, 0.125F, 0.125F, 0.125F, 0.125F, 1,     0,     0, 0,
                                  0,      0,      0,      0,      0.25F,  0.25F,  0,      0,      0.25F, 0.25F, 0, 0}));
    const scene::Skin& skin = data->skins.at(0);
    EXPECT_EQ(skin.name, "rig");
    EXPECT_EQ(skin.joints, joints);
    EXPECT_EQ(skin.skeleton, 9U);
    ASSERT_EQ(skin.inverse_bind_matrices.size(), 9U);
    EXPECT_EQ(skin.inverse_bind_matrices[4][3], glm::dvec4(-4, 0, 0, 1));
    EXPECT_EQ(data->instances.at(0).joint_count, 9U);
}

TEST(Skins, NormalizedWeightsSumToOneAndMatricesDefaultToIdentity) {
    GltfBuilder builder;
    const std::vector<std::uint32_t> joints = add_joints(builder);
    const std::uint32_t positions = builder.add_positions({{0, 0, 0}, {1, 0, 0}, {0, 1, 0}});
    const std::uint32_t joints0 =
        builder.add_accessor(std::vector<std::uint8_t>{0, 1, 2, 0, 0, 1, 2, 0, 0, 1, 2, 0}, "VEC4");
    const std::uint32_t weights0 =
        builder.add_accessor(std::vector<std::uint8_t>{85, 85, 85, 0, 128, 127, 0, 0, 255, 0, 0, 0}, "VEC4", true);
    builder.add("skins", {{"joints", joints}});
    builder.add("meshes",
                {{"primitives",
                  {{{"attributes", {{"POSITION", positions}, {"JOINTS_0", joints0}, {"WEIGHTS_0", weights0}}}}}}});
    builder.add_node({{"mesh", 0}, {"skin", 0}});
    const auto data = builder.load();
    const std::vector<float>& weights = data->meshes.at(0).primitives.at(0).weights;
    ASSERT_EQ(weights.size(), 12U);
    EXPECT_FLOAT_EQ(weights[0], 1.0F / 3);
    EXPECT_FLOAT_EQ(weights[4], 128.0F / 255);
    EXPECT_FLOAT_EQ(weights[8], 1);
    for (const glm::dmat4& matrix : data->skins.at(0).inverse_bind_matrices) EXPECT_EQ(matrix, glm::dmat4(1));
}

TEST(Skins, WeightsThatDoNotSumToOneAreNormalizedWithAWarning) {
    GltfBuilder builder;
    const std::vector<std::uint32_t> joints = add_joints(builder);
    const std::uint32_t positions = builder.add_positions({{0, 0, 0}, {1, 0, 0}, {0, 1, 0}});
    const std::uint32_t joints0 = builder.add_accessor(std::vector<std::uint8_t>(12, 0), "VEC4");
    const std::uint32_t weights0 =
        builder.add_vectors(std::vector<glm::vec4>{{0.5F, 0, 0, 0}, {2, 0, 0, 0}, {1, 0, 0, 0}});
    builder.add("skins", {{"joints", joints}});
    builder.add("meshes",
                {{"primitives",
                  {{{"attributes", {{"POSITION", positions}, {"JOINTS_0", joints0}, {"WEIGHTS_0", weights0}}}}}}});
    builder.add_node({{"mesh", 0}, {"skin", 0}});
    const auto data = builder.load();
    EXPECT_EQ(data->meshes.at(0).primitives.at(0).weights, (std::vector<float>{1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0}));
    EXPECT_FALSE(data->warnings.empty());
}

}  // namespace
}  // namespace plumb::test
