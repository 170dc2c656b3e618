#pragma once

#include "recipe/anchor.hpp"

#include <plumb/shot.hpp>

#include <optional>
#include <string>
#include <vector>

namespace plumb::recipe {

/// The section `lights`: what becomes of the file's, and lights that come in addition.
class Lights {
public:
    Lights(const Place& document, Binder& binder);

    /// `shot.lights` holds the file's, moved; `shot.now` is complete but for its camera.
    void draw(Drawer& drawer, Shot& shot) const;

private:
    /// One of the lights of an entry.
    struct Member {
        std::optional<Shell> shell;
        std::optional<Variable> position_m, box_x, box_y, box_z;
        std::optional<Anchor> above;
        std::optional<Variable> height_m;
        std::optional<Anchor> aim;
        std::optional<Variable> direction, azimuth_deg, elevation_deg;
        std::optional<Variable> intensity, temperature_k, color;
        std::optional<Variable> inner_cone_deg, outer_cone_deg, radius_m, range_m, angular_radius_deg, panel_width_m,
            panel_height_m;
    };
    struct Entry {
        std::string name;
        std::optional<Selection> kind;
        std::vector<Light::Kind> kinds;
        std::optional<Variable> count;
        std::vector<Member> members;
        Place place;
    };

    void bind_entry(const Place& place, Binder& binder);
    static Member bind_member(const Place& place, const std::string& name, bool is_far, Binder& binder);
    static void bind_place(const Place& place, const std::string& name, Member& member, Binder& binder);
    static void check_units(const Place& place, const std::vector<Light::Kind>& kinds);
    static Light draw_member(const Member& member, Light::Kind kind, Drawer& drawer, const Moment& now);
    static glm::dvec3 draw_position(const Member& member, Drawer& drawer, const Moment& now);

    bool keeps_file_ = true;
    std::optional<Variable> file_intensity_;
    std::vector<Entry> entries_;
};

}  // namespace plumb::recipe
