// A variant shows as if its materials were the file's own.
#include "look_fixture.hpp"

namespace plumb::render::variant_test {
namespace {

constexpr std::uint32_t plain = 0, turned_away = 1, holey = 2, glassy = 3;

/// Three squares, the first of which faces away from the camera; four materials; variants that exchange them.
/// @param chosen  materials of the three squares, in place of the variants; empty for the file as it is
std::shared_ptr<scene::SceneData> exchangeable(const std::vector<std::uint32_t>& chosen = {}) {
    const auto data = square_data({});
    data->materials.resize(4);
    data->materials[turned_away].is_double_sided = true;
    data->materials[turned_away].base_color = {0.2F, 0.4F, 0.6F, 1};
    data->materials[holey].alpha_mode = scene::AlphaMode::mask;
    data->materials[holey].base_color_texture.texture = add_texture(*data, four_texels(true));
    data->materials[holey].roughness = 0.3F;
    data->materials[glassy].alpha_mode = scene::AlphaMode::blend;
    data->materials[glassy].base_color = {1, 0.5F, 0.25F, 0.5F};
    const std::vector<std::uint32_t> defaults{plain, plain, scene::none};
    const std::vector<std::uint32_t> variants[3] = {
        {turned_away, holey}, {plain, glassy}, {scene::none, scene::none, turned_away}};
    const scene::Mesh mesh = data->meshes[0];
    const scene::Node node = data->nodes[0];
    data->variants = {"full of holes", "glass", "third"};
    data->meshes.clear();
    data->nodes.clear();
    data->roots.clear();
    for (std::uint32_t i = 0; i < 3; ++i) {
        data->meshes.push_back(mesh);
        scene::Primitive& primitive = data->meshes[i].primitives[0];
        primitive.material = chosen.empty() ? defaults[i] : chosen[i];
        if (i == 0) std::swap(primitive.indices[1], primitive.indices[2]);
        if (i == 0) std::swap(primitive.indices[4], primitive.indices[5]);
        primitive.variant_materials.assign(3, primitive.material);
        for (std::size_t v = 0; v < 3 && chosen.empty(); ++v)
            if (i < variants[v].size()) primitive.variant_materials[v] = variants[v][i];
        data->nodes.push_back(node);
        data->nodes[i].mesh = i;
        data->nodes[i].translation = {0.3 * i - 0.3, 0.2 * i - 0.2, -0.4 * i};
        data->roots.push_back(i);
    }
    return data;
}

/// Materials of the three squares by variant; the file's own last.
const std::vector<std::vector<std::uint32_t>> materials{{turned_away, holey, scene::none},
                                                        {plain, glassy, scene::none},
                                                        {scene::none, scene::none, turned_away},
                                                        {plain, plain, scene::none}};

Shot moving_shot(const Scene& scene) {
    Shot shot = facing_shot(scene);
    shot.dt_s = 0.1;
    shot.next = shot.previous = shot.now;
    shot.next->world_from_instance[0][3].x += 0.5;
    shot.next->world_from_instance[1][3].x += 0.3;
    shot.previous->world_from_instance[1][3].x -= 0.3;
    Light& light = shot.lights.emplace_back();
    light.position = {1, 2, 3};
    light.intensity = 20;
    return shot;
}

TEST(Variants, AreAsIfTheFileSaidSo) {
    const Scene scene = finished(exchangeable());
    Renderer renderer(oracle::shared_device(), scene, options_of({48, 40}));
    std::vector<Shot> shots(4, moving_shot(scene));
    for (std::uint32_t variant = 0; variant < 3; ++variant) shots[variant].variant = variant;
    const std::vector<Frame> frames = renderer.render(shots);
    for (std::size_t i = 0; i < shots.size(); ++i) {
        const Scene edited = finished(exchangeable(materials[i]));
        const Frame expected =
            Renderer(oracle::shared_device(), edited, options_of({48, 40})).render(moving_shot(edited));
        EXPECT_EQ(differing_passes(frames[i], expected), std::vector<std::string>{}) << "variant " << i;
        EXPECT_EQ(differing_passes(renderer.render(shots[i]), frames[i]), std::vector<std::string>{}) << i << " alone";
    }
    const std::vector<std::string> labels{"instance", "material", "depth", "albedo", "flow_forward_class"};
    const std::vector<std::string> differing = differing_passes(frames[0], frames[3]);
    for (const std::string& label : labels)
        EXPECT_NE(std::ranges::find(differing, label), differing.end()) << label << " is the same in all variants";
}

TEST(Variants, HaveTheirMaterialIds) {
    const Scene scene = finished(exchangeable());
    Renderer renderer(oracle::shared_device(), scene, options_of({48, 40}, {"material", "instance"}));
    Shot shot = moving_shot(scene);
    const auto seen = [&](std::uint32_t id) {
        const Frame frame = renderer.render(shot);
        return std::ranges::count(frame["material"].as<std::uint32_t>(), id);
    };
    EXPECT_GT(seen(1 + plain), 0);
    EXPECT_EQ(seen(1 + holey), 0);
    shot.variant = 0;
    EXPECT_GT(seen(1 + turned_away), 0) << "its back is seen";
    EXPECT_GT(seen(1 + holey), 0);
    EXPECT_EQ(seen(1 + plain), 0);
    shot.variant = 2;
    EXPECT_GT(seen(5), 0) << "the default material";
    EXPECT_GT(seen(1 + turned_away), 0);
}

TEST(Variants, AreChangedByOverrides) {
    const Scene scene = finished(exchangeable());
    Renderer renderer(oracle::shared_device(), scene, options_of({48, 40}));
    Shot shot = moving_shot(scene);
    const Frame before = renderer.render(shot);
    shot.materials.emplace_back().material = holey;
    shot.materials[0].base_color = {0.1F, 0.9F, 0.1F, 1};
    shot.materials[0].base_color_texture = 0;
    EXPECT_EQ(differing_passes(renderer.render(shot), before), std::vector<std::string>{}) << "not in use";
    shot.variant = 0;
    const auto edited_data = exchangeable(materials[0]);
    edited_data->materials[holey].base_color = {0.1F, 0.9F, 0.1F, 1};
    const Scene edited = finished(edited_data);
    const Frame expected = Renderer(oracle::shared_device(), edited, options_of({48, 40})).render(moving_shot(edited));
    EXPECT_EQ(differing_passes(renderer.render(shot), expected), std::vector<std::string>{});
}

}  // namespace
}  // namespace plumb::render::variant_test
