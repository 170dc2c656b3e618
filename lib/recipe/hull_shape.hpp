#pragma once

#include "recipe/collision_hull.hpp"

#include <BulletCollision/CollisionShapes/btConvexInternalShape.h>

#include <array>
#include <cstdint>
#include <vector>

namespace plumb::recipe {

/// A CollisionHull for Bullet. Its farthest corner in a direction, which is what contacts cost, is found by climbing
/// from corner to neighbouring corner; Bullet's own hull looks at all of them.
class HullShape final : public btConvexInternalAabbCachingShape {
public:
    HullShape(const CollisionHull& hull, const btTransform& body_from_world);

    btVector3 localGetSupportingVertexWithoutMargin(const btVector3& direction) const override;
    void batchedUnitVectorGetSupportingVertexWithoutMargin(const btVector3* directions, btVector3* vertices,
                                                           int count) const override;
    /// Of its box; bodies have the inertia of their hulls.
    void calculateLocalInertia(btScalar mass, btVector3& inertia) const override;
    const char* getName() const override { return "hull"; }

private:
    /// Directions that share a start: a quarter of a side of a cube.
    static constexpr std::size_t sector_count = 24;
    static std::size_t sector_of(const btVector3& direction);
    [[nodiscard]] std::uint32_t climbed(std::uint32_t start, const btVector3& direction) const;

    std::vector<btVector3> corners_;
    std::vector<std::uint32_t> first_neighbours_;  // by corner, and the end
    std::vector<std::uint32_t> neighbours_;
    std::array<std::uint32_t, sector_count> starts_{};
};

}  // namespace plumb::recipe
