// Runs of a recipe, and their replay.
#include "program.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace plumb::test {
namespace {

using nlohmann::json;
using Files = std::map<std::string, std::string>;

constexpr const char* recipe_text = R"({
  "version": 1,
  "time_s": {"uniform": [0, 0.8]},
  "dt_s": 0.1,
  "camera": {"orbit": {"target": "sail", "azimuth_deg": {"uniform": [-40, 40]}, "elevation_deg": {"uniform": [-20, 20]},
                       "distance_m": {"log_uniform": [6, 9]}}},
  "objects": [{"match": "sail", "yaw_deg": {"normal": {"mean": 0, "sigma": 5}},
               "visible": {"bernoulli": 0.9}}]
})";

class RecipeRun : public ::testing::Test {
protected:
    RecipeRun() { place.write("recipe.json", recipe_text); }

    Outcome try_render(const std::string& out, const std::vector<std::string>& more) const {
        std::vector<std::string> arguments{"render", "sail.gltf", "--out", out,        "--size",
                                           "16x12",  "--passes",  "all",   "--format", "npy"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return place.plumb(arguments);
    }
    Files render(const std::string& out, const std::vector<std::string>& more) const {
        const Outcome run = try_render(out, more);
        EXPECT_EQ(run.exit_code, 0) << run.error;
        Files files = place.files(out);
        // They tell what the frames were made from as well.
        std::erase_if(files, [](const auto& file) {
            return file.first.ends_with("dataset.json") || file.first.ends_with("journal.jsonl");
        });
        return files;
    }
    /// Renders frames of the recipe.
    Files frames(const std::string& out, const std::string& range, std::vector<std::string> more = {}) const {
        more.insert(more.begin(), {"--recipe", "recipe.json", "--seed", "18446744073709551615", "--frames", range});
        return render(out, more);
    }
    static Files only(const Files& files, const std::string& folder) {
        Files result;
        for (const auto& [name, bytes] : files) {
            if (name.starts_with(folder)) result.emplace(name, bytes);
        }
        EXPECT_FALSE(result.empty()) << folder;
        return result;
    }
    /// Names of the files that differ or that one side lacks.
    static std::vector<std::string> differing(const Files& a, const Files& b) {
        std::vector<std::string> names;
        for (const auto& [name, bytes] : a) {
            const auto other = b.find(name);
            if (other == b.end() || other->second != bytes) names.push_back(name);
        }
        for (const auto& [name, bytes] : b) {
            if (!a.contains(name)) names.push_back(name);
        }
        return names;
    }
    static std::map<std::string, json> draws(const std::string& frame_json) {
        std::map<std::string, json> result;
        const json document = json::parse(frame_json);
        for (const json& draw : document["draws"]) result[draw["key"]] = draw["value"];
        return result;
    }
    void expect_usage_error(const std::vector<std::string>& more, const std::string& text) const {
        const Outcome run = try_render("o", more);
        EXPECT_EQ(run.exit_code, 2) << run.error;
        EXPECT_NE(run.error.find(text), std::string::npos) << run.error;
    }
    const Workplace place;
};

using Names = std::vector<std::string>;

TEST_F(RecipeRun, AFrameAloneIsTheFrameOfARun) {
    const Files run = frames("run", "68:72");
    const Files alone = frames("alone", "70:71");
    EXPECT_EQ(differing(alone, only(run, "frames/000070/")), Names());
    // What is compared differs from frame to frame.
    EXPECT_NE(run.at("frames/000070/depth.npy"), run.at("frames/000071/depth.npy"));
    EXPECT_TRUE(run.contains("frames/000068/frame.json"));
    EXPECT_FALSE(run.contains("frames/000072/frame.json"));
}

TEST_F(RecipeRun, TheBatchChangesNoByte) {
    const Files single = frames("single", "0:70", {"--batch", "1"});
    EXPECT_EQ(differing(single, frames("batch", "70", {"--batch", "64"})), Names());
    EXPECT_EQ(differing(single, frames("auto", "70")), Names());
}

TEST_F(RecipeRun, AWrittenShotReplaysToTheSameBytes) {
    const Files run = frames("run", "69:71", {"--write-shots"});
    const Files again = render("again", {"--shot", "run/frames/000070/shot.json", "--write-shots"});
    EXPECT_EQ(differing(again, only(run, "frames/000070/")), Names());
    EXPECT_TRUE(again.contains("frames/000070/shot.json"));
    const json provenance = json::parse(again.at("frames/000070/frame.json"))["provenance"];
    EXPECT_EQ(provenance["recipe"]["seed"], 18446744073709551615ULL);
    EXPECT_EQ(provenance["recipe"]["index"], 70);
    // Another index on request.
    const Files moved = render("moved", {"--shot", "run/frames/000070/shot.json", "--frames", "5:6"});
    EXPECT_EQ(moved.at("frames/000005/rgb.npy"), run.at("frames/000070/rgb.npy"));
}

TEST_F(RecipeRun, AShotOfAClipReplaysToo) {
    place.write("grey.hdr", "#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 1 +X 1\n\x40\x40\x40\x81");
    const Files clip = render("clip", {"--time", "0.3", "--fps", "10", "--environment", "grey.hdr", "--eye", "1,1,9",
                                       "--target", "0,1,0", "--write-shots"});
    const Files again = render("again", {"--shot", "clip/frames/000000/shot.json", "--write-shots"});
    EXPECT_EQ(differing(clip, again), Names());
}

TEST_F(RecipeRun, AnOverrideLeavesTheOtherDrawsAlone) {
    const auto plain = draws(frames("plain", "3:4").at("frames/000003/frame.json"));
    ASSERT_TRUE(plain.contains("camera/orbit/azimuth_deg")) << json(plain).dump();
    const Files changed = frames("changed", "3:4", {"--set", "camera/orbit/azimuth_deg=12.5"});
    auto expected = plain;
    expected["camera/orbit/azimuth_deg"] = json::array({12.5});
    EXPECT_EQ(draws(changed.at("frames/000003/frame.json")), expected);
    EXPECT_EQ(place.json("plain/frames/000003/frame.json")["time_s"],
              place.json("changed/frames/000003/frame.json")["time_s"]);
    EXPECT_NE(changed.at("frames/000003/depth.npy"), place.text("plain/frames/000003/depth.npy"));
}

TEST_F(RecipeRun, WrongUseIsToldApartFromFailure) {
    expect_usage_error({"--seed", "1"}, "--recipe");
    expect_usage_error({"--set", "a=1"}, "--recipe");
    expect_usage_error({"--views", "left"}, "--recipe");
    expect_usage_error({"--recipe", "recipe.json", "--time", "1"}, "--time");
    expect_usage_error({"--recipe", "recipe.json", "--camera", "0"}, "--camera");
    expect_usage_error({"--recipe", "recipe.json", "--seed", "-1"}, "'-1' is not a whole number");
    expect_usage_error({"--recipe", "recipe.json", "--seed", "18446744073709551616"}, "is not a whole number");
    expect_usage_error({"--recipe", "recipe.json", "--frames", "5:5"}, "'5:5' is not a count N, or A:B");
    expect_usage_error({"--recipe", "recipe.json", "--frames", "0"}, "'0' is not a count N");
    expect_usage_error({"--recipe", "recipe.json", "--set", "yaw"}, "'yaw' is not KEY=VALUE");
    expect_usage_error({"--recipe", "recipe.json", "--set", "yaw=x"}, "'x' is not a finite number");
    expect_usage_error(
        {"--recipe", "recipe.json", "--set", "objects/sail/yaw_deg=1", "--set", "objects/sail/yaw_deg=2"},
        "gives the key 'objects/sail/yaw_deg' twice");
    expect_usage_error({"--recipe", "recipe.json", "--views", "up"}, "'up' is not a view");
    expect_usage_error({"--batch", "0"}, "'0' is not 1 to 1024");
    expect_usage_error({"--shot", "s.json", "--frames", "2"}, "a shot is one frame");
    expect_usage_error({"--shot", "s.json", "--fps", "2"}, "--fps");
    const auto expect_failure = [&](const std::vector<std::string>& more, const std::string& text) {
        const Outcome run = try_render("o", more);
        EXPECT_EQ(run.exit_code, 1) << run.error;
        EXPECT_NE(run.error.find(text), std::string::npos) << run.error;
    };
    expect_failure({"--recipe", "none.json"}, "none.json");
    expect_failure({"--shot", "none.json"}, "none.json");
    expect_failure({"--shot", "sail.gltf"}, "unknown member");
    expect_failure({"--recipe", "recipe.json", "--set", "camera/orbit/azimuth=3"},
                   "did you mean 'camera/orbit/azimuth_deg'");
    expect_failure({"--recipe", "recipe.json", "--set", "objects/sail/visible=0.3"},
                   "\"objects/sail/visible\": found 0.3; allowed: 0 or 1");
    expect_failure({"--recipe", "recipe.json", "--views", "left"}, "it has no 'stereo'");
    EXPECT_TRUE(place.files("o").empty());
}

TEST_F(RecipeRun, FramesThatAreThereStay) {
    static_cast<void>(frames("o", "70:71"));
    const Outcome run = try_render("o", {"--recipe", "recipe.json", "--frames", "69:72"});
    EXPECT_EQ(run.exit_code, 1);
    EXPECT_NE(run.error.find("seed: there 18446744073709551615, asked for 0"), std::string::npos) << run.error;
    EXPECT_FALSE(place.files("o").contains("frames/000069/frame.json"));
}

TEST_F(RecipeRun, APlanShowsEveryDraw) {
    const Outcome run =
        place.plumb({"plan", "recipe.json", "sail.gltf", "--frames", "100:500", "--seed", "5", "--svg", "plan.svg"});
    EXPECT_EQ(run.exit_code, 0) << run.error;
    for (const char* const key :
         {"camera/orbit/azimuth_deg", "camera/orbit/elevation_deg", "camera/orbit/distance_m", "shot/time_s"}) {
        EXPECT_NE(run.out.find(key), std::string::npos) << run.out;
        EXPECT_NE(place.text("plan.svg").find(key), std::string::npos);
    }
    EXPECT_NE(run.out.find(R"({"log_uniform":[6,9]})"), std::string::npos) << run.out;
    const Outcome machine =
        place.plumb({"plan", "recipe.json", "sail.gltf", "--frames", "100:500", "--seed", "5", "--json"});
    const json plan = json::parse(machine.out);
    EXPECT_EQ(plan["frames"], 400);
    bool has_visible = false;
    for (const json& draw : plan["draws"]) {
        std::uint64_t total = 0;
        for (const json& count : draw["histogram"]) total += count.get<std::uint64_t>();
        EXPECT_EQ(total, 400U) << draw.dump();
        EXPECT_EQ(draw["frames"], 400);
        EXPECT_LE(draw["min"], draw["mean"]);
        EXPECT_LE(draw["mean"], draw["max"]);
        if (draw["key"] == "camera/orbit/azimuth_deg") {
            EXPECT_GE(draw["min"], -40);
            EXPECT_LE(draw["max"], 40);
            // The mean of 400 even values in [-40, 40] strays 1.2 in one sigma.
            EXPECT_NEAR(draw["mean"].get<double>(), 0, 6);
        }
        if (draw["key"].get<std::string>().find("visible") == std::string::npos) continue;
        has_visible = true;
        EXPECT_EQ(draw["histogram"].size(), 2U);
    }
    EXPECT_TRUE(has_visible) << plan.dump();
}

/// A sail that is there in three frames of ten, kept if at least `pixels` of it are seen.
std::string rare_recipe(const std::string& pixels, const std::string& more = "") {
    return R"({"version": 1, "objects": [{"match": "sail", "visible": {"bernoulli": 0.3}}],
               "keep_if": {"attempts": 40, "all": [{"match": "sail", "pixels": {"min": )" +
           pixels + "}}]}" + more + "}";
}

TEST_F(RecipeRun, FramesAreDrawnAnewUntilTheyAreKept) {
    place.write("rare.json", rare_recipe("1"));
    const auto rare = [&](const std::string& out, const std::string& range, const std::string& batch) {
        return render(out, {"--recipe", "rare.json", "--frames", range, "--batch", batch, "--write-shots"});
    };
    const Files run = rare("run", "20", "7");
    std::set<std::uint64_t> attempts;
    for (int k = 0; k < 20; ++k) {
        const std::string number = (k < 10 ? "00000" : "0000") + std::to_string(k);
        const json frame = json::parse(run.at("frames/" + number + "/frame.json"));
        EXPECT_GT(frame["instances"][0]["pixels"], 0) << k;
        attempts.insert(frame["provenance"]["recipe"]["attempt"].get<std::uint64_t>());
    }
    // Seven of ten first attempts fail.
    EXPECT_TRUE(attempts.contains(0));
    EXPECT_GT(attempts.size(), 2U);
    // Neither the batch nor the rest of the run decides how often a frame is tried.
    EXPECT_EQ(differing(rare("alone", "11:12", "1"), only(run, "frames/000011/")), Names());
}

TEST_F(RecipeRun, ViewsOfAPairShareTheirAttempt) {
    place.write("rare.json", rare_recipe("1", R"(, "stereo": {"baseline_m": 0.1})"));
    const Files pair = render("pair", {"--recipe", "rare.json", "--frames", "6"});
    for (int k = 0; k < 6; ++k) {
        const std::string name = "/frames/00000" + std::to_string(k) + "/frame.json";
        const json left = json::parse(pair.at("left" + name))["provenance"]["recipe"];
        const json right = json::parse(pair.at("right" + name))["provenance"]["recipe"];
        EXPECT_EQ(left["attempt"], right["attempt"]) << k;
        EXPECT_EQ(left["view"], 0);
        EXPECT_EQ(right["view"], 1);
    }
    const Files right = render("right", {"--recipe", "rare.json", "--frames", "6", "--views", "right"});
    EXPECT_EQ(differing(right, only(pair, "right/")), Names());
}

TEST_F(RecipeRun, WhatNeverHoldsIsAnErrorWithRates) {
    place.write("never.json", rare_recipe("1000000"));
    const Outcome run = try_render("o", {"--recipe", "never.json", "--seed", "4", "--frames", "9:11"});
    EXPECT_EQ(run.exit_code, 1);
    EXPECT_NE(run.error.find("drawing frame 9 of seed 4: none of 40 attempts meets keep_if: /keep_if/all/0/pixels "
                             "failed in 100 %"),
              std::string::npos)
        << run.error;
    EXPECT_TRUE(place.files("o").empty());
}

TEST_F(RecipeRun, APlanMeasuresHowOftenConditionsHold) {
    place.write("rare.json", rare_recipe("1"));
    const Outcome run = place.plumb(
        {"plan", "rare.json", "sail.gltf", "--frames", "300", "--measure", "300", "--size", "16x12", "--json"});
    EXPECT_EQ(run.exit_code, 0) << run.error;
    const json plan = json::parse(run.out);
    const auto kept = plan["keep_if"]["kept"].get<std::uint64_t>();
    EXPECT_EQ(plan["keep_if"]["frames"], 300);
    // 90 of 300 with a sigma of 8; exactly as often as the draw says that the sail is there.
    EXPECT_NEAR(static_cast<double>(kept), 90, 40);
    EXPECT_EQ(plan["draws"][0]["histogram"], json::array({300 - kept, kept}));
    EXPECT_EQ(plan["keep_if"]["failures"]["/keep_if/all/0/pixels"], 300 - kept);
    const Outcome text = place.plumb({"plan", "rare.json", "sail.gltf", "--measure", "10", "--size", "16x12"});
    EXPECT_NE(text.out.find("of 10 frames"), std::string::npos) << text.out;
    const Outcome none = place.plumb({"plan", "recipe.json", "sail.gltf", "--measure", "10"});
    EXPECT_EQ(none.exit_code, 1);
    EXPECT_NE(none.error.find("it has no 'keep_if'"), std::string::npos) << none.error;
}

TEST_F(RecipeRun, APlanOfTheImpossibleFails) {
    EXPECT_EQ(place.plumb({"plan", "none.json", "sail.gltf"}).exit_code, 1);
    EXPECT_EQ(place.plumb({"plan", "recipe.json"}).exit_code, 2);
    EXPECT_EQ(place.plumb({"plan", "recipe.json", "sail.gltf", "--frames", "x"}).exit_code, 2);
    const Outcome run = place.plumb({"plan", "recipe.json", "sail.gltf", "--frames", "3", "--svg", "no/plan.svg"});
    EXPECT_EQ(run.exit_code, 3);
    EXPECT_NE(run.error.find("no/plan.svg"), std::string::npos) << run.error;
}

TEST_F(RecipeRun, KeypointsCanBeGiven) {
    std::string text = recipe_text;
    text.replace(text.find("\"time_s\""), 0,
                 R"("keypoints": [{"match": "sail", "name": "top", "position_m": [0, 5, 0]}], )");
    place.write("recipe.json", text);
    render("o", {"--recipe", "recipe.json"});
    const json document = place.json("o/frames/000000/frame.json");
    ASSERT_EQ(document["keypoints"].size(), 1U);
    EXPECT_EQ(document["keypoints"][0]["name"], "top");
    EXPECT_EQ(document["keypoints"][0]["instance"], 1);
}

}  // namespace
}  // namespace plumb::test
