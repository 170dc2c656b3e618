#include "recipe/drawer.hpp"

#include "base/nearest_name.hpp"
#include "recipe/geometry.hpp"

#include <plumb/error.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace plumb::recipe {

NamedKey KeyRegistry::claim(const std::string& target, std::string_view property, const Place& place,
                            std::string_view definition) {
    NamedKey name{.text = target + "/" + std::string(property), .key = make_draw_key(target, property)};
    const auto [found, is_new] =
        sources_.emplace(name.text, KeySource{place.pointer().string(), std::string(definition)});
    if (!is_new)
        place.refuse("found a second value of " + gltf::quote(name.text) + ", which " + found->second.pointer +
                     " sets too; allowed: one");
    const auto [same, is_new_hash] = texts_.emplace(name.key.hash, name.text);
    if (!is_new_hash)
        place.refuse("found " + gltf::quote(name.text) + " whose hash is that of " + gltf::quote(same->second) +
                     "; one of the two must be renamed");
    return name;
}

Drawer::Drawer(std::uint64_t seed, std::uint64_t frame, std::uint32_t attempt, std::span<const Draw> overrides,
               std::vector<Draw>& record)
    : seed_(seed),
      frame_(frame),
      attempt_(attempt),
      overrides_(overrides),
      is_used_(overrides.size(), false),
      record_(record) {}

const Draw* Drawer::find_override(const NamedKey& name, std::size_t size) {
    for (std::size_t index = 0; index < overrides_.size(); ++index) {
        const Draw& draw = overrides_[index];
        if (draw.key != name.text) continue;
        is_used_[index] = true;
        if (draw.value.size() != size)
            throw Error(ErrorCode::invalid_argument, "cannot override draw \"" + name.text + "\": found " +
                                                         std::to_string(draw.value.size()) + " numbers, " +
                                                         std::to_string(size) + " are needed");
        for (const double value : draw.value)
            if (!std::isfinite(value))
                throw Error(ErrorCode::invalid_argument, "cannot override draw \"" + name.text + "\": found " +
                                                             std::to_string(value) + ", a finite number is needed");
        return &draw;
    }
    return nullptr;
}

const Draw* Drawer::override_of(const NamedKey& name, std::size_t size, const Allowed& allowed) {
    const Draw* const draw = find_override(name, size);
    if (draw != nullptr)
        for (const double value : draw->value) check_number(name, value, allowed);
    return draw;
}

void Drawer::check_number(const NamedKey& name, double value, const Allowed& allowed) {
    if (allowed.contains(value)) return;
    throw Error(ErrorCode::invalid_argument, "cannot override draw \"" + name.text + "\": found " + Json(value).dump() +
                                                 "; allowed: " + allowed.text());
}

void Drawer::check_index(const NamedKey& name, double index, std::size_t count) const {
    if (index >= 0 && index < static_cast<double>(count) && std::trunc(index) == index) return;
    throw Error(ErrorCode::invalid_argument, "cannot override draw \"" + name.text + "\": found " +
                                                 std::to_string(index) + ", the index of one of " +
                                                 std::to_string(count) + " entries is needed");
}

void Drawer::record(const NamedKey& name, std::span<const double> value) {
    record_.push_back({.key = name.text, .value = {value.begin(), value.end()}});
}

Quantity::Values Drawer::values(const Variable& variable) {
    const Quantity& quantity = variable.quantity;
    if (quantity.is_constant()) return quantity.constants();
    Quantity::Values drawn{};
    const std::size_t count = quantity.drawn_count();
    if (const Draw* given = overrides_.empty() ? nullptr : find_override(variable.name, count)) {
        std::copy(given->value.begin(), given->value.end(), drawn.begin());
        if (quantity.option_count() > 0) check_index(variable.name, drawn[0], quantity.option_count());
        for (std::size_t index = 0; index < variable.allowed.size(); ++index)
            check_number(variable.name, drawn[index], variable.allowed[index]);
    } else {
        quantity.draw(address(variable.name), drawn);
    }
    record(variable.name, std::span(drawn).first(count));
    return quantity.values(drawn);
}

glm::dvec3 Drawer::vec3(const Variable& variable) {
    const Quantity::Values found = values(variable);
    return {found[0], found[1], found[2]};
}

std::size_t Drawer::pick(const Selection& selection) {
    if (!selection.selector) return 0;
    double index = 0;
    if (const Draw* given = overrides_.empty() ? nullptr : find_override(selection.name, 1)) {
        index = given->value[0];
        check_index(selection.name, index, selection.count);
    } else {
        index = selection.selector->draw(address(selection.name));
    }
    record(selection.name, {&index, 1});
    return static_cast<std::size_t>(index);
}

glm::dquat Drawer::rotation(const NamedKey& name) {
    std::array<double, 4> xyzw{};
    if (const Draw* given = overrides_.empty() ? nullptr : find_override(name, 4)) {
        std::copy(given->value.begin(), given->value.end(), xyzw.begin());
        const double length = std::sqrt(xyzw[0] * xyzw[0] + xyzw[1] * xyzw[1] + xyzw[2] * xyzw[2] + xyzw[3] * xyzw[3]);
        if (!(length > 1e-6 && length < 1e6))
            throw Error(ErrorCode::invalid_argument, "cannot override draw \"" + name.text + "\": found a quaternion " +
                                                         "of length " + std::to_string(length) + ", 1 is needed");
        for (double& part : xyzw) part /= length;
    } else {
        std::array<double, 3> units{};
        draw_units(address(name), Distribution::Source::independent, units);
        const glm::dquat any = uniform_rotation(units[0], units[1], units[2]);
        xyzw = {any.x, any.y, any.z, any.w};
    }
    record(name, xyzw);
    return {xyzw[3], xyzw[0], xyzw[1], xyzw[2]};
}

void Drawer::check_overrides() const {
    for (std::size_t index = 0; index < overrides_.size(); ++index) {
        if (is_used_[index]) continue;
        const auto has_key = [&](const Draw& draw) { return draw.key == overrides_[index].key; };
        if (std::any_of(overrides_.begin(), overrides_.begin() + static_cast<std::ptrdiff_t>(index), has_key))
            throw Error(ErrorCode::invalid_argument, "cannot override draw \"" + overrides_[index].key +
                                                         "\": found it twice; allowed: one value a draw");
        std::vector<std::string_view> known;
        for (const Draw& draw : record_) known.push_back(draw.key);
        throw Error(ErrorCode::not_found,
                    "cannot override draw \"" + overrides_[index].key +
                        "\": the recipe draws nothing of this name for this frame; " +
                        suggestion(overrides_[index].key, known) +
                        "allowed: " + join_names(std::span(known).first(std::min<std::size_t>(known.size(), 20))) +
                        (known.size() > 20 ? ", ..." : ""));
    }
}

}  // namespace plumb::recipe
