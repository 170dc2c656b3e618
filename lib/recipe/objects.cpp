#include "recipe/objects.hpp"

#include "gltf/json_view.hpp"

#include <algorithm>

namespace plumb::recipe {

namespace {

std::string joined(const Place& patterns) {
    std::string text;
    for (const Place& pattern : pattern_places(patterns)) text += (text.empty() ? "" : ",") + pattern.text();
    return text;
}

/// Whether an entry does more than show and hide.
TargetTable::Use use_of(const Place& entry) {
    for (const auto& [key, unused] : entry.json().items())
        if (key != "match" && key != "except" && key != "optional" && key != "together" && key != "pivot" &&
            key != "visible")
            return TargetTable::Use::moves;
    return TargetTable::Use::hides;
}

}  // namespace

glm::dvec3 pivot_point(const Target& target, std::string_view pivot) {
    if (pivot == "origin") return target.origin;
    const glm::dvec3 center = target.origin + target.axes * ((target.box.min + target.box.max) / 2.0);
    if (pivot == "center") return center;
    const glm::dvec3 half = (target.box.max - target.box.min) / 2.0;
    const glm::dvec3 upward(target.axes[0].y, target.axes[1].y, target.axes[2].y);
    return center - glm::dvec3(0, glm::dot(glm::abs(upward), half), 0);
}

Objects::Objects(const Place& document, Binder& binder) {
    if (const auto objects = document.find("objects"))
        for (std::size_t index = 0; index < objects->size(); ++index) bind_rule((*objects)[index], binder);
    if (const auto swaps = document.find("swap"))
        for (std::size_t index = 0; index < swaps->size(); ++index) bind_swap((*swaps)[index], binder);
}

void Objects::bind_rule(const Place& place, Binder& binder) {
    const std::vector<Target> targets = binder.index.resolve_entry(place);
    const bool is_together = place.flag("together", false);
    const std::optional<Place> pivot = place.find("pivot");
    std::vector<std::uint32_t> indices;
    const TargetTable::Use use = use_of(place);
    for (const Target& target : targets) {
        const std::uint32_t index = binder.table.add(target, use);
        indices.push_back(index);
        if (pivot) {
            binder.keys.claim("objects/" + target.name, "pivot", *pivot);
            binder.table.set_pivot(index, pivot_point(target, pivot->text()));
        }
        if (is_together) continue;
        rules_.push_back(make_rule(place, "objects/" + target.name, binder));
        rules_.back().targets = {index};
    }
    if (!is_together || targets.empty()) return;
    for (const Target& target : targets)
        for (const auto& [key, unused] : place.json().items())
            if (key != "match" && key != "except" && key != "optional" && key != "together" && key != "pivot")
                binder.keys.claim("objects/" + target.name, key, place[key]);
    rules_.push_back(make_rule(place, "objects/together/" + joined(place["match"]), binder));
    rules_.back().targets = std::move(indices);
}

Objects::Rule Objects::make_rule(const Place& place, const std::string& name, Binder& binder) const {
    Rule rule;
    rule.visible = binder.variable(place, "visible", name);
    rule.translation_m = binder.variable(place, "translation_m", name);
    rule.position_m = binder.variable(place, "position_m", name);
    rule.yaw_deg = binder.variable(place, "yaw_deg", name);
    rule.rotation_deg = binder.variable(place, "rotation_deg", name);
    rule.scale = binder.variable(place, "scale", name);
    rule.linear_velocity_m_s = binder.variable(place, "linear_velocity_m_s", name);
    rule.angular_velocity_deg_s = binder.variable(place, "angular_velocity_deg_s", name);
    if (const auto any = place.find("rotation")) rule.any_rotation = binder.keys.claim(name, "rotation", *any);
    if (rule.position_m && rule.translation_m)
        place["translation_m"].refuse("found translation_m beside position_m; allowed: one of the two");
    if (rule.any_rotation && (rule.rotation_deg || rule.yaw_deg))
        place["rotation"].refuse(
            "found rotation beside yaw_deg or rotation_deg; allowed: one of them, as any rotation "
            "turned further is any rotation");
    return rule;
}

void Objects::bind_swap(const Place& place, Binder& binder) {
    Swap swap;
    const Place among = place["among"];
    const std::string name = "swap/" + place["name"].text();
    const bool is_optional = place.flag("optional", false);
    std::vector<double> weights;
    for (std::size_t index = 0; index < among.size(); ++index) {
        const std::vector<Target> targets = binder.index.resolve(among[index], is_optional);
        for (const Target& target : targets) {
            // A pattern's weight is shared by all that it matches.
            const double weight = place.has("weights") && index < place["weights"].size()
                                      ? place["weights"][index].number() / static_cast<double>(targets.size())
                                      : 1;
            const std::uint32_t added = binder.table.add(target, TargetTable::Use::hides);
            binder.keys.claim("objects/" + target.name, "visible", among[index]);
            swap.targets.push_back(added);
            weights.push_back(weight);
        }
    }
    if (place.has("weights") && place["weights"].size() != among.size())
        place["weights"].refuse("found " + std::to_string(place["weights"].size()) + " weights for " +
                                std::to_string(among.size()) + " entries; allowed: one weight an entry");
    if (swap.targets.empty()) return;
    try {
        swap.selection = {.selector = Distribution(Choice{std::move(weights)}),
                          .count = swap.targets.size(),
                          .name = binder.keys.claim(name, "choice", place)};
    } catch (const Error& error) {
        place.refuse(error.what());
    }
    swaps_.push_back(std::move(swap));
}

Placement Objects::drawn(const Rule& rule, Drawer& drawer) {
    Placement drawn;
    if (rule.visible) drawn.is_visible = drawer.flag(*rule.visible);
    if (rule.translation_m) drawn.translation_m = drawer.vec3(*rule.translation_m);
    if (rule.rotation_deg) drawn.rotation = rotation_xyz(drawer.vec3(*rule.rotation_deg));
    if (rule.yaw_deg) drawn.rotation = rotation_y(drawer.number(*rule.yaw_deg)) * drawn.rotation;
    if (rule.any_rotation) drawn.rotation = glm::mat3_cast(drawer.rotation(*rule.any_rotation));
    if (rule.scale) drawn.scale = broadcast(drawer.values(*rule.scale), rule.scale->quantity.size());
    if (rule.linear_velocity_m_s) drawn.linear_velocity_m_s = drawer.vec3(*rule.linear_velocity_m_s);
    if (rule.angular_velocity_deg_s) drawn.angular_velocity_deg_s = drawer.vec3(*rule.angular_velocity_deg_s);
    drawn.is_moved = rule.translation_m || rule.rotation_deg || rule.yaw_deg || rule.any_rotation || rule.scale ||
                     rule.linear_velocity_m_s || rule.angular_velocity_deg_s || rule.position_m;
    return drawn;
}

void Objects::place(const Rule& rule, const Placement& drawn, const std::optional<glm::dvec3>& position,
                    std::vector<Placement>& placements) {
    for (const std::uint32_t target : rule.targets) {
        // Two rules may share a target as long as they set different properties.
        Placement& placement = placements[target];
        if (rule.visible) placement.is_visible = drawn.is_visible;
        placement.translation_m += drawn.translation_m;
        if (position) placement.translation_m += *position - placement.pivot;
        placement.rotation = drawn.rotation * placement.rotation;
        placement.scale *= drawn.scale;
        placement.linear_velocity_m_s += drawn.linear_velocity_m_s;
        placement.angular_velocity_deg_s += drawn.angular_velocity_deg_s;
        placement.is_moved = placement.is_moved || drawn.is_moved;
    }
}

void Objects::draw(Drawer& drawer, std::vector<Placement>& placements) const {
    for (const Rule& rule : rules_) {
        const Placement found = drawn(rule, drawer);
        const std::optional<glm::dvec3> position =
            rule.position_m ? std::optional(drawer.vec3(*rule.position_m)) : std::nullopt;
        place(rule, found, position, placements);
    }
    for (const Swap& swap : swaps_) {
        const std::size_t chosen = drawer.pick(swap.selection);
        for (std::size_t index = 0; index < swap.targets.size(); ++index)
            placements[swap.targets[index]].is_visible = index == chosen;
    }
}

}  // namespace plumb::recipe
