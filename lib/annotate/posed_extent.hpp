#pragma once

#include "scene/scene_data.hpp"

#include <glm/glm.hpp>

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace plumb::annotation {

/// Finds how far the posed vertices of a mesh's instances reach, without posing all of them.
///
/// Vertices are gathered in groups that follow the same joints. What a group can reach follows from its rest box and
/// its joints alone; a group that cannot reach past what is known already is not looked at. The result is that of
/// looking at every vertex, to the bit.
class PosedExtent {
public:
    /// @param mesh   must outlive this
    /// @param group  vertices of a group; 0 makes one group of each primitive, for a mesh that is asked for rarely
    PosedExtent(const scene::Mesh& mesh, std::size_t group);

    /// Box of the vertices that triangles use, along the axes that `box_from_world` leads to. Threads may share this.
    [[nodiscard]] Box of(const InstanceInfo& instance, const Moment& moment, const glm::dmat4& box_from_world) const;

private:
    struct Group {
        std::uint32_t primitive = 0;
        std::uint32_t first = 0, count = 0;  ///< into the primitive's list of order_
        Box rest;
        std::vector<Box> targets;            ///< of the displacements, one a morph target
        std::vector<std::uint16_t> joints;   ///< that move it
        double least_sum = 1, most_sum = 1;  ///< of a vertex's weights
        bool is_bounded = true;              ///< else a weight is below 0
    };
    struct Work;

    void add_group(std::uint32_t primitive, std::uint32_t first, std::uint32_t count);
    void add_weights(const scene::Primitive& source, std::uint32_t vertex, Group& group) const;
    [[nodiscard]] Box reach(const Group& group, const Work& work) const;
    void look_at(const Group& group, const Work& work, Box& extent) const;

    const scene::Mesh& mesh_;
    std::vector<std::vector<std::uint32_t>> order_;  ///< vertices that triangles use, by primitive
    std::vector<Group> groups_;
};

/// Extents of a scene's meshes that joints or morph targets move. Threads may share them.
class DeformedExtents {
public:
    enum class Use {
        once,  ///< for one moment: groups are made only where many instances share a mesh
        often
    };

    /// @param data  must outlive this
    DeformedExtents(const scene::SceneData& data, Use use);

    /// @param mesh  of an instance that is_deformed()
    [[nodiscard]] const PosedExtent& of(std::uint32_t mesh) const { return extents_.at(mesh); }

private:
    std::unordered_map<std::uint32_t, PosedExtent> extents_;
};

}  // namespace plumb::annotation
