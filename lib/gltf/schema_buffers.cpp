#include "gltf/ranges.hpp"
#include "gltf/schema_context.hpp"

namespace plumb::gltf {

namespace {

constexpr std::uint64_t vertex_target = 34962;
constexpr std::uint64_t index_target = 34963;

void check_buffer(const ObjectView& buffer, SchemaContext& context) {
    check_common(buffer, context, {"uri", "byteLength", "name"}, {"EXT_meshopt_compression"});
    buffer.whole("byteLength", 1, greatest_length, Presence::required);
    buffer.text("uri");
    if (const Json* meshopt = find_extension(buffer.json(), "EXT_meshopt_compression")) {
        const ObjectView extension(*meshopt, buffer.at() / "extensions" / "EXT_meshopt_compression", context.findings);
        extension.only({"fallback"});
        extension.boolean("fallback");
    }
}

/// Reports a range that leaves its buffer; the offset is to blame if it lies outside by itself.
void check_range(const ObjectView& range, SchemaContext& context) {
    const std::uint64_t offset = range.whole("byteOffset", 0, greatest_length).value_or(0);
    const auto length = range.whole("byteLength", 1, greatest_length, Presence::required);
    const auto buffer = range.index("buffer", context.buffers.size(), "buffers", Presence::required);
    if (!buffer || !length) return;
    const std::uint64_t size = whole_or(context.buffers[*buffer], "byteLength", 0);
    if (offset < size && *length <= size - offset) return;
    context.findings.error("bufferView.bounds", range.at() / (offset >= size ? "byteOffset" : "byteLength"),
                           "found bytes " + std::to_string(offset) + " to " + std::to_string(offset + *length) +
                               "; buffer " + std::to_string(*buffer) + " has " + std::to_string(size));
}

void check_meshopt(const ObjectView& view, const Json& object, SchemaContext& context) {
    const ObjectView meshopt(object, view.at() / "extensions" / "EXT_meshopt_compression", context.findings);
    meshopt.only({"buffer", "byteOffset", "byteLength", "byteStride", "count", "mode", "filter"});
    check_range(meshopt, context);
    const auto stride = meshopt.whole("byteStride", 1, 256, Presence::required);
    const auto count = meshopt.whole("count", 1, greatest_length >> 8, Presence::required);
    const auto mode = meshopt.choice("mode", {"ATTRIBUTES", "TRIANGLES", "INDICES"}, Presence::required);
    const auto filter = meshopt.choice("filter", {"NONE", "OCTAHEDRAL", "QUATERNION", "EXPONENTIAL"});
    if (!stride || !count || !mode) return;
    const auto wrong = [&](std::string_view key, const std::string& allowed) {
        context.findings.error("meshopt", meshopt.at() / key,
                               "found " + describe(*meshopt.find(key)) + "; allowed: " + allowed);
    };
    if (*mode == "ATTRIBUTES" && *stride % 4 != 0) wrong("byteStride", "a multiple of 4");
    if (*mode != "ATTRIBUTES" && *stride != 2 && *stride != 4) wrong("byteStride", "2 or 4 for indices");
    if (*mode == "TRIANGLES" && *count % 3 != 0) wrong("count", "a multiple of 3");
    if (filter && *filter != "NONE") {
        if (*mode != "ATTRIBUTES") wrong("filter", "NONE for indices");
        if (*filter == "OCTAHEDRAL" && *stride != 4 && *stride != 8) wrong("byteStride", "4 or 8 for OCTAHEDRAL");
        if (*filter == "QUATERNION" && *stride != 8) wrong("byteStride", "8 for QUATERNION");
    }
    if (*stride * *count != whole_or(view.json(), "byteLength", 0))
        wrong("count", "count * byteStride equal to the view's byteLength");
}

void check_view(const ObjectView& view, std::uint32_t index, SchemaContext& context) {
    check_common(view, context, {"buffer", "byteOffset", "byteLength", "byteStride", "target", "name"},
                 {"EXT_meshopt_compression"});
    check_range(view, context);
    const auto stride = view.whole("byteStride", 4, 252);
    const auto target = view.choice("target", {vertex_target, index_target});
    if (target) context.view_usages[index] = *target == vertex_target ? Usage::vertex : Usage::index;
    if (stride) {
        const std::string found = "found byteStride " + std::to_string(*stride);
        if (*stride % 4 != 0)
            context.findings.error("bufferView.stride", view.at() / "byteStride", found + "; allowed: a multiple of 4");
        if (*stride > whole_or(view.json(), "byteLength", *stride))
            context.findings.error("bufferView.stride", view.at() / "byteStride",
                                   found + "; allowed: up to byteLength");
        if (target && *target == index_target)
            context.findings.error("bufferView.stride", view.at() / "byteStride",
                                   found + "; allowed: for vertex data only");
    }
    if (const Json* meshopt = find_extension(view.json(), "EXT_meshopt_compression"))
        check_meshopt(view, *meshopt, context);
}

}  // namespace

void check_buffers(SchemaContext& context) {
    for (std::size_t i = 0; i < context.buffers.size(); ++i)
        check_buffer(ObjectView(context.buffers[i], Pointer() / "buffers" / i, context.findings), context);
    for (std::size_t i = 0; i < context.buffer_views.size(); ++i)
        check_view(ObjectView(context.buffer_views[i], Pointer() / "bufferViews" / i, context.findings),
                   static_cast<std::uint32_t>(i), context);
}

}  // namespace plumb::gltf
