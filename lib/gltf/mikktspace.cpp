#include "gltf/mikktspace.hpp"

#include "gltf/vertex_weld.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

namespace plumb::gltf {

namespace {

constexpr std::uint32_t unassigned = std::numeric_limits<std::uint32_t>::max();

struct Triangle {
    glm::dvec3 tangent{0};  ///< direction of growing u, unit or zero
    std::array<std::uint32_t, 3> neighbors{unassigned, unassigned, unassigned};  ///< across the edge from corner k
    std::array<std::uint32_t, 3> groups{unassigned, unassigned, unassigned};
    bool is_degenerate = false;      ///< two corners at one place
    bool has_tangent = false;        ///< texture coordinates span an area
    bool keeps_orientation = false;  ///< u, v, normal are right-handed on it
};

struct Group {
    std::uint32_t vertex = 0;
    bool keeps_orientation = false;
    std::vector<std::uint32_t> triangles;
};

/// As the published code decides what is zero.
bool is_not_zero(double value) {
    return std::abs(value) > std::numeric_limits<float>::min();
}

glm::dvec3 normalized_or_zero(const glm::dvec3& v) {
    const double length = glm::length(v);
    return is_not_zero(length) ? v / length : glm::dvec3(0);
}

glm::dvec3 in_plane(const glm::dvec3& v, const glm::dvec3& normal) {
    return normalized_or_zero(v - normal * glm::dot(normal, v));
}

class TangentSpace {
public:
    explicit TangentSpace(const TangentInput& input)
        : input_(input),
          welded_(weld_vertices(input.positions, input.normals, input.uvs)),
          triangles_(input.indices.size() / 3) {}

    std::vector<glm::vec4> compute() {
        for (std::size_t t = 0; t < triangles_.size(); ++t) describe(t);
        connect();
        make_groups();
        std::vector<glm::vec4> tangents(triangles_.size() * 3, glm::vec4(1, 0, 0, 1));
        for (const Group& group : groups_) evaluate(group, tangents);
        copy_to_degenerate(tangents);
        return tangents;
    }

private:
    std::uint32_t corner(std::size_t triangle, std::size_t k) const { return input_.indices[triangle * 3 + k]; }
    std::uint32_t vertex(std::size_t triangle, std::size_t k) const { return welded_[corner(triangle, k)]; }
    glm::dvec3 position(std::size_t triangle, std::size_t k) const { return input_.positions[corner(triangle, k)]; }

    void describe(std::size_t t) {
        Triangle& triangle = triangles_[t];
        const glm::dvec3 p0 = position(t, 0);
        const glm::dvec3 p1 = position(t, 1);
        const glm::dvec3 p2 = position(t, 2);
        triangle.is_degenerate = p0 == p1 || p0 == p2 || p1 == p2;
        const glm::dvec2 uv0 = input_.uvs[corner(t, 0)];
        const glm::dvec2 uv1 = glm::dvec2(input_.uvs[corner(t, 1)]) - uv0;
        const glm::dvec2 uv2 = glm::dvec2(input_.uvs[corner(t, 2)]) - uv0;
        const double area = uv1.x * uv2.y - uv1.y * uv2.x;
        const glm::dvec3 along_u = (p1 - p0) * uv2.y - (p2 - p0) * uv1.y;
        const glm::dvec3 along_v = (p2 - p0) * uv1.x - (p1 - p0) * uv2.x;
        triangle.keeps_orientation = area > 0;
        if (!is_not_zero(area)) return;
        triangle.tangent = normalized_or_zero(triangle.keeps_orientation ? along_u : -along_u);
        triangle.has_tangent = is_not_zero(glm::length(along_u)) && is_not_zero(glm::length(along_v));
    }

    /// Pairs the triangles on both sides of each edge; each edge of a triangle gets one neighbour at most.
    void connect() {
        struct Edge {
            std::uint64_t key;
            std::uint32_t triangle;
            std::uint8_t from;  ///< corner where the edge starts
            bool is_flipped;    ///< runs from the larger to the smaller vertex
        };
        std::vector<Edge> edges;
        edges.reserve(triangles_.size() * 3);
        for (std::uint32_t t = 0; t < triangles_.size(); ++t) {
            if (triangles_[t].is_degenerate) continue;
            for (std::uint8_t k = 0; k < 3; ++k) {
                const std::uint64_t a = vertex(t, k);
                const std::uint64_t b = vertex(t, (k + 1U) % 3U);
                edges.push_back({std::min(a, b) << 32 | std::max(a, b), t, k, a > b});
            }
        }
        std::sort(edges.begin(), edges.end(), [](const Edge& a, const Edge& b) {
            return a.key != b.key             ? a.key < b.key
                   : a.triangle != b.triangle ? a.triangle < b.triangle
                                              : a.from < b.from;
        });
        // The k-th edge of one direction meets the k-th of the other.
        for (std::size_t begin = 0; begin < edges.size();) {
            std::size_t end = begin;
            while (end < edges.size() && edges[end].key == edges[begin].key) ++end;
            std::size_t forward = begin;
            std::size_t backward = begin;
            while (true) {
                while (forward < end && edges[forward].is_flipped) ++forward;
                while (backward < end && !edges[backward].is_flipped) ++backward;
                if (forward >= end || backward >= end) break;
                triangles_[edges[forward].triangle].neighbors[edges[forward].from] = edges[backward].triangle;
                triangles_[edges[backward].triangle].neighbors[edges[backward].from] = edges[forward].triangle;
                ++forward;
                ++backward;
            }
            begin = end;
        }
    }

    void make_groups() {
        for (std::uint32_t t = 0; t < triangles_.size(); ++t) {
            const Triangle& triangle = triangles_[t];
            if (triangle.is_degenerate || !triangle.has_tangent) continue;
            for (std::uint32_t k = 0; k < 3; ++k) {
                if (triangle.groups[k] != unassigned) continue;
                groups_.push_back({vertex(t, k), triangle.keeps_orientation, {}});
                grow(static_cast<std::uint32_t>(groups_.size() - 1), t);
            }
        }
    }

    /// Adds `first` and what it reaches around the group's vertex over shared edges.
    void grow(std::uint32_t group_index, std::uint32_t first) {
        Group& group = groups_[group_index];
        stack_.assign(1, first);
        while (!stack_.empty()) {
            const std::uint32_t t = stack_.back();
            stack_.pop_back();
            Triangle& triangle = triangles_[t];
            std::uint32_t k = 0;
            while (k < 3 && vertex(t, k) != group.vertex) ++k;
            if (k == 3 || triangle.groups[k] != unassigned) continue;
            const bool is_free = triangle.groups[0] == unassigned && triangle.groups[1] == unassigned &&
                                 triangle.groups[2] == unassigned;
            if (!triangle.has_tangent && is_free) triangle.keeps_orientation = group.keeps_orientation;
            if (triangle.keeps_orientation != group.keeps_orientation) continue;
            triangle.groups[k] = group_index;
            group.triangles.push_back(t);
            for (const std::uint32_t neighbor : {triangle.neighbors[(k + 2) % 3], triangle.neighbors[k]})
                if (neighbor != unassigned) stack_.push_back(neighbor);
        }
    }

    std::uint32_t corner_in(const Triangle& triangle, std::uint32_t group_index) const {
        return triangle.groups[0] == group_index ? 0 : triangle.groups[1] == group_index ? 1 : 2;
    }

    /// Angle at corner `k` between the two edges, both seen in the plane of the normal.
    double corner_angle(std::uint32_t t, std::uint32_t k, const glm::dvec3& normal) const {
        const glm::dvec3 here = position(t, k);
        const glm::dvec3 previous = in_plane(position(t, (k + 2) % 3) - here, normal);
        const glm::dvec3 next = in_plane(position(t, (k + 1) % 3) - here, normal);
        return std::acos(std::clamp(glm::dot(previous, next), -1.0, 1.0));
    }

    void evaluate(const Group& group, std::vector<glm::vec4>& tangents) const {
        const auto group_index = static_cast<std::uint32_t>(&group - groups_.data());
        glm::dvec3 sum(0);
        for (const std::uint32_t t : group.triangles) {
            const Triangle& triangle = triangles_[t];
            if (!triangle.has_tangent) continue;
            const std::uint32_t k = corner_in(triangle, group_index);
            const glm::dvec3 normal = input_.normals[corner(t, k)];
            sum += in_plane(triangle.tangent, normal) * corner_angle(t, k, normal);
        }
        const glm::dvec3 mean = normalized_or_zero(sum);
        // v grows downward in glTF's images, so the method's sign is turned round.
        const float sign = group.keeps_orientation ? -1.0F : 1.0F;
        for (const std::uint32_t t : group.triangles) {
            const std::uint32_t k = corner_in(triangles_[t], group_index);
            // Opposite tangents that cancel out decide nothing for each other.
            const glm::dvec3 own = mean == glm::dvec3(0)
                                       ? in_plane(triangles_[t].tangent, glm::dvec3(input_.normals[corner(t, k)]))
                                       : mean;
            if (own != glm::dvec3(0)) tangents[t * std::size_t{3} + k] = glm::vec4(glm::vec3(own), sign);
        }
    }

    /// A triangle without area takes what another triangle has at the same vertex.
    void copy_to_degenerate(std::vector<glm::vec4>& tangents) const {
        const bool has_any = std::any_of(triangles_.begin(), triangles_.end(),
                                         [](const Triangle& triangle) { return triangle.is_degenerate; });
        if (!has_any) return;
        std::vector<std::uint32_t> first_corner(input_.positions.size(), unassigned);
        for (std::uint32_t t = 0; t < triangles_.size(); ++t)
            for (std::uint32_t k = 0; k < 3 && !triangles_[t].is_degenerate; ++k)
                if (std::uint32_t& first = first_corner[vertex(t, k)]; first == unassigned) first = t * 3 + k;
        for (std::uint32_t t = 0; t < triangles_.size(); ++t)
            for (std::uint32_t k = 0; k < 3 && triangles_[t].is_degenerate; ++k)
                if (const std::uint32_t first = first_corner[vertex(t, k)]; first != unassigned)
                    tangents[t * std::size_t{3} + k] = tangents[first];
    }

    TangentInput input_;
    std::vector<std::uint32_t> welded_;
    std::vector<Triangle> triangles_;
    std::vector<Group> groups_;
    std::vector<std::uint32_t> stack_;
};

}  // namespace

std::vector<glm::vec4> mikktspace_tangents(const TangentInput& input) {
    return TangentSpace(input).compute();
}

}  // namespace plumb::gltf
