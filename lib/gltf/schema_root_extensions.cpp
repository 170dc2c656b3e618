#include "gltf/ranges.hpp"
#include "gltf/schema_context.hpp"

#include <numbers>

namespace plumb::gltf {

namespace {

constexpr double right_angle = std::numbers::pi / 2;

void check_spot(const ObjectView& light, SchemaContext& context, bool is_spot) {
    const Json* object = light.object("spot", is_spot ? Presence::required : Presence::optional);
    if (object == nullptr) return;
    const ObjectView spot(*object, light.at() / "spot", context.findings);
    check_common(spot, context, {"innerConeAngle", "outerConeAngle"});
    const auto inner = spot.number("innerConeAngle", {0, right_angle, false, true});
    // The schema's bound is rounded up: pi/2 as text may exceed the nearest double.
    const auto outer = spot.number("outerConeAngle", {0, right_angle + 1e-6, true});
    const double inner_angle = inner.value_or(0);
    const double outer_angle = outer.value_or(std::numbers::pi / 4);
    if (outer_angle <= inner_angle)
        context.findings.error("light.cone",
                               spot.at() / (spot.has("outerConeAngle") ? "outerConeAngle" : "innerConeAngle"),
                               "found outerConeAngle " + std::to_string(outer_angle) + "; allowed: > innerConeAngle " +
                                   std::to_string(inner_angle));
}

void check_light(const ObjectView& light, SchemaContext& context) {
    check_common(light, context, {"color", "intensity", "name", "range", "spot", "type"});
    light.numbers("color", 3, {0, 1});
    light.number("intensity", {0});
    light.number("range", positive);
    const auto type = light.choice("type", {"directional", "point", "spot"}, Presence::required);
    check_spot(light, context, type && *type == "spot");
}

}  // namespace

void check_root_extensions(SchemaContext& context) {
    const Pointer at = Pointer() / "extensions";
    if (const Json* object = find_extension(context.json, "KHR_lights_punctual")) {
        const ObjectView root(*object, at / "KHR_lights_punctual", context.findings);
        check_common(root, context, {"lights"});
        root.array("lights", Presence::required);
        for (std::size_t i = 0; i < context.lights.size(); ++i)
            check_light(ObjectView(context.lights[i], root.at() / "lights" / i, context.findings), context);
    }
    if (const Json* object = find_extension(context.json, "KHR_materials_variants")) {
        const ObjectView root(*object, at / "KHR_materials_variants", context.findings);
        check_common(root, context, {"variants"});
        root.array("variants", Presence::required);
        for (std::size_t i = 0; i < context.variants.size(); ++i) {
            const ObjectView variant(context.variants[i], root.at() / "variants" / i, context.findings);
            check_common(variant, context, {"name"});
            if (!variant.has("name")) variant.text("name", Presence::required);
        }
    }
}

}  // namespace plumb::gltf
