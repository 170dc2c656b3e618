#include "gltf_builder.hpp"

#include <meshoptimizer.h>

namespace plumb::test {
namespace {

const std::vector<glm::vec3> quad{{0, 0, 0}, {1, 0, 0}, {0, 1, 0}, {1, 1, 0}};

TEST(Meshes, StripsFansAndListsHaveTheSpecifiedWinding) {
    using Indices = std::vector<std::uint32_t>;
    for (const auto& [mode, expected] : {std::pair{5, Indices{0, 1, 2, 1, 3, 2}},
                                         std::pair{6, Indices{1, 2, 0, 2, 3, 0}}, std::pair{4, Indices{0, 1, 2}}}) {
        GltfBuilder builder;
        const std::uint32_t positions = builder.add_positions(quad);
        builder.add_mesh({{"attributes", {{"POSITION", positions}}}, {"mode", mode}});
        const auto data = builder.load();
        EXPECT_EQ(data->meshes.at(0).primitives.at(0).indices, expected) << "mode " << mode;
    }
}

TEST(Meshes, PointsAndLinesAreSkippedWithAWarning) {
    for (int mode = 0; mode < 4; ++mode) {
        GltfBuilder builder;
        const std::uint32_t positions = builder.add_positions(quad);
        builder.add_mesh({{"attributes", {{"POSITION", positions}}}, {"mode", mode}});
        const auto data = builder.load();
        EXPECT_TRUE(data->meshes.at(0).primitives.empty());
        EXPECT_TRUE(data->instances.empty());
        EXPECT_TRUE(has_warning(*data, "primitive.mode", "/meshes/0/primitives/0/mode")) << "mode " << mode;
        EXPECT_EQ(std::ranges::count(data->warnings, "primitive.mode", &Finding::check), 1) << "mode " << mode;
    }
}

TEST(Meshes, WhatHasNoEffectIsNamed) {
    GltfBuilder builder;
    const std::uint32_t positions = builder.add_positions(quad);
    const std::uint32_t uvs = builder.add_vectors(std::vector<glm::vec2>(4, {0, 0}));
    builder.add_mesh({{"attributes",
                       {{"POSITION", positions},
                        {"TEXCOORD_0", uvs},
                        {"TEXCOORD_1", uvs},
                        {"TEXCOORD_2", uvs},
                        {"_FEATURE", uvs}}}});
    const auto data = builder.load();
    EXPECT_TRUE(has_warning(*data, "primitive.attribute", "/meshes/0/primitives/0/attributes/TEXCOORD_2"));
    EXPECT_TRUE(has_warning(*data, "primitive.attribute", "/meshes/0/primitives/0/attributes/_FEATURE"));
    EXPECT_EQ(data->meshes[0].primitives.at(0).uvs[1].size(), 4U);
}

TEST(Meshes, MorphTargetsWithNamesAndDefaultWeights) {
    GltfBuilder builder;
    const std::uint32_t positions = builder.add_positions(quad);
    const std::uint32_t normals = builder.add_vectors(std::vector<glm::vec3>(4, {0, 0, 1}));
    const std::vector<glm::vec3> offsets{{0, 0, 1}, {0, 0, 2}, {0, 0, 3}, {0, 0, 4}};
    const std::uint32_t moved = builder.add_positions(offsets);
    const std::uint32_t turned = builder.add_vectors(std::vector<glm::vec3>(4, {0.5F, 0, 0}));
    // A target that moves one vertex: sparse, without a view of its own.
    const std::vector<std::uint8_t> index{2};
    const glm::vec3 value(7, 8, 9);
    const std::uint32_t sparse = builder.add(
        "accessors", {{"componentType", 5126},
                      {"type", "VEC3"},
                      {"count", 4},
                      {"min", {0, 0, 0}},
                      {"max", {7, 8, 9}},
                      {"sparse",
                       {{"count", 1},
                        {"indices", {{"bufferView", builder.add_view(index.data(), 1)}, {"componentType", 5121}}},
                        {"values", {{"bufferView", builder.add_view(&value, 12)}}}}}});
    builder.add_mesh({{"attributes", {{"POSITION", positions}, {"NORMAL", normals}}},
                      {"targets", {{{"POSITION", moved}, {"NORMAL", turned}}, {{"POSITION", sparse}}}}});
    builder.json["meshes"][0]["weights"] = {0.25, 0.5};
    builder.json["meshes"][0]["extras"]["targetNames"] = {"smile", "frown"};
    const auto data = builder.load();
    const scene::Mesh& mesh = data->meshes.at(0);
    EXPECT_EQ(mesh.weights, (std::vector<float>{0.25F, 0.5F}));
    EXPECT_EQ(mesh.target_names, (std::vector<std::string>{"smile", "frown"}));
    ASSERT_EQ(mesh.primitives.at(0).targets.size(), 2U);
    EXPECT_EQ(mesh.primitives[0].targets[0].positions, offsets);
    EXPECT_EQ(mesh.primitives[0].targets[0].normals, std::vector<glm::vec3>(4, {0.5F, 0, 0}));
    EXPECT_EQ(mesh.primitives[0].targets[1].positions,
              (std::vector<glm::vec3>{{0, 0, 0}, {0, 0, 0}, {7, 8, 9}, {0, 0, 0}}));
    EXPECT_TRUE(mesh.primitives[0].targets[1].normals.empty());
}

TEST(Meshes, WithoutWeightsTheDefaultsAreZero) {
    GltfBuilder builder;
    const std::uint32_t positions = builder.add_positions(quad);
    builder.add_mesh({{"attributes", {{"POSITION", positions}}},
                      {"targets", {{{"POSITION", positions}}, {{"POSITION", positions}}}}});
    EXPECT_EQ(builder.load()->meshes.at(0).weights, (std::vector<float>{0, 0}));
}

TEST(Meshes, TangentsAreMadeOnlyForNormalTextures) {
    for (const bool has_normal_texture : {false, true}) {
        GltfBuilder builder;
        const std::uint32_t positions = builder.add_positions(quad);
        const std::uint32_t normals = builder.add_vectors(std::vector<glm::vec3>(4, {0, 0, 1}));
        const std::uint32_t uvs = builder.add_vectors(std::vector<glm::vec2>{{0, 1}, {1, 1}, {0, 0}, {1, 0}});
        const std::string pixel =
            "data:image/png;base64,"
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNoaGj4DwAFhAKAjM1mJgAAAABJRU5ErkJggg==";
        builder.add("images", {{"uri", pixel}});
        builder.add("textures", {{"source", 0}});
        Json material = Json::object();
        material[has_normal_texture ? "normalTexture" : "emissiveTexture"] = {{"index", 0}};
        builder.add("materials", material);
        builder.add_mesh({{"attributes", {{"POSITION", positions}, {"NORMAL", normals}, {"TEXCOORD_0", uvs}}},
                          {"mode", 5},
                          {"material", 0}});
        const auto data = builder.load();
        const std::vector<glm::vec4>& tangents = data->meshes.at(0).primitives.at(0).tangents;
        ASSERT_EQ(tangents.size(), has_normal_texture ? 4U : 0U);
        for (const glm::vec4& tangent : tangents)
            for (int k = 0; k < 4; ++k) EXPECT_NEAR(tangent[k], (glm::vec4(1, 0, 0, 1))[k], 1e-6);
    }
}

TEST(Meshes, TangentsWithoutNormalsAreIgnored) {
    GltfBuilder builder;
    const std::uint32_t positions = builder.add_positions(quad);
    const std::uint32_t tangents = builder.add_vectors(std::vector<glm::vec4>(4, {1, 0, 0, 1}));
    builder.add_mesh({{"attributes", {{"POSITION", positions}, {"TANGENT", tangents}}}, {"mode", 5}});
    const auto data = builder.load();
    EXPECT_TRUE(data->meshes.at(0).primitives.at(0).tangents.empty());
    EXPECT_TRUE(has_warning(*data, "primitive.tangent", "/meshes/0/primitives/0/attributes/TANGENT"));
}

TEST(Meshes, VariantsMapMaterials) {
    GltfBuilder builder;
    builder.use("KHR_materials_variants");
    builder.json["extensions"]["KHR_materials_variants"]["variants"] = {
        {{"name", "day"}}, {{"name", "night"}}, {{"name", "rain"}}};
    for (const char* name : {"red", "green", "blue"}) builder.add("materials", {{"name", name}});
    const std::uint32_t positions = builder.add_positions(quad);
    builder.add_mesh(
        {{"attributes", {{"POSITION", positions}}},
         {"mode", 5},
         {"material", 1},
         {"extensions",
          {{"KHR_materials_variants",
            {{"mappings", {{{"material", 2}, {"variants", {0}}}, {{"material", 0}, {"variants", {2}}}}}}}}}});
    const auto data = builder.load();
    EXPECT_EQ(data->variants, (std::vector<std::string>{"day", "night", "rain"}));
    EXPECT_EQ(data->meshes.at(0).primitives.at(0).variant_materials, (std::vector<std::uint32_t>{2, 1, 0}));
}

/// Bytes of a view as EXT_meshopt_compression stores them, with the fallback buffer it wants.
void compress_view(GltfBuilder& builder, std::uint32_t view, const std::vector<unsigned char>& packed, Json extension) {
    const std::uint32_t packed_view = builder.add_view(packed.data(), packed.size());
    const Json stored = builder.json["bufferViews"][packed_view];
    builder.json["bufferViews"].erase(packed_view);
    extension["buffer"] = 0;
    extension["byteOffset"] = stored["byteOffset"];
    extension["byteLength"] = packed.size();
    Json& json = builder.json["bufferViews"][view];
    json["extensions"]["EXT_meshopt_compression"] = std::move(extension);
    json["buffer"] = 1;
    json["byteOffset"] = 0;
}

TEST(Meshopt, PositionsAndTrianglesSurvive) {
    std::vector<glm::vec3> positions;
    std::vector<std::uint16_t> indices;
    for (std::uint16_t i = 0; i < 100; ++i) {
        positions.insert(positions.end(), {{i, 0, 0.5F}, {i, 1, 0.25F * i}});
        if (i > 0)
            for (const int k : {-2, 0, -1, -1, 0, 1}) indices.push_back(static_cast<std::uint16_t>(2 * i + k));
    }
    GltfBuilder builder;
    builder.use("EXT_meshopt_compression", true);
    const std::uint32_t position_view = builder.add_view(positions.data(), positions.size() * 12, 12);
    const std::uint32_t position = builder.add_accessor_of_view(position_view, 5126, "VEC3", positions.size());
    builder.set_bounds(position, positions);
    const std::uint32_t index_view = builder.add_view(indices.data(), indices.size() * 2);
    const std::uint32_t index = builder.add_accessor_of_view(index_view, 5123, "SCALAR", indices.size());
    builder.json["buffers"] = {
        Json::object(), {{"byteLength", 4096}, {"extensions", {{"EXT_meshopt_compression", {{"fallback", true}}}}}}};

    std::vector<unsigned char> packed(meshopt_encodeVertexBufferBound(positions.size(), 12));
    packed.resize(meshopt_encodeVertexBuffer(packed.data(), packed.size(), positions.data(), positions.size(), 12));
    compress_view(builder, position_view, packed,
                  {{"byteStride", 12}, {"count", positions.size()}, {"mode", "ATTRIBUTES"}});
    const std::vector<unsigned> wide(indices.begin(), indices.end());
    packed.assign(meshopt_encodeIndexBufferBound(wide.size(), positions.size()), 0);
    packed.resize(meshopt_encodeIndexBuffer(packed.data(), packed.size(), wide.data(), wide.size()));
    compress_view(builder, index_view, packed, {{"byteStride", 2}, {"count", wide.size()}, {"mode", "TRIANGLES"}});
    builder.add_mesh({{"attributes", {{"POSITION", position}}}, {"indices", index}});

    const auto data = builder.load();
    const scene::Primitive& primitive = data->meshes.at(0).primitives.at(0);
    EXPECT_EQ(primitive.positions, positions);
    // The codec may rotate a triangle's corners but keeps order and winding.
    ASSERT_EQ(primitive.indices.size(), wide.size());
    for (std::size_t t = 0; t < wide.size(); t += 3) {
        bool is_found = false;
        for (std::size_t turn = 0; turn < 3; ++turn)
            is_found = is_found || (primitive.indices[t] == wide[t + turn] &&
                                    primitive.indices[t + 1] == wide[t + (turn + 1) % 3] &&
                                    primitive.indices[t + 2] == wide[t + (turn + 2) % 3]);
        EXPECT_TRUE(is_found) << "triangle " << t / 3;
    }
}

TEST(Meshopt, OctahedralNormalsAreFiltered) {
    const std::vector<glm::vec3> normals{
        glm::normalize(glm::vec3(1, 2, 3)), {0, -1, 0}, glm::normalize(glm::vec3(-1, 1, -1))};
    std::vector<glm::vec4> wide;
    for (const glm::vec3& normal : normals) wide.emplace_back(normal, 0);
    std::vector<std::int16_t> octahedral(12);
    meshopt_encodeFilterOct(octahedral.data(), 3, 8, 16, &wide[0][0]);
    std::vector<unsigned char> packed(meshopt_encodeVertexBufferBound(3, 8));
    packed.resize(meshopt_encodeVertexBuffer(packed.data(), packed.size(), octahedral.data(), 3, 8));

    GltfBuilder builder;
    builder.use("EXT_meshopt_compression", true);
    builder.use("KHR_mesh_quantization", true);
    const std::uint32_t positions = builder.add_positions({{0, 0, 0}, {1, 0, 0}, {0, 1, 0}});
    const std::uint32_t view = builder.add_view(octahedral.data(), 24, 8);
    const std::uint32_t accessor = builder.add_accessor_of_view(view, 5122, "VEC3", 3, true);
    builder.json["buffers"] = {
        Json::object(), {{"byteLength", 24}, {"extensions", {{"EXT_meshopt_compression", {{"fallback", true}}}}}}};
    compress_view(builder, view, packed,
                  {{"byteStride", 8}, {"count", 3}, {"mode", "ATTRIBUTES"}, {"filter", "OCTAHEDRAL"}});
    builder.add_mesh({{"attributes", {{"POSITION", positions}, {"NORMAL", accessor}}}});
    const auto data = builder.load();
    const std::vector<glm::vec3>& found = data->meshes.at(0).primitives.at(0).normals;
    ASSERT_EQ(found.size(), 3U);
    for (std::size_t i = 0; i < 3; ++i)
        for (int k = 0; k < 3; ++k) EXPECT_NEAR(found[i][k], normals[i][k], 2e-4) << i;
}

}  // namespace
}  // namespace plumb::test
