#include "recipe/settle.hpp"

#include "recipe/collision_hull.hpp"
#include "recipe/mesh_parts.hpp"
#include "recipe/scatter.hpp"
#include "scene/pose.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace plumb::recipe {

namespace {

constexpr std::size_t corner_limit = 256;
constexpr std::size_t part_limit = 64;

std::string text(const char* format, double value) {
    char buffer[64];
    std::snprintf(buffer, sizeof(buffer), format, value);
    return buffer;
}

}  // namespace

Settle::Settle(const Place& document, Binder& binder) : data_(&binder.data) {
    const std::optional<Place> settle = document.find("settle");
    if (!settle) return;
    const Place rules = (*settle)["objects"];
    for (std::size_t index = 0; index < rules.size(); ++index) bind_rule(rules[index], binder);
    bind_obstacles(*settle, binder);
    settings_.limit_s = settle->number_or("limit_s", settings_.limit_s);
    settings_.friction = settle->number_or("friction", settings_.friction);
    settings_.restitution = settle->number_or("restitution", settings_.restitution);
    if (const auto floor = settle->find("floor_y_m")) settings_.floor_y_m = floor->number();
    depth_limit_m_ = settle->number_or("depth_limit_m", depth_limit_m_);
    const auto otherwise = [&](const char* key) {
        const std::string choice = settle->text_or(key, "error");
        return choice == "hide" ? Otherwise::hide : choice == "keep" ? Otherwise::keep : Otherwise::error;
    };
    if_unsettled_ = otherwise("if_unsettled");
    if_lost_ = otherwise("if_lost");
}

void Settle::bind_rule(const Place& place, Binder& binder) {
    for (const Target& target : binder.index.resolve_entry(place)) {
        // What rests has no speed.
        for (const char* key : {"linear_velocity_m_s", "angular_velocity_deg_s"})
            binder.keys.claim("objects/" + target.name, key, place["match"]);
        const std::string name = "settle/" + target.name;
        binder.keys.claim(name, "match", place["match"]);
        Item item{.place = place,
                  .target = binder.table.add(target, TargetTable::Use::moves),
                  .name = target.name,
                  .lift_m = binder.variable(place, "lift_m", name),
                  .friction = binder.variable(place, "friction", name),
                  .restitution = binder.variable(place, "restitution", name),
                  .density_kg_m3 = binder.variable(place, "density_kg_m3", name),
                  .mass_kg = binder.variable(place, "mass_kg", name),
                  .rotation = {},
                  .has_own_parts = place.text_or("shape", "hull") == "parts",
                  .pieces = {}};
        if (item.density_kg_m3 && item.mass_kg)
            place["mass_kg"].refuse("found mass_kg beside density_kg_m3; allowed: one of the two");
        if (const auto any = place.find("rotation")) item.rotation = binder.keys.claim(name, "rotation", *any);
        bind_pieces(item, target, binder.data);
        items_.push_back(std::move(item));
    }
}

void Settle::bind_pieces(Item& item, const Target& target, const scene::SceneData& data) const {
    std::size_t part_count = 0;
    for (const std::uint32_t index : target.instances) {
        const InstanceInfo& instance = data.instances[index];
        const scene::Mesh& mesh = data.meshes[instance.mesh];
        Piece piece{.instance = index, .parts = mesh_parts(mesh, item.has_own_parts), .mesh_parts = {}};
        part_count += piece.parts.size();
        if (item.has_own_parts && part_count > part_limit)
            item.place["shape"].refuse("found " + gltf::quote(item.name) + " of more than " +
                                       std::to_string(part_limit) + " loose parts; allowed: at most " +
                                       std::to_string(part_limit) + ", or \"hull\"");
        if (!scene::is_deformed(instance)) {
            const std::vector<glm::dvec3> positions = mesh_positions(mesh);
            for (const std::vector<std::uint32_t>& part : piece.parts) {
                std::vector<glm::dvec3> points;
                for (const std::uint32_t vertex : part) points.push_back(positions[vertex]);
                piece.mesh_parts.push_back(hull_corners(points, corner_limit));
            }
            piece.parts.clear();
        }
        item.pieces.push_back(std::move(piece));
    }
}

void Settle::bind_obstacles(const Place& settle, Binder& binder) {
    const auto chosen = settle.find("obstacles");
    std::vector<bool> stands(binder.data.instances.size(), !chosen);
    const auto set = [&](const std::vector<Target>& targets, bool value) {
        for (const Target& target : targets)
            for (const std::uint32_t instance : target.instances) stands[instance] = value;
    };
    if (chosen) set(binder.index.resolve(*chosen, false), true);
    if (const auto ignored = settle.find("ignore")) set(binder.index.resolve(*ignored, false), false);
    for (const Item& item : items_)
        for (const Piece& piece : item.pieces) stands[piece.instance] = false;
    std::vector<std::uint32_t> instances;
    for (std::uint32_t index = 0; index < stands.size(); ++index)
        if (stands[index]) instances.push_back(index);
    if (is_used()) obstacles_ = Obstacles(binder.data, std::move(instances));
}

void Settle::finish(const TargetTable& table) const {
    for (const Item& item : items_) {
        const Target& target = table.targets()[item.target];
        const std::vector<std::uint32_t> chain = table.chain(target.node, target.copy);
        if (chain.size() > 1)
            item.place["match"].refuse("found " + gltf::quote(item.name) + " below " +
                                       gltf::quote(table.targets()[chain.back()].name) +
                                       ", which the recipe moves or hides as well; allowed: one of the two");
    }
}

DropBody Settle::drawn(const Item& item, Drawer& drawer, glm::dvec3& lift, glm::dmat3& rotation) {
    DropBody body;
    if (item.lift_m) lift.y = drawer.number(*item.lift_m);
    if (item.rotation) rotation = glm::mat3_cast(drawer.rotation(*item.rotation));
    if (item.friction) body.friction = drawer.number(*item.friction);
    if (item.restitution) body.restitution = drawer.number(*item.restitution);
    if (item.density_kg_m3) body.density_kg_m3 = drawer.number(*item.density_kg_m3);
    if (item.mass_kg) body.mass_kg = drawer.number(*item.mass_kg);
    return body;
}

std::vector<std::vector<glm::dvec3>> Settle::parts_at(const Item& item, const Moment& placed) const {
    std::vector<std::vector<glm::dvec3>> parts;
    for (const Piece& piece : item.pieces) {
        if (placed.visible[piece.instance] == 0) continue;
        std::vector<glm::dvec3> positions;
        if (!piece.parts.empty()) scene::posed_positions(*data_, data_->instances[piece.instance], placed, positions);
        for (const std::vector<std::uint32_t>& part : piece.parts) {
            std::vector<glm::dvec3> points;
            for (const std::uint32_t vertex : part) points.push_back(positions[vertex]);
            parts.push_back(hull_corners(points, corner_limit));
        }
        for (const std::vector<glm::dvec3>& part : piece.mesh_parts) {
            std::vector<glm::dvec3>& points = parts.emplace_back();
            for (const glm::dvec3& point : part)
                points.emplace_back(placed.world_from_instance[piece.instance] * glm::dvec4(point, 1));
        }
    }
    if (item.has_own_parts || parts.size() < 2) return parts;
    std::vector<glm::dvec3> all;
    for (const std::vector<glm::dvec3>& part : parts) all.insert(all.end(), part.begin(), part.end());
    return {hull_corners(all, corner_limit)};
}

void Settle::judge(const Falling& falling, const DropResult& result, const std::string& neighbour,
                   Placement& placement) const {
    const bool is_lost = result.outcome == DropResult::Outcome::lost;
    const bool is_moving = result.outcome == DropResult::Outcome::moves;
    if (!is_lost && !is_moving && result.depth_m <= depth_limit_m_) return;
    const Otherwise otherwise = is_lost ? if_lost_ : if_unsettled_;
    if (otherwise == Otherwise::keep) return;
    if (otherwise == Otherwise::hide) {
        placement.is_visible = false;
        return;
    }
    std::string problem = "found " + gltf::quote(falling.item->name);
    if (is_lost)
        problem +=
            " falling out of the scene, past all that could stop it; allowed: something below it, \"floor_y_m\", "
            "or \"if_lost\": \"hide\"";
    else if (is_moving)
        problem += " still moving at " + text("%.3g", result.speed_m_s) + " m/s after " +
                   text("%g", settings_.limit_s) +
                   " s; allowed: a longer \"limit_s\", or \"if_unsettled\": \"keep\" "
                   "or \"hide\"";
    else
        problem += " at rest " + text("%.1f", result.depth_m * 1000) + " mm within " + neighbour +
                   "; allowed: at most " + text("%.1f", depth_limit_m_ * 1000) +
                   " mm (\"depth_limit_m\"), a start where nothing is, or \"if_unsettled\": \"keep\" or \"hide\"";
    falling.item->place.refuse(problem, ErrorCode::invalid_argument);
}

void Settle::draw(Drawer& drawer, const TargetTable& table, const Moment& placed, bool is_falling,
                  std::vector<Placement>& placements) const {
    std::vector<Falling> all_falling;
    std::vector<DropBody> bodies;
    for (const Item& item : items_) {
        Falling falling{.item = &item};
        DropBody body = drawn(item, drawer, falling.translation, falling.rotation);
        body.parts = parts_at(item, placed);
        if (body.parts.empty()) continue;
        const Target& target = table.targets()[item.target];
        const glm::dvec3 center = moved(rest_box(target), motion_at(placements[item.target], target, 0).matrix).center;
        falling.translation += center - falling.rotation * center;
        for (std::vector<glm::dvec3>& part : body.parts)
            for (glm::dvec3& point : part) point = falling.rotation * point + falling.translation;
        all_falling.push_back(falling);
        bodies.push_back(std::move(body));
    }
    Obstacles::Standing standing;
    std::vector<DropResult> results(bodies.size());
    if (is_falling) {
        standing = obstacles_.at(placed);
        results = drop(bodies, standing.obstacles, settings_);
    }
    for (std::size_t index = 0; index < results.size(); ++index) {
        const DropResult& result = results[index];
        Placement& placement = placements[all_falling[index].item->target];
        const glm::dmat3 rotation = result.rotation * all_falling[index].rotation;
        const glm::dvec3 translation = result.rotation * all_falling[index].translation + result.translation;
        placement.translation_m =
            rotation * (placement.pivot + placement.translation_m) + translation - placement.pivot;
        placement.rotation = rotation * placement.rotation;
        placement.is_moved = true;
        std::string neighbour = "the floor";
        if (result.neighbour < bodies.size())
            neighbour = gltf::quote(all_falling[result.neighbour].item->name);
        else if (result.neighbour < bodies.size() + standing.obstacles.size())
            neighbour = gltf::quote(data_->instances[standing.instances[result.neighbour - bodies.size()]].name);
        judge(all_falling[index], result, neighbour, placement);
    }
}

}  // namespace plumb::recipe
