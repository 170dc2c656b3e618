// Checks 10 to 14, as far as the JSON alone decides them.
#include "sound_asset.hpp"

#include <gtest/gtest.h>

namespace plumb::test::schema_scene_test {
namespace {

constexpr auto unsupported = ErrorCode::unsupported;

Json& primitive(SoundAsset& a) {
    return a.json["meshes"][0]["primitives"][0];
}
Json& accessor(SoundAsset& a, std::size_t index) {
    return a.json["accessors"][index];
}
Json& animation(SoundAsset& a) {
    return a.json["animations"][0];
}

class SceneFaults : public testing::TestWithParam<Fault> {};
TEST_P(SceneFaults, AreRefused) {
    expect_refused(GetParam());
}

std::string name_of(const testing::TestParamInfo<Fault>& info) {
    return info.param.name;
}

// 10
const std::vector<Fault> node_faults = {
    {"Cycle",
     [](auto& a) {
         a.json["nodes"][1]["children"] = {3};
         a.json["nodes"][3]["children"] = {1};
         a.json["nodes"][0]["children"] = {2};
         a.json["scenes"][0]["nodes"] = {0};
     },
     "node.cycle", "/nodes/1", "its own ancestor"},
    {"OwnChild",
     [](auto& a) {
         a.json["nodes"][3]["children"] = {3};
         a.json["scenes"][0]["nodes"] = {0};
     },
     "node.cycle", "/nodes/3", "its own ancestor"},
    {"TwoParents", [](auto& a) { a.json["nodes"][3]["children"] = {1}; }, "node.parent", "/nodes/3/children/0",
     "already a child of node 0"},
    {"ChildTwice",
     [](auto& a) {
         a.json["nodes"][0]["children"] = {1, 2, 1};
     },
     "schema.duplicate", "/nodes/0/children/2", "found 1 a second time"},
    {"ChildRange",
     [](auto& a) {
         a.json["nodes"][0]["children"] = {1, 9};
     },
     "reference", "/nodes/0/children/1", "found index 9; nodes has 4"},
    {"NotARoot",
     [](auto& a) {
         a.json["scenes"][0]["nodes"] = {0, 1, 3};
     },
     "scene.root", "/scenes/0/nodes/1", "a child of node 0"},
    {"MovedNotARoot",
     [](auto& a) {
         a.json["nodes"][0]["translation"] = {1, 0, 0};
         a.json["scenes"][0]["nodes"] = {2};
     },
     "scene.root", "/scenes/0/nodes/0", "a child of node 0"},
    {"SceneNode", [](auto& a) { a.json["scenes"][0]["nodes"] = {4}; }, "reference", "/scenes/0/nodes/0",
     "found index 4"},
    {"MatrixAndTrs",
     [](auto& a) {
         a.json["nodes"][0]["matrix"] = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
         a.json["nodes"][0]["scale"] = {1, 1, 1};
     },
     "node.transform", "/nodes/0/matrix", "both 'matrix' and 'scale'"},
    {"MatrixLength",
     [](auto& a) {
         a.json["nodes"][0]["matrix"] = {1, 0};
     },
     "schema.length", "/nodes/0/matrix", "16 numbers"},
    {"MatrixRow", [](auto& a) { a.json["nodes"][0]["matrix"] = {1, 0, 0, 1, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1}; },
     "node.matrix", "/nodes/0/matrix", "last row"},
    {"TranslationHuge",
     [](auto& a) {
         a.json["nodes"][0]["translation"] = {1e300, 0, 0};
     },
     "schema.range", "/nodes/0/translation/0", "[-1e+09, 1e+09]"},
    {"RotationZero",
     [](auto& a) {
         a.json["nodes"][0]["rotation"] = {0, 0, 0, 0};
     },
     "node.rotation", "/nodes/0/rotation", "gives no rotation"},
    {"SkinWithoutMesh", [](auto& a) { a.json["nodes"][2].erase("mesh"); }, "node.mesh", "/nodes/2/skin",
     "needs 'mesh'"},
    {"MeshRange", [](auto& a) { a.json["nodes"][2]["mesh"] = 5; }, "reference", "/nodes/2/mesh", "found index 5"},
    {"CameraRange", [](auto& a) { a.json["nodes"][3]["camera"] = 5; }, "reference", "/nodes/3/camera", "found index 5"},
    {"CameraDepth", [](auto& a) { a.json["cameras"][0]["perspective"]["zfar"] = 0.1; }, "camera.depth",
     "/cameras/0/perspective", "> znear"},
    {"CameraFov", [](auto& a) { a.json["cameras"][0]["perspective"]["yfov"] = 0; }, "schema.range",
     "/cameras/0/perspective/yfov", "> 0"},
    {"CameraLenses",
     [](auto& a) {
         a.json["cameras"][0]["orthographic"] = {{"xmag", 1}, {"ymag", 1}, {"znear", 0}, {"zfar", 1}};
     },
     "camera.lens", "/cameras/0", "found both"},
    {"CameraMag",
     [](auto& a) {
         a.json["cameras"][0] = {{"type", "orthographic"},
                                 {"orthographic", {{"xmag", 0}, {"ymag", 1}, {"znear", 0}, {"zfar", 1}}}};
     },
     "camera.size", "/cameras/0/orthographic/xmag", "not 0"},
    {"CameraType", [](auto& a) { a.json["cameras"][0]["type"] = "fisheye"; }, "schema.enum", "/cameras/0/type",
     "'fisheye'", unsupported},
};
INSTANTIATE_TEST_SUITE_P(Nodes, SceneFaults, testing::ValuesIn(node_faults), name_of);

// 11 and 12
const std::vector<Fault> mesh_faults = {
    {"Mode", [](auto& a) { primitive(a)["mode"] = 7; }, "schema.range", "/meshes/0/primitives/0/mode", "[0, 6]"},
    {"NoAttributes", [](auto& a) { primitive(a).erase("attributes"); }, "schema.required", "/meshes/0/primitives/0",
     "'attributes'"},
    {"AttributeRange", [](auto& a) { primitive(a)["attributes"]["NORMAL"] = 100; }, "reference",
     "/meshes/0/primitives/0/attributes/NORMAL", "found index 100"},
    {"AttributeName", [](auto& a) { primitive(a)["attributes"]["COLOUR"] = 0; }, "attribute.name",
     "/meshes/0/primitives/0/attributes/COLOUR", "'COLOUR'"},
    {"LeadingZero", [](auto& a) { primitive(a)["attributes"]["TEXCOORD_00"] = sound::uvs; }, "attribute.name",
     "/meshes/0/primitives/0/attributes/TEXCOORD_00", "TEXCOORD_n"},
    {"Gap", [](auto& a) { primitive(a)["attributes"]["TEXCOORD_2"] = sound::uvs; }, "attribute.sets",
     "/meshes/0/primitives/0/attributes", "TEXCOORD_2 among 2 sets"},
    {"Format", [](auto& a) { primitive(a)["attributes"]["NORMAL"] = sound::uvs; }, "attribute.format",
     "/meshes/0/primitives/0/attributes/NORMAL", "found {VEC2, FLOAT}; allowed: VEC3 of FLOAT"},
    {"JointsFormat", [](auto& a) { primitive(a)["attributes"]["JOINTS_0"] = sound::weights; }, "attribute.format",
     "/meshes/0/primitives/0/attributes/JOINTS_0", "UNSIGNED_BYTE, UNSIGNED_SHORT"},
    {"Count", [](auto& a) { accessor(a, sound::normals)["count"] = 2; }, "attribute.count",
     "/meshes/0/primitives/0/attributes/NORMAL", "found 2 elements; other attributes of the primitive have 3"},
    {"JointsAlone", [](auto& a) { primitive(a)["attributes"].erase("WEIGHTS_0"); }, "attribute.influences",
     "/meshes/0/primitives/0/attributes", "1 sets of JOINTS and 0 of WEIGHTS"},
    {"IndicesFormat", [](auto& a) { primitive(a)["indices"] = sound::times; }, "indices.format",
     "/meshes/0/primitives/0/indices", "{SCALAR, FLOAT}"},
    {"IndicesRange", [](auto& a) { primitive(a)["indices"] = -1; }, "schema.index", "/meshes/0/primitives/0/indices",
     "-1"},
    {"MaterialRange", [](auto& a) { primitive(a)["material"] = 2147483648ULL; }, "schema.index",
     "/meshes/0/primitives/0/material", "2147483648"},
    {"NoTexCoord", [](auto& a) { primitive(a)["attributes"].erase("TEXCOORD_0"); }, "primitive.texcoord",
     "/meshes/0/primitives/0/material", "TEXCOORD_0"},
    {"AttributeAlignment",
     [](auto& a) {
         accessor(a, sound::joints)["byteOffset"] = 2;
         accessor(a, sound::joints)["count"] = 2;
     },
     "attribute.alignment", "/meshes/0/primitives/0/attributes/JOINTS_0", "multiples of 4"},
    {"SharedView",
     [](auto& a) {
         a.json["accessors"].push_back(accessor(a, 0));
         primitive(a)["attributes"]["_MORE"] = 10;
     },
     "attribute.stride", "/meshes/0/primitives/0/attributes/_MORE", "without byteStride"},
    {"TargetCounts",
     [](auto& a) {
         Json second = primitive(a);
         second.erase("targets");
         a.json["meshes"][0]["primitives"].push_back(second);
     },
     "morph.targets", "/meshes/0/primitives/1", "found 0 morph targets; the first primitive has 1"},
    {"MeshWeights",
     [](auto& a) {
         a.json["meshes"][0]["weights"] = {0, 1};
     },
     "morph.weights", "/meshes/0/weights", "found 2 weights; the mesh has 1"},
    {"NodeWeights",
     [](auto& a) {
         a.json["nodes"][2]["weights"] = {0, 1};
     },
     "node.weights", "/nodes/2/weights", "found 2 weights; mesh 0 has 1"},
    {"TargetCount", [](auto& a) { accessor(a, sound::moved)["count"] = 4; }, "morph.count",
     "/meshes/0/primitives/0/targets/0/POSITION", "found 4 elements; the primitive has 3"},
    {"TargetBase", [](auto& a) { primitive(a)["targets"][0]["TANGENT"] = sound::moved; }, "morph.base",
     "/meshes/0/primitives/0/targets/0/TANGENT", "does not have"},
    {"VariantTwice",
     [](auto& a) {
         a.json["extensionsUsed"] = {"KHR_materials_variants"};
         a.json["extensions"]["KHR_materials_variants"]["variants"] = {{{"name", "red"}}};
         const Json mapping = {{"material", 0}, {"variants", {0}}};
         primitive(a)["extensions"]["KHR_materials_variants"]["mappings"] = {mapping, mapping};
     },
     "variants.duplicate", "/meshes/0/primitives/0/extensions/KHR_materials_variants/mappings/1/variants/0",
     "second mapping"},
};
INSTANTIATE_TEST_SUITE_P(Meshes, SceneFaults, testing::ValuesIn(mesh_faults), name_of);

// 13 and 14
const std::vector<Fault> motion_faults = {
    {"JointRange", [](auto& a) { a.json["skins"][0]["joints"] = {5}; }, "reference", "/skins/0/joints/0",
     "found index 5; nodes has 4"},
    {"JointNegative",
     [](auto& a) {
         a.json["skins"][0]["joints"] = {1, -1};
     },
     "schema.index", "/skins/0/joints/1", "-1"},
    {"Matrices",
     [](auto& a) {
         a.json["skins"][0]["joints"] = {1, 0};
         a.json["skins"][0].erase("skeleton");
     },
     "skin.count", "/skins/0/inverseBindMatrices", "found 1 matrices; the skin has 2 joints"},
    {"MatrixFormat", [](auto& a) { a.json["skins"][0]["inverseBindMatrices"] = 0; }, "skin.format",
     "/skins/0/inverseBindMatrices", "allowed: {MAT4, FLOAT}"},
    {"NoCommonRoot",
     [](auto& a) {
         a.json["skins"][0] = {{"joints", {1, 3}}};
     },
     "skin.root", "/skins/0/joints", "in different trees"},
    {"Skeleton", [](auto& a) { a.json["skins"][0]["skeleton"] = 2; }, "skin.skeleton", "/skins/0/skeleton",
     "no ancestor of joint 1"},
    {"OtherScene",
     [](auto& a) {
         a.json["nodes"][0]["children"] = {1};
         a.json["scenes"] = {{{"nodes", {2}}}};
     },
     "skin.scene", "/nodes/2", "does not contain its joints"},
    {"NotSkinned",
     [](auto& a) {
         primitive(a)["attributes"].erase("JOINTS_0");
         primitive(a)["attributes"].erase("WEIGHTS_0");
     },
     "node.skin", "/nodes/2", "no JOINTS_0"},
    {"SamplerRange", [](auto& a) { animation(a)["channels"][0]["sampler"] = 42; }, "reference",
     "/animations/0/channels/0/sampler", "found index 42"},
    {"TargetNode", [](auto& a) { animation(a)["channels"][0]["target"]["node"] = -3; }, "schema.index",
     "/animations/0/channels/0/target/node", "-3"},
    {"Path", [](auto& a) { animation(a)["channels"][0]["target"]["path"] = "bogus"; }, "schema.enum",
     "/animations/0/channels/0/target/path", "'bogus'", unsupported},
    {"Interpolation", [](auto& a) { animation(a)["samplers"][0]["interpolation"] = "CUBIC"; }, "schema.enum",
     "/animations/0/samplers/0/interpolation", "'CUBIC'", unsupported},
    {"InputFormat", [](auto& a) { animation(a)["samplers"][0]["input"] = sound::triangle; }, "animation.input",
     "/animations/0/samplers/0/input", "allowed: {SCALAR, FLOAT}"},
    {"InputBounds", [](auto& a) { accessor(a, sound::times).erase("min"); }, "animation.bounds",
     "/animations/0/samplers/0/input", "no min and max"},
    {"OutputFormat", [](auto& a) { animation(a)["channels"][0]["target"]["path"] = "scale"; }, "animation.output",
     "/animations/0/samplers/0/output", "allowed for scale: {VEC3, FLOAT}"},
    {"OutputCount", [](auto& a) { accessor(a, sound::rotations)["count"] = 1; }, "animation.count",
     "/animations/0/samplers/0/output", "found 1 elements; allowed: 2"},
    {"CubicCount", [](auto& a) { animation(a)["samplers"][0]["interpolation"] = "CUBICSPLINE"; }, "animation.count",
     "/animations/0/samplers/0/output", "found 2 elements; allowed: 6"},
    {"TwoChannels", [](auto& a) { animation(a)["channels"].push_back(Json(animation(a)["channels"][0])); },
     "animation.duplicate", "/animations/0/channels/1/target", "one a target"},
    {"MatrixTarget", [](auto& a) { a.json["nodes"][1]["matrix"] = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1}; },
     "animation.matrix", "/animations/0/channels/0/target/node", "which has a matrix"},
    {"WeightsOfNothing", [](auto& a) { animation(a)["channels"][0]["target"]["path"] = "weights"; },
     "animation.weights", "/animations/0/channels/0/target/path", "no morph targets"},
    {"PointerSyntax",
     [](auto& a) {
         a.json["extensionsUsed"] = {"KHR_animation_pointer"};
         animation(a)["channels"][0]["target"] = {
             {"path", "pointer"}, {"extensions", {{"KHR_animation_pointer", {{"pointer", "nodes/1"}}}}}};
     },
     "animation.pointer", "/animations/0/channels/0/target/extensions/KHR_animation_pointer/pointer", "a JSON pointer"},
};
INSTANTIATE_TEST_SUITE_P(Motion, SceneFaults, testing::ValuesIn(motion_faults), name_of);

}  // namespace
}  // namespace plumb::test::schema_scene_test
