// Check 16, the ranges of materials, lights and extensions, and what is refused only when strict.
#include "sound_asset.hpp"

#include <gtest/gtest.h>

namespace plumb::test::schema_values_test {
namespace {

constexpr auto unsupported = ErrorCode::unsupported;

Json& primitive(SoundAsset& a) {
    return a.json["meshes"][0]["primitives"][0];
}

class MaterialFaults : public testing::TestWithParam<Fault> {};
TEST_P(MaterialFaults, AreRefused) {
    expect_refused(GetParam());
}

std::string name_of(const testing::TestParamInfo<Fault>& info) {
    return info.param.name;
}

// 16, and the ranges of materials, lights and extensions
const std::vector<Fault> material_faults = {
    {"Source", [](auto& a) { a.json["textures"][0]["source"] = 1; }, "reference", "/textures/0/source",
     "found index 1"},
    {"Sampler", [](auto& a) { a.json["textures"][0]["sampler"] = 1; }, "reference", "/textures/0/sampler",
     "found index 1"},
    {"Wrap", [](auto& a) { a.json["samplers"][0]["wrapS"] = 1; }, "schema.enum", "/samplers/0/wrapS", "33071",
     unsupported},
    {"ImageNothing", [](auto& a) { a.json["images"][0] = Json::object(); }, "image.source", "/images/0",
     "found neither"},
    {"ImageBoth", [](auto& a) { a.json["images"][0]["bufferView"] = 0; }, "image.source", "/images/0", "found both"},
    {"ImageNoType",
     [](auto& a) {
         a.json["images"][0] = {{"bufferView", 8}};
     },
     "image.media_type", "/images/0/bufferView", "needs mimeType"},
    {"Factor", [](auto& a) { a.json["materials"][0]["pbrMetallicRoughness"]["metallicFactor"] = 1.5; }, "schema.range",
     "/materials/0/pbrMetallicRoughness/metallicFactor", "[0, 1]"},
    {"Colour",
     [](auto& a) {
         a.json["materials"][0]["pbrMetallicRoughness"]["baseColorFactor"] = {1, 1, 1};
     },
     "schema.length", "/materials/0/pbrMetallicRoughness/baseColorFactor", "4 numbers"},
    {"AlphaMode", [](auto& a) { a.json["materials"][0]["alphaMode"] = "GLASS"; }, "schema.enum",
     "/materials/0/alphaMode", "'GLASS'", unsupported},
    {"TextureIndex",
     [](auto& a) {
         a.json["materials"][0]["normalTexture"] = {{"index", 4}};
     },
     "reference", "/materials/0/normalTexture/index", "found index 4"},
    {"Transform",
     [](auto& a) {
         a.json["extensionsUsed"] = {"KHR_texture_transform"};
         a.json["materials"][0]["emissiveTexture"] = {{"index", 0},
                                                      {"extensions", {{"KHR_texture_transform", {{"offset", {1}}}}}}};
     },
     "schema.length", "/materials/0/emissiveTexture/extensions/KHR_texture_transform/offset", "2 numbers"},
    {"Ior",
     [](auto& a) {
         a.json["extensionsUsed"] = {"KHR_materials_ior"};
         a.json["materials"][0]["extensions"]["KHR_materials_ior"]["ior"] = 0.5;
     },
     "schema.range", "/materials/0/extensions/KHR_materials_ior/ior", "0 or >= 1"},
    {"Anisotropy",
     [](auto& a) {
         a.json["extensionsUsed"] = {"KHR_materials_anisotropy"};
         a.json["materials"][0]["extensions"]["KHR_materials_anisotropy"]["anisotropyStrength"] = -0.5;
     },
     "schema.range", "/materials/0/extensions/KHR_materials_anisotropy/anisotropyStrength", "[0, 1]"},
    {"LightRange",
     [](auto& a) {
         a.json["extensionsUsed"] = {"KHR_lights_punctual"};
         a.json["nodes"][0]["extensions"]["KHR_lights_punctual"]["light"] = 0;
     },
     "reference", "/nodes/0/extensions/KHR_lights_punctual/light", "has 0 entries"},
    {"LightCone",
     [](auto& a) {
         a.json["extensionsUsed"] = {"KHR_lights_punctual"};
         a.json["extensions"]["KHR_lights_punctual"]["lights"] = {
             {{"type", "spot"}, {"spot", {{"innerConeAngle", 0.2}, {"outerConeAngle", 0.1}}}}};
     },
     "light.cone", "/extensions/KHR_lights_punctual/lights/0/spot/outerConeAngle", "> innerConeAngle"},
    {"SpotWithoutCone",
     [](auto& a) {
         a.json["extensionsUsed"] = {"KHR_lights_punctual"};
         a.json["extensions"]["KHR_lights_punctual"]["lights"] = {{{"type", "spot"}}};
     },
     "schema.required", "/extensions/KHR_lights_punctual/lights/0", "'spot'"},
    {"InstancingFormat",
     [](auto& a) {
         a.json["extensionsUsed"] = {"EXT_mesh_gpu_instancing"};
         a.json["nodes"][2]["extensions"]["EXT_mesh_gpu_instancing"]["attributes"]["SCALE"] = sound::uvs;
     },
     "instancing.format", "/nodes/2/extensions/EXT_mesh_gpu_instancing/attributes/SCALE", "{VEC3, FLOAT}"},
};
INSTANTIATE_TEST_SUITE_P(Each, MaterialFaults, testing::ValuesIn(material_faults), name_of);

class ValueFaults : public testing::TestWithParam<Fault> {};
TEST_P(ValueFaults, WarnAndAreRefusedWhenStrict) {
    expect_value_level(GetParam());
}

const std::vector<Fault> value_faults = {
    {"EmptyArray", [](auto& a) { a.json["animations"] = Json::array(); }, "schema.empty", "/animations", "empty array"},
    {"NotUnitRotation",
     [](auto& a) {
         a.json["nodes"][0]["rotation"] = {0, 0, 0, 1.01};
     },
     "node.rotation", "/nodes/0/rotation", "1.01"},
    {"Undeclared", [](auto& a) { a.json["materials"][0]["extensions"]["KHR_materials_unlit"] = Json::object(); },
     "extension.undeclared", "/materials/0/extensions/KHR_materials_unlit", "extensionsUsed"},
    {"UnusedParent",
     [](auto& a) {
         a.json["nodes"][2].erase("skin");
         a.json["scenes"][0]["nodes"] = {2};
     },
     "scene.root", "/scenes/0/nodes/0", "a child of node 0"},
};
INSTANTIATE_TEST_SUITE_P(Each, ValueFaults, testing::ValuesIn(value_faults), name_of);

TEST(Warnings, OfWhatIsLegalButHasNoEffect) {
    const auto expect_warning = [](const std::function<void(SoundAsset&)>& change, const char* check,
                                   const char* pointer) {
        SoundAsset asset;
        change(asset);
        const auto findings = asset.check();
        EXPECT_EQ(first_error(findings), nullptr) << text_of(findings);
        EXPECT_TRUE(std::any_of(findings.begin(), findings.end(),
                                [&](const Finding& f) { return f.check == check && f.pointer == pointer; }))
            << check << "\n"
            << text_of(findings);
    };
    expect_warning([](SoundAsset& a) { a.json["extensionsUsed"] = {"KHR_nothing"}; }, "extension.unsupported",
                   "/extensionsUsed/0");
    expect_warning([](SoundAsset& a) { a.json["asset"]["version"] = "2.1"; }, "asset.version", "/asset/version");
    expect_warning([](SoundAsset& a) { primitive(a)["mode"] = 1; }, "primitive.mode", "/meshes/0/primitives/0/mode");
    expect_warning(
        [](SoundAsset& a) {
            a.json["nodes"][0]["scale"] = {1, 0, 1};
        },
        "node.determinant", "/nodes/0/scale");
    expect_warning([](SoundAsset& a) { a.json["nodes"][0]["ma/ti~lda"] = 1; }, "schema.unexpected",
                   "/nodes/0/ma~1ti~0lda");
    expect_warning(
        [](SoundAsset& a) {
            primitive(a)["attributes"].erase("POSITION");
            primitive(a).erase("targets");
        },
        "primitive.position", "/meshes/0/primitives/0/attributes");
}

TEST(Names, AreAnyStringAndNeverAFormat) {
    SoundAsset a;
    a.json["nodes"][0]["name"] = "%s%n../../\"\\\n\t<b>\u0001";
    a.json["meshes"][0]["name"] = "../../etc/passwd";
    EXPECT_EQ(text_of(a.check()), "");
    a.json["extensionsUsed"] = {"%s%n\n\x1b[31m"};
    a.json["extensionsRequired"] = {"%s%n\n\x1b[31m"};
    const auto findings = a.check();
    ASSERT_NE(first_error(findings), nullptr);
    EXPECT_NE(findings[0].message.find("'%s%n\\x0a\\x1b[31m'"), std::string::npos) << findings[0].message;
}

}  // namespace
}  // namespace plumb::test::schema_values_test
