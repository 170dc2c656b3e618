// Pictures that stand in files of their own.
#include "gltf/picture_files.hpp"

#include "dataset/png.hpp"

#include <plumb/error.hpp>

#include <gtest/gtest.h>
#include <webp/encode.h>

#include <unistd.h>
#include <array>
#include <cstdlib>
#include <fstream>

namespace plumb::gltf {
namespace {

namespace fs = std::filesystem;

class PictureFiles : public testing::Test {
protected:
    void SetUp() override { fs::create_directories(folder / "more.png"); }
    void TearDown() override { fs::remove_all(folder); }

    fs::path write(const std::string& name, std::span<const std::byte> bytes) const {
        std::ofstream file(folder / name, std::ios::binary);
        file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
        return folder / name;
    }
    fs::path write_png(const std::string& name, std::uint8_t red, std::uint32_t width = 1) const {
        const std::vector<std::uint8_t> pixels(std::size_t{width} * 4, red);
        dataset::PngImage image;
        image.width = width;
        image.height = 1;
        image.layout = dataset::PngLayout::rgba8;
        image.pixels = std::as_bytes(std::span(pixels));
        return write(name, dataset::encode_png(image));
    }
    static void expect_refusal(const std::vector<fs::path>& paths, const LoadLimits& limits, ErrorCode code,
                               const std::string& part) {
        try {
            (void)read_pictures(paths, limits);
            ADD_FAILURE() << "nothing was refused";
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), code) << error.what();
            EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
        }
    }

    fs::path folder = fs::temp_directory_path() / ("plumb_pictures_" + std::to_string(getpid()));
};

TEST_F(PictureFiles, AFolderIsReadInTheOrderOfItsNames) {
    write_png("b.PNG", 2);
    write_png("a.png", 1);
    std::uint8_t* encoded = nullptr;
    const std::array<std::uint8_t, 3> blue{0, 0, 200};
    const std::size_t size = WebPEncodeLosslessRGB(blue.data(), 1, 1, 3, &encoded);
    write("c.webp", std::as_bytes(std::span(encoded, size)));
    WebPFree(encoded);
    write("notes.txt", {});
    const std::vector<scene::Image> images = read_pictures({folder, folder / "a.png"}, {});
    ASSERT_EQ(images.size(), 4U);
    EXPECT_EQ(images[0].name, "a.png");
    EXPECT_EQ(images[1].name, "b.PNG");
    EXPECT_EQ(images[2].name, "c.webp");
    EXPECT_EQ(images[3].name, "a.png");
    EXPECT_EQ(images[1].rgba[0], 2);
    EXPECT_EQ(images[2].rgba, (std::vector<std::uint8_t>{0, 0, 200, 255}));
}

TEST_F(PictureFiles, EveryRefusalNamesItsFile) {
    const fs::path good = write_png("good.png", 7, 100);
    expect_refusal({folder / "none.png"}, {}, ErrorCode::not_found, "none.png");
    expect_refusal({folder / "more.png"}, {}, ErrorCode::not_found, "the folder has no file called .png");
    const std::array<std::byte, 4> noise{};
    expect_refusal({good, write("noise.png", noise)}, {}, ErrorCode::unsupported, "noise.png");

    std::ifstream file(good, std::ios::binary);
    const std::string whole((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const fs::path cut = write("cut.png", std::as_bytes(std::span(whole.data(), size)));
        try {
            EXPECT_EQ(read_pictures({cut}, {}).at(0).width, 100U);  // what misses its last chunk alone may be whole
        } catch (const Error& error) {
            EXPECT_NE(std::string(error.what()).find("cut.png"), std::string::npos) << error.what();
        }
    }
}

TEST_F(PictureFiles, LimitsHold) {
    const fs::path picture = write_png("wide.png", 7, 100);
    LoadLimits limits;
    limits.image_edge = 99;
    expect_refusal({picture}, limits, ErrorCode::bad_asset, "wide.png");
    limits = {};
    limits.image_pixels = 99;
    expect_refusal({picture}, limits, ErrorCode::bad_asset, "wide.png");
    limits = {};
    limits.file_bytes = 10;
    expect_refusal({picture}, limits, ErrorCode::bad_asset, "the limit is 10");
    limits = {};
    limits.all_resource_bytes = fs::file_size(picture) + 1;
    expect_refusal({picture, picture}, limits, ErrorCode::bad_asset, "the limit is 1");
    limits = {};
    limits.all_image_bytes = 799;
    expect_refusal({picture, picture}, limits, ErrorCode::bad_asset, "take 800 bytes; the limit is 799");
    limits = {};
    limits.array_entries = 2;
    expect_refusal({picture, picture, picture}, limits, ErrorCode::bad_asset, "there are 3 pictures; the limit is 2");
    EXPECT_EQ(read_pictures({picture, picture}, limits).size(), 2U);
}

}  // namespace
}  // namespace plumb::gltf
