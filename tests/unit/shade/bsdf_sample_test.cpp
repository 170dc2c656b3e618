// Samplers of the shading model against their densities.
#include "histogram.hpp"
#include "probe.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

namespace plumb::render {
namespace {

using glm::dvec3;
using std::numbers::pi;
constexpr int rings = 24, sectors = 24, steps = 12, sample_count = 200000;

shared::ProbeQuery query_of(const dvec3& o, double z, double phi) {
    shared::ProbeQuery q{};
    const double across = std::sqrt(std::max(0.0, 1 - z * z));
    q.o = o;
    q.i = dvec3(across * std::cos(phi), across * std::sin(phi), z);
    return q;
}

/// Expected number of samples in each bin of the sphere, by the midpoint rule.
std::vector<double> expected_counts(const Probe& probe, const shared::ProbeBsdf& bsdf, const dvec3& o) {
    std::vector<shared::ProbeQuery> queries;
    for (int bin = 0; bin < rings * sectors; ++bin)
        for (int k = 0; k < steps * steps; ++k)
            queries.push_back(query_of(o, -1 + 2 * (bin / sectors + (k / steps + 0.5) / steps) / rings,
                                       2 * pi * (bin % sectors + (k % steps + 0.5) / steps) / sectors));
    const auto answers = probe.ask(bsdf, queries);
    std::vector<double> expected(rings * sectors);
    const double solid_angle = 4 * pi / (rings * sectors) / (steps * steps);
    for (std::size_t k = 0; k < answers.size(); ++k)
        expected[k / (steps * steps)] += double{answers[k].density} * solid_angle * sample_count;
    return expected;
}

std::vector<double> sampled_counts(const Probe& probe, const shared::ProbeBsdf& bsdf, const dvec3& o) {
    std::mt19937 random(11);
    std::uniform_real_distribution<float> uniform(0, 1);
    std::vector<shared::ProbeQuery> queries(sample_count);
    for (shared::ProbeQuery& q : queries) {
        q = query_of(o, 0.5, 0);
        q.choice = uniform(random);
        q.u = {uniform(random), uniform(random)};
    }
    std::vector<double> counts(rings * sectors);
    for (const shared::ProbeAnswer& answer : probe.ask(bsdf, queries)) {
        const dvec3 i(answer.sampled);
        if (i.z == 0) continue;
        EXPECT_NEAR(glm::length(i), 1, 1e-4);
        const double phi = std::atan2(i.y, i.x);
        const int ring = std::min(static_cast<int>((i.z + 1) / 2 * rings), rings - 1);
        const int sector = static_cast<int>((phi < 0 ? phi + 2 * pi : phi) / (2 * pi) * sectors) % sectors;
        ++counts[static_cast<std::size_t>(ring * sectors + sector)];
    }
    return counts;
}

TEST(BsdfSample, FollowsItsDensity) {
    const Probe probe(true);
    std::vector<NamedBsdf> all = coloured_bsdfs();
    shared::ProbeBsdf velvet = plain_bsdf();
    velvet.sheen_color = glm::vec3(0.9F);
    all.push_back({"velvet", velvet});
    shared::ProbeBsdf everything = plain_bsdf();
    everything.coat = 0.8F;
    everything.sheen_color = glm::vec3(0.4F);
    everything.transmission = 0.5F;
    everything.eta = 1.4F;
    everything.film = 0.5F;
    all.push_back({"everything", everything});
    const double level = level_of_one_of(all.size() * 2);
    for (const NamedBsdf& named : all)
        for (const double cosine : {0.2, 0.7}) {
            const dvec3 o(std::sqrt(1 - cosine * cosine) * 0.8, std::sqrt(1 - cosine * cosine) * 0.6, cosine);
            const Histogram histogram{expected_counts(probe, named.bsdf, o), sampled_counts(probe, named.bsdf, o)};
            // What the midpoint rule may be off by is not held against the sampler.
            EXPECT_GT(chi_square_p(histogram, 0.01), level) << named.name << " at cosine " << cosine;
        }
}

}  // namespace
}  // namespace plumb::render
