#include "gltf/accessor_bytes.hpp"

#include "gltf/json_view.hpp"

#include <algorithm>
#include <cstring>
#include <string>

namespace plumb::gltf {

namespace {

template <class T>
double read_as(const std::byte* bytes) {
    T value{};
    std::memcpy(&value, bytes, sizeof value);
    return static_cast<double>(value);
}

/// Copies `count` elements from a strided source to a dense target, dropping the padding of matrix columns.
void gather(const AccessorShape& shape, const std::byte* source, std::size_t stride, std::byte* target,
            std::size_t count) {
    const std::size_t dense_column = std::size_t{shape.rows} * shape.component_bytes();
    const std::size_t dense = dense_column * shape.columns;
    if (stride == dense && shape.element_bytes() == dense) {
        std::memcpy(target, source, count * dense);
        return;
    }
    for (std::size_t i = 0; i < count; ++i)
        for (std::size_t column = 0; column < shape.columns; ++column)
            std::memcpy(target + i * dense + column * dense_column, source + i * stride + column * shape.column_bytes(),
                        dense_column);
}

/// Whether `count` elements of `size` bytes lie within `bytes` from `offset` on.
bool fits(std::span<const std::byte> bytes, std::uint64_t offset, std::uint64_t count, std::uint64_t stride,
          std::uint64_t size) {
    if (count == 0) return true;
    if (offset > bytes.size() || size > bytes.size() - offset) return false;
    return stride == 0 || count - 1 <= (bytes.size() - offset - size) / stride;
}

std::uint64_t sparse_index(std::span<const std::byte> bytes, Component component, std::size_t i) {
    if (component == Component::uint8) return static_cast<std::uint64_t>(read_as<std::uint8_t>(bytes.data() + i));
    if (component == Component::uint16) return static_cast<std::uint64_t>(read_as<std::uint16_t>(bytes.data() + 2 * i));
    return static_cast<std::uint64_t>(read_as<std::uint32_t>(bytes.data() + 4 * i));
}

/// False if the sparse part cannot be had.
bool apply_sparse(const Json& sparse, const AccessorShape& shape, Resources& resources, std::vector<std::byte>& dense) {
    const std::uint64_t count = whole_or(sparse, "count", 0);
    const Json* indices = find(sparse, "indices");
    const Json* values = find(sparse, "values");
    if (indices == nullptr || values == nullptr) return false;
    AccessorShape index_shape;
    index_shape.component = static_cast<Component>(whole_or(*indices, "componentType", 0));
    const std::uint64_t index_offset = whole_or(*indices, "byteOffset", 0);
    const std::uint64_t value_offset = whole_or(*values, "byteOffset", 0);
    const auto index_bytes = resources.buffer_view(index_or_none(*indices, "bufferView"));
    const auto value_bytes = resources.buffer_view(index_or_none(*values, "bufferView"));
    const std::uint32_t index_size = index_shape.component_bytes();
    const std::uint32_t element = shape.element_bytes();
    if (index_size == 0 || !fits(index_bytes, index_offset, count, index_size, index_size) ||
        !fits(value_bytes, value_offset, count, element, element))
        return false;
    const std::size_t dense_element = std::size_t{shape.component_count()} * shape.component_bytes();
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint64_t at = sparse_index(index_bytes.subspan(index_offset), index_shape.component, i);
        if (at >= shape.count) return false;
        gather(shape, value_bytes.data() + value_offset + i * element, element, dense.data() + at * dense_element, 1);
    }
    return true;
}

}  // namespace

std::uint32_t AccessorShape::component_bytes() const noexcept {
    switch (component) {
        case Component::int8:
        case Component::uint8:
            return 1;
        case Component::int16:
        case Component::uint16:
            return 2;
        case Component::uint32:
        case Component::float32:
            return 4;
    }
    return 0;
}

std::uint32_t AccessorShape::column_bytes() const noexcept {
    const std::uint32_t bytes = rows * component_bytes();
    return columns == 1 ? bytes : (bytes + 3) / 4 * 4;
}

std::uint32_t AccessorShape::element_bytes() const noexcept {
    return column_bytes() * columns;
}

AccessorShape accessor_shape(const Document& document, std::uint32_t index) {
    const Json& accessors = array_of(document.json, "accessors");
    AccessorShape shape;
    if (index >= accessors.size()) return shape;
    return accessor_shape(accessors[index]);
}

AccessorShape accessor_shape(const Json& accessor) {
    AccessorShape shape;
    shape.component = static_cast<Component>(whole_or(accessor, "componentType", 0) & 0xFFFF);
    shape.count = whole_or(accessor, "count", 0);
    shape.is_normalized = bool_or(accessor, "normalized", false);
    const std::string type = string_or(accessor, "type", "");
    const bool is_matrix = type.starts_with("MAT");
    if ((is_matrix || type.starts_with("VEC")) && type.size() == 4)
        shape.rows = static_cast<std::uint32_t>(type[3] - '0');
    if (is_matrix) shape.columns = shape.rows;
    return shape;
}

std::vector<std::byte> accessor_bytes(const Document& document, Resources& resources, std::uint32_t index) {
    const Json& accessors = array_of(document.json, "accessors");
    if (index >= accessors.size()) return {};
    const Json& accessor = accessors[index];
    const AccessorShape shape = accessor_shape(accessor);
    const std::uint64_t dense_size = shape.count * shape.component_count() * shape.component_bytes();
    std::vector<std::byte> dense;
    if (const std::uint32_t view = index_or_none(accessor, "bufferView"); view != no_index) {
        const auto bytes = resources.buffer_view(view);
        const std::uint64_t offset = whole_or(accessor, "byteOffset", 0);
        const std::uint64_t stride =
            whole_or(array_of(document.json, "bufferViews")[view], "byteStride", shape.element_bytes());
        if (!fits(bytes, offset, shape.count, stride, shape.element_bytes())) return {};
        dense.resize(dense_size);
        gather(shape, bytes.data() + offset, stride, dense.data(), shape.count);
    } else {
        dense.resize(dense_size);
    }
    if (const Json* sparse = find(accessor, "sparse");
        sparse != nullptr && !apply_sparse(*sparse, shape, resources, dense))
        return {};
    return dense;
}

double component_value(const AccessorShape& shape, const std::vector<std::byte>& bytes, std::size_t i) {
    const std::byte* at = bytes.data() + i * shape.component_bytes();
    switch (shape.component) {
        case Component::int8:
            return shape.is_normalized ? std::max(read_as<std::int8_t>(at) / 127, -1.0) : read_as<std::int8_t>(at);
        case Component::uint8:
            return read_as<std::uint8_t>(at) / (shape.is_normalized ? 255 : 1);
        case Component::int16:
            return shape.is_normalized ? std::max(read_as<std::int16_t>(at) / 32767, -1.0) : read_as<std::int16_t>(at);
        case Component::uint16:
            return read_as<std::uint16_t>(at) / (shape.is_normalized ? 65535 : 1);
        case Component::uint32:
            return read_as<std::uint32_t>(at);
        case Component::float32:
            return read_as<float>(at);
    }
    return 0;
}

}  // namespace plumb::gltf
