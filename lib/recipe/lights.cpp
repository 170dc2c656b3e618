#include "recipe/lights.hpp"

#include "recipe/angle.hpp"
#include "recipe/light_color.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace plumb::recipe {

namespace {

Light::Kind kind_of(const std::string& name, const Place& place) {
    if (name == "point") return Light::Kind::point;
    if (name == "spot") return Light::Kind::spot;
    if (name == "directional") return Light::Kind::directional;
    if (name == "rectangle") return Light::Kind::rectangle;
    constexpr std::array<std::string_view, 4> kinds = {"directional", "point", "spot", "rectangle"};
    place.refuse_name(name, "kind of light", kinds);
}

std::size_t most(const std::optional<Variable>& count) {
    return count ? static_cast<std::size_t>(count->quantity.range().max) : 1;
}

}  // namespace

Lights::Lights(const Place& document, Binder& binder) {
    const std::optional<Place> lights = document.find("lights");
    if (!lights) return;
    keeps_file_ = lights->text_or("file", "keep") == "keep";
    file_intensity_ = binder.variable(*lights, "file_intensity", "lights");
    if (const auto entries = lights->find("add"))
        for (std::size_t index = 0; index < entries->size(); ++index) bind_entry((*entries)[index], binder);
}

void Lights::bind_entry(const Place& place, Binder& binder) {
    Entry entry{.name = place["name"].text(), .kind = {}, .kinds = {}, .count = {}, .members = {}, .place = place};
    const std::string target = "lights/" + entry.name;
    binder.keys.claim(target, "name", place["name"]);
    if (const auto kind = place.find("kind")) {
        const TextQuantity kinds(*kind);
        for (std::size_t index = 0; index < kinds.options.size(); ++index)
            entry.kinds.push_back(kind_of(kinds.options[index], kinds.places[index]));
        entry.kind = binder.selection(kinds, "kind", target, *kind);
    } else {
        entry.kinds = {Light::Kind::point};
    }
    check_units(place, entry.kinds);
    entry.count = binder.variable(place, "count", target);
    const bool is_far = entry.kinds.front() == Light::Kind::directional;
    const std::size_t count = most(entry.count);
    // An override cannot make lights that nothing was bound for.
    if (entry.count)
        for (Allowed& allowed : entry.count->allowed) allowed.range.max = entry.count->quantity.range().max;
    for (std::size_t member = 0; member < count; ++member) {
        std::string name = target;
        if (entry.count) name.append("[").append(std::to_string(member)).append("]");
        entry.members.push_back(bind_member(place, name, is_far, binder));
    }
    entries_.push_back(std::move(entry));
}

void Lights::check_units(const Place& place, const std::vector<Light::Kind>& kinds) {
    const auto far_count = std::count(kinds.begin(), kinds.end(), Light::Kind::directional);
    if (far_count != 0 && far_count != static_cast<std::ptrdiff_t>(kinds.size()))
        place["kind"].refuse(
            "found directional beside other kinds, which have another unit; allowed: only directional, "
            "or only others");
    const bool is_far = far_count != 0;
    const char* const right = is_far ? "intensity_lx" : "intensity_cd";
    const char* const wrong = is_far ? "intensity_cd" : "intensity_lx";
    if (place.has(wrong))
        place[wrong].refuse(std::string("found ") + wrong + " of a " + (is_far ? "directional" : "near") +
                            " light; allowed: " + right);
    if (!place.has(right))
        place.refuse(std::string("found no member \"") + right + "\", which this kind of light needs");
    const bool has_rectangle = std::ranges::find(kinds, Light::Kind::rectangle) != kinds.end();
    for (const char* key : {"width_m", "height_m"})
        if (place.has(key) && !has_rectangle)
            place[key].refuse(std::string("found ") + key + " of a light that is no rectangle");
    if (!is_far) {
        if (place.has("angular_radius_deg"))
            place["angular_radius_deg"].refuse("found angular_radius_deg of a light that is not directional");
        return;
    }
    for (const char* key : {"place", "inner_cone_deg", "outer_cone_deg", "radius_m", "range_m", "aim"})
        if (place.has(key)) place[key].refuse(std::string("found ") + key + " of a directional light, which has none");
}

void Lights::bind_place(const Place& place, const std::string& name, Member& member, Binder& binder) {
    if (const auto shell = place.find("shell"))
        member.shell.emplace(*shell, name + "/shell", true, binder);
    else if (const auto box = place.find("box_m")) {
        const auto axis = [&](std::size_t at, const char* key) {
            const double low = (*box)["min"][at].number();
            const double high = (*box)["max"][at].number();
            if (low > high)
                (*box)["min"][at].refuse("found " + (*box)["min"][at].json().dump() + "; allowed: at most max, " +
                                         (*box)["max"][at].json().dump());
            return Variable{Quantity(Distribution(Uniform{low, high})),
                            binder.keys.claim(name + "/box_m", key, *box),
                            {any_number()}};
        };
        member.box_x = axis(0, "x");
        member.box_y = axis(1, "y");
        member.box_z = axis(2, "z");
    } else if (const auto above = place.find("above")) {
        member.above.emplace(above->find("target"), name + "/above", "target", binder);
        member.height_m = binder.variable(*above, "height_m", name + "/above");
    } else {
        member.position_m = binder.variable(place, "position_m", name);
    }
}

Lights::Member Lights::bind_member(const Place& place, const std::string& name, bool is_far, Binder& binder) {
    Member member;
    if (!is_far && !place.has("place"))
        place.refuse("found no member \"place\", which a light that is not directional needs");
    if (const auto where = place.find("place")) bind_place(*where, name, member, binder);
    if (const auto aim = place.find("aim")) member.aim.emplace(aim, name, "aim", binder);
    member.direction = binder.variable(place, "direction", name);
    member.azimuth_deg = binder.variable(place, "azimuth_deg", name);
    member.elevation_deg = binder.variable(place, "elevation_deg", name);
    const int ways =
        (member.aim ? 1 : 0) + (member.direction ? 1 : 0) + (member.azimuth_deg || member.elevation_deg ? 1 : 0);
    if (ways > 1)
        place.refuse("found more than one of aim, direction and azimuth_deg with elevation_deg; allowed: one");
    member.intensity = binder.variable(place, is_far ? "intensity_lx" : "intensity_cd", name);
    member.temperature_k = binder.variable(place, "temperature_k", name);
    member.color = binder.variable(place, "color", name);
    if (member.temperature_k && member.color)
        place["color"].refuse("found color beside temperature_k; allowed: one of the two");
    member.inner_cone_deg = binder.variable(place, "inner_cone_deg", name);
    member.outer_cone_deg = binder.variable(place, "outer_cone_deg", name);
    member.radius_m = binder.variable(place, "radius_m", name);
    member.range_m = binder.variable(place, "range_m", name);
    member.angular_radius_deg = binder.variable(place, "angular_radius_deg", name);
    member.panel_width_m = binder.variable(place, "width_m", name);
    member.panel_height_m = binder.variable(place, "height_m", name);
    return member;
}

glm::dvec3 Lights::draw_position(const Member& member, Drawer& drawer, const Moment& now) {
    if (member.shell) return member.shell->draw(drawer, now).point();
    if (member.position_m) return drawer.vec3(*member.position_m);
    if (member.box_x) return {drawer.number(*member.box_x), drawer.number(*member.box_y), drawer.number(*member.box_z)};
    if (!member.above) return glm::dvec3(0);
    const Box box = member.above->box(now, drawer);
    return {(box.min.x + box.max.x) / 2, box.max.y + drawer.number(*member.height_m), (box.min.z + box.max.z) / 2};
}

Light Lights::draw_member(const Member& member, Light::Kind kind, Drawer& drawer, const Moment& now) {
    Light light;
    light.kind = kind;
    light.position = draw_position(member, drawer, now);
    glm::dvec3 direction(0, -1, 0);
    if (member.aim) direction = sphere_of(member.aim->box(now, drawer)).center - light.position;
    if (member.direction) direction = drawer.vec3(*member.direction);
    if (member.azimuth_deg || member.elevation_deg)
        direction = -direction_of(member.azimuth_deg ? drawer.number(*member.azimuth_deg) : 0,
                                  member.elevation_deg ? drawer.number(*member.elevation_deg) : 0);
    const double length = std::sqrt(glm::dot(direction, direction));
    // A light in the very place that it is aimed at may shine any way.
    light.direction = length > 1e-12 ? direction / length : glm::dvec3(0, -1, 0);
    light.intensity = static_cast<float>(drawer.number(*member.intensity));
    if (member.temperature_k) light.color = planckian_color(drawer.number(*member.temperature_k));
    if (member.color) light.color = drawer.vec3(*member.color);
    if (member.radius_m) light.radius_m = static_cast<float>(drawer.number(*member.radius_m));
    if (member.range_m) light.range_m = static_cast<float>(drawer.number(*member.range_m));
    if (member.angular_radius_deg)
        light.angular_radius_rad = static_cast<float>(drawer.number(*member.angular_radius_deg) * radians_per_degree);
    if (member.panel_width_m) light.width_m = static_cast<float>(drawer.number(*member.panel_width_m));
    if (member.panel_height_m) light.height_m = static_cast<float>(drawer.number(*member.panel_height_m));
    // A rectangle's width lies level; one that lies level itself has it along x.
    const glm::dvec3 level = glm::cross(light.direction, glm::dvec3(0, 1, 0));
    if (glm::dot(level, level) > 1e-12) light.across = glm::normalize(level);
    const double outer = member.outer_cone_deg ? drawer.number(*member.outer_cone_deg) : 45;
    const double inner = member.inner_cone_deg ? drawer.number(*member.inner_cone_deg) : 0;
    if (kind != Light::Kind::spot) return light;
    light.outer_cone_rad = static_cast<float>(outer * radians_per_degree);
    light.inner_cone_rad = static_cast<float>(inner * radians_per_degree);
    return light;
}

void Lights::draw(Drawer& drawer, Shot& shot) const {
    if (!keeps_file_) shot.lights.clear();
    if (file_intensity_) {
        const auto factor = static_cast<float>(drawer.number(*file_intensity_));
        for (Light& light : shot.lights) light.intensity *= factor;
    }
    for (const Entry& entry : entries_) {
        const Light::Kind kind = entry.kinds[entry.kind ? drawer.pick(*entry.kind) : 0];
        std::size_t count = 1;
        if (entry.count) {
            const double wanted = std::floor(drawer.number(*entry.count) + 0.5);
            count = static_cast<std::size_t>(std::clamp(wanted, 0.0, static_cast<double>(entry.members.size())));
        }
        for (std::size_t index = 0; index < count; ++index) {
            Light light = draw_member(entry.members[index], kind, drawer, shot.now);
            light.name = entry.name;
            if (entry.count) light.name.append("[").append(std::to_string(index)).append("]");
            if (kind == Light::Kind::spot && !(light.inner_cone_rad < light.outer_cone_rad))
                entry.place.refuse("drew an inner cone of " + std::to_string(light.inner_cone_rad) +
                                   " rad; allowed: less than the outer one, " + std::to_string(light.outer_cone_rad));
            shot.lights.push_back(std::move(light));
        }
    }
}

}  // namespace plumb::recipe
