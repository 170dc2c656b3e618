#pragma once

#include "shot_box.hpp"

#include <plumb/renderer.hpp>

#include <nanobind/nanobind.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <tuple>
#include <variant>
#include <vector>

namespace plumb::python {

using SizeTuple = std::tuple<std::uint32_t, std::uint32_t>;

/// A SceneShot as Python has it: its shot can still be edited.
struct SceneShotBox {
    nanobind::object shot;  ///< a ShotBox
    std::size_t scene = 0;
    std::optional<SizeTuple> size;
};

/// What a batch is asked for, in any mixture.
using AnyShots = std::vector<std::variant<const ShotBox*, const SceneShotBox*>>;

/// As C++ takes them, without a copy of what nobody looked into.
std::vector<SharedShot> shared_shots(const AnyShots& shots);

}  // namespace plumb::python
