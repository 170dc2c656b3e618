#include "render/environment_cells.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace plumb::render {

namespace {

using std::numbers::pi;
constexpr std::uint32_t most_columns = 512, most_rows = 256;
constexpr std::uint32_t direction_columns = 64, direction_rows = 32;

/// Share of the light that must be above the mean to be worth a ray of its own.
constexpr double least_uneven = 0.01;

/// Solid angle of a cell of a row.
double solid_angle(std::uint32_t row, std::uint32_t width, std::uint32_t height) {
    return 2 * pi / width * (std::cos(pi * row / height) - std::cos(pi * (row + 1) / height));
}

/// Splits cells so that each of `cells` holds at most two: itself and `other`.
void pair_up(std::vector<double>& shares, std::vector<shared::EnvironmentCell>& cells) {
    std::vector<std::uint32_t> poor, rich;
    for (std::uint32_t i = 0; i < shares.size(); ++i) (shares[i] < 1 ? poor : rich).push_back(i);
    while (!poor.empty() && !rich.empty()) {
        const std::uint32_t low = poor.back(), high = rich.back();
        poor.pop_back();
        cells[low].threshold = static_cast<float>(shares[low]);
        cells[low].other = high;
        shares[high] -= 1 - shares[low];
        if (shares[high] >= 1) continue;
        rich.pop_back();
        poor.push_back(high);
    }
}

}  // namespace

CellTable tabulate_cells(std::uint32_t width, std::uint32_t height, const std::vector<double>& light) {
    CellTable table{width, height, {}};
    std::vector<double> shares(light.size());
    const auto angle_of = [&](std::size_t i) {
        return solid_angle(static_cast<std::uint32_t>(i / width), width, height);
    };
    double all = 0, sum = 0;
    for (std::size_t i = 0; i < light.size(); ++i) all += light[i] * angle_of(i);
    const double mean = all / (4 * pi);
    for (std::size_t i = 0; i < light.size(); ++i) {
        shares[i] = std::max(light[i] - mean, 0.0) * angle_of(i);
        sum += shares[i];
    }
    if (!(sum > least_uneven * all)) return table;
    table.cells.resize(shares.size());
    for (std::uint32_t i = 0; i < shares.size(); ++i) {
        const double density = shares[i] / sum / angle_of(i);
        table.cells[i] = {1, i, static_cast<float>(density)};
        shares[i] *= static_cast<double>(shares.size()) / sum;
    }
    pair_up(shares, table.cells);
    return table;
}

CellTable cells_of_picture(std::uint32_t width, std::uint32_t height, const std::vector<float>& rgb) {
    const std::uint32_t columns = std::min(width, most_columns), rows = std::min(height, most_rows);
    std::vector<double> light(std::size_t{columns} * rows), count(light.size());
    const auto cell_of = [&](std::uint32_t x, std::uint32_t y) {
        return std::size_t{y * std::uint64_t{rows} / height} * columns +
               std::size_t{x * std::uint64_t{columns} / width};
    };
    // Between texels radiance is interpolated: each gives an eighth of itself to either side.
    constexpr double shares[3] = {0.125, 0.75, 0.125};
    for (std::uint32_t y = 0; y < height; ++y)
        for (std::uint32_t x = 0; x < width; ++x) {
            const float* const texel = &rgb[(std::size_t{y} * width + x) * 3];
            const double mean = std::max(0.0, (double{texel[0]} + double{texel[1]} + double{texel[2]}) / 3);
            count[cell_of(x, y)] += 1;
            for (std::uint32_t k = 0; k < 9; ++k) {
                const std::uint32_t beside = (x + width + k % 3 - 1) % width;
                const std::uint32_t above = std::min(std::max(y + k / 3, 1U) - 1, height - 1);
                light[cell_of(beside, above)] += mean * shares[k % 3] * shares[k / 3];
            }
        }
    for (std::size_t i = 0; i < light.size(); ++i) light[i] /= count[i];
    return tabulate_cells(columns, rows, light);
}

CellTable cells_of_directions(const std::function<glm::dvec3(const glm::dvec3&)>& radiance) {
    std::vector<double> light;
    for (std::uint32_t row = 0; row < direction_rows; ++row)
        for (std::uint32_t column = 0; column < direction_columns; ++column) {
            const double theta = pi * (row + 0.5) / direction_rows,
                         phi = 2 * pi * ((column + 0.5) / direction_columns - 0.5);
            const glm::dvec3 rgb =
                radiance({std::sin(theta) * std::sin(phi), std::cos(theta), -std::sin(theta) * std::cos(phi)});
            light.push_back((rgb.x + rgb.y + rgb.z) / 3);
        }
    return tabulate_cells(direction_columns, direction_rows, light);
}

}  // namespace plumb::render
