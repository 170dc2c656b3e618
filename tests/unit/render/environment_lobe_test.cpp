// What rough metals mirror of an environment map in direct colour.
#include "render/environment_lobes.hpp"
#include "render_fixture.hpp"
#include "shared/view.h"

#include <cmath>
#include <numbers>

namespace plumb::render {
namespace {

/// Black but for a disc of 20 degrees around `to`.
std::shared_ptr<const EnvironmentMap> disc_map(const glm::dvec3& to) {
    auto map = std::make_shared<EnvironmentMap>();
    map->width = 256;
    map->height = 128;
    for (std::uint32_t y = 0; y < map->height; ++y)
        for (std::uint32_t x = 0; x < map->width; ++x) {
            const double theta = std::numbers::pi * (y + 0.5) / map->height;
            const double phi = 2 * std::numbers::pi * ((x + 0.5) / map->width - 0.5);
            const glm::dvec3 d(std::sin(theta) * std::sin(phi), std::cos(theta), -std::sin(theta) * std::cos(phi));
            const float value = glm::dot(d, to) > std::cos(20 * std::numbers::pi / 180) ? 10.0F : 0.0F;
            map->rgb.insert(map->rgb.end(), 3, value);
        }
    return map;
}

TEST(EnvironmentLobes, OfOneColourAreThatColour) {
    EnvironmentMap map{.width = 5, .height = 3, .rgb = std::vector<float>(45, 0.75F)};
    const std::vector<glm::vec4> lobes = lobes_of_map(map);
    ASSERT_EQ(lobes.size(),
              shared::ENVIRONMENT_LOBES * shared::ENVIRONMENT_LOBE_WIDTH * shared::ENVIRONMENT_LOBE_WIDTH / 2);
    for (const glm::vec4& lobe : lobes) ASSERT_NEAR(lobe.g, 0.75F, 1e-5F);
}

TEST(EnvironmentLobes, RoughMetalsMirrorTheMapAsPathsDo) {
    const Scene scene = made_scene("metals", [](oracle::SceneWriter& w, oracle::Random&) {
        for (int i = 0; i < 4; ++i) {
            oracle::PrimitiveData square = oracle::square(0.5F);
            square.material = w.material({{"pbrMetallicRoughness", {{"roughnessFactor", 0.2 + 0.2 * i}}}});
            w.node({{"mesh", w.mesh({square})}, {"translation", {i - 1.5, 0, 0}}});
        }
    });
    // From afar, so that all four are seen straight on.
    Shot shot = oracle::shot_of(scene, oracle::look({0, 0, 100}, {0, 0, 0}, 0.03));
    shot.lights.clear();
    shot.environment = {};
    for (const glm::dvec3& to : {glm::dvec3(0, 0, 1), glm::normalize(glm::dvec3(0.5, 0, 1))}) {
        shot.environment.map = disc_map(to);
        RendererOptions options = options_of({64, 48}, {"hdr"});
        const Frame direct = Engine(oracle::shared_device(), scene, options).render({&shot, 1}).front();
        options.color.mode = ColorOptions::Mode::path;
        options.color.path_samples = 256;
        const Frame paths = Engine(oracle::shared_device(), scene, options).render({&shot, 1}).front();
        for (int i = 0; i < 4; ++i) {
            const auto middle = static_cast<std::uint32_t>(std::lround(32 + (i - 1.5) * 16));
            double of_direct = 0, of_paths = 0;
            for (std::uint32_t y = 20; y < 28; ++y)
                for (std::uint32_t x = middle - 3; x < middle + 3; ++x) {
                    of_direct += double{direct["hdr"].at<float>(x, y)} / 48;
                    of_paths += double{paths["hdr"].at<float>(x, y)} / 48;
                }
            // Pictures of lobes have 64 columns, 5.6 degrees each: beside the disc's edge they are off by 2 % of
            // its 10.
            EXPECT_NEAR(of_direct, of_paths, 0.05 * of_paths + 0.2) << "roughness " << 0.2 + 0.2 * i;
        }
    }
}

}  // namespace
}  // namespace plumb::render
