#include "program.hpp"

#include <gtest/gtest.h>

namespace plumb::test {
namespace {

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

TEST(Usage, VersionAndHelpSucceed) {
    const Workplace place;
    const Outcome version = place.plumb({"--version"});
    EXPECT_EQ(version.exit_code, 0);
    EXPECT_TRUE(version.out.starts_with("plumb ")) << version.out;
    EXPECT_EQ(place.plumb({"--help"}).exit_code, 0);
    for (const char* const command : {"render", "info", "check", "doctor", "bench"}) {
        const Outcome help = place.plumb({command, "--help"});
        EXPECT_EQ(help.exit_code, 0) << command;
        EXPECT_TRUE(contains(help.out, std::string("Example: plumb ") + command)) << help.out;
        EXPECT_EQ(help.error, "");
    }
}

TEST(Usage, MistakesEndWithTwoAndAHint) {
    struct Case {
        std::vector<std::string> arguments;
        const char* reason;
    };
    const std::vector<Case> cases{
        {{}, "subcommand"},
        {{"rendr"}, "unknown command or option 'rendr'"},
        {{"--bogus"}, "unknown command or option '--bogus'"},
        {{"render", "sail.gltf"}, "--out is required"},
        {{"render", "--out", "o"}, "SCENE is required"},
        {{"render", "sail.gltf", "--out", "o", "--bogus"}, "--bogus"},
        {{"render", "sail.gltf", "--out", "o", "--size", "640"}, "'640' is not a size"},
        {{"render", "sail.gltf", "--out", "o", "--size", "0x4"}, "'0x4' is not a size"},
        {{"render", "sail.gltf", "--out", "o", "--size", "16385x4"}, "16384"},
        {{"render", "sail.gltf", "--out", "o", "--size", "4x-4"}, "'4x-4' is not a size"},
        {{"render", "sail.gltf", "--out", "o", "--passes", "depht"}, "did you mean 'depth'"},
        {{"render", "sail.gltf", "--out", "o", "--passes", "depth_trough"}, "did you mean 'depth_through'"},
        {{"render", "sail.gltf", "--out", "o", "--passes", "rgb_through"}, "only labels have"},
        {{"render", "sail.gltf", "--out", "o", "--passes", ""}, "unknown pass ''; known passes: rgb"},
        {{"render", "sail.gltf", "--out", "o", "--passes", "foo"}, "unknown pass 'foo'; known passes: rgb"},
        {{"render", "sail.gltf", "--out", "o", "--format", "npy,jpg"}, "unknown format 'jpg'"},
        {{"render", "sail.gltf", "--out", "o", "--format", "coco:segmentation=rles"}, "rle, polygon"},
        {{"render", "sail.gltf", "--out", "o", "--as", "coco", "--format", "png"}, "--as"},
        {{"render", "sail.gltf", "--out", "o", "--eye", "1,2,3"}, "--eye requires --target"},
        {{"render", "sail.gltf", "--out", "o", "--target", "1,2,3"}, "--target requires --eye"},
        {{"render", "sail.gltf", "--out", "o", "--fov-y-deg", "50"}, "--fov-y-deg requires --eye"},
        {{"render", "sail.gltf", "--out", "o", "--eye", "1,2", "--target", "0,0,0"}, "'1,2' is not three"},
        {{"render", "sail.gltf", "--out", "o", "--eye", "1,2,nan", "--target", "0,0,0"}, "finite"},
        {{"render", "sail.gltf", "--out", "o", "--camera", "front", "--eye", "1,2,3", "--target", "0,0,0"}, "excludes"},
        {{"render", "sail.gltf", "--out", "o", "--eye", "0,0,4", "--target", "0,0,0", "--fov-y-deg", "180"}, "180"},
        {{"render", "sail.gltf", "--out", "o", "--color", "foo"}, "'foo' is not known; known are direct, path"},
        {{"render", "sail.gltf", "--out", "o", "--energy", "foo"}, "known are conserving, specification"},
        {{"render", "sail.gltf", "--out", "o", "--visibility", "ray"}, "known are rasterizer, rays"},
        {{"render", "sail.gltf", "--out", "o", "--lens", "fish"}, "names no lens; there are brown-conrady"},
        {{"render", "sail.gltf", "--out", "o", "--lens", "brown-conrady:0.1,0.2"}, "has 2 coefficients"},
        {{"render", "sail.gltf", "--out", "o", "--lens", "fisheye:0.1,x,0,0"}, "'x' is not a finite number"},
        {{"render", "sail.gltf", "--out", "o", "--lens", "equirectangular:1"}, "takes none"},
        {{"render", "sail.gltf", "--out", "o", "--intrinsics", "1,2,3"}, "FX,FY,CX,CY"},
        {{"render", "sail.gltf", "--out", "o", "--lens-field-deg", "361"}, "at most 360"},
        {{"render", "sail.gltf", "--out", "o", "--f-number", "2"}, "requires --focus"},
        {{"render", "sail.gltf", "--out", "o", "--f-number", "0", "--focus", "1"}, "'0' is not above 0"},
        {{"render", "sail.gltf", "--out", "o", "--shutter", "0.1"}, "not two numbers"},
        {{"render", "sail.gltf", "--out", "o", "--readout", "slow"}, "'slow' is not a finite number"},
        {{"render", "sail.gltf", "--out", "o", "--time", "soon"}, "'soon' is not a finite number"},
        {{"render", "sail.gltf", "--out", "o", "--dt", "-1"}, "below 0"},
        {{"render", "sail.gltf", "--out", "o", "--near", "-1"}, "--near: '-1' is below 0"},
        {{"render", "sail.gltf", "--out", "o", "--far", "0"}, "--far: '0' is not above 0"},
        {{"render", "sail.gltf", "--out", "o", "--fps", "0"}, "not above 0"},
        {{"render", "sail.gltf", "--out", "o", "--frames", "0"}, "--frames"},
        {{"render", "sail.gltf", "--out", "o", "--frames", "many"}, "--frames"},
        {{"render", "sail.gltf", "--out", "o", "--near", "5", "--far", "1"},
         "--far: 1 m is not beyond --near, which is 5"},
        {{"render", "sail.gltf", "--out", "o", "--near", "5", "--far", "5"},
         "--far: 5 m is not beyond --near, which is 5"},
        {{"render", "sail.gltf", "--out", "o", "--eye", "0,0,4", "--target", "0,0,0", "--far", "0.001"},
         "--far: 0.001 m is not beyond --near, which is 0.01 m unless given"},
        {{"render", "sail.gltf", "--out", "o", "--eye", "0,0,4", "--target", "0,0,0", "--near", "0"},
         "--near: 0 is too"},
        {{"render", "sail.gltf", "--out", "o", "--eye", "1,2,3", "--target", "1,2,3"},
         "--target: cannot look from (1, 2, 3) at (1, 2, 3)"},
        {{"render", "sail.gltf", "--out", "o", "--eye", "0,4,0", "--target", "0,0,0"},
         "--up: cannot look from (0, 4, 0) at (0, 0, 0) with up (0, 1, 0)"},
        {{"render", "sail.gltf", "--out", "o", "--eye", "0,0,4", "--target", "0,0,0", "--up", "0,0,0"},
         "with up (0, 0, 0): up has no direction"},
        {{"render", "sail.gltf", "--out", "o", "--eye", "0,0,4", "--target", "0,0,0", "--fov-y-deg", "1e-320"},
         "--fov-y-deg: '1e-320' is not between"},
        {{"render", "sail.gltf", "--out", "o", "--fps", "1e-310"}, "--fps: 1e-310 lets a frame last for ever"},
        {{"render", "sail.gltf", "--out", "o", "--time", "1e308", "--dt", "1.7e308"}, "--time: "},
        {{"render", "sail.gltf", "--out", ""}, "--out: '' names nothing"},
        {{"render", "", "--out", "o"}, "SCENE: '' names nothing"},
        {{"render", "sail.gltf", "--out", "o", "--camera", ""}, "--camera: '' names nothing"},
        {{"render", "sail.gltf", "--out", "o", "--animation", ""}, "--animation: '' names nothing"},
        {{"render", "sail.gltf", "--out", "o", "--environment", ""}, "--environment: '' names nothing"},
        {{"bench", "sail.gltf", "--batch", "0"}, "--batch"},
        {{"check"}, "FILE is required"},
    };
    const Workplace place;
    for (const Case& mistake : cases) {
        const Outcome run = place.plumb(mistake.arguments);
        EXPECT_EQ(run.exit_code, 2) << run.error;
        EXPECT_TRUE(run.error.starts_with("plumb: error: usage: ")) << run.error;
        EXPECT_TRUE(contains(run.error, mistake.reason)) << "wanted: " << mistake.reason << "\ngot: " << run.error;
        EXPECT_TRUE(contains(run.error, "--help")) << run.error;
        EXPECT_EQ(run.out, "");
    }
    EXPECT_FALSE(std::filesystem::exists(place.path() / "o"));
}

TEST(Usage, FailuresEndWithTheirCode) {
    struct Case {
        std::vector<std::string> arguments;
        const char* code;
        const char* reason;
    };
    const std::vector<Case> cases{
        {{"render", "absent.glb", "--out", "o"}, "not_found", "absent.glb"},
        {{"info", "absent.glb"}, "not_found", "absent.glb"},
        {{"check", "absent.glb"}, "not_found", "absent.glb"},
        {{"bench", "absent.glb"}, "not_found", "absent.glb"},
        {{"info", "broken.gltf"}, "bad_asset", "broken.gltf"},
        {{"render", "sail.gltf", "--out", "o", "--camera", "back"}, "not_found", "front"},
        {{"render", "sail.gltf", "--out", "o", "--animation", "fly"}, "not_found", "glide"},
        {{"render", "sail.gltf", "--out", "o", "--environment", "absent.hdr"}, "not_found", "absent.hdr"},
        {{"render", "sail.gltf", "--out", "o", "--far", "0.05"}, "invalid_argument", "0.1 m (the camera's near)"},
        {{"render", "sail.gltf", "--out", "o", "--near", "0"}, "invalid_argument", "0 m (--near)"},
        {{"render", "sail.gltf", "--out", "broken.gltf"}, "io", "Not a directory"},
        {{"render", "sail.gltf", "--out", "o", "--device", "no such device"}, "not_found", "no such device"},
    };
    const Workplace place;
    place.write("broken.gltf", "{\"asset\": {\"version\": \"2.0\"}");
    for (const Case& failure : cases) {
        const Outcome run = place.plumb(failure.arguments);
        EXPECT_EQ(run.exit_code, std::string(failure.code) == "io" ? 3 : 1) << run.error;
        EXPECT_TRUE(run.error.starts_with(std::string("plumb: error: ") + failure.code + ": ")) << run.error;
        EXPECT_TRUE(contains(run.error, failure.reason)) << "wanted: " << failure.reason << "\ngot: " << run.error;
    }
    EXPECT_FALSE(std::filesystem::exists(place.path() / "o"));
}

}  // namespace
}  // namespace plumb::test
