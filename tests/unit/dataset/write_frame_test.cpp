#include <plumb/dataset.hpp>

#include "made_frame.hpp"

#include <nlohmann/json.hpp>

#include <set>

namespace plumb {
namespace {

using nlohmann::json;

Frame some_frame() {
    std::vector<float> depth(12, 2);
    depth[3] = 100;
    return test::FrameMaker({4, 3})
        .add("rgb", std::vector<std::uint8_t>(48, 99))
        .add("depth", depth)
        .add("instance", std::vector<std::uint32_t>(12, 1))
        .add("flow_forward", std::vector<float>(24, 0.5F))
        .annotate(test::made_annotations(1))
        .make();
}

std::set<std::string> names_in(const std::filesystem::path& folder) {
    std::set<std::string> names;
    for (const auto& [name, bytes] : test::files_in(folder)) names.insert(name);
    return names;
}

class WriteFrame : public ::testing::Test {
protected:
    std::vector<std::filesystem::path> write(const FrameFileOptions& options, const Frame& frame = some_frame()) {
        return write_frame(folder.path(), 42, scene, frame, options);
    }
    Scene scene = test::made_scene({"cup"});
    test::ScratchFolder folder;
    std::filesystem::path frame_path = folder.path() / "frames" / "000042";
};

TEST_F(WriteFrame, WritesAFileAPassAndTheDescriptionLast) {
    const std::vector<std::filesystem::path> paths = write({.formats = {"npy"}});
    EXPECT_EQ(names_in(frame_path),
              (std::set<std::string>{"rgb.npy", "depth.npy", "instance.npy", "flow_forward.npy", "frame.json"}));
    ASSERT_EQ(paths.size(), 5U);
    EXPECT_EQ(paths.front(), frame_path / "rgb.npy");
    EXPECT_EQ(paths.back(), frame_path / "frame.json");
    const std::string flow = test::text_of(frame_path / "flow_forward.npy");
    const std::vector<float> expected(24, 0.5F);
    EXPECT_EQ(std::memcmp(flow.data() + flow.size() - 96, expected.data(), 96), 0);
}

TEST_F(WriteFrame, PngAloneLosesNothing) {
    write({.formats = {"png"}});
    EXPECT_EQ(names_in(frame_path),
              (std::set<std::string>{"rgb.png", "depth.png", "instance.png", "flow_forward.npy", "frame.json"}));
    const json document = json::parse(test::text_of(frame_path / "frame.json"));
    const json& depth = document["passes"][1]["files"][0];
    EXPECT_EQ(depth["file"], "depth.png");
    EXPECT_EQ(depth["metres_per_value"], 0.001);
    EXPECT_EQ(depth["unrepresentable_pixels"], 1);
    EXPECT_EQ(document["passes"][3]["files"][0]["file"], "flow_forward.npy");
}

TEST_F(WriteFrame, ListsEveryFileThatIsThere) {
    write({.formats = {"exr", "png", "npy"}, .previews = true});
    std::set<std::string> listed{"frame.json", "contact.png"};
    const json document = json::parse(test::text_of(frame_path / "frame.json"));
    for (const json& pass : document["passes"]) {
        for (const json& file : pass["files"]) listed.insert(file["file"].get<std::string>());
        if (pass["name"] != "rgb") listed.insert(pass["name"].get<std::string>() + "_preview.png");
    }
    EXPECT_EQ(names_in(frame_path), listed);
    EXPECT_EQ(listed.size(), 2U + 4 + 3 + 4 + 3);
}

TEST_F(WriteFrame, PngBesideExrNeedsNoNpy) {
    write({.formats = {"png", "exr"}});
    EXPECT_EQ(names_in(frame_path).count("flow_forward.npy"), 0U);
    EXPECT_EQ(names_in(frame_path).count("flow_forward.exr"), 1U);
}

TEST_F(WriteFrame, SameFrameSameBytes) {
    write({.formats = {"exr", "png", "npy"}, .previews = true});
    const auto first = test::files_in(frame_path);
    write({.formats = {"exr", "png", "npy"}, .previews = true, .overwrite = true});
    EXPECT_EQ(test::files_in(frame_path), first);
}

TEST_F(WriteFrame, KeepsFilesThatAreThere) {
    std::filesystem::create_directories(frame_path);
    std::ofstream(frame_path / "instance.npy") << "mine";
    const Error error = test::error_of([&] { write({.formats = {"npy"}}); });
    EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
    EXPECT_NE(std::string(error.what()).find("instance.npy"), std::string::npos);
    EXPECT_EQ(test::files_in(frame_path), (std::map<std::string, std::string>{{"instance.npy", "mine"}}));
    write({.formats = {"npy"}, .overwrite = true});
    EXPECT_NE(test::text_of(frame_path / "instance.npy"), "mine");
}

TEST_F(WriteFrame, RefusesAnUnknownFormatByName) {
    const Error error = test::error_of([&] { write({.formats = {"npy", "pnq"}}); });
    EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
    EXPECT_NE(std::string(error.what()).find("did you mean 'png'"), std::string::npos) << error.what();
    EXPECT_FALSE(std::filesystem::exists(folder.path() / "frames"));
    EXPECT_EQ(test::error_of([&] { write({.formats = {}}); }).code(), ErrorCode::invalid_argument);
}

TEST_F(WriteFrame, WritesNothingWhereAnIdDoesNotFit) {
    const Frame frame = test::FrameMaker({1, 1})
                            .add<float>("depth", {1})
                            .add<std::uint32_t>("instance", {70000})
                            .annotate(test::made_annotations(1))
                            .make();
    const Error error = test::error_of([&] { write({.formats = {"png"}}, frame); });
    EXPECT_EQ(error.code(), ErrorCode::unsupported);
    EXPECT_FALSE(std::filesystem::exists(folder.path() / "frames"));
    write({.formats = {"npy", "exr"}}, frame);
    EXPECT_EQ(names_in(frame_path).size(), 5U);
}

TEST_F(WriteFrame, NamesTheSystemsReason) {
    std::ofstream(folder.path() / "frames") << "a file where a folder must be";
    const Error error = test::error_of([&] { write({.formats = {"npy"}}); });
    EXPECT_EQ(error.code(), ErrorCode::io);
    EXPECT_NE(std::string(error.what()).find("Not a directory"), std::string::npos) << error.what();
}

TEST(FrameFolder, HasSixDigitsOrMore) {
    EXPECT_EQ(frame_folder("out", 0), std::filesystem::path("out/frames/000000"));
    EXPECT_EQ(frame_folder("out", 1234567), std::filesystem::path("out/frames/1234567"));
}

TEST(FrameAccess, RefusesWrongTypesAndPasses) {
    const Frame frame = some_frame();
    EXPECT_EQ(frame["depth"].at<float>(3, 0), 100);
    EXPECT_EQ(test::error_of([&] { static_cast<void>(frame["depth"].as<std::uint32_t>()); }).code(),
              ErrorCode::invalid_argument);
    EXPECT_EQ(test::error_of([&] { static_cast<void>(frame["instance"].as<float>()); }).code(),
              ErrorCode::invalid_argument);
    const Error error = test::error_of([&] { static_cast<void>(frame["normal"]); });
    EXPECT_NE(std::string(error.what()).find("rgb, depth, instance, flow_forward"), std::string::npos) << error.what();
}

}  // namespace
}  // namespace plumb
