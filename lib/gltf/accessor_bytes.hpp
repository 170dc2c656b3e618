#pragma once

#include "gltf/document.hpp"
#include "gltf/resources.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace plumb::gltf {

enum class Component : std::uint16_t {
    int8 = 5120,
    uint8 = 5121,
    int16 = 5122,
    uint16 = 5123,
    uint32 = 5125,
    float32 = 5126
};

/// Layout of an accessor of a checked document.
struct AccessorShape {
    Component component = Component::float32;
    std::uint32_t rows = 1;     ///< components of a vector, rows of a matrix
    std::uint32_t columns = 1;  ///< 1 unless a matrix
    std::uint64_t count = 0;
    bool is_normalized = false;

    [[nodiscard]] std::uint32_t component_count() const noexcept { return rows * columns; }
    [[nodiscard]] std::uint32_t component_bytes() const noexcept;
    /// Bytes of an element as the file stores it: matrix columns start at multiples of four.
    [[nodiscard]] std::uint32_t element_bytes() const noexcept;
    [[nodiscard]] std::uint32_t column_bytes() const noexcept;
};

AccessorShape accessor_shape(const Document& document, std::uint32_t index);
AccessorShape accessor_shape(const Json& accessor);

/// The elements of an accessor without gaps (count * component_count() * component_bytes() bytes, matrix padding
/// removed), sparse values put in, zeros where it has no view. Empty if the bytes cannot be had.
std::vector<std::byte> accessor_bytes(const Document& document, Resources& resources, std::uint32_t index);

/// Component `i` of bytes from accessor_bytes(), decoded by the rule of `normalized` (glTF 2.0, 3.11).
double component_value(const AccessorShape& shape, const std::vector<std::byte>& bytes, std::size_t i);

}  // namespace plumb::gltf
