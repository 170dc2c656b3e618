#include "recipe/hull_shape.hpp"

#include <cmath>

namespace plumb::recipe {

HullShape::HullShape(const CollisionHull& hull, const btTransform& body_from_world) {
    m_shapeType = CUSTOM_CONVEX_SHAPE_TYPE;
    for (const glm::dvec3& point : hull.core)
        corners_.push_back(body_from_world * btVector3(point.x, point.y, point.z));
    for (const std::vector<std::uint32_t>& neighbours : hull.neighbours) {
        first_neighbours_.push_back(static_cast<std::uint32_t>(neighbours_.size()));
        neighbours_.insert(neighbours_.end(), neighbours.begin(), neighbours.end());
    }
    first_neighbours_.push_back(static_cast<std::uint32_t>(neighbours_.size()));
    for (int axis = 0; axis < 3; ++axis)
        for (int sector = 0; sector < 8; ++sector) {
            btVector3 direction((sector & 1) != 0 ? 0.5 : -0.5, (sector & 2) != 0 ? 0.5 : -0.5,
                                (sector & 4) != 0 ? 0.5 : -0.5);
            direction[axis] *= 2;
            starts_[sector_of(direction)] = climbed(0, direction);
        }
    setMargin(hull.margin_m);
    recalcLocalAabb();
}

std::size_t HullShape::sector_of(const btVector3& direction) {
    const int axis = direction.absolute().maxAxis();
    const std::size_t signs =
        (direction.x() > 0 ? 1U : 0U) | (direction.y() > 0 ? 2U : 0U) | (direction.z() > 0 ? 4U : 0U);
    return static_cast<std::size_t>(axis) * 8 + signs;
}

std::uint32_t HullShape::climbed(std::uint32_t start, const btVector3& direction) const {
    std::uint32_t best = start;
    btScalar height = corners_[best].dot(direction);
    for (bool is_better = true; is_better;) {
        is_better = false;
        const std::uint32_t from = best;
        for (std::uint32_t at = first_neighbours_[from]; at < first_neighbours_[from + 1]; ++at) {
            const btScalar next = corners_[neighbours_[at]].dot(direction);
            if (!(next > height)) continue;
            height = next;
            best = neighbours_[at];
            is_better = true;
        }
    }
    return best;
}

btVector3 HullShape::localGetSupportingVertexWithoutMargin(const btVector3& direction) const {
    return corners_[climbed(starts_[sector_of(direction)], direction)];
}

void HullShape::batchedUnitVectorGetSupportingVertexWithoutMargin(const btVector3* directions, btVector3* vertices,
                                                                  int count) const {
    for (int index = 0; index < count; ++index)
        vertices[index] = localGetSupportingVertexWithoutMargin(directions[index]);
}

void HullShape::calculateLocalInertia(btScalar mass, btVector3& inertia) const {
    btVector3 low;
    btVector3 high;
    getAabb(btTransform::getIdentity(), low, high);
    const btVector3 squares = (high - low) * (high - low);
    inertia = btVector3(squares.y() + squares.z(), squares.x() + squares.z(), squares.x() + squares.y()) * (mass / 12);
}

}  // namespace plumb::recipe
