#include "scene_case.hpp"

namespace plumb::oracle {
namespace {

using nlohmann::json;

struct Stage {
    int mesh;
    int node;
};

/// Something to move before a wall.
Stage stage(SceneWriter& w) {
    const int mesh = w.mesh({box(0.8F)});
    w.node({{"mesh", w.mesh({square(20)})}, {"translation", {0, 0, -12}}});
    return {mesh, w.node({{"mesh", mesh}, {"translation", {0, 0, -6}}})};
}

void step_keys(SceneWriter& w, Random&) {
    const Stage s = stage(w);
    w.track({s.node, "translation", {0, 0.25F, 0.35F, 1}, {0, 0, -6, 1, 0, -5, -1, 0.5F, -6, 0, 0, -7}, "STEP"});
}

void cubic_keys(SceneWriter& w, Random&) {
    const Stage s = stage(w);
    w.track(
        {s.node, "translation", {0, 1}, {0, 0, 0, -1, 0, -6, 3, 2, 0, -3, 1, 0, 1, 0.5F, -5, 0, 0, 0}, "CUBICSPLINE"});
    w.track({s.node,
             "rotation",
             {0, 1},
             {0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0.4F, 0, 0.3F, 0, 0, 0, 0, 0.7F, 0.1F, 0.7F, 0, 0, 0, 0},
             "CUBICSPLINE"});
}

void many_keys(SceneWriter& w, Random& random) {
    const Stage s = stage(w);
    TrackData turns{s.node, "rotation", {}, {}};
    TrackData sizes{s.node, "scale", {}, {}};
    for (int i = 0; i < 40; ++i) {
        turns.times.push_back(0.02F * static_cast<float>(i * i) / 10);
        const glm::vec4 q = random.quaternion();
        const glm::vec3 v = random.in_box(glm::vec3(0.6F), glm::vec3(1.6F));
        turns.values.insert(turns.values.end(), {q.x, q.y, q.z, q.w});
        sizes.values.insert(sizes.values.end(), {v.x, v.y, v.z});
    }
    sizes.times = turns.times;
    w.track(turns);
    w.track(sizes);
}

/// Objects that pass in front of one another.
void crowd(SceneWriter& w, Random& random) {
    const Stage s = stage(w);
    for (int i = 0; i < 14; ++i) {
        const int node = w.node({{"mesh", s.mesh}, {"scale", {0.6F, 0.6F, 0.6F}}});
        const glm::vec3 from = random.in_box({-4, -3, -10}, {4, 3, -5});
        w.track(
            {node, "translation", {0, 1}, joined(std::vector{from, from + random.in_box({-8, -6, -2}, {8, 6, 2})})});
    }
}

void hidden_nodes(SceneWriter& w, Random& random) {
    const Stage s = stage(w);
    w.use_extension("KHR_node_visibility");
    const auto invisible = [](bool is_visible) { return json{{"KHR_node_visibility", {{"visible", is_visible}}}}; };
    const int child = w.node({{"mesh", s.mesh}, {"translation", {1.5F, 0, 0}}}, false);
    w.node({{"mesh", s.mesh}, {"translation", {1, 1, -6}}, {"children", {child}}, {"extensions", invisible(false)}});
    for (int i = 0; i < 8; ++i) {
        const int node = w.node({{"mesh", s.mesh},
                                 {"scale", {0.5F, 0.5F, 0.5F}},
                                 {"translation", list(random.in_box({-3, -2, -8}, {3, 2, -5}))},
                                 {"extensions", invisible(i % 2 == 0)}});
        const float at = i < 4 ? 0.25F : 0.35F;  // between t - dt and t, or between t and t + dt
        w.track({node, "visible", {0, at}, {i % 2 != 0 ? 1.0F : 0.0F, i % 2 != 0 ? 0.0F : 1.0F}, "STEP"});
        if (i % 4 > 1) continue;
        // In front of the camera at t alone.
        const glm::vec3 place = random.in_box({-2, -1, -5}, {2, 1, -3});
        w.track({node, "translation", {0.2F, 0.3F, 0.4F}, joined(std::vector{-place, place, -place})});
    }
}

/// The same box several times in one place, and triangles twice in one mesh: the lower id, then the lower triangle.
void coincident(SceneWriter& w, Random& random) {
    PrimitiveData twice = rock(random, 1, 6, 0.2F);
    const std::vector<std::uint32_t> once = twice.indices;
    twice.indices.insert(twice.indices.end(), once.begin(), once.end());
    const int meshes[] = {w.mesh({twice}), w.mesh({box(0.7F)}), w.mesh({square(6)})};
    for (int i = 0; i < 9; ++i) {
        const float x = static_cast<float>(i % 3) - 1;
        w.node({{"mesh", meshes[i % 2]},
                {"translation", {2.3F * x, 0.4F * x, -6 - x}},
                {"rotation", list(turn({1, 1, 0}, x))}});
    }
    for (int i = 0; i < 3; ++i)
        w.node({{"mesh", meshes[2]}, {"translation", {0, 0, -11}}, {"rotation", list(turn({0, 1, 0}, 0.3))}});
}

int pane_material(SceneWriter& w) {
    return w.material({{"alphaMode", "BLEND"}, {"pbrMetallicRoughness", {{"baseColorFactor", {0.5, 1, 1, 0.4}}}}});
}

/// Opaque and blended boxes that pass in front of one another.
void glass_crowd(SceneWriter& w, Random& random) {
    const Stage s = stage(w);
    PrimitiveData shell = box(0.8F, pane_material(w));
    const int meshes[] = {s.mesh, w.mesh({shell, box(0.4F)})};
    for (int i = 0; i < 14; ++i) {
        const int node = w.node({{"mesh", meshes[i % 2]}, {"scale", {0.7F, 0.7F, 0.7F}}});
        const glm::vec3 from = random.in_box({-4, -3, -10}, {4, 3, -5});
        w.track(
            {node, "translation", {0, 1}, joined(std::vector{from, from + random.in_box({-8, -6, -2}, {8, 6, 2})})});
    }
}

/// A pane that is out of sight at t and covers half of the image before and after.
void glass_appears(SceneWriter& w, Random& random) {
    crowd(w, random);
    const int node = w.node({{"mesh", w.mesh({square(2, pane_material(w))})}});
    w.track({node, "translation", {0, 0.25F, 0.35F}, {1.5F, 0, -3, 0, 0, 9, -1.5F, 0, -3}, "STEP"});
}

/// Panes between the camera, which turns, and the sky.
void glass_before_the_sky(SceneWriter& w, Random& random) {
    const int meshes[] = {w.mesh({square(1.2F, pane_material(w))}), w.mesh({box(0.6F)})};
    for (int i = 0; i < 12; ++i) {
        const int node = w.node({{"mesh", meshes[i % 2]}});
        const glm::vec3 from = random.in_box({-4, -3, -9}, {4, 3, -4});
        w.track({node, "translation", {0, 1}, joined(std::vector{from, from + random.in_box({-3, -3, 0}, {3, 3, 0})})});
    }
}

ViewRequest at(double time_s, double dt_s, int animation = 0) {
    ViewRequest view = look({0, 0, 0}, {0, 0, -1});
    view.time_s = time_s;
    view.dt_s = dt_s;
    view.animation = animation;
    return view;
}

}  // namespace

std::vector<SceneCase> motion_scenes() {
    const Allowance wall{0.03, 0.05, 0.8};
    return {
        {"step_keys", step_keys, at(0.3, 0.1), wall},
        {"cubic_keys", cubic_keys, at(0.3, 0.1), wall},
        {"many_keys", many_keys, at(0.77, 0.04), wall},
        {"before_the_first_key", many_keys, at(0.01, 0.05), wall},
        {"after_the_last_key", many_keys, at(3.0, 0.1), wall},
        {"rest_pose", cubic_keys, at(0.3, 0.1, -1), wall},
        {"still", crowd, at(0.5, 0), wall},
        {"alone", crowd,
         [] {
             ViewRequest view = at(0.5, 0.1);
             view.has_neighbours = false;
             return view;
         }(),
         wall},
        {"crowd", crowd, at(0.5, 0.12), wall},
        {"crowd_fast", crowd, at(0.5, 0.5), wall},
        {"hidden_nodes", hidden_nodes, at(0.3, 0.1), wall},
        {"glass_crowd", glass_crowd, at(0.5, 0.12), wall},
        {"glass_appears", glass_appears, at(0.3, 0.1), wall},
        {"glass_before_the_sky",
         glass_before_the_sky,
         [] {
             ViewRequest view = at(0.4, 0.1);
             view.next_placement = view.previous_placement = view.placement;
             view.next_placement->target += glm::dvec3(0.1, 0.03, 0);
             view.previous_placement->target += glm::dvec3(-0.08, 0.05, 0);
             return view;
         }(),
         {0.03, 0.06, 0.1}},
        {"coincident", coincident, at(0.3, 0.1), {0.03, 0.05, 0.3}},
    };
}

}  // namespace plumb::oracle
