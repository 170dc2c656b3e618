#include "scene_case.hpp"

namespace plumb::oracle {
namespace {

/// A mesh that turns about an axis while the clip runs.
void add_turning(SceneWriter& w, const PrimitiveData& data, const glm::vec3& centre, double rate_rad_s) {
    PrimitiveData moved = data;
    for (glm::vec3& p : moved.positions) p -= centre;
    const int node = w.node({{"mesh", w.mesh({moved})}, {"translation", list(centre)}});
    w.track(
        {node, "rotation", {0, 1}, joined(std::vector{turn({0.3F, 1, 0.2F}, 0), turn({0.3F, 1, 0.2F}, rate_rad_s)})});
}

int two_sided(SceneWriter& w) {
    return w.material({{"doubleSided", true}});
}

SceneCase soup_case(const char* name, int count, float nearest, float farthest, float size, double excluded) {
    SceneCase c{
        name,
        [=](SceneWriter& w, Random& random) {
            const float spread = 0.5F * farthest;
            PrimitiveData p = soup(random, count, {-spread, -spread, -farthest}, {spread, spread, -nearest}, size);
            p.material = two_sided(w);
            add_turning(w, p, {0, 0, -0.5F * farthest}, 0.2);
        },
        look({0, 0, 0}, {0, 0, -1})};
    c.allowance.excluded_share = excluded;
    c.allowance.class_excluded_share = 4 * excluded;
    return c;
}

void slivers(SceneWriter& w, Random& random) {
    PrimitiveData p;
    for (int i = 0; i < 300; ++i) {
        const glm::vec3 a = random.in_box({-6, -5, -12}, {6, 5, -4});
        const glm::vec3 b = random.in_box({-6, -5, -12}, {6, 5, -4});
        p.positions.insert(p.positions.end(), {a, b, b + random.in_box(glm::vec3(-0.02F), glm::vec3(0.02F))});
    }
    p.material = two_sided(w);
    w.node({{"mesh", w.mesh({p, sheet(
                                    3, [](float u, float v) { return glm::vec3(40 * u - 20, 40 * v - 20, -15); },
                                    p.material)})}});
}

/// Spokes that meet in one point.
PrimitiveData spokes(int count, const glm::vec3& centre, float radius, float bulge) {
    PrimitiveData p;
    p.positions.push_back(centre);
    for (int i = 0; i <= count; ++i) {
        const double angle = 6.283185307179586 * i / count;
        p.positions.push_back(centre +
                              glm::vec3(radius * std::cos(angle), radius * std::sin(angle), i % 2 == 0 ? bulge : 0));
        const auto k = static_cast<std::uint32_t>(i);
        if (i > 0) p.indices.insert(p.indices.end(), {0, k, k + 1});
    }
    return p;
}

void crossing_squares(SceneWriter& w, Random& random) {
    const int mesh = w.mesh({square(3, two_sided(w))});
    for (int i = 0; i < 6; ++i) {
        w.node({{"mesh", mesh}, {"translation", {0, 0, -7}}, {"rotation", list(random.quaternion())}});
    }
}

void with_degenerates(SceneWriter& w, Random& random) {
    PrimitiveData p = soup(random, 300, {-5, -5, -12}, {5, 5, -4}, 2);
    for (std::size_t i = 0; i + 2 < p.positions.size(); i += 9) p.positions[i + 1] = p.positions[i];  // a point twice
    for (std::size_t i = 3; i + 2 < p.positions.size(); i += 9) {                                     // on one line
        p.positions[i + 2] = 0.5F * (p.positions[i] + p.positions[i + 1]);
    }
    p.material = two_sided(w);
    w.node({{"mesh", w.mesh({p})}});
}

void far_boxes(SceneWriter& w, Random& random) {
    const int mesh = w.mesh({box(0.5F)});
    for (int i = 0; i < 400; ++i) {
        const glm::vec3 place = random.in_box({-0.4F, -0.3F, -500}, {0.4F, 0.3F, -50});
        w.node({{"mesh", mesh},
                {"translation", list(glm::vec3(place.x * place.z, place.y * place.z, place.z))},
                {"rotation", list(random.quaternion())}});
    }
}

void waves(SceneWriter& w, Random&) {
    const PrimitiveData p = sheet(100, [](float u, float v) {
        return glm::vec3(12 * u - 6, 0.4F * std::sin(20 * u) * std::cos(17 * v), 10 * v - 10);
    });
    add_turning(w, p, {0, 0, -5}, 0.1);
}

}  // namespace

std::vector<SceneCase> triangle_scenes() {
    std::vector<SceneCase> scenes = {
        soup_case("soup_near", 200, 1, 8, 1, 0.02),
        soup_case("soup_far", 2000, 10, 80, 3, 0.02),
        soup_case("soup_small", 6000, 2, 16, 0.3F, 0.04),
        soup_case("soup_tiny", 16000, 2, 8, 0.05F, 0.04),
        soup_case("soup_large", 40, 3, 40, 40, 0.01),
        soup_case("soup_deep", 8000, 1, 20, 0.7F, 0.05),
        {"slivers", slivers, look({0, 0, 0}, {0, 0, -1}), {0.06, 0.18, 0.5}},
        {"spokes_dense",
         [](SceneWriter& w, Random&) {
             add_turning(w, spokes(720, {0.1F, 0.2F, -4}, 3, 0.2F), {0, 0, -4}, 0.3);
         },
         look({0, 0, 0}, {0, 0, -1}),
         {0.06, 0.25, 0.5}},
        {"spokes_off_screen",
         [](SceneWriter& w, Random&) {
             w.node({{"mesh", w.mesh({spokes(300, {30, 0, -6}, 60, 0)})}});
         },
         look({0, 0, 0}, {0, 0, -1}),
         {0.03, 0.04, 0.5}},
        {"degenerate", with_degenerates, look({0, 0, 0}, {0, 0, -1}), {0.02, 0.04, 0.2}},
        {"crossing_squares", crossing_squares, look({0, 0, 0}, {0, 0, -1})},
        {"far_boxes", far_boxes, look({0, 0, 0}, {0, 0, -1}), {0.02, 0.04, 0.01}},
        {"waves", waves, look({0, 3, 1}, {0, 0, -5}), {0.04, 0.15, 0.3}},
        {"one_large_triangle",
         [](SceneWriter& w, Random&) {
             PrimitiveData p;
             p.positions = {{-900, -700, -30}, {800, -750, -90}, {20, 1100, -50}};
             w.node({{"mesh", w.mesh({p})}});
         },
         look({0, 0, 0}, {0, 0, -1}),
         {0.01, 0.02, 0.9}},
        {"off_screen",
         [](SceneWriter& w, Random& random) {
             w.node({{"mesh", w.mesh({soup(random, 100, {-5, -5, 4}, {5, 5, 12}, 1)})}});
         },
         look({0, 0, 0}, {0, 0, -1}),
         {0.01, 0.01, 0}},
    };
    scenes[5].sizes = {{64, 48}, {61, 47}};
    return scenes;
}

}  // namespace plumb::oracle
