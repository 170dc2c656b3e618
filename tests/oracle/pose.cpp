#include "pose.hpp"

#include <algorithm>
#include <cmath>

namespace plumb::oracle {
namespace {

using Numbers = std::vector<double>;

Numbers slerp(Numbers a, Numbers b, double u) {
    const auto normalize = [](Numbers& q) {
        double sum = 0;
        for (const double v : q) sum += v * v;
        for (double& v : q) v /= std::sqrt(sum);
    };
    normalize(a);
    normalize(b);
    double dot = 0;
    for (std::size_t i = 0; i < 4; ++i) dot += a[i] * b[i];
    const double sign = dot < 0 ? -1 : 1;
    const double angle = std::acos(std::min(1.0, std::abs(dot)));
    Numbers q(4);
    for (std::size_t i = 0; i < 4; ++i) {
        q[i] = angle < 1e-9 ? a[i] * (1 - u) + sign * b[i] * u
                            : (std::sin((1 - u) * angle) * a[i] + sign * std::sin(u * angle) * b[i]) / std::sin(angle);
    }
    normalize(q);
    return q;
}

/// glTF 2.0, appendix C: the value of a channel at `t`, clamped to the ends.
Numbers sample(const Channel& channel, double t) {
    const bool is_cubic = channel.mode == Channel::Mode::cubic;
    const std::size_t w = channel.width;
    const auto part = [&](std::size_t key, std::size_t which) {  // cubic: 0 in-tangent, 1 value, 2 out-tangent
        const auto first =
            channel.values.begin() + static_cast<std::ptrdiff_t>(is_cubic ? (key * 3 + which) * w : key * w);
        return Numbers(first, first + static_cast<std::ptrdiff_t>(w));
    };
    const Numbers& times = channel.times;
    if (t <= times.front()) return part(0, 1);
    if (t >= times.back()) return part(times.size() - 1, 1);
    const auto k = static_cast<std::size_t>(std::upper_bound(times.begin(), times.end(), t) - times.begin()) - 1;
    if (channel.mode == Channel::Mode::step) return part(k, 1);
    const double span = times[k + 1] - times[k];
    const double u = (t - times[k]) / span;
    const Numbers a = part(k, 1);
    const Numbers b = part(k + 1, 1);
    if (!is_cubic && channel.path == Channel::Path::rotation) return slerp(a, b, u);
    Numbers out(w);
    const Numbers leaving = part(k, 2);
    const Numbers arriving = part(k + 1, 0);
    for (std::size_t i = 0; i < w; ++i) {
        out[i] = a[i] * (1 - u) + b[i] * u;
        if (!is_cubic) continue;
        const double u2 = u * u;
        const double u3 = u2 * u;
        out[i] = (2 * u3 - 3 * u2 + 1) * a[i] + span * (u3 - 2 * u2 + u) * leaving[i] + (3 * u2 - 2 * u3) * b[i] +
                 span * (u3 - u2) * arriving[i];
    }
    return out;
}

}  // namespace

glm::dmat4 compose(const glm::dvec3& translation, const glm::dvec4& rotation_xyzw, const glm::dvec3& scale) {
    const glm::dvec4 q = rotation_xyzw / std::sqrt(glm::dot(rotation_xyzw, rotation_xyzw));
    const double x = q.x, y = q.y, z = q.z, w = q.w;
    glm::dmat4 m(1);
    m[0] = scale.x * glm::dvec4(1 - 2 * (y * y + z * z), 2 * (x * y + z * w), 2 * (x * z - y * w), 0);
    m[1] = scale.y * glm::dvec4(2 * (x * y - z * w), 1 - 2 * (x * x + z * z), 2 * (y * z + x * w), 0);
    m[2] = scale.z * glm::dvec4(2 * (x * z + y * w), 2 * (y * z - x * w), 1 - 2 * (x * x + y * y), 0);
    m[3] = glm::dvec4(translation, 1);
    return m;
}

Pose pose_at(const Model& model, double time_s, int animation) {
    std::vector<Node> nodes = model.nodes;
    for (Node& node : nodes) {
        if (node.weights.empty() && node.mesh >= 0)
            node.weights = model.meshes[static_cast<std::size_t>(node.mesh)].weights;
    }
    if (animation >= 0 && static_cast<std::size_t>(animation) < model.animations.size()) {
        for (const Channel& channel : model.animations[static_cast<std::size_t>(animation)]) {
            const Numbers v = sample(channel, time_s);
            Node& node = nodes[static_cast<std::size_t>(channel.node)];
            switch (channel.path) {
                case Channel::Path::translation:
                    node.translation = {v[0], v[1], v[2]};
                    break;
                case Channel::Path::rotation:
                    node.rotation_xyzw = {v[0], v[1], v[2], v[3]};
                    break;
                case Channel::Path::scale:
                    node.scale = {v[0], v[1], v[2]};
                    break;
                case Channel::Path::weights:
                    node.weights = v;
                    break;
                case Channel::Path::visibility:
                    node.is_visible = v[0] != 0;
                    break;
            }
        }
    }
    Pose pose;
    pose.world_from_node.assign(nodes.size(), glm::dmat4(1));
    pose.is_visible.assign(nodes.size(), 1);
    for (const int index : model.depth_first) {
        const auto i = static_cast<std::size_t>(index);
        const Node& node = nodes[i];
        const glm::dmat4 local =
            node.has_matrix ? node.matrix : compose(node.translation, node.rotation_xyzw, node.scale);
        const bool has_parent = node.parent >= 0;
        const auto up = static_cast<std::size_t>(has_parent ? node.parent : 0);
        pose.world_from_node[i] = has_parent ? pose.world_from_node[up] * local : local;
        pose.is_visible[i] = node.is_visible && (!has_parent || pose.is_visible[up] != 0);
    }
    for (Node& node : nodes) pose.weights.push_back(std::move(node.weights));
    return pose;
}

}  // namespace plumb::oracle
