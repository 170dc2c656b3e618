#pragma once

#include "shared/rolling.h"

#include <plumb/shot.hpp>

#include <glm/glm.hpp>

#include <optional>

namespace plumb::scene {

/// How something moves while an image is read out, in the frame of the camera as it is in the middle. From the middle
/// to an edge the change of its linear part, edge times inverse of middle, is parted into a turn and a stretch (polar
/// decomposition), which both proceed evenly; its origin goes in a straight line. A matrix without an inverse, or one
/// that an edge mirrors, changes number by number.
/// @param camera_from_world  rotation of that camera
shared::RollingPose rolling_pose(const glm::dmat4& middle, const glm::dmat4& top, const glm::dmat4& bottom,
                                 const glm::dmat3& camera_from_world);

/// That of a camera itself, see shared::row_pose().
shared::RollingPose rolling_pose_of_camera(const Moment& middle, const RollingShutter::Edges& edges);

/// Whether the linear part of what moves can be inverted all the while.
bool stays_invertible(const glm::dmat4& middle, const glm::dmat4& top, const glm::dmat4& bottom);

/// Where a camera whose rows are exposed one after the other sees points.
class RowProjector {
public:
    /// @param middle, edges  must outlive this
    RowProjector(const Moment& middle, const RollingShutter::Edges& edges, Size size);

    struct Sight {
        glm::dvec2 pixel;  ///< px; of a panorama the place right of its left border
        double along_m;    ///< of the camera as its row is exposed, see scene::along()
    };
    /// @param point     in the frame of the camera in the middle, at that moment
    /// @param instance  index of what carries the point
    /// @return          none if no row sees it
    [[nodiscard]] std::optional<Sight> sight(const glm::dvec3& point, std::size_t instance) const;
    /// The same of a point that goes straight to each edge, as a vertex does that follows one joint.
    /// @param point, at_top, at_bottom  in the frame of the camera in the middle
    [[nodiscard]] std::optional<Sight> sight(const glm::dvec3& point, const glm::dvec3& at_top,
                                             const glm::dvec3& at_bottom) const;

private:
    [[nodiscard]] std::optional<Sight> sight(const shared::RollingPoint& of_scene) const;

    const Moment& middle_;
    const RollingShutter::Edges& edges_;
    double height_;
    shared::Lens lens_;
    shared::RollingPose camera_;
};

}  // namespace plumb::scene
