#pragma once

#include "dataset/colours.hpp"

#include <string>
#include <vector>

namespace plumb::dataset {

struct ContactTile {
    std::string label;
    RgbImage image;
};

/// All tiles in a grid, each under its label, at most 320 px wide and 320 px high; larger images are thinned out, never
/// blended, so that ids keep their colours.
/// @param tiles  at least one, none of them empty
RgbImage contact_sheet(const std::vector<ContactTile>& tiles);

}  // namespace plumb::dataset
