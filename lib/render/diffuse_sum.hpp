#pragma once

#include <glm/glm.hpp>

#include <array>

namespace plumb::render {

/// Irradiance over pi as nine spherical harmonics (Ramamoorthi and Hanrahan 2001), gathered from directions.
class DiffuseSum {
public:
    /// @param direction  unit, from which `radiance` comes
    void add(const glm::dvec3& direction, const glm::dvec3& radiance, double solid_angle) {
        const std::array<double, 9> basis = basis_at(direction);
        for (std::size_t i = 0; i < 9; ++i) sums_[i] += radiance * (basis[i] * solid_angle);
    }

    [[nodiscard]] std::array<glm::vec4, 9> coefficients() const {
        constexpr double convolution[9] = {1, 2.0 / 3, 2.0 / 3, 2.0 / 3, 0.25, 0.25, 0.25, 0.25, 0.25};
        std::array<glm::vec4, 9> result{};
        for (std::size_t i = 0; i < 9; ++i) result[i] = glm::vec4(glm::vec3(sums_[i] * convolution[i]), 0);
        return result;
    }

    static constexpr double y00 = 0.282095;

private:
    static std::array<double, 9> basis_at(const glm::dvec3& n) {
        return {y00,
                0.488603 * n.y,
                0.488603 * n.z,
                0.488603 * n.x,
                1.092548 * n.x * n.y,
                1.092548 * n.y * n.z,
                0.315392 * (3 * n.z * n.z - 1),
                1.092548 * n.x * n.z,
                0.546274 * (n.x * n.x - n.y * n.y)};
    }

    std::array<glm::dvec3, 9> sums_{};
};

}  // namespace plumb::render
