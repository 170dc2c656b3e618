#include "probe.hpp"

#include "gpu/commands.hpp"
#include "shaders/test_probe.hpp"
#include "upload/lobe_table.hpp"

#include <array>
#include <cmath>
#include <cstring>

namespace plumb::render {

namespace {

struct ProbePush {
    std::uint64_t material, queries, answers, tables;
    std::uint32_t count, padding;
};

gpu::Buffer filled(const std::shared_ptr<gpu::Context>& context, std::span<const std::byte> bytes) {
    gpu::Buffer buffer(context, bytes.size(), gpu::Memory::upload, "probe");
    std::memcpy(buffer.mapped(), bytes.data(), bytes.size());
    return buffer;
}

}  // namespace

Probe::Probe(bool conserves) : context_(gpu::open_context({})) {
    // The first three constants belong to resolve.comp; the shader has none of them.
    const std::array<std::uint32_t, 5> constants{0, 0, 0, 0xFFFFFFFFU, conserves ? 1U : 0U};
    pipeline_ = gpu::ComputePipeline(context_, shaders::test_probe, "probe", constants, sizeof(ProbePush));
    tables_ = filled(context_, upload::albedo_tables());
}

Probe::~Probe() = default;

std::vector<shared::ProbeAnswer> Probe::ask(const shared::ProbeBsdf& bsdf,
                                            std::span<const shared::ProbeQuery> queries) const {
    const gpu::Buffer material = filled(context_, std::as_bytes(std::span(&bsdf, 1)));
    const gpu::Buffer asked = filled(context_, std::as_bytes(queries));
    const gpu::Buffer answers(context_, queries.size() * sizeof(shared::ProbeAnswer), gpu::Memory::readback, "answers");
    const auto count = static_cast<std::uint32_t>(queries.size());
    gpu::Commands commands(context_);
    commands.dispatch(pipeline_,
                      ProbePush{material.address(), asked.address(), answers.address(), tables_.address(), count, 0},
                      {(count + 63) / 64});
    commands.host_read_barrier();
    context_->run(commands);
    const std::span<const shared::ProbeAnswer> result = answers.mapped_as<shared::ProbeAnswer>();
    return {result.begin(), result.end()};
}

shared::ProbeBsdf plain_bsdf() {
    shared::ProbeBsdf b{};
    b.base_color = glm::vec3(0.5F);
    b.f0 = glm::vec3(0.04F);
    b.f90 = 1;
    b.alpha = glm::vec2(0.25F);
    b.eta = 1;
    b.sheen_alpha = 0.25F;
    b.coat_normal = {0, 0, 1};
    b.coat_alpha = 0.1F;
    b.film_ior = 1.3F;
    b.film_thickness_nm = 400;
    return b;
}

std::vector<NamedBsdf> coloured_bsdfs() {
    std::vector<NamedBsdf> all;
    const auto add = [&](const char* name) -> shared::ProbeBsdf& {
        all.push_back({name, plain_bsdf()});
        all.back().bsdf.base_color = {0.8F, 0.5F, 0.2F};
        return all.back().bsdf;
    };
    add("dielectric");
    add("metal").metallic = 1;
    add("between").metallic = 0.4F;
    auto& specular = add("specular");
    specular.f0 = glm::vec3(0.03F, 0.2F, 0.1F);
    specular.f90 = 0.7F;
    auto& stretched = add("anisotropic metal");
    stretched.metallic = 1;
    stretched.alpha = {0.8F, 0.15F};
    auto& film = add("film on a dielectric");
    film.film = 0.8F;
    auto& film_on_metal = add("film on metal");
    film_on_metal.metallic = 1;
    film_on_metal.film = 1;
    film_on_metal.film_thickness_nm = 550;
    add("coat").coat = 0.7F;
    auto& tilted = add("tilted coat on metal");
    tilted.metallic = 1;
    tilted.coat = 1;
    tilted.coat_normal = glm::normalize(glm::vec3(0.2F, -0.1F, 1));
    add("thin sheet").transmission = 0.6F;
    auto& glass = add("glass from outside");
    glass.transmission = 1;
    glass.eta = 1.5F;
    auto& inside = add("glass from inside");
    inside.transmission = 1;
    inside.eta = 1 / 1.5F;
    return all;
}

std::vector<NamedBsdf> white_bsdfs() {
    std::vector<NamedBsdf> all;
    const auto add = [&](const char* name, float alpha) -> shared::ProbeBsdf& {
        all.push_back({name + std::string(" at ") + std::to_string(alpha), plain_bsdf()});
        all.back().bsdf.base_color = glm::vec3(1);
        all.back().bsdf.alpha = glm::vec2(alpha);
        return all.back().bsdf;
    };
    for (const float alpha : {0.2F, 0.5F, 1.0F}) {
        add("dielectric", alpha);
        add("metal", alpha).metallic = 1;
        add("between", alpha).metallic = 0.5F;
        add("coat", alpha).coat = 1;
        auto& sheen = add("sheen", alpha);
        sheen.sheen_color = glm::vec3(1);
        add("thin sheet", alpha).transmission = 0.5F;
        auto& glass = add("glass from outside", alpha);
        glass.transmission = 1;
        glass.eta = 1.5F;
        auto& inside = add("glass from inside", alpha);
        inside.transmission = 1;
        inside.eta = 1 / 1.5F;
        auto& all_lobes = add("all but film", alpha);
        all_lobes.metallic = 0.3F;
        all_lobes.transmission = 0.5F;
        all_lobes.eta = 1.33F;
        all_lobes.coat = 0.5F;
        all_lobes.sheen_color = glm::vec3(0.5F);
    }
    return all;
}

}  // namespace plumb::render
