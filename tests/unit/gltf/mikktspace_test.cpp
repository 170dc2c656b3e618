#include "gltf/mikktspace.hpp"
#include "gltf/tangents.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

namespace plumb::gltf {
namespace {

void expect_near(const glm::vec4& found, const glm::vec4& expected) {
    for (int k = 0; k < 4; ++k) EXPECT_NEAR(found[k], expected[k], 1e-6) << "component " << k;
}

/// A unit square in the xy plane seen from +z, texture upright: u along +x, v (downward in the image) along -y.
scene::Primitive square() {
    scene::Primitive primitive;
    primitive.positions = {{0, 0, 0}, {1, 0, 0}, {1, 1, 0}, {0, 1, 0}};
    primitive.normals.assign(4, {0, 0, 1});
    primitive.uvs[0] = {{0, 1}, {1, 1}, {1, 0}, {0, 0}};
    primitive.indices = {0, 1, 2, 0, 2, 3};
    return primitive;
}

TEST(Mikktspace, UprightTextureOnAPlaneHasTangentAlongXAndPositiveSign) {
    scene::Primitive primitive = square();
    add_tangents(primitive, 0);
    ASSERT_EQ(primitive.tangents.size(), 4U);
    for (const glm::vec4& tangent : primitive.tangents) expect_near(tangent, {1, 0, 0, 1});
    // cross(normal, tangent) * w is the image's upward direction.
    const glm::vec3 bitangent =
        glm::cross(primitive.normals[0], glm::vec3(primitive.tangents[0])) * primitive.tangents[0].w;
    EXPECT_GT(bitangent.y, 0.99F);
    EXPECT_EQ(primitive.indices, (std::vector<std::uint32_t>{0, 1, 2, 0, 2, 3}));
}

TEST(Mikktspace, MirroredTextureFlipsTheSign) {
    scene::Primitive primitive = square();
    for (glm::vec2& uv : primitive.uvs[0]) uv.x = 1 - uv.x;
    add_tangents(primitive, 0);
    ASSERT_EQ(primitive.tangents.size(), 4U);
    for (const glm::vec4& tangent : primitive.tangents) expect_near(tangent, {-1, 0, 0, -1});
}

TEST(Mikktspace, RotatedTextureTurnsTheTangent) {
    scene::Primitive primitive = square();
    // u along +y, upward of the image along -x.
    primitive.uvs[0] = {{0, 0}, {0, 1}, {1, 1}, {1, 0}};
    add_tangents(primitive, 0);
    for (const glm::vec4& tangent : primitive.tangents) expect_near(tangent, {0, 1, 0, 1});
}

/// Two triangles that share an edge, the right one with a mirrored texture.
TEST(Mikktspace, MirrorSeamDoublesTheVerticesOnIt) {
    scene::Primitive primitive;
    primitive.positions = {{0, 0, 0}, {0, 1, 0}, {-1, 0, 0}, {1, 0, 0}};
    primitive.normals.assign(4, {0, 0, 1});
    primitive.uvs[0] = {{0, 1}, {0, 0}, {1, 1}, {1, 1}};
    primitive.colors = {{1, 0, 0, 1}, {0, 1, 0, 1}, {0, 0, 1, 1}, {1, 1, 0, 1}};
    primitive.indices = {0, 1, 2, 0, 3, 1};
    const auto corners =
        mikktspace_tangents({primitive.indices, primitive.positions, primitive.normals, primitive.uvs[0]});
    for (std::size_t i = 0; i < 3; ++i) {
        expect_near(corners[i], {-1, 0, 0, -1});
        expect_near(corners[i + 3], {1, 0, 0, 1});
    }
    const std::vector<glm::vec3> before = primitive.positions;
    const std::vector<std::uint32_t> old_indices = primitive.indices;
    add_tangents(primitive, 0);
    ASSERT_EQ(primitive.positions.size(), 6U);
    ASSERT_EQ(primitive.tangents.size(), 6U);
    ASSERT_EQ(primitive.colors.size(), 6U);
    for (std::size_t i = 0; i < 6; ++i) {
        EXPECT_EQ(primitive.positions[primitive.indices[i]], before[old_indices[i]]) << "corner " << i;
        EXPECT_EQ(primitive.tangents[primitive.indices[i]], corners[i]) << "corner " << i;
        EXPECT_EQ(primitive.colors[primitive.indices[i]], primitive.colors[old_indices[i]]) << "corner " << i;
    }
}

/// At a vertex where faces of different texture directions meet smoothly, the tangent is the mean weighted by angle.
TEST(Mikktspace, TangentIsTheAngleWeightedMean) {
    // Around the origin: a corner of 90 degrees with u along +x, and one of 45 degrees with u turned by 30 degrees.
    const float turn = 3.14159265F / 6;
    const std::vector<glm::vec3> positions{{0, 0, 0}, {1, 0, 0}, {0, 1, 0}, {0, 0, 0}, {0, 1, 0}, {-1, 1, 0}};
    const std::vector<glm::vec3> normals(6, {0, 0, 1});
    const auto upright = [](const glm::vec3& p) { return glm::vec2(p.x, -p.y); };
    const auto turned = [&](const glm::vec3& p) {
        return glm::vec2(std::cos(turn) * p.x + std::sin(turn) * p.y, std::sin(turn) * p.x - std::cos(turn) * p.y);
    };
    std::vector<glm::vec2> uvs;
    for (std::size_t i = 0; i < 6; ++i) uvs.push_back(i < 3 ? upright(positions[i]) : turned(positions[i]));
    // The shared edge has to be welded to connect the faces, so its texture coordinates are made to agree there.
    uvs[4] = uvs[2];
    const std::vector<std::uint32_t> indices{0, 1, 2, 3, 4, 5};
    const auto corners = mikktspace_tangents({indices, positions, normals, uvs});

    // The second face's own direction of growing u, from its (changed) coordinates.
    const glm::dvec2 uv1 = glm::dvec2(uvs[4]) - glm::dvec2(uvs[3]);
    const glm::dvec2 uv2 = glm::dvec2(uvs[5]) - glm::dvec2(uvs[3]);
    const double area = uv1.x * uv2.y - uv1.y * uv2.x;
    glm::dvec3 second = (glm::dvec3(positions[4]) * uv2.y - glm::dvec3(positions[5]) * uv1.y) * (area > 0 ? 1.0 : -1.0);
    second = glm::normalize(second);
    const double pi = 3.14159265358979;
    const glm::dvec3 expected = glm::normalize(glm::dvec3(1, 0, 0) * (pi / 2) + second * (pi / 4));
    for (const std::size_t corner : {0U, 3U})
        for (int k = 0; k < 3; ++k) EXPECT_NEAR(corners[corner][k], expected[k], 1e-6) << corner;
    EXPECT_EQ(corners[2], corners[4]);
    EXPECT_GT(glm::length(glm::vec3(corners[1] - corners[0])), 0.01F);
}

/// A cube with one texture a side: hard normals keep the sides apart, each with its own constant tangent.
TEST(Mikktspace, CubeHasOneTangentASide) {
    const std::array<glm::vec3, 6> sides{{{1, 0, 0}, {-1, 0, 0}, {0, 1, 0}, {0, -1, 0}, {0, 0, 1}, {0, 0, -1}}};
    scene::Primitive cube;
    std::vector<glm::vec3> expected;
    for (const glm::vec3& normal : sides) {
        const glm::vec3 tangent(normal.y, normal.z, normal.x);
        const glm::vec3 up = glm::cross(normal, tangent);
        const auto first = static_cast<std::uint32_t>(cube.positions.size());
        for (const glm::vec2 corner : {glm::vec2(-1, -1), glm::vec2(1, -1), glm::vec2(1, 1), glm::vec2(-1, 1)}) {
            cube.positions.push_back(normal + tangent * corner.x + up * corner.y);
            cube.normals.push_back(normal);
            cube.uvs[0].push_back({corner.x * 0.5F + 0.5F, 0.5F - corner.y * 0.5F});
            expected.push_back(tangent);
        }
        for (const std::uint32_t k : {0U, 1U, 2U, 0U, 2U, 3U}) cube.indices.push_back(first + k);
    }
    add_tangents(cube, 0);
    ASSERT_EQ(cube.tangents.size(), 24U);
    for (std::size_t i = 0; i < 24; ++i) expect_near(cube.tangents[i], glm::vec4(expected[i], 1));
}

TEST(Mikktspace, SplitVerticesGiveWhatSharedOnesGive) {
    const scene::Primitive shared = square();
    scene::Primitive split;
    for (const std::uint32_t index : shared.indices) {
        split.indices.push_back(static_cast<std::uint32_t>(split.positions.size()));
        split.positions.push_back(shared.positions[index] + glm::vec3(0, 0, shared.positions[index].x * 0.3F));
        split.normals.push_back(glm::normalize(glm::vec3(-0.3F, 0, 1)));
        split.uvs[0].push_back(shared.uvs[0][index]);
    }
    const auto corners = mikktspace_tangents({split.indices, split.positions, split.normals, split.uvs[0]});
    for (std::size_t i = 0; i < 6; ++i) {
        EXPECT_NEAR(glm::dot(glm::vec3(corners[i]), split.normals[i]), 0, 1e-6);
        expect_near(corners[i], glm::vec4(glm::normalize(glm::vec3(1, 0, 0.3F)), 1));
    }
}

TEST(Mikktspace, DegenerateTriangleTakesItsNeighboursTangent) {
    scene::Primitive primitive = square();
    for (glm::vec2& uv : primitive.uvs[0]) uv = {uv.y, uv.x};
    primitive.indices = {1, 1, 2, 0, 1, 2, 0, 2, 3};
    const auto corners =
        mikktspace_tangents({primitive.indices, primitive.positions, primitive.normals, primitive.uvs[0]});
    for (const glm::vec4& corner : corners) expect_near(corner, corners[3]);
}

TEST(Mikktspace, TriangleWithoutTextureAreaJoinsItsNeighbour) {
    scene::Primitive primitive = square();
    primitive.uvs[0][3] = primitive.uvs[0][2] + (primitive.uvs[0][0] - primitive.uvs[0][2]) * 0.5F;
    const auto corners =
        mikktspace_tangents({primitive.indices, primitive.positions, primitive.normals, primitive.uvs[0]});
    expect_near(corners[3], corners[0]);
    expect_near(corners[4], corners[2]);
    expect_near(corners[5], {1, 0, 0, 1});
}

TEST(Mikktspace, WithoutNormalsEachTriangleIsItsOwn) {
    scene::Primitive primitive = square();
    primitive.normals.clear();
    primitive.positions[3].z = 1;
    add_tangents(primitive, 0);
    EXPECT_TRUE(primitive.normals.empty());
    ASSERT_EQ(primitive.tangents.size(), primitive.positions.size());
    for (std::size_t t = 0; t < 2; ++t) {
        const glm::vec3 p0 = primitive.positions[primitive.indices[t * 3]];
        const glm::vec3 p1 = primitive.positions[primitive.indices[t * 3 + 1]];
        const glm::vec3 p2 = primitive.positions[primitive.indices[t * 3 + 2]];
        const glm::vec3 normal = glm::normalize(glm::cross(p1 - p0, p2 - p0));
        for (std::size_t k = 0; k < 3; ++k) {
            const glm::vec3 tangent = primitive.tangents[primitive.indices[t * 3 + k]];
            EXPECT_NEAR(glm::dot(tangent, normal), 0, 1e-6);
            EXPECT_NEAR(glm::length(tangent), 1, 1e-6);
        }
    }
}

}  // namespace
}  // namespace plumb::gltf
