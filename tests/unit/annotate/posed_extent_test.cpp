#include "annotate/posed_extent.hpp"

#include <plumb/shot.hpp>

#include <gtest/gtest.h>

#include <random>

namespace plumb::annotation {
namespace {

constexpr std::size_t joint_count = 7, target_count = 3, vertex_count = 900;

class PosedExtentTest : public ::testing::Test {
protected:
    double number(double low, double high) { return std::uniform_real_distribution<double>(low, high)(random_); }
    glm::dvec3 point(double reach) { return {number(-reach, reach), number(-reach, reach), number(-reach, reach)}; }
    glm::dmat4 matrix(double reach) {
        glm::dmat4 m(glm::dmat3(point(2), point(2), point(2)));
        m[3] = glm::dvec4(point(reach), 1);
        return m;
    }

    /// A body along x whose joints follow each other, so that groups of vertices have few of them.
    scene::Primitive primitive(double least_weight, double most_sum) {
        scene::Primitive result;
        for (std::uint32_t v = 0; v < vertex_count; ++v) {
            const double x = number(0, joint_count - 1.001);
            result.positions.emplace_back(x, number(-1, 1), number(-1, 1));
            const auto joint = static_cast<std::uint16_t>(x);
            const double share = number(least_weight, 1), sum = number(1, most_sum);
            result.joints.insert(result.joints.end(), {joint, static_cast<std::uint16_t>(joint + 1), 0, 0});
            result.weights.insert(result.weights.end(),
                                  {static_cast<float>(share * sum), static_cast<float>((1 - share) * sum), 0, 0});
            if (v % 10 != 0) result.indices.push_back(v);
        }
        result.influences = 4;
        for (std::size_t t = 0; t < target_count; ++t) {
            scene::MorphTarget& target = result.targets.emplace_back();
            if (t == 1) continue;  // one that moves normals only
            for (std::uint32_t v = 0; v < vertex_count; ++v) target.positions.emplace_back(point(0.3));
        }
        return result;
    }

    Moment moment(double reach) {
        Moment result;
        result.world_from_instance = {matrix(reach)};
        for (std::size_t j = 0; j < joint_count; ++j) result.world_from_joint.push_back(matrix(reach));
        for (std::size_t t = 0; t < target_count; ++t)
            result.morph_weights.push_back(static_cast<float>(number(-1, 2)));
        return result;
    }

    /// Looks at every vertex and at groups of several sizes: the same box, to the bit.
    void expect_same(const scene::Mesh& mesh, const InstanceInfo& instance, double reach) {
        const PosedExtent all(mesh, 0);
        for (const std::size_t group : {1U, 16U, 32U, 100U}) {
            const PosedExtent grouped(mesh, group);
            for (int round = 0; round < 20; ++round) {
                const Moment now = moment(reach);
                const glm::dmat4 box_from_world = matrix(reach);
                const Box expected = all.of(instance, now, box_from_world);
                const Box box = grouped.of(instance, now, box_from_world);
                ASSERT_EQ(box.min, expected.min) << group;
                ASSERT_EQ(box.max, expected.max) << group;
            }
        }
    }

    static InstanceInfo instance(bool is_skinned, bool is_morphed) {
        InstanceInfo info;
        info.id = 1;
        info.joint_count = is_skinned ? joint_count : 0;
        info.weight_count = is_morphed ? target_count : 0;
        return info;
    }

    std::mt19937 random_{5};
};

TEST_F(PosedExtentTest, GroupsFindWhatAllVerticesTell) {
    scene::Mesh mesh;
    mesh.primitives = {primitive(0, 1), primitive(0, 1)};
    for (const double reach : {0.0, 3.0, 1e5}) {
        expect_same(mesh, instance(true, true), reach);
        expect_same(mesh, instance(true, false), reach);
        expect_same(mesh, instance(false, true), reach);
    }
}

TEST_F(PosedExtentTest, WeightsNeedNotSumUpTo1) {
    scene::Mesh mesh;
    mesh.primitives = {primitive(0, 1.3)};
    expect_same(mesh, instance(true, true), 10);
}

TEST_F(PosedExtentTest, WeightsBelow0BoundNothing) {
    scene::Mesh mesh;
    mesh.primitives = {primitive(-3, 1)};
    expect_same(mesh, instance(true, true), 10);
}

TEST_F(PosedExtentTest, VerticesWithoutTrianglesDoNotCount) {
    scene::Mesh mesh;
    mesh.primitives = {primitive(0, 1)};
    InstanceInfo info = instance(false, true);
    const Moment now = moment(1);
    const Box before = PosedExtent(mesh, 8).of(info, now, glm::dmat4(1));
    mesh.primitives[0].positions[0] = glm::vec3(1000);  // of no triangle
    const Box after = PosedExtent(mesh, 8).of(info, now, glm::dmat4(1));
    EXPECT_EQ(before.max, after.max);
}

}  // namespace
}  // namespace plumb::annotation
