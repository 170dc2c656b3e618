#pragma once

#include "shared/rolling.h"

#include <plumb/shot.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace plumb::render {

/// What brings a view's points to their pixels. The shaders are compiled once for each.
enum class Optics : std::uint8_t {
    matrix,   ///< a matrix alone, which the rasterizer can draw
    lens,     ///< a shared::Lens, by rays
    rolling,  ///< a shared::Lens whose rows are exposed one after the other, by rays
};

/// Something for each of them.
template <class T>
struct PerOptics {
    std::array<T, 3> values;
    T& operator[](Optics optics) noexcept { return values[static_cast<std::size_t>(optics)]; }
    const T& operator[](Optics optics) const noexcept { return values[static_cast<std::size_t>(optics)]; }
};

/// How a shot has to be drawn, because of its camera at any of its moments.
Optics optics_of(const Shot& shot);

/// Poses that what is deformed has at each moment of such a view, see shared::Frame::phase_count.
constexpr std::uint32_t phase_count_of(Optics optics) noexcept {
    return optics == Optics::rolling ? shared::ROLLING_PHASES : 1;
}

}  // namespace plumb::render
