// Colour as it was when somebody last looked at it: plumb_golden_test compares, plumb_golden_test --update renders the
// pictures again. goldens.json has a row a picture with how much may differ, in values of 0..255: `maximum` of any
// channel of any pixel (an edge that falls to the other side changes one pixel much) and `mean` over all of them.
#include "dataset/png.hpp"
#include "gltf/image_codecs.hpp"

#include <plumb/plumb.hpp>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <limits>

namespace plumb::golden {
namespace {

const std::filesystem::path folder = PLUMB_GOLDEN_FOLDER;
const std::filesystem::path assets = PLUMB_ASSETS;
constexpr Size size_px{128, 96};

using Row = nlohmann::json;
using Picture = std::vector<std::uint8_t>;  ///< RGBA of size_px

std::vector<Row> rows() {
    std::ifstream file(folder / "goldens.json");
    return Row::parse(file).get<std::vector<Row>>();
}

std::filesystem::path picture_path(const Row& row) {
    return folder / (row.at("name").get<std::string>() + ".png");
}

/// @param shift_px  moves the principal point
Picture render(const Row& row, double shift_px = 0) {
    const Device device = Device::create();
    const Scene scene = Scene::load(assets / row.at("scene").get<std::string>());
    ShotOptions options;
    options.time_s = row.at("time_s");
    if (row.contains("camera")) options.camera = scene.find_camera(row.at("camera").get<std::string>());
    Shot shot = scene.shot(options);
    if (row.contains("environment"))
        shot.environment.map = load_environment(assets / row.at("environment").get<std::string>());
    shot.sensor.exposure_ev = row.value("exposure_ev", 0.0F);
    Intrinsics k = shot.now.camera.intrinsics_for(size_px);
    k.cx += shift_px;
    shot.now.camera.intrinsics = k;
    RendererOptions renderer_options;
    renderer_options.size = size_px;
    renderer_options.passes = {"rgb"};
    const Frame frame = Renderer(device, scene, renderer_options).render(shot);
    const auto values = frame["rgb"].as<std::uint8_t>();
    return {values.begin(), values.end()};
}

Picture read(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    const std::vector<char> bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    const scene::Image image = gltf::decode_png(std::as_bytes(std::span(bytes)), {}).image;
    EXPECT_EQ(image.width, size_px.width) << path;
    EXPECT_EQ(image.height, size_px.height) << path;
    return image.rgba;
}

struct Difference {
    int maximum = 255;
    double mean = 255;
    [[nodiscard]] bool is_allowed_by(const Row& row) const {
        return maximum <= row.at("maximum").get<int>() && mean <= row.at("mean").get<double>();
    }
};

Difference difference(const Picture& a, const Picture& b) {
    if (a.size() != b.size() || a.empty()) return {};
    Difference result{0, 0};
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const int d = std::abs(int{a[i]} - int{b[i]});
        result.maximum = std::max(result.maximum, d);
        sum += d;
    }
    result.mean = sum / static_cast<double>(a.size());
    return result;
}

TEST(Golden, PicturesLookAsTheyDid) {
    ASSERT_GE(rows().size(), 6U);
    for (const Row& row : rows()) {
        const Difference d = difference(read(picture_path(row)), render(row));
        std::printf("%s: maximum %d, mean %.4f\n", row.at("name").get<std::string>().c_str(), d.maximum, d.mean);
        EXPECT_TRUE(d.is_allowed_by(row)) << row << ": maximum " << d.maximum << ", mean " << d.mean;
    }
}

TEST(Golden, NoPictureIsTakenForAnother) {
    const std::vector<Row> all = rows();
    for (const Row& a : all) {
        for (const Row& b : all) {
            if (a.at("name") == b.at("name")) continue;
            const Difference d = difference(read(picture_path(a)), read(picture_path(b)));
            EXPECT_FALSE(d.is_allowed_by(a)) << a.at("name") << " and " << b.at("name") << ": " << d.mean;
        }
    }
}

TEST(Golden, HalfAPixelIsNoticed) {
    for (const Row& row : rows()) {
        const Difference d = difference(read(picture_path(row)), render(row, 0.5));
        EXPECT_FALSE(d.is_allowed_by(row)) << row.at("name") << ": maximum " << d.maximum << ", mean " << d.mean;
    }
}

TEST(Golden, AnotherSizeIsNoMatch) {
    const Picture picture = read(picture_path(rows().front()));
    EXPECT_EQ(difference(picture, picture).maximum, 0);
    EXPECT_FALSE(difference(picture, Picture(picture.begin(), picture.end() - 4)).is_allowed_by(rows().front()));
}

void update() {
    for (const Row& row : rows()) {
        const Picture picture = render(row);
        dataset::PngImage image;
        image.width = size_px.width;
        image.height = size_px.height;
        image.layout = dataset::PngLayout::rgba8;
        image.pixels = std::as_bytes(std::span(picture));
        image.is_srgb = true;
        const std::vector<std::byte> bytes = dataset::encode_png(image);
        std::ofstream file(picture_path(row), std::ios::binary);
        file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
        std::printf("%s: %zu bytes\n", picture_path(row).c_str(), bytes.size());
    }
}

}  // namespace
}  // namespace plumb::golden

int main(int argc, char** argv) {
    testing::InitGoogleTest(&argc, argv);
    if (argc == 2 && std::strcmp(argv[1], "--update") == 0) {
        plumb::golden::update();
        return 0;
    }
    return RUN_ALL_TESTS();
}
