#include "gltf/geometry_context.hpp"
#include "gltf/ranges.hpp"

#include <array>
#include <cmath>
#include <string>

namespace plumb::gltf {

namespace {

constexpr double last_row_tolerance = 1e-6;

double quaternion_tolerance(const AccessorValues& values) {
    return values.shape.component == Component::float32 ? unit_tolerance : packed_unit_tolerance;
}

void check_key_times(GeometryContext& context, const AccessorValues& times, const Pointer& at) {
    for (std::size_t i = 0; i < times.shape.count; ++i) {
        const double time = times.value(i);
        const std::string found = "found time " + describe(Json(time)) + " at key " + std::to_string(i);
        if (time < 0) {
            context.findings.error("animation.time", at, found + "; allowed: >= 0");
            return;
        }
        if (i > 0 && time <= times.value(i - 1)) {
            context.findings.error(
                "animation.time", at,
                found + " behind " + describe(Json(times.value(i - 1))) + "; allowed: strictly increasing");
            return;
        }
    }
}

void check_rotations(GeometryContext& context, const AccessorValues& values, bool is_cubic, const Pointer& at) {
    // Of a cubic key, in-tangent, value, out-tangent, only the value is a rotation.
    const UnitSearch search{is_cubic ? 1U : 0U, is_cubic ? 3U : 1U, 4, quaternion_tolerance(values)};
    if (const auto element = find_not_unit(values, search))
        context.findings.value("animation.rotation", at,
                               "found a quaternion at element " + std::to_string(*element) +
                                   " that is not of unit length; it is normalized");
}

void check_animation(GeometryContext& context, const Json& animation, const Pointer& at) {
    const Json& samplers = array_of(animation, "samplers");
    std::set<std::uint32_t> checked_inputs;
    for (std::size_t i = 0; i < samplers.size(); ++i) {
        const std::uint32_t input = index_or_none(samplers[i], "input");
        if (!checked_inputs.insert(input).second) continue;
        if (!context.has_data(input))
            context.findings.warning("animation.time", at / "samplers" / i / "input",
                                     "found key times without data; all of them are 0");
        else
            check_key_times(context, context.values(input), at / "samplers" / i / "input");
    }
    const Json& channels = array_of(animation, "channels");
    std::set<std::pair<std::uint32_t, std::string>> checked_outputs;
    for (std::size_t i = 0; i < channels.size(); ++i) {
        const std::uint32_t sampler = index_or_none(channels[i], "sampler");
        const Json* target = find(channels[i], "target");
        if (target == nullptr || sampler >= samplers.size()) continue;
        const std::string path = string_or(*target, "path", "");
        if ((path != "rotation" && path != "translation") || !checked_outputs.emplace(sampler, path).second) continue;
        const std::uint32_t accessor = index_or_none(samplers[sampler], "output");
        const AccessorValues output = context.has_data(accessor) ? context.values(accessor) : AccessorValues();
        if (output.is_empty()) continue;
        const bool is_cubic = string_or(samplers[sampler], "interpolation", "") == "CUBICSPLINE";
        if (path == "rotation")
            check_rotations(context, output, is_cubic, at / "channels" / i / "sampler");
        else
            check_coordinates(context, output, at / "channels" / i / "sampler");
    }
}

}  // namespace

void check_animation_contents(GeometryContext& context) {
    for (std::size_t i = 0; i < context.animations.size(); ++i)
        check_animation(context, context.animations[i], Pointer() / "animations" / i);
}

void check_skin_contents(GeometryContext& context) {
    std::set<std::uint32_t> checked;
    for (std::size_t i = 0; i < context.skins.size(); ++i) {
        const std::uint32_t accessor = index_or_none(context.skins[i], "inverseBindMatrices");
        if (accessor == no_index || !context.has_data(accessor) || !checked.insert(accessor).second) continue;
        const Pointer at = Pointer() / "skins" / i / "inverseBindMatrices";
        const AccessorValues values = context.values(accessor);
        if (values.is_empty()) continue;
        check_coordinates(context, values, at);
        constexpr std::array<std::pair<std::size_t, double>, 4> last_row = {{{3, 0}, {7, 0}, {11, 0}, {15, 1}}};
        for (std::size_t k = 0; k < values.shape.count; ++k)
            for (const auto& [component, expected] : last_row)
                if (const double value = values.value(16 * k + component);
                    !(std::abs(value - expected) <= last_row_tolerance)) {
                    context.findings.error("skin.matrix", at,
                                           "found " + describe(Json(value)) + " in the last row of matrix " +
                                               std::to_string(k) + "; allowed: 0, 0, 0, 1");
                    k = values.shape.count;
                    break;
                }
    }
}

void check_instancing_contents(GeometryContext& context) {
    std::set<std::pair<std::uint32_t, bool>> checked;
    for (std::size_t i = 0; i < context.nodes.size(); ++i) {
        const Json* extension = find_extension(context.nodes[i], "EXT_mesh_gpu_instancing");
        const Json* attributes = extension == nullptr ? nullptr : find(*extension, "attributes");
        if (attributes == nullptr) continue;
        const Pointer at = Pointer() / "nodes" / i / "extensions" / "EXT_mesh_gpu_instancing" / "attributes";
        for (const std::string_view name : {"TRANSLATION", "ROTATION", "SCALE"}) {
            const std::uint32_t accessor = index_or_none(*attributes, name);
            const bool is_rotation = name == "ROTATION";
            if (accessor == no_index || !context.has_data(accessor)) continue;
            if (!checked.emplace(accessor, is_rotation).second) continue;
            const AccessorValues values = context.values(accessor);
            if (values.is_empty()) continue;
            if (!is_rotation)
                check_coordinates(context, values, at / name);
            else
                check_rotations(context, values, false, at / name);
        }
    }
}

}  // namespace plumb::gltf
