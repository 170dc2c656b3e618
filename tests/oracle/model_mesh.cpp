#include "model.hpp"

#include <stdexcept>

namespace plumb::oracle {
namespace {

using nlohmann::json;

template <int N>
std::vector<glm::vec<N, double>> vectors(const Document& document, const json& attributes, const char* name) {
    std::vector<glm::vec<N, double>> out;
    if (!attributes.contains(name)) return out;
    const Accessor a = document.accessor(attributes.at(name));
    out.resize(a.count);
    for (std::size_t i = 0; i < a.count; ++i) {
        for (std::size_t c = 0; c < N; ++c) out[i][static_cast<int>(c)] = c < a.width ? a.at(i, c) : 1.0;
    }
    return out;
}

std::vector<std::array<std::uint32_t, 3>> triangles_of(int mode, const std::vector<std::uint32_t>& v) {
    std::vector<std::array<std::uint32_t, 3>> out;
    if (mode == 4) {
        for (std::size_t i = 0; i + 2 < v.size(); i += 3) out.push_back({v[i], v[i + 1], v[i + 2]});
    }
    // glTF 2.0, section 3.7.2.1: the vertex orders of strips and fans.
    for (std::size_t i = 0; mode == 5 && i + 2 < v.size(); ++i)
        out.push_back({v[i], v[i + 1 + i % 2], v[i + 2 - i % 2]});
    for (std::size_t i = 0; mode == 6 && i + 2 < v.size(); ++i) out.push_back({v[i + 1], v[i + 2], v[0]});
    return out;
}

void read_influences(const Document& document, const json& attributes, Primitive& p) {
    std::vector<Accessor> joints;
    std::vector<Accessor> weights;
    for (int set = 0; attributes.contains("JOINTS_" + std::to_string(set)); ++set) {
        joints.push_back(document.accessor(attributes.at("JOINTS_" + std::to_string(set))));
        weights.push_back(document.accessor(attributes.at("WEIGHTS_" + std::to_string(set))));
    }
    p.influence_count = 4 * joints.size();
    for (std::size_t v = 0; v < p.positions.size() && !joints.empty(); ++v) {
        double sum = 0;
        const std::size_t first = p.weights.size();
        for (std::size_t s = 0; s < joints.size(); ++s) {
            for (std::size_t c = 0; c < 4; ++c) {
                p.joints.push_back(static_cast<std::uint32_t>(joints[s].at(v, c)));
                p.weights.push_back(weights[s].at(v, c));
                sum += p.weights.back();
            }
        }
        for (std::size_t i = first; i < p.weights.size(); ++i) p.weights[i] /= sum;
    }
}

Primitive read_primitive(const Document& document, const json& source) {
    const json& attributes = source.at("attributes");
    Primitive p;
    p.material = source.value("material", -1);
    p.positions = vectors<3>(document, attributes, "POSITION");
    p.normals = vectors<3>(document, attributes, "NORMAL");
    p.tangents = vectors<4>(document, attributes, "TANGENT");
    p.colors = vectors<4>(document, attributes, "COLOR_0");
    p.uvs = {vectors<2>(document, attributes, "TEXCOORD_0"), vectors<2>(document, attributes, "TEXCOORD_1")};
    std::vector<std::uint32_t> order(p.positions.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::uint32_t>(i);
    if (source.contains("indices")) {
        const Accessor indices = document.accessor(source.at("indices"));
        order.assign(indices.values.begin(), indices.values.end());
    }
    p.triangles = triangles_of(source.value("mode", 4), order);
    read_influences(document, attributes, p);
    for (const json& target : source.value("targets", json::array())) {
        p.targets.push_back({vectors<3>(document, target, "POSITION"), vectors<3>(document, target, "NORMAL"),
                             vectors<3>(document, target, "TANGENT")});
    }
    return p;
}

}  // namespace

std::vector<Mesh> read_meshes(const Document& document) {
    std::vector<Mesh> meshes;
    for (const json& source : document.json().value("meshes", json::array())) {
        Mesh mesh;
        bool is_first = true;
        for (const json& primitive : source.at("primitives")) {
            mesh.primitives.push_back(read_primitive(document, primitive));
            const Primitive& p = mesh.primitives.back();
            mesh.triangle_count += p.triangles.size();
            if (p.triangles.empty()) continue;
            for (const glm::dvec3& v : p.positions) {
                mesh.rest_min = is_first ? v : glm::min(mesh.rest_min, v);
                mesh.rest_max = is_first ? v : glm::max(mesh.rest_max, v);
                is_first = false;
            }
        }
        mesh.weights = source.value("weights", std::vector<double>{});
        if (mesh.weights.empty() && !mesh.primitives.empty())
            mesh.weights.resize(mesh.primitives[0].targets.size(), 0.0);
        if (source.contains("extras")) mesh.class_name = source.at("extras").value("class", "");
        meshes.push_back(std::move(mesh));
    }
    return meshes;
}

}  // namespace plumb::oracle
