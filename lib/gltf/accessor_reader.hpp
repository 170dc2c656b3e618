#pragma once

#include "gltf/accessor_bytes.hpp"
#include "gltf/document.hpp"
#include "gltf/resources.hpp"

#include <glm/glm.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace plumb::gltf {

/// Elements that replace some of an accessor's.
struct SparseView {
    std::uint64_t count = 0;
    Component index_component = Component::uint32;
    std::span<const std::byte> indices;  ///< tightly packed, from the first index
    std::span<const std::byte> values;   ///< tightly packed, from the first element
};

/// Where an accessor's elements lie and how they are written.
struct AccessorView {
    AccessorShape shape;
    std::uint32_t stride = 0;          ///< bytes from element to element
    std::span<const std::byte> bytes;  ///< from the first element; empty: all zeros
    std::optional<SparseView> sparse;
};

/// The view of accessor `index` of a checked document.
/// @throws Error  unsupported if its buffer has no source, bad_asset if it exceeds what a decompressed view holds; the
///                message has file and pointer
[[nodiscard]] AccessorView accessor_view(const Document& document, Resources& resources, std::uint32_t index);

/// @throws Error  bad_asset if an element or sparse entry would lie outside the bytes, or a sparse index outside the
///                accessor; messages do not name the accessor
void check_bounds(const AccessorView& view);

/// Writes element i's components to out[i * out_stride ...]; normalized integers become [0,1] or [-1,1] as the
/// specification's section 3.11 says, others their own value. Expects check_bounds() to hold.
void read_floats(const AccessorView& view, float* out, std::size_t out_stride);

/// The same with a tight result.
[[nodiscard]] std::vector<float> read_floats(const AccessorView& view);

/// As vectors of Vec's length, which is that of the accessor.
template <typename Vec>
[[nodiscard]] std::vector<Vec> read_vectors(const AccessorView& view) {
    static_assert(sizeof(Vec) == sizeof(float) * static_cast<std::size_t>(Vec::length()));
    std::vector<Vec> out(view.shape.count);
    if (!out.empty()) read_floats(view, &out[0][0], static_cast<std::size_t>(Vec::length()));
    return out;
}

/// Unsigned integer components as they are written; tight. Expects check_bounds() to hold.
/// @throws Error  internal for other components
[[nodiscard]] std::vector<std::uint32_t> read_integers(const AccessorView& view);

}  // namespace plumb::gltf
