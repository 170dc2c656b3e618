#include "scene_case.hpp"

#include <algorithm>

namespace plumb::oracle {
namespace {

void scatter(SceneWriter& w, Random& random, int mesh, int count, const glm::vec3& low, const glm::vec3& high) {
    for (int i = 0; i < count; ++i) {
        w.node(
            {{"mesh", mesh}, {"translation", list(random.in_box(low, high))}, {"rotation", list(random.quaternion())}});
    }
}

/// Around the camera, seen from inside; both sides drawn.
void inside_rock(SceneWriter& w, Random& random) {
    w.node({{"mesh", w.mesh({rock(random, 6, 16, 0.3F, w.material({{"doubleSided", true}}))})}});
}

/// The front faces look inward.
void inside_out_rock(SceneWriter& w, Random& random) {
    PrimitiveData p = rock(random, 6, 12, 0.2F);
    for (std::size_t i = 0; i < p.indices.size(); i += 3) std::swap(p.indices[i + 1], p.indices[i + 2]);
    const int node = w.node({{"mesh", w.mesh({p})}});
    w.track({node, "rotation", {0, 1}, joined(std::vector{turn({0, 1, 0}, 0), turn({0, 1, 0}, 0.4)})});
}

/// A shell that is culled from inside, with things beyond it.
void inside_culled(SceneWriter& w, Random& random) {
    w.node({{"mesh", w.mesh({rock(random, 3, 10, 0.1F)})}});
    scatter(w, random, w.mesh({box(0.7F)}), 40, {-8, -6, -14}, {8, 6, -5});
}

void rocks(SceneWriter& w, Random& random) {
    scatter(w, random, w.mesh({rock(random, 1, 10, 0.25F)}), 12, {-5, -4, -12}, {5, 4, -5});
}

/// A plain of 4 km in two triangles, with boxes on it, before and behind the camera.
void ground(SceneWriter& w, Random& random) {
    const int plain =
        w.mesh({sheet(1, [](float u, float v) { return glm::vec3(4000 * u - 2000, 0, 4000 * v - 2000); })});
    w.node({{"mesh", plain}});
    scatter(w, random, w.mesh({box(0.6F)}), 60, {-15, 0.2F, -15}, {15, 1, 15});
}

void ground_grid(SceneWriter& w, Random& random) {
    const auto place = [](float u, float v) {
        return glm::vec3(200 * u - 100, 0.3F * std::sin(30 * u + 20 * v), 200 * v - 100);
    };
    w.node({{"mesh", w.mesh({sheet(40, place)})}});
    scatter(w, random, w.mesh({ball(0.5F, 6)}), 30, {-8, 0.2F, -12}, {8, 2, 4});
}

void boxes_around(SceneWriter& w, Random& random) {
    scatter(w, random, w.mesh({box(0.8F)}), 60, {-6, -5, -12}, {6, 5, 2});
}

/// Triangles of every size all around the camera, many through the plane of the eye.
void around_the_eye(SceneWriter& w, Random& random) {
    PrimitiveData p = soup(random, 250, glm::vec3(-5), glm::vec3(5), 6);
    p.material = w.material({{"doubleSided", true}});
    const int node = w.node({{"mesh", w.mesh({p})}});
    w.track({node, "translation", {0, 1}, {0, 0, 0, 0.2F, -0.3F, 0.4F}});
}

void tiny_before_the_lens(SceneWriter& w, Random& random) {
    PrimitiveData p = soup(random, 60, {-0.02F, -0.02F, -0.06F}, {0.02F, 0.02F, -0.001F}, 0.004F);
    p.material = w.material({{"doubleSided", true}});
    w.node({{"mesh", w.mesh({p})}});
    w.node({{"mesh", w.mesh({square(30)})}, {"translation", {0, 0, -10}}});
}

ViewRequest with_planes(ViewRequest view, double near_m, double far_m) {
    view.placement->lens.near_m = near_m;
    view.placement->lens.far_m = far_m;
    return view;
}

/// The camera passes through a field of boxes, some of which end up behind it.
ViewRequest flying(double step_m) {
    ViewRequest view = look({0, 0, 0}, {0, 0, -1});
    view.next_placement = view.previous_placement = view.placement;
    view.next_placement->eye.z -= step_m;
    view.next_placement->target.z -= step_m;
    view.previous_placement->eye.z += step_m;
    view.previous_placement->target.z += step_m;
    return view;
}

}  // namespace

std::vector<SceneCase> volume_scenes() {
    const double endless = std::numeric_limits<double>::infinity();
    return {
        {"inside_rock", inside_rock, look({0.5, 0.3, 0.2}, {1, 0, -4}, 1.3), {0.02, 0.04, 0.9}},
        {"inside_out_rock", inside_out_rock, look({0.5, -0.3, 0.2}, {1, 0, -4}, 1.2), {0.02, 0.04, 0.9}},
        {"inside_culled", inside_culled, look({0, 0, 0}, {0, 0, -1})},
        {"rocks", rocks, look({0, 0, 0}, {0, 0, -1}), {0.02, 0.05, 0.1}},
        {"ground", ground, look({0, 1.7, 0}, {0.3, 1.5, -4})},
        {"ground_moving", ground,
         [] {
             ViewRequest v = flying(0.8);
             for (auto* p : {&v.placement, &v.next_placement, &v.previous_placement}) {
                 (*p)->eye += glm::dvec3(0.4, 1.1, 0);
                 (*p)->target += glm::dvec3(0.4, 0.9, 0);
             }
             return v;
         }()},
        {"ground_grid", ground_grid, look({0, 0.8, 0}, {0.2, 0.2, -4}), {0.02, 0.05, 0.2}},
        {"near_plane", boxes_around, with_planes(look({0, 0, 0}, {0, 0, -1}), 4, endless)},
        {"near_and_far_plane", boxes_around, with_planes(look({0, 0, 0}, {0, 0, -1}, 1.2), 3, 8)},
        {"around_the_eye", around_the_eye, look({0, 0, 0}, {0.2, 0.1, -1}, 1.4), {0.02, 0.04, 0.5}},
        {"around_the_eye_near",
         around_the_eye,
         with_planes(look({0, 0, 0}, {0.2, 0.1, -1}, 1.4), 0.001, endless),
         {0.02, 0.04, 0.5}},
        {"before_the_lens",
         tiny_before_the_lens,
         with_planes(look({0, 0, 0}, {0, 0, -1}), 0.0005, 100),
         {0.03, 0.04, 0.5}},
        {"passing_boxes", boxes_around, flying(3.5), {0.08, 0.08, 0.1}},
    };
}

}  // namespace plumb::oracle
