#include "recipe/binding.hpp"

#include "scene/read_out.hpp"
#include "scene/scene_data.hpp"

#include <algorithm>

namespace plumb::recipe {

struct Binding::Parts {
    explicit Parts(const Place& document, Binder& binder)
        : base(document, binder),
          figures(document, binder),
          objects(document, binder),
          scatter(document, binder),
          settle(document, binder),
          materials(document, binder),
          lights(document, binder),
          surroundings(document, binder),
          sensor(document, binder),
          camera(document, binder),
          exposure(document, binder),
          conditions(document, binder),
          draw_count(binder.keys.count()) {}

    BaseScene base;
    Figures figures;
    Objects objects;
    Scatter scatter;
    Settle settle;
    Materials materials;
    Lights lights;
    Surroundings surroundings;
    SensorRule sensor;
    CameraRule camera;
    ExposureRule exposure;
    Conditions conditions;
    std::size_t draw_count;
};

namespace {

bool is_in_motion(const std::vector<Placement>& placements) {
    return std::any_of(placements.begin(), placements.end(), [](const Placement& placement) {
        return placement.linear_velocity_m_s != glm::dvec3(0) || placement.angular_velocity_deg_s != glm::dvec3(0);
    });
}

}  // namespace

Binding::Binding(const Scene& scene, const Place& document, const std::filesystem::path& folder) : scene_(scene) {
    const TargetIndex index(scene_.data());
    KeyRegistry keys;
    const AllowedNumbers allowed = check_schema(document);
    Binder binder{.scene = scene_,
                  .data = scene_.data(),
                  .index = index,
                  .folder = folder,
                  .table = table_,
                  .keys = keys,
                  .allowed = allowed};
    auto parts = std::make_unique<Parts>(document, binder);
    sources_ = keys.sources();
    try {
        table_.finish(scene_.data());
    } catch (const Error& error) {
        document.refuse(error.what(), error.code());
    }
    parts->scatter.finish(table_);
    parts->settle.finish(table_);
    parts_ = std::move(parts);
    for (const CameraInfo& camera : scene_.cameras()) camera_chains_.push_back(table_.chain(camera.node));
    const std::vector<scene::Node>& nodes = scene_.data().nodes;
    for (std::uint32_t node = 0; node < nodes.size(); ++node) {
        if (nodes[node].light == scene::none) continue;
        std::vector<std::uint32_t> chain = table_.chain(node);
        if (!chain.empty()) light_chains_.emplace(node, std::move(chain));
    }
}

Binding::~Binding() = default;

std::vector<FailedCondition> Binding::judge(const Frame& frame) const {
    return parts_->conditions.judge(frame);
}

void Binding::follow_camera(const std::vector<std::uint32_t>& chain, const std::vector<Placement>& placements,
                            double offset_s, Camera& camera) const {
    for (const std::uint32_t index : chain) {
        if (!placements[index].is_moved) continue;
        const RigidScale motion = motion_at(placements[index], table_.targets()[index], offset_s);
        glm::dmat4& pose = camera.world_from_camera;
        const glm::dmat3 axes = motion.rotation * glm::dmat3(pose);
        pose =
            glm::dmat4(glm::dvec4(axes[0], 0), glm::dvec4(axes[1], 0), glm::dvec4(axes[2], 0), motion.matrix * pose[3]);
    }
}

void Binding::follow_lights(const std::vector<Placement>& placements, Shot& shot) const {
    if (light_chains_.empty()) return;
    const std::vector<std::uint32_t> nodes = parts_->base.light_nodes(shot);
    std::vector<Light> lights;
    for (std::size_t index = 0; index < shot.lights.size(); ++index) {
        Light& light = shot.lights[index];
        bool is_hidden = false;
        const auto chain = light_chains_.find(nodes[index]);
        for (const std::uint32_t target : chain == light_chains_.end() ? std::vector<std::uint32_t>() : chain->second) {
            is_hidden = is_hidden || !placements[target].is_visible.value_or(true);
            if (!placements[target].is_moved) continue;
            const RigidScale motion = motion_at(placements[target], table_.targets()[target], 0);
            light.position = glm::dvec3(motion.matrix * glm::dvec4(light.position, 1));
            light.direction = motion.rotation * light.direction;
        }
        if (!is_hidden) lights.push_back(std::move(light));
    }
    shot.lights = std::move(lights);
}

Shot Binding::shot(std::uint64_t seed, std::uint64_t index, const DrawOptions& options) const {
    const Parts& parts = *parts_;
    if (options.view >= parts.camera.view_count())
        throw Error(ErrorCode::invalid_argument, "cannot take view " + std::to_string(options.view) +
                                                     " of a recipe with " + std::to_string(parts.camera.view_count()));
    Shot shot;
    shot.draws.reserve(parts.draw_count);
    Drawer drawer(seed, index, options.attempt, options.overrides, shot.draws);
    const std::optional<std::uint32_t> base_camera = parts.camera.draw_base(drawer);
    bool has_neighbours = parts.base.draw(drawer, base_camera, parts.exposure.draw_readout(drawer), shot);
    has_neighbours = parts.figures.draw(drawer, has_neighbours, shot);
    std::vector<Placement> placements = table_.rest();
    parts.objects.draw(drawer, placements);
    parts.scatter.draw(drawer, table_, placements);
    if (parts.settle.is_used()) {
        Moment placed = shot.now;
        table_.apply(placements, 0, placed);
        parts.settle.draw(drawer, table_, placed, options.settles, placements);
    }
    if (!has_neighbours && shot.dt_s != 0 && is_in_motion(placements)) {
        BaseScene::copy_neighbours(shot);
        has_neighbours = true;
    }
    for (const scene::TimedMoment& timed : scene::moments_of(shot))
        if (has_neighbours || timed.moment == &shot.now) table_.apply(placements, timed.offset_s, *timed.moment);
    if (!has_neighbours) BaseScene::copy_neighbours(shot);
    const std::vector<scene::TimedMoment> instants = scene::moments_of(shot);
    if (const std::optional<std::uint32_t> camera = parts.base.camera_or_default(base_camera))
        for (const scene::TimedMoment& instant : instants)
            follow_camera(camera_chains_[*camera], placements, instant.offset_s, instant.moment->camera);
    parts.camera.draw(drawer, shot.now, instants, options.view);
    follow_lights(placements, shot);
    parts.lights.draw(drawer, shot);
    parts.surroundings.draw(drawer, shot);
    parts.materials.draw(drawer, shot);
    parts.sensor.draw(drawer, options.view, shot.sensor);
    parts.exposure.draw(drawer, shot);
    drawer.check_overrides();
    return shot;
}

}  // namespace plumb::recipe
