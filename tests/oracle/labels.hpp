#pragma once

#include "camera.hpp"
#include "geometry.hpp"
#include "model.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace plumb::oracle {

/// One pass: height x width x channels.
struct Plane {
    std::size_t channels = 1;
    std::vector<double> values;
    /// Per pixel: how much the value changes within a fixed-point step of the place; empty where that is no matter.
    std::vector<double> slack;
};

/// What decides whether a flow class and a flow vector can be asked for at a pixel.
struct Target {
    std::vector<double> edge_px;             ///< at the place in the other frame, as Hit::edge_px
    std::vector<std::uint8_t> is_uncertain;  ///< a second surface at nearly that depth, or a border of the volume
    std::vector<std::uint8_t> is_remote;     ///< flow too long to be given in float32 to a hundredth of a pixel
    std::vector<std::uint8_t> is_ambiguous;  ///< there may be several rows of a rolling shutter that see the point
};

/// Every label pass of one frame, with what a comparison must leave out.
struct Labels {
    int width = 0, height = 0;
    std::map<std::string, Plane> planes;  ///< by pass name
    std::vector<double> edge_px;          ///< as Hit::edge_px
    std::vector<double> rival_gap;        ///< as Hit::rival_gap
    std::vector<double> range;            ///< infinity in the background
    std::vector<std::uint8_t> is_back;
    Target next, previous;

    [[nodiscard]] double at(const std::string& pass, int x, int y, std::size_t channel = 0) const;
};

/// Codes of the flow class passes.
enum class FlowClass : std::uint8_t { none, visible, hidden_by_other, hidden_by_self, outside, behind, absent };

/// How a camera that is placed goes evenly, a second.
struct Travel {
    glm::dvec3 eye{0}, target{0}, up{0};
};

/// Which view of a scene: image, instant, camera.
struct ViewRequest {
    int width = 0, height = 0;
    double time_s = 0, dt_s = 0;
    bool has_neighbours = true;  ///< false: flow 0, class 0
    int animation = 0;           ///< -1: rest pose
    std::size_t file_camera = 0;
    std::optional<Placement> placement;       ///< instead of a camera of the file
    std::optional<Placement> next_placement;  ///< of the camera at t + dt; as at t otherwise
    std::optional<Placement> previous_placement;
    bool looks_through = false;       ///< policy `through`: past blended and transmissive surfaces
    double environment_turn_rad = 0;  ///< the environment turns by this about +Y from frame to frame
    double readout_s = 0;          ///< of a rolling shutter, from the upper edge to the lower one; 0: all rows at once
    std::optional<Travel> travel;  ///< of the placed camera, instead of placements of its own in other frames

    /// Where the camera is placed in the frame `step` (-1, 0, 1), `offset_s` after its middle; none: as in the file.
    [[nodiscard]] std::optional<Placement> placement_at(int step, double offset_s) const;
    /// World from environment then.
    [[nodiscard]] glm::dmat3 environment_at(int step, double offset_s) const;
};

/// A surface point counts as seen in another frame if nothing lies nearer than it by more than this share of its depth.
inline constexpr double sight_tolerance = 1e-5;

/// One instant of a frame, all instances and the camera given.
struct StagedInstant {
    std::vector<Stance> stances;  ///< of Model::instances
    Camera camera;
    std::vector<StagedInstant> edges = {};  ///< of a rolling shutter: as the upper and the lower edge are exposed
};

/// A frame of which nothing is left to be evaluated.
struct StagedFrame {
    StagedInstant now;
    std::optional<StagedInstant> next, previous;  ///< without one: flow 0, class 0
    bool looks_through = false;
};

/// Casts one ray per pixel and frame, on all cores. The image has the size that the camera says.
Labels render_labels(const Model& model, const StagedFrame& frame);
/// The file's own instances, as a clip moves them.
Labels render_labels(const Model& model, const ViewRequest& request);

}  // namespace plumb::oracle
