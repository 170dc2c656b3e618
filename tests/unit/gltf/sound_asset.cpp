#include "sound_asset.hpp"

#include <array>
#include <ostream>

namespace plumb::test {

namespace {

constexpr const char* pixel_png =
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z/"
    "AfAAQAAf8iCjrwAAAAAElFTkSuQmCC";

void add_skin_and_motion(GltfBuilder& builder) {
    const std::uint32_t times = builder.add_accessor<float>({0, 1}, "SCALAR");
    builder.json["accessors"][times]["min"] = {0};
    builder.json["accessors"][times]["max"] = {1};
    const std::uint32_t rotations = builder.add_accessor<float>({0, 0, 0, 1, 0, 1, 0, 0}, "VEC4");
    const std::uint32_t matrices =
        builder.add_accessor<float>({1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1}, "MAT4");
    builder.json["skins"] = {{{"joints", {1}}, {"inverseBindMatrices", matrices}, {"skeleton", 1}}};
    builder.json["animations"] = {
        {{"samplers", {{{"input", times}, {"output", rotations}, {"interpolation", "LINEAR"}}}},
         {"channels", {{{"sampler", 0}, {"target", {{"node", 1}, {"path", "rotation"}}}}}}}};
}

void add_sparse_target(GltfBuilder& builder) {
    const std::array<std::uint16_t, 2> indices = {1, 2};
    const std::array<float, 6> values = {0, 1, 0, 0, 2, 0};
    const std::uint32_t index_view = builder.add_view(indices.data(), sizeof indices);
    const std::uint32_t value_view = builder.add_view(values.data(), sizeof values);
    builder.add("accessors", {{"componentType", 5126},
                              {"type", "VEC3"},
                              {"count", 3},
                              {"min", {0, 0, 0}},
                              {"max", {0, 2, 0}},
                              {"sparse",
                               {{"count", 2},
                                {"indices", {{"bufferView", index_view}, {"componentType", 5123}}},
                                {"values", {{"bufferView", value_view}}}}}});
}

}  // namespace

SoundAsset::SoundAsset() {
    GltfBuilder builder;
    builder.add_positions({{0, 0, 0}, {1, 0, 0}, {0, 1, 0}});
    builder.add_vectors<glm::vec3>({{0, 0, 1}, {0, 0, 1}, {0, 0, 1}});
    builder.add_vectors<glm::vec2>({{0, 0}, {1, 0}, {0, 1}});
    builder.add_accessor<std::uint8_t>(std::vector<std::uint8_t>(12, 0), "VEC4");
    builder.add_accessor<float>({1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0}, "VEC4");
    builder.add_accessor<std::uint16_t>({0, 1, 2}, "SCALAR");
    add_skin_and_motion(builder);
    add_sparse_target(builder);
    builder.json["nodes"] = {{{"children", {1, 2}}}, {{"name", "joint"}}, {{"mesh", 0}, {"skin", 0}}, {{"camera", 0}}};
    builder.json["scenes"] = {{{"nodes", {0, 3}}}};
    builder.json["scene"] = 0;
    builder.json["cameras"] = {{{"type", "perspective"}, {"perspective", {{"yfov", 1}, {"znear", 0.1}, {"zfar", 10}}}}};
    builder.json["images"] = {{{"uri", pixel_png}}};
    builder.json["samplers"] = {{{"wrapS", 10497}}};
    builder.json["textures"] = {{{"source", 0}, {"sampler", 0}}};
    builder.json["materials"] = {{{"pbrMetallicRoughness", {{"baseColorTexture", {{"index", 0}}}}}}};
    builder.json["meshes"] = {{{"primitives",
                                {{{"attributes",
                                   {{"POSITION", sound::positions},
                                    {"NORMAL", sound::normals},
                                    {"TEXCOORD_0", sound::uvs},
                                    {"JOINTS_0", sound::joints},
                                    {"WEIGHTS_0", sound::weights}}},
                                  {"indices", sound::triangle},
                                  {"material", 0},
                                  {"targets", {{{"POSITION", sound::moved}}}}}}}}};
    json = builder.json;
    bytes = builder.bytes();
    json["buffers"] = {{{"byteLength", bytes.size()}}};
}

std::filesystem::path SoundAsset::write(const TestFolder& folder) const {
    Json whole = json;
    if (whole["buffers"].is_array() && !whole["buffers"].empty() && whole["buffers"][0].is_object() &&
        !whole["buffers"][0].contains("uri"))
        whole["buffers"][0]["uri"] = "data:application/octet-stream;base64," + base64(bytes);
    const std::string text = whole.dump();
    const std::filesystem::path path = folder / "asset.gltf";
    write_file(path, text.data(), text.size());
    return path;
}

std::vector<Finding> SoundAsset::check(const LoadOptions& options) const {
    const TestFolder folder;
    return gltf::check_file(write(folder), options);
}

void PrintTo(const Fault& fault, std::ostream* stream) {
    *stream << fault.name;
}

const Finding* first_error(const std::vector<Finding>& findings) {
    return !findings.empty() && findings.front().severity == Finding::Severity::error ? &findings.front() : nullptr;
}

std::string text_of(const std::vector<Finding>& findings) {
    std::string text;
    for (const Finding& finding : findings)
        text += std::string(finding.severity == Finding::Severity::error ? "error " : "warning ") +
                std::string(to_string(finding.code)) + " [" + finding.check + "] " + finding.pointer + ": " +
                finding.message + "\n";
    return text;
}

namespace {

bool is_said(const std::vector<Finding>& findings, const Fault& fault, Finding::Severity severity) {
    return std::any_of(findings.begin(), findings.end(), [&](const Finding& finding) {
        return finding.severity == severity && finding.check == fault.check && finding.pointer == fault.pointer &&
               finding.message.find(fault.message) != std::string::npos &&
               (severity == Finding::Severity::warning || finding.code == fault.code);
    });
}

}  // namespace

void expect_refused(const Fault& fault) {
    SoundAsset asset;
    fault.spoil(asset);
    const TestFolder folder;
    const std::filesystem::path path = asset.write(folder);
    const std::vector<Finding> findings = gltf::check_file(path, {});
    EXPECT_TRUE(is_said(findings, fault, Finding::Severity::error)) << text_of(findings);
    const Finding* first = first_error(findings);
    ASSERT_NE(first, nullptr);
    try {
        static_cast<void>(gltf::load_scene(path, {}));
        ADD_FAILURE() << "it was loaded";
    } catch (const Error& error) {
        const std::string message = error.what();
        EXPECT_EQ(error.code(), first->code) << message;
        EXPECT_NE(message.find(path.string()), std::string::npos) << message;
        EXPECT_NE(message.find(first->pointer), std::string::npos) << message;
        EXPECT_NE(message.find(first->message), std::string::npos) << message;
    }
}

void expect_value_level(const Fault& fault) {
    SoundAsset asset;
    fault.spoil(asset);
    const std::vector<Finding> findings = asset.check();
    EXPECT_TRUE(is_said(findings, fault, Finding::Severity::warning)) << text_of(findings);
    EXPECT_EQ(first_error(findings), nullptr) << text_of(findings);
    LoadOptions strict;
    strict.is_strict = true;
    const std::vector<Finding> errors = asset.check(strict);
    EXPECT_TRUE(is_said(errors, fault, Finding::Severity::error)) << text_of(errors);
}

}  // namespace plumb::test
