#pragma once

#include "recipe/obstacle_mesh.hpp"

#include <glm/glm.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace plumb::recipe {

/// Something that falls, where it starts.
struct DropBody {
    /// Points whose hulls, one an entry, are its convex parts; world, metres. At least one part, each of a point or
    /// more.
    std::vector<std::vector<glm::dvec3>> parts;
    std::optional<double> mass_kg;  ///< > 0; else from the density and the volume of the hulls
    double density_kg_m3 = 500;     ///< > 0
    double friction = 0.6;          ///< of a pair: the geometric mean of both
    double restitution = 0.1;       ///< of a pair: the geometric mean of both
};

/// Something that stands still.
struct DropObstacle {
    std::shared_ptr<const ObstacleMesh> mesh;  ///< not empty
    glm::dmat3 rotation{1};                    ///< world from the mesh's frame: turned, then shifted
    glm::dvec3 position{0};
};

struct DropSettings {
    double limit_s = 10;              ///< whatever moves longer does not come to rest
    double friction = 0.6;            ///< of obstacles
    double restitution = 0.3;         ///< of obstacles
    std::optional<double> floor_y_m;  ///< a level floor without end
};

/// What became of a body.
struct DropResult {
    enum class Outcome : std::uint8_t {
        rests,
        moves,  ///< at the time limit
        lost,   ///< below all obstacles, with nothing to stop it
    };
    Outcome outcome = Outcome::rests;
    glm::dmat3 rotation{1};     ///< world from world of the start: turned about the origin, then shifted
    glm::dvec3 translation{0};  ///< metres
    double speed_m_s = 0;       ///< of its centre of mass, at the time limit
    double depth_m = 0;         ///< how deep it reaches into another body or obstacle; 0 if it does not
    std::size_t neighbour = 0;  ///< of the deepest contact: a body's index, else their count plus an obstacle's, or
                                ///< plus the count of obstacles for the floor
    friend bool operator==(const DropResult&, const DropResult&) = default;
};

/// Lets `bodies` fall onto `obstacles`, under 9.81 m/s2 along -y, until all are at rest.
///
/// A pure function on one machine: steps of 1/240 s, one thread, contacts in the order of the arguments; nothing is
/// kept between calls, and calls from several threads do not meet. What rests is where its hull touches what it lies
/// on, within 0.2 mm and 0.02 % of its size. Bodies that never meet each other do not affect each other.
///
/// @return        one entry a body
/// @throws Error  unsupported if the process holds another build of Bullet than this library was compiled for
std::vector<DropResult> drop(std::span<const DropBody> bodies, std::span<const DropObstacle> obstacles,
                             const DropSettings& settings);

}  // namespace plumb::recipe
