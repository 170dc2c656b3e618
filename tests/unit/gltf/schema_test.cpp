// Checks 3 and 5 to 8, as far as the JSON alone decides them.
#include "sound_asset.hpp"

#include <gtest/gtest.h>

namespace plumb::test::schema_test {
namespace {

constexpr auto unsupported = ErrorCode::unsupported;

Json& accessor(SoundAsset& a, std::size_t index) {
    return a.json["accessors"][index];
}

TEST(SoundAsset, IsSound) {
    EXPECT_EQ(text_of(SoundAsset().check()), "");
    const TestFolder folder;
    const auto data = gltf::load_scene(SoundAsset().write(folder), {});
    EXPECT_EQ(data->instances.size(), 1U);
}

TEST(SoundAsset, MayWriteIntegersAsNumbers) {
    SoundAsset a;
    accessor(a, 0)["count"] = 3.0;
    a.json["nodes"][2]["mesh"] = 0.0;
    EXPECT_EQ(text_of(a.check()), "");
}

class Faults : public testing::TestWithParam<Fault> {};
TEST_P(Faults, AreRefused) {
    expect_refused(GetParam());
}

std::string name_of(const testing::TestParamInfo<Fault>& info) {
    return info.param.name;
}

// 3
const std::vector<Fault> asset_faults = {
    {"NoAsset", [](auto& a) { a.json.erase("asset"); }, "schema.required", "", "'asset' is missing"},
    {"AssetType", [](auto& a) { a.json["asset"] = 1; }, "schema.type", "/asset", "found number 1; allowed: an object"},
    {"NoVersion", [](auto& a) { a.json["asset"].erase("version"); }, "schema.required", "/asset",
     "'version' is missing"},
    {"Version1", [](auto& a) { a.json["asset"]["version"] = "1.0"; }, "asset.version", "/asset/version",
     "version 1.0; allowed: 2.x"},
    {"Version99", [](auto& a) { a.json["asset"]["version"] = "9.9"; }, "asset.version", "/asset/version",
     "version 9.9; allowed: 2.x"},
    {"VersionText", [](auto& a) { a.json["asset"]["version"] = "2"; }, "asset.version", "/asset/version", "found '2'"},
    {"VersionTail", [](auto& a) { a.json["asset"]["version"] = "2.0x"; }, "asset.version", "/asset/version",
     "found '2.0x'"},
    {"MinVersion",
     [](auto& a) {
         a.json["asset"] = {{"version", "2.1"}, {"minVersion", "2.1"}};
     },
     "asset.version", "/asset/minVersion", "minVersion 2.1; allowed: up to 2.0", unsupported},
    {"MinBeyondVersion", [](auto& a) { a.json["asset"]["minVersion"] = "2.1"; }, "asset.version", "/asset/minVersion",
     "greater than the version"},
    {"RequiredUnknown",
     [](auto& a) {
         a.json["extensionsUsed"] = {"KHR_nothing"};
         a.json["extensionsRequired"] = {"KHR_nothing"};
     },
     "extension.unsupported", "/extensionsRequired/0", "'KHR_nothing'", unsupported},
    {"RequiredBasis",
     [](auto& a) {
         a.json["extensionsUsed"] = {"KHR_texture_basisu"};
         a.json["extensionsRequired"] = {"KHR_texture_basisu"};
     },
     "extension.unsupported", "/extensionsRequired/0", "'KHR_texture_basisu'", unsupported},
    {"RequiredNotUsed", [](auto& a) { a.json["extensionsRequired"] = {"KHR_materials_ior"}; }, "extension.required",
     "/extensionsRequired/0", "not listed in extensionsUsed"},
    {"UsedTwice",
     [](auto& a) {
         a.json["extensionsUsed"] = {"A", "A"};
     },
     "schema.duplicate", "/extensionsUsed/1", "second time"},
    {"UsedType", [](auto& a) { a.json["extensionsUsed"] = {1}; }, "schema.type", "/extensionsUsed/0",
     "allowed: a string"},
    {"ExtensionPlace",
     [](auto& a) {
         a.json["extensionsUsed"] = {"KHR_materials_ior"};
         a.json["nodes"][0]["extensions"]["KHR_materials_ior"] = Json::object();
     },
     "extension.place", "/nodes/0/extensions/KHR_materials_ior", "no meaning"},
    {"ExtensionType",
     [](auto& a) {
         a.json["extensionsUsed"] = {"X"};
         a.json["nodes"][0]["extensions"]["X"] = 1;
     },
     "schema.type", "/nodes/0/extensions/X", "allowed: an object"},
    {"ArrayType", [](auto& a) { a.json["nodes"] = 3; }, "schema.type", "/nodes", "allowed: an array"},
    {"EntryType", [](auto& a) { a.json["nodes"][1] = 3; }, "schema.type", "/nodes/1", "allowed: an object"},
    {"SceneRange", [](auto& a) { a.json["scene"] = 1; }, "reference", "/scene", "found index 1; scenes has 1"},
    {"SceneBeyond32Bits", [](auto& a) { a.json["scene"] = 4294967296ULL; }, "schema.index", "/scene", "4294967296"},
    {"SceneFraction", [](auto& a) { a.json["scene"] = 0.5; }, "schema.index", "/scene", "0.5"},
    {"SceneNegative", [](auto& a) { a.json["scene"] = -1; }, "schema.index", "/scene", "-1"},
};
INSTANTIATE_TEST_SUITE_P(Asset, Faults, testing::ValuesIn(asset_faults), name_of);

// 6
const std::vector<Fault> view_faults = {
    {"NoLength", [](auto& a) { a.json["buffers"][0].erase("byteLength"); }, "schema.required", "/buffers/0",
     "'byteLength'"},
    {"LengthZero", [](auto& a) { a.json["buffers"][0]["byteLength"] = 0; }, "schema.range", "/buffers/0/byteLength",
     "found number 0"},
    {"NoBuffer", [](auto& a) { a.json["bufferViews"][0].erase("buffer"); }, "schema.required", "/bufferViews/0",
     "'buffer'"},
    {"BufferRange", [](auto& a) { a.json["bufferViews"][0]["buffer"] = 7; }, "reference", "/bufferViews/0/buffer",
     "found index 7; buffers has 1"},
    {"ViewLength", [](auto& a) { a.json["bufferViews"][0]["byteLength"] = 100000; }, "bufferView.bounds",
     "/bufferViews/0/byteLength", "found bytes 0 to 100000"},
    {"ViewOffset", [](auto& a) { a.json["bufferViews"][0]["byteOffset"] = 100000; }, "bufferView.bounds",
     "/bufferViews/0/byteOffset", "100000"},
    {"OffsetOverflow", [](auto& a) { a.json["bufferViews"][0]["byteOffset"] = 18446744073709551600ULL; },
     "schema.range", "/bufferViews/0/byteOffset", "18446744073709551600"},
    {"LengthOverflow", [](auto& a) { a.json["bufferViews"][0]["byteLength"] = 9007199254740992ULL; },
     "bufferView.bounds", "/bufferViews/0/byteLength", "9007199254740992"},
    {"StrideSmall", [](auto& a) { a.json["bufferViews"][0]["byteStride"] = 0; }, "schema.range",
     "/bufferViews/0/byteStride", "[4, 252]"},
    {"StrideLarge", [](auto& a) { a.json["bufferViews"][0]["byteStride"] = 256; }, "schema.range",
     "/bufferViews/0/byteStride", "[4, 252]"},
    {"StrideMultiple", [](auto& a) { a.json["bufferViews"][0]["byteStride"] = 14; }, "bufferView.stride",
     "/bufferViews/0/byteStride", "a multiple of 4"},
    {"StrideLength", [](auto& a) { a.json["bufferViews"][0]["byteStride"] = 252; }, "bufferView.stride",
     "/bufferViews/0/byteStride", "up to byteLength"},
    {"StrideOfIndices",
     [](auto& a) {
         a.json["bufferViews"][sound::triangle]["target"] = 34963;
         a.json["bufferViews"][sound::triangle]["byteStride"] = 4;
     },
     "bufferView.stride", "/bufferViews/5/byteStride", "for vertex data only"},
    {"Target", [](auto& a) { a.json["bufferViews"][0]["target"] = 1; }, "schema.enum", "/bufferViews/0/target",
     "34962, 34963", unsupported},
    {"TwoUses", [](auto& a) { a.json["bufferViews"][sound::triangle]["target"] = 34962; }, "bufferView.usage",
     "/meshes/0/primitives/0/indices", "as indices; it is already declared or used as vertex attributes"},
    {"MeshoptStride",
     [](auto& a) {
         a.json["extensionsUsed"] = {"EXT_meshopt_compression"};
         a.json["bufferViews"][0]["extensions"]["EXT_meshopt_compression"] = {
             {"buffer", 0}, {"byteLength", 36}, {"byteStride", 6}, {"count", 6}, {"mode", "ATTRIBUTES"}};
     },
     "meshopt", "/bufferViews/0/extensions/EXT_meshopt_compression/byteStride", "a multiple of 4"},
    {"MeshoptSize",
     [](auto& a) {
         a.json["extensionsUsed"] = {"EXT_meshopt_compression"};
         a.json["bufferViews"][0]["extensions"]["EXT_meshopt_compression"] = {
             {"buffer", 0}, {"byteLength", 36}, {"byteStride", 12}, {"count", 4}, {"mode", "ATTRIBUTES"}};
     },
     "meshopt", "/bufferViews/0/extensions/EXT_meshopt_compression/count", "equal to the view's byteLength"},
};
INSTANTIATE_TEST_SUITE_P(Views, Faults, testing::ValuesIn(view_faults), name_of);

// 7 and 8
const std::vector<Fault> accessor_faults = {
    {"ComponentType", [](auto& a) { accessor(a, 0)["componentType"] = 5124; }, "schema.enum",
     "/accessors/0/componentType", "5120", unsupported},
    {"Type", [](auto& a) { accessor(a, 0)["type"] = "VEC5"; }, "schema.enum", "/accessors/0/type", "'VEC5'",
     unsupported},
    {"NoType", [](auto& a) { accessor(a, 0).erase("type"); }, "schema.required", "/accessors/0", "'type'"},
    {"CountZero", [](auto& a) { accessor(a, 0)["count"] = 0; }, "schema.range", "/accessors/0/count", "found number 0"},
    {"CountNegative", [](auto& a) { accessor(a, 0)["count"] = -1; }, "schema.range", "/accessors/0/count", "-1"},
    {"Count2To63", [](auto& a) { accessor(a, 0)["count"] = 9223372036854775808ULL; }, "schema.range",
     "/accessors/0/count", "9223372036854775808"},
    {"Count2To53", [](auto& a) { accessor(a, 0)["count"] = 9007199254740992ULL; }, "accessor.bounds", "/accessors/0",
     "9007199254740992 elements"},
    {"OneTooMany", [](auto& a) { accessor(a, 0)["count"] = 4; }, "accessor.bounds", "/accessors/0",
     "4 elements of 12 bytes, 12 apart, from byte 0; buffer view 0 has 36 bytes"},
    {"Offset", [](auto& a) { accessor(a, 0)["byteOffset"] = 36; }, "accessor.bounds", "/accessors/0/byteOffset",
     "from byte 36"},
    {"OffsetAlignment",
     [](auto& a) {
         accessor(a, 6)["count"] = 1;
         accessor(a, 6)["byteOffset"] = 2;
     },
     "accessor.alignment", "/accessors/6/byteOffset", "a multiple of 4"},
    {"TotalAlignment", [](auto& a) { a.json["bufferViews"][0]["byteOffset"] = 2; }, "accessor.alignment",
     "/accessors/0", "total offset 2"},
    {"OffsetWithoutView", [](auto& a) { accessor(a, 9)["byteOffset"] = 4; }, "accessor.offset",
     "/accessors/9/byteOffset", "needs bufferView"},
    {"StrideTooSmall", [](auto& a) { a.json["bufferViews"][0]["byteStride"] = 8; }, "accessor.stride", "/accessors/0",
     "byteStride 8"},
    {"NormalizedFloat", [](auto& a) { accessor(a, 0)["normalized"] = true; }, "accessor.normalized",
     "/accessors/0/normalized", "{VEC3, FLOAT normalized}"},
    {"MinLength",
     [](auto& a) {
         accessor(a, 0)["min"] = {0, 0};
     },
     "schema.length", "/accessors/0/min", "an array of 3 numbers"},
    {"MinFraction", [](auto& a) { accessor(a, 5)["min"] = {0.5}; }, "accessor.min_max", "/accessors/5/min/0", "0.5"},
    {"MaxRange", [](auto& a) { accessor(a, 5)["max"] = {70000}; }, "accessor.min_max", "/accessors/5/max/0", "70000"},
    {"NoPositionBounds", [](auto& a) { accessor(a, 0).erase("max"); }, "attribute.bounds",
     "/meshes/0/primitives/0/attributes/POSITION", "no min and max"},
    {"ZerosWithoutView",
     [](auto& a) {
         a.json["accessors"].push_back({{"componentType", 5126}, {"type", "MAT4"}, {"count", 1ULL << 50}});
     },
     "accessor.zeros", "/accessors/10/count", "without a buffer view"},
    {"SparseCount", [](auto& a) { accessor(a, 9)["sparse"]["count"] = 4; }, "sparse.count", "/accessors/9/sparse/count",
     "found 4; the accessor has 3"},
    {"SparseCountNegative", [](auto& a) { accessor(a, 9)["sparse"]["count"] = -7; }, "schema.range",
     "/accessors/9/sparse/count", "-7"},
    {"SparseIndexType", [](auto& a) { accessor(a, 9)["sparse"]["indices"]["componentType"] = 5126; }, "schema.enum",
     "/accessors/9/sparse/indices/componentType", "5121, 5123, 5125", unsupported},
    {"SparseView", [](auto& a) { accessor(a, 9)["sparse"]["values"]["bufferView"] = 99; }, "reference",
     "/accessors/9/sparse/values/bufferView", "found index 99"},
    {"SparseBounds", [](auto& a) { accessor(a, 9)["sparse"]["values"]["byteOffset"] = 4; }, "accessor.bounds",
     "/accessors/9/sparse/values", "2 elements of 12 bytes"},
    {"SparseTarget", [](auto& a) { a.json["bufferViews"][sound::sparse_values_view]["target"] = 34962; }, "sparse.view",
     "/accessors/9/sparse/values/bufferView", "with target"},
};
INSTANTIATE_TEST_SUITE_P(Accessors, Faults, testing::ValuesIn(accessor_faults), name_of);

}  // namespace
}  // namespace plumb::test::schema_test
