#include "program.hpp"

#include <gtest/gtest.h>

namespace plumb::test {
namespace {

using nlohmann::json;

TEST(Doctor, TellsWhichDeviceWillBeUsed) {
    const Workplace place;
    const Outcome run = place.plumb({"doctor", "--json"});
    ASSERT_EQ(run.exit_code, 0) << run.error;
    const json report = json::parse(run.out);
    ASSERT_GE(report["devices"].size(), 1U);
    EXPECT_TRUE(report["used"].is_number());
    EXPECT_EQ(report["self_test"], "passed");
    const std::string cuda = report["cuda"];
    const bool is_of_nvidia = cuda.find("not made by NVIDIA") == std::string::npos;
    EXPECT_TRUE(is_of_nvidia || cuda.starts_with("sharing frames of the device '")) << cuda;
    EXPECT_TRUE(report["error"].is_null());
    for (const json& device : report["devices"]) {
        EXPECT_EQ(device["uuid"].get<std::string>().size(), 32U);
        EXPECT_FALSE(device["name"].get<std::string>().empty());
    }
    const Outcome text = place.plumb({"doctor"});
    EXPECT_EQ(text.exit_code, 0);
    EXPECT_NE(text.out.find("will be used"), std::string::npos) << text.out;
    EXPECT_NE(text.out.find("self-test: passed"), std::string::npos) << text.out;
    EXPECT_NE(text.out.find("CUDA: " + cuda), std::string::npos) << text.out;
}

TEST(Doctor, TellsWhyThereIsNone) {
    const Workplace place;
    // The loader of Vulkan finds no driver in an empty list.
    const std::map<std::string, std::string> no_driver{{"VK_DRIVER_FILES", "/nowhere.json"},
                                                       {"VK_ICD_FILENAMES", "/nowhere.json"}};
    const Outcome run = place.plumb({"doctor", "--json"}, no_driver);
    EXPECT_EQ(run.exit_code, 1);
    EXPECT_TRUE(run.error.starts_with("plumb: error: not_found: ")) << run.error;
    EXPECT_TRUE(json::parse(run.out)["used"].is_null());
    const Outcome render = place.plumb({"render", "sail.gltf", "--out", "o"}, no_driver);
    EXPECT_EQ(render.exit_code, 1);
    EXPECT_TRUE(render.error.starts_with("plumb: error: not_found: ")) << render.error;
}

TEST(Doctor, FollowsTheEnvironment) {
    const Workplace place;
    const Outcome run = place.plumb({"doctor"}, {{"PLUMB_DEVICE", "no such device"}});
    EXPECT_EQ(run.exit_code, 1);
    EXPECT_NE(run.out.find("PLUMB_DEVICE asks for 'no such device'"), std::string::npos) << run.out;
    EXPECT_NE(run.error.find("no such device"), std::string::npos) << run.error;
}

TEST(Bench, MeasuresEveryStage) {
    const Workplace place;
    const std::vector<std::string> arguments{"bench",        "sail.gltf", "--size",   "16x12",
                                             "--frames",     "3",         "--batch",  "4",
                                             "--batch-size", "8x8",       "--passes", "depth,instance,normal,coverage",
                                             "--amodal",     "--samples", "2"};
    std::vector<std::string> with_json = arguments;
    with_json.emplace_back("--json");
    const Outcome run = place.plumb(with_json);
    ASSERT_EQ(run.exit_code, 0) << run.error;
    const json report = json::parse(run.out);
    EXPECT_GT(report["load_s"], 0);
    EXPECT_GT(report["upload_s"], 0);
    EXPECT_EQ(report["triangles"], 1);
    const json& stages = report["single"]["stages"];
    for (const char* const stage :
         {"host_prepare", "pose", "visibility", "sight", "coverage", "resolve", "annotate", "amodal", "readback"}) {
        ASSERT_TRUE(stages.contains(stage)) << stage;
        EXPECT_GE(stages[stage]["median_s"], 0) << stage;
        EXPECT_LE(stages[stage]["min_s"], stages[stage]["max_s"]) << stage;
    }
    EXPECT_GT(stages["total"]["median_s"], 0);
    EXPECT_GT(stages["visibility"]["median_s"], 0);
    EXPECT_GT(report["single"]["views_per_second"], 0);
    const auto passes_of = [](const json& costs) {
        std::vector<std::string> passes;
        for (const json& cost : costs) {
            EXPECT_TRUE(cost["cost_s"].is_number() && cost["share"].is_number()) << cost;
            passes.push_back(cost["pass"].get<std::string>());
        }
        return passes;
    };
    const std::vector<std::string> measured{"depth", "instance", "normal", "coverage"};
    EXPECT_EQ(passes_of(report["single"]["pass_costs"]), measured);
    EXPECT_EQ(passes_of(report["batch"]["further_costs"]), (std::vector<std::string>{"normal", "coverage"}));
    // Of the batch's own passes, depth and instance, and of further ones.
    EXPECT_EQ(passes_of(report["batch"]["pass_costs"]), measured);
    EXPECT_GT(report["writing"]["render_only_s"], 0);
    EXPECT_GT(report["writing"]["write_only_s"], 0);
    EXPECT_GT(report["writing"]["both_processor_s"], 0);
    EXPECT_GT(report["writing"]["both_s"], 0);
    EXPECT_GT(report["writing"]["bytes"], 0);
    EXPECT_EQ(report["batch"]["views"], 4);
    EXPECT_GT(report["batch"]["views_per_second"], 0);

    const Outcome text = place.plumb(arguments);
    EXPECT_EQ(text.exit_code, 0) << text.error;
    EXPECT_NE(text.out.find("batch of 4 views 8x8"), std::string::npos) << text.out;
    EXPECT_NE(text.out.find("% of the batch"), std::string::npos) << text.out;
}

TEST(Bench, TheOnlyPassHasNoFrameWithoutIt) {
    const Workplace place;
    const Outcome run = place.plumb({"bench", "sail.gltf", "--size", "16x12", "--frames", "1", "--batch", "1",
                                     "--batch-size", "8x8", "--passes", "depth", "--batch-passes", "depth", "--json"});
    ASSERT_EQ(run.exit_code, 0) << run.error;
    const json report = json::parse(run.out);
    EXPECT_TRUE(report["single"]["pass_costs"].empty());
    EXPECT_TRUE(report["batch"]["pass_costs"].empty());
    EXPECT_TRUE(report["batch"]["further_costs"].empty());
}

}  // namespace
}  // namespace plumb::test
