#include "program.hpp"

#include <gtest/gtest.h>

namespace plumb::test {
namespace {

TEST(Check, AWholeFileHasNoErrors) {
    const Workplace place;
    const Outcome run = place.plumb({"check", "sail.gltf"});
    EXPECT_EQ(run.exit_code, 0) << run.out;
    EXPECT_EQ(run.out, "sail.gltf: 0 errors, 0 warnings\n");
}

TEST(Check, AFileThatCannotBeReadIsAFindingOfTheReport) {
    const Workplace place;
    for (const char* const file : {"absent.glb", "."}) {
        const Outcome run = place.plumb({"check", file, "--json"});
        EXPECT_EQ(run.exit_code, 1);
        const nlohmann::json report = nlohmann::json::parse(run.out);
        EXPECT_EQ(report["file"], file);
        EXPECT_EQ(report["errors"], 1);
        ASSERT_EQ(report["findings"].size(), 1U);
        EXPECT_EQ(report["findings"][0]["severity"], "error");
        EXPECT_EQ(report["findings"][0]["pointer"], file);
        EXPECT_FALSE(report["findings"][0]["message"].get<std::string>().empty());
    }
    const Outcome absent = place.plumb({"check", "absent.glb", "--json"});
    EXPECT_EQ(nlohmann::json::parse(absent.out)["findings"][0]["code"], "not_found");
    EXPECT_TRUE(absent.error.starts_with("plumb: error: not_found: ")) << absent.error;
    EXPECT_EQ(place.plumb({"check", "absent.glb"}).out, "");
}

TEST(Check, ErrorsComeWithTheirPointer) {
    const Workplace place;
    std::string text = sail_gltf();
    text.replace(text.find("\"mesh\": 0"), 9, "\"mesh\": 9");
    place.write("wrong.gltf", text);
    const Outcome run = place.plumb({"check", "wrong.gltf"});
    EXPECT_EQ(run.exit_code, 1);
    EXPECT_NE(run.out.find("error: "), std::string::npos) << run.out;
    EXPECT_NE(run.out.find("/nodes/0"), std::string::npos) << run.out;

    EXPECT_NE(run.out.find("wrong.gltf: 1 error, 0 warnings\n"), std::string::npos) << run.out;

    const Outcome machine = place.plumb({"check", "wrong.gltf", "--json"});
    EXPECT_EQ(machine.exit_code, 1);
    const nlohmann::json report = nlohmann::json::parse(machine.out);
    ASSERT_GE(report["errors"], 1);
    EXPECT_EQ(report["findings"].size(), report["errors"].get<std::size_t>() + report["warnings"].get<std::size_t>());
    const nlohmann::json& finding = report["findings"][0];
    EXPECT_EQ(finding["severity"], "error");
    EXPECT_TRUE(finding["pointer"].get<std::string>().starts_with("/nodes/0")) << finding;
    EXPECT_FALSE(finding["check"].get<std::string>().empty());
    EXPECT_FALSE(finding["message"].get<std::string>().empty());
}

TEST(Check, StrictRefusesWarnings) {
    const Workplace place;
    // Drawing points is legal glTF and not what plumb renders: a warning.
    std::string text = sail_gltf();
    text.replace(text.find("\"material\": 0"), 13, "\"material\": 0, \"mode\": 0");
    place.write("points.gltf", text);
    const Outcome lenient = place.plumb({"check", "points.gltf", "--json"});
    EXPECT_EQ(lenient.exit_code, 0) << lenient.out;
    EXPECT_GE(nlohmann::json::parse(lenient.out)["warnings"], 1);
    EXPECT_EQ(place.plumb({"check", "points.gltf", "--strict"}).exit_code, 1);
}

}  // namespace
}  // namespace plumb::test
