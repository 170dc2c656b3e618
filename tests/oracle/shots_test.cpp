// Random shots against the oracle: instances, joints, weights and visibility of all three moments, materials and the
// camera are drawn; every third scene has copies.
#include "derived.hpp"
#include "rendering.hpp"
#include "shot_stage.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <map>

namespace plumb::oracle {
namespace {

constexpr int shot_count = 200;
constexpr Size size_px{72, 54};

struct Staged {
    Scene scene;
    Model model;
};

Staged load(const std::filesystem::path& path, bool has_copies, Random& random) {
    Staged staged{Scene::load(path), Model::load(path)};
    if (!has_copies) return staged;
    const auto which =
        static_cast<std::size_t>(random.uniform(0, 0.999) * static_cast<double>(staged.scene.instances().size()));
    const std::uint32_t node = staged.scene.instances()[which].node;
    const std::vector<std::uint32_t> drawn = Figure::own(staged.scene, node).instances(0);
    const std::string& path_of_node = staged.scene.instances()[which].path;
    const bool has_own_materials = random.uniform(0, 1) < 0.5;
    staged.scene = staged.scene.with({.copies = {{.node = path_of_node.substr(0, path_of_node.rfind('[')),
                                                  .count = 3,
                                                  .has_own_materials = has_own_materials}}});
    add_copies(staged.model, {drawn.begin(), drawn.end()}, 3, has_own_materials);
    return staged;
}

/// Turns by up to `angle_rad`, scales and shifts, all about `pivot`.
glm::dmat4 random_motion(Random& random, const glm::dvec3& pivot, double angle_rad, double shift_m, double scale) {
    const glm::dvec4 q(glm::dvec3(random.in_box(glm::vec3(-1), glm::vec3(1))) * std::sin(angle_rad / 2), 1);
    const double size = 1 + random.uniform(-scale, scale);
    glm::dmat4 motion = compose(glm::dvec3(0), q, glm::dvec3(size, size, size));
    const glm::dvec3 shift = shift_m * glm::dvec3(random.in_box(glm::vec3(-1), glm::vec3(1)));
    motion[3] = glm::dvec4(pivot + shift - glm::dmat3(motion) * pivot, 1);
    return motion;
}

/// One motion for each instance; instances with one skin move as one.
std::vector<glm::dmat4> random_motions(Random& random, const Scene& scene, const Moment& moment, double share) {
    std::vector<glm::dmat4> motions;
    std::map<std::uint32_t, glm::dmat4> by_joint;
    for (const InstanceInfo& info : scene.instances()) {
        const glm::dvec3 pivot(moment.world_from_instance[info.id - 1][3]);
        glm::dmat4 motion = random_motion(random, pivot, share * 0.8, share * 0.5, share * 0.3);
        if (info.joint_count > 0) motion = by_joint.emplace(info.first_joint, motion).first->second;
        motions.push_back(motion);
    }
    return motions;
}

void move(const Scene& scene, const std::vector<glm::dmat4>& motions, Moment& moment) {
    std::map<std::uint32_t, const InstanceInfo*> by_joint;
    for (const InstanceInfo& info : scene.instances()) {
        glm::dmat4& world = moment.world_from_instance[info.id - 1];
        world = motions[info.id - 1] * world;
        if (info.joint_count > 0) by_joint.emplace(info.first_joint, &info);
    }
    for (const auto& [first, info] : by_joint)
        for (std::uint32_t j = 0; j < info->joint_count; ++j)
            moment.world_from_joint[first + j] = motions[info->id - 1] * moment.world_from_joint[first + j];
}

void draw_moment(Random& random, const Scene& scene, Moment& moment) {
    move(scene, random_motions(random, scene, moment, 0.1), moment);
    for (std::uint8_t& visible : moment.visible)
        if (random.uniform(0, 1) < 0.1) visible = 0;
    for (float& weight : moment.morph_weights) weight += static_cast<float>(random.uniform(-0.3, 0.3));
    const glm::dvec3 eye(moment.camera.world_from_camera[3]);
    moment.camera.world_from_camera = random_motion(random, eye, 0.06, 0.05, 0) * moment.camera.world_from_camera;
}

MaterialOverride draw_material(Random& random, const Scene& scene, const Model& model, std::uint32_t material) {
    const auto chance = [&] { return random.uniform(0, 1) < 0.5; };
    const auto share = [&] { return static_cast<float>(random.uniform(0, 1)); };
    MaterialOverride change;
    change.material = material;
    if (chance()) change.base_color = glm::vec4(share(), share(), share(), 0.6F + 0.4F * share());
    if (chance()) change.metallic = share();
    if (chance()) change.roughness = share();
    if (chance()) change.normal_scale = 2 * share();
    if (chance()) change.emission = glm::vec3(share(), share(), 4 * share());
    if (!scene.textures().empty() && chance()) {
        const auto texture =
            static_cast<std::uint32_t>(random.uniform(0, 0.999) * static_cast<double>(scene.textures().size()));
        if (model.textures[texture].picture >= 0) change.base_color_texture = texture;
    }
    if (chance())
        change.uv_transform = MaterialOverride::UvTransform{
            {share(), share()}, static_cast<float>(random.uniform(-3, 3)), {0.5F + share(), 0.5F + share()}};
    return change;
}

Shot draw_shot(Random& random, const Staged& staged, const ViewRequest& view) {
    Shot shot = shot_of(staged.scene, view);
    const std::vector<glm::dmat4> motions = random_motions(random, staged.scene, shot.now, 1);
    for (Moment* const moment :
         {&shot.now, shot.next ? &*shot.next : nullptr, shot.previous ? &*shot.previous : nullptr}) {
        if (moment == nullptr) continue;
        move(staged.scene, motions, *moment);
        draw_moment(random, staged.scene, *moment);
    }
    for (std::uint32_t material = 0; material < staged.scene.materials().size(); ++material)
        if (random.uniform(0, 1) < 0.7)
            shot.materials.push_back(draw_material(random, staged.scene, staged.model, material));
    return shot;
}

/// Draws shots of one scene and compares them.
/// @return  surface pixels compared
std::size_t compare_shots(const SceneCase& scene_case, int first, int step) {
    const char* seed = std::getenv("PLUMB_ORACLE_SEED");
    Random random("shots of " + scene_case.name + (seed != nullptr ? seed : ""));
    const SceneFile file(scene_case);
    const Staged staged = load(file.path(), first % 3 == 0, random);
    EXPECT_EQ(staged.scene.instances().size(), staged.model.instances.size());
    Renderer renderer(shared_device(), staged.scene, label_options(size_px));
    ViewRequest view = scene_case.view;
    view.width = static_cast<int>(size_px.width);
    view.height = static_cast<int>(size_px.height);
    std::size_t surface = 0;
    for (int number = first; number < shot_count; number += step) {
        const Shot shot = draw_shot(random, staged, view);
        const Arrays arrays = arrays_of(renderer.render(shot));
        const Model model = dressed(staged.model, shot);
        StagedFrame frame = stage(model, staged.scene, shot, size_px);
        const Allowance allowance{0.4, 0.8, 0};  // a few pixels wide, many things are all edges
        const std::string name = "shot " + std::to_string(number) + " of " + scene_case.name;
        const Report report = compare(render_labels(model, frame), arrays, allowance);
        EXPECT_EQ(report.violation_count, 0U) << report.text(name);
        surface += report.surface_compared;
        if (!model.has_see_through()) continue;
        frame.looks_through = true;
        const Report through = compare(render_labels(model, frame), labels_through(arrays), allowance);
        EXPECT_EQ(through.violation_count, 0U) << through.text(name + " through");
    }
    return surface;
}

TEST(RandomShots, AgreeWithTheOracle) {
    const std::vector<SceneCase> scenes = all_scenes();
    const auto step = std::min(static_cast<int>(scenes.size()), shot_count);
    std::size_t surface = 0, silent = 0;
    for (int first = 0; first < step; ++first) {
        const std::size_t compared = compare_shots(scenes[static_cast<std::size_t>(first)], first, step);
        surface += compared;
        silent += compared == 0 ? 1 : 0;
    }
    std::printf("%d shots of %d scenes: %zu surface pixels compared\n", shot_count, step, surface);
    EXPECT_GT(surface, std::size_t{shot_count} * size_px.width * size_px.height / 20);
    EXPECT_LE(silent, static_cast<std::size_t>(step) / 8) << "scenes of which nothing was compared";
}

}  // namespace
}  // namespace plumb::oracle
