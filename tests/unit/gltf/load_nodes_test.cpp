#include "gltf_builder.hpp"

#include <cmath>

namespace plumb::test {
namespace {

/// A triangle's mesh without a node.
std::uint32_t add_triangle(GltfBuilder& builder) {
    const std::uint32_t positions = builder.add_positions({{0, 0, 0}, {1, 0, 0}, {0, 1, 0}});
    return builder.add("meshes", {{"primitives", {{{"attributes", {{"POSITION", positions}}}}}}});
}

LoadOptions with_scene(std::uint32_t scene) {
    LoadOptions options;
    options.scene = scene;
    return options;
}

TEST(Nodes, TransformsNamesAndHierarchy) {
    GltfBuilder builder;
    const std::uint32_t mesh = add_triangle(builder);
    builder.add("nodes",
                {{"name", "child"}, {"mesh", mesh}, {"matrix", {2, 0, 0, 0, 0, 3, 0, 0, 0, 0, 4, 0, 5, 6, 7, 1}}});
    const double half = std::sqrt(0.5);
    builder.add_node({{"name", "root"},
                      {"children", {0}},
                      {"translation", {1, 2, 3}},
                      {"rotation", {0, 0, half, half}},
                      {"scale", {4, 5, 6}}});
    const auto data = builder.load();
    const scene::Node& child = data->nodes.at(0);
    EXPECT_EQ(child.parent, 1U);
    EXPECT_TRUE(child.has_matrix);
    EXPECT_EQ(child.matrix[3], glm::dvec4(5, 6, 7, 1));
    EXPECT_EQ(child.matrix[1][1], 3);
    const scene::Node& root = data->nodes.at(1);
    EXPECT_EQ(root.children, (std::vector<std::uint32_t>{0}));
    EXPECT_EQ(root.translation, glm::dvec3(1, 2, 3));
    EXPECT_EQ(root.scale, glm::dvec3(4, 5, 6));
    EXPECT_NEAR(root.rotation.z, half, 1e-15);
    EXPECT_NEAR(root.rotation.w, half, 1e-15);
    EXPECT_EQ(data->roots, (std::vector<std::uint32_t>{1}));
    ASSERT_EQ(data->instances.size(), 1U);
    EXPECT_EQ(data->instances[0].path, "root/child");
}

TEST(Nodes, IndicesWrittenAsFractionsAreRead) {
    GltfBuilder builder;
    const std::uint32_t mesh = add_triangle(builder);
    builder.add("nodes", {{"mesh", static_cast<double>(mesh)}});
    builder.add_node({{"children", {0.0}}});
    builder.json["scene"] = 0.0;
    const auto data = builder.load();
    EXPECT_EQ(data->nodes.at(0).mesh, 0U);
    EXPECT_EQ(data->nodes.at(0).parent, 1U);
    EXPECT_EQ(data->instances.size(), 1U);
}

TEST(Nodes, TheAskedSceneIsActive) {
    GltfBuilder builder;
    const std::uint32_t mesh = add_triangle(builder);
    builder.add("nodes", {{"name", "a"}, {"mesh", mesh}});
    builder.add("nodes", {{"name", "b"}, {"mesh", mesh}});
    builder.json["scenes"] = {{{"nodes", {0}}}, {{"nodes", {1}}}};
    builder.json["scene"] = 1;
    EXPECT_EQ(builder.load()->instances.at(0).name, "b");
    EXPECT_EQ(builder.load(with_scene(0))->instances.at(0).name, "a");
    try {
        (void)builder.load(with_scene(2));
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::not_found);
    }
    builder.json.erase("scene");
    const auto data = builder.load();
    EXPECT_EQ(data->instances.at(0).name, "a");
    EXPECT_TRUE(has_warning(*data, "scene.default", "/scenes"));
}

TEST(Nodes, ClassesComeFromNodeElseMesh) {
    GltfBuilder builder;
    const std::uint32_t mesh = add_triangle(builder);
    builder.json["meshes"][mesh]["extras"]["class"] = "mug";
    builder.add_node({{"mesh", mesh}});
    builder.add_node({{"mesh", mesh}, {"extras", {{"class", "cup"}}}});
    builder.add_node({{"mesh", mesh}, {"extras", {{"class", 7}}}});
    const auto data = builder.load();
    EXPECT_EQ(data->nodes.at(0).semantic_class, "mug");
    EXPECT_EQ(data->nodes.at(1).semantic_class, "cup");
    EXPECT_EQ(data->nodes.at(2).semantic_class, "mug");
    EXPECT_TRUE(has_warning(*data, "extras.class", "/nodes/2/extras/class"));
}

TEST(Nodes, KeypointsAreRead) {
    GltfBuilder builder;
    const std::uint32_t mesh = add_triangle(builder);
    const auto node_with = [&](const nlohmann::json& keypoints) {
        builder.add_node({{"mesh", mesh}, {"extras", {{"keypoints", keypoints}}}});
    };
    node_with({{{"name", "tip"}, {"position", {1, 2, 0.5}}, {"reach_m", 0}}, {{"name", "middle"}}});
    node_with("tip");
    node_with({{{"position", {0, 0, 0}}}, {{"name", "two"}, {"position", {1, 2}}}, {{"name", "a"}, {"reach_m", -1}}});
    const auto data = builder.load();
    const std::vector<KeypointRule>& keypoints = data->nodes.at(0).keypoints;
    ASSERT_EQ(keypoints.size(), 2U);
    EXPECT_EQ(keypoints[0].name, "tip");
    EXPECT_EQ(keypoints[0].point, glm::dvec3(1, 2, 0.5));
    EXPECT_EQ(keypoints[0].reach_m, 0.0);
    EXPECT_EQ(keypoints[1].name, "middle");
    EXPECT_EQ(keypoints[1].point, glm::dvec3(0));
    EXPECT_EQ(keypoints[1].reach_m, KeypointRule{}.reach_m);
    EXPECT_TRUE(data->nodes.at(1).keypoints.empty());
    EXPECT_TRUE(data->nodes.at(2).keypoints.empty());
    EXPECT_TRUE(has_warning(*data, "extras.keypoints", "/nodes/1/extras/keypoints"));
    for (const char* const entry : {"0", "1", "2"})
        EXPECT_TRUE(has_warning(*data, "extras.keypoints", std::string("/nodes/2/extras/keypoints/") + entry));
}

TEST(Nodes, HiddenOnesAreMarked) {
    GltfBuilder builder;
    builder.use("KHR_node_visibility");
    const std::uint32_t mesh = add_triangle(builder);
    builder.add_node({{"mesh", mesh}, {"extensions", {{"KHR_node_visibility", {{"visible", false}}}}}});
    builder.add_node({{"mesh", mesh}});
    const auto data = builder.load();
    EXPECT_FALSE(data->nodes.at(0).is_visible);
    EXPECT_TRUE(data->nodes.at(1).is_visible);
}

TEST(Nodes, GpuInstancesWithNormalizedRotations) {
    GltfBuilder builder;
    builder.use("EXT_mesh_gpu_instancing");
    const std::uint32_t mesh = add_triangle(builder);
    const std::uint32_t translation = builder.add_vectors(std::vector<glm::vec3>{{1, 2, 3}, {4, 5, 6}});
    const std::uint32_t rotation =
        builder.add_accessor(std::vector<std::int16_t>{0, 0, 0, 32767, 0, 0, 32767, 0}, "VEC4", true);
    const std::uint32_t scale = builder.add_vectors(std::vector<glm::vec3>{{1, 1, 1}, {2, 3, 4}});
    builder.add_node(
        {{"mesh", mesh},
         {"extensions",
          {{"EXT_mesh_gpu_instancing",
            {{"attributes", {{"TRANSLATION", translation}, {"ROTATION", rotation}, {"SCALE", scale}}}}}}}});
    const auto data = builder.load();
    const std::vector<glm::dmat4>& transforms = data->nodes.at(0).instance_transforms;
    ASSERT_EQ(transforms.size(), 2U);
    EXPECT_EQ(transforms[0][3], glm::dvec4(1, 2, 3, 1));
    // A half turn about z, after scaling.
    EXPECT_NEAR(transforms[1][0][0], -2, 1e-12);
    EXPECT_NEAR(transforms[1][1][1], -3, 1e-12);
    EXPECT_NEAR(transforms[1][2][2], 4, 1e-12);
    EXPECT_EQ(transforms[1][3], glm::dvec4(4, 5, 6, 1));
    EXPECT_EQ(data->instances.size(), 2U);
}

TEST(Cameras, BothKindsAndAnInfiniteFarPlane) {
    GltfBuilder builder;
    builder.add("cameras",
                {{"type", "perspective"}, {"name", "eye"}, {"perspective", {{"yfov", 0.5}, {"znear", 0.125}}}});
    builder.add("cameras", {{"type", "perspective"}, {"perspective", {{"yfov", 1}, {"znear", 1}, {"zfar", 10}}}});
    builder.add("cameras",
                {{"type", "orthographic"}, {"orthographic", {{"xmag", 2}, {"ymag", 3}, {"znear", 0}, {"zfar", 50}}}});
    for (int i = 0; i < 3; ++i) builder.add_node({{"camera", i}});
    const auto data = builder.load();
    ASSERT_EQ(data->cameras.size(), 3U);
    EXPECT_EQ(data->cameras[0].name, "eye");
    EXPECT_EQ(data->cameras[0].fov_y_rad, 0.5);
    EXPECT_EQ(data->cameras[0].near_m, 0.125);
    EXPECT_TRUE(std::isinf(data->cameras[0].far_m));
    EXPECT_EQ(data->cameras[1].far_m, 10);
    EXPECT_EQ(data->cameras[2].projection, Camera::Projection::orthographic);
    EXPECT_EQ(data->cameras[2].half_height_m, 3);
    EXPECT_EQ(data->cameras[2].near_m, 0);
    EXPECT_EQ(data->cameras[2].far_m, 50);
    EXPECT_EQ(data->camera_infos.size(), 3U);
}

TEST(Lights, KindsAndDefaults) {
    GltfBuilder builder;
    builder.use("KHR_lights_punctual");
    builder.json["extensions"]["KHR_lights_punctual"]["lights"] = {
        {{"type", "directional"}, {"name", "sun"}, {"color", {1, 0.5, 0.25}}, {"intensity", 3}},
        {{"type", "point"}, {"range", 8}},
        {{"type", "spot"}, {"spot", {{"innerConeAngle", 0.1}, {"outerConeAngle", 0.2}}}},
        {{"type", "spot"}, {"spot", Json::object()}}};
    for (int i = 0; i < 4; ++i) builder.add_node({{"extensions", {{"KHR_lights_punctual", {{"light", i}}}}}});
    const auto data = builder.load();
    ASSERT_EQ(data->lights.size(), 4U);
    EXPECT_EQ(data->lights[0].kind, Light::Kind::directional);
    EXPECT_EQ(data->lights[0].name, "sun");
    EXPECT_EQ(data->lights[0].color, glm::vec3(1, 0.5F, 0.25F));
    EXPECT_EQ(data->lights[0].intensity, 3);
    EXPECT_EQ(data->lights[1].kind, Light::Kind::point);
    EXPECT_EQ(data->lights[1].range_m, 8);
    EXPECT_EQ(data->lights[1].color, glm::vec3(1));
    EXPECT_EQ(data->lights[1].intensity, 1);
    EXPECT_EQ(data->lights[2].inner_cone_rad, 0.1F);
    EXPECT_EQ(data->lights[2].outer_cone_rad, 0.2F);
    EXPECT_TRUE(std::isinf(data->lights[2].range_m));
    EXPECT_FLOAT_EQ(data->lights[3].outer_cone_rad, 0.7853982F);
    EXPECT_EQ(data->nodes.at(2).light, 2U);
}

}  // namespace
}  // namespace plumb::test
