#pragma once

#include <glm/glm.hpp>

#include <cmath>
#include <cstdint>
#include <string_view>

namespace plumb::oracle {

/// The same numbers from the same name on every machine (SplitMix64, Steele et al. 2014).
class Random {
public:
    explicit Random(std::string_view name) {
        for (const char c : name) state_ = (state_ ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
    }
    double uniform(double low, double high) {
        std::uint64_t z = state_ += 0x9E3779B97F4A7C15ULL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
        return low + (high - low) * static_cast<double>((z ^ (z >> 31)) >> 11) * 0x1p-53;
    }
    glm::vec3 in_box(const glm::vec3& low, const glm::vec3& high) {
        const double x = uniform(low.x, high.x);
        const double y = uniform(low.y, high.y);
        return {static_cast<float>(x), static_cast<float>(y), static_cast<float>(uniform(low.z, high.z))};
    }
    /// A rotation, xyzw.
    glm::vec4 quaternion() {
        glm::dvec4 q;
        do {
            for (int i = 0; i < 4; ++i) q[i] = uniform(-1, 1);
        } while (glm::dot(q, q) > 1 || glm::dot(q, q) < 0.01);
        return glm::vec4(q / std::sqrt(glm::dot(q, q)));
    }

private:
    std::uint64_t state_ = 0xCBF29CE484222325ULL;
};

}  // namespace plumb::oracle
