#pragma once

#include "recipe/bind.hpp"

#include <plumb/shot.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace plumb::recipe {

/// The scene as its file has it, under the clip and at the time that a recipe draws: `time_s`, `dt_s`, `animation`,
/// `variant`. What does not depend on time is evaluated once.
class BaseScene {
public:
    BaseScene(const Place& document, Binder& binder);

    /// Fills times, clip, variant, moments and lights of `shot`.
    /// @param camera     index into Scene::cameras(); the first one, or the scene framed whole, otherwise
    /// @param readout_s  of a rolling shutter; not 0: the shot gets one, and neighbours
    /// @return           whether the moments may differ, and are all there
    bool draw(Drawer& drawer, std::optional<std::uint32_t> camera, double readout_s, Shot& shot) const;

    /// Sets `shot.previous` and `shot.next` from `shot.now`, for a shot whose moments differ in nothing but their time.
    static void copy_neighbours(Shot& shot);

    /// Of each of the lights that draw() gave `shot`: its node.
    [[nodiscard]] std::vector<std::uint32_t> light_nodes(const Shot& shot) const;
    /// Index of the camera that draw() takes for `camera`; none if the scene is framed.
    [[nodiscard]] std::optional<std::uint32_t> camera_or_default(std::optional<std::uint32_t> camera) const;

private:
    static void add_edges(Shot& shot, double readout_s);
    void bind_clips(const Place& document, Binder& binder);
    [[nodiscard]] std::optional<std::uint32_t> draw_clip(Drawer& drawer) const;

    const scene::SceneData* data_;
    std::optional<Variable> time_s_, dt_s_;
    std::optional<Selection> clip_, variant_;
    std::vector<std::optional<std::uint32_t>> clips_;  // that clip_ chooses from
    std::vector<std::uint32_t> variants_;              // that variant_ chooses from
    std::vector<std::uint8_t> is_moving_;              // by clip
    std::vector<std::uint8_t> drives_lights_;          // by clip
    Moment rest_;
    std::vector<Camera> cameras_;  // at rest, by index
    Camera framed_;
    std::vector<Light> lights_;
};

}  // namespace plumb::recipe
