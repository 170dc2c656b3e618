#pragma once

#include "shared/view.h"

#include <plumb/shot.hpp>

#include <array>
#include <cstddef>
#include <vector>

namespace plumb::render {

/// A sky as the shaders read it.
///
/// Source: Preetham, Shirley, Smits, "A Practical Analytic Model for Daylight", SIGGRAPH 1999, appendix A.2.
shared::Sky sky_model(const Sky& sky);

/// Radiance from a direction of the world, linear Rec.709, cd/m2 in each channel; negative ones are cut at 0.
/// @param direction  unit
glm::dvec3 sky_radiance(const shared::Sky& sky, const glm::dvec3& direction);

/// Skies with their diffuse light; remembers the latest ones.
class SkyCache {
public:
    struct Entry {
        Sky source;
        shared::Sky sky;
        std::array<glm::vec4, 9> diffuse_sh{};  ///< irradiance / pi at intensity 1
    };
    const Entry& find(const Sky& sky);

private:
    std::vector<Entry> entries_;
    std::size_t oldest_ = 0;
};

}  // namespace plumb::render
