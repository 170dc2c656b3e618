#include "shapes.hpp"

#include <numbers>

namespace plumb::oracle {
namespace {

using std::numbers::pi;

/// Points on a sphere of radius 1 in rows from pole to pole, the seam twice.
std::vector<glm::vec3> ball_points(int segments) {
    std::vector<glm::vec3> points;
    for (int row = 0; row <= segments; ++row) {
        for (int column = 0; column <= 2 * segments; ++column) {
            const double theta = pi * row / segments;
            const double phi = pi * (column % (2 * segments)) / segments;
            points.emplace_back(std::sin(theta) * std::cos(phi), std::cos(theta), -std::sin(theta) * std::sin(phi));
        }
    }
    return points;
}

void ball_indices(int segments, PrimitiveData& p) {
    const auto at = [&](int row, int column) { return static_cast<std::uint32_t>(row * (2 * segments + 1) + column); };
    for (int row = 0; row < segments; ++row) {
        for (int c = 0; c < 2 * segments; ++c) {
            if (row > 0) p.indices.insert(p.indices.end(), {at(row, c), at(row + 1, c + 1), at(row, c + 1)});
            if (row < segments - 1) p.indices.insert(p.indices.end(), {at(row, c), at(row + 1, c), at(row + 1, c + 1)});
        }
    }
}

}  // namespace

PrimitiveData square(float r, int material) {
    PrimitiveData p;
    p.positions = {{-r, -r, 0}, {r, -r, 0}, {r, r, 0}, {-r, r, 0}};
    p.normals.assign(4, {0, 0, 1});
    p.uvs = {{0, 1}, {1, 1}, {1, 0}, {0, 0}};
    p.indices = {0, 1, 2, 0, 2, 3};
    p.material = material;
    return p;
}

PrimitiveData box(float r, int material) {
    PrimitiveData p;
    p.material = material;
    for (int axis = 0; axis < 3; ++axis) {
        for (const float side : {-1.0F, 1.0F}) {
            glm::vec3 n(0), u(0), v(0);
            n[axis] = side;
            u[(axis + 1) % 3] = side;
            v[(axis + 2) % 3] = 1;
            const auto first = static_cast<std::uint32_t>(p.positions.size());
            for (const glm::vec2 corner : {glm::vec2(-1, -1), glm::vec2(1, -1), glm::vec2(1, 1), glm::vec2(-1, 1)}) {
                p.positions.push_back(r * (n + corner.x * u + corner.y * v));
                p.normals.push_back(n);
                p.uvs.push_back(0.5F * corner + 0.5F);
            }
            for (const std::uint32_t k : {0, 1, 2, 0, 2, 3}) p.indices.push_back(first + k);
        }
    }
    return p;
}

PrimitiveData ball(float r, int segments, int material) {
    PrimitiveData p;
    p.material = material;
    p.normals = ball_points(segments);
    for (std::size_t i = 0; i < p.normals.size(); ++i) {
        p.positions.push_back(r * p.normals[i]);
        const auto columns = static_cast<std::size_t>(2 * segments + 1);
        p.uvs.emplace_back(static_cast<float>(i % columns) / static_cast<float>(2 * segments),
                           static_cast<float>(i / columns) / static_cast<float>(segments));
    }
    ball_indices(segments, p);
    return p;
}

PrimitiveData rock(Random& random, float r, int segments, float roughness, int material) {
    PrimitiveData p;
    p.material = material;
    p.positions = ball_points(segments);
    const auto columns = static_cast<std::size_t>(2 * segments + 1);
    std::vector<float> radius;
    for (std::size_t i = 0; i < p.positions.size(); ++i) {
        radius.push_back(r * static_cast<float>(random.uniform(1 - roughness, 1 + roughness)));
        // The poles and the seam are one point each, or the mesh would not be closed.
        const std::size_t row = i / columns;
        if (row == 0 || row == static_cast<std::size_t>(segments))
            radius[i] = r;
        else if (i % columns == columns - 1)
            radius[i] = radius[row * columns];
        p.positions[i] *= radius[i];
    }
    ball_indices(segments, p);
    return p;
}

PrimitiveData sheet(int segments, const std::function<glm::vec3(float, float)>& place, int material) {
    PrimitiveData p;
    p.material = material;
    for (int j = 0; j <= segments; ++j) {
        for (int i = 0; i <= segments; ++i) {
            const float u = static_cast<float>(i) / static_cast<float>(segments);
            const float v = static_cast<float>(j) / static_cast<float>(segments);
            p.positions.push_back(place(u, v));
            p.uvs.emplace_back(u, v);
            if (i == segments || j == segments) continue;
            const auto a = static_cast<std::uint32_t>(j * (segments + 1) + i);
            const std::uint32_t below = a + static_cast<std::uint32_t>(segments) + 1;
            p.indices.insert(p.indices.end(), {a, below, below + 1, a, below + 1, a + 1});
        }
    }
    return p;
}

PrimitiveData soup(Random& random, int count, const glm::vec3& low, const glm::vec3& high, float size) {
    PrimitiveData p;
    for (int i = 0; i < count; ++i) {
        const glm::vec3 first = random.in_box(low, high);
        p.positions.push_back(first);
        for (int k = 0; k < 2; ++k) p.positions.push_back(first + random.in_box(glm::vec3(-size), glm::vec3(size)));
    }
    return p;
}

nlohmann::json list(const glm::vec3& v) {
    return {v.x, v.y, v.z};
}
nlohmann::json list(const glm::vec4& v) {
    return {v.x, v.y, v.z, v.w};
}

glm::vec4 turn(const glm::vec3& axis, double angle_rad) {
    return {glm::normalize(axis) * static_cast<float>(std::sin(angle_rad / 2)), std::cos(angle_rad / 2)};
}

std::vector<float> joined(const std::vector<glm::vec3>& values) {
    std::vector<float> out;
    for (const glm::vec3& v : values) out.insert(out.end(), {v.x, v.y, v.z});
    return out;
}

std::vector<float> joined(const std::vector<glm::vec4>& values) {
    std::vector<float> out;
    for (const glm::vec4& v : values) out.insert(out.end(), {v.x, v.y, v.z, v.w});
    return out;
}

}  // namespace plumb::oracle
