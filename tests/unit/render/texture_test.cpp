// Textures that are finer than pixels, in colour.
#include "colour_fixture.hpp"

namespace plumb::render {
namespace {

/// Black and white texels in turn, repeated 512 times over a square that is seen at a grazing angle.
std::shared_ptr<scene::SceneData> board_data() {
    scene::Material board;
    board.is_unlit = true;
    auto data = square_data(board);
    scene::Image image{"board", 2, 2, {0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 255}};
    data->materials[0].base_color_texture.texture = add_texture(*data, image);
    data->materials[0].base_color_texture.scale = glm::vec2(512);
    return data;
}

Shot grazing_shot(const Scene& scene) {
    Shot shot = facing_shot(scene);
    shot.environment.color = glm::vec3(0);
    shot.now.camera.world_from_camera = look_at({0, -2, 0.25}, {0, 0, 0}, {0, 0, 1});
    shot.now.camera.fov_y_rad = 0.25;
    return shot;
}

TEST(Textures, AFineBoardIsGreyWithoutMoire) {
    const Scene scene = finished(board_data());
    const Shot shot = grazing_shot(scene);
    const Frame frame =
        Renderer(oracle::shared_device(), scene, options_of({96, 64}, {"hdr", "depth", "albedo"})).render(shot);
    std::size_t seen = 0, extreme = 0;
    for (std::uint32_t y = 0; y < 64; ++y)
        for (std::uint32_t x = 0; x < 96; ++x) {
            if (std::isinf(frame["depth"].at<float>(x, y, 0))) continue;
            ++seen;
            // Eight samples of a level that is nearly even; the codes of half the light are off by 0.002.
            EXPECT_NEAR(frame["hdr"].at<float>(x, y, 0), 0.5F, 0.03F) << x << ", " << y;
            // The label is what is at the point: a texel.
            const float albedo = frame["albedo"].at<float>(x, y, 0);
            extreme += albedo == 0 || albedo == 1 ? 1U : 0U;
        }
    EXPECT_GT(seen, 1000U);
    EXPECT_EQ(extreme, seen);
}

TEST(Textures, MinifiedPicturesAreNearTheMeanOfManySamples) {
    auto data = board_data();
    // A coarse picture on top of the board: stripes of 16 texels.
    scene::Image stripes{"stripes", 64, 64, {}};
    for (std::uint32_t i = 0; i < 64 * 64; ++i) {
        const std::uint8_t value = i % 64 / 16 % 2 == 0 ? 230 : 40;
        stripes.rgba.insert(stripes.rgba.end(), {value, static_cast<std::uint8_t>(255 - value), 128, 255});
    }
    data->materials[0].base_color_texture.texture = add_texture(*data, stripes);
    data->materials[0].base_color_texture.scale = glm::vec2(8);
    const Scene scene = finished(data);
    const Shot shot = grazing_shot(scene);
    const Size size{48, 32};
    const Frame direct =
        Renderer(oracle::shared_device(), scene, colour_options(size, ColorOptions::Mode::direct)).render(shot);
    const Frame reference =
        Renderer(oracle::shared_device(), scene, colour_options(size, ColorOptions::Mode::path, 256)).render(shot);
    RendererOptions point_options = options_of(size, {"albedo", "depth"});
    const Frame point = Renderer(oracle::shared_device(), scene, point_options).render(shot);
    double filtered = 0, unfiltered = 0;
    for (std::uint32_t y = 0; y < size.height; ++y)
        for (std::uint32_t x = 0; x < size.width; ++x) {
            if (std::isinf(point["depth"].at<float>(x, y, 0))) continue;
            const glm::vec3 mean = pixel_of(reference, "hdr", x, y);
            filtered += double{std::abs(pixel_of(direct, "hdr", x, y).x - mean.x)};
            unfiltered += double{std::abs(pixel_of(point, "albedo", x, y).x - mean.x)};
        }
    EXPECT_LT(filtered, 0.5 * unfiltered);
}

}  // namespace
}  // namespace plumb::render
