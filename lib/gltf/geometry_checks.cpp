#include "gltf/geometry_checks.hpp"

#include "gltf/geometry_context.hpp"
#include "gltf/ranges.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <tuple>

namespace plumb::gltf {

namespace {

struct Extent {
    double min = std::numeric_limits<double>::infinity();
    double max = -std::numeric_limits<double>::infinity();
};

/// Extents by component of the values as they are stored; the first that is not finite stops the search.
template <class T>
std::optional<std::size_t> find_extents(const std::vector<std::byte>& bytes, std::vector<Extent>& extents) {
    const std::size_t width = extents.size();
    const std::size_t count = bytes.size() / sizeof(T);
    std::vector<T> least(width, std::numeric_limits<T>::max());
    std::vector<T> greatest(width, std::numeric_limits<T>::lowest());
    std::size_t component = 0;
    for (std::size_t i = 0; i < count; ++i) {
        T value{};
        std::memcpy(&value, bytes.data() + i * sizeof(T), sizeof value);
        if constexpr (std::is_floating_point_v<T>)
            if (!std::isfinite(value)) return i;
        least[component] = std::min(least[component], value);
        greatest[component] = std::max(greatest[component], value);
        if (++component == width) component = 0;
    }
    for (std::size_t k = 0; k < width; ++k)
        extents[k] = {static_cast<double>(least[k]), static_cast<double>(greatest[k])};
    return std::nullopt;
}

std::optional<std::size_t> find_extents(const AccessorValues& values, std::vector<Extent>& extents) {
    switch (values.shape.component) {
        case Component::int8:
            return find_extents<std::int8_t>(values.bytes, extents);
        case Component::uint8:
            return find_extents<std::uint8_t>(values.bytes, extents);
        case Component::int16:
            return find_extents<std::int16_t>(values.bytes, extents);
        case Component::uint16:
            return find_extents<std::uint16_t>(values.bytes, extents);
        case Component::uint32:
            return find_extents<std::uint32_t>(values.bytes, extents);
        case Component::float32:
            return find_extents<float>(values.bytes, extents);
    }
    return std::nullopt;
}

void compare_bound(GeometryContext& context, const Json& accessor, const std::string& key,
                   const std::vector<Extent>& extents, const Pointer& at) {
    const Json& declared = array_of(accessor, key);
    const bool is_float = accessor_shape(accessor).component == Component::float32;
    for (std::size_t k = 0; k < declared.size() && k < extents.size(); ++k) {
        const double actual = key == "min" ? extents[k].min : extents[k].max;
        double value = declared[k].get<double>();
        if (is_float) value = static_cast<double>(static_cast<float>(value));
        if (value != actual)
            context.findings.value("accessor.min_max", at / key / k,
                                   "found " + describe(declared[k]) + "; the data has " + describe(Json(actual)));
    }
}

std::uint64_t stored_integer(Component component, const std::byte* at) {
    std::uint32_t value = 0;
    std::memcpy(&value, at, component == Component::uint8 ? 1 : component == Component::uint16 ? 2 : 4);
    return value;
}

/// False after an error.
bool check_sparse_order(GeometryContext& context, const Json& accessor, const Pointer& at) {
    const Json* sparse = find(accessor, "sparse");
    if (sparse == nullptr) return true;
    const Json& indices = *find(*sparse, "indices");
    const auto bytes = context.resources.buffer_view(index_or_none(indices, "bufferView"));
    const std::uint64_t offset = whole_or(indices, "byteOffset", 0);
    AccessorShape shape;
    shape.component = static_cast<Component>(whole_or(indices, "componentType", 0));
    const std::uint64_t count = whole_or(*sparse, "count", 0);
    const std::uint64_t size = shape.component_bytes();
    if (offset > bytes.size() || count > (bytes.size() - offset) / size) return false;
    const std::uint64_t limit = whole_or(accessor, "count", 0);
    std::optional<std::uint64_t> last;
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint64_t index = stored_integer(shape.component, bytes.data() + offset + i * size);
        const std::string found = "found sparse index " + std::to_string(index) + " at " + std::to_string(i);
        if (index >= limit) {
            context.findings.error("sparse.index", at / "sparse" / "indices",
                                   found + "; the accessor has " + std::to_string(limit) + " elements");
            return false;
        }
        if (last && index <= *last) {
            context.findings.error("sparse.order", at / "sparse" / "indices",
                                   found + " behind " + std::to_string(*last) + "; allowed: strictly increasing");
            return false;
        }
        last = index;
    }
    return true;
}

void check_accessor(GeometryContext& context, std::uint32_t index, const AccessorValues& values) {
    const Json& accessor = context.accessors[index];
    const Pointer at = Pointer() / "accessors" / index;
    std::vector<Extent> extents(values.shape.component_count());
    if (const auto broken = find_extents(values, extents)) {
        const double value = values.value(*broken);
        context.findings.error("accessor.finite", at,
                               std::string("found ") +
                                   (std::isnan(value) ? "NaN"
                                    : value > 0       ? "infinity"
                                                      : "-infinity") +
                                   " at element " + std::to_string(*broken / extents.size()) +
                                   "; allowed: finite numbers");
        return;
    }
    compare_bound(context, accessor, "min", extents, at);
    compare_bound(context, accessor, "max", extents, at);
}

}  // namespace

std::uint64_t GeometryContext::greatest_integer(std::uint32_t index) {
    const auto known = greatest_integers.find(index);
    if (known != greatest_integers.end()) return known->second;
    const AccessorValues all = values(index);
    std::vector<Extent> extents(1);
    if (!all.is_empty()) find_extents(all, extents);
    const std::uint64_t greatest = all.is_empty() ? 0 : static_cast<std::uint64_t>(extents[0].max);
    greatest_integers.emplace(index, greatest);
    return greatest;
}

std::optional<std::size_t> find_not_unit(const AccessorValues& values, UnitSearch search) {
    const std::size_t width = values.shape.component_count();
    if (search.components > width) return std::nullopt;
    for (std::size_t i = search.first_element; i < values.shape.count; i += search.element_step) {
        double square = 0;
        for (std::size_t k = 0; k < search.components; ++k) {
            const double value = values.value(i * width + k);
            square += value * value;
        }
        if (!(std::abs(std::sqrt(square) - 1) <= search.tolerance)) return i;
    }
    return std::nullopt;
}

void check_coordinates(GeometryContext& context, const AccessorValues& values, const Pointer& at) {
    const std::size_t width = values.shape.component_count();
    for (std::size_t i = 0; i < values.shape.count * width; ++i)
        if (!(std::abs(values.value(i)) <= coordinate_limit)) {
            context.findings.error("geometry.coordinate", at,
                                   "found " + describe(Json(values.value(i))) + " at element " +
                                       std::to_string(i / width) + "; allowed: up to 1e9 in magnitude");
            return;
        }
}

void check_accessor_contents(GeometryContext& context) {
    // Accessors that read the same elements are looked at once; what overlaps otherwise is bounded.
    std::set<std::tuple<std::uint32_t, std::uint64_t, std::uint64_t, std::uint64_t, std::string, std::string>> seen;
    std::uint64_t total = 0;
    for (std::uint32_t i = 0; i < context.accessors.size(); ++i) {
        const Json& accessor = context.accessors[i];
        const Pointer at = Pointer() / "accessors" / i;
        const std::uint32_t view = index_or_none(accessor, "bufferView");
        const bool is_sparse = find(accessor, "sparse") != nullptr;
        const std::string bounds = array_of(accessor, "min").dump() + array_of(accessor, "max").dump();
        if (!is_sparse &&
            !seen.emplace(view, whole_or(accessor, "byteOffset", 0), whole_or(accessor, "componentType", 0),
                          whole_or(accessor, "count", 0), string_or(accessor, "type", ""), bounds)
                 .second)
            continue;
        if (!context.has_data(i)) continue;
        const AccessorShape shape = accessor_shape(accessor);
        total += shape.count * shape.element_bytes();
        if (total > context.limits.all_resource_bytes) {
            context.findings.error("limit.all_resource_bytes", at,
                                   "the accessors up to here read " + std::to_string(total) +
                                       " bytes; the limit all_resource_bytes is " +
                                       std::to_string(context.limits.all_resource_bytes));
            return;
        }
        if (!check_sparse_order(context, accessor, at)) continue;
        const AccessorValues values = context.values(i);
        if (values.is_empty() && !context.findings.has_errors())
            context.findings.error("accessor.bytes", at, "the bytes of its buffer views cannot be had");
        if (!values.is_empty()) check_accessor(context, i, values);
    }
}

void check_geometry(const Document& document, Resources& resources, const LoadOptions& options, Findings& findings) {
    const Json& json = document.json;
    GeometryContext context{document,
                            resources,
                            options.limits,
                            findings,
                            array_of(json, "accessors"),
                            array_of(json, "meshes"),
                            array_of(json, "nodes"),
                            array_of(json, "skins"),
                            array_of(json, "animations")};
    check_accessor_contents(context);
    if (findings.has_errors()) return;
    check_mesh_contents(context);
    check_joint_indices(context);
    check_skin_contents(context);
    check_animation_contents(context);
    check_instancing_contents(context);
}

}  // namespace plumb::gltf
