#pragma once

#include <plumb/packing.hpp>
#include <plumb/passes.hpp>
#include <plumb/shot.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace plumb::render {

/// Which surfaces the rays meet.
enum class Policy : std::uint8_t {
    surface,  ///< all
    through,  ///< those that are neither blended nor transmissive
};
inline constexpr std::array policies{Policy::surface, Policy::through};

/// Something for each policy.
template <class T>
struct PerPolicy {
    std::array<T, policies.size()> values;
    T& operator[](Policy policy) noexcept { return values[static_cast<std::size_t>(policy)]; }
    const T& operator[](Policy policy) const noexcept { return values[static_cast<std::size_t>(policy)]; }
};

/// What a plan is made of.
struct PlanRequest {
    Size size;
    std::span<const std::string> passes;
    std::span<const PassFormat> formats{};
    bool has_blended = true;  ///< whether the scene has any surface to look through; without one both policies share
    bool is_apart = false;    ///< one array, but if this is set
};

/// Which passes a renderer makes, what they need, and where their arrays lie in its output memory.
struct Plan {
    struct Array {
        std::uint32_t row = 0;  ///< in the pass table
        Policy policy = Policy::surface;
        std::uint64_t bytes_per_view = 0;
        const PassInfo* info = nullptr;  ///< as it is stored
        Packing packing = Packing::none;
    };
    /// What is packed, before it is.
    struct Source {
        std::uint32_t row = 0;
        Policy policy = Policy::surface;
        std::uint64_t bytes_per_view = 0;
    };
    struct Output {
        const PassInfo* info = nullptr;
        std::size_t array = 0;  ///< two outputs may share one
    };
    struct Work {
        std::uint32_t pass_mask = 0;  ///< bit i: row i of the pass table
        PassNeeds needs = PassNeeds::none;
    };

    Size size;
    std::vector<Array> arrays;
    std::vector<Source> sources;  ///< of packed arrays, where no other array holds the same
    std::vector<Output> outputs;  ///< the pass table's, through_passes(), coverage_passes(), each in order and once
    std::vector<std::string> names;
    PerPolicy<Work> works;
    bool has_blended = true;
    std::array<std::optional<std::size_t>, 4> coverage_arrays{};  ///< of coverage_passes(); none if not asked for

    /// Byte offset of source `i` in the memory of `view_count` views; total bytes for i == sources.size().
    [[nodiscard]] std::uint64_t source_offset(std::size_t i, std::uint32_t view_count) const;
    /// Byte offset of array `i` in the memory of `view_count` views; total bytes for i == arrays.size().
    [[nodiscard]] std::uint64_t offset(std::size_t i, std::uint32_t view_count) const;
    /// Of how many kinds shares are asked for: instances, materials.
    [[nodiscard]] std::uint32_t coverage_kinds() const noexcept {
        return (coverage_arrays[0] || coverage_arrays[1] ? 1U : 0U) +
               (coverage_arrays[2] || coverage_arrays[3] ? 1U : 0U);
    }
    [[nodiscard]] bool need(Policy policy, PassNeeds part) const noexcept {
        return contains(works[policy].needs, part);
    }
    [[nodiscard]] bool need(PassNeeds part) const noexcept {
        return need(Policy::surface, part) || need(Policy::through, part);
    }
    /// Whether the other frames are asked for, in either direction.
    [[nodiscard]] bool has_neighbours() const noexcept { return need(PassNeeds::next) || need(PassNeeds::previous); }
    /// Whether colour lays blended surfaces over what is behind them.
    [[nodiscard]] bool composites() const noexcept { return has_blended && need(Policy::surface, PassNeeds::shading); }
};

/// @throws Error  invalid_argument for an edge outside 1..16384, an unknown or missing pass, a format that a pass
/// cannot
///                have, or one of a pass that is not asked for
Plan make_plan(const PlanRequest& request);

}  // namespace plumb::render
