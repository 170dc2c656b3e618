#include "recipe/anchor.hpp"

#include "base/exact_math.hpp"
#include "scene/box.hpp"
#include "scene/evaluate.hpp"
#include "scene/framing.hpp"
#include "scene/pose.hpp"

#include <algorithm>
#include <cmath>

namespace plumb::recipe {

Sphere sphere_of(const Box& box) {
    if (box.is_empty()) return {};
    const glm::dvec3 diagonal = box.max - box.min;
    return {.center = (box.min + box.max) / 2.0,
            .radius_m = std::max(1e-3, std::sqrt(glm::dot(diagonal, diagonal)) / 2)};
}

glm::dvec3 direction_of(double azimuth_deg, double elevation_deg) {
    const SinCos azimuth = exact_sincos_turns(azimuth_deg / 360);
    const SinCos elevation = exact_sincos_turns(elevation_deg / 360);
    return {azimuth.sin * elevation.cos, elevation.sin, azimuth.cos * elevation.cos};
}

Anchor::Anchor(const std::optional<Place>& place, const std::string& owner, std::string_view property, Binder& binder) {
    if (!place) {
        fixed_ = scene::rest_bounds(binder.data);
        return;
    }
    const bool is_names = place->json().is_string() || (place->json().is_array() && place->size() > 0 &&
                                                        (*place)[std::size_t{0}].json().is_string());
    if (!is_names) {
        point_ = binder.bound(*place, binder.keys.claim(owner, property, *place));
        return;
    }
    const Moment rest = scene::evaluate(binder.data, std::nullopt, 0, Camera{});
    for (const Target& target : binder.index.resolve(*place, false))
        for (const std::uint32_t instance : target.instances) add_instance(instance, binder, rest);
}

void Anchor::add_instance(std::uint32_t index, const Binder& binder, const Moment& rest) {
    const InstanceInfo& instance = binder.data.instances[index];
    if (instance.joint_count == 0) {
        rigid_.push_back(index);
        rest_boxes_.push_back(instance.rest_box);
        return;
    }
    const scene::Skin& skin = binder.data.skins[binder.data.nodes[instance.node].skin];
    Skinned skinned;
    skinned.instance = index;
    skinned.first_joint = instance.first_joint;
    for (const glm::dmat4& bind : skin.inverse_bind_matrices)
        skinned.joint_origins.push_back(glm::dvec3(glm::inverse(bind)[3]));
    Box joints;
    extend(skinned, rest, joints);
    const Box whole = scene::world_box(binder.data, instance, rest);
    skinned.room_below = joints.min - whole.min;
    skinned.room_above = whole.max - joints.max;
    skinned_.push_back(std::move(skinned));
}

void Anchor::extend(const Skinned& skinned, const Moment& moment, Box& box) {
    Box joints;
    for (std::size_t joint = 0; joint < skinned.joint_origins.size(); ++joint)
        scene::extend(joints, glm::dvec3(moment.world_from_joint[skinned.first_joint + joint] *
                                         glm::dvec4(skinned.joint_origins[joint], 1)));
    scene::extend(box, joints.min - skinned.room_below);
    scene::extend(box, joints.max + skinned.room_above);
}

void Anchor::extend_all(const Moment& moment, bool with_hidden, Box& box) const {
    for (std::size_t at = 0; at < rigid_.size(); ++at) {
        if (!with_hidden && moment.visible[rigid_[at]] == 0) continue;
        const Box& rest = rest_boxes_[at];
        for (int corner = 0; corner < 8; ++corner)
            scene::extend(box, glm::dvec3(moment.world_from_instance[rigid_[at]] *
                                          glm::dvec4((corner & 1) != 0 ? rest.max.x : rest.min.x,
                                                     (corner & 2) != 0 ? rest.max.y : rest.min.y,
                                                     (corner & 4) != 0 ? rest.max.z : rest.min.z, 1)));
    }
    for (const Skinned& skinned : skinned_)
        if (with_hidden || moment.visible[skinned.instance] != 0) extend(skinned, moment, box);
}

Box Anchor::box(const Moment& moment, Drawer& drawer) const {
    if (fixed_) return *fixed_;
    if (point_) {
        const glm::dvec3 point = drawer.vec3(*point_);
        return {point, point};
    }
    Box box;
    extend_all(moment, false, box);
    if (box.is_empty()) extend_all(moment, true, box);
    return box;
}

Shell::Shell(const Place& place, const std::string& owner, bool is_even, Binder& binder)
    : anchor_(place.find("target"), owner, "target", binder), is_even_(is_even) {
    distance_m_ = binder.variable(place, "distance_m", owner);
    distance_radii_ = binder.variable(place, "distance_radii", owner);
    if (distance_m_.has_value() == distance_radii_.has_value())
        place.refuse(std::string("found ") + (distance_m_ ? "both" : "neither") +
                     " of distance_m and distance_radii; allowed: one of the two");
    if (!is_even) {
        azimuth_deg_ = binder.variable_or(place, "azimuth_deg", owner, 0);
        elevation_deg_ = binder.variable_or(place, "elevation_deg", owner, 0);
        return;
    }
    direction_ = binder.keys.claim(owner, "direction", place);
    const auto read = [&](std::string_view key, double(&range)[2]) {
        const std::optional<Place> member = place.find(key);
        if (!member) return;
        range[0] = (*member)[std::size_t{0}].number();
        range[1] = (*member)[1].number();
        if (range[0] > range[1]) member->refuse("found " + member->json().dump() + "; allowed: the lower bound first");
    };
    read("azimuth_deg", azimuth_range_);
    read("elevation_deg", elevation_range_);
}

glm::dvec3 Shell::even_direction(Drawer& drawer) const {
    glm::dvec3 direction;
    if (const Draw* given = drawer.override_of(*direction_, 3, any_number())) {
        direction = {given->value[0], given->value[1], given->value[2]};
        const double length = std::sqrt(glm::dot(direction, direction));
        if (!(length > 1e-9))
            throw Error(ErrorCode::invalid_argument,
                        "cannot override draw \"" + direction_->text + "\": found a direction without length");
        direction /= length;
    } else {
        Stream stream = drawer.stream(*direction_);
        const double azimuth = azimuth_range_[0] + (azimuth_range_[1] - azimuth_range_[0]) * stream.next_unit();
        const double low = exact_sincos_turns(elevation_range_[0] / 360).sin;
        const double high = exact_sincos_turns(elevation_range_[1] / 360).sin;
        // Equal steps of height cut a sphere into zones of equal area (Archimedes).
        const double height = std::clamp(low + (high - low) * stream.next_unit(), -1.0, 1.0);
        const double width = std::sqrt(1 - height * height);
        const SinCos turned = exact_sincos_turns(azimuth / 360);
        direction = {turned.sin * width, height, turned.cos * width};
    }
    drawer.record(*direction_, std::array{direction.x, direction.y, direction.z});
    return direction;
}

Shell::Found Shell::draw(Drawer& drawer, const Moment& moment) const {
    const Sphere sphere = sphere_of(anchor_.box(moment, drawer));
    Found found{.center = sphere.center};
    found.distance_m = distance_m_ ? drawer.number(*distance_m_) : drawer.number(*distance_radii_) * sphere.radius_m;
    if (is_even_) {
        found.direction = even_direction(drawer);
        return found;
    }
    found.azimuth_deg = drawer.number(*azimuth_deg_);
    found.elevation_deg = drawer.number(*elevation_deg_);
    found.direction = direction_of(found.azimuth_deg, found.elevation_deg);
    return found;
}

}  // namespace plumb::recipe
