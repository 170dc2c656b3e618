#pragma once

#include <cstdint>
#include <limits>

namespace plumb {

/// How the passes rgb and hdr are made. No label depends on any of it.
struct ColorOptions {
    enum class Mode : std::uint8_t {
        direct,  ///< each light and the surroundings once, at the surface that a sample sees
        /// Path tracing: right on average but for what docs/design/colour.md names (point lights behind glass, shading
        /// normals, fog after the first surface). The members up to `ambient_distance_m` and RendererOptions::samples
        /// have no say.
        path,
    };
    enum class Energy : std::uint8_t {
        specification,  ///< glTF 2.0, appendix B, to the letter: rough metals are dark, grazing dielectrics too bright
        conserving,     ///< what microfacets scatter more than once is made up for: white surfaces lose no light
    };

    bool shadows = true;              ///< every light of a shot is blocked by what stands in its way
    std::uint32_t light_samples = 4;  ///< rays a pixel to each light that has a size, 1 to 256; to others it is one
    /// Rays a pixel that look whether the surroundings light a surface, 0 to 256; without any, they light all of it.
    std::uint32_t ambient_samples = 0;
    float ambient_distance_m = std::numeric_limits<float>::infinity();  ///< what is farther off hides nothing; above 0
    Mode mode = Mode::direct;
    Energy energy = Energy::specification;
    std::uint32_t path_samples = 64;  ///< paths a pixel, 1..65535; the first one goes through the pixel's centre
};

}  // namespace plumb
