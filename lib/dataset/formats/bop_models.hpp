#pragma once

#include <plumb/scene.hpp>

#include <glm/glm.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace plumb::dataset {

/// The models of a scene as BOP counts them: instances with the same mesh in the same size and shape share one. Poses
/// in BOP are rotations and shifts, so the scale that an instance has in the scene's rest pose is part of its model.
class BopModels {
public:
    struct Model {
        std::uint32_t mesh = 0;         ///< glTF mesh index
        glm::dmat3 model_from_mesh{1};  ///< upper triangular; metres
        bool is_flat = false;           ///< has no pose of its own: its scale is 0 along an axis
    };
    explicit BopModels(const Scene& scene);

    /// By obj_id - 1.
    [[nodiscard]] const std::vector<Model>& models() const noexcept { return models_; }
    /// obj_id of an instance, 1 ..
    [[nodiscard]] std::uint32_t object_of(std::uint32_t instance) const { return objects_.at(instance - 1); }
    /// Rotation of the model of `instance` to where `linear` takes its mesh; none if `linear` scales, shears or mirrors
    /// it other than the rest pose does, by more than one part in 100,000.
    [[nodiscard]] std::optional<glm::dmat3> rotation_of(std::uint32_t instance, const glm::dmat3& linear) const;

private:
    std::vector<Model> models_;
    std::vector<std::uint32_t> objects_;
};

/// Corners of a mesh's triangles in its rest pose, taken to the model's frame, in millimetres.
struct ModelMesh {
    std::vector<glm::vec3> positions_mm;
    std::vector<std::uint32_t> indices;  ///< 3 a triangle
};
ModelMesh model_mesh(const Scene& scene, const BopModels::Model& model);

/// Largest distance between two of the points; 0 if there are none.
double diameter_of(std::vector<glm::vec3> points);

/// Binary little-endian PLY with positions and triangles.
std::vector<std::byte> encode_ply(const ModelMesh& mesh);

}  // namespace plumb::dataset
