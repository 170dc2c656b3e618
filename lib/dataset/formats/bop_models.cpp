#include "dataset/formats/bop_models.hpp"

#include "dataset/formats/bytes.hpp"
#include "scene/scene_data.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>

namespace plumb::dataset {

namespace {

constexpr double tolerance = 1e-5;

/// Upper triangular A with A^T A = L^T L (Cholesky), and its first axis turned about where L mirrors.
BopModels::Model model_of(std::uint32_t mesh, const glm::dmat3& linear) {
    BopModels::Model model;
    model.mesh = mesh;
    const glm::dmat3 gram = glm::transpose(linear) * linear;
    const double size = std::max({gram[0][0], gram[1][1], gram[2][2]});
    glm::dmat3 a(0);
    for (int row = 0; row < 3; ++row) {
        double square = gram[row][row];
        for (int k = 0; k < row; ++k) square -= a[row][k] * a[row][k];
        if (!(square > size * 1e-18)) {
            model.is_flat = true;
            return model;
        }
        a[row][row] = std::sqrt(square);
        for (int column = row + 1; column < 3; ++column) {
            double sum = gram[column][row];
            for (int k = 0; k < row; ++k) sum -= a[row][k] * a[column][k];
            a[column][row] = sum / a[row][row];
        }
    }
    if (glm::determinant(linear) < 0) {
        for (int column = 0; column < 3; ++column) a[column][0] = -a[column][0];
    }
    model.model_from_mesh = a;
    return model;
}

bool is_same(const BopModels::Model& a, const BopModels::Model& b) {
    if (a.mesh != b.mesh || a.is_flat != b.is_flat) return false;
    double largest = 0, difference = 0;
    for (int column = 0; column < 3; ++column) {
        for (int row = 0; row < 3; ++row) {
            largest = std::max(largest, std::abs(a.model_from_mesh[column][row]));
            difference =
                std::max(difference, std::abs(a.model_from_mesh[column][row] - b.model_from_mesh[column][row]));
        }
    }
    return difference <= tolerance * largest;
}

}  // namespace

BopModels::BopModels(const Scene& scene) {
    const Shot rest = scene.shot({.is_animated = false});
    for (const InstanceInfo& info : scene.instances()) {
        const Model model = model_of(info.mesh, glm::dmat3(rest.now.world_from_instance.at(info.id - 1)));
        auto found = std::find_if(models_.begin(), models_.end(), [&](const Model& m) { return is_same(m, model); });
        if (found == models_.end()) found = models_.insert(models_.end(), model);
        objects_.push_back(static_cast<std::uint32_t>(found - models_.begin()) + 1);
    }
}

std::optional<glm::dmat3> BopModels::rotation_of(std::uint32_t instance, const glm::dmat3& linear) const {
    const Model& model = models_.at(object_of(instance) - 1);
    if (model.is_flat) return std::nullopt;
    const glm::dmat3 rotation = linear * glm::inverse(model.model_from_mesh);
    if (glm::determinant(rotation) < 0) return std::nullopt;
    const glm::dmat3 square = glm::transpose(rotation) * rotation;
    for (int column = 0; column < 3; ++column) {
        for (int row = 0; row < 3; ++row) {
            if (!(std::abs(square[column][row] - (column == row ? 1 : 0)) <= 2 * tolerance)) return std::nullopt;
        }
    }
    return rotation;
}

ModelMesh model_mesh(const Scene& scene, const BopModels::Model& model) {
    constexpr double mm_per_m = 1000;
    ModelMesh result;
    for (const scene::Primitive& primitive : scene.data().meshes[model.mesh].primitives) {
        const auto first = static_cast<std::uint32_t>(result.positions_mm.size());
        for (const glm::vec3& position : primitive.positions) {
            result.positions_mm.emplace_back(model.model_from_mesh * glm::dvec3(position) * mm_per_m);
        }
        for (const std::uint32_t index : primitive.indices) result.indices.push_back(first + index);
    }
    return result;
}

double diameter_of(std::vector<glm::vec3> points) {
    if (points.empty()) return 0;
    glm::dvec3 center(0);
    for (const glm::vec3& p : points) center += glm::dvec3(p) / static_cast<double>(points.size());
    // From the outermost inwards: a pair cannot be farther apart than its distances from the centre together.
    const auto radius = [&](const glm::vec3& p) { return glm::length(glm::dvec3(p) - center); };
    std::sort(points.begin(), points.end(),
              [&](const glm::vec3& a, const glm::vec3& b) { return radius(a) > radius(b); });
    double diameter = 0;
    for (std::size_t i = 0; i < points.size() && 2 * radius(points[i]) > diameter; ++i) {
        for (std::size_t j = i + 1; j < points.size(); ++j) {
            const double distance = glm::length(glm::dvec3(points[i]) - glm::dvec3(points[j]));
            if (distance > diameter) diameter = distance;
        }
    }
    return diameter;
}

std::vector<std::byte> encode_ply(const ModelMesh& mesh) {
    const std::size_t face_count = mesh.indices.size() / 3;
    const std::string header = "ply\nformat binary_little_endian 1.0\nelement vertex " +
                               std::to_string(mesh.positions_mm.size()) +
                               "\nproperty float x\nproperty float y\nproperty float z\nelement face " +
                               std::to_string(face_count) + "\nproperty list uchar int vertex_indices\nend_header\n";
    constexpr std::size_t face_bytes = 1 + 3 * sizeof(std::uint32_t);
    std::vector<std::byte> bytes = bytes_of(header);
    const std::size_t vertices_at = bytes.size();
    const std::size_t vertex_bytes = mesh.positions_mm.size() * sizeof(glm::vec3);
    bytes.resize(vertices_at + vertex_bytes + face_count * face_bytes);
    if (vertex_bytes > 0) std::memcpy(bytes.data() + vertices_at, mesh.positions_mm.data(), vertex_bytes);
    std::byte* face = bytes.data() + vertices_at + vertex_bytes;
    for (std::size_t i = 0; i < face_count; ++i, face += face_bytes) {
        *face = std::byte{3};
        std::memcpy(face + 1, &mesh.indices[3 * i], face_bytes - 1);
    }
    return bytes;
}

}  // namespace plumb::dataset
