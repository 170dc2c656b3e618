#include "recipe/materials.hpp"

#include "recipe/angle.hpp"
#include "recipe/light_color.hpp"

#include <algorithm>

namespace plumb::recipe {

namespace {

glm::vec4 jittered(const glm::vec4& color, const glm::dvec3& jitter) {
    glm::dvec3 hsv = hsv_from_rgb(glm::dvec3(color));
    hsv.x += jitter.x / 360;
    hsv.y = std::clamp(hsv.y * jitter.y, 0.0, 1.0);
    hsv.z = std::clamp(hsv.z * jitter.z, 0.0, 1.0);
    return {glm::vec3(rgb_from_hsv(hsv)), color.a};
}

/// Two rules may share a material as long as they set different properties.
void merge(const MaterialOverride& from, MaterialOverride& into) {
    if (from.base_color) into.base_color = from.base_color;
    if (from.metallic) into.metallic = from.metallic;
    if (from.roughness) into.roughness = from.roughness;
    if (from.normal_scale) into.normal_scale = from.normal_scale;
    if (from.emission) into.emission = from.emission;
    if (from.base_color_texture) into.base_color_texture = from.base_color_texture;
    if (from.uv_transform) into.uv_transform = from.uv_transform;
}

}  // namespace

Materials::Materials(const Place& document, Binder& binder) : slot_of_(binder.data.materials.size(), scene::none) {
    if (const auto materials = document.find("materials"))
        for (std::size_t index = 0; index < materials->size(); ++index) bind_rule((*materials)[index], binder);
}

void Materials::bind_rule(const Place& place, Binder& binder) {
    const std::vector<std::string>& names = binder.data.material_names;
    std::vector<std::uint32_t> found;
    for (const Place& pattern : pattern_places(place["match"])) {
        const std::size_t before = found.size();
        for (std::uint32_t index = 0; index < names.size(); ++index)
            if (matches(pattern.text(), names[index])) found.push_back(index);
        if (found.size() > before || place.flag("optional", false)) continue;
        const std::vector<std::string_view> known(names.begin(), names.end());
        pattern.refuse_name(pattern.text(), "material", known);
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    if (found.empty()) return;
    const auto changed = [&](std::uint32_t index) {
        if (slot_of_[index] == scene::none) {
            slot_of_[index] = static_cast<std::uint32_t>(changed_.size());
            changed_.push_back(index);
        }
        return Changed{index, binder.data.materials[index].base_color};
    };
    const bool is_together = place.flag("together", false);
    for (const std::uint32_t index : found) {
        // Names of materials may repeat; the first keeps the plain name.
        const auto twin = std::find(names.begin(), names.begin() + index, names[index]);
        std::string name = "materials/" + names[index];
        if (twin != names.begin() + index) name.append("~").append(std::to_string(index));
        if (is_together) {
            for (const auto& [key, unused] : place.json().items())
                if (key != "match" && key != "optional" && key != "together") binder.keys.claim(name, key, place[key]);
            continue;
        }
        rules_.push_back(make_rule(place, name, binder));
        rules_.back().materials = {changed(index)};
    }
    if (!is_together) return;
    std::string patterns;
    for (const Place& pattern : pattern_places(place["match"]))
        patterns += (patterns.empty() ? "" : ",") + pattern.text();
    rules_.push_back(make_rule(place, "materials/together/" + patterns, binder));
    for (const std::uint32_t index : found) rules_.back().materials.push_back(changed(index));
}

void Materials::bind_texture(const Place& place, const std::string& name, Binder& binder, Rule& rule) {
    const std::optional<Place> texture = place.find("texture");
    if (!texture) return;
    const std::vector<std::string>& names = binder.data.texture_names;
    const std::vector<std::string_view> known(names.begin(), names.end());
    TextQuantity wanted(*texture);
    const bool is_alone = wanted.options.size() == 1 && !wanted.selector;
    for (std::size_t index = 0; index < wanted.options.size(); ++index) {
        const std::size_t before = rule.textures.size();
        for (std::uint32_t entry = 0; entry < names.size(); ++entry)
            if (matches(wanted.options[index], names[entry])) rule.textures.push_back(entry);
        const std::size_t count = rule.textures.size() - before;
        if (count == 0) wanted.places[index].refuse_name(wanted.options[index], "texture", known);
        if (count > 1 && !is_alone)
            wanted.places[index].refuse("found " + gltf::quote(wanted.options[index]) + ", which matches " +
                                        std::to_string(count) + " textures; allowed: one for each entry of a list");
    }
    if (rule.textures.size() > 1 && is_alone) {
        wanted.options.resize(rule.textures.size());
        wanted.selector = Distribution(Choice{.weights = std::vector<double>(rule.textures.size(), 1.0)});
    }
    rule.texture = binder.selection(wanted, "texture", name, *texture);
}

Materials::Rule Materials::make_rule(const Place& place, const std::string& name, Binder& binder) {
    Rule rule;
    rule.base_color = binder.variable(place, "base_color", name);
    if (const auto jitter = place.find("hsv_jitter")) {
        if (rule.base_color) jitter->refuse("found hsv_jitter beside base_color; allowed: one of the two");
        rule.has_jitter = true;
        rule.hue_deg = binder.variable(*jitter, "hue_deg", name + "/hsv_jitter");
        rule.saturation = binder.variable(*jitter, "saturation", name + "/hsv_jitter");
        rule.value = binder.variable(*jitter, "value", name + "/hsv_jitter");
    }
    rule.roughness = binder.variable(place, "roughness", name);
    rule.metallic = binder.variable(place, "metallic", name);
    rule.normal_scale = binder.variable(place, "normal_scale", name);
    rule.emission = binder.variable(place, "emission", name);
    if (const auto uv = place.find("uv")) {
        rule.has_uv = true;
        rule.uv_offset = binder.variable(*uv, "offset", name + "/uv");
        rule.uv_rotation_deg = binder.variable(*uv, "rotation_deg", name + "/uv");
        rule.uv_scale = binder.variable(*uv, "scale", name + "/uv");
    }
    bind_texture(place, name, binder, rule);
    return rule;
}

MaterialOverride Materials::drawn(const Rule& rule, Drawer& drawer, glm::dvec3& jitter) {
    const auto number = [&](const std::optional<Variable>& variable) -> std::optional<float> {
        if (!variable) return std::nullopt;
        return static_cast<float>(drawer.number(*variable));
    };
    MaterialOverride change;
    if (rule.base_color) {
        const Quantity::Values color = drawer.values(*rule.base_color);
        change.base_color =
            glm::vec4(color[0], color[1], color[2], rule.base_color->quantity.size() == 4 ? color[3] : 1);
    }
    jitter = {number(rule.hue_deg).value_or(0.0F), number(rule.saturation).value_or(1.0F),
              number(rule.value).value_or(1.0F)};
    change.roughness = number(rule.roughness);
    change.metallic = number(rule.metallic);
    change.normal_scale = number(rule.normal_scale);
    if (rule.emission) change.emission = drawer.vec3(*rule.emission);
    if (rule.texture) change.base_color_texture = rule.textures[drawer.pick(*rule.texture)];
    if (!rule.has_uv) return change;
    MaterialOverride::UvTransform& uv = change.uv_transform.emplace();
    if (rule.uv_offset) {
        const Quantity::Values offset = drawer.values(*rule.uv_offset);
        uv.offset = {offset[0], offset[1]};
    }
    uv.rotation_rad = static_cast<float>(number(rule.uv_rotation_deg).value_or(0.0F) * radians_per_degree);
    if (rule.uv_scale) {
        const Quantity::Values scale = drawer.values(*rule.uv_scale);
        uv.scale = {scale[0], rule.uv_scale->quantity.size() == 1 ? scale[0] : scale[1]};
    }
    return change;
}

void Materials::draw(Drawer& drawer, Shot& shot) const {
    shot.materials.resize(changed_.size());
    for (std::size_t slot = 0; slot < changed_.size(); ++slot) shot.materials[slot].material = changed_[slot];
    for (const Rule& rule : rules_) {
        glm::dvec3 jitter;
        const MaterialOverride change = drawn(rule, drawer, jitter);
        for (const Changed& material : rule.materials) {
            MaterialOverride& into = shot.materials[slot_of_[material.index]];
            merge(change, into);
            if (rule.has_jitter) into.base_color = jittered(material.file_color, jitter);
            // An opaque colour of three numbers leaves the file's alpha.
            if (rule.base_color && rule.base_color->quantity.size() == 3) into.base_color->a = material.file_color.a;
        }
    }
}

}  // namespace plumb::recipe
