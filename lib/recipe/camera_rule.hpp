#pragma once

#include "recipe/anchor.hpp"
#include "recipe/lens_rule.hpp"
#include "scene/read_out.hpp"

#include <plumb/shot.hpp>

#include <optional>
#include <span>
#include <vector>

namespace plumb::recipe {

/// The section `camera`: where from, whereto, with what lens, and how it moves over dt.
class CameraRule {
public:
    CameraRule(const Place& document, Binder& binder);

    /// Which of the file's cameras the shot starts from; none: the scene framed whole.
    [[nodiscard]] std::optional<std::uint32_t> draw_base(Drawer& drawer) const;

    /// Places the camera of every instant, which holds the base camera.
    /// @param now   the shot's own moment, by whose objects a camera is placed
    /// @param view  1 for the right eye of a stereo pair
    void draw(Drawer& drawer, const Moment& now, std::span<const scene::TimedMoment> instants,
              std::uint32_t view) const;

    [[nodiscard]] std::uint32_t view_count() const noexcept { return baseline_m_ ? 2 : 1; }

private:
    struct Key {
        double time_s = 0;
        glm::dvec3 position_m{0};
        glm::dvec3 target_m{0};
        double fov_y_deg = 0;
    };
    struct Shake {
        double position_m = 0;
        double angle_deg = 0;
        double frequency_hz = 0;
        std::array<double, 18> phases{};
    };
    /// Drawn once a shot, the same for all of its instants.
    struct Drawn;

    void bind_way(const Place& camera, Binder& binder);
    void bind_path(const Place& path);
    void bind_lens(const Place& camera, Binder& binder);
    void bind_motion(const Place& camera, Binder& binder);
    Drawn draw_once(Drawer& drawer, const Moment& now) const;
    void draw_lens(Drawer& drawer, Drawn& drawn) const;
    Shake draw_shake(Drawer& drawer) const;
    glm::dmat4 pose(const Drawn& drawn, double time_s, double offset_s, const glm::dmat4& base) const;
    Key at_path(double time_s) const;

    std::vector<std::uint32_t> base_cameras_;
    std::optional<Selection> base_;
    std::optional<Shell> orbit_, shell_;
    std::optional<Variable> position_m_;
    std::optional<Anchor> look_at_;
    std::vector<Key> path_;
    bool path_has_fov_ = false;
    std::optional<Variable> target_jitter_m_, roll_deg_, move_m_, turn_deg_;
    std::optional<Variable> fov_y_deg_, focal_length_mm_, near_m_, far_m_;
    double sensor_height_mm_ = 24;
    std::optional<LensRule> lens_;
    std::optional<Variable> azimuth_velocity_deg_s_, linear_velocity_m_s_, angular_velocity_deg_s_;
    std::optional<Variable> shake_position_m_, shake_angle_deg_, shake_frequency_hz_;
    std::optional<NamedKey> shake_phase_;
    std::optional<Variable> baseline_m_;
};

}  // namespace plumb::recipe
