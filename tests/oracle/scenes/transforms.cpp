#include "scene_case.hpp"

namespace plumb::oracle {
namespace {

using nlohmann::json;

void mirrored(SceneWriter& w, Random& random) {
    const int mesh = w.mesh({rock(random, 0.6F, 8, 0.2F), box(0.4F)});
    for (int i = 0; i < 24; ++i) {
        const glm::vec3 scale(i % 2 != 0 ? -1.2F : 0.9F, i % 4 > 1 ? -0.8F : 1.1F, i % 8 > 3 ? -1.0F : 1.3F);
        const int node = w.node({{"mesh", mesh},
                                 {"translation", list(random.in_box({-4, -3, -9}, {4, 3, -5}))},
                                 {"rotation", list(random.quaternion())},
                                 {"scale", list(scale)}});
        if (i % 3 == 0)
            w.track({node, "rotation", {0, 1}, joined(std::vector{random.quaternion(), random.quaternion()})});
    }
}

/// Rotations below non-uniform, partly mirrored scales.
void sheared(SceneWriter& w, Random& random) {
    const int mesh = w.mesh({ball(0.6F, 8)});
    for (int i = 0; i < 10; ++i) {
        int child = w.node({{"mesh", mesh}, {"rotation", list(random.quaternion())}, {"scale", {1, 0.4, 1.5}}}, false);
        const int leaf = child;
        for (int level = 0; level < 3; ++level) {
            const glm::vec3 scale =
                random.in_box(glm::vec3(0.6F), glm::vec3(1.5F)) * glm::vec3(level == i % 3 ? -1 : 1, 1, 1);
            child =
                w.node({{"children", {child}}, {"rotation", list(random.quaternion())}, {"scale", list(scale)}}, false);
        }
        w.node({{"children", {child}}, {"translation", list(random.in_box({-4, -3, -10}, {4, 3, -6}))}});
        w.track({leaf, "rotation", {0, 1}, joined(std::vector{random.quaternion(), random.quaternion()})});
    }
}

void deep(SceneWriter& w, Random& random, int levels, bool is_animated) {
    const int mesh = w.mesh({box(0.35F)});
    int child = -1;
    for (int i = 0; i < levels; ++i) {
        json node = {{"translation", {0.11, 0.02, 0}},
                     {"rotation", list(turn(random.in_box(glm::vec3(-1), glm::vec3(1)), 0.11))}};
        if (i % 5 == 0) node["mesh"] = mesh;
        if (child >= 0) node["children"] = {child};
        child = w.node(node, i == levels - 1);
        if (is_animated && i % 4 == 0) {
            w.track({child, "rotation", {0, 1}, joined(std::vector{turn({0, 0, 1}, 0.1), turn({0.2F, 0, 1}, 0.16)})});
        }
    }
}

void matrices(SceneWriter& w, Random& random) {
    const int mesh = w.mesh({box(0.6F)});
    for (int i = 0; i < 12; ++i) {
        const glm::vec3 place = random.in_box({-4, -3, -10}, {4, 3, -5});
        json matrix;
        for (int c = 0; c < 3; ++c) {
            glm::vec3 column = random.in_box(glm::vec3(-0.4F), glm::vec3(0.4F));
            column[c] += 1;
            for (const float v : {column.x, column.y, column.z, 0.0F}) matrix.push_back(v);
        }
        for (const float v : {place.x, place.y, place.z, 1.0F}) matrix.push_back(v);
        w.node({{"mesh", mesh}, {"matrix", matrix}});
    }
}

void copies(SceneWriter& w, Random& random, int count, const PrimitiveData& shape, const glm::vec3& low,
            const glm::vec3& high, float size) {
    std::vector<glm::vec3> places;
    std::vector<glm::vec4> turns;
    std::vector<glm::vec3> scales;
    for (int i = 0; i < count; ++i) {
        places.push_back(random.in_box(low, high));
        turns.push_back(random.quaternion());
        scales.push_back(random.in_box(glm::vec3(0.6F * size), glm::vec3(1.4F * size)));
        if (i % 3 == 0) scales.back().x *= -1;
    }
    const json extension = w.instancing(places, turns, scales);
    const int parent = w.node({{"mesh", w.mesh({shape})}, {"extensions", extension}});
    w.track({parent, "rotation", {0, 1}, joined(std::vector{turn({0, 1, 0}, 0), turn({0, 1, 0}, 0.2)})});
}

PrimitiveData tetrahedron() {
    PrimitiveData p;
    p.positions = {{1, 1, 1}, {-1, -1, 1}, {-1, 1, -1}, {1, -1, -1}};
    p.indices = {0, 2, 1, 0, 1, 3, 0, 3, 2, 1, 2, 3};
    return p;
}

constexpr glm::dvec3 far_away(1.0e5, 2.0e3, -0.7e5);

/// Everything hangs below one node far from the origin.
void far_nodes(SceneWriter& w, Random& random) {
    const int mesh = w.mesh({rock(random, 0.8F, 10, 0.2F), box(0.5F)});
    json children = json::array();
    for (int i = 0; i < 20; ++i) {
        const int child = w.node({{"mesh", mesh},
                                  {"translation", list(random.in_box({-4, -3, -11}, {4, 3, -5}))},
                                  {"rotation", list(random.quaternion())}},
                                 false);
        children.push_back(child);
        if (i % 2 == 0)
            w.track({child, "rotation", {0, 1}, joined(std::vector{random.quaternion(), random.quaternion()})});
    }
    w.node({{"children", children}, {"translation", {far_away.x, far_away.y, far_away.z}}});
}

/// The vertices themselves are far from the origin; float32 places them on a grid of 8 mm.
void far_vertices(SceneWriter& w, Random& random) {
    PrimitiveData p =
        soup(random, 150, glm::vec3(far_away) + glm::vec3(-8, -6, -20), glm::vec3(far_away) + glm::vec3(8, 6, -6), 4);
    p.material = w.material({{"doubleSided", true}});
    w.node({{"mesh", w.mesh({p})}});
}

void many_sizes(SceneWriter& w, Random& random) {
    const int mesh = w.mesh({ball(1, 6)});
    for (int i = 0; i < 20; ++i) {
        const double size = std::pow(10.0, random.uniform(-4, 3));
        const int child = w.node({{"mesh", mesh}, {"scale", {1 / size, 1 / size, 1 / size}}}, false);
        w.node({{"children", {child}},
                {"scale", {size, size, size}},
                {"translation", list(random.in_box({-5, -4, -14}, {5, 4, -6}))}});
    }
}

}  // namespace

std::vector<SceneCase> transform_scenes() {
    const ViewRequest front = look({0, 0, 0}, {0, 0, -1});
    std::vector<SceneCase> scenes = {
        {"mirrored", mirrored, front, {0.02, 0.06, 0.05}},
        {"sheared", sheared, front, {0.02, 0.04, 0.05}},
        {"deep_250",
         [](SceneWriter& w, Random& r) { deep(w, r, 250, false); },
         look({0, 0, 14}, {0, 0, 0}),
         {0.02, 0.04, 0.01}},
        {"deep_animated",
         [](SceneWriter& w, Random& r) { deep(w, r, 220, true); },
         look({0, 0, 14}, {0, 0, 0}),
         {0.02, 0.04, 0.01}},
        {"matrices", matrices, front},
        {"copies",
         [](SceneWriter& w, Random& r) {
             copies(w, r, 400, box(1), {-6, -5, -14}, {6, 5, -5}, 0.3F);
         },
         front,
         {0.03, 0.08, 0.1}},
        {"copies_100000",
         [](SceneWriter& w, Random& r) {
             copies(w, r, 100000, tetrahedron(), {-30, -25, -90}, {30, 25, -30}, 0.2F);
         },
         front,
         {0.15, 0.45, 0.3}},
        {"far_nodes", far_nodes, look(far_away, far_away + glm::dvec3(0, 0, -1)), {0.02, 0.06, 0.1}},
        {"far_nodes_from_afar",
         far_nodes,
         look(far_away + glm::dvec3(300, 200, 400), far_away + glm::dvec3(0, 0, -8), 0.02),
         {0.02, 0.06, 0.1}},
        {"far_vertices", far_vertices, look(far_away, far_away + glm::dvec3(0, 0, -1)), {0.02, 0.04, 0.2}},
        {"many_sizes", many_sizes, front, {0.02, 0.05, 0.05}},
    };
    scenes[6].sizes = {{48, 36}, {47, 35}};
    return scenes;
}

}  // namespace plumb::oracle
