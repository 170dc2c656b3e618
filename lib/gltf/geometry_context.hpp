#pragma once

#include "gltf/accessor_bytes.hpp"
#include "gltf/document.hpp"
#include "gltf/findings.hpp"
#include "gltf/json_view.hpp"
#include "gltf/resources.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace plumb::gltf {

/// The decoded elements of one accessor; `value(i)` is component i of all.
struct AccessorValues {
    AccessorShape shape;
    std::vector<std::byte> bytes;

    [[nodiscard]] bool is_empty() const noexcept { return bytes.empty(); }
    [[nodiscard]] double value(std::size_t i) const { return component_value(shape, bytes, i); }
};

/// What the checks of one document's contents share.
struct GeometryContext {
    const Document& document;
    Resources& resources;
    const LoadLimits& limits;
    Findings& findings;
    const Json &accessors, &meshes, &nodes, &skins, &animations;
    std::map<std::uint32_t, std::uint64_t> greatest_integers{};             ///< by accessor of joints or indices
    std::set<std::pair<std::uint32_t, std::uint8_t>> checked_attributes{};  ///< accessor, semantic

    /// The elements of accessor `index`; empty if they cannot be had, which has been reported then.
    [[nodiscard]] AccessorValues values(std::uint32_t index) const {
        return {accessor_shape(document, index), accessor_bytes(document, resources, index)};
    }
    /// Whether anything in the file gives the accessor's values; without, they are zeros by definition.
    [[nodiscard]] bool has_data(std::uint32_t index) const {
        return find(accessors[index], "bufferView") != nullptr || find(accessors[index], "sparse") != nullptr;
    }
    /// The greatest value of an accessor of unsigned integers.
    std::uint64_t greatest_integer(std::uint32_t index);
};

/// The first element whose length over `first`..`first + count` - 1 is not 1 within `tolerance`; `step` elements apart.
struct UnitSearch {
    std::size_t first_element = 0;
    std::size_t element_step = 1;
    std::size_t components = 3;
    double tolerance = 1e-3;
};
std::optional<std::size_t> find_not_unit(const AccessorValues& values, UnitSearch search);
/// Reports the first component beyond the greatest coordinate that plumb computes with.
void check_coordinates(GeometryContext& context, const AccessorValues& values, const Pointer& at);

void check_accessor_contents(GeometryContext& context);
void check_mesh_contents(GeometryContext& context);
void check_joint_indices(GeometryContext& context);
void check_skin_contents(GeometryContext& context);
void check_animation_contents(GeometryContext& context);
void check_instancing_contents(GeometryContext& context);

}  // namespace plumb::gltf
