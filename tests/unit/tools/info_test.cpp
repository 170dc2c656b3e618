#include "program.hpp"

#include <gtest/gtest.h>

#include <set>
#include <sstream>

namespace plumb::test {
namespace {

TEST(Info, TellsWhatIsInAFile) {
    const Workplace place;
    const Outcome run = place.plumb({"info", "sail.gltf", "--json"});
    ASSERT_EQ(run.exit_code, 0) << run.error;
    const nlohmann::json report = nlohmann::json::parse(run.out);
    EXPECT_EQ(report["generator"], "by hand");
    EXPECT_EQ(report["copyright"], "nobody");
    EXPECT_EQ(report["scenes"], nlohmann::json::array({"sea"}));
    EXPECT_EQ(report["active_scene"], 0);
    EXPECT_EQ(report["counts"]["nodes"], 3);
    EXPECT_EQ(report["counts"]["meshes"], 1);
    EXPECT_EQ(report["counts"]["vertices"], 3);
    EXPECT_EQ(report["counts"]["drawn_triangles"], 1);
    EXPECT_EQ(report["classes"], nlohmann::json::array({"background", "unlabelled", "cloth"}));
    EXPECT_EQ(report["materials"], nlohmann::json::array({"canvas"}));
    EXPECT_EQ(report["bounds"]["min"], nlohmann::json::array({-3, -1, 0}));
    EXPECT_EQ(report["bounds"]["max"], nlohmann::json::array({3, 5, 0}));
    ASSERT_EQ(report["cameras"].size(), 2U);
    EXPECT_EQ(report["cameras"][1]["name"], "far");
    EXPECT_EQ(report["cameras"][1]["node"], 2);
    EXPECT_EQ(report["animations"][0]["name"], "glide");
    EXPECT_EQ(report["animations"][0]["duration_s"], 1);
    ASSERT_EQ(report["instances"].size(), 1U);
    EXPECT_EQ(report["instances"][0]["id"], 1);
    EXPECT_EQ(report["instances"][0]["name"], "sail");
    EXPECT_EQ(report["instances"][0]["class"], "cloth");
}

TEST(Info, TextNamesTheSameThings) {
    const Workplace place;
    const Outcome run = place.plumb({"info", "sail.gltf"});
    ASSERT_EQ(run.exit_code, 0) << run.error;
    for (const char* const part : {"sea", "cloth", "canvas", "name=far", "name=glide", "drawn_triangles: 1"}) {
        EXPECT_NE(run.out.find(part), std::string::npos) << part << "\n" << run.out;
    }
}

TEST(Info, TextIsForPeople) {
    const Workplace place;
    // Three quarters of a float's digits are noise to a reader: 0.1 is 0.10000000149011612 in the report for programs.
    std::string text = sail_gltf();
    text.replace(text.find("{\"name\": \"sail\""), 1, "{\"scale\": [0.1234567, 1000.4, 1], ");
    place.write("scaled.gltf", text);
    const Outcome run = place.plumb({"info", "scaled.gltf"});
    ASSERT_EQ(run.exit_code, 0) << run.error;
    EXPECT_NE(run.out.find("bounds, m: -0.3704 -1000 0 to 0.3704 5002 0, size 0.7407 6002 0\n"), std::string::npos)
        << run.out;
    EXPECT_NE(run.out.find("materials: 1 (canvas)\n"), std::string::npos) << run.out;
    std::istringstream lines(run.out);
    std::set<std::string> titles;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with(' ')) continue;
        EXPECT_TRUE(titles.insert(line.substr(0, line.find(':'))).second) << "twice: " << line;
    }
    EXPECT_EQ(titles.count("instances"), 1U);
}

TEST(Info, ForeignNamesCannotSteerTheTerminal) {
    const Workplace place;
    std::string text = sail_gltf();
    text.replace(text.find("\"sail\""), 6, "\"\\u001b[31mred\"");
    place.write("red.gltf", text);
    const Outcome run = place.plumb({"info", "red.gltf"});
    ASSERT_EQ(run.exit_code, 0) << run.error;
    EXPECT_EQ(run.out.find('\x1b'), std::string::npos);
    EXPECT_NE(run.out.find("\\x1b[31mred"), std::string::npos) << run.out;
}

}  // namespace
}  // namespace plumb::test
