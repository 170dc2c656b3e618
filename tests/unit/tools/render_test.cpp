#include "program.hpp"

#include <gtest/gtest.h>

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <set>

namespace plumb::test {
namespace {

using nlohmann::json;

/// Values of an array file of the format's version 1.0, whose header is checked by the library's own test.
template <class T>
std::vector<T> values_of(const std::string& npy) {
    const std::size_t header = 10 + static_cast<std::uint8_t>(npy[8]) + 256U * static_cast<std::uint8_t>(npy[9]);
    std::vector<T> values((npy.size() - header) / sizeof(T));
    std::memcpy(values.data(), npy.data() + header, values.size() * sizeof(T));
    return values;
}

std::set<std::string> names(const std::map<std::string, std::string>& files) {
    std::set<std::string> result;
    for (const auto& [name, bytes] : files) result.insert(name);
    return result;
}

class Render : public ::testing::Test {
protected:
    /// Renders the sail at 16 x 12 into "o" and expects success.
    void render(std::vector<std::string> more) {
        std::vector<std::string> arguments{"render", "sail.gltf", "--out", "o", "--size", "16x12"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const Outcome run = place.plumb(arguments);
        ASSERT_EQ(run.exit_code, 0) << run.error;
    }
    Workplace place;
    const std::filesystem::path frame = "o/frames/000000";
};

TEST_F(Render, WritesTheDefaultPassesAsPng) {
    render({});
    EXPECT_EQ(names(place.files("o")), (std::set<std::string>{"dataset.json", "journal.jsonl", "frames/000000/rgb.png",
                                                              "frames/000000/depth.png", "frames/000000/instance.png",
                                                              "frames/000000/frame.json"}));
}

TEST_F(Render, LabelsThroughBlendedSurfacesHaveFilesOfTheirOwn) {
    render({"--passes", "depth_through,rgb,depth,flow_forward_class_through"});
    EXPECT_EQ(names(place.files("o")),
              (std::set<std::string>{"dataset.json", "journal.jsonl", "frames/000000/rgb.png",
                                     "frames/000000/depth.png", "frames/000000/depth_through.png",
                                     "frames/000000/flow_forward_class_through.png", "frames/000000/frame.json"}));
    const json passes = place.json(frame / "frame.json")["passes"];
    ASSERT_EQ(passes.size(), 4U);
    EXPECT_EQ(passes[2]["name"], "depth_through");
    EXPECT_EQ(passes[2]["files"][0]["file"], "depth_through.png");
}

TEST_F(Render, AFreeCameraMeasuresTheDistance) {
    render(
        {"--passes", "depth,instance", "--format", "npy", "--eye", "0,0,6", "--target", "0,0,0", "--fov-y-deg", "10"});
    const auto depth = values_of<float>(place.text(frame / "depth.npy"));
    const auto ids = values_of<std::uint32_t>(place.text(frame / "instance.npy"));
    ASSERT_EQ(depth.size(), 16U * 12);
    for (const float metres : depth) EXPECT_NEAR(metres, 6, 1e-4);
    EXPECT_EQ(std::count(ids.begin(), ids.end(), 1U), 16 * 12);
    const json camera = place.json(frame / "frame.json")["camera"];
    EXPECT_NEAR(camera["fov_y_rad"].get<double>(), 10 * M_PI / 180, 1e-12);
    // Focal length: half the height over the tangent of half the angle.
    EXPECT_NEAR(camera["intrinsics"]["fy"].get<double>(), 6 / std::tan(5 * M_PI / 180), 1e-9);
    EXPECT_EQ(camera["intrinsics"]["cx"], 8);
    EXPECT_EQ(camera["intrinsics_integer_center"]["cx"], 7.5);
    EXPECT_EQ(camera["world_from_camera"][2][3], 6);
}

TEST_F(Render, NumbersMayBeNegative) {
    // Seen from behind the single-sided sail is culled; the far side of the world is empty.
    render({"--passes", "instance", "--format", "npy", "--eye", "-1,2,-3", "--target", "-1,2,0", "--up", "0,-1,0",
            "--time", "-0.5"});
    const auto ids = values_of<std::uint32_t>(place.text(frame / "instance.npy"));
    EXPECT_EQ(std::count(ids.begin(), ids.end(), 0U), 16 * 12);
    const json document = place.json(frame / "frame.json");
    EXPECT_EQ(document["time_s"], -0.5);
    EXPECT_EQ(document["instances"][0]["pixels"], 0);
    EXPECT_TRUE(document["instances"][0]["box_tight"].is_null());
}

TEST_F(Render, CamerasHaveNamesAndIndices) {
    render({"--passes", "depth", "--format", "npy", "--camera", "far"});
    const auto by_name = values_of<float>(place.text(frame / "depth.npy"));
    EXPECT_NEAR(by_name[6 * 16 + 8], 8, 1e-4);
    render({"--passes", "depth", "--format", "npy", "--camera", "1", "--overwrite"});
    EXPECT_EQ(values_of<float>(place.text(frame / "depth.npy")), by_name);
    render({"--passes", "depth", "--format", "npy", "--overwrite"});
    EXPECT_NEAR(values_of<float>(place.text(frame / "depth.npy"))[6 * 16 + 8], 4, 1e-4);
}

TEST_F(Render, WarnsOfFlowWithoutAStep) {
    const std::vector<std::string> still{"render", "sail.gltf", "--out",        "o",          "--size",
                                         "16x12",  "--passes",  "flow_forward", "--overwrite"};
    const Outcome warned = place.plumb(still);
    EXPECT_EQ(warned.exit_code, 0) << warned.error;
    EXPECT_NE(warned.error.find("flow is zero everywhere"), std::string::npos) << warned.error;
    std::vector<std::string> moving = still;
    moving.insert(moving.end(), {"--dt", "0.1"});
    EXPECT_EQ(place.plumb(moving).error, "");
}

TEST_F(Render, DepthRangeCutsTheScene) {
    render({"--passes", "instance", "--format", "npy", "--camera", "far", "--near", "1", "--far", "7"});
    const auto ids = values_of<std::uint32_t>(place.text(frame / "instance.npy"));
    EXPECT_EQ(std::count(ids.begin(), ids.end(), 0U), 16 * 12);
    EXPECT_EQ(place.json(frame / "frame.json")["camera"]["far_m"], 7);
}

TEST_F(Render, DescribesTheInstances) {
    render({"--passes", "instance", "--format", "npy"});
    const auto ids = values_of<std::uint32_t>(place.text(frame / "instance.npy"));
    const json document = place.json(frame / "frame.json");
    EXPECT_EQ(document["scene"], "sail.gltf");
    ASSERT_EQ(document["instances"].size(), 1U);
    const json& sail = document["instances"][0];
    for (const char* const key : {"id", "node", "name", "path", "mesh", "materials", "class", "pixels", "box_tight",
                                  "box_3d", "camera_from_object"}) {
        EXPECT_TRUE(sail.contains(key)) << key;
    }
    EXPECT_EQ(sail["name"], "sail");
    EXPECT_EQ(sail["node"], 0);
    EXPECT_EQ(sail["class"], "cloth");
    EXPECT_EQ(sail["materials"], json::array({1}));
    EXPECT_EQ(sail["pixels"], std::count(ids.begin(), ids.end(), 1U));
    EXPECT_EQ(sail["box_tight"], json::array({0, 0, 16, 12}));
}

TEST_F(Render, TellsOfTheSailAloneAndOfKeypoints) {
    render({"--amodal", "--keypoints", "sa*"});
    const json document = place.json(frame / "frame.json");
    const json& sail = document["instances"][0];
    EXPECT_EQ(sail["amodal_pixels"], sail["pixels"]);
    EXPECT_EQ(sail["visible_fraction"], 1.0);
    EXPECT_GT(sail["truncation"], 0.0);
    EXPECT_EQ(sail["box_loose"], json::array({0, 0, 16, 12}));
    EXPECT_LT(sail["box_loose_unclipped"][0], 0);
    EXPECT_EQ(sail["occluded_by"], json::array());
    ASSERT_EQ(document["keypoints"].size(), 1U);
    EXPECT_EQ(document["keypoints"][0]["name"], "sail");
    EXPECT_EQ(document["keypoints"][0]["instance"], 1);
    EXPECT_EQ(document["keypoints"][0]["state"], 2);
}

TEST_F(Render, TellsOfTheSailAloneThroughALensAndRowByRow) {
    const auto sail_of = [&](std::vector<std::string> options) {
        options.insert(options.end(), {"--amodal", "--passes", "depth,instance", "--overwrite"});
        render(std::move(options));
        return place.json(frame / "frame.json")["instances"][0];
    };
    const json plain = sail_of({}), by_rays = sail_of({"--visibility", "rays"}),
               by_row = sail_of({"--readout", "0.01"});
    for (const json* const sail : {&by_rays, &by_row})
        for (const char* const key : {"amodal_pixels", "amodal_pixels_outside", "box_loose_unclipped", "truncation"})
            EXPECT_EQ((*sail)[key], plain[key]) << key;
    // A panorama has all of the sail in view.
    const json panorama = sail_of({"--lens", "equirectangular", "--format", "png,coco"});
    EXPECT_EQ(panorama["amodal_pixels"], panorama["pixels"]);
    EXPECT_EQ(panorama["truncation"], 0.0);
    EXPECT_EQ(panorama["box_loose_unclipped"], panorama["box_tight"]);
}

TEST_F(Render, TakesSamplesAndTellsCoverage) {
    render({"--passes", "rgb,coverage,coverage_id", "--format", "npy,exr", "--preview", "--samples", "4", "--filter",
            "blackman-harris"});
    const auto ids = values_of<std::uint32_t>(place.text(frame / "coverage_id.npy"));
    const auto shares = values_of<float>(place.text(frame / "coverage.npy"));
    ASSERT_EQ(ids.size(), 16U * 12 * 8);
    ASSERT_EQ(shares.size(), ids.size());
    constexpr std::size_t middle = (6 * 16 + 8) * 8;
    EXPECT_EQ(ids[middle], 1U);
    EXPECT_EQ(shares[middle], 1.0F);
    const std::set<std::string> written = names(place.files("o"));
    for (const char* const name :
         {"coverage.exr", "coverage_id.exr", "coverage_preview.png", "coverage_id_preview.png"})
        EXPECT_TRUE(written.contains((frame.lexically_relative("o") / name).string())) << name;
}

TEST_F(Render, TellsWhereItsCameraAndClipComeFrom) {
    const auto provenance = [&] { return place.json(frame / "frame.json")["provenance"]; };
    render({});
    EXPECT_EQ(provenance()["camera"], json::parse(R"({"origin": "file", "index": 0, "name": "front", "node": 1})"));
    EXPECT_EQ(provenance()["animation"], json::parse(R"({"index": 0, "name": "glide"})"));
    EXPECT_EQ(provenance()["environment"], json::parse(R"({"color": [0.5, 0.5, 0.5]})"));
    EXPECT_FALSE(provenance()["device"]["name"].get<std::string>().empty());
    EXPECT_FALSE(provenance()["device"]["driver"].get<std::string>().empty());

    // A file of 1 x 1 pixel: red, green, blue and the exponent that they share.
    place.write("grey.hdr", "#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 1 +X 1\n\x80\x80\x80\x80");
    render({"--camera", "far", "--animation", "none", "--environment", "grey.hdr", "--overwrite"});
    EXPECT_EQ(provenance()["camera"]["name"], "far");
    EXPECT_EQ(provenance()["camera"]["index"], 1);
    EXPECT_TRUE(provenance()["animation"].is_null());
    EXPECT_EQ(provenance()["environment"]["map"], "grey.hdr");

    render({"--eye", "0,0,6", "--target", "0,0,0", "--overwrite"});
    EXPECT_EQ(provenance()["camera"], json::parse(R"({"origin": "given"})"));

    std::string text = sail_gltf();
    text.replace(text.find("\"nodes\": [0, 1, 2]"), 18, "\"nodes\": [0]");
    place.write("sail.gltf", text);
    render({"--overwrite"});
    EXPECT_EQ(provenance()["camera"], json::parse(R"({"origin": "framed"})"));
}

TEST_F(Render, AClipHasFramesATimeAndAStep) {
    render({"--passes", "flow_forward", "--format", "npy", "--frames", "3", "--fps", "4", "--time", "0.25"});
    for (int k = 0; k < 3; ++k) {
        const json document = place.json("o/frames/00000" + std::to_string(k) + "/frame.json");
        EXPECT_EQ(document["index"], k);
        EXPECT_EQ(document["time_s"], 0.25 + k * 0.25);
        EXPECT_EQ(document["dt_s"], 0.25);
    }
    // The sail glides 1 m a second to the right: in 0.25 s and 4 m away that is 0.0625 focal lengths.
    const auto flow = values_of<float>(place.text(frame / "flow_forward.npy"));
    const double focal_px = 6 / std::tan(0.25);
    EXPECT_NEAR(flow[2 * (6 * 16 + 8)], 0.0625 * focal_px, 0.01);
    EXPECT_NEAR(flow[2 * (6 * 16 + 8) + 1], 0, 0.01);
}

TEST_F(Render, ARollingShutterIsToldAndRenderedAgain) {
    render({"--passes", "object_position", "--format", "npy", "--frames", "2", "--fps", "4", "--time", "0.25",
            "--readout", "0.1"});
    const json document = place.json(frame / "frame.json");
    EXPECT_EQ(document["camera"]["rolling_shutter"]["readout_s"], 0.1);
    // The sail glides 1 m a second: from row 3 to row 9 of 12 by half of what it does in a read-out.
    const auto places = values_of<float>(place.text(frame / "object_position.npy"));
    const double width_m = document["instances"][0]["box_3d"]["size"][0];
    EXPECT_NEAR((places[3 * (3 * 16 + 8)] - places[3 * (9 * 16 + 8)]) * width_m, 0.05, 1e-5);
    const Outcome again = place.plumb({"verify", "o", "--sample", "2", "--scene", "sail.gltf"});
    EXPECT_EQ(again.exit_code, 0) << again.out << again.error;
    EXPECT_NE(again.out.find("2 frames rendered again: the same bytes"), std::string::npos) << again.out;
}

TEST_F(Render, NoClipMeansNoMotion) {
    render({"--passes", "flow_forward", "--format", "npy", "--dt", "0.25", "--animation", "none"});
    for (const float value : values_of<float>(place.text(frame / "flow_forward.npy"))) EXPECT_EQ(value, 0);
}

TEST_F(Render, EveryPassInEveryFormatWithPreviews) {
    render({"--passes", "all", "--format", "npy,png,exr", "--preview", "--dt", "0.1"});
    const auto files = place.files(frame);
    const json document = place.json(frame / "frame.json");
    EXPECT_GE(document["passes"].size(), 23U);
    std::set<std::string> expected{"frame.json", "contact.png"};
    for (const json& pass : document["passes"]) {
        const auto name = pass["name"].get<std::string>();
        EXPECT_EQ(files.count(name + ".npy"), 1U) << name;
        EXPECT_EQ(files.count(name + ".exr"), 1U) << name;
        for (const json& file : pass["files"]) expected.insert(file["file"].get<std::string>());
        if (name != "rgb") expected.insert(name + "_preview.png");
    }
    EXPECT_EQ(names(files), expected);
}

TEST_F(Render, FramesThatAreThereStay) {
    // Without its journal and description a folder is somebody's.
    render({"--frames", "2"});
    for (const char* const name : {"frames/000000", "dataset.json", "journal.jsonl"}) {
        std::filesystem::remove_all(place.path() / "o" / name);
    }
    const auto before = place.files("o");
    const Outcome run = place.plumb({"render", "sail.gltf", "--out", "o", "--size", "16x12", "--frames", "2"});
    EXPECT_EQ(run.exit_code, 1);
    EXPECT_NE(run.error.find("invalid_argument"), std::string::npos) << run.error;
    EXPECT_NE(run.error.find("000001"), std::string::npos) << run.error;
    EXPECT_NE(run.error.find("--overwrite"), std::string::npos) << run.error;
    EXPECT_EQ(place.files("o"), before);
}

TEST_F(Render, TwoRunsGiveTheSameBytes) {
    const std::vector<std::string> options{"--passes", "all", "--format", "npy,png,exr", "--preview", "--frames", "2"};
    render(options);
    const auto first = place.files("o");
    std::filesystem::remove_all(place.path() / "o");
    render(options);
    EXPECT_EQ(place.files("o"), first);
}

TEST_F(Render, AnInterruptEndsAfterTheFrameInFlight) {
    const pid_t process =
        place.start({PLUMB_PROGRAM, "render", "sail.gltf", "--out", "o", "--size", "16x12", "--frames", "100000"});
    constexpr int wait_limit = 3000;
    for (int i = 0; i < wait_limit && !std::filesystem::exists(place.path() / frame / "frame.json"); ++i) {
        ::usleep(10000);
    }
    ASSERT_EQ(::kill(process, SIGINT), 0);
    const Outcome run = place.finish(process);
    EXPECT_EQ(run.exit_code, 130) << run.error;
    EXPECT_NE(run.error.find("interrupted after"), std::string::npos) << run.error;
    std::size_t frame_count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(place.path() / "o/frames")) {
        ++frame_count;
        const auto files = place.files(entry.path());
        EXPECT_EQ(files.size(), 4U) << entry.path();
        EXPECT_EQ(files.count("frame.json"), 1U) << entry.path();
    }
    EXPECT_GE(frame_count, 1U);
    EXPECT_LT(frame_count, 100000U);
}

}  // namespace
}  // namespace plumb::test
