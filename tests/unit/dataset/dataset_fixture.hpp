#pragma once

#include <plumb/dataset.hpp>

#include "dataset/journal.hpp"
#include "made_frame.hpp"

namespace plumb::test {

namespace fs = std::filesystem;

inline constexpr std::uint64_t frame_count = 12;

using Files = std::map<std::string, std::string>;

/// Names of the files that differ or that one side lacks.
inline std::vector<std::string> differing(const Files& a, const Files& b) {
    std::vector<std::string> names;
    for (const auto& [name, text] : a)
        if (const auto other = b.find(name); other == b.end() || other->second != text) names.push_back(name);
    for (const auto& [name, text] : b)
        if (!a.contains(name)) names.push_back(name);
    return names;
}

inline const std::vector<std::string> none;

/// A set in a folder of its own, of frames that the test makes itself.
class DatasetTest : public ::testing::Test {
protected:
    DatasetTest() {
        std::ofstream(folder_.path() / "cups.gltf") << R"({"asset":{"version":"2.0","copyright":"CC0-1.0"}})";
        auto data = std::make_shared<scene::SceneData>(made_scene({"cup", "bowl"}).data());
        data->path = folder_.path() / "cups.gltf";
        scene_.emplace(data);
    }

    [[nodiscard]] fs::path root(const std::string& name = "set") const { return folder_.path() / name; }

    [[nodiscard]] static Frame frame(std::uint64_t index, Size size = {4, 3}) {
        std::vector<float> depth(std::size_t{size.width} * size.height, 1.0F + static_cast<float>(index));
        std::vector<std::uint32_t> ids(depth.size(), static_cast<std::uint32_t>(index % 3));
        return FrameMaker(size).add("depth", depth).add("instance", ids).annotate(made_annotations(2)).make();
    }

    [[nodiscard]] Dataset open(const fs::path& root, const DatasetOptions& options = {}) const {
        return {root, *scene_, options};
    }

    /// Writes what is missing of `first` .. `end - 1` and completes the set.
    void write_all(const fs::path& root, DatasetOptions options = {}, std::uint64_t first = 0,
                   std::uint64_t end = frame_count) const {
        Dataset set = open(root, options);
        for (std::uint64_t i = first; i < end; ++i)
            if (!set.has(i)) set.write(i, frame(i));
        EXPECT_TRUE(set.finish());
    }

    [[nodiscard]] std::map<std::string, std::string> uninterrupted() const {
        write_all(root("whole"));
        return files_in(root("whole"));
    }

    ScratchFolder folder_;
    std::optional<Scene> scene_;
};

}  // namespace plumb::test
