#pragma once

#include "recipe/drop.hpp"
#include "scene/scene_data.hpp"

#include <plumb/shot.hpp>

#include <cstdint>
#include <memory>
#include <vector>

namespace plumb::recipe {

/// What of a scene other things can fall onto. Meshes that do not deform are prepared once, at the size that they have
/// in the rest pose; what a shot scales or deforms is prepared for that shot.
class Obstacles {
public:
    Obstacles() = default;
    /// @param instances  indices into SceneData::instances, rising
    Obstacles(const scene::SceneData& data, std::vector<std::uint32_t> instances);

    struct Standing {
        std::vector<DropObstacle> obstacles;
        std::vector<std::uint32_t> instances;  ///< one an obstacle
    };
    /// The visible ones, where `moment` has them.
    [[nodiscard]] Standing at(const Moment& moment) const;

private:
    struct Prepared {
        glm::dmat3 size{1};  ///< the part of the instance's matrix that is no rotation
        std::shared_ptr<const ObstacleMesh> mesh;
    };

    const scene::SceneData* data_ = nullptr;
    std::vector<std::uint32_t> instances_;
    std::vector<Prepared> prepared_;  // one an instance; no mesh for what deforms
};

}  // namespace plumb::recipe
