// What a shot changes about materials shows as if the file had said so.
#include "look_fixture.hpp"

#include <cmath>
#include <functional>

namespace plumb::render {
namespace {

constexpr float half_turn = std::numbers::pi_v<float>;

/// A masked, textured, glowing, bumpy square before a plain one. Textures: 0 half clear, 1 normals, 2 opaque.
std::shared_ptr<scene::SceneData> two_squares() {
    scene::Material material;
    material.alpha_mode = scene::AlphaMode::mask;
    material.base_color = {0.9F, 0.8F, 0.7F, 1};
    material.emissive = {0.1F, 0.2F, 0.3F};
    const auto data = square_data(material);
    add_texture(*data, four_texels(true));
    add_texture(*data, leaning_normals());
    add_texture(*data, four_texels(false));
    data->materials[0].base_color_texture.texture = 0;
    data->materials[0].normal_texture.texture = 1;
    data->materials.emplace_back();
    data->meshes.push_back(data->meshes[0]);
    data->meshes[1].primitives[0].material = 1;
    data->nodes.push_back(data->nodes[0]);
    data->nodes[1].mesh = 1;
    data->nodes[1].translation = {0.2, 0.1, -0.5};
    data->roots = {0, 1};
    return data;
}

/// The front square moves to the right, so that cut-outs decide classes of flow.
Shot moving_shot(const Scene& scene) {
    Shot shot = facing_shot(scene);
    shot.dt_s = 0.1;
    shot.next = shot.previous = shot.now;
    shot.next->world_from_instance[0][3].x += 0.4;
    shot.previous->world_from_instance[0][3].x -= 0.4;
    Light& light = shot.lights.emplace_back();
    light.position = {1, 2, 3};
    light.intensity = 20;
    return shot;
}

struct Change {
    const char* name;
    std::function<void(MaterialOverride&)> in_shot;
    std::function<void(scene::Material&)> in_file;
    std::vector<std::string> passes;  ///< that must show it
};

void turn_all_textures(scene::Material& material) {
    for (std::uint32_t slot = 0; slot < scene::animated_slot_count; ++slot) {
        scene::TextureSlot& texture = scene::texture_slot(material, slot);
        texture.offset = {0.5F, 0.25F};
        texture.rotation_rad = 0.5F;
        texture.scale = {2, 0.5F};
    }
}

const std::vector<Change> changes{
    {"base_color",
     [](MaterialOverride& o) {
         o.base_color = {0.2F, 0.4F, 0.6F, 0.7F};
     },
     [](scene::Material& m) {
         m.base_color = {0.2F, 0.4F, 0.6F, 0.7F};
     },
     {"rgb", "hdr", "albedo"}},
    {"alpha below the cut-off",
     [](MaterialOverride& o) {
         o.base_color = {1, 1, 1, 0.4F};
     },
     [](scene::Material& m) {
         m.base_color = {1, 1, 1, 0.4F};
     },
     {"rgb", "albedo", "instance", "depth", "flow_forward", "flow_forward_class", "flow_backward_class"}},
    {"metallic",
     [](MaterialOverride& o) { o.metallic = 0.25F; },
     [](scene::Material& m) { m.metallic = 0.25F; },
     {"rgb", "hdr", "roughness_metallic"}},
    {"roughness",
     [](MaterialOverride& o) { o.roughness = 0.35F; },
     [](scene::Material& m) { m.roughness = 0.35F; },
     {"rgb", "hdr", "roughness_metallic"}},
    {"normal_scale",
     [](MaterialOverride& o) { o.normal_scale = -0.5F; },
     [](scene::Material& m) { m.normal_scale = -0.5F; },
     {"rgb", "hdr", "normal"}},
    {"emission",
     [](MaterialOverride& o) {
         o.emission = {3, 2, 1};
     },
     [](scene::Material& m) {
         m.emissive = {1.5F, 1, 0.5F};
         m.emissive_strength = 2;
     },
     {"rgb", "hdr", "emission"}},
    {"base_color_texture",
     [](MaterialOverride& o) { o.base_color_texture = 2; },
     [](scene::Material& m) { m.base_color_texture.texture = 2; },
     {"rgb", "albedo", "instance", "depth"}},
    {"uv_transform",
     [](MaterialOverride& o) {
         o.uv_transform = {{0.5F, 0.25F}, 0.5F, {2, 0.5F}};
     },
     turn_all_textures,
     {"rgb", "albedo", "instance", "flow_forward_class"}},
};

TEST(MaterialOverrides, AreAsIfTheFileSaidSo) {
    const Scene plain = finished(two_squares());
    Renderer renderer(oracle::shared_device(), plain, options_of({48, 40}));
    const Frame before = renderer.render(moving_shot(plain));
    for (const Change& change : changes) {
        Shot shot = moving_shot(plain);
        change.in_shot(shot.materials.emplace_back());
        const Frame changed = renderer.render(shot);
        const auto edited_data = two_squares();
        change.in_file(edited_data->materials[0]);
        const Scene edited = finished(edited_data);
        const Frame expected =
            Renderer(oracle::shared_device(), edited, options_of({48, 40})).render(moving_shot(edited));
        EXPECT_EQ(differing_passes(changed, expected), std::vector<std::string>{}) << change.name;
        const std::vector<std::string> differing = differing_passes(changed, before);
        for (const std::string& pass : change.passes)
            EXPECT_NE(std::ranges::find(differing, pass), differing.end())
                << change.name << " does not show in " << pass;
    }
}

TEST(MaterialOverrides, HaveTheStatedValues) {
    const Scene scene = finished(two_squares());
    Renderer renderer(oracle::shared_device(), scene, options_of({40, 40}));
    Shot shot = facing_shot(scene);
    MaterialOverride& change = shot.materials.emplace_back();
    change.base_color = {0.5F, 0.25F, 0.125F, 1};
    change.base_color_texture = 2;
    change.metallic = 0.2F;
    change.roughness = 0.3F;
    change.emission = {1, 2, 3};
    change.normal_scale = 2;
    const Frame frame = renderer.render(shot);
    EXPECT_EQ(pixel_of(frame, "albedo", 15, 15), glm::vec3(0.5F, 0, 0)) << "upper left: red";
    EXPECT_EQ(pixel_of(frame, "albedo", 25, 25), glm::vec3(0.5F, 0.25F, 0.125F)) << "lower right: white";
    EXPECT_EQ(pixel_of(frame, "emission", 25, 25), glm::vec3(1, 2, 3));
    EXPECT_FLOAT_EQ(frame["roughness_metallic"].at<float>(25, 25, 0), 0.3F);
    EXPECT_FLOAT_EQ(frame["roughness_metallic"].at<float>(25, 25, 1), 0.2F);
    const glm::vec3 leaning = glm::normalize(glm::vec3(2 * 0.6F, 2 * (256.0F / 255 - 1), 460.0F / 255 - 1));
    const glm::vec3 normal = pixel_of(frame, "normal", 25, 25);
    EXPECT_NEAR(normal.x, leaning.x, 1e-6);
    EXPECT_NEAR(normal.y, -leaning.y, 1e-6);
    EXPECT_NEAR(normal.z, -leaning.z, 1e-6);
}

TEST(MaterialOverrides, ChangeOneCopyAlone) {
    scene::Material plain;
    plain.base_color = {0.5F, 0.5F, 0.5F, 1};
    const auto data = square_data(plain);
    data->nodes[0].name = "square";
    SceneAdditions additions;
    additions.copies.push_back({.node = "square", .count = 2, .is_template_hidden = true, .has_own_materials = true});
    const Scene scene = finished(data).with(additions);
    ASSERT_EQ(scene.materials().size(), 3U);
    Shot shot = facing_shot(scene);
    for (const double side : {-1.0, 1.0}) {
        const std::size_t instance = scene.copies()[0].first_instance + (side < 0 ? 0U : 1U);
        shot.now.world_from_instance[instance] = glm::dmat4(0.5);
        shot.now.world_from_instance[instance][3] = {side * 0.6, 0, 0, 1};
    }
    shot.materials.emplace_back().material = 2;
    shot.materials[0].base_color = {0, 1, 0, 1};
    Renderer renderer(oracle::shared_device(), scene, options_of({40, 40}, {"albedo", "material"}));
    const Frame frame = renderer.render(shot);
    EXPECT_EQ(frame["material"].at<std::uint32_t>(10, 20), 2U);
    EXPECT_EQ(frame["material"].at<std::uint32_t>(30, 20), 3U);
    EXPECT_EQ(pixel_of(frame, "albedo", 10, 20), glm::vec3(0.5F));
    EXPECT_EQ(pixel_of(frame, "albedo", 30, 20), glm::vec3(0, 1, 0));
}

TEST(MaterialOverrides, RefuseATextureWithoutPicture) {
    const auto data = two_squares();
    data->textures.emplace_back();
    const Scene scene = finished(data);
    Renderer renderer(oracle::shared_device(), scene, options_of({8, 8}, {"albedo"}));
    Shot shot = facing_shot(scene);
    shot.materials.emplace_back().base_color_texture = 3;
    try {
        (void)renderer.render(shot);
        FAIL() << "not refused";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
        EXPECT_NE(std::string(error.what()).find("materials[0].base_color_texture is 3, which has no picture"),
                  std::string::npos)
            << error.what();
    }
}

TEST(MaterialOverrides, TurnTexturesAfterTheFilesOwnTransform) {
    const auto data = two_squares();
    // The file shows the left half over the whole width; the shot moves it by half a picture to the right half.
    data->materials[0].base_color_texture.texture = 2;
    data->materials[0].base_color_texture.scale = {0.5F, 1};
    const Scene scene = finished(data);
    Renderer renderer(oracle::shared_device(), scene, options_of({40, 40}, {"albedo"}));
    const glm::vec3 factor(0.9F, 0.8F, 0.7F);
    Shot shot = facing_shot(scene);
    EXPECT_EQ(pixel_of(renderer.render(shot), "albedo", 28, 12), factor * glm::vec3(1, 0, 0));
    shot.materials.push_back({});
    shot.materials[0].uv_transform = {{0.5F, 0}, 0, {1, 1}};
    EXPECT_EQ(pixel_of(renderer.render(shot), "albedo", 28, 12), factor * glm::vec3(0, 1, 0)) << "green";
    shot.materials[0].uv_transform = {{0, 0}, half_turn, {1, 1}};  // u, v to -u, -v: repeats from the other end
    EXPECT_EQ(pixel_of(renderer.render(shot), "albedo", 28, 12), factor) << "white";
}

TEST(MaterialOverrides, GoBeforeTheClipAndConcernTheirViewAlone) {
    const auto data = two_squares();
    scene::Animation clip;
    clip.samplers.push_back({scene::Interpolation::linear, {0, 1}, {1, 0, 0, 1, 0, 0, 1, 1}, 4});
    clip.samplers.push_back({scene::Interpolation::linear, {0, 1}, {0, 1}, 1});
    clip.channels.push_back({scene::AnimatedProperty::material_base_color, 1, 0, 0});
    clip.channels.push_back({scene::AnimatedProperty::material_roughness, 1, 0, 1});
    data->animations.push_back(clip);
    const Scene scene = finished(data);
    Renderer renderer(oracle::shared_device(), scene, options_of({40, 40}));
    std::vector<Shot> shots(3, moving_shot(scene));
    for (Shot& shot : shots) {
        shot.animation = 0;
        shot.time_s = 0.25;
        shot.now.visible[0] = 0;
    }
    shots[1].materials.emplace_back().material = 1;
    shots[1].materials[0].base_color = glm::vec4(0, 1, 0, 1);
    shots[2].animation.reset();
    const std::vector<Frame> frames = renderer.render(shots);
    EXPECT_EQ(pixel_of(frames[0], "albedo", 20, 20), glm::vec3(0.75F, 0, 0.25F));
    EXPECT_EQ(pixel_of(frames[1], "albedo", 20, 20), glm::vec3(0, 1, 0));
    EXPECT_FLOAT_EQ(frames[1]["roughness_metallic"].at<float>(20, 20, 0), 0.25F) << "still driven";
    EXPECT_EQ(pixel_of(frames[2], "albedo", 20, 20), glm::vec3(1, 1, 1));
    for (std::size_t i = 0; i < shots.size(); ++i)
        EXPECT_EQ(differing_passes(renderer.render(shots[i]), frames[i]), std::vector<std::string>{}) << "view " << i;
}

}  // namespace
}  // namespace plumb::render
