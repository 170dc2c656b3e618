#include "gltf_builder.hpp"

namespace plumb::test {
namespace {

using scene::AnimatedProperty;

/// One channel of a new animation.
void add_channel(GltfBuilder& builder, Json target, std::uint32_t input, std::uint32_t output,
                 const char* interpolation = "LINEAR") {
    builder.add("animations", {{"samplers", {{{"input", input}, {"output", output}, {"interpolation", interpolation}}}},
                               {"channels", {{{"sampler", 0}, {"target", std::move(target)}}}}});
}

std::uint32_t add_times(GltfBuilder& builder, const std::vector<float>& times) {
    const std::uint32_t accessor = builder.add_accessor(times, "SCALAR");
    builder.json["accessors"][accessor]["min"] = {times.front()};
    builder.json["accessors"][accessor]["max"] = {times.back()};
    return accessor;
}

Json pointer_target(const std::string& pointer) {
    return {{"path", "pointer"}, {"extensions", {{"KHR_animation_pointer", {{"pointer", pointer}}}}}};
}

TEST(Animations, EveryPathAndInterpolation) {
    GltfBuilder builder;
    const std::uint32_t times = add_times(builder, {0, 0.5F, 2});
    const std::vector<glm::vec3> moves{{0, 0, 0}, {1, 2, 3}, {4, 5, 6}};
    const std::uint32_t vectors = builder.add_vectors(moves);
    const std::uint32_t turns =
        builder.add_accessor(std::vector<std::int16_t>{0, 0, 0, 32767, 0, 0, 32767, 0, 0, -32767, 0, 0}, "VEC4", true);
    std::vector<glm::vec3> spline(9, {1, 1, 1});
    spline[4] = {7, 8, 9};
    const std::uint32_t cubic = builder.add_vectors(spline);
    builder.add_node({{"name", "moved"}});
    add_channel(builder, {{"node", 0}, {"path", "translation"}}, times, vectors);
    add_channel(builder, {{"node", 0}, {"path", "rotation"}}, times, turns, "STEP");
    add_channel(builder, {{"node", 0}, {"path", "scale"}}, times, cubic, "CUBICSPLINE");
    builder.json["animations"][0]["name"] = "walk";
    const auto data = builder.load();
    ASSERT_EQ(data->animations.size(), 3U);
    const scene::Animation& walk = data->animations[0];
    EXPECT_EQ(walk.name, "walk");
    EXPECT_EQ(walk.duration_s, 2);
    EXPECT_EQ(walk.channels.at(0).property, AnimatedProperty::node_translation);
    EXPECT_EQ(walk.samplers.at(0).times_s, (std::vector<float>{0, 0.5F, 2}));
    EXPECT_EQ(walk.samplers[0].width, 3U);
    EXPECT_EQ(walk.samplers[0].values, (std::vector<float>{0, 0, 0, 1, 2, 3, 4, 5, 6}));
    const scene::Animation& turn = data->animations[1];
    EXPECT_EQ(turn.channels.at(0).property, AnimatedProperty::node_rotation);
    EXPECT_EQ(turn.samplers.at(0).interpolation, scene::Interpolation::step);
    EXPECT_EQ(turn.samplers[0].values, (std::vector<float>{0, 0, 0, 1, 0, 0, 1, 0, 0, -1, 0, 0}));
    const scene::Animation& grow = data->animations[2];
    EXPECT_EQ(grow.channels.at(0).property, AnimatedProperty::node_scale);
    EXPECT_EQ(grow.samplers.at(0).interpolation, scene::Interpolation::cubic_spline);
    EXPECT_EQ(grow.samplers[0].width, 3U);
    ASSERT_EQ(grow.samplers[0].values.size(), 27U);
    EXPECT_EQ(grow.samplers[0].values[13], 8);
}

/// A mesh with two morph targets on node 0.
void add_morphed_node(GltfBuilder& builder) {
    const std::uint32_t positions = builder.add_positions({{0, 0, 0}, {1, 0, 0}, {0, 1, 0}});
    builder.add_mesh({{"attributes", {{"POSITION", positions}}},
                      {"targets", {{{"POSITION", positions}}, {{"POSITION", positions}}}}});
}

TEST(Animations, WeightsHaveOneNumberATarget) {
    GltfBuilder builder;
    add_morphed_node(builder);
    const std::uint32_t times = add_times(builder, {0, 1});
    const std::uint32_t weights = builder.add_accessor(std::vector<std::uint8_t>{0, 255, 51, 102}, "SCALAR", true);
    add_channel(builder, {{"node", 0}, {"path", "weights"}}, times, weights);
    const auto data = builder.load();
    const scene::Animation& animation = data->animations.at(0);
    EXPECT_EQ(animation.channels.at(0).property, AnimatedProperty::node_weights);
    EXPECT_EQ(animation.samplers.at(0).width, 2U);
    EXPECT_EQ(animation.samplers[0].values, (std::vector<float>{0, 1, 0.2F, 0.4F}));
}

struct PointerCase {
    const char* pointer;
    AnimatedProperty property;
    std::uint32_t target;
    std::uint32_t element;
    std::uint32_t width;
};

class AnimationPointers : public testing::TestWithParam<PointerCase> {};

/// Everything that pointers below can name.
GltfBuilder builder_for_pointers() {
    GltfBuilder builder;
    builder.use("KHR_animation_pointer");
    builder.use("KHR_lights_punctual");
    add_morphed_node(builder);
    builder.add("materials", Json::object());
    builder.add("materials", {{"name", "second"}});
    builder.add("cameras", {{"type", "perspective"}, {"perspective", {{"yfov", 1}, {"znear", 1}}}});
    builder.add("cameras",
                {{"type", "orthographic"}, {"orthographic", {{"xmag", 1}, {"ymag", 1}, {"znear", 0}, {"zfar", 5}}}});
    builder.json["extensions"]["KHR_lights_punctual"]["lights"] = {{{"type", "spot"}, {"spot", Json::object()}}};
    return builder;
}

TEST_P(AnimationPointers, AreResolved) {
    GltfBuilder builder = builder_for_pointers();
    const std::uint32_t times = add_times(builder, {0, 1});
    const char* types[] = {"", "SCALAR", "VEC2", "VEC3", "VEC4"};
    std::vector<float> values(GetParam().width * 2U, 0.5F);
    if (GetParam().property == AnimatedProperty::node_rotation) values = {0, 0, 0, 1, 0, 0, 0, 1};
    if (GetParam().property == AnimatedProperty::material_ior) values = {1.5F, 0};
    const std::uint32_t output = builder.add_accessor(values, types[GetParam().width]);
    add_channel(builder, pointer_target(GetParam().pointer), times, output);
    const auto data = builder.load();
    const scene::AnimationChannel channel = data->animations.at(0).channels.at(0);
    EXPECT_EQ(channel.property, GetParam().property);
    EXPECT_EQ(channel.target, GetParam().target);
    EXPECT_EQ(channel.element, GetParam().element);
}

INSTANTIATE_TEST_SUITE_P(
    Every, AnimationPointers,
    testing::Values(
        PointerCase{"/nodes/0/translation", AnimatedProperty::node_translation, 0, 0, 3},
        PointerCase{"/nodes/0/rotation", AnimatedProperty::node_rotation, 0, 0, 4},
        PointerCase{"/nodes/0/scale", AnimatedProperty::node_scale, 0, 0, 3},
        PointerCase{"/nodes/0/weights/1", AnimatedProperty::node_weight, 0, 1, 1},
        PointerCase{"/materials/1/pbrMetallicRoughness/baseColorFactor", AnimatedProperty::material_base_color, 1, 0,
                    4},
        PointerCase{"/materials/1/pbrMetallicRoughness/metallicFactor", AnimatedProperty::material_metallic, 1, 0, 1},
        PointerCase{"/materials/0/pbrMetallicRoughness/roughnessFactor", AnimatedProperty::material_roughness, 0, 0, 1},
        PointerCase{"/materials/0/alphaCutoff", AnimatedProperty::material_alpha_cutoff, 0, 0, 1},
        PointerCase{"/materials/0/emissiveFactor", AnimatedProperty::material_emissive, 0, 0, 3},
        PointerCase{"/materials/0/extensions/KHR_materials_emissive_strength/emissiveStrength",
                    AnimatedProperty::material_emissive_strength, 0, 0, 1},
        PointerCase{"/materials/0/normalTexture/scale", AnimatedProperty::material_normal_scale, 0, 0, 1},
        PointerCase{"/materials/0/occlusionTexture/strength", AnimatedProperty::material_occlusion_strength, 0, 0, 1},
        PointerCase{"/materials/0/extensions/KHR_materials_ior/ior", AnimatedProperty::material_ior, 0, 0, 1},
        PointerCase{"/materials/0/extensions/KHR_materials_transmission/transmissionFactor",
                    AnimatedProperty::material_transmission, 0, 0, 1},
        PointerCase{"/materials/1/pbrMetallicRoughness/baseColorTexture/extensions/KHR_texture_transform/offset",
                    AnimatedProperty::material_texture_offset, 1, 0, 2},
        PointerCase{"/materials/1/normalTexture/extensions/KHR_texture_transform/rotation",
                    AnimatedProperty::material_texture_rotation, 1, 2, 1},
        PointerCase{"/materials/1/emissiveTexture/extensions/KHR_texture_transform/scale",
                    AnimatedProperty::material_texture_scale, 1, 4, 2},
        PointerCase{"/extensions/KHR_lights_punctual/lights/0/color", AnimatedProperty::light_color, 0, 0, 3},
        PointerCase{"/extensions/KHR_lights_punctual/lights/0/intensity", AnimatedProperty::light_intensity, 0, 0, 1},
        PointerCase{"/extensions/KHR_lights_punctual/lights/0/range", AnimatedProperty::light_range, 0, 0, 1},
        PointerCase{"/extensions/KHR_lights_punctual/lights/0/spot/innerConeAngle", AnimatedProperty::light_inner_cone,
                    0, 0, 1},
        PointerCase{"/extensions/KHR_lights_punctual/lights/0/spot/outerConeAngle", AnimatedProperty::light_outer_cone,
                    0, 0, 1},
        PointerCase{"/cameras/0/perspective/yfov", AnimatedProperty::camera_fov_y, 0, 0, 1},
        PointerCase{"/cameras/0/perspective/znear", AnimatedProperty::camera_near, 0, 0, 1},
        PointerCase{"/cameras/1/orthographic/zfar", AnimatedProperty::camera_far, 1, 0, 1},
        PointerCase{"/cameras/1/orthographic/ymag", AnimatedProperty::camera_half_height, 1, 0, 1}));

TEST(Animations, VisibilityPointerTakesBooleans) {
    GltfBuilder builder = builder_for_pointers();
    builder.use("KHR_node_visibility");
    builder.json["nodes"][0]["extensions"]["KHR_node_visibility"]["visible"] = true;
    const std::uint32_t times = add_times(builder, {0, 1});
    const std::uint32_t output = builder.add_accessor(std::vector<std::uint8_t>{0, 1}, "SCALAR");
    add_channel(builder, pointer_target("/nodes/0/extensions/KHR_node_visibility/visible"), times, output, "STEP");
    const auto data = builder.load();
    EXPECT_EQ(data->animations.at(0).channels.at(0).property, AnimatedProperty::node_visibility);
    EXPECT_EQ(data->animations[0].samplers.at(0).values, (std::vector<float>{0, 1}));
}

TEST(Animations, UnsupportedPointersAreKeptWithAWarning) {
    GltfBuilder builder = builder_for_pointers();
    const std::uint32_t times = add_times(builder, {0, 1});
    const std::uint32_t output = builder.add_accessor(std::vector<float>{0, 1}, "SCALAR");
    add_channel(builder, pointer_target("/materials/0/extensions/KHR_materials_sheen/sheenRoughnessFactor"), times,
                output);
    const auto data = builder.load();
    EXPECT_EQ(data->animations.at(0).channels.at(0).property, AnimatedProperty::unsupported);
    EXPECT_TRUE(has_warning(*data, "animation.pointer",
                            "/animations/0/channels/0/target/extensions/KHR_animation_pointer/pointer"));
}

TEST(Animations, PointersToNothingAndOfTheWrongWidthAreRefused) {
    for (const auto& [pointer, type] :
         {std::pair{"/materials/7/alphaCutoff", "SCALAR"}, std::pair{"/nodes/0/weights/9", "SCALAR"},
          std::pair{"nodes/0/scale", "VEC3"}, std::pair{"/nodes/00/scale", "VEC3"},
          std::pair{"/materials/0/emissiveFactor", "VEC2"}}) {
        GltfBuilder builder = builder_for_pointers();
        const std::uint32_t times = add_times(builder, {0, 1});
        const std::size_t width = type == std::string("SCALAR") ? 1 : type == std::string("VEC2") ? 2 : 3;
        const std::uint32_t output = builder.add_accessor(std::vector<float>(width * 2, 0.5F), type);
        add_channel(builder, pointer_target(pointer), times, output);
        try {
            (void)builder.load();
            FAIL() << pointer;
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ErrorCode::bad_asset);
            EXPECT_NE(std::string(error.what()).find("/animations/0"), std::string::npos) << error.what();
        }
    }
}

struct BadValues {
    const char* pointer;
    std::vector<float> values;  ///< of two keys
    const char* check;
    const char* said;
    const char* interpolation = "LINEAR";
};

void PrintTo(const BadValues& bad, std::ostream* stream) {
    *stream << bad.pointer;
}

class DrivenValues : public testing::TestWithParam<BadValues> {};

TEST_P(DrivenValues, AreCheckedAsThoseThatStandStill) {
    GltfBuilder builder = builder_for_pointers();
    builder.use("KHR_node_visibility");
    builder.json["nodes"][0]["extensions"]["KHR_node_visibility"]["visible"] = true;
    const char* types[] = {"", "SCALAR", "VEC2", "VEC3", "VEC4"};
    const std::uint32_t times = add_times(builder, {0, 1});
    const std::uint32_t output = builder.add_accessor(GetParam().values, types[GetParam().values.size() / 2]);
    add_channel(builder, pointer_target(GetParam().pointer), times, output, GetParam().interpolation);
    try {
        (void)builder.load();
        FAIL() << "loaded";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::bad_asset);
        for (const char* const part : {GetParam().check, GetParam().said, "/animations/0/channels/0/sampler"})
            EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
    }
}

INSTANTIATE_TEST_SUITE_P(
    Every, DrivenValues,
    testing::Values(
        BadValues{"/nodes/0/translation", {0, 0, 0, 0, 1e20F, 0}, "animation.range", "at key 1; allowed: [-1e"},
        BadValues{"/nodes/0/scale", {1e30F, 1, 1, 1, 1, 1}, "animation.range", "at key 0"},
        BadValues{"/nodes/0/rotation", {0, 0, 0, 1, 0, 0, 0, 0}, "animation.rotation", "gives no rotation"},
        BadValues{"/materials/0/pbrMetallicRoughness/baseColorFactor",
                  {1, 1, 1, 1, -1, 2, 1, 1},
                  "animation.range",
                  "found number -1"},
        BadValues{"/materials/0/pbrMetallicRoughness/metallicFactor", {0, -3}, "animation.range", "found number -3"},
        BadValues{"/materials/0/emissiveFactor", {0, 5, 0, 0, 0, 0}, "animation.range", "found number 5"},
        BadValues{
            "/materials/0/extensions/KHR_materials_ior/ior", {1.5F, 0.2F}, "animation.range", "allowed: 0 or >= 1"},
        BadValues{"/extensions/KHR_lights_punctual/lights/0/intensity", {1, -1}, "animation.range", "allowed: >= 0"},
        BadValues{"/cameras/0/perspective/yfov", {1, 0}, "animation.range", "allowed: > 0"},
        BadValues{"/nodes/0/extensions/KHR_node_visibility/visible", {0, 1}, "animation.interpolation", "STEP"}));

TEST(Animations, ATransformOfANodeWithAMatrixIsRefused) {
    GltfBuilder builder = builder_for_pointers();
    builder.json["nodes"][0]["matrix"] = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 3, 0, 0, 1};
    for (const char* const key : {"translation", "rotation", "scale"}) builder.json["nodes"][0].erase(key);
    add_channel(builder, pointer_target("/nodes/0/scale"), add_times(builder, {0, 1}),
                builder.add_vectors(std::vector<glm::vec3>(2, {1, 1, 1})));
    try {
        (void)builder.load();
        FAIL() << "loaded";
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("animation.matrix"), std::string::npos) << error.what();
    }
}

TEST(Animations, OneTargetHasOneChannelHoweverItIsNamed) {
    const Json plain = {{"node", 0}, {"path", "weights"}};
    for (const auto& [first, second] : {std::pair{plain, pointer_target("/nodes/0/weights/1")},
                                        std::pair{pointer_target("/nodes/0/weights/1"), plain},
                                        std::pair{pointer_target("/nodes/0/weights"), plain}}) {
        GltfBuilder builder = builder_for_pointers();
        const std::uint32_t times = add_times(builder, {0, 1});
        Json channels = Json::array(), samplers = Json::array();
        for (const Json& target : {first, second}) {
            const bool is_one = target.dump().find("weights/1") != std::string::npos;
            const std::size_t width = is_one ? 1 : 2;
            samplers.push_back(
                {{"input", times}, {"output", builder.add_accessor(std::vector<float>(2 * width, 0.5F), "SCALAR")}});
            channels.push_back({{"sampler", samplers.size() - 1}, {"target", target}});
        }
        builder.add("animations", {{"samplers", samplers}, {"channels", channels}});
        try {
            (void)builder.load();
            FAIL() << second;
        } catch (const Error& error) {
            const std::string message = error.what();
            EXPECT_NE(message.find("animation.duplicate"), std::string::npos) << message;
            EXPECT_NE(message.find("/animations/0/channels/1/target"), std::string::npos) << message;
        }
    }
}

TEST(Animations, ChannelWithoutANodeIsIgnoredWithAWarning) {
    GltfBuilder builder;
    builder.add_node({{"name", "still"}});
    const std::uint32_t times = add_times(builder, {0, 1});
    const std::uint32_t output = builder.add_vectors(std::vector<glm::vec3>(2, {0, 0, 0}));
    add_channel(builder, {{"path", "translation"}}, times, output);
    const auto data = builder.load();
    EXPECT_TRUE(data->animations.at(0).channels.empty());
    EXPECT_TRUE(has_warning(*data, "animation.target", "/animations/0/channels/0/target"));
}

}  // namespace
}  // namespace plumb::test
