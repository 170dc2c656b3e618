#pragma once

#include "scene/scene_data.hpp"

#include <plumb/scene.hpp>

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace plumb::testing {

/// Builds scenes by hand, the way a loader does.
class SceneBuilder {
public:
    scene::SceneData data;

    /// Appends a node below `parent`, or a root.
    std::uint32_t add_node(const std::string& name, std::uint32_t parent = scene::none) {
        const auto index = static_cast<std::uint32_t>(data.nodes.size());
        scene::Node& node = data.nodes.emplace_back();
        node.name = name;
        node.parent = parent;
        (parent == scene::none ? data.roots : data.nodes[parent].children).push_back(index);
        return index;
    }

    /// A mesh of one triangle with the corners (0,0,0), (1,0,0), (0,1,0).
    std::uint32_t add_triangle_mesh(std::uint32_t material = scene::none) {
        scene::Primitive primitive;
        primitive.material = material;
        primitive.positions = {{0, 0, 0}, {1, 0, 0}, {0, 1, 0}};
        primitive.indices = {0, 1, 2};
        data.meshes.emplace_back().primitives.push_back(primitive);
        return static_cast<std::uint32_t>(data.meshes.size() - 1);
    }

    /// A mesh whose rest box is [low, high]: one triangle of its corners for each of two opposite ends.
    std::uint32_t add_box_mesh(const glm::vec3& low, const glm::vec3& high) {
        scene::Primitive primitive;
        for (int corner = 0; corner < 8; ++corner)
            primitive.positions.emplace_back((corner & 1) != 0 ? high.x : low.x, (corner & 2) != 0 ? high.y : low.y,
                                             (corner & 4) != 0 ? high.z : low.z);
        primitive.indices = {0, 1, 2, 1, 3, 2, 4, 6, 5, 5, 6, 7};
        data.meshes.emplace_back().primitives.push_back(primitive);
        return static_cast<std::uint32_t>(data.meshes.size() - 1);
    }

    std::uint32_t add_drawn_node(const std::string& name, std::uint32_t mesh, std::uint32_t parent = scene::none) {
        const std::uint32_t node = add_node(name, parent);
        data.nodes[node].mesh = mesh;
        return node;
    }

    /// Appends a channel to the last animation, which is made if there is none.
    void animate(scene::AnimatedProperty property, std::uint32_t target, std::uint32_t width,
                 std::vector<float> times_s, std::vector<float> values,
                 scene::Interpolation interpolation = scene::Interpolation::linear, std::uint32_t element = 0) {
        if (data.animations.empty()) data.animations.emplace_back();
        scene::Animation& clip = data.animations.back();
        clip.channels.push_back({property, target, element, static_cast<std::uint32_t>(clip.samplers.size())});
        clip.samplers.push_back({interpolation, std::move(times_s), std::move(values), width});
    }

    /// The scene, finished; the builder is empty afterwards.
    [[nodiscard]] Scene build() {
        scene::finish(data);
        return Scene(std::make_shared<const scene::SceneData>(std::move(data)));
    }
};

inline void expect_near(const glm::dvec3& value, const glm::dvec3& expected, double tolerance = 1e-12) {
    for (int axis = 0; axis < 3; ++axis) EXPECT_NEAR(value[axis], expected[axis], tolerance) << "axis " << axis;
}

inline void expect_near(const glm::dmat4& value, const glm::dmat4& expected, double tolerance = 1e-12) {
    for (int column = 0; column < 4; ++column)
        for (int row = 0; row < 4; ++row)
            EXPECT_NEAR(value[column][row], expected[column][row], tolerance) << "column " << column << " row " << row;
}

inline glm::dvec3 transformed(const glm::dmat4& matrix, const glm::dvec3& point) {
    return glm::dvec3(matrix * glm::dvec4(point, 1));
}

/// The code and message of the Error that `call` throws; fails where it throws none.
template <class Call>
std::pair<ErrorCode, std::string> error_of(const Call& call) {
    try {
        call();
    } catch (const Error& error) {
        return {error.code(), error.what()};
    }
    ADD_FAILURE() << "no plumb::Error was thrown";
    return {ErrorCode::internal, ""};
}

}  // namespace plumb::testing
