#include "sampler_probe.hpp"

#include "gpu/commands.hpp"
#include "shaders/pose.hpp"
#include "shaders/test_sampler_probe.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <random>

namespace plumb::render {
namespace {

using glm::dvec3;
constexpr std::size_t asked_count = 200000;
constexpr Size size{64, 64};

struct SamplerPush {
    std::uint64_t frame, queries, answers;
    std::uint32_t count;
};

struct PosePush {
    std::uint64_t frame, pose, draws;
    std::uint32_t draw_index, padding;
};

/// One for all probes, as shaders compiled once serve them all.
std::shared_ptr<gpu::Context> shared_context() {
    static const std::shared_ptr<gpu::Context> context = gpu::open_context({});
    return context;
}

glm::dmat3 camera_from_world(const SamplerCase& sampler) {
    return glm::transpose(glm::dmat3(sampler.shot.now.camera.world_from_camera));
}

/// A query whose direction is one of the world.
shared::SamplerQuery query_of(const SamplerCase& sampler, const dvec3& direction) {
    const glm::dmat3 turn = camera_from_world(sampler);
    shared::SamplerQuery query{};
    query.kind = sampler.kind;
    query.point = turn * (sampler.point - dvec3(sampler.shot.now.camera.world_from_camera[3]));
    query.direction = turn * direction;
    return query;
}

std::vector<shared::SamplerQuery> draws(const SamplerCase& sampler) {
    std::mt19937 random(7);
    // As next_pair() of the paths: 24 bits, below 1.
    const auto number = [&] { return static_cast<float>(random() >> 8) / 16777216.0F; };
    std::vector<shared::SamplerQuery> queries(asked_count, query_of(sampler, sampler.direction));
    for (shared::SamplerQuery& query : queries) {
        query.which = {number(), number()};
        query.u = {number(), number()};
    }
    return queries;
}

}  // namespace

SamplerProbe::SamplerProbe(const Scene& scene, const Shot& shot)
    : context_(shared_context()),
      scene_(context_, scene.data(), true),
      emitters_(context_, scene.data(), scene_),
      rays_(context_, scene.data(), scene_),
      environments_(context_, true),
      aces_(context_),
      ring_(context_) {
    const Shot* const place = &shot;
    const ShotSpan shots({&place, 1});
    ring_.start(view_bytes(scene.data(), scene_, Optics::matrix, 1) + material_bytes(scene.data(), shots, 1) +
                draw_set_bytes(shots) + shading_bytes(shot) + emitters_.bytes_per_view() + rays_.bytes_per_view() +
                sizeof(shared::Frame) + sizeof(shared::Pose) + 4096);
    const ViewData views = write_views(scene.data(), scene_, shots, size, Optics::matrix, 1, ring_);
    shared::Frame frame{};
    scene_.describe(frame);
    write_materials(scene.data(), shots, 1, ring_, frame);
    write_draw_sets(shots, ring_, frame);
    frame.cameras = views.cameras.address;
    frame.instance_moments = views.instance_moments.address;
    const UploadRing::Part<shared::ViewShading> shadings = write_shadings(shots, environments_, aces_, ring_);
    write_apertures(shots, size, shadings.values);
    emitters_.write(scene.data(), scene_, shots, ring_, shadings.values);
    frame.shadings = shadings.address;
    frame.width = size.width;
    frame.height = size.height;
    frame.view_count = 1;
    frame.moment_count = 1;
    make_room(posed_positions_, context_, std::uint64_t{scene_.posed_vertex_count} * 12, gpu::Memory::device, "posed");
    frame.posed_positions = posed_positions_.address();
    rays_.write(scene.data(), scene_, shots, 1, ring_, frame);
    const UploadRing::Part<shared::Frame> part = ring_.take<shared::Frame>(1);
    part.values[0] = frame;
    frame_ = part.address;
    pose(views);
    // As PathTracer has them; the second and third belong to resolve.comp.
    const std::array<std::uint32_t, 5> constants{1, 0, 0, scene_.lobes, 0};
    pipeline_ =
        gpu::ComputePipeline(context_, shaders::test_sampler_probe, "sampler probe", constants, sizeof(SamplerPush));
}

SamplerProbe::~SamplerProbe() = default;

/// Poses what is skinned and morphed, and its trees for rays.
void SamplerProbe::pose(const ViewData& views) {
    if (scene_.pose_draws.empty()) return;
    const UploadRing::Part<shared::Pose> part = ring_.take<shared::Pose>(1);
    part.values[0] = {views.joints.address, views.weights.address,
                      static_cast<std::uint32_t>(views.joints.values.size() / 12),
                      static_cast<std::uint32_t>(views.weights.values.size())};
    const gpu::ComputePipeline pose(context_, shaders::pose, "pose", {}, sizeof(PosePush));
    gpu::Commands commands(context_);
    for (std::uint32_t i = 0; i < scene_.pose_draws.size(); ++i)
        commands.dispatch(pose, PosePush{frame_, part.address, scene_.pose_draw_table, i, 0},
                          {(scene_.pose_draws[i].vertex_count + 63) / 64, 1, 1});
    commands.compute_barrier();
    rays_.record(commands, frame_, 1, 1);
    context_->run(commands);
}

std::vector<shared::SamplerAnswer> SamplerProbe::ask(std::span<const shared::SamplerQuery> queries) const {
    const gpu::Buffer asked(context_, queries.size_bytes(), gpu::Memory::upload, "queries");
    std::memcpy(asked.mapped(), queries.data(), queries.size_bytes());
    const gpu::Buffer answers(context_, queries.size() * sizeof(shared::SamplerAnswer), gpu::Memory::readback,
                              "answers");
    const auto count = static_cast<std::uint32_t>(queries.size());
    gpu::Commands commands(context_);
    commands.dispatch(pipeline_, SamplerPush{frame_, asked.address(), answers.address(), count}, {(count + 63) / 64});
    commands.host_read_barrier();
    context_->run(commands);
    const std::span<const shared::SamplerAnswer> result = answers.mapped_as<shared::SamplerAnswer>();
    return {result.begin(), result.end()};
}

Histogram histogram_of(const SamplerCase& sampler, const SamplerFault& fault) {
    const SamplerProbe probe(sampler.scene, sampler.shot);
    const std::size_t bin_count = sampler.partition.bin_count;
    Histogram result{std::vector<double>(bin_count + 1), std::vector<double>(bin_count + 1)};
    result.expected[bin_count] = sampler.elsewhere * asked_count;
    std::vector<shared::SamplerQuery> queries;
    for (const Partition::Place& place : sampler.partition.places)
        queries.push_back(query_of(sampler, place.direction));
    const std::vector<shared::SamplerAnswer> told =
        sampler.density ? std::vector<shared::SamplerAnswer>() : probe.ask(queries);
    for (std::size_t i = 0; i < sampler.partition.places.size(); ++i) {
        const auto& [bin, direction, solid_angle] = sampler.partition.places[i];
        const double density = sampler.density ? sampler.density(direction) : double{told[i].asked_density};
        result.expected[bin] += density * (fault.density ? fault.density(direction) : 1) * solid_angle * asked_count;
    }
    queries = draws(sampler);
    if (fault.draw) std::ranges::for_each(queries, fault.draw);
    const glm::dmat3 world_from_camera = glm::transpose(camera_from_world(sampler));
    for (const shared::SamplerAnswer& answer : probe.ask(queries)) {
        std::size_t bin = bin_count;
        if (answer.direction != glm::vec3(0))
            bin = sampler.partition.bin_of(world_from_camera * dvec3(answer.direction)).value_or(bin_count);
        ++result.found[bin];
    }
    return result;
}

double share_told_otherwise(const SamplerCase& sampler) {
    const auto is_off = [](double a, double b) { return !(std::abs(a - b) <= 1e-3 * std::abs(b)); };
    double off = 0, count = 0;
    for (const shared::SamplerAnswer& answer : SamplerProbe(sampler.scene, sampler.shot).ask(draws(sampler))) {
        if (answer.density == 0) continue;
        bool is_otherwise = is_off(double{answer.density}, double{answer.met_density});
        for (int c = 0; c < 3; ++c)
            is_otherwise = is_otherwise || is_off(double{answer.radiance[c]}, double{answer.met_radiance[c]});
        off += is_otherwise ? 1 : 0;
        ++count;
    }
    return count == 0 ? 1 : off / count;
}

}  // namespace plumb::render
