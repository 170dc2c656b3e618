#pragma once

#include <plumb/export.hpp>
#include <plumb/scene.hpp>
#include <plumb/shot.hpp>

#include <glm/glm.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace plumb {

/// How a figure stands at one instant. What is left alone is as in the file's rest pose.
struct FigurePose {
    /// Turns a node, such as a joint, in its own axes, on top of what the clip says.
    struct Turn {
        std::uint32_t node = 0;  ///< of the template; see Figure::find_node()
        glm::dmat3 rotation{1};  ///< node to node
    };
    /// Sets one morph weight, whatever the clip says.
    struct Weight {
        std::uint32_t node = 0;    ///< of the template; see Figure::find_targets()
        std::uint32_t target = 0;  ///< morph target of its mesh
        float value = 0;
    };

    std::optional<std::uint32_t> animation = {};  ///< index into Scene::animations(); none: the rest pose
    double time_s = 0;                            ///< of that clip; before its start and after its end it stands still
    glm::dmat4 moved{1};                          ///< world to world, affine: moves the whole figure, after all else
    bool is_visible = true;                       ///< false: all its instances are absent
    std::vector<Turn> turns = {};
    std::vector<Weight> weights = {};
};

/// A part of a scene that is posed on its own: the file's own node with all that belongs to it, or the copies of such a
/// template, each at its own clip, time and place. See SceneAdditions::Copies for what belongs to a node.
///
/// A shot of a crowd, where `shot` is what Scene::shot() gives:
///
///     Scene crowd = scene.with({.copies = {{.node = "figure", .count = 500}}});
///     Figure figure = Figure::copies(crowd, 0);
///     Shot shot = crowd.shot({.time_s = 0, .dt_s = 1.0 / 24});
///     for (std::uint32_t copy = 0; copy < figure.copy_count(); ++copy) {
///         FigurePose pose{.animation = 0, .time_s = phase[copy], .moved = place[copy]};
///         figure.set_pose(copy, pose, shot.now);
///         pose.time_s += shot.dt_s;
///         figure.set_pose(copy, pose, *shot.next);
///         ...
///     }
///
/// Keeps its scene alive. Cheap to copy; safe to use from several threads.
class PLUMB_API Figure {
public:
    /// One morph target of one mesh.
    struct Target {
        std::uint32_t node = 0;
        std::uint32_t target = 0;
    };

    /// The file's own `node` with what belongs to it; it counts as one copy.
    /// @param node    glTF index, see Scene::find_node()
    /// @throws Error  invalid_argument if there is no such node, or if it belongs to a copy
    static Figure own(const Scene& scene, std::uint32_t node);
    /// The copies of entry `index` of Scene::copies().
    /// @throws Error  invalid_argument if there is no such entry
    static Figure copies(const Scene& scene, std::uint32_t index);

    [[nodiscard]] std::uint32_t copy_count() const noexcept;
    /// Indices into Scene::instances() of what a copy draws.
    /// @throws Error  invalid_argument if there is no such copy
    [[nodiscard]] std::vector<std::uint32_t> instances(std::uint32_t copy) const;
    /// glTF indices of the template's nodes, parents first; those above the named node, too.
    [[nodiscard]] const std::vector<std::uint32_t>& nodes() const noexcept;

    /// World matrix, in the rest pose, of the node that the figure was made from. With it a copy is put to a place P
    /// (as that node's world matrix): `moved = P * inverse(rest())`.
    [[nodiscard]] const glm::dmat4& rest() const noexcept;

    /// glTF index of the template's node called `name`: the joint to turn. Where several have the name, the first.
    /// @throws Error  not_found with the nearest name
    [[nodiscard]] std::uint32_t find_node(std::string_view name) const;
    /// Every morph target called `name` of the figure's meshes (a face and its teeth can both have "jaw_open").
    /// @throws Error  not_found with the nearest name
    [[nodiscard]] std::vector<Target> find_targets(std::string_view name) const;

    /// Writes instances, visibility, joints and morph weights of `copy` into `moment`; all else of it stays. With the
    /// shot's own clip and time and nothing moved the moment stays as Scene::shot() made it, to the bit.
    /// @param moment  as long as the scene's moments are
    /// @throws Error  invalid_argument for an index out of range, a node or target that is not the figure's or a moment
    /// of
    ///                another scene; bad_asset if a rotation cannot be interpolated
    void set_pose(std::uint32_t copy, const FigurePose& pose, Moment& moment) const;

    /// The visible lights of `copy` in that pose, depth-first, for Shot::lights.
    /// @throws Error  as set_pose()
    [[nodiscard]] std::vector<Light> lights(std::uint32_t copy, const FigurePose& pose) const;
    /// Whether a light hangs on the figure. Scene::shot() lists such lights in the scene's pose; whoever poses the
    /// figure otherwise takes those of lights() instead.
    [[nodiscard]] bool has_lights() const noexcept;

    struct Parts;

private:
    explicit Figure(std::shared_ptr<const Parts> parts) : parts_(std::move(parts)) {}
    std::shared_ptr<const Parts> parts_;
};

}  // namespace plumb
