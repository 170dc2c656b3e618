// What is skinned or morphed but moves as something rigid does: row by row it has to look the same. Here the renderer
// is held against itself.
#include "rendering.hpp"
#include "scene_case.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace plumb::oracle {
namespace {

enum class Carriage { node, joint, morph };

constexpr glm::vec3 start_m(-1.2F, -0.6F, -4.5F), end_m(1.1F, 0.5F, -5);

/// Squares beside their common origin.
PrimitiveData panels(SceneWriter& w) {
    PrimitiveData p = sheet(
        3, [](float u, float v) { return glm::vec3(1.6F * u - 0.2F, 0.9F * v - 0.8F, 0.2F * u); },
        w.material({{"doubleSided", true}}));
    p.normals.assign(p.positions.size(), glm::normalize(glm::vec3(0.3F, 0.1F, 1)));
    return p;
}

/// Goes from start_m to end_m in a second.
void going(SceneWriter& w, Carriage carriage) {
    PrimitiveData p = panels(w);
    const auto track = [&](int node) { w.track({node, "translation", {0, 1}, joined(std::vector{start_m, end_m})}); };
    if (carriage == Carriage::node) {
        track(w.node({{"mesh", w.mesh({p})}}));
    } else if (carriage == Carriage::joint) {
        p.joints.assign(p.positions.size(), glm::uvec4(0));
        p.weights.assign(p.positions.size(), glm::vec4(1, 0, 0, 0));
        const int mesh = w.mesh({p}), joint = w.node(nlohmann::json::object());
        track(joint);
        w.node({{"mesh", mesh}, {"skin", w.skin({joint}, {glm::mat4(1)})}});
    } else {
        p.targets.push_back({.positions = std::vector(p.positions.size(), end_m - start_m), .normals = {}});
        const int node = w.node({{"mesh", w.mesh({p})}, {"translation", list(start_m)}});
        w.track({node, "weights", {0, 1}, {0, 1}});
    }
    w.node({{"mesh", w.mesh({square(3)})}, {"translation", {0.5F, 0, -7}}});
}

/// A mesh beside its origin, with a morph that stays away or without one. @return  its node
int shape(SceneWriter& w, Carriage carriage) {
    PrimitiveData p = panels(w);
    if (carriage == Carriage::morph)
        p.targets.push_back({.positions = std::vector(p.positions.size(), glm::vec3(0, 1, 0)), .normals = {}});
    const int node = w.node({{"mesh", w.mesh({p})}, {"translation", list(start_m)}});
    w.node({{"mesh", w.mesh({square(3)})}, {"translation", {0.5F, 0, -7}}});
    return node;
}

/// Turns and stretches about a place beside the mesh.
void turning(SceneWriter& w, Carriage carriage) {
    const int node = shape(w, carriage);
    w.track({node, "rotation", {0, 1}, joined(std::vector{turn({0, 0, 1}, -0.5), turn({0.2F, 0.4F, 1}, 1.6)})});
    w.track({node, "scale", {0, 1}, {1, 1, 1, 0.8F, 1.3F, 1.1F}});
}

/// Is flat as the lower edge of the image is exposed.
void flattened(SceneWriter& w, Carriage carriage) {
    const int node = shape(w, carriage);
    w.track({node, "translation", {0, 0.5F}, joined(std::vector{start_m, end_m})});
    w.track({node, "scale", {0, 0.5F}, {1, 1, 1, 1, 1, 0}});
}

Arrays rendered(void (*build)(SceneWriter&, Carriage), Carriage carriage) {
    SceneCase scene{.name = "carried_" + std::to_string(static_cast<int>(carriage)),
                    .build = [=](SceneWriter& w, Random&) { build(w, carriage); },
                    .view = look({0, 0.2, 0}, {0, 0, -4.5})};
    scene.view.readout_s = 0.4;
    scene.view.travel = Travel{{0.4, 0.1, 0}, {0.4, 0.1, 0}, {}};
    const SceneFile file(scene);
    const Scene loaded = Scene::load(file.path());
    const ViewRequest view = sized_view(scene, 0);
    return render(loaded, view, shot_of(loaded, view));
}

/// Whether two numbers are one but for the rounding of posed vertices, a ten millionth of their places, which flow and
/// depth of 5 m and a focal length of 75 px make a few times as much of.
bool is_same(double a, double b) {
    return (std::isnan(a) && std::isnan(b)) || a == b || std::abs(a - b) <= 2e-5 * std::max(1.0, std::abs(a));
}

/// Pixels at which any label differs.
std::size_t count_differences(const Arrays& a, const Arrays& b) {
    const auto count = static_cast<std::size_t>(a.width) * static_cast<std::size_t>(a.height);
    std::vector<bool> differs(count);
    for (const auto& [pass, values] : a.planes) {
        const std::vector<double>& others = b.planes.at(pass);
        const std::size_t channels = values.size() / count;
        for (std::size_t i = 0; i < values.size(); ++i)
            if (!is_same(values[i], others[i])) differs[i / channels] = true;
    }
    return static_cast<std::size_t>(std::ranges::count(differs, true));
}

std::size_t count_pixels(const Arrays& arrays, double instance) {
    return static_cast<std::size_t>(std::ranges::count(arrays.planes.at("instance"), instance));
}

TEST(OneJoint, GoesAsSomethingRigid) {
    const Arrays rigid = rendered(going, Carriage::node);
    EXPECT_GT(count_pixels(rigid, 1), 200U);
    // A pixel that an edge goes through may be told for either side, in this image or in another one.
    EXPECT_LE(count_differences(rigid, rendered(going, Carriage::joint)), 2U);
    EXPECT_LE(count_differences(rigid, rendered(going, Carriage::morph)), 2U);
}

TEST(OneJoint, AMorphThatKeepsItsShapeTurnsAsSomethingRigid) {
    const Arrays rigid = rendered(turning, Carriage::node);
    EXPECT_GT(count_pixels(rigid, 1), 200U);
    EXPECT_LE(count_differences(rigid, rendered(turning, Carriage::morph)), 2U);
}

TEST(OneJoint, AMorphThatAnEdgeFlattensIsSeenAsSomethingRigid) {
    const Arrays rigid = rendered(flattened, Carriage::node);
    EXPECT_GT(count_pixels(rigid, 1), 200U);
    EXPECT_LE(count_differences(rigid, rendered(flattened, Carriage::morph)), 2U);
}

}  // namespace
}  // namespace plumb::oracle
