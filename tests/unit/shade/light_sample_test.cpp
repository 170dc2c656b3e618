// Samplers of light against their densities, and these against what a path tells that comes upon the light by itself.
#include "sampler_cases.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace plumb::render {
namespace {

using glm::dvec3;
using Corners = std::array<dvec3, 3>;
using std::numbers::pi;
const dvec3 point = sampled_point;

double gap_of(double sine) {
    return sine * sine / (1 + std::sqrt(1 - sine * sine));
}

Light ball(const dvec3& position, float radius_m) {
    Light light;
    light.position = position;
    light.radius_m = radius_m;
    light.intensity = 3;
    return light;
}

Partition cone_to(const Light& light, std::size_t rings) {
    const dvec3 way = light.position - point;
    const double distance = glm::length(way);
    return cone(way / distance, gap_of(double{light.radius_m} / distance), rings, rings);
}

Light panel(const dvec3& position, const dvec3& direction, float width_m, float height_m) {
    Light light;
    light.kind = Light::Kind::rectangle;
    light.position = position;
    light.direction = glm::normalize(direction);
    light.across = {0.8, 0.1, 0.5};
    light.width_m = width_m;
    light.height_m = height_m;
    return light;
}

/// The panel's two halves, seen from the point.
std::vector<Corners> halves_of(const Light& light) {
    const dvec3 across = glm::normalize(light.across - light.direction * glm::dot(light.across, light.direction));
    const dvec3 u = across * (double{light.width_m} / 2),
                v = glm::cross(across, light.direction) * (double{light.height_m} / 2), c = light.position - point;
    return {{c - u - v, c + u - v, c + u + v}, {c - u - v, c + u + v, c - u + v}};
}

Light sun(const dvec3& direction, float angular_radius_rad) {
    Light light;
    light.kind = Light::Kind::directional;
    light.direction = glm::normalize(direction);
    light.angular_radius_rad = angular_radius_rad;
    return light;
}

Partition cone_to_sun(const Light& light, std::size_t rings) {
    return cone(-light.direction, gap_of(std::sin(double{light.angular_radius_rad})), rings, rings);
}

SamplerCase lit_case(const std::string& name, const std::vector<Light>& lights, const Partition& partition,
                     double elsewhere = 0) {
    SamplerCase result = case_of(name, dark_scene(), shared::SAMPLES_LIGHTS);
    result.shot.lights = lights;
    result.partition = partition;
    result.elsewhere = elsewhere;
    return result;
}

std::vector<SamplerCase> lights() {
    const Light far_ball = ball({-2, 4, 1}, 0.2F), near_ball = ball({1.2, 1.4, 0.1}, 0.9F);
    Light spot = ball({0.5, 3, 0.2}, 0.5F);
    spot.kind = Light::Kind::spot;
    spot.direction = glm::normalize(dvec3(0, -1, -0.2));
    spot.range_m = 20;
    const Light facing = panel({0.5, 2.5, -1}, {0, -1, 0.3}, 1.5F, 0.7F);
    const Light grazing = panel({3, 1, 0}, {-0.2, -1, 0.1}, 2, 1);
    const Light wide_sun = sun({0.3, -1, 0.4}, 0.3F), real_sun = sun({-1, -0.6, 0.2}, 0.00465F);
    Light bare = ball({0, 5, 0}, 0);
    // Three of four have an extent: a quarter of the samples goes to the point light, which no path meets.
    const Light low_sun = sun({-0.8, -0.5, 0.6}, 0.3F);
    const std::vector<Light> several{far_ball, bare, facing, low_sun};
    return {lit_case("far ball", {far_ball}, cone_to(far_ball, 20)),
            lit_case("near ball", {near_ball}, cone_to(near_ball, 20)),
            lit_case("spot of a size", {spot}, cone_to(spot, 20)),
            lit_case("panel", {facing}, triangles(halves_of(facing), 12)),
            lit_case("panel from the side", {grazing}, triangles(halves_of(grazing), 12)),
            lit_case("wide sun", {wide_sun}, cone_to_sun(wide_sun, 20)),
            lit_case("sun of the earth", {real_sun}, cone_to_sun(real_sun, 20)),
            lit_case("one of several", several,
                     united({cone_to(far_ball, 12), triangles(halves_of(facing), 8), cone_to_sun(low_sun, 12)}), 0.25)};
}

/// Directions of the surroundings, told in the world.
Partition turned(Partition partition, const glm::dmat3& world_from_environment) {
    for (Partition::Place& place : partition.places) place.direction = world_from_environment * place.direction;
    partition.bin_of = [bin_of = partition.bin_of, back = glm::transpose(world_from_environment)](const dvec3& d) {
        return bin_of(back * d);
    };
    return partition;
}

/// Dim waves with a small sun.
std::shared_ptr<EnvironmentMap> map_of(std::uint32_t width, std::uint32_t height) {
    auto map = std::make_shared<EnvironmentMap>();
    map->width = width;
    map->height = height;
    for (std::uint32_t y = 0; y < height; ++y)
        for (std::uint32_t x = 0; x < width; ++x) {
            const double u = (x + 0.5) / width, v = (y + 0.5) / height;
            const bool is_sun = std::abs(u - 0.7) < 0.02 && std::abs(v - 0.3) < 0.02;
            const double value = is_sun ? 200 : 1.2 + std::sin(9 * u) * std::cos(5 * v);
            for (const double share : {1.0, 0.8, 0.5}) map->rgb.push_back(static_cast<float>(value * share));
        }
    return map;
}

std::vector<SamplerCase> surroundings() {
    std::vector<SamplerCase> all;
    const auto add = [&](const char* name, const Partition& partition) -> Environment& {
        SamplerCase& added = all.emplace_back(case_of(name, dark_scene(), shared::SAMPLES_SURROUNDINGS));
        added.partition = turned(partition, added.shot.now.world_from_environment);
        added.elsewhere = 5e-5;  // rounding leads a few over the edge of what is looked for
        return added.shot.environment;
    };
    // Bins hold whole cells, and places are their middles: the sum over a bin is its integral.
    add("map", picture(50, 20, 1)).map = map_of(50, 20);
    add("map of more than 512 columns", picture(32, 32, 16)).map = map_of(768, 512);
    Environment& brighter = add("map at another intensity", picture(64, 32, 1));
    brighter.map = map_of(64, 32);
    brighter.intensity = 7;
    SamplerCase& sky = all.emplace_back(case_of("sky", dark_scene(), shared::SAMPLES_SURROUNDINGS));
    sky.partition = picture(64, 32, 1);  // a sky stands in the world
    sky.shot.environment.sky = Sky{glm::normalize(dvec3(0.4, 0.5, 0.3))};
    return all;
}

/// Squares that shine: one stretched and turned, one mirrored, one of several triangles of which one has no area and
/// one is tiny; then one that is hidden and one that is dark.
struct Lamps {
    std::vector<Corners> corners;  ///< of what shines, from the point; filled by make()
    Scene scene;

    Lamps() : scene(make()) {}

private:
    Scene make() {
        auto data = std::make_shared<scene::SceneData>();
        for (const float strength : {4.0F, 1.0F, 0.0F}) {
            scene::Material& material = data->materials.emplace_back();
            material.emissive = {1, 0.7F, 0.4F};
            material.emissive_strength = strength;
            material.is_double_sided = true;
        }
        scene::Primitive uneven = square_of(1);
        uneven.positions.insert(uneven.positions.end(), {{2, -1, 0.5F}, {1.02F, 1, 0}});
        uneven.indices = {0, 1, 2, 0, 2, 3, 1, 1, 2, 1, 4, 5, 2, 1, 5};
        data->meshes.push_back({"strong", {square_of(0)}, {}, {}});
        data->meshes.push_back({"uneven", {uneven}, {}, {}});
        data->meshes.push_back({"dark", {square_of(2)}, {}, {}});
        const auto add = [&](std::uint32_t mesh, const dvec3& place, const dvec3& scale, const dvec3& axis,
                             bool shines) {
            scene::Node node;
            node.mesh = mesh;
            node.translation = place;
            node.rotation = glm::angleAxis(1.1, glm::normalize(axis));
            node.scale = scale;
            data->roots.push_back(static_cast<std::uint32_t>(data->nodes.size()));
            data->nodes.push_back(node);
            if (!shines) return;
            const scene::Primitive& drawn = data->meshes[mesh].primitives[0];
            const auto moved = [&](std::uint32_t i) {
                return node.rotation * (dvec3(drawn.positions[i]) * scale) + place - point;
            };
            for (std::size_t i = 0; i < drawn.indices.size(); i += 3) {
                const std::uint32_t a = drawn.indices[i], b = drawn.indices[i + 1], c = drawn.indices[i + 2];
                if (a != b) corners.push_back({moved(a), moved(b), moved(c)});
            }
        };
        add(0, {3, 2, 1}, {0.8, 0.3, 1}, {1, 1, 0.3}, true);
        add(0, {-2, 2, 3}, {-0.5, 0.9, 1}, {0.2, 1, 0}, true);
        add(1, {-3, -1, -3}, {0.6, 0.7, 1.5}, {0.1, 0.9, 0.2}, true);
        add(0, {0, 6, 0}, {1, 1, 1}, {1, 0, 0}, false);
        add(2, {0, -6, 0}, {1, 1, 1}, {1, 0, 0}, false);
        return finished(data);
    }
};

std::vector<SamplerCase> emitters() {
    const Lamps lamps;
    SamplerCase plain = case_of("lamps", lamps.scene, shared::SAMPLES_EMITTERS);
    plain.shot.now.visible[3] = 0;
    plain.partition = triangles(lamps.corners, 6);
    SamplerCase changed = plain;
    changed.name = "lamps that the shot has made brighter";
    MaterialOverride change;
    change.material = 1;
    change.emission = glm::vec3(9);
    changed.shot.materials.push_back(change);
    return {plain, changed};
}

/// Squares that shine and are not as the file has them: one morphed, its triangles by different amounts, and one bent
/// by two joints.
struct DeformedLamps {
    Scene scene;
    Shot shot;
    std::vector<Corners> corners;  ///< from the point
    std::vector<double> growth;    ///< of each one's area from what it is at rest

    DeformedLamps() : scene(make()), shot(case_of("", scene, shared::SAMPLES_EMITTERS).shot) {
        const double weight = 0.6;
        shot.now.morph_weights.assign(1, static_cast<float>(weight));
        shot.now.world_from_joint = {moved({-2.5, 1, 1.5}, -0.9), moved({-2.9, 2.2, 1.2}, -0.5)};
        const auto& meshes = scene.data().meshes;
        const scene::Primitive &morphed = meshes[0].primitives[0], &skinned = meshes[1].primitives[0];
        const glm::dmat4& world = shot.now.world_from_instance[0];
        add(morphed, [&](std::uint32_t i) {
            const dvec3 place = dvec3(morphed.positions[i]) + weight * dvec3(morphed.targets[0].positions[i]);
            return dvec3(world * glm::dvec4(place, 1));
        });
        add(skinned, [&](std::uint32_t i) {
            return dvec3(shot.now.world_from_joint[i / 2] * glm::dvec4(dvec3(skinned.positions[i]), 1));
        });
    }

private:
    static glm::dmat4 moved(const dvec3& place, double angle) {
        return glm::rotate(glm::translate(glm::dmat4(1), place), angle, glm::normalize(dvec3(0.3, 1, 0.2)));
    }

    static Scene make() {
        auto data = std::make_shared<scene::SceneData>();
        scene::Material& material = data->materials.emplace_back();
        material.emissive = {1, 0.7F, 0.4F};
        material.is_double_sided = true;
        scene::Primitive morphed = square_of(0), skinned = square_of(0);
        morphed.targets.push_back({{{0, 0, 0}, {1.5F, 0, 0.5F}, {0.2F, 0.3F, 0}, {0, 0, 1}}, {}, {}});
        skinned.influences = 4;
        for (std::uint16_t i = 0; i < 4; ++i) {
            skinned.joints.insert(skinned.joints.end(), {static_cast<std::uint16_t>(i / 2), 0, 0, 0});
            skinned.weights.insert(skinned.weights.end(), {1, 0, 0, 0});
        }
        data->meshes.push_back({"morphed", {morphed}, {0}, {}});
        data->meshes.push_back({"skinned", {skinned}, {}, {}});
        data->skins.push_back({"two joints", {2, 3}, {glm::dmat4(1), glm::dmat4(1)}});
        data->nodes.resize(4);
        data->nodes[0].mesh = 0;
        data->nodes[0].translation = {2.5, 1.5, 1};
        data->nodes[0].rotation = glm::angleAxis(0.8, glm::normalize(dvec3(0.2, 1, 0.1)));
        data->nodes[1].mesh = 1;
        data->nodes[1].skin = 0;
        data->roots = {0, 1, 2, 3};
        return finished(data);
    }

    template <class PlaceOf>
    void add(const scene::Primitive& drawn, const PlaceOf& place_of) {
        const auto area = [](const Corners& c) { return glm::length(glm::cross(c[1] - c[0], c[2] - c[0])); };
        for (std::size_t i = 0; i < drawn.indices.size(); i += 3) {
            Corners posed, rest;
            for (std::size_t k = 0; k < 3; ++k) {
                posed[k] = place_of(drawn.indices[i + k]) - point;
                rest[k] = drawn.positions[drawn.indices[i + k]];
            }
            corners.push_back(posed);
            growth.push_back(area(posed) / area(rest));
        }
    }
};

constexpr std::size_t deformed_rows = 8;

SamplerCase deformed_emitters() {
    const DeformedLamps lamps;
    SamplerCase result = case_of("deformed lamps", lamps.scene, shared::SAMPLES_EMITTERS);
    result.shot = lamps.shot;
    result.partition = triangles(lamps.corners, deformed_rows);
    return result;
}

/// Direct colour has samplers of its own, whose densities stand in no shader: evenly over a sphere's solid angle, and
/// by the cosine.
std::vector<SamplerCase> direct_ones() {
    std::vector<SamplerCase> all;
    for (const Light& light : {ball({-2, 4, 1}, 0.2F), ball({1.2, 1.4, 0.1}, 0.9F)}) {
        SamplerCase& added = all.emplace_back(case_of("direct ball of radius " + std::to_string(light.radius_m),
                                                      dark_scene(), shared::SAMPLES_SPHERE_DIRECTLY));
        added.shot.lights = {light};
        added.partition = cone_to(light, 20);
        const double gap = gap_of(double{light.radius_m} / glm::distance(light.position, point));
        added.density = [gap](const dvec3&) { return 1 / (2 * pi * gap); };
    }
    for (const dvec3& normal : {glm::normalize(dvec3(0.2, 0.9, -0.4)), dvec3(0, 0, -1)}) {
        SamplerCase& added = all.emplace_back(
            case_of("direct sky around " + std::to_string(normal.y), dark_scene(), shared::SAMPLES_SKY_DIRECTLY));
        added.direction = normal;
        added.partition = cone(normal, 1, 20, 20);
        added.density = [normal](const dvec3& d) { return std::max(glm::dot(d, normal), 0.0) / pi; };
    }
    return all;
}

std::vector<SamplerCase> all_cases() {
    std::vector<SamplerCase> all;
    for (const auto& some : {lights(), surroundings(), emitters(), {deformed_emitters()}, direct_ones()})
        all.insert(all.end(), some.begin(), some.end());
    return all;
}

TEST(LightSample, FollowsItsDensity) {
    expect_followed(all_cases());
}

TEST(LightSample, IsToldTheSameByAPathThatComesUponIt) {
    for (const SamplerCase& sampler : all_cases()) {
        if (sampler.density) continue;
        // At the edge of a light, and of a cell of the surroundings, rounding decides which side a direction is on.
        EXPECT_LT(share_told_otherwise(sampler), 1e-3) << sampler.name;
    }
}

/// One colour, or a map that hardly differs from one, is for following alone.
TEST(LightSample, EvenSurroundingsAreNotLookedFor) {
    SamplerCase colour = case_of("one colour", dark_scene(), shared::SAMPLES_SURROUNDINGS);
    colour.partition = picture(16, 8, 8);
    colour.shot.environment.color = glm::vec3(0.5F);
    SamplerCase map = colour;
    auto even = std::make_shared<EnvironmentMap>();
    even->width = 16;
    even->height = 8;
    even->rgb.assign(std::size_t{16} * 8 * 3, 0.5F);
    even->rgb[0] = 0.502F;
    map.shot.environment.map = even;
    for (const SamplerCase& sampler : {colour, map})
        EXPECT_EQ(histogram_of(sampler).found.back(), 200000) << sampler.name << ": all without a direction";
}

/// Each is a mistake that such samplers are made with; the test above must not pass any of them.
TEST(LightSample, FaultsAreCaught) {
    using Query = shared::SamplerQuery;
    const SamplerFault even_angle{"even in the angle instead of its cosine", [](Query& q) { q.u.x *= q.u.x; }, {}};
    const SamplerFault off_by_tenth{"a tenth too many at one end", [](Query& q) { q.u.y = std::pow(q.u.y, 1.1F); }, {}};
    const SamplerFault uneven_choice{"the first of several too often", [](Query& q) { q.which.x *= 0.95F; }, {}};
    const SamplerFault one_of_pair{"the alias never taken", [](Query& q) { q.which.y = 0; }, {}};
    const Light facing = case_called(all_cases(), "panel").shot.lights[0];
    const SamplerFault no_cosine{
        "density by area without the cosine", {}, [&](const dvec3& d) { return -glm::dot(d, facing.direction); }};
    const SamplerFault no_sine{"density of an equirectangular picture without the sine", {}, [](const dvec3& d) {
                                   return std::hypot(d.x, d.z) * 4 / pi;
                               }};
    const SamplerFault scaled{"density 4 % too high", {}, [](const dvec3&) { return 1.04; }};
    const SamplerCase deformed = deformed_emitters();
    const SamplerFault at_rest{"density by the area at rest", {}, [&, growth = DeformedLamps().growth](const dvec3& d) {
                                   return growth[*deformed.partition.bin_of(d) / (deformed_rows * deformed_rows)];
                               }};
    const std::vector<WrongSampler> wrong = {{"far ball", even_angle},
                                             {"near ball", even_angle},
                                             {"wide sun", even_angle},
                                             {"sun of the earth", even_angle},
                                             {"panel", off_by_tenth},
                                             {"panel", no_cosine},
                                             {"panel from the side", scaled},
                                             {"one of several", uneven_choice},
                                             {"map", scaled},
                                             {"map", no_sine},
                                             {"map", one_of_pair},
                                             {"sky", one_of_pair},
                                             {"lamps", uneven_choice},
                                             {"lamps", off_by_tenth},
                                             {"lamps", scaled},
                                             {"deformed lamps", at_rest},
                                             {"deformed lamps", off_by_tenth},
                                             {"direct ball of radius 0.900000", even_angle},
                                             {"direct sky around 0.000000", even_angle}};
    expect_caught(all_cases(), wrong);
}

}  // namespace
}  // namespace plumb::render
