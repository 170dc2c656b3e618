#include "render/environment_lobes.hpp"

#include "base/parallel.hpp"
#include "shared/view.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace plumb::render {

namespace {

using std::numbers::pi;
constexpr std::uint32_t sample_count = 64;

/// A picture of the sphere of directions, and the averages of each 2 x 2 of its texels and so on.
class Pyramid {
public:
    explicit Pyramid(const EnvironmentMap& map) {
        Level level{map.width, map.height, std::vector<glm::vec3>(std::size_t{map.width} * map.height)};
        for (std::size_t i = 0; i < level.texels.size(); ++i)
            level.texels[i] = {map.rgb[3 * i], map.rgb[3 * i + 1], map.rgb[3 * i + 2]};
        levels_.push_back(std::move(level));
        while (levels_.back().width > 4 && levels_.back().height > 2) levels_.push_back(halved(levels_.back()));
    }

    /// Mean radiance around a unit direction over some solid angle, about.
    [[nodiscard]] glm::vec3 at(const glm::dvec3& d, double solid_angle) const {
        const Level& base = levels_.front();
        const double texel = 4 * pi / (static_cast<double>(base.width) * base.height);
        const double level =
            std::clamp(0.5 * std::log2(solid_angle / texel), 0.0, static_cast<double>(levels_.size() - 1));
        const auto below = static_cast<std::size_t>(level);
        const glm::vec3 fine = smooth(levels_[below], d);
        if (below + 1 == levels_.size()) return fine;
        return glm::mix(fine, smooth(levels_[below + 1], d), static_cast<float>(level - static_cast<double>(below)));
    }

private:
    struct Level {
        std::uint32_t width, height;
        std::vector<glm::vec3> texels;
        [[nodiscard]] const glm::vec3& texel(std::int64_t x, std::int64_t y) const {
            const std::int64_t w = width;
            return texels[static_cast<std::size_t>(std::clamp<std::int64_t>(y, 0, std::int64_t{height} - 1) * w +
                                                   ((x % w) + w) % w)];
        }
    };

    static Level halved(const Level& from) {
        Level to{from.width / 2, from.height / 2, {}};
        to.texels.reserve(std::size_t{to.width} * to.height);
        for (std::uint32_t y = 0; y < to.height; ++y)
            for (std::uint32_t x = 0; x < to.width; ++x)
                to.texels.push_back((from.texel(2 * x, 2 * y) + from.texel(2 * x + 1, 2 * y) +
                                     from.texel(2 * x, 2 * y + 1) + from.texel(2 * x + 1, 2 * y + 1)) *
                                    0.25F);
        return to;
    }

    static glm::vec3 smooth(const Level& level, const glm::dvec3& d) {
        const double x = (std::atan2(d.x, -d.z) / (2 * pi) + 0.5) * level.width - 0.5;
        const double y = std::acos(std::clamp(d.y, -1.0, 1.0)) / pi * level.height - 0.5;
        const auto column = static_cast<std::int64_t>(std::floor(x)), row = static_cast<std::int64_t>(std::floor(y));
        const auto across = static_cast<float>(x - static_cast<double>(column)),
                   down = static_cast<float>(y - static_cast<double>(row));
        return glm::mix(glm::mix(level.texel(column, row), level.texel(column + 1, row), across),
                        glm::mix(level.texel(column, row + 1), level.texel(column + 1, row + 1), across), down);
    }

    std::vector<Level> levels_;
};

/// A direction that a lobe around z mirrors to, with its share and what it stands for.
struct Sample {
    glm::dvec3 direction;
    double weight, solid_angle;
};

/// Normals in proportion to the distribution times their cosine, seen along z.
std::vector<Sample> samples_of(double roughness) {
    const double alpha = roughness * roughness;
    std::vector<Sample> samples;
    for (std::uint32_t i = 0; i < sample_count; ++i) {
        const double u = (i + 0.5) / sample_count, v = i * 0.6180339887498949;
        const double cosine = std::sqrt((1 - u) / (1 + (alpha * alpha - 1) * u)), sine = std::sqrt(1 - cosine * cosine);
        const double phi = 2 * pi * (v - std::floor(v));
        const glm::dvec3 normal(sine * std::cos(phi), sine * std::sin(phi), cosine);
        const glm::dvec3 direction = 2 * cosine * normal - glm::dvec3(0, 0, 1);
        if (direction.z <= 0) continue;
        const double d = cosine * cosine * (alpha * alpha - 1) + 1;
        const double density = alpha * alpha / (pi * d * d) / 4;  // per solid angle of the direction
        const double z = direction.z, masked = 2 * z / (z + std::sqrt(alpha * alpha * (1 - z * z) + z * z));
        samples.push_back({direction, masked, 1 / (sample_count * density)});
    }
    return samples;
}

glm::vec4 lobe_at(const Pyramid& map, const std::vector<Sample>& samples, const glm::dvec3& n) {
    const glm::dvec3 beside = std::abs(n.y) < 0.9 ? glm::dvec3(0, 1, 0) : glm::dvec3(1, 0, 0);
    const glm::dvec3 x = glm::normalize(glm::cross(beside, n)), y = glm::cross(n, x);
    glm::dvec3 sum(0);
    double weight = 0;
    for (const Sample& sample : samples) {
        const glm::dvec3 d = x * sample.direction.x + y * sample.direction.y + n * sample.direction.z;
        sum += glm::dvec3(map.at(d, sample.solid_angle)) * sample.weight;
        weight += sample.weight;
    }
    return {glm::vec3(sum / weight), 0};
}

}  // namespace

std::vector<glm::vec4> lobes_of_map(const EnvironmentMap& map) {
    const Pyramid pyramid(map);
    constexpr std::uint32_t width = shared::ENVIRONMENT_LOBE_WIDTH, height = width / 2;
    std::vector<glm::vec4> lobes(std::size_t{width} * height * shared::ENVIRONMENT_LOBES);
    for (std::uint32_t k = 0; k < shared::ENVIRONMENT_LOBES; ++k) {
        const std::vector<Sample> samples = samples_of((k + 1.0) / shared::ENVIRONMENT_LOBES);
        in_parallel(height, [&](std::size_t row) {
            const double theta = pi * (static_cast<double>(row) + 0.5) / height;
            for (std::uint32_t column = 0; column < width; ++column) {
                const double phi = 2 * pi * ((column + 0.5) / width - 0.5);
                lobes[(std::size_t{k} * height + row) * width + column] =
                    lobe_at(pyramid, samples,
                            {std::sin(theta) * std::sin(phi), std::cos(theta), -std::sin(theta) * std::cos(phi)});
            }
        });
    }
    return lobes;
}

}  // namespace plumb::render
