#include "gltf/accessor_bytes.hpp"
#include "gltf/ranges.hpp"
#include "gltf/schema_context.hpp"

#include <cmath>
#include <limits>

namespace plumb::gltf {

namespace {

/// Bytes that accessors without a view may claim together: nothing in the file pays for them.
constexpr std::uint64_t zero_bytes_limit = 256ULL << 20;

struct Span {
    std::uint64_t offset = 0;
    std::uint64_t count = 0;
    std::uint64_t element_bytes = 0;
    std::uint32_t component_bytes = 0;
    bool has_stride = true;  ///< the view's byteStride counts
};

/// Bounds and alignment of elements within the view `view_index`.
void check_span(const ObjectView& owner, std::uint32_t view_index, const Span& span, SchemaContext& context) {
    const Json& view = context.buffer_views[view_index];
    const std::uint64_t length = whole_or(view, "byteLength", 0);
    const std::uint64_t declared = span.has_stride ? whole_or(view, "byteStride", 0) : 0;
    const std::uint64_t stride = declared == 0 ? span.element_bytes : declared;
    if (declared != 0 && declared < span.element_bytes) {
        context.findings.error("accessor.stride", owner.at(),
                               "found elements of " + std::to_string(span.element_bytes) + " bytes; buffer view " +
                                   std::to_string(view_index) + " has byteStride " + std::to_string(declared));
        return;
    }
    const bool has_offset = owner.has("byteOffset");
    if (span.offset % span.component_bytes != 0)
        context.findings.error("accessor.alignment", owner.at() / "byteOffset",
                               "found byteOffset " + std::to_string(span.offset) + "; allowed: a multiple of " +
                                   std::to_string(span.component_bytes));
    if ((span.offset + whole_or(view, "byteOffset", 0)) % span.component_bytes != 0)
        context.findings.error(
            "accessor.alignment", owner.at(),
            "found the total offset " + std::to_string(span.offset + whole_or(view, "byteOffset", 0)) +
                " of view and accessor; allowed: a multiple of " + std::to_string(span.component_bytes));
    const bool is_outside = span.offset >= length;
    if (span.count == 0) return;
    if (!is_outside && span.element_bytes <= length - span.offset &&
        span.count - 1 <= (length - span.offset - span.element_bytes) / stride)
        return;
    context.findings.error("accessor.bounds", is_outside && has_offset ? owner.at() / "byteOffset" : owner.at(),
                           "found " + std::to_string(span.count) + " elements of " +
                               std::to_string(span.element_bytes) + " bytes, " + std::to_string(stride) +
                               " apart, from byte " + std::to_string(span.offset) + "; buffer view " +
                               std::to_string(view_index) + " has " + std::to_string(length) + " bytes");
}

/// min or max: one number a component, integers where the components are.
void check_bound(const ObjectView& accessor, std::string_view key, const AccessorShape& shape, SchemaContext& context) {
    const auto values = accessor.numbers(key, shape.component_count());
    if (!values) return;
    for (std::size_t i = 0; i < values->size(); ++i) {
        const double value = (*values)[i];
        Range range;
        switch (shape.component) {
            case Component::int8:
                range = {-128, 127};
                break;
            case Component::uint8:
                range = {0, 255};
                break;
            case Component::int16:
                range = {-32768, 32767};
                break;
            case Component::uint16:
                range = {0, 65535};
                break;
            case Component::uint32:
                range = {0, 4294967295.0};
                break;
            case Component::float32:
                range = {-double{std::numeric_limits<float>::max()}, double{std::numeric_limits<float>::max()}};
                break;
        }
        if (range.contains(value) && (shape.component == Component::float32 || value == std::floor(value))) continue;
        context.findings.error("accessor.min_max", accessor.at() / key / i,
                               "found " + describe((*accessor.find(key))[i]) +
                                   "; allowed: a value of the component type, " + range.text());
    }
}

std::uint32_t size_of(std::uint64_t component_type) {
    AccessorShape shape;
    shape.component = static_cast<Component>(component_type);
    return shape.component_bytes();
}

void check_sparse_view(const ObjectView& part, std::uint32_t view, SchemaContext& context) {
    for (const std::string_view key : {"byteStride", "target"})
        if (find(context.buffer_views[view], key) != nullptr)
            context.findings.error("sparse.view", part.at() / "bufferView",
                                   "found buffer view " + std::to_string(view) + " with " + std::string(key) +
                                       "; views of sparse data must not have it");
    context.use_view(view, Usage::other, part.at() / "bufferView");
}

void check_sparse(const ObjectView& accessor, const AccessorShape& shape, SchemaContext& context) {
    const Json* object = accessor.object("sparse");
    if (object == nullptr) return;
    const ObjectView sparse(*object, accessor.at() / "sparse", context.findings);
    check_common(sparse, context, {"count", "indices", "values"});
    const auto count = sparse.whole("count", 1, greatest_length, Presence::required);
    const Json* index_object = sparse.object("indices", Presence::required);
    const Json* value_object = sparse.object("values", Presence::required);
    if (count && *count > shape.count)
        context.findings.error(
            "sparse.count", sparse.at() / "count",
            "found " + std::to_string(*count) + "; the accessor has " + std::to_string(shape.count) + " elements");
    const std::size_t views = context.buffer_views.size();
    if (index_object != nullptr) {
        const ObjectView indices(*index_object, sparse.at() / "indices", context.findings);
        check_common(indices, context, {"bufferView", "byteOffset", "componentType"});
        const auto view = indices.index("bufferView", views, "bufferViews", Presence::required);
        const std::uint64_t offset = indices.whole("byteOffset", 0, greatest_length).value_or(0);
        const auto type = indices.choice("componentType", {5121, 5123, 5125}, Presence::required);
        if (view) check_sparse_view(indices, *view, context);
        if (view && type && count)
            check_span(indices, *view, {offset, *count, size_of(*type), size_of(*type), false}, context);
    }
    if (value_object != nullptr) {
        const ObjectView values(*value_object, sparse.at() / "values", context.findings);
        check_common(values, context, {"bufferView", "byteOffset"});
        const auto view = values.index("bufferView", views, "bufferViews", Presence::required);
        const std::uint64_t offset = values.whole("byteOffset", 0, greatest_length).value_or(0);
        if (view) check_sparse_view(values, *view, context);
        if (view && count)
            check_span(values, *view, {offset, *count, shape.element_bytes(), shape.component_bytes(), false}, context);
    }
}

void check_accessor(const ObjectView& accessor, std::uint64_t& zero_bytes, SchemaContext& context) {
    check_common(
        accessor, context,
        {"bufferView", "byteOffset", "componentType", "normalized", "count", "type", "max", "min", "sparse", "name"});
    const auto component = accessor.choice("componentType", {5120, 5121, 5122, 5123, 5125, 5126}, Presence::required);
    const auto type =
        accessor.choice("type", {"SCALAR", "VEC2", "VEC3", "VEC4", "MAT2", "MAT3", "MAT4"}, Presence::required);
    const auto count = accessor.whole("count", 1, greatest_length, Presence::required);
    const auto view = accessor.index("bufferView", context.buffer_views.size(), "bufferViews");
    const auto offset = accessor.whole("byteOffset", 0, greatest_length);
    const auto is_normalized = accessor.boolean("normalized");
    if (offset && !accessor.has("bufferView"))
        context.findings.error("accessor.offset", accessor.at() / "byteOffset", "byteOffset needs bufferView");
    if (!component || !type || !count) return;
    const AccessorShape shape = accessor_shape(accessor.json());
    if (is_normalized.value_or(false) &&
        (shape.component == Component::float32 || shape.component == Component::uint32))
        context.findings.error(
            "accessor.normalized", accessor.at() / "normalized",
            "found true for " + accessor_format(accessor.json()) + "; allowed: for 8 and 16 bit integers");
    if (shape.columns > 1 && offset.value_or(0) % 4 != 0)
        context.findings.error(
            "accessor.alignment", accessor.at() / "byteOffset",
            "found byteOffset " + std::to_string(*offset) + "; allowed for matrices: a multiple of 4");
    check_bound(accessor, "min", shape, context);
    check_bound(accessor, "max", shape, context);
    if (view) {
        check_span(accessor, *view, {offset.value_or(0), *count, shape.element_bytes(), shape.component_bytes()},
                   context);
    } else {
        // count < 2^53 and an element has at most 64 bytes, so this stays below 2^59.
        zero_bytes += std::min(*count * shape.element_bytes(), zero_bytes_limit + 1);
        if (zero_bytes > zero_bytes_limit)
            context.findings.error("accessor.zeros", accessor.at() / "count",
                                   "found " + std::to_string(*count) +
                                       " elements without a buffer view; all such accessors "
                                       "together may have " +
                                       std::to_string(zero_bytes_limit) + " bytes");
    }
    check_sparse(accessor, shape, context);
}

}  // namespace

void check_accessors(SchemaContext& context) {
    std::uint64_t zero_bytes = 0;
    for (std::size_t i = 0; i < context.accessors.size(); ++i)
        check_accessor(ObjectView(context.accessors[i], Pointer() / "accessors" / i, context.findings), zero_bytes,
                       context);
}

}  // namespace plumb::gltf
