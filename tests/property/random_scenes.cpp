#include "random_scenes.hpp"

namespace plumb::property {
namespace {

using nlohmann::json;
using oracle::joined;
using oracle::list;
using oracle::PrimitiveData;
using oracle::Random;
using oracle::SceneCase;
using oracle::SceneWriter;

int below(Random& random, int limit) {
    return static_cast<int>(random.uniform(0, limit));
}

void add_materials(SceneWriter& w, Random& random) {
    std::vector<std::uint8_t> texels;
    for (int i = 0; i < 4 * 64; ++i) texels.push_back(static_cast<std::uint8_t>(random.uniform(0, 256)));
    const json noise = {{"index", w.texture(8, 8, texels)}};
    for (int i = 0; i < material_count; ++i) {
        json color = json::array();
        for (int c = 0; c < 3; ++c) color.push_back(random.uniform(0, 1));
        color.push_back(i == 2 ? 0.5 : 1.0);
        json material = {{"name", "material " + std::to_string(i)},
                         {"doubleSided", i % 2 == 0},
                         {"emissiveFactor", {0.1 * i, 0, 0.05}},
                         {"pbrMetallicRoughness",
                          {{"baseColorFactor", color},
                           {"metallicFactor", random.uniform(0, 1)},
                           {"roughnessFactor", random.uniform(0.1, 1)}}}};
        if (i == 1) material["alphaMode"] = "MASK";
        if (i == 2) material["alphaMode"] = "BLEND";
        if (i == 1 || i == 3) material["pbrMetallicRoughness"]["baseColorTexture"] = noise;
        w.material(material);
    }
}

PrimitiveData bare_shape(Random& random, int material) {
    const auto size = static_cast<float>(random.uniform(0.4, 1.3));
    switch (below(random, 5)) {
        case 0:
            return oracle::box(size, material);
        case 1:
            return oracle::ball(size, 5, material);
        case 2:
            return oracle::rock(random, size, 6, 0.3F, material);
        case 3:
            return oracle::square(1.5F * size, material);
        default: {
            PrimitiveData p = oracle::soup(random, 25, glm::vec3(-size), glm::vec3(size), 0.8F * size);
            p.material = material;
            return p;
        }
    }
}

/// @param material  -1 for the default one
PrimitiveData shape(Random& random, int material) {
    PrimitiveData p = bare_shape(random, material);
    if (p.uvs.empty() && material >= 0) {
        for (const glm::vec3& at : p.positions) p.uvs.emplace_back(0.7F * at.x + 0.2F, 0.7F * at.y + at.z);
    }
    return p;
}

/// A strip of three joints that bends.
void add_banner(SceneWriter& w, Random& random) {
    PrimitiveData p = oracle::sheet(
        8, [](float u, float v) { return glm::vec3(2 * u, v, 0.1F * std::sin(9 * u)); }, 0);
    for (const glm::vec3& at : p.positions) {
        const float along = std::min(at.x, 1.999F);
        const auto first = static_cast<std::uint32_t>(along);
        const float share = along - static_cast<float>(first);
        p.joints.emplace_back(first, first + 1, 0, 0);
        p.weights.emplace_back(1 - share, share, 0, 0);
    }
    std::vector<int> joints;
    std::vector<glm::mat4> inverse_bind;
    for (int j = 2; j >= 0; --j) {
        json node = {{"translation", {j == 0 ? 0 : 1, 0, 0}}};
        if (!joints.empty()) node["children"] = {joints.front()};
        joints.insert(joints.begin(), w.node(node, false));
        const double bend = random.uniform(-0.6, 0.6);
        w.track({joints.front(),
                 "rotation",
                 {0, 1},
                 joined(std::vector{oracle::turn({0, 1, 0}, 0), oracle::turn({0.2F, 1, 0}, bend)})});
        glm::mat4 inverse(1);
        inverse[3] = glm::vec4(static_cast<float>(-j), 0, 0, 1);
        inverse_bind.insert(inverse_bind.begin(), inverse);
    }
    const int node = w.node({{"name", "banner"}, {"mesh", w.mesh({p})}, {"skin", w.skin(joints, inverse_bind)}}, false);
    w.node({{"children", {joints.front(), node}}, {"translation", list(random.in_box({-2, -1, -7}, {0, 1, -5}))}});
}

void build(SceneWriter& w, Random& random) {
    add_materials(w, random);
    std::vector<int> meshes;
    for (int i = 0; i < 5; ++i) {
        std::vector<PrimitiveData> primitives;
        for (int p = 0; p <= below(random, 2); ++p) primitives.push_back(shape(random, below(random, 6) - 1));
        meshes.push_back(w.mesh(primitives));
    }
    w.node({{"name", "wall"},
            {"mesh", w.mesh({oracle::square(9)})},
            {"translation", {2, 0, -14}},
            {"extras", {{"class", "wall"}}}});
    const int count = 4 + below(random, 12);
    for (int i = 0; i < count; ++i) {
        const glm::vec3 place = random.in_box({-4, -3, -12}, {4, 3, -4});
        json node = {{"mesh", meshes[static_cast<std::size_t>(below(random, 5))]},
                     {"translation", list(place)},
                     {"rotation", list(random.quaternion())}};
        if (i % 3 == 0) node["scale"] = list(random.in_box(glm::vec3(-1.3F), glm::vec3(1.3F)));
        if (i % 2 == 0) node["extras"] = {{"class", "kind " + std::to_string(i % 4)}};
        const int index = w.node(node);
        if (i % 3 == 1)
            w.track({index,
                     "translation",
                     {0, 1},
                     joined(std::vector{place, place + random.in_box({-3, -2, -2}, {3, 2, 2})})});
        if (i % 4 == 1)
            w.track({index, "rotation", {0, 1}, joined(std::vector{random.quaternion(), random.quaternion()})});
    }
    add_banner(w, random);
}

}  // namespace

SceneCase random_scene(int seed) {
    const std::string name = "random_" + std::to_string(seed);
    Random random(name + " view");
    const auto point = [&](float reach) { return glm::dvec3(random.in_box(glm::vec3(-reach), glm::vec3(reach))); };
    oracle::ViewRequest view =
        seed % 5 == 4 ? oracle::look_parallel(point(1.5F), glm::dvec3(0, 0, -8) + point(1), random.uniform(2, 5))
                      : oracle::look(point(1.5F), glm::dvec3(0, 0, -8) + point(1), random.uniform(0.4, 1.3));
    view.time_s = random.uniform(0.1, 0.7);
    view.dt_s = seed % 4 == 3 ? 0.3 : 0.06;
    if (seed % 3 == 0) {
        view.next_placement = *view.placement;
        view.next_placement->eye += 0.2 * point(1);
        view.previous_placement = *view.placement;
        view.previous_placement->target += 0.2 * point(1);
    }
    if (seed % 7 == 5) view.placement->lens.far_m = 10;
    const auto edge = [&] { return 17 + below(random, 64); };
    return {name, build, view, {}, {{edge(), edge()}}, seed % 2 == 0};
}

SceneCase with_materials_reordered(const SceneCase& scene, std::span<const int> order) {
    SceneCase result = scene;
    const std::vector<int> places(order.begin(), order.end());
    // The name stays: it is the seed.
    result.build = [build = scene.build, places](SceneWriter& w, Random& random) {
        build(w, random);
        const json materials = w.root()["materials"];
        std::vector<int> new_index(places.size());
        for (std::size_t i = 0; i < places.size(); ++i) {
            w.root()["materials"][i] = materials[static_cast<std::size_t>(places[i])];
            new_index[static_cast<std::size_t>(places[i])] = static_cast<int>(i);
        }
        for (json& mesh : w.root()["meshes"]) {
            for (json& primitive : mesh["primitives"]) {
                if (primitive.contains("material"))
                    primitive["material"] = new_index[primitive["material"].get<std::size_t>()];
            }
        }
    };
    return result;
}

std::vector<SceneCase> other_scenes() {
    std::vector<SceneCase> result;
    const std::vector<SceneCase> others = oracle::all_scenes();
    for (std::size_t i = 0; i < others.size(); ++i) {
        // Two show the classes that no other scene has: no neighbour, and absent then.
        if (i % 3 != 0 && others[i].name != "alone" && others[i].name != "hidden_nodes") continue;
        result.push_back(others[i]);
        result.back().sizes = {{64, 48}};
    }
    return result;
}

}  // namespace plumb::property
