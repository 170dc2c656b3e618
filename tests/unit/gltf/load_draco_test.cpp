#include "gltf_builder.hpp"

#include <draco/compression/encode.h>
#include <draco/mesh/triangle_soup_mesh_builder.h>

#include <set>
#include <tuple>

namespace plumb::test {
namespace {

const std::vector<glm::vec3> corners{{0, 0, 0}, {1, 0, 0}, {1, 1, 0.5F}, {0, 0, 0}, {1, 1, 0.5F}, {0, 1, 0}};

/// Two triangles of `corners`, compressed without loss.
struct CompressedQuad {
    std::vector<char> bytes;
    std::uint32_t position_id = 0;
};

CompressedQuad compress_quad() {
    draco::TriangleSoupMeshBuilder soup;
    soup.Start(2);
    const int position = soup.AddAttribute(draco::GeometryAttribute::POSITION, 3, draco::DT_FLOAT32);
    for (std::uint32_t t = 0; t < 2; ++t)
        soup.SetAttributeValuesForFace(position, draco::FaceIndex(t), &corners[t * 3], &corners[t * 3 + 1],
                                       &corners[t * 3 + 2]);
    const auto mesh = soup.Finalize();
    draco::Encoder encoder;
    draco::EncoderBuffer buffer;
    EXPECT_TRUE(encoder.EncodeMeshToBuffer(*mesh, &buffer).ok());
    return {{buffer.data(), buffer.data() + buffer.size()},
            mesh->GetNamedAttribute(draco::GeometryAttribute::POSITION)->unique_id()};
}

/// A file that has nothing but `quad`.
GltfBuilder file_of(const CompressedQuad& quad, std::size_t vertex_count = 4) {
    GltfBuilder builder;
    builder.use("KHR_draco_mesh_compression", true);
    const std::uint32_t view = builder.add_view(quad.bytes.data(), quad.bytes.size());
    const std::uint32_t positions =
        builder.add("accessors", {{"componentType", 5126}, {"type", "VEC3"}, {"count", vertex_count}});
    builder.set_bounds(positions, corners);
    const std::uint32_t indices = builder.add("accessors", {{"componentType", 5125}, {"type", "SCALAR"}, {"count", 6}});
    builder.add_mesh(
        {{"attributes", {{"POSITION", positions}}},
         {"indices", indices},
         {"extensions",
          {{"KHR_draco_mesh_compression", {{"bufferView", view}, {"attributes", {{"POSITION", quad.position_id}}}}}}}});
    return builder;
}

TEST(Draco, TrianglesSurvive) {
    const auto data = file_of(compress_quad()).load();
    const scene::Primitive& primitive = data->meshes.at(0).primitives.at(0);
    ASSERT_EQ(primitive.indices.size(), 6U);
    ASSERT_EQ(primitive.positions.size(), 4U);
    // Order and first corner are the encoder's choice; winding is not.
    using Corner = std::tuple<float, float, float>;
    std::set<std::set<Corner>> found;
    std::set<std::set<Corner>> expected;
    for (std::size_t t = 0; t < 6; t += 3) {
        std::set<Corner> found_triangle;
        std::set<Corner> expected_triangle;
        glm::vec3 p[3];
        for (std::size_t k = 0; k < 3; ++k) {
            p[k] = primitive.positions.at(primitive.indices[t + k]);
            found_triangle.insert({p[k].x, p[k].y, p[k].z});
            expected_triangle.insert({corners[t + k].x, corners[t + k].y, corners[t + k].z});
        }
        EXPECT_GT(glm::cross(p[1] - p[0], p[2] - p[0]).z, 0);
        found.insert(found_triangle);
        expected.insert(expected_triangle);
    }
    EXPECT_EQ(found, expected);
}

TEST(Draco, VertexCountsHaveToAgree) {
    try {
        (void)file_of(compress_quad(), 5).load();
        FAIL() << "five vertices were read from a mesh of four";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::bad_asset);
        EXPECT_NE(std::string(error.what()).find("/meshes/0/primitives/0"), std::string::npos) << error.what();
    }
}

TEST(Draco, EveryTruncationIsRefused) {
    const CompressedQuad whole = compress_quad();
    for (std::size_t length = 1; length < whole.bytes.size(); ++length) {
        CompressedQuad cut = whole;
        cut.bytes.resize(length);
        try {
            (void)file_of(cut).load();
            ADD_FAILURE() << length << " of " << whole.bytes.size() << " bytes were read as a mesh";
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ErrorCode::bad_asset) << length << ": " << error.what();
        }
    }
}

TEST(Draco, NoByteTurnedAroundDoesHarm) {
    const CompressedQuad whole = compress_quad();
    std::size_t refused = 0;
    for (std::size_t at = 0; at < whole.bytes.size(); ++at) {
        CompressedQuad changed = whole;
        changed.bytes[at] = static_cast<char>(~changed.bytes[at]);
        try {
            const auto data = file_of(changed).load();
            for (const std::uint32_t index : data->meshes.at(0).primitives.at(0).indices) EXPECT_LT(index, 4U) << at;
        } catch (const Error& error) {
            ++refused;
            EXPECT_EQ(error.code(), ErrorCode::bad_asset) << at << ": " << error.what();
        }
    }
    EXPECT_GT(refused, 0U);
}

}  // namespace
}  // namespace plumb::test
