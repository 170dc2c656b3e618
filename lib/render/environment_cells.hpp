#pragma once

#include "shared/view.h"

#include <glm/glm.hpp>

#include <cstdint>
#include <functional>
#include <vector>

namespace plumb::render {

/// Cells of the sphere of directions, rows from +y down and columns as in EnvironmentMap, with the means to choose one
/// in proportion to the light that comes from it above the mean: an alias table (Walker 1974; Vose 1991). Other cells
/// are never chosen: paths find them by following surfaces, whose share of the two that makes small (Karlik et al.,
/// "MIS Compensation", 2019).
struct CellTable {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::vector<shared::EnvironmentCell> cells;  ///< empty where all is even
};

/// @param light  mean over a cell of what it shines, any unit; 0 or more
/// @return       the same for the same light, on every machine
CellTable tabulate_cells(std::uint32_t width, std::uint32_t height, const std::vector<double>& light);

/// Mean over the channels of an equirectangular picture, over cells of at most 512 x 256.
/// @param rgb  height x width x 3
CellTable cells_of_picture(std::uint32_t width, std::uint32_t height, const std::vector<float>& rgb);

/// The same for radiance by direction, over 64 x 32 cells.
CellTable cells_of_directions(const std::function<glm::dvec3(const glm::dvec3&)>& radiance);

}  // namespace plumb::render
