#include "dataset/formats/bop_models.hpp"

#include <plumb/error.hpp>

#include "scene/scene_data.hpp"

#include <gtest/gtest.h>
#include <glm/gtc/matrix_transform.hpp>

#include <cmath>
#include <cstring>
#include <memory>
#include <random>
#include <vector>

namespace plumb::dataset {
namespace {

/// Nodes with the same triangle, each with a matrix of its own.
Scene scene_of(const std::vector<glm::dmat4>& matrices) {
    auto data = std::make_shared<scene::SceneData>();
    scene::Primitive triangle;
    triangle.positions = {{0, 0, 0}, {1, 0, 0}, {0, 2, 0}};
    triangle.indices = {0, 1, 2};
    scene::Mesh mesh;
    mesh.primitives.push_back(triangle);
    data->meshes.push_back(mesh);
    for (const glm::dmat4& matrix : matrices) {
        scene::Node node;
        node.name = "node";
        node.has_matrix = true;
        node.matrix = matrix;
        node.mesh = 0;
        data->roots.push_back(static_cast<std::uint32_t>(data->nodes.size()));
        data->nodes.push_back(node);
    }
    scene::finish(*data);
    return Scene(data);
}

const glm::dmat4 turned = glm::rotate(glm::dmat4(1), 0.7, glm::normalize(glm::dvec3(1, 2, 3)));

TEST(BopModels, ShareAModelWhereSizeAndShapeAreTheSame) {
    const BopModels models(
        scene_of({glm::dmat4(1), glm::translate(turned, glm::dvec3(4, 5, 6)), glm::scale(turned, glm::dvec3(2)),
                  glm::scale(glm::dmat4(1), glm::dvec3(2)), glm::scale(glm::dmat4(1), glm::dvec3(-1, 1, 1))}));
    EXPECT_EQ(models.models().size(), 3U);
    EXPECT_EQ(models.object_of(1), 1U);
    EXPECT_EQ(models.object_of(2), 1U);
    EXPECT_EQ(models.object_of(3), 2U);
    EXPECT_EQ(models.object_of(4), 2U);
    EXPECT_EQ(models.object_of(5), 3U);
}

TEST(BopModels, RotationTakesTheModelWhereTheMeshIs) {
    const glm::dmat4 stretched = glm::scale(turned, glm::dvec3(1, 2, 0.5));
    const Scene scene = scene_of({stretched, glm::scale(turned, glm::dvec3(1, -1, 1))});
    const BopModels models(scene);
    for (std::uint32_t instance = 1; instance <= 2; ++instance) {
        const glm::dmat3 linear = glm::dmat3(glm::rotate(glm::dmat4(1), -1.1, glm::dvec3(0, 1, 0))) *
                                  glm::dmat3(scene.shot({.is_animated = false}).now.world_from_instance[instance - 1]);
        const auto rotation = models.rotation_of(instance, linear);
        ASSERT_TRUE(rotation);
        const ModelMesh mesh = model_mesh(scene, models.models()[models.object_of(instance) - 1]);
        for (std::size_t i = 0; i < 3; ++i) {
            const glm::dvec3 expected = linear * glm::dvec3(scene.data().meshes[0].primitives[0].positions[i]) * 1000.0;
            // Positions of the model are floats of up to 4000 mm.
            EXPECT_LT(glm::length(*rotation * glm::dvec3(mesh.positions_mm[i]) - expected), 1e-3);
        }
    }
}

TEST(BopModels, HaveNoRotationForAnotherScale) {
    const BopModels models(scene_of({turned, glm::scale(glm::dmat4(1), glm::dvec3(1, 0, 1))}));
    EXPECT_TRUE(models.rotation_of(1, glm::dmat3(turned)));
    EXPECT_FALSE(models.rotation_of(1, glm::dmat3(1.01)));
    EXPECT_FALSE(models.rotation_of(1, glm::dmat3(glm::scale(glm::dmat4(1), glm::dvec3(1, 1, -1)))));
    EXPECT_FALSE(models.rotation_of(2, glm::dmat3(1)));
}

TEST(BopModels, DiameterIsTheLargestDistance) {
    std::mt19937 random(5);
    std::normal_distribution<float> normal;
    for (int round = 0; round < 20; ++round) {
        std::vector<glm::vec3> points;
        for (int i = 0; i < 60; ++i) points.emplace_back(normal(random), 3 * normal(random), normal(random));
        double expected = 0;
        for (const glm::vec3& a : points) {
            for (const glm::vec3& b : points) {
                expected = std::max(expected, glm::length(glm::dvec3(a) - glm::dvec3(b)));
            }
        }
        EXPECT_EQ(diameter_of(points), expected);
    }
    EXPECT_EQ(diameter_of({}), 0);
}

}  // namespace
}  // namespace plumb::dataset
