#include "gltf/accessor_reader.hpp"

#include "gltf/json_view.hpp"

#include <plumb/error.hpp>

#include <algorithm>
#include <cstring>
#include <limits>
#include <string>
#include <type_traits>

namespace plumb::gltf {

namespace {

template <typename Value>
Value load(const std::byte* bytes) {
    Value value;
    std::memcpy(&value, bytes, sizeof value);
    return value;
}

template <typename Value>
float to_float(Value value, bool is_normalized) {
    if constexpr (std::is_floating_point_v<Value>) {
        return value;
    } else {
        if (!is_normalized) return static_cast<float>(value);
        constexpr auto largest = static_cast<float>(std::numeric_limits<Value>::max());
        return std::max(static_cast<float>(value) / largest, -1.0F);
    }
}

/// Calls `action` with a value of the component's type.
template <typename Action>
void dispatch(Component component, const Action& action) {
    switch (component) {
        case Component::int8:
            action(std::int8_t{});
            return;
        case Component::uint8:
            action(std::uint8_t{});
            return;
        case Component::int16:
            action(std::int16_t{});
            return;
        case Component::uint16:
            action(std::uint16_t{});
            return;
        case Component::uint32:
            action(std::uint32_t{});
            return;
        case Component::float32:
            action(float{});
            return;
    }
}

std::uint64_t bytes_of(Component component) {
    return AccessorShape{.component = component}.component_bytes();
}

/// One element; `convert` turns a component into what `out` holds.
template <typename Value, typename Out, typename Convert>
void read_element(const AccessorShape& shape, const std::byte* bytes, Out* out, const Convert& convert) {
    const std::uint32_t column_step = shape.column_bytes();
    for (std::uint32_t column = 0; column < shape.columns; ++column)
        for (std::uint32_t row = 0; row < shape.rows; ++row)
            out[column * shape.rows + row] = convert(load<Value>(bytes + column * column_step + row * sizeof(Value)));
}

std::uint64_t sparse_index(const SparseView& sparse, std::uint64_t entry) {
    std::uint64_t index = 0;
    dispatch(sparse.index_component, [&](auto zero) {
        using Value = decltype(zero);
        index = static_cast<std::uint64_t>(load<Value>(sparse.indices.data() + entry * sizeof(Value)));
    });
    return index;
}

template <typename Value, typename Out, typename Convert>
void read_elements(const AccessorView& view, Out* out, std::size_t out_stride, const Convert& convert) {
    const AccessorShape& shape = view.shape;
    if (view.bytes.empty()) {
        for (std::uint64_t i = 0; i < shape.count; ++i)
            std::fill_n(out + i * out_stride, shape.component_count(), Out{});
    } else {
        for (std::uint64_t i = 0; i < shape.count; ++i)
            read_element<Value>(shape, view.bytes.data() + i * view.stride, out + i * out_stride, convert);
    }
    if (!view.sparse) return;
    const std::uint32_t step = shape.element_bytes();
    for (std::uint64_t entry = 0; entry < view.sparse->count; ++entry)
        read_element<Value>(shape, view.sparse->values.data() + entry * step,
                            out + sparse_index(*view.sparse, entry) * out_stride, convert);
}

[[noreturn]] void refuse(const std::string& message) {
    throw Error(ErrorCode::bad_asset, message);
}

void check_sparse(const AccessorView& view) {
    const SparseView& sparse = *view.sparse;
    const std::uint64_t count = view.shape.count;
    if (sparse.count > count)
        refuse("sparse count " + std::to_string(sparse.count) + " exceeds the count " + std::to_string(count));
    if (sparse.indices.size() / bytes_of(sparse.index_component) < sparse.count)
        refuse("sparse indices end after " + std::to_string(sparse.indices.size()) + " bytes; " +
               std::to_string(sparse.count) + " are needed");
    if (sparse.values.size() / view.shape.element_bytes() < sparse.count)
        refuse("sparse values end after " + std::to_string(sparse.values.size()) + " bytes; " +
               std::to_string(sparse.count) + " elements are needed");
    for (std::uint64_t entry = 0; entry < sparse.count; ++entry)
        if (const std::uint64_t index = sparse_index(sparse, entry); index >= count)
            refuse("sparse index " + std::to_string(index) + " is not below the count " + std::to_string(count));
}

/// The bytes of a view from `offset` on.
/// @throws Error  unsupported if there are none
std::span<const std::byte> view_bytes(Resources& resources, std::uint32_t view, std::uint64_t offset) {
    const std::span<const std::byte> bytes = resources.buffer_view(view);
    if (bytes.empty()) throw Error(ErrorCode::unsupported, "its buffer has no source that plumb can read");
    if (offset >= bytes.size())
        refuse("byteOffset " + std::to_string(offset) + " is not below the " + std::to_string(bytes.size()) +
               " bytes of its view");
    return bytes.subspan(offset);
}

SparseView sparse_view(const Json& sparse, Resources& resources) {
    SparseView view;
    view.count = whole_or(sparse, "count", 0);
    const Json& indices = sparse.at("indices");
    const Json& values = sparse.at("values");
    view.index_component = static_cast<Component>(whole_or(indices, "componentType", 0));
    view.indices = view_bytes(resources, index_or_none(indices, "bufferView"), whole_or(indices, "byteOffset", 0));
    view.values = view_bytes(resources, index_or_none(values, "bufferView"), whole_or(values, "byteOffset", 0));
    return view;
}

AccessorView locate(const Document& document, Resources& resources, std::uint32_t index) {
    const Json& accessor = array_of(document.json, "accessors").at(index);
    AccessorView view;
    view.shape = accessor_shape(document, index);
    view.stride = view.shape.element_bytes();
    if (const std::uint32_t buffer_view = index_or_none(accessor, "bufferView"); buffer_view != no_index) {
        view.bytes = view_bytes(resources, buffer_view, whole_or(accessor, "byteOffset", 0));
        const Json& json = array_of(document.json, "bufferViews").at(buffer_view);
        view.stride = static_cast<std::uint32_t>(whole_or(json, "byteStride", view.stride));
    }
    if (const Json* sparse = find(accessor, "sparse")) view.sparse = sparse_view(*sparse, resources);
    check_bounds(view);
    return view;
}

}  // namespace

AccessorView accessor_view(const Document& document, Resources& resources, std::uint32_t index) {
    try {
        return locate(document, resources, index);
    } catch (const Error& error) {
        throw Error(error.code(),
                    document.file.string() + ": /accessors/" + std::to_string(index) + ": " + error.what());
    }
}

void check_bounds(const AccessorView& view) {
    const std::uint64_t count = view.shape.count;
    if (!view.bytes.empty() && count > 0) {
        const std::uint64_t size = view.shape.element_bytes();
        const bool fits = view.bytes.size() >= size &&
                          (count == 1 || (view.stride > 0 && (view.bytes.size() - size) / view.stride >= count - 1));
        if (!fits)
            refuse(std::to_string(count) + " elements of " + std::to_string(size) + " bytes every " +
                   std::to_string(view.stride) + " bytes exceed the " + std::to_string(view.bytes.size()) +
                   " bytes there are");
    }
    if (view.sparse) check_sparse(view);
}

void read_floats(const AccessorView& view, float* out, std::size_t out_stride) {
    const AccessorShape& shape = view.shape;
    const bool is_tight = shape.component == Component::float32 && out_stride == shape.component_count() &&
                          view.stride == out_stride * sizeof(float) && !view.bytes.empty() && !view.sparse;
    if (is_tight) {
        std::memcpy(out, view.bytes.data(), shape.count * view.stride);
        return;
    }
    dispatch(shape.component, [&](auto zero) {
        using Value = decltype(zero);
        read_elements<Value>(view, out, out_stride, [&](Value value) { return to_float(value, shape.is_normalized); });
    });
}

std::vector<float> read_floats(const AccessorView& view) {
    std::vector<float> out(view.shape.count * view.shape.component_count());
    read_floats(view, out.data(), view.shape.component_count());
    return out;
}

std::vector<std::uint32_t> read_integers(const AccessorView& view) {
    const std::uint32_t width = view.shape.component_count();
    std::vector<std::uint32_t> out(view.shape.count * width);
    dispatch(view.shape.component, [&](auto zero) {
        using Value = decltype(zero);
        if constexpr (std::is_integral_v<Value> && std::is_unsigned_v<Value>) {
            const bool is_tight = sizeof(Value) == 4 && view.stride == width * 4 && !view.bytes.empty() && !view.sparse;
            if (is_tight && view.shape.columns == 1)
                std::memcpy(out.data(), view.bytes.data(), out.size() * sizeof(std::uint32_t));
            else
                read_elements<Value>(view, out.data(), width, [](Value value) { return std::uint32_t{value}; });
        } else {
            throw Error(ErrorCode::internal, "integers asked of an accessor whose components are not unsigned");
        }
    });
    return out;
}

}  // namespace plumb::gltf
