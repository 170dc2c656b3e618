// What cannot be rendered is refused, with what was attempted, the value met and what is allowed.
#include "render_fixture.hpp"

#include <cmath>
#include <functional>

namespace plumb::render::refusal_test {
namespace {

using Parts = std::vector<std::string>;

/// @param parts  attempt, value and limit, as the message must have them
void expect_refused(const std::function<void()>& action, const Parts& parts) {
    try {
        action();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::invalid_argument) << error.what();
        for (const std::string& part : parts)
            EXPECT_NE(std::string(error.what()).find(part), std::string::npos)
                << part << " is missing in: " << error.what();
        return;
    }
    ADD_FAILURE() << "not refused: " << parts.front();
}

TEST(RefusedOptions, SizesAndPasses) {
    const Scene scene = Scene::load(asset("small/cube.glb"));
    const auto made_with = [&](Size size, const Parts& passes) {
        return [&scene, options = options_of(size, passes)] { Renderer(oracle::shared_device(), scene, options); };
    };
    expect_refused(made_with({0, 10}, {"rgb"}), {"a renderer", "0 x 10", "1 to 16384"});
    expect_refused(made_with({10, 0}, {"rgb"}), {"a renderer", "10 x 0", "1 to 16384"});
    expect_refused(made_with({16385, 10}, {"rgb"}), {"a renderer", "16385 x 10", "1 to 16384"});
    expect_refused(made_with({10, 0xFFFFFFFF}, {"rgb"}), {"a renderer", "10 x 4294967295", "1 to 16384"});
    expect_refused(made_with({10, 10}, {}), {"a renderer", "without passes", "at least one"});
    expect_refused(made_with({10, 10}, {"rgb", "dept"}), {"'dept'", "depth"});
    expect_refused(made_with({10, 10}, {""}), {"pass", "''"});
    expect_refused(made_with({10, 10}, {"Depth"}), {"'Depth'", "depth"});
}

/// Renders a good shot that `edit` has spoilt; the renderer must render the good one afterwards.
class RefusedShots : public testing::Test {
protected:
    void expect(const std::function<void(Shot&)>& edit, const Parts& parts) {
        Shot shot = good_;
        edit(shot);
        expect_refused([&] { (void)renderer_.render(shot); }, parts);
        // In a batch, too, of which nothing is rendered.
        const Shot batch[] = {good_, shot};
        expect_refused([&] { (void)renderer_.render(std::span<const Shot>(batch)); }, parts);
    }
    void TearDown() override { EXPECT_EQ(differing_passes(renderer_.render(good_), expected_), Parts{}); }

    Scene scene_ = Scene::load(asset("small/moving_boxes.glb"));
    Shot good_ = scene_.default_shot(0.5, 0.1);
    Renderer renderer_{oracle::shared_device(), scene_, options_of({24, 16})};
    Frame expected_ = renderer_.render(good_);
};

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinite = std::numeric_limits<double>::infinity();
const std::string attempt = "rendering a shot";

TEST_F(RefusedShots, WrongLengths) {
    const std::string count = std::to_string(scene_.instances().size());
    expect([](Shot& s) { s.now.world_from_instance.pop_back(); },
           {attempt, "now.world_from_instance has " + std::to_string(scene_.instances().size() - 1),
            "the scene has " + count});
    expect([](Shot& s) { s.next->world_from_instance.emplace_back(1); },
           {attempt, "next.world_from_instance has", count});
    expect([](Shot& s) { s.previous->visible.clear(); },
           {attempt, "previous.visible has 0 entries", "the scene has " + count});
    expect([](Shot& s) { s.now.world_from_joint.emplace_back(1); },
           {attempt, "now.world_from_joint has 1", "the scene has 0"});
    expect([](Shot& s) { s.next->morph_weights.resize(3); }, {attempt, "next.morph_weights has 3", "the scene has 0"});
    expect([](Shot& s) { s.now = {}; }, {attempt, "now.world_from_instance has 0", count});
}

TEST_F(RefusedShots, NumbersThatAreNotFinite) {
    expect([](Shot& s) { s.now.camera.world_from_camera[3].x = nan; },
           {attempt, "now.camera.world_from_camera", "not finite"});
    expect([](Shot& s) { s.next->camera.world_from_camera[0].x = infinite; },
           {attempt, "next.camera.world_from_camera", "not finite"});
    expect([](Shot& s) { s.previous->world_from_instance[1][3].y = nan; },
           {attempt, "previous.world_from_instance[1]", "not finite"});
    expect([](Shot& s) { s.now.world_from_environment[1].y = nan; },
           {attempt, "now.world_from_environment", "not finite"});
    expect([](Shot& s) { s.sensor.exposure_ev = static_cast<float>(infinite); },
           {attempt, "sensor.exposure_ev", "not finite"});
    expect([](Shot& s) { s.time_s = nan; }, {attempt, "time_s is nan", "must be finite"});
    expect([](Shot& s) { s.dt_s = infinite; }, {attempt, "dt_s inf", "must be finite"});
    expect([](Shot& s) { s.environment.color.g = static_cast<float>(nan); }, {attempt, "environment", "not finite"});
    expect([](Shot& s) { s.environment.intensity = static_cast<float>(nan); }, {attempt, "environment", "not finite"});
}

TEST_F(RefusedShots, Lenses) {
    expect([](Shot& s) { s.now.camera.near_m = 0; }, {attempt, "now.camera.near_m is 0.0", "above 0"});
    expect([](Shot& s) { s.now.camera.near_m = nan; }, {attempt, "now.camera.near_m is nan", "above 0"});
    expect([](Shot& s) { s.now.camera.far_m = s.now.camera.near_m; }, {attempt, "now.camera.far_m is", "above near_m"});
    expect([](Shot& s) { s.next->camera.far_m = nan; }, {attempt, "next.camera.far_m is nan", "above near_m"});
    expect([](Shot& s) { s.now.camera.near_m = infinite; }, {attempt, "now.camera.far_m is", "above near_m, inf"});
    expect([](Shot& s) { s.now.camera.fov_y_rad = 3.2; }, {attempt, "now.camera.fov_y_rad is 3.2", "between 0 and pi"});
    expect([](Shot& s) { s.now.camera.fov_y_rad = nan; }, {attempt, "now.camera.fov_y_rad is nan", "between 0 and pi"});
    expect(
        [](Shot& s) {
            s.now.camera.intrinsics = Intrinsics{0, 1, 2, 3};
        },
        {attempt, "now.camera.intrinsics", "above 0"});
    expect(
        [](Shot& s) {
            s.now.camera.intrinsics = Intrinsics{1, 1, nan, 3};
        },
        {attempt, "now.camera.intrinsics", "finite"});
    const auto parallel = [](double half_height_m, double near_m) {
        return [=](Shot& s) {
            s.now.camera.projection = Camera::Projection::orthographic;
            s.now.camera.half_height_m = half_height_m;
            s.now.camera.near_m = near_m;
        };
    };
    expect(parallel(0, 0.1), {attempt, "now.camera.half_height_m is 0.0", "above 0"});
    expect(parallel(infinite, 0.1), {attempt, "now.camera.half_height_m is inf", "above 0"});
    expect(parallel(1, -0.1), {attempt, "now.camera.near_m is -0.1", "0 or more"});
}

TEST_F(RefusedShots, DistortionThatFitsNoModel) {
    using Projection = Camera::Projection;
    const auto bent = [](Projection projection, std::vector<double> distortion, std::optional<double> field_rad = {}) {
        return [=](Shot& s) {
            s.now.camera.projection = projection;
            s.now.camera.distortion = distortion;
            s.now.camera.field_rad = field_rad;
        };
    };
    expect(bent(Projection::perspective, {1, 2, 3}), {attempt, "now.camera.distortion has 3", "0, 4, 5 or 8"});
    expect(bent(Projection::fisheye, {1, 2, 3, 4, 5}), {attempt, "now.camera.distortion has 5", "0 or 4"});
    expect(bent(Projection::equirectangular, {1, 2, 3, 4}), {attempt, "now.camera.distortion has 4", "has none"});
    expect(bent(Projection::orthographic, {1, 2, 3, 4}), {attempt, "now.camera.distortion has 4", "has none"});
    expect(bent(Projection::perspective, {0, nan, 0, 0}), {attempt, "now.camera.distortion[1]", "not finite"});
    expect(bent(Projection::perspective, {}, 3.2), {attempt, "now.camera.field_rad is 3.2", "between 0 and pi"});
    expect(bent(Projection::fisheye, {}, 6.3), {attempt, "now.camera.field_rad is 6.3", "between 0 and 2 pi"});
    expect(bent(Projection::equirectangular, {}, 1), {attempt, "now.camera.field_rad", "cone"});
    expect(
        [&](Shot& s) {
            bent(Projection::fisheye, {-0.5, 0, 0, 0})(s);
            s.now.camera.fov_y_rad = 1.8;
        },
        {attempt, "now.camera.fov_y_rad is 1.8", "folds at 0.816497"});
    // The corner lies 1.4 focal lengths off the axis; r - 0.3 r^3 never comes to more than 0.7.
    const auto wide = [&](Shot& s) {
        bent(Projection::perspective, {-0.3, 0, 0, 0})(s);
        s.now.camera.fov_y_rad = 1.3;
    };
    expect(wide, {attempt, "now.camera.distortion folds at 0.811", "field_rad"});
    expect(
        [](Shot& s) {
            s.now.camera.projection = Projection::equirectangular;
            s.now.camera.intrinsics = Intrinsics{1, 100, 8, 8};
        },
        {attempt, "now.camera.intrinsics make", "at most 2 pi wide"});
    expect(
        [&](Shot& s) {
            bent(Projection::perspective, {0.1, 0, 0, 0})(s);
            s.next->camera.projection = Projection::orthographic;
        },
        {attempt, "next.camera is orthographic", "must stay one"});
}

TEST_F(RefusedShots, CamerasThatAreNotRigid) {
    expect([](Shot& s) { s.now.camera.world_from_camera[0] *= 1.01; },
           {attempt, "now.camera.world_from_camera", "not rigid", "unit"});
    expect([](Shot& s) { s.previous->camera.world_from_camera[0] += s.previous->camera.world_from_camera[1]; },
           {attempt, "previous.camera.world_from_camera", "not rigid", "perpendicular"});
    expect([](Shot& s) { s.now.camera.world_from_camera[0] *= -1; },
           {attempt, "now.camera.world_from_camera", "mirrors", "right-handed"});
    expect([](Shot& s) { s.now.camera.world_from_camera[2].w = 0.5; },
           {attempt, "now.camera.world_from_camera", "last row", "0, 0, 0, 1"});
}

TEST_F(RefusedShots, LightsAnimationsAndEnvironments) {
    const auto lit = [](const std::function<void(Light&)>& edit) {
        return [edit](Shot& s) { edit(s.lights.emplace_back()); };
    };
    const std::string name = "lights[" + std::to_string(good_.lights.size()) + "]";
    expect(lit([](Light& l) { l.position.z = nan; }), {attempt, name, "not finite"});
    expect(lit([](Light& l) { l.intensity = static_cast<float>(infinite); }), {attempt, name, "not finite"});
    expect(lit([](Light& l) { l.range_m = static_cast<float>(nan); }), {attempt, name + ".range_m is nan", "length"});
    expect(lit([](Light& l) { l.outer_cone_rad = static_cast<float>(nan); }), {attempt, name, "not finite"});
    expect(lit([](Light& l) {
               l.kind = Light::Kind::spot;
               l.direction = glm::dvec3(0);
           }),
           {attempt, name + ".direction is 0, 0, 0", "must have a length"});
    expect([](Shot& s) { s.animation = 17; }, {attempt, "animation is 17", "the scene has 1"});
    const auto surrounded = [](std::uint32_t width, std::uint32_t height, std::size_t numbers) {
        return [=](Shot& s) {
            s.environment.map =
                std::make_shared<EnvironmentMap>(EnvironmentMap{width, height, std::vector<float>(numbers), {}});
        };
    };
    expect(surrounded(8, 4, 95), {attempt, "environment.map of 8 x 4 has 95", "must have 96"});
    expect(surrounded(8, 4, 97), {attempt, "environment.map of 8 x 4 has 97", "must have 96"});
    expect(surrounded(0, 4, 0), {attempt, "environment.map of 0 x 4 has 0", "at least one pixel"});
}

TEST_F(RefusedShots, Materials) {
    const std::string count = std::to_string(scene_.materials().size());
    const std::string textures = std::to_string(scene_.data().textures.size());
    const auto changed = [](const std::function<void(MaterialOverride&)>& edit) {
        return [edit](Shot& s) { edit(s.materials.emplace_back()); };
    };
    const std::string name = "materials[0]";
    expect(changed([](MaterialOverride& m) { m.material = 77; }), {attempt, name + ".material is 77", "has " + count});
    expect([](Shot& s) { s.materials.resize(2); }, {attempt, "materials[1].material is 0", "at most once"});
    expect(changed([](MaterialOverride& m) {
               m.base_color = {1, 1.5F, 1, 1};
           }),
           {attempt, name + ".base_color[1] is 1.5", "between 0", "and 1"});
    expect(changed([](MaterialOverride& m) {
               m.base_color = {1, 1, 1, -0.5F};
           }),
           {attempt, name + ".base_color[3] is -0.5", "between 0", "and 1"});
    expect(changed([](MaterialOverride& m) { m.metallic = 1.25F; }), {attempt, name + ".metallic is 1.25", "and 1"});
    expect(changed([](MaterialOverride& m) { m.metallic = static_cast<float>(nan); }),
           {attempt, name + ".metallic is nan", "and 1"});
    expect(changed([](MaterialOverride& m) { m.roughness = -1; }), {attempt, name + ".roughness is -1", "between 0"});
    expect(changed([](MaterialOverride& m) { m.normal_scale = static_cast<float>(infinite); }),
           {attempt, name + ".normal_scale is inf", "finite"});
    expect(changed([](MaterialOverride& m) {
               m.emission = {0, 0, -1};
           }),
           {attempt, name + ".emission[2] is -1", "at least 0"});
    expect(changed([](MaterialOverride& m) {
               m.emission = {static_cast<float>(infinite), 0, 0};
           }),
           {attempt, name + ".emission[0] is inf", "finite"});
    expect(changed([](MaterialOverride& m) { m.base_color_texture = 999; }),
           {attempt, name + ".base_color_texture is 999", "has " + textures});
    expect(changed([](MaterialOverride& m) {
               m.uv_transform = {{0, static_cast<float>(nan)}, 0, {1, 1}};
           }),
           {attempt, name + ".uv_transform.offset[1] is nan", "finite"});
    expect(changed([](MaterialOverride& m) {
               m.uv_transform = {{0, 0}, static_cast<float>(nan), {1, 1}};
           }),
           {attempt, name + ".uv_transform.rotation_rad is nan", "finite"});
}

TEST_F(RefusedShots, Variants) {
    expect([](Shot& s) { s.variant = 0; }, {attempt, "variant is 0", "the scene has 0 variants"});
}

TEST_F(RefusedShots, SkiesFogAndSensors) {
    const auto skies = [](const std::function<void(Sky&)>& edit) {
        return [edit](Shot& s) { edit(s.environment.sky.emplace()); };
    };
    const std::string sky = "environment.sky.";
    expect(skies([](Sky& s) { s.to_sun = {1, 0, 0}; }), {attempt, sky + "to_sun is 1.0", "y > 0"});
    expect(skies([](Sky& s) { s.to_sun.x = nan; }), {attempt, sky + "to_sun is nan", "finite"});
    expect(skies([](Sky& s) { s.turbidity = 1.5F; }), {attempt, sky + "turbidity is 1.5", "1.9", "10"});
    expect(skies([](Sky& s) { s.turbidity = static_cast<float>(nan); }), {attempt, sky + "turbidity is nan", "10"});
    expect(skies([](Sky& s) { s.ground_albedo.y = 1.5F; }), {attempt, sky + "ground_albedo[1] is 1.5", "and 1"});
    const auto hazes = [](const std::function<void(Fog&)>& edit) {
        return [edit](Shot& s) { edit(s.environment.fog.emplace()); };
    };
    const std::string fog = "environment.fog.";
    expect(hazes([](Fog& f) { f.color.z = -1; }), {attempt, fog + "color[2] is -1", "at least 0"});
    expect(hazes([](Fog& f) { f.density_per_m = -1; }), {attempt, fog + "density_per_m is -1", "at least 0"});
    expect(hazes([](Fog& f) { f.density_per_m = static_cast<float>(infinite); }),
           {attempt, fog + "density_per_m is inf", "finite"});
    expect(hazes([](Fog& f) { f.base_height_m = static_cast<float>(infinite); }),
           {attempt, fog + "base_height_m is inf", "finite"});
    expect(hazes([](Fog& f) { f.falloff_m = 0; }), {attempt, fog + "falloff_m is 0", "above 0"});
    expect(hazes([](Fog& f) { f.falloff_m = static_cast<float>(nan); }), {attempt, fog + "falloff_m is nan"});
    const auto sensed = [](const std::function<void(Sensor&)>& edit) { return [edit](Shot& s) { edit(s.sensor); }; };
    expect(sensed([](Sensor& s) { s.white_balance.x = -1; }), {attempt, "sensor.white_balance[0] is -1", "at least 0"});
    expect(sensed([](Sensor& s) { s.vignette = 1.5F; }), {attempt, "sensor.vignette is 1.5", "and 1"});
    expect(sensed([](Sensor& s) { s.full_well_electrons = -1; }),
           {attempt, "sensor.full_well_electrons is -1", "at least 0"});
    expect(sensed([](Sensor& s) { s.read_noise_electrons = 2; }),
           {attempt, "sensor.read_noise_electrons is 2", "full_well_electrons 0", "above 0"});
    expect(sensed([](Sensor& s) { s.jpeg_quality = 0; }), {attempt, "sensor.jpeg_quality is 0", "1 to 100"});
    expect(sensed([](Sensor& s) { s.jpeg_quality = 101; }), {attempt, "sensor.jpeg_quality is 101", "1 to 100"});
    expect([](Shot& s) { s.lights.emplace_back().radius_m = -1; }, {attempt, ".radius_m is -1", "0 or more"});
}

TEST(RefusedReads, PassesThatAreNotThereAndTypesThatAreNotTheirs) {
    const Scene scene = Scene::load(asset("small/cube.glb"));
    RendererOptions options = options_of({8, 8}, {"depth", "instance"});
    options.annotations = false;
    const Frame frame = Renderer(oracle::shared_device(), scene, options).render(scene.default_shot());
    expect_refused([&] { (void)frame["rgb"]; }, {"'rgb'", "not rendered", "depth, instance"});
    expect_refused([&] { (void)frame["depth"].as<std::uint32_t>(); }, {"'depth'", "integer", "f32"});
    expect_refused([&] { (void)frame["depth"].as<double>(); }, {"'depth'", "8 bytes", "f32"});
    expect_refused([&] { (void)frame["instance"].as<float>(); }, {"'instance'", "floating point", "u32"});
    expect_refused([&] { (void)frame.annotations(); }, {"annotations"});
}

}  // namespace
}  // namespace plumb::render::refusal_test
