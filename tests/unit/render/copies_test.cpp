// Scenes with copies on the device.
#include "dataset/png.hpp"
#include "look_fixture.hpp"

#include <plumb/figure.hpp>

#include <glm/gtc/matrix_transform.hpp>

#include <unistd.h>
#include <fstream>

namespace plumb::render {
namespace {

/// Two copies of a square side by side, each half as wide as the image; the template is hidden.
Shot side_by_side(const Scene& scene) {
    Shot shot = facing_shot(scene);
    const Figure figure = Figure::copies(scene, 0);
    for (std::uint32_t copy = 0; copy < 2; ++copy)
        figure.set_pose(copy, {.moved = glm::translate(glm::dmat4(1), {copy == 0 ? -1.0 : 1.0, 0, 0})}, shot.now);
    shot.next = shot.previous = std::nullopt;
    return shot;
}

Scene two_copies(const scene::Material& material, bool has_own_materials) {
    return finished(square_data(material))
        .with(
            {.copies = {
                 {.node = "node_0", .count = 2, .is_template_hidden = true, .has_own_materials = has_own_materials}}});
}

MaterialOverride green(std::uint32_t material) {
    MaterialOverride change;
    change.material = material;
    change.base_color = {0, 1, 0, 1};
    return change;
}

TEST(Copies, ACopyWithItsOwnMaterialChangesAlone) {
    const Scene scene = two_copies({}, true);
    ASSERT_EQ(scene.materials().size(), 3U);
    Shot shot = side_by_side(scene);
    shot.materials = {green(2)};
    Renderer renderer(oracle::shared_device(), scene, options_of({64, 32}, {"albedo", "material", "instance"}));
    const Frame frame = renderer.render(shot);
    EXPECT_EQ(frame["material"].at<std::uint32_t>(20, 16), 2U);
    EXPECT_EQ(frame["material"].at<std::uint32_t>(44, 16), 3U);
    EXPECT_EQ(frame["instance"].at<std::uint32_t>(20, 16), 2U);
    EXPECT_EQ(frame["instance"].at<std::uint32_t>(44, 16), 3U);
    EXPECT_EQ(pixel_of(frame, "albedo", 20, 16), glm::vec3(1));
    EXPECT_EQ(pixel_of(frame, "albedo", 44, 16), glm::vec3(0, 1, 0));
}

TEST(Copies, CopiesShareMaterialsUnlessToldOtherwise) {
    const Scene scene = two_copies({}, false);
    ASSERT_EQ(scene.materials().size(), 1U);
    Shot shot = side_by_side(scene);
    shot.materials = {green(0)};
    Renderer renderer(oracle::shared_device(), scene, options_of({64, 32}, {"albedo"}));
    const Frame frame = renderer.render(shot);
    EXPECT_EQ(pixel_of(frame, "albedo", 20, 16), glm::vec3(0, 1, 0));
    EXPECT_EQ(pixel_of(frame, "albedo", 44, 16), glm::vec3(0, 1, 0));
}

TEST(Copies, APictureOfAFolderCanBeShown) {
    const auto folder = std::filesystem::temp_directory_path() / ("plumb_copies_" + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
    const std::array<std::uint8_t, 4> blue{0, 0, 255, 255};
    dataset::PngImage picture;
    picture.width = picture.height = 1;
    picture.layout = dataset::PngLayout::rgba8;
    picture.pixels = std::as_bytes(std::span(blue));
    const std::vector<std::byte> png = dataset::encode_png(picture);
    std::ofstream(folder / "blue.png", std::ios::binary)
        .write(reinterpret_cast<const char*>(png.data()), static_cast<std::streamsize>(png.size()));
    const Scene scene = two_copies({}, true).with({.textures = {folder}});
    std::filesystem::remove_all(folder);
    ASSERT_EQ(scene.textures().size(), 1U);
    EXPECT_EQ(scene.textures()[0], "blue.png");
    Shot shot = side_by_side(scene);
    shot.materials.emplace_back().material = 1;
    shot.materials[0].base_color_texture = 0;
    Renderer renderer(oracle::shared_device(), scene, options_of({64, 32}, {"albedo"}));
    const Frame frame = renderer.render(shot);
    EXPECT_EQ(pixel_of(frame, "albedo", 20, 16), glm::vec3(0, 0, 1));
    EXPECT_EQ(pixel_of(frame, "albedo", 44, 16), glm::vec3(1));
}

}  // namespace
}  // namespace plumb::render
