#pragma once

#include "labels.hpp"
#include "motion.hpp"
#include "raycast.hpp"

#include <glm/gtc/quaternion.hpp>

#include <array>
#include <memory>
#include <optional>
#include <vector>

namespace plumb::oracle {

/// A matrix on its way from the middle of a read-out to one of its edges: the change of its linear part is a stretch
/// and then a turn, both of which proceed evenly, and its origin goes straight.
class Way {
public:
    Way(const glm::dmat4& from, const glm::dmat4& to);
    /// @param share  0 at `from`, 1 at `to`
    [[nodiscard]] glm::dmat4 at(double share) const;

private:
    glm::dmat4 from_, to_;
    glm::dmat3 stretch_{1};
    glm::dquat turn_{1, 0, 0, 0};
};

/// One instant with everything that lives as long as it.
struct Instant {
    Geometry geometry;
    View view;
    Instant(Geometry at, const Camera& camera, bool looks_through)
        : geometry(std::move(at)), view(geometry, camera, looks_through) {}
};

/// An image, exposed at once or row by row. Shares of a read-out run from -1 at the upper edge to 1 at the lower one.
class ReadOut {
public:
    ReadOut(const Topology& topology, const StagedInstant& staged, bool looks_through);

    [[nodiscard]] bool is_rolling() const noexcept { return !staged_.edges.empty(); }
    /// Share at which a height of the image is exposed; beyond the image that of its edge.
    [[nodiscard]] double share_of(double y) const;
    [[nodiscard]] std::shared_ptr<const Instant> at(double share) const;
    [[nodiscard]] Camera camera_at(double share) const;
    /// Where a point of a triangle is then.
    [[nodiscard]] glm::dvec3 point_at(std::size_t triangle, const glm::dvec3& weights, double share) const;
    [[nodiscard]] const StagedInstant& staged() const noexcept { return staged_; }

private:
    [[nodiscard]] glm::dmat4 instance_at(std::size_t instance, double share) const;
    [[nodiscard]] const Geometry& edge_at(double share) const { return edges_[share < 0 ? 0 : 1]; }

    const Topology& topology_;
    StagedInstant staged_;
    bool looks_through_;
    std::vector<std::array<Way, 2>> instances_;  ///< to the upper edge, to the lower one
    std::vector<std::array<Way, 2>> cameras_;    ///< one: camera, then environment
    std::shared_ptr<const Instant> middle_;
    std::vector<Geometry> edges_;  ///< as the upper and the lower edge are exposed
};

/// Another frame, in which points are looked for.
class Neighbour {
public:
    Neighbour(const Topology& topology, const StagedInstant& staged, bool looks_through)
        : read_out_(topology, staged, looks_through) {}

    /// @param hit  what `now` sees at `place`
    [[nodiscard]] Motion motion_of(const View& now, const glm::dvec2& place, const Hit& hit) const;

private:
    /// Where a point is seen by the camera at a share; none if it is not before it.
    /// @param is_limited  to the cone that the lens sees
    [[nodiscard]] std::optional<glm::dvec2> place_at(const View& now, const glm::dvec2& place, const Hit& hit,
                                                     double share, bool is_limited) const;
    ReadOut read_out_;
};

}  // namespace plumb::oracle
