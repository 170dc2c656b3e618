// Path-traced colour: furnaces, closed forms, and bytes that depend on nothing but the shot.
#include "colour_fixture.hpp"

namespace plumb::render {
namespace {

using std::numbers::pi;
constexpr auto path = ColorOptions::Mode::path;

Shot furnace_shot(const Scene& scene, double distance_m = 3) {
    Shot shot = facing_shot(scene, distance_m);
    shot.environment.color = glm::vec3(1);
    return shot;
}

struct NamedMaterial {
    std::string name;
    scene::Material material;
};

/// White materials, each with another lobe.
std::vector<NamedMaterial> white_materials() {
    std::vector<NamedMaterial> all;
    const auto add = [&](const char* name, float metallic, float roughness) -> scene::Material& {
        scene::Material material;
        material.metallic = metallic;
        material.roughness = roughness;
        all.push_back({name + std::string(" of roughness ") + std::to_string(roughness), material});
        return all.back().material;
    };
    for (const float roughness : {0.0F, 0.4F, 1.0F}) {
        add("dielectric", 0, roughness);
        add("metal", 1, roughness);
        add("coat", 0, roughness).clearcoat = 1;
        scene::Material& velvet = add("velvet", 0, roughness);
        velvet.sheen_color = glm::vec3(1);
        velvet.sheen_roughness = roughness;
        add("thin sheet", 0, roughness).transmission = 1;
        scene::Material& glass = add("glass", 0, roughness);
        glass.transmission = 1;
        glass.thickness = 1;
        scene::Material& mixed = add("mixture", 0.3F, roughness);
        mixed.transmission = 0.5F;
        mixed.thickness = 1;
        mixed.clearcoat = 0.5F;
        mixed.clearcoat_roughness = 0.3F;
        mixed.sheen_color = glm::vec3(0.5F);
        mixed.sheen_roughness = 0.5F;
    }
    return all;
}

TEST(Paths, AWhiteSphereInWhiteSurroundingsCannotBeSeen) {
    for (const NamedMaterial& named : white_materials()) {
        const Scene scene = finished(sphere_data(named.material));
        RendererOptions options = colour_options({24, 24}, path, 256);
        options.color.energy = ColorOptions::Energy::conserving;
        const Frame frame = Renderer(oracle::shared_device(), scene, options).render(furnace_shot(scene));
        const glm::dvec3 mean = mean_of(frame);
        for (int c = 0; c < 3; ++c) EXPECT_NEAR(mean[c], 1, 0.005) << named.name << ", channel " << c;
    }
}

/// Seen from inside, a sphere that sends out what it does not reflect is 1 everywhere.
TEST(Paths, InsideAGlowingSphereAllIsOne) {
    scene::Material glowing = matt_white();
    glowing.base_color = {0.5F, 0.5F, 0.5F, 1};
    glowing.emissive = glm::vec3(0.5F);
    glowing.is_double_sided = true;
    const Scene scene = finished(sphere_data(glowing));
    Shot shot = furnace_shot(scene);
    shot.environment.color = glm::vec3(0);
    shot.now.camera.world_from_camera = look_at({0, 0, 0}, {0, 0, -1}, {0, 1, 0});
    const Frame frame = Renderer(oracle::shared_device(), scene, colour_options({16, 16}, path, 256)).render(shot);
    EXPECT_NEAR(mean_of(frame).x, 1, 0.005);
    for (std::size_t i = 0; i < frame["hdr"].as<float>().size(); i += 4)
        EXPECT_NEAR(frame["hdr"].as<float>()[i], 1, 0.25F);  // noise of 256 paths
}

TEST(Paths, MattSurfacesUnderAnEvenSkyAreAsInDirectColour) {
    scene::Material grey = matt_white();
    grey.base_color = {0.6F, 0.4F, 0.2F, 1};
    const Scene scene = finished(square_data(grey));
    Shot shot = furnace_shot(scene);
    shot.now.camera.fov_y_rad = 0.1;  // the square fills the frame: paths smooth edges, direct colour has one sample
    const Frame direct =
        Renderer(oracle::shared_device(), scene, colour_options({9, 9}, ColorOptions::Mode::direct)).render(shot);
    const Frame traced = Renderer(oracle::shared_device(), scene, colour_options({9, 9}, path, 64)).render(shot);
    const glm::dvec3 expected = mean_of(direct), seen = mean_of(traced);
    for (int c = 0; c < 3; ++c) EXPECT_NEAR(seen[c] / expected[c], 1, 0.01);
}

TEST(Paths, GlowingSurfacesLightOthersAsRectanglesDo) {
    // A panel of 1 x 1 m at 1 m distance, radiance 3, above a matt square.
    auto data = square_data(matt_white());
    scene::Material lamp = matt_white();
    lamp.base_color = {0, 0, 0, 1};
    lamp.emissive = glm::vec3(3);
    data->materials.push_back(lamp);
    scene::Primitive panel = data->meshes[0].primitives[0];
    panel.material = 1;
    panel.indices = {0, 2, 1, 0, 3, 2};
    panel.positions = {{-0.5F, -0.5F, 1}, {0.5F, -0.5F, 1}, {0.5F, 0.5F, 1}, {-0.5F, 0.5F, 1}};
    panel.normals.assign(4, {0, 0, -1});
    data->meshes.push_back({"panel", {panel}, {}, {}});
    scene::Node node;
    node.mesh = 1;
    data->nodes.push_back(node);
    data->roots.push_back(1);
    const Scene scene = finished(data);
    Shot shot = facing_shot(scene);
    shot.environment.color = glm::vec3(0);
    shot.now.camera.fov_y_rad = 1e-3;
    const Frame frame = Renderer(oracle::shared_device(), scene, colour_options({1, 1}, path, 16384)).render(shot);
    const auto factor = [](double a) {
        return 2 * a / std::sqrt(1 + a * a) * std::atan(a / std::sqrt(1 + a * a)) / (2 * pi);
    };
    EXPECT_NEAR(double{pixel_of(frame, "hdr", 0, 0).x} / (3 * 4 * factor(0.5)), 1, 0.02);
}

/// A dark map with one bright texel: a sun of known irradiance.
TEST(Paths, ASmallSunOfAMapIsFound) {
    auto map = std::make_shared<EnvironmentMap>();
    map->width = 256;
    map->height = 128;
    map->rgb.assign(std::size_t{256} * 128 * 3, 0);
    // Direction +z: the outermost columns, around the middle row.
    const std::size_t texel = std::size_t{64} * 256;
    for (int c = 0; c < 3; ++c) map->rgb[3 * texel + static_cast<std::size_t>(c)] = 10000;
    const Scene scene = finished(square_data(matt_white()));
    Shot shot = facing_shot(scene);
    shot.environment.map = map;
    shot.now.camera.fov_y_rad = 1e-3;
    const Frame frame = Renderer(oracle::shared_device(), scene, colour_options({1, 1}, path, 4096)).render(shot);
    // A texel is interpolated with its neighbours: a tent whose integral is the texel's area.
    const double solid_angle = 2 * pi / 256 * pi / 128;
    EXPECT_NEAR(double{pixel_of(frame, "hdr", 0, 0).x} * pi / (10000 * solid_angle), 1, 0.02);
}

TEST(Paths, BlendedSurfacesLetTheirShareThrough) {
    scene::Material veil = matt_white();
    veil.alpha_mode = scene::AlphaMode::blend;
    veil.base_color = {0, 0, 0, 0.25F};
    const Scene scene = finished(square_data(veil));
    const Frame frame =
        Renderer(oracle::shared_device(), scene, colour_options({5, 5}, path, 1024)).render(furnace_shot(scene));
    EXPECT_NEAR(pixel_of(frame, "hdr", 2, 2).x, 0.75, 0.01);
}

TEST(Paths, AVolumeTakesItsShareByTheWay) {
    scene::Material tinted;
    tinted.metallic = 0;
    tinted.roughness = 0;
    tinted.ior = 1;
    tinted.transmission = 1;
    tinted.thickness = 1;
    tinted.attenuation_distance = 2;
    tinted.attenuation_color = {0.25F, 0.5F, 1};
    const Scene scene = finished(sphere_data(tinted));
    Shot shot = furnace_shot(scene);
    shot.now.camera.fov_y_rad = 1e-3;
    const Frame frame = Renderer(oracle::shared_device(), scene, colour_options({1, 1}, path, 16)).render(shot);
    const glm::vec3 seen = pixel_of(frame, "hdr", 0, 0);
    EXPECT_NEAR(seen.x, 0.25, 0.005);
    EXPECT_NEAR(seen.y, 0.5, 0.005);
    EXPECT_NEAR(seen.z, 1, 0.005);
}

TEST(Paths, BytesDependOnTheShotAlone) {
    const Scene scene = Scene::load(asset("workshop/workshop.glb"));
    RendererOptions options = options_of({32, 24}, {"rgb", "hdr", "depth", "instance"});
    options.color.mode = path;
    options.color.path_samples = 3;
    options.filter = PixelFilter::blackman_harris;
    Renderer renderer(oracle::shared_device(), scene, options);
    std::vector<Shot> shots{scene.default_shot(), scene.default_shot(), scene.default_shot()};
    shots[1].address = ShotAddress{1, 2, 0, 0};
    shots[2].now.camera.fov_y_rad *= 0.9;
    const std::vector<Frame> batch = renderer.render(shots);
    for (std::size_t i = 0; i < shots.size(); ++i)
        EXPECT_EQ(differing_passes(renderer.render(shots[i]), batch[i]), std::vector<std::string>{});
    EXPECT_EQ(differing_passes(batch[0], batch[1]), (std::vector<std::string>{"rgb", "hdr"}));
}

/// Lamps of the workshop that are seen edge-on from where light falls have a density whose square is no number.
TEST(Paths, AreNumbersWhereWhatShinesIsSeenEdgeOn) {
    const Scene scene = Scene::load(asset("workshop/workshop.glb"));
    RendererOptions options = options_of({64, 48}, {"hdr"});
    options.color.mode = path;
    options.color.path_samples = 64;
    const Frame frame = Renderer(oracle::shared_device(), scene, options).render(scene.default_shot());
    const std::span<const float> hdr = frame["hdr"].as<float>();
    EXPECT_EQ(std::ranges::count_if(hdr, [](float value) { return !std::isfinite(value); }), 0);
}

TEST(Paths, LabelsDoNotDependOnTheSettingsOfColour) {
    const Scene scene = Scene::load(asset("workshop/workshop.glb"));
    const Shot shot = scene.default_shot();
    const RendererOptions plain_options = options_of({48, 36});
    const Frame plain = Renderer(oracle::shared_device(), scene, plain_options).render(shot);
    for (const auto mode : {ColorOptions::Mode::direct, path})
        for (const auto energy : {ColorOptions::Energy::specification, ColorOptions::Energy::conserving}) {
            RendererOptions options = plain_options;
            options.color.mode = mode;
            options.color.energy = energy;
            options.color.path_samples = 2;
            options.filter =
                energy == ColorOptions::Energy::conserving ? PixelFilter::blackman_harris : PixelFilter::box;
            const Frame frame = Renderer(oracle::shared_device(), scene, options).render(shot);
            for (const std::string& pass : differing_passes(frame, plain))
                EXPECT_TRUE(pass == "rgb" || pass == "hdr") << pass;
        }
}

TEST(Paths, RefuseNumbersOfSamplesThatCannotBe) {
    const Scene scene = finished(square_data(matt_white()));
    for (const std::uint32_t samples : {0U, 65536U})
        EXPECT_THROW(Renderer(oracle::shared_device(), scene, colour_options({4, 4}, path, samples)), Error);
}

}  // namespace
}  // namespace plumb::render
