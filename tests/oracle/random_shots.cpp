#include "random_shots.hpp"

#include "derived.hpp"
#include "rendering.hpp"

#include <map>

namespace plumb::oracle {
namespace {

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

/// What is near a moment and joins on to it; each joint goes its own way.
Moment drawn_edge(Random& random, const Scene& scene, const Moment& middle) {
    Moment edge = middle;
    move(scene, random_motions(random, scene, edge, 0.15), edge);
    for (glm::dmat4& joint : edge.world_from_joint)
        joint = random_motion(random, glm::dvec3(joint[3]), 0.1, 0.03, 0.05) * joint;
    for (float& weight : edge.morph_weights) weight += static_cast<float>(random.uniform(-0.3, 0.3));
    glm::dmat4& camera = edge.camera.world_from_camera;
    camera = random_motion(random, glm::dvec3(camera[3]), 0.04, 0.04, 0) * camera;
    return edge;
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

}  // namespace

Staged load_staged(const std::filesystem::path& path, bool has_copies, Random& random) {
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

void roll(Random& random, const Scene& scene, Shot& shot) {
    const auto edges_of = [&](const Moment& middle) {
        RollingShutter::Edges edges{drawn_edge(random, scene, middle), {}};
        edges.bottom = drawn_edge(random, scene, middle);
        return edges;
    };
    RollingShutter& shutter = shot.rolling_shutter.emplace();
    shutter.readout_s = 0.05;
    shutter.now = edges_of(shot.now);
    if (shot.next) shutter.next = edges_of(*shot.next);
    if (shot.previous) shutter.previous = edges_of(*shot.previous);
}

}  // namespace plumb::oracle
