#include "gltf/load.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <vector>

namespace plumb::test {
namespace {

namespace fs = std::filesystem;

fs::path samples() {
    const char* folder = std::getenv("PLUMB_SAMPLES");
    return folder != nullptr ? folder : "";
}

bool is_gltf(const fs::path& path) {
    return path.extension() == ".gltf" || path.extension() == ".glb";
}

std::vector<fs::path> files_below(const fs::path& folder) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (entry.is_regular_file() && is_gltf(entry.path())) files.push_back(entry.path());
    return files;
}

/// What SceneData promises of every scene.
void expect_sound(const scene::SceneData& data) {
    for (const scene::Image& image : data.images)
        EXPECT_EQ(image.rgba.size(), std::size_t{4} * image.width * image.height);
    for (const scene::Mesh& mesh : data.meshes) {
        for (const scene::Primitive& primitive : mesh.primitives) {
            const std::size_t count = primitive.positions.size();
            EXPECT_EQ(primitive.indices.size() % 3, 0U);
            for (const std::uint32_t index : primitive.indices) ASSERT_LT(index, count);
            for (const std::size_t size : {primitive.normals.size(), primitive.tangents.size(), primitive.uvs[0].size(),
                                           primitive.uvs[1].size(), primitive.colors.size()})
                EXPECT_TRUE(size == 0 || size == count);
            EXPECT_EQ(primitive.joints.size(), count * primitive.influences);
            EXPECT_EQ(primitive.weights.size(), count * primitive.influences);
            EXPECT_EQ(primitive.targets.size(), mesh.weights.size());
            for (const glm::vec4& tangent : primitive.tangents) ASSERT_TRUE(std::isfinite(glm::dot(tangent, tangent)));
        }
    }
    for (const scene::Animation& animation : data.animations)
        for (const scene::AnimationChannel& channel : animation.channels)
            EXPECT_LT(channel.sampler, animation.samplers.size());
}

TEST(Samples, EveryModelLoads) {
    if (samples().empty()) GTEST_SKIP() << "PLUMB_SAMPLES names no folder of sample files";
    std::size_t count = 0;
    for (const char* folder : {"flight_helmet", "fox", "morph_stress_test", "kenney", "blender_io"}) {
        for (const fs::path& file : files_below(samples() / folder)) {
            SCOPED_TRACE(file.string());
            try {
                expect_sound(*gltf::load_scene(file, {}));
            } catch (const Error& error) {
                // A model may require an extension that plumb does not read; it says so by name.
                EXPECT_TRUE(error.code() == ErrorCode::unsupported &&
                            std::string_view(error.what()).find("extension.unsupported") != std::string_view::npos)
                    << error.what();
            }
            ++count;
        }
    }
    EXPECT_GT(count, 20U);
}

TEST(Samples, FilesWithoutErrorsLoadOrAreUnsupportedByName) {
    if (samples().empty()) GTEST_SKIP() << "PLUMB_SAMPLES names no folder of sample files";
    std::size_t count = 0;
    for (const fs::path& file : files_below(samples() / "validator")) {
        std::ifstream stream(file.string() + ".report.json");
        if (!stream) continue;
        const nlohmann::json report = nlohmann::json::parse(stream);
        if (report["issues"]["numErrors"] != 0) continue;
        SCOPED_TRACE(file.string());
        try {
            expect_sound(*gltf::load_scene(file, {}));
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ErrorCode::unsupported) << error.what();
        }
        ++count;
    }
    EXPECT_GT(count, 20U);
}

TEST(Samples, FlightHelmetIsComplete) {
    if (samples().empty()) GTEST_SKIP() << "PLUMB_SAMPLES names no folder of sample files";
    const auto data = gltf::load_scene(samples() / "flight_helmet" / "FlightHelmet.gltf", {});
    EXPECT_EQ(data->instances.size(), 6U);
    EXPECT_EQ(data->images.size(), 15U);
    EXPECT_EQ(data->materials.size(), 6U);
    EXPECT_GT(data->triangle_count, 40'000U);
}

TEST(Samples, FoxHasThreeClipsAndASkin) {
    if (samples().empty()) GTEST_SKIP() << "PLUMB_SAMPLES names no folder of sample files";
    const auto data = gltf::load_scene(samples() / "fox" / "Fox.glb", {});
    ASSERT_EQ(data->animations.size(), 3U);
    EXPECT_EQ(data->animations[0].name, "Survey");
    EXPECT_EQ(data->meshes.at(0).primitives.at(0).influences, 4U);
    EXPECT_GT(data->skins.at(0).joints.size(), 10U);
}

}  // namespace
}  // namespace plumb::test
