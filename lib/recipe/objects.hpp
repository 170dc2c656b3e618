#pragma once

#include "recipe/bind.hpp"

#include <vector>

namespace plumb::recipe {

/// The sections `objects` and `swap`: visibility, pose and motion of what the file holds.
class Objects {
public:
    Objects(const Place& document, Binder& binder);

    void draw(Drawer& drawer, std::vector<Placement>& placements) const;

private:
    struct Rule {
        std::vector<std::uint32_t> targets;
        std::optional<Variable> visible, translation_m, position_m, yaw_deg, rotation_deg, scale;
        std::optional<Variable> linear_velocity_m_s, angular_velocity_deg_s;
        std::optional<NamedKey> any_rotation;
    };
    struct Swap {
        std::vector<std::uint32_t> targets;
        Selection selection;
    };

    void bind_rule(const Place& place, Binder& binder);
    Rule make_rule(const Place& place, const std::string& name, Binder& binder) const;
    void bind_swap(const Place& place, Binder& binder);
    static Placement drawn(const Rule& rule, Drawer& drawer);
    static void place(const Rule& rule, const Placement& drawn, const std::optional<glm::dvec3>& position,
                      std::vector<Placement>& placements);

    std::vector<Rule> rules_;
    std::vector<Swap> swaps_;
};

/// The point of `target` that `pivot` names: "origin", "center" or "base" (centre of the lowest side of its box).
glm::dvec3 pivot_point(const Target& target, std::string_view pivot);

}  // namespace plumb::recipe
