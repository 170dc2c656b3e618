#pragma once

#include "pose.hpp"

#include <glm/glm.hpp>

#include <array>
#include <cstdint>
#include <vector>

namespace plumb::oracle {

/// One primitive of one instance.
struct Part {
    std::uint32_t instance = 0;  ///< index, id - 1
    const Primitive* primitive = nullptr;
    std::uint32_t material = 0;        ///< index into Model::materials
    std::size_t first_vertex = 0;      ///< into Geometry::positions
    std::uint32_t first_triangle = 0;  ///< of the primitive, within the mesh
};

struct Triangle {
    std::uint32_t part = 0;
    std::uint32_t index = 0;  ///< within the primitive
};

/// What does not change with time. Triangles stand in order of instance id, then of triangle within the mesh.
struct Topology {
    explicit Topology(const Model& m);

    const Model& model;
    std::vector<Part> parts;
    std::vector<Triangle> triangles;
    std::size_t vertex_count = 0;

    [[nodiscard]] const Part& part(std::size_t triangle) const { return parts[triangles[triangle].part]; }
    [[nodiscard]] const std::array<std::uint32_t, 3>& corners(std::size_t triangle) const {
        return part(triangle).primitive->triangles[triangles[triangle].index];
    }
    [[nodiscard]] const Material& material(std::size_t triangle) const {
        return model.materials[part(triangle).material];
    }
};

/// Frame of a posed vertex, world axes; zero vectors where the file has none.
struct VertexFrame {
    glm::dvec3 normal{0}, tangent{0};
    double sign = 1;  ///< of the bitangent
};

/// One instance at one instant.
struct Stance {
    glm::dmat4 world_from_instance{1};
    bool is_visible = true;
    std::vector<glm::dmat4> world_from_joint = {};  ///< of its skin, inverse bind matrices applied
    std::vector<double> weights = {};               ///< of its morph targets
};

/// All instances of a model whose nodes stand as `pose` says.
std::vector<Stance> stances_of(const Model& model, const Pose& pose);
/// `instance` alone.
Stance stance_of(const Model& model, const Instance& instance, const Pose& pose);

/// All triangles at one instant, in world space.
class Geometry {
public:
    Geometry(const Topology& topology, std::vector<Stance> stances);
    /// A share of the way from one instant to another: vertices go straight in the space of their instance, or in the
    /// world if they are skinned, and so do the unit vectors of their frames. Both instants must outlive this.
    /// @param stances  of which only the instances' matrices and visibility count
    Geometry(const Geometry& from, const Geometry& to, double share, std::vector<Stance> stances);

    [[nodiscard]] const Topology& topology() const noexcept { return topology_; }
    [[nodiscard]] glm::dvec3 corner(std::size_t triangle, std::size_t which) const;
    /// The point with barycentric weights `weights`.
    [[nodiscard]] glm::dvec3 point(std::size_t triangle, const glm::dvec3& weights) const;
    [[nodiscard]] VertexFrame frame(std::size_t triangle, std::size_t which) const;
    /// -1 where the instance is mirrored, which turns its winding around.
    [[nodiscard]] double winding(std::size_t triangle) const { return winding_[topology_.part(triangle).instance]; }
    [[nodiscard]] bool is_visible(std::uint32_t instance) const { return stances_[instance].is_visible; }
    /// A corner in the space of its instance, or in the world if it is skinned.
    [[nodiscard]] glm::dvec3 own_corner(std::size_t triangle, std::size_t which) const;
    /// Whether that is the world.
    [[nodiscard]] bool is_skinned(const Part& part) const;

private:
    void set_windings();
    void place();
    [[nodiscard]] glm::dmat4 skin_matrix(const Part& part, std::size_t vertex) const;
    /// As own_corner().
    [[nodiscard]] VertexFrame own_frame(const Part& part, std::size_t vertex) const;

    const Topology& topology_;
    std::vector<Stance> stances_;
    std::vector<double> winding_;
    std::vector<glm::dvec3> own_positions_, positions_;
    const Geometry* from_ = nullptr;
    const Geometry* to_ = nullptr;
    double share_ = 0;
};

}  // namespace plumb::oracle
