#include "recipe/scatter.hpp"

#include "scene/evaluate.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace plumb::recipe {

namespace {

std::string text(const glm::dvec3& size) {
    const auto millimetres = [](double metres) { return std::to_string(std::llround(metres * 1000)); };
    return millimetres(size.x) + " x " + millimetres(size.y) + " x " + millimetres(size.z) + " mm";
}

}  // namespace

OrientedBox rest_box(const Target& target) {
    OrientedBox box;
    box.axes = {target.axes[0], target.axes[1], target.axes[2]};
    if (target.box.is_empty()) {
        box.center = target.origin;
        return box;
    }
    box.center = target.origin + target.axes * ((target.box.min + target.box.max) / 2.0);
    box.half = (target.box.max - target.box.min) / 2.0;
    return box;
}

Scatter::Scatter(const Place& document, Binder& binder) {
    if (const auto entries = document.find("scatter"))
        for (std::size_t index = 0; index < entries->size(); ++index) bind_entry((*entries)[index], binder);
}

Scatter::Obstacle Scatter::obstacle(const Target& target, const scene::SceneData& data, bool is_whole) {
    Obstacle obstacle{.node = target.node, .copy = target.copy, .boxes = {}, .chain = {}};
    if (is_whole || target.instances.size() == 1) {
        obstacle.boxes.push_back(rest_box(target));
        return obstacle;
    }
    const Moment rest = scene::evaluate(data, std::nullopt, 0, Camera{});
    for (const std::uint32_t index : target.instances) {
        const Box& box = data.instances[index].rest_box;
        obstacle.boxes.push_back(
            moved(OrientedBox{.center = (box.min + box.max) / 2.0, .half = (box.max - box.min) / 2.0},
                  rest.world_from_instance[index]));
    }
    return obstacle;
}

Scatter::Item Scatter::bind_item(const Place& place, const std::string& entry, const Target& target, Binder& binder) {
    const std::string object = "objects/" + target.name;
    for (const char* key : {"position_m", "translation_m", "yaw_deg", "rotation_deg", "rotation"})
        binder.keys.claim(object, key, place);
    if (place.has("count") || place.text_or("if_full", "error") == "hide") binder.keys.claim(object, "visible", place);
    const std::string name = "scatter/" + entry + "/" + target.name;
    Item item;
    item.target = binder.table.add(target, TargetTable::Use::moves);
    item.name = target.name;
    item.rank = binder.keys.claim(name, "rank", place, R"({"uniform":[0,1]})");
    item.place = binder.keys.claim(name, "place", place["on"]);
    if (const auto any = place.find("rotation")) {
        if (place.has("yaw_deg")) any->refuse("found rotation beside yaw_deg; allowed: one of the two");
        item.rotation = binder.keys.claim(name, "rotation", *any);
    } else if (std::optional<Variable> yaw = binder.variable(place, "yaw_deg", name)) {
        item.yaw_deg = std::move(yaw);
    } else {
        item.yaw_deg = Variable{Quantity(Distribution(Uniform{0, 360})),
                                binder.keys.claim(name, "yaw_deg", place, R"({"uniform":[0,360]})"),
                                {any_number()}};
    }
    const glm::dvec3 half = rest_box(target).half;
    item.volume = half.x * half.y * half.z;
    return item;
}

void Scatter::bind_region(const Place& on, Binder& binder, Entry& entry) {
    if (const auto surface = on.find("surface")) {
        const std::vector<Target> targets = binder.index.resolve(*surface, false);
        if (targets.size() != 1)
            surface->refuse("found " + gltf::quote(surface->text()) + ", which matches " +
                            std::to_string(targets.size()) + " objects; allowed: one");
        entry.surface = obstacle(targets[0], binder.data, true);
        return;
    }
    if (const auto box = on.find("box_m")) {
        entry.region.is_volume = true;
        for (int axis = 0; axis < 3; ++axis) {
            const auto at = static_cast<std::size_t>(axis);
            const double low = (*box)["min"][at].number();
            const double high = (*box)["max"][at].number();
            if (low > high)
                (*box)["min"][at].refuse("found " + (*box)["min"][at].json().dump() + "; allowed: at most max, " +
                                         (*box)["max"][at].json().dump());
            entry.region.box.center[axis] = (low + high) / 2;
            entry.region.box.half[axis] = (high - low) / 2;
        }
        return;
    }
    const Place ground = on["ground"];
    const Place size = ground["size_m"];
    const std::optional<Place> center = ground.find("center_m");
    entry.region.box.center = {center ? (*center)[std::size_t{0}].number() : 0, ground.number_or("y_m", 0),
                               center ? (*center)[1].number() : 0};
    entry.region.box.half = {size[std::size_t{0}].number() / 2, 0, size[1].number() / 2};
}

void Scatter::bind_entry(const Place& place, Binder& binder) {
    Entry entry{.place = place,
                .name = place["name"].text(),
                .items = {},
                .count = {},
                .surface = {},
                .region = {},
                .avoided = {}};
    binder.keys.claim("scatter/" + entry.name, "name", place["name"]);
    for (const Target& target : binder.index.resolve_entry(place))
        entry.items.push_back(bind_item(place, entry.name, target, binder));
    std::stable_sort(entry.items.begin(), entry.items.end(), [](const Item& a, const Item& b) {
        return a.volume != b.volume ? a.volume > b.volume : a.name < b.name;
    });
    entry.count = binder.variable(place, "count", "scatter/" + entry.name);
    bind_region(place["on"], binder, entry);
    if (const auto avoid = place.find("avoid"))
        for (const Target& target : binder.index.resolve(*avoid, false))
            entry.avoided.push_back(obstacle(target, binder.data, false));
    entry.gap_m = place.number_or("gap_m", 0);
    entry.margin_m = place.number_or("margin_m", 0);
    entry.try_count = static_cast<std::size_t>(place.number_or("tries", 200));
    entry.hides_what_does_not_fit = place.text_or("if_full", "error") == "hide";
    entries_.push_back(std::move(entry));
}

void Scatter::finish(const TargetTable& table) {
    for (Entry& entry : entries_) {
        for (const Item& item : entry.items) {
            const Target& target = table.targets()[item.target];
            const std::vector<std::uint32_t> chain = table.chain(target.node, target.copy);
            if (chain.size() > 1)
                entry.place["match"].refuse("found " + gltf::quote(item.name) + " below " +
                                            gltf::quote(table.targets()[chain.back()].name) +
                                            ", which the recipe moves or hides as well; allowed: one of the two");
        }
        if (entry.surface) entry.surface->chain = table.chain(entry.surface->node, entry.surface->copy);
        for (Obstacle& obstacle : entry.avoided) obstacle.chain = table.chain(obstacle.node, obstacle.copy);
    }
}

std::vector<OrientedBox> Scatter::boxes_now(const Obstacle& obstacle, const TargetTable& table,
                                            const std::vector<Placement>& placements) {
    std::vector<OrientedBox> boxes = obstacle.boxes;
    for (const std::uint32_t index : obstacle.chain) {
        if (placements[index].is_visible && !*placements[index].is_visible) return {};
        if (!placements[index].is_moved) continue;
        const glm::dmat4 motion = motion_at(placements[index], table.targets()[index], 0).matrix;
        for (OrientedBox& box : boxes) box = moved(box, motion);
    }
    return boxes;
}

std::vector<bool> Scatter::chosen(const Entry& entry, Drawer& drawer) {
    std::vector<bool> is_chosen(entry.items.size(), true);
    if (!entry.count) return is_chosen;
    const double wanted = std::floor(drawer.number(*entry.count) + 0.5);
    const double most = static_cast<double>(entry.items.size());
    if (!(wanted >= 0 && wanted <= most))
        entry.place["count"].refuse("drew " + std::to_string(wanted) + "; allowed: 0 to " +
                                        std::to_string(entry.items.size()) + ", as many as match",
                                    ErrorCode::invalid_argument);
    std::vector<std::pair<double, std::size_t>> ranks;
    for (std::size_t index = 0; index < entry.items.size(); ++index) {
        double rank = drawer.stream(entry.items[index].rank).next_unit();
        if (const Draw* given = drawer.override_of(entry.items[index].rank, 1, any_number())) rank = given->value[0];
        drawer.record(entry.items[index].rank, {&rank, 1});
        ranks.emplace_back(rank, index);
    }
    std::sort(ranks.begin(), ranks.end());
    for (std::size_t at = static_cast<std::size_t>(wanted); at < ranks.size(); ++at)
        is_chosen[ranks[at].second] = false;
    return is_chosen;
}

Scatter::Region Scatter::region_now(const Entry& entry, const TargetTable& table,
                                    const std::vector<Placement>& placements) {
    Region region = entry.region;
    if (entry.surface) {
        const std::vector<OrientedBox> boxes = boxes_now(*entry.surface, table, placements);
        if (boxes.empty())
            entry.place["on"]["surface"].refuse("found a surface that this frame hides; allowed: one that is there",
                                                ErrorCode::invalid_argument);
        const OrientedBox& box = boxes[0];
        std::size_t upward = 0;
        for (std::size_t axis = 1; axis < 3; ++axis)
            if (std::abs(box.axes[axis].y) > std::abs(box.axes[upward].y)) upward = axis;
        const std::size_t first = (upward + 1) % 3;
        const std::size_t second = (upward + 2) % 3;
        // The top face as seen from above; a level rectangle even if the box leans.
        glm::dvec3 x(box.axes[first].x, 0, box.axes[first].z);
        x /= std::max(1e-12, std::sqrt(glm::dot(x, x)));
        region.box.axes = {x, {0, 1, 0}, glm::cross(x, glm::dvec3(0, 1, 0))};
        region.box.center = box.center + glm::dvec3(0, box.reach({0, 1, 0}), 0);
        region.box.half = {box.half[static_cast<int>(first)], 0, box.half[static_cast<int>(second)]};
    }
    region.box.half.x -= entry.margin_m;
    region.box.half.z -= entry.margin_m;
    if (region.is_volume) region.box.half.y -= entry.margin_m;
    return region;
}

bool Scatter::find_room(const Entry& entry, const Item& item, const Region& region, Drawer& drawer,
                        const std::vector<OrientedBox>& taken, OrientedBox& box) {
    const double rise = box.reach({0, 1, 0});
    if (const Draw* given = drawer.override_of(item.place, 3, any_number())) {
        box.center = glm::dvec3(given->value[0], given->value[1] + rise, given->value[2]);
        return true;
    }
    glm::dvec3 room;
    for (int axis = 0; axis < 3; ++axis)
        room[axis] = region.box.half[axis] - box.reach(region.box.axes[static_cast<std::size_t>(axis)]);
    if (room.x < 0 || room.z < 0 || (region.is_volume && room.y < 0)) return false;
    Stream stream = drawer.stream(item.place);
    for (std::size_t attempt = 0; attempt < entry.try_count; ++attempt) {
        const double along_x = (2 * stream.next_unit() - 1) * room.x;
        const double along_z = (2 * stream.next_unit() - 1) * room.z;
        const double along_y = region.is_volume ? (2 * stream.next_unit() - 1) * room.y : rise;
        box.center = region.box.center + region.box.axes[0] * along_x + region.box.axes[1] * along_y +
                     region.box.axes[2] * along_z;
        const bool is_free = std::none_of(taken.begin(), taken.end(),
                                          [&](const OrientedBox& other) { return overlap(box, other, entry.gap_m); });
        if (is_free) return true;
    }
    return false;
}

void Scatter::draw(Drawer& drawer, const TargetTable& table, std::vector<Placement>& placements) const {
    std::vector<OrientedBox> taken;
    for (const Entry& entry : entries_) {
        const Region region = region_now(entry, table, placements);
        const std::vector<bool> is_chosen = chosen(entry, drawer);
        std::vector<OrientedBox> blocked = taken;
        for (const Obstacle& obstacle : entry.avoided)
            for (const OrientedBox& box : boxes_now(obstacle, table, placements)) blocked.push_back(box);
        std::size_t placed_count = 0;
        for (std::size_t index = 0; index < entry.items.size(); ++index) {
            const Item& item = entry.items[index];
            Placement& placement = placements[item.target];
            if (entry.count || entry.hides_what_does_not_fit) placement.is_visible = is_chosen[index];
            if (!is_chosen[index]) continue;
            placement.rotation = item.rotation ? glm::mat3_cast(drawer.rotation(*item.rotation))
                                               : rotation_y(drawer.number(*item.yaw_deg));
            placement.is_moved = true;
            const Target& target = table.targets()[item.target];
            OrientedBox box = moved(rest_box(target), motion_at(placement, target, 0).matrix);
            const glm::dvec3 unplaced = box.center;
            if (!find_room(entry, item, region, drawer, blocked, box)) {
                if (!entry.hides_what_does_not_fit)
                    entry.place.refuse("found no room for " + gltf::quote(item.name) + " of " + text(box.half * 2.0) +
                                           " in " + text(region.box.half * 2.0) + " after " +
                                           std::to_string(entry.try_count) + " tries, with " +
                                           std::to_string(placed_count) +
                                           " others placed; allowed: fewer or smaller objects, more room, or "
                                           "\"if_full\": \"hide\"",
                                       ErrorCode::invalid_argument);
                placement.is_visible = false;
                continue;
            }
            placement.translation_m += box.center - unplaced;
            const double rise = box.reach({0, 1, 0});
            drawer.record(item.place, std::array{box.center.x, box.center.y - rise, box.center.z});
            taken.push_back(box);
            blocked.push_back(box);
            ++placed_count;
        }
    }
}

}  // namespace plumb::recipe
