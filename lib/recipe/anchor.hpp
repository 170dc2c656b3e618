#pragma once

#include "recipe/bind.hpp"

#include <plumb/shot.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace plumb::recipe {

/// What a camera or a light is placed by: a point, some objects, or the whole scene.
class Anchor {
public:
    /// @param place  a text or an array of texts: patterns; three numbers: a point of the world; none: the whole scene
    ///               in its rest pose
    Anchor(const std::optional<Place>& place, const std::string& owner, std::string_view property, Binder& binder);

    /// The box of what is visible at `moment`, or of all of it if nothing is; a box without extent for a point.
    [[nodiscard]] Box box(const Moment& moment, Drawer& drawer) const;

private:
    struct Skinned {
        std::uint32_t instance = 0;
        std::uint32_t first_joint = 0;
        std::vector<glm::dvec3> joint_origins;  ///< in the space that world_from_joint starts from
        glm::dvec3 room_below{0};               ///< of the rest pose's box around its joints
        glm::dvec3 room_above{0};
    };

    void add_instance(std::uint32_t index, const Binder& binder, const Moment& rest);
    static void extend(const Skinned& skinned, const Moment& moment, Box& box);
    void extend_all(const Moment& moment, bool with_hidden, Box& box) const;

    std::optional<Variable> point_;
    std::optional<Box> fixed_;
    std::vector<std::uint32_t> rigid_;
    std::vector<Box> rest_boxes_;  // of rigid_
    std::vector<Skinned> skinned_;
};

/// Centre and half diagonal; the radius is at least a millimetre.
struct Sphere {
    glm::dvec3 center{0};
    double radius_m = 1;
};
Sphere sphere_of(const Box& box);

/// A place at some distance from an anchor, in a direction within a range of azimuths and elevations or at angles drawn
/// one by one. Azimuth 0 is +z, 90 is +x; elevation 90 is +y.
class Shell {
public:
    /// @param is_even  directions are spread over the sphere's area within constant ranges; otherwise both angles are
    ///                 quantities of their own
    Shell(const Place& place, const std::string& owner, bool is_even, Binder& binder);

    struct Found {
        glm::dvec3 center{0};  ///< of the anchor
        glm::dvec3 direction{0, 0, 1};
        double azimuth_deg = 0;  ///< where angles are drawn one by one
        double elevation_deg = 0;
        double distance_m = 1;
        [[nodiscard]] glm::dvec3 point() const { return center + direction * distance_m; }
    };
    Found draw(Drawer& drawer, const Moment& moment) const;

private:
    glm::dvec3 even_direction(Drawer& drawer) const;

    Anchor anchor_;
    bool is_even_;
    std::optional<Variable> distance_m_, distance_radii_, azimuth_deg_, elevation_deg_;
    std::optional<NamedKey> direction_;
    double azimuth_range_[2] = {-180, 180};
    double elevation_range_[2] = {-90, 90};
};

glm::dvec3 direction_of(double azimuth_deg, double elevation_deg);

}  // namespace plumb::recipe
