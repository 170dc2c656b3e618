// Every limit of LoadLimits, at the limit and one below what the asset needs; the error names it.
#include "sound_asset.hpp"

#include <gtest/gtest.h>

namespace plumb::test {
namespace {

struct LimitRow {
    const char* name;  ///< of the limit, as the error calls it
    std::function<void(LoadLimits&, std::uint64_t)> set;
    std::function<std::uint64_t(const std::filesystem::path&)> need;  ///< what the sound asset takes
    const char* place;                                                ///< nullptr: the file's own name
};

void PrintTo(const LimitRow& row, std::ostream* stream) {
    *stream << row.name;
}

class Limits : public testing::TestWithParam<LimitRow> {};

TEST_P(Limits, HoldAtTheLimitAndRefuseOneMore) {
    const LimitRow& row = GetParam();
    const TestFolder folder;
    SoundAsset asset;
    asset.json["nodes"][0]["children"] = {1, 2};
    const std::filesystem::path path = asset.write(folder);
    const std::uint64_t need = row.need(path);
    LoadOptions options;
    row.set(options.limits, need);
    EXPECT_EQ(text_of(gltf::check_file(path, options)), "");
    row.set(options.limits, need - 1);
    const auto findings = gltf::check_file(path, options);
    const Finding* error = first_error(findings);
    ASSERT_NE(error, nullptr);
    EXPECT_EQ(error->check, std::string("limit.") + row.name);
    EXPECT_EQ(error->code, ErrorCode::bad_asset);
    EXPECT_EQ(error->pointer, row.place == nullptr ? path.string() : row.place) << text_of(findings);
    EXPECT_NE(error->message.find(row.name), std::string::npos) << error->message;
    EXPECT_NE(error->message.find(std::to_string(need - 1)), std::string::npos) << error->message;
}

std::uint64_t file_size(const std::filesystem::path& path) {
    return std::filesystem::file_size(path);
}

std::function<std::uint64_t(const std::filesystem::path&)> fixed(std::uint64_t value) {
    return [value](const std::filesystem::path&) { return value; };
}

const std::uint64_t buffer_size = SoundAsset().bytes.size();
constexpr std::uint64_t image_size = 69;
// Vertices of 32 bytes, indices of 4, displacements of 12.
constexpr std::uint64_t geometry_size = 3 * 32 + 3 * 4 + 3 * 12;

const std::vector<LimitRow> rows = {
    {"file_bytes", [](auto& l, auto v) { l.file_bytes = v; }, file_size, nullptr},
    {"json_bytes", [](auto& l, auto v) { l.json_bytes = v; }, file_size, "byte 0"},
    {"json_nesting", [](auto& l, auto v) { l.json_nesting = static_cast<std::uint32_t>(v); }, fixed(7),
     "/meshes/0/primitives/0/targets/0"},
    {"array_entries", [](auto& l, auto v) { l.array_entries = v; }, fixed(15), "/skins"},
    {"resource_bytes", [](auto& l, auto v) { l.resource_bytes = v; }, fixed(buffer_size), "/buffers/0/uri"},
    {"all_resource_bytes", [](auto& l, auto v) { l.all_resource_bytes = v; }, fixed(buffer_size + image_size),
     "/images/0/uri"},
    {"nodes", [](auto& l, auto v) { l.nodes = v; }, fixed(4), "/nodes"},
    {"node_depth", [](auto& l, auto v) { l.node_depth = static_cast<std::uint32_t>(v); }, fixed(2), "/nodes/1"},
    {"meshes", [](auto& l, auto v) { l.meshes = v; }, fixed(1), "/meshes"},
    {"materials", [](auto& l, auto v) { l.materials = v; }, fixed(1), "/materials"},
    {"vertices", [](auto& l, auto v) { l.vertices = v; }, fixed(3), "/meshes/0/primitives/0/attributes"},
    {"indices", [](auto& l, auto v) { l.indices = v; }, fixed(3), "/meshes/0/primitives/0/indices"},
    {"image_edge", [](auto& l, auto v) { l.image_edge = static_cast<std::uint32_t>(v); }, fixed(1), "/images/0"},
    {"image_pixels", [](auto& l, auto v) { l.image_pixels = v; }, fixed(1), "/images/0"},
    {"all_image_bytes", [](auto& l, auto v) { l.all_image_bytes = v; }, fixed(4), "/images/0"},
    {"joints", [](auto& l, auto v) { l.joints = static_cast<std::uint32_t>(v); }, fixed(1), "/skins/0/joints"},
    {"morph_targets", [](auto& l, auto v) { l.morph_targets = static_cast<std::uint32_t>(v); }, fixed(1),
     "/meshes/0/primitives/0/targets"},
    {"key_frames", [](auto& l, auto v) { l.key_frames = v; }, fixed(2), "/animations/0/samplers/0/input"},
};

INSTANTIATE_TEST_SUITE_P(Each, Limits, testing::ValuesIn(rows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(GeometryLimit, CountsWhatThePrimitivesExpandTo) {
    // Many primitives over one small buffer must not become many gigabytes.
    SoundAsset a;
    a.json.erase("images");
    a.json.erase("textures");
    a.json.erase("materials");
    Json& primitives = a.json["meshes"][0]["primitives"];
    primitives[0].erase("material");
    const Json first = primitives[0];
    for (int i = 1; i < 100; ++i) primitives.push_back(first);
    LoadOptions options;
    options.limits.all_resource_bytes = 100 * geometry_size;
    EXPECT_EQ(first_error(a.check(options)), nullptr);
    options.limits.all_resource_bytes -= 1;
    const auto findings = a.check(options);
    const Finding* error = first_error(findings);
    ASSERT_NE(error, nullptr);
    EXPECT_EQ(error->check, "limit.all_resource_bytes");
    EXPECT_EQ(error->pointer, "/meshes/0/primitives/99");
}

TEST(DepthLimit, ADeepChainIsRefusedWithoutRecursion) {
    constexpr int count = 100'000;
    Json nodes = Json::array();
    for (int i = 0; i < count; ++i) nodes.push_back(i + 1 < count ? Json{{"children", {i + 1}}} : Json::object());
    const Json document = {{"asset", {{"version", "2.0"}}}, {"nodes", nodes}};
    const TestFolder folder;
    const std::string text = document.dump();
    write_file(folder / "deep.gltf", text.data(), text.size());
    const auto findings = gltf::check_file(folder / "deep.gltf", {});
    const Finding* error = first_error(findings);
    ASSERT_NE(error, nullptr);
    EXPECT_EQ(error->check, "limit.node_depth");
    EXPECT_EQ(error->pointer, "/nodes/1024");
}

}  // namespace
}  // namespace plumb::test
