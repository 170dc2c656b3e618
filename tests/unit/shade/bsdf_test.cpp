// Values of the shading model against its formulas, and what holds for them.
#include "probe.hpp"
#include "reference.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

namespace plumb::render {
namespace {

using glm::dvec3;
using std::numbers::pi;

dvec3 direction(double z, double phi) {
    const double across = std::sqrt(std::max(0.0, 1 - z * z));
    return {across * std::cos(phi), across * std::sin(phi), z};
}

/// Pairs of directions, the second one on both sides where `is_two_sided`.
std::vector<shared::ProbeQuery> random_pairs(std::size_t count, bool is_two_sided) {
    std::mt19937 random(7);
    std::uniform_real_distribution<double> uniform(0, 1);
    std::vector<shared::ProbeQuery> queries(count);
    for (shared::ProbeQuery& q : queries) {
        q = {};
        q.o = direction(0.05 + 0.95 * uniform(random), 2 * pi * uniform(random));
        const double z = 0.05 + 0.95 * uniform(random);
        q.i = direction(is_two_sided && uniform(random) < 0.5 ? -z : z, 2 * pi * uniform(random));
    }
    return queries;
}

void expect_near(const glm::vec3& value, const dvec3& expected, double relative, const std::string& what) {
    for (int c = 0; c < 3; ++c)
        ASSERT_NEAR(double{value[c]}, expected[c], relative * (std::abs(expected[c]) + 1e-3))
            << what << " channel " << c;
}

TEST(Bsdf, HasTheValuesOfTheSpecification) {
    const Probe probe(false);
    for (const NamedBsdf& named : coloured_bsdfs()) {
        const auto queries = random_pairs(2000, named.bsdf.transmission > 0);
        const auto answers = probe.ask(named.bsdf, queries);
        // Single precision: films add up cosines of phases of some hundred radians.
        const double relative = named.bsdf.film > 0 ? 2e-3 : 5e-4;
        for (std::size_t k = 0; k < queries.size(); ++k)
            expect_near(
                answers[k].value,
                reference_value(named.bsdf, glm::normalize(dvec3(queries[k].o)), glm::normalize(dvec3(queries[k].i))),
                relative, named.name + ", pair " + std::to_string(k));
    }
}

TEST(Bsdf, HasTheSheenOfTheExtension) {
    const Probe probe(false);
    shared::ProbeBsdf velvet = plain_bsdf();
    velvet.base_color = glm::vec3(0);
    velvet.f0 = glm::vec3(0);
    velvet.f90 = 0;
    velvet.sheen_color = {1, 0.5F, 0.25F};
    for (const float alpha : {0.05F, 0.25F, 1.0F}) {
        velvet.sheen_alpha = alpha;
        const auto queries = random_pairs(2000, false);
        const auto answers = probe.ask(velvet, queries);
        for (std::size_t k = 0; k < queries.size(); ++k)
            expect_near(
                answers[k].value,
                dvec3(velvet.sheen_color) * reference_sheen(double{alpha}, dvec3(queries[k].o), dvec3(queries[k].i)),
                1e-3, "alpha " + std::to_string(alpha) + ", pair " + std::to_string(k));
    }
}

TEST(Bsdf, IsReciprocalWhereTheSpecificationIs) {
    const Probe probe(false);
    for (const NamedBsdf& named : coloured_bsdfs()) {
        // Coats are weighted by the outgoing direction alone; refraction scales with the index.
        if (named.bsdf.coat > 0 || named.bsdf.eta != 1) continue;
        const auto queries = random_pairs(2000, false);
        auto swapped = queries;
        for (shared::ProbeQuery& q : swapped) std::swap(q.o, q.i);
        const auto there = probe.ask(named.bsdf, queries), back = probe.ask(named.bsdf, swapped);
        for (std::size_t k = 0; k < queries.size(); ++k)
            expect_near(there[k].value / queries[k].i.z, dvec3(back[k].value) / double{queries[k].o.z}, 1e-3,
                        named.name + ", pair " + std::to_string(k));
    }
}

/// Share of light that leaves in a direction, by the midpoint rule over all directions, densest around the plane of the
/// mirrored and refracted ray, where grazing lobes are narrow.
dvec3 albedo_of(const Probe& probe, const shared::ProbeBsdf& bsdf, double cosine) {
    constexpr int rings = 512, sectors = 256;
    constexpr double azimuth = 0.7;
    std::vector<shared::ProbeQuery> queries;
    std::vector<double> solid_angles;
    const double largest_angle = bsdf.transmission > 0 ? pi : pi / 2;
    for (int ring = 0; ring < rings; ++ring)
        for (int sector = 0; sector < sectors; ++sector) {
            shared::ProbeQuery q{};
            q.o = direction(cosine, azimuth);
            const double theta = largest_angle * (ring + 0.5) / rings, t = 2 * (sector + 0.5) / sectors - 1;
            q.i = direction(std::cos(theta), azimuth + pi + pi * t * std::abs(t));
            queries.push_back(q);
            solid_angles.push_back(std::sin(theta) * largest_angle / rings * 2 * std::abs(t) * 2 * pi / sectors);
        }
    const auto answers = probe.ask(bsdf, queries);
    dvec3 sum(0);
    for (std::size_t k = 0; k < answers.size(); ++k) sum += dvec3(answers[k].value) * solid_angles[k];
    return sum;
}

double maximum_of(const dvec3& v) {
    return std::max({v.x, v.y, v.z});
}

constexpr double cosines[] = {0.1, 0.25, 0.5, 0.75, 1.0};

TEST(Bsdf, LosesNothingOfWhiteLightWhereEnergyIsCompensated) {
    const Probe probe(true);
    for (const NamedBsdf& named : white_bsdfs())
        for (const double cosine : cosines) {
            const dvec3 albedo = albedo_of(probe, named.bsdf, cosine);
            for (int c = 0; c < 3; ++c) EXPECT_NEAR(albedo[c], 1, 0.005) << named.name << " at cosine " << cosine;
        }
}

TEST(Bsdf, NeverReflectsMoreThanItReceivesWhereEnergyIsCompensated) {
    const Probe probe(true);
    for (const NamedBsdf& named : coloured_bsdfs())
        for (const double cosine : cosines) {
            const dvec3 albedo = albedo_of(probe, named.bsdf, cosine);
            EXPECT_LE(maximum_of(albedo), 1.001) << named.name << " at cosine " << cosine;
            EXPECT_GT(maximum_of(albedo), 0.1) << named.name << " at cosine " << cosine;
        }
}

TEST(Bsdf, MetalsAreAsTheSpecificationHasThemButForAFactor) {
    const Probe plain(false), compensated(true);
    shared::ProbeBsdf metal = plain_bsdf();
    metal.metallic = 1;
    metal.base_color = {0.9F, 0.6F, 0.3F};
    const auto queries = random_pairs(500, false);
    const auto a = plain.ask(metal, queries), b = compensated.ask(metal, queries);
    for (std::size_t k = 0; k < queries.size(); ++k)
        for (int c = 0; c < 3; ++c) {
            EXPECT_GE(b[k].value[c], a[k].value[c]);
            // At this roughness at most a sixth is lost between microfacets.
            EXPECT_LE(b[k].value[c], 1.2F * a[k].value[c]);
        }
}

}  // namespace
}  // namespace plumb::render
