// Scenes made from others: copies of templates, further pictures, other classes.
#include "scene/derive.hpp"

#include "scene/find_node.hpp"
#include "scene/template_nodes.hpp"
#include "scene_builder.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace plumb::testing {
namespace {

using scene::none;
using scene::SceneData;

/// A floor, a bone `hips` below `walker`, the mesh `body` skinned to it beside them, a hat on the bone, and a lamp.
SceneData skinned_scene() {
    SceneBuilder builder;
    SceneData& data = builder.data;
    data.materials.resize(2);
    data.materials[0].name = "Cloth";
    const std::uint32_t plain = builder.add_triangle_mesh();
    const std::uint32_t cloth = builder.add_triangle_mesh(0);
    scene::Primitive& skinned = data.meshes[cloth].primitives[0];
    skinned.influences = 4;
    skinned.joints.assign(12, 0);
    skinned.weights = {1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0};
    builder.add_drawn_node("floor", plain);
    const std::uint32_t walker = builder.add_node("walker");
    data.nodes[walker].translation = {5, 0, 0};
    const std::uint32_t hips = builder.add_node("hips", walker);
    builder.add_drawn_node("hat", plain, hips);
    const std::uint32_t body = builder.add_drawn_node("body", cloth);
    data.nodes[body].skin = 0;
    data.nodes[body].semantic_class = "person";
    data.skins.push_back({"bones", {hips}, {glm::dmat4(1)}, hips});
    data.lights.emplace_back().name = "glow";
    data.nodes[builder.add_node("torch", hips)].light = 0;
    data.cameras.emplace_back();
    data.nodes[builder.add_node("eye", hips)].camera = 0;
    builder.add_node("sign", walker);
    scene::finish(data);
    return data;
}

scene::Additions copies_of(const SceneData& data, std::string_view node, std::uint32_t count) {
    scene::Additions additions;
    additions.copies.push_back({.node = scene::find_node(data, node), .count = count});
    return additions;
}

TEST(TemplateNodes, ANodeBringsWhatIsBelowItAndWhatSkinsTie) {
    const SceneData data = skinned_scene();
    for (const char* name : {"body", "hips"}) {
        const scene::TemplateNodes parts = scene::template_nodes(data, scene::find_node(data, name));
        std::vector<std::string> names;
        for (std::size_t i = 0; i < parts.nodes.size(); ++i)
            names.push_back((parts.is_carrier[i] != 0 ? "^" : "") + data.nodes[parts.nodes[i]].name);
        EXPECT_EQ(names, (std::vector<std::string>{"^walker", "hips", "hat", "torch", "eye", "body"})) << name;
    }
    const scene::TemplateNodes floor = scene::template_nodes(data, scene::find_node(data, "floor"));
    EXPECT_EQ(floor.nodes.size(), 1U);
}

TEST(Derive, CopiesStandBehindTheScenesOwnInstances) {
    const SceneData base = skinned_scene();
    const SceneData data = scene::derive(base, copies_of(base, "body", 2));
    ASSERT_EQ(base.instances.size(), 3U);
    ASSERT_EQ(data.instances.size(), 7U);
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(data.instances[i].id, base.instances[i].id);
        EXPECT_EQ(data.instances[i].path, base.instances[i].path);
        EXPECT_EQ(data.instances[i].node, base.instances[i].node);
        EXPECT_EQ(data.instances[i].semantic, base.instances[i].semantic);
    }
    const char* const paths[] = {"walker#1/hips#1/hat#1", "body#1", "walker#2/hips#2/hat#2", "body#2"};
    for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_EQ(data.instances[3 + i].path, paths[i]);
        EXPECT_EQ(data.instances[3 + i].id, 4 + i);
    }
    ASSERT_EQ(data.copy_infos.size(), 1U);
    const CopyInfo& info = data.copy_infos[0];
    EXPECT_EQ(info.name, "body");
    EXPECT_EQ(info.count, 2U);
    EXPECT_EQ(info.first_number, 1U);
    EXPECT_EQ(info.first_instance, 3U);
    EXPECT_EQ(info.instance_count, 2U);
    EXPECT_EQ(data.classes, base.classes);
    EXPECT_EQ(data.instances[4].semantic, base.instances[2].semantic);
}

TEST(Derive, EachCopyHasItsOwnJointsAndWeights) {
    SceneData base = skinned_scene();
    base.meshes[1].primitives[0].targets.resize(1);
    base.meshes[1].primitives[0].targets[0].positions.resize(3);
    scene::finish(base);
    const SceneData data = scene::derive(base, copies_of(base, "body", 2));
    EXPECT_EQ(data.joint_count, 3U);
    EXPECT_EQ(data.weight_count, 3U);
    std::vector<std::uint32_t> joints, weights;
    for (const std::size_t index : {2, 4, 6}) {
        EXPECT_EQ(data.instances[index].joint_count, 1U);
        joints.push_back(data.instances[index].first_joint);
        weights.push_back(data.instances[index].first_weight);
    }
    EXPECT_EQ(joints, (std::vector<std::uint32_t>{0, 1, 2}));
    EXPECT_EQ(weights, (std::vector<std::uint32_t>{0, 1, 2}));
    const scene::Skin& skin = data.skins[data.nodes[data.instances[6].node].skin];
    EXPECT_EQ(data.nodes[skin.joints[0]].name, "hips#2");
    EXPECT_EQ(skin.skeleton, skin.joints[0]);
    EXPECT_EQ(base.skins.size() + 2, data.skins.size());
}

TEST(Derive, GeometryPicturesAndClipsAreShared) {
    SceneData base = skinned_scene();
    base.images.emplace_back().rgba = {1, 2, 3, 4};
    base.animations.emplace_back();
    scene::finish(base);
    const SceneData& before = base;
    scene::Additions additions = copies_of(base, "body", 500);
    additions.pictures.resize(1);
    const SceneData data = scene::derive(base, std::move(additions));
    ASSERT_EQ(data.meshes.size(), before.meshes.size());
    for (std::size_t i = 0; i < data.meshes.size(); ++i) EXPECT_EQ(&data.meshes[i], &before.meshes[i]);
    EXPECT_EQ(&data.images[0], &before.images[0]);
    EXPECT_EQ(&data.animations[0], &before.animations[0]);
    EXPECT_EQ(data.instances.size(), 1003U);
}

TEST(Derive, LightsComeAlongAndCamerasDoNot) {
    const SceneData base = skinned_scene();
    const SceneData data = scene::derive(base, copies_of(base, "hips", 3));
    EXPECT_EQ(data.camera_infos.size(), 1U);
    const auto lit = std::ranges::count_if(data.nodes, [](const scene::Node& node) { return node.light == 0; });
    EXPECT_EQ(lit, 4);
    EXPECT_EQ(data.lights.size(), 1U);
}

TEST(Derive, ANodeAboveTheTemplateIsCopiedBare) {
    SceneBuilder builder;
    const std::uint32_t mesh = builder.add_triangle_mesh();
    const std::uint32_t table = builder.add_drawn_node("table", mesh);
    builder.data.nodes[table].translation = {0, 1, 0};
    builder.data.nodes[table].semantic_class = "furniture";
    builder.add_drawn_node("mug", mesh, table);
    scene::finish(builder.data);
    const SceneData data = scene::derive(builder.data, copies_of(builder.data, "mug", 1));
    ASSERT_EQ(data.instances.size(), 3U);
    EXPECT_EQ(data.instances[2].path, "table#1/mug#1");
    EXPECT_EQ(data.instances[2].semantic, data.instances[1].semantic);
    EXPECT_EQ(data.roots.size(), 2U);
    EXPECT_EQ(data.nodes[2].translation, glm::dvec3(0, 1, 0));
}

TEST(Derive, ATemplateOutsideOfTheActiveSceneCanBeCopied) {
    SceneBuilder builder;
    const std::uint32_t mesh = builder.add_triangle_mesh();
    builder.add_drawn_node("floor", mesh);
    builder.add_drawn_node("tree", mesh);
    builder.data.roots = {0};
    scene::finish(builder.data);
    ASSERT_EQ(builder.data.instances.size(), 1U);
    const SceneData data = scene::derive(builder.data, copies_of(builder.data, "tree", 2));
    ASSERT_EQ(data.instances.size(), 3U);
    EXPECT_EQ(data.instances[1].name, "tree#1");
}

TEST(Derive, CopiesCanHaveMaterialsOfTheirOwn) {
    SceneData base = skinned_scene();
    base.meshes[1].primitives[0].variant_materials = {1};
    scene::finish(base);
    scene::Additions additions = copies_of(base, "body", 2);
    additions.copies[0].has_own_materials = true;
    const SceneData data = scene::derive(base, std::move(additions));
    EXPECT_EQ(data.material_names, (std::vector<std::string>{"Cloth", "material_1", "Cloth#1", "material_1#1",
                                                             "default#1", "Cloth#2", "material_1#2", "default#2"}));
    EXPECT_EQ(data.instances[2].materials, (std::vector<std::uint32_t>{1}));
    EXPECT_EQ(data.instances[4].materials, (std::vector<std::uint32_t>{3}));
    EXPECT_EQ(data.instances[6].materials, (std::vector<std::uint32_t>{6}));
    EXPECT_EQ(data.instances[5].materials, (std::vector<std::uint32_t>{8})) << "the hat has the default material";
    EXPECT_EQ(scene::drawn_material(data, data.instances[6].node, 1), 6U) << "of a variant";
    EXPECT_EQ(scene::drawn_material(data, data.instances[2].node, 0), 0U);
    const SceneData shared = scene::derive(base, copies_of(base, "body", 2));
    EXPECT_EQ(shared.materials.size(), 2U);
    EXPECT_EQ(shared.instances[6].materials, (std::vector<std::uint32_t>{1}));
}

TEST(Derive, MoreCopiesGoOnCounting) {
    const SceneData base = skinned_scene();
    scene::Additions additions = copies_of(base, "body", 2);
    additions.copies.push_back({.node = scene::find_node(base, "floor"), .count = 0});
    additions.copies.push_back({.node = scene::find_node(base, "floor"), .count = 1});
    const SceneData once = scene::derive(base, std::move(additions));
    const SceneData twice = scene::derive(once, copies_of(once, "body", 1));
    ASSERT_EQ(twice.copy_infos.size(), 4U);
    EXPECT_EQ(twice.copy_infos[1].instance_count, 0U);
    EXPECT_EQ(twice.copy_infos[2].instance_count, 1U);
    EXPECT_EQ(twice.copy_infos[3].first_number, 3U);
    EXPECT_EQ(twice.instances[twice.copy_infos[2].first_instance].name, "floor#1");
    EXPECT_EQ(twice.instances.back().name, "body#3");
    for (std::size_t i = 0; i < once.instances.size(); ++i) EXPECT_EQ(twice.instances[i].path, once.instances[i].path);
}

TEST(Derive, PicturesBecomeTextures) {
    SceneData base = skinned_scene();
    base.textures.resize(1);
    scene::Additions additions;
    additions.pictures.resize(2);
    additions.pictures[0] = {"oak.png", 1, 1, {1, 2, 3, 4}};
    additions.pictures[1] = {"pine.png", 1, 1, {5, 6, 7, 8}};
    const SceneData data = scene::derive(base, std::move(additions));
    EXPECT_EQ(data.texture_names, (std::vector<std::string>{"texture_0", "oak.png", "pine.png"}));
    EXPECT_EQ(data.textures[2].image, 1U);
    EXPECT_EQ(data.images[1].rgba[0], 5);
}

TEST(Derive, SingleInstancesGetOtherClasses) {
    const SceneData base = skinned_scene();
    scene::Additions additions = copies_of(base, "body", 1);
    additions.classes = {{0, "ground"}, {2, ""}, {4, "robot"}, {3, "person"}};
    const SceneData data = scene::derive(base, std::move(additions));
    EXPECT_EQ(data.classes, (std::vector<std::string>{"background", "unlabelled", "person", "ground", "robot"}));
    EXPECT_EQ(data.instances[0].semantic, 3U);
    EXPECT_EQ(data.instances[2].semantic, 1U);
    EXPECT_EQ(data.instances[3].semantic, 2U);
    EXPECT_EQ(data.instances[4].semantic, 4U);
    const SceneData again = scene::derive(data, copies_of(data, "floor", 1));
    EXPECT_EQ(again.classes, data.classes);
    EXPECT_EQ(again.instances[4].semantic, 4U) << "a class that was given stays";
}

TEST(Derive, RefusesWhatCannotBeCopied) {
    const SceneData base = skinned_scene();
    auto [code, message] = error_of([&] { (void)scene::derive(base, copies_of(base, "sign", 2)); });
    EXPECT_EQ(code, ErrorCode::invalid_argument);
    EXPECT_NE(message.find("\"sign\""), std::string::npos) << message;
    EXPECT_NE(message.find("draws a triangle"), std::string::npos) << message;

    const SceneData once = scene::derive(base, copies_of(base, "floor", 1));
    std::tie(code, message) = error_of([&] { (void)scene::derive(once, copies_of(once, "floor#1", 2)); });
    EXPECT_EQ(code, ErrorCode::invalid_argument);
    EXPECT_NE(message.find("its template, \"floor\""), std::string::npos) << message;

    scene::Additions many = copies_of(base, "body", 1000);
    many.node_limit = 5000;
    std::tie(code, message) = error_of([&] { (void)scene::derive(base, many); });
    EXPECT_EQ(code, ErrorCode::out_of_memory);
    EXPECT_NE(message.find("6008 nodes, the limit is 5000"), std::string::npos) << message;

    many = copies_of(base, "body", 0xFFFFFFFFU);
    std::tie(code, message) = error_of([&] { (void)scene::derive(base, many); });
    EXPECT_EQ(code, ErrorCode::out_of_memory);

    many = copies_of(base, "body", 10);
    many.copies[0].has_own_materials = true;
    many.material_limit = 20;
    std::tie(code, message) = error_of([&] { (void)scene::derive(base, many); });
    EXPECT_NE(message.find("22 materials, the limit is 20"), std::string::npos) << message;

    scene::Additions classes;
    classes.classes = {{3, "x"}};
    std::tie(code, message) = error_of([&] { (void)scene::derive(base, classes); });
    EXPECT_EQ(code, ErrorCode::invalid_argument);
    EXPECT_NE(message.find("instance 4"), std::string::npos) << message;
}

TEST(FindNode, ByPathThenByName) {
    const SceneData base = skinned_scene();
    const Scene scene(std::make_shared<const SceneData>(base));
    EXPECT_EQ(base.nodes[scene.find_node("hat")].name, "hat");
    EXPECT_EQ(scene.find_node("walker/hips/hat"), scene.find_node("hat"));
    auto [code, message] = error_of([&] { (void)scene.find_node("hipps"); });
    EXPECT_EQ(code, ErrorCode::not_found);
    EXPECT_NE(message.find("'hips'"), std::string::npos) << message;
    EXPECT_EQ(error_of([&] { (void)scene.find_node("ips/hat"); }).first, ErrorCode::not_found);

    SceneBuilder builder;
    const std::uint32_t mesh = builder.add_triangle_mesh();
    builder.add_drawn_node("leg", mesh, builder.add_node("left"));
    builder.add_drawn_node("leg", mesh, builder.add_node("right"));
    const Scene twins = builder.build();
    std::tie(code, message) = error_of([&] { (void)twins.find_node("leg"); });
    EXPECT_EQ(code, ErrorCode::invalid_argument);
    EXPECT_NE(message.find("left/leg"), std::string::npos) << message;
    EXPECT_NE(message.find("right/leg"), std::string::npos) << message;
    EXPECT_EQ(twins.find_node("right/leg"), 3U);
}

TEST(SharedList, CopiesShareUntilOneIsChanged) {
    scene::SharedList<std::vector<int>> list;
    list.emplace_back(3, 7);
    list.push_back({1});
    scene::SharedList<std::vector<int>> copy = list;
    const auto& read = list;
    const auto& read_copy = copy;
    EXPECT_EQ(&read[0], &read_copy[0]);
    copy[0][0] = 9;
    EXPECT_EQ(read[0], (std::vector<int>{7, 7, 7}));
    EXPECT_EQ(read_copy[0], (std::vector<int>{9, 7, 7}));
    EXPECT_EQ(&read[1], &read_copy[1]);
    const std::vector<int>* const own = &read_copy[0];
    copy[0][1] = 8;
    EXPECT_EQ(own, &read_copy[0]) << "what nobody shares is changed in place";
    copy.resize(4);
    EXPECT_EQ(copy.size(), 4U);
    EXPECT_EQ(list.size(), 2U);
    std::size_t sum = 0;
    for (const std::vector<int>& element : read_copy) sum += element.size();
    EXPECT_EQ(sum, 4U);
    EXPECT_EQ(&read[1], &read_copy[1]) << "reading shares";
}

}  // namespace
}  // namespace plumb::testing
