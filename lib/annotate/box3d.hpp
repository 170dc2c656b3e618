#pragma once

#include "annotate/posed_extent.hpp"
#include "scene/lens.hpp"
#include "scene/scene_data.hpp"

#include <plumb/annotate.hpp>

#include <glm/glm.hpp>

namespace plumb::annotation {

/// Rotation whose columns are the box axes of an object under `linear`, a linear map with scale and maybe shear: the
/// x column made unit, the y column made perpendicular to it (Gram-Schmidt), and z so that the three are right-handed.
/// Columns that vanish or are parallel to an earlier one are replaced by some perpendicular axis.
glm::dmat3 box_axes(const glm::dmat3& linear);

/// Makes 3-D boxes of the instances of one moment. Threads may share it.
///
/// Along its axes a box extends as far as the 8 corners of the rest box do, or the posed vertices of a deformed
/// instance. Without shear that is the rest box itself, turned and scaled; with shear it still encloses the object.
class BoxMaker {
public:
    /// @param extents, moment  must outlive this
    BoxMaker(const DeformedExtents& extents, const Moment& moment, const glm::dmat4& camera_from_world,
             const scene::Projector& projector);

    [[nodiscard]] Box3d make(const InstanceInfo& instance, const glm::dmat4& camera_from_object) const;

private:
    [[nodiscard]] Box rigid_extent(const InstanceInfo& instance, const glm::dmat4& box_from_object) const;

    const DeformedExtents& extents_;
    const Moment& moment_;
    glm::dmat4 camera_from_world_;
    scene::Projector projector_;
};

}  // namespace plumb::annotation
