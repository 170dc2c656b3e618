#pragma once

#include <glm/glm.hpp>

namespace plumb::render {

/// Rows of a 3 x 4 matrix, as the shaders have them.
inline void write_rows(const glm::dmat4& m, double rows[12]) {
    for (int r = 0; r < 3; ++r)
        for (int c = 0; c < 4; ++c) rows[4 * r + c] = m[c][r];
}

}  // namespace plumb::render
