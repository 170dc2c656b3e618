#include "gltf/accessor_bytes.hpp"
#include "gltf/schema_context.hpp"

#include <optional>
#include <set>
#include <string>
#include <utility>

namespace plumb::gltf {

namespace {

struct Sampler {
    std::uint32_t input = no_index;
    std::uint32_t output = no_index;
    bool is_cubic = false;
};

void check_no_stride(const ObjectView& sampler, std::string_view key, std::uint32_t accessor, SchemaContext& context) {
    const std::uint32_t view = index_or_none(context.accessors[accessor], "bufferView");
    if (view < context.buffer_views.size() && find(context.buffer_views[view], "byteStride") != nullptr)
        context.findings.error(
            "animation.stride", sampler.at() / key,
            "found buffer view " + std::to_string(view) + " with byteStride; a view of key frames must not have it");
}

Sampler check_animation_sampler(const ObjectView& sampler, SchemaContext& context) {
    check_common(sampler, context, {"input", "interpolation", "output"});
    const std::size_t count = context.accessors.size();
    const auto input = sampler.index("input", count, "accessors", Presence::required);
    const auto output = sampler.index("output", count, "accessors", Presence::required);
    const auto interpolation = sampler.choice("interpolation", {"LINEAR", "STEP", "CUBICSPLINE"});
    Sampler result{input.value_or(no_index), output.value_or(no_index),
                   interpolation && *interpolation == "CUBICSPLINE"};
    if (output) {
        context.use_accessor(*output, Usage::animation_output, sampler.at() / "output");
        check_no_stride(sampler, "output", *output, context);
    }
    if (!input) return result;
    const Pointer at = sampler.at() / "input";
    const Json& accessor = context.accessors[*input];
    const AccessorShape shape = accessor_shape(accessor);
    context.use_accessor(*input, Usage::animation_input, at);
    check_no_stride(sampler, "input", *input, context);
    if (shape.component_count() != 1 || shape.component != Component::float32)
        context.findings.error("animation.input", at,
                               "found " + accessor_format(accessor) + "; allowed: {SCALAR, FLOAT}");
    if (find(accessor, "min") == nullptr || find(accessor, "max") == nullptr)
        context.findings.error(
            "animation.bounds", at,
            "accessor " + std::to_string(*input) + " has no min and max; they must be defined for key times");
    if (result.is_cubic && shape.count < 2)
        context.findings.error("animation.input", at, "found 1 key; CUBICSPLINE needs at least 2");
    if (shape.count > context.limits.key_frames)
        context.findings.error("limit.key_frames", at,
                               "found " + std::to_string(shape.count) + " keys; the limit key_frames is " +
                                   std::to_string(context.limits.key_frames));
    return result;
}

bool is_float_or_normalized(const AccessorShape& shape) {
    return shape.component == Component::float32 || shape.is_normalized;
}

/// Format of the output by what it drives; `width` is the number of elements a key.
void check_output(const Sampler& sampler, std::string_view path, std::uint64_t width, const Pointer& at,
                  SchemaContext& context) {
    const Json& accessor = context.accessors[sampler.output];
    const AccessorShape shape = accessor_shape(accessor);
    const AccessorShape input = accessor_shape(context.accessors[sampler.input]);
    std::string allowed;
    if (path == "rotation" && (shape.columns != 1 || shape.rows != 4 || !is_float_or_normalized(shape)))
        allowed = "{VEC4, FLOAT} or normalized integers";
    if ((path == "translation" || path == "scale") &&
        (shape.columns != 1 || shape.rows != 3 || shape.component != Component::float32))
        allowed = "{VEC3, FLOAT}";
    if (path == "weights" && (shape.component_count() != 1 || !is_float_or_normalized(shape)))
        allowed = "{SCALAR, FLOAT} or normalized integers";
    if (!allowed.empty())
        context.findings.error(
            "animation.output", at,
            "found " + accessor_format(accessor) + "; allowed for " + std::string(path) + ": " + allowed);
    const std::uint64_t keys = input.count * (sampler.is_cubic ? 3 : 1);
    const bool is_fitting = path == "pointer" ? shape.count % keys == 0 : shape.count == keys * width;
    if (!is_fitting)
        context.findings.error(
            "animation.count", at,
            "found " + std::to_string(shape.count) + " elements; allowed: " +
                (path == "pointer" ? "a multiple of " + std::to_string(keys) : std::to_string(keys * width)));
}

/// What a channel drives, for the search of duplicates; empty if it drives nothing.
std::string check_target(const ObjectView& target, std::string& path, std::uint64_t& width, SchemaContext& context) {
    check_common(target, context, {"node", "path"}, {"KHR_animation_pointer"});
    const auto node = target.index("node", context.nodes.size(), "nodes");
    const Json* pointer = find_extension(target.json(), "KHR_animation_pointer");
    const bool is_pointer = pointer != nullptr && string_or(target.json(), "path", "") == "pointer";
    if (is_pointer) {
        path = "pointer";
        check_animation_pointer(target, context);
        return string_or(*pointer, "pointer", "");
    }
    const auto name = target.choice("path", {"translation", "rotation", "scale", "weights"}, Presence::required);
    path = name.value_or("");
    if (!name || !node) return {};
    const Json& object = context.nodes[*node];
    if (path != "weights" && find(object, "matrix") != nullptr)
        context.findings.error("animation.matrix", target.at() / "node",
                               "found node " + std::to_string(*node) +
                                   ", which has a matrix; allowed: nodes with translation, rotation, scale");
    if (path != "weights" && find(object, "skin") != nullptr)
        context.findings.warning("animation.skin", target.at() / "path",
                                 "found the transform of a skinned mesh, which has no effect");
    const std::uint32_t mesh = index_or_none(object, "mesh");
    if (path == "weights") {
        width = mesh < context.meshes.size() ? morph_target_count(context.meshes[mesh]) : 0;
        if (width == 0)
            context.findings.error("animation.weights", target.at() / "path",
                                   "found weights of node " + std::to_string(*node) + ", which has no morph targets");
    }
    return std::to_string(*node) + "/" + path;
}

void check_animation(const ObjectView& animation, SchemaContext& context) {
    check_common(animation, context, {"channels", "samplers", "name"});
    const Json* sampler_array = animation.array("samplers", Presence::required);
    const Json* channel_array = animation.array("channels", Presence::required);
    std::vector<Sampler> samplers;
    for (std::size_t i = 0; sampler_array != nullptr && i < sampler_array->size(); ++i)
        samplers.push_back(check_animation_sampler(
            ObjectView((*sampler_array)[i], animation.at() / "samplers" / i, context.findings), context));
    std::set<std::string> targets;
    for (std::size_t i = 0; channel_array != nullptr && i < channel_array->size(); ++i) {
        const ObjectView channel((*channel_array)[i], animation.at() / "channels" / i, context.findings);
        check_common(channel, context, {"sampler", "target"});
        const auto index = channel.index("sampler", samplers.size(), "samplers", Presence::required);
        const Json* object = channel.object("target", Presence::required);
        if (object == nullptr) continue;
        const ObjectView target(*object, channel.at() / "target", context.findings);
        std::string path;
        std::uint64_t width = 1;
        const std::string driven = check_target(target, path, width, context);
        if (!driven.empty() && !targets.insert(driven).second)
            context.findings.error("animation.duplicate", target.at(),
                                   "found a second channel for " + quote(driven) + "; allowed: one a target");
        if (!index || path.empty() || driven.empty()) continue;
        const Sampler& sampler = samplers[*index];
        if (sampler.input != no_index && sampler.output != no_index && width > 0)
            check_output(sampler, path, width, animation.at() / "samplers" / *index / "output", context);
    }
}

}  // namespace

void check_animation_pointer(const ObjectView& target, SchemaContext& context) {
    const Json* object = find_extension(target.json(), "KHR_animation_pointer");
    if (object == nullptr) return;
    const ObjectView extension(*object, target.at() / "extensions" / "KHR_animation_pointer", context.findings);
    check_common(extension, context, {"pointer"});
    if (target.has("node"))
        context.findings.error("animation.pointer", target.at() / "node",
                               "found both node and a pointer; allowed: one of them");
    const auto pointer = extension.text("pointer", Presence::required);
    if (!pointer) return;
    bool is_sound = pointer->empty() || pointer->front() == '/';
    for (std::size_t i = 0; i < pointer->size(); ++i)
        if ((*pointer)[i] == '~')
            is_sound = is_sound && i + 1 < pointer->size() && ((*pointer)[i + 1] == '0' || (*pointer)[i + 1] == '1');
    if (!is_sound)
        context.findings.error("animation.pointer", extension.at() / "pointer",
                               "found " + quote(*pointer) + "; allowed: a JSON pointer (RFC 6901)");
}

void check_animations(SchemaContext& context) {
    for (std::size_t i = 0; i < context.animations.size(); ++i)
        check_animation(ObjectView(context.animations[i], Pointer() / "animations" / i, context.findings), context);
}

}  // namespace plumb::gltf
