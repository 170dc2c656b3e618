#include "recipe/schema.hpp"
#include "unit/recipe/recipe_fixture.hpp"

#include <gtest/gtest.h>

namespace plumb::testing {
namespace {

using ::testing::TestWithParam;

struct Fault {
    const char* members;
    std::vector<std::string> said;  ///< pointer, value, what is allowed
};

void PrintTo(const Fault& fault, std::ostream* stream) {
    *stream << fault.members;
}

class BadRecipe : public TestWithParam<Fault> {};

TEST_P(BadRecipe, is_refused_with_pointer_value_and_what_is_allowed) {
    const auto [code, message] = error_of([&] { (void)recipe_of(GetParam().members); });
    EXPECT_EQ(code, ErrorCode::bad_asset);
    for (const std::string& part : GetParam().said) EXPECT_NE(message.find(part), std::string::npos) << message;
}

INSTANTIATE_TEST_SUITE_P(
    Schema, BadRecipe,
    ::testing::Values(
        Fault{R"("objets": [])", {"/objets", "'objets'", "did you mean 'objects'"}},
        Fault{R"("objects": {})", {"/objects", "object of 0", "array"}},
        Fault{R"("objects": [{"match": "Mug*", "yaw": 3}])", {"/objects/0/yaw", "did you mean 'yaw_deg'"}},
        Fault{R"("objects": [{"yaw_deg": 3}])", {"/objects/0", "no member 'match'"}},
        Fault{R"("objects": [{"match": "Mug*", "yaw_deg": "fast"}])", {"/objects/0/yaw_deg", "'fast'", "number"}},
        Fault{R"("objects": [{"match": "Mug*", "yaw_deg": {"unifrom": [0, 1]}}])",
              {"/objects/0/yaw_deg/unifrom", "did you mean 'uniform'"}},
        Fault{R"("objects": [{"match": "Mug*", "yaw_deg": {"uniform": [2, 1]}}])",
              {"/objects/0/yaw_deg", "[2,1]", "min 2 is not below or equal to max 1"}},
        Fault{R"("objects": [{"match": "Mug*", "yaw_deg": {"uniform": [1]}}])",
              {"/objects/0/yaw_deg/uniform", "1 entries", "allowed: 2"}},
        Fault{R"("objects": [{"match": "Mug*", "yaw_deg": {"normal": {"mean": 0, "sigma": 0}}}])",
              {"/objects/0/yaw_deg/normal/sigma", "number 0", "(0,"}},
        Fault{R"("objects": [{"match": "Mug*", "yaw_deg": {"normal": {"mean": 0, "sigma": 1, "min": 2, "max": 1}}}])",
              {"/objects/0/yaw_deg", "min 2"}},
        Fault{R"("objects": [{"match": "Mug*", "yaw_deg": {"log_uniform": [0, 1]}}])", {"/objects/0/yaw_deg", "[0,1]"}},
        Fault{R"("objects": [{"match": "Mug*", "yaw_deg": {"choice": [1, 2], "weights": [1]}}])",
              {"/objects/0/yaw_deg/weights", "1 weights for 2"}},
        Fault{R"("objects": [{"match": "Mug*", "yaw_deg": {"choice": [1, 2], "weights": [0, 0]}}])",
              {"/objects/0/yaw_deg"}},
        Fault{R"("objects": [{"match": "Mug*", "yaw_deg": {"choice": []}}])",
              {"/objects/0/yaw_deg/choice", "1 or more"}},
        Fault{R"("objects": [{"match": "Mug*", "scale": 0}])", {"/objects/0/scale", "number 0"}},
        Fault{R"("objects": [{"match": "Mug*", "scale": {"uniform": [-1, 1]}}])", {"/objects/0/scale", "values are"}},
        Fault{R"("objects": [{"match": "Mug*", "visible": {"bernoulli": 1.5}}])",
              {"/objects/0/visible/bernoulli", "1.5", "[0, 1]"}},
        Fault{R"("objects": [{"match": "Mug*", "translation_m": [1, 2]}])",
              {"/objects/0/translation_m", "2 entries", "allowed: 3"}},
        Fault{R"("objects": [{"match": "Mug*", "translation_m": [1, 2, 1e300]}])",
              {"/objects/0/translation_m/2", "1e+300"}},
        Fault{R"("objects": [{"match": "Mug*", "rotation": "some"}])", {"/objects/0/rotation", "'some'", "any"}},
        Fault{R"("objects": [{"match": "", "yaw_deg": 1}])", {"/objects/0/match", "not empty"}},
        Fault{R"("objects": [{"match": "Mug*", "match": "Cup"}])", {"/objects/0/match", "second time"}},
        Fault{R"("dt_s": -1)", {"/dt_s", "-1"}},
        Fault{R"("dt_s": {"normal": {"mean": 1, "sigma": 1}})", {"/dt_s", "distribution", "values are"}},
        Fault{R"("time_s": 1e999)", {"1e999"}}, Fault{R"("time_s": true)", {"/time_s", "boolean true", "number"}},
        Fault{R"("time_s": null)", {"/time_s", "null"}},
        Fault{R"("camera": {"orbit": {"distance_m": 0}})", {"/camera/orbit/distance_m", "number 0"}},
        Fault{R"("camera": {"lens": {"model": "pinhole"}})", {"/camera/lens/model", "pinhole", "brown-conrady"}},
        Fault{R"("camera": {"lens": {"k1": 1}})", {"/camera/lens", "model"}},
        Fault{R"("camera": {"aperture": {"f_number": 2}})", {"/camera/aperture", "focus_distance_m"}},
        Fault{R"("camera": {"aperture": {"f_number": 2, "focus_distance_m": 1, "blades": 2}})",
              {"/camera/aperture/blades", "2"}},
        Fault{R"("camera": {"shutter": {"open_s": 0}})", {"/camera/shutter", "close_s"}},
        Fault{R"("camera": {"fov_y_deg": 180})", {"/camera/fov_y_deg", "180", "179"}},
        Fault{R"("stereo": {})", {"/stereo", "'baseline_m'"}}));

TEST(RecipeError, version_is_needed_and_must_be_1) {
    EXPECT_NE(error_of([] { (void)Recipe::parse("{}"); }).second.find("'version'"), std::string::npos);
    const std::string message = error_of([] { (void)Recipe::parse(R"({"version": 2})"); }).second;
    EXPECT_NE(message.find("/version: found number 2; allowed: 1"), std::string::npos) << message;
}

TEST(RecipeError, text_that_is_no_json_names_the_byte) {
    const auto [code, message] = error_of([] { (void)Recipe::parse("{\"version\": 1,}"); });
    EXPECT_EQ(code, ErrorCode::bad_asset);
    EXPECT_NE(message.find("byte"), std::string::npos) << message;
    EXPECT_EQ(error_of([] { (void)Recipe::parse(""); }).first, ErrorCode::bad_asset);
    EXPECT_EQ(error_of([] { (void)Recipe::parse("[1]"); }).first, ErrorCode::bad_asset);
    EXPECT_EQ(error_of([] { (void)Recipe::parse("7"); }).first, ErrorCode::bad_asset);
}

TEST(RecipeError, missing_file_is_not_found) {
    EXPECT_EQ(error_of([] { (void)Recipe::load("nowhere/recipe.json"); }).first, ErrorCode::not_found);
    EXPECT_EQ(error_of([] { (void)Recipe::load("."); }).first, ErrorCode::io);
}

class UnboundRecipe : public TestWithParam<Fault> {};

TEST_P(UnboundRecipe, is_refused_when_it_meets_the_scene) {
    const Recipe recipe = recipe_of(GetParam().members);
    const std::string message = error_of([&] { (void)recipe.shot(table_scene(), 0, 0); }).second;
    for (const std::string& part : GetParam().said) EXPECT_NE(message.find(part), std::string::npos) << message;
}

INSTANTIATE_TEST_SUITE_P(
    Names, UnboundRecipe,
    ::testing::Values(
        Fault{R"("objects": [{"match": "Mog1"}])", {"/objects/0/match", "'Mog1'", "did you mean 'Mug1'"}},
        Fault{R"("objects": [{"match": ["Mug1", "Jug*"]}])", {"/objects/0/match/1", "'Jug*'"}},
        Fault{R"("objects": [{"match": "Lamp"}])", {"/objects/0/match", "draw nothing"}},
        Fault{R"("objects": [{"match": "Mug*", "yaw_deg": 1}, {"match": "Mug1", "yaw_deg": 2}])",
              {"/objects/1/yaw_deg", "/objects/0/yaw_deg", "Mug1/yaw_deg"}},
        Fault{R"("objects": [{"match": "Mug1", "visible": true}], "swap": [{"name": "x", "among": ["Mug1", "Mug2"]}])",
              {"/swap/0/among/0", "/objects/0/visible"}},
        Fault{R"("objects": [{"match": "Mug1", "position_m": [0, 0, 0], "translation_m": [0, 0, 0]}])",
              {"/objects/0/translation_m"}},
        Fault{R"("camera": {"name": "Eyes"})", {"/camera/name", "Eyes", "Eye"}},
        Fault{R"("camera": {"orbit": {"distance_m": 1}, "position_m": [0, 0, 0]})", {"/camera", "orbit", "position_m"}},
        Fault{R"("camera": {"orbit": {"distance_m": 1, "distance_radii": 1}})", {"/camera/orbit", "both"}},
        Fault{R"("camera": {"orbit": {}})", {"/camera/orbit", "neither"}},
        Fault{R"("camera": {"shell": {"distance_m": 1, "elevation_deg": [3, 2]}})",
              {"/camera/shell/elevation_deg", "[3,2]"}},
        Fault{R"("camera": {"fov_y_deg": 40, "focal_length_mm": 50})", {"/camera/focal_length_mm"}},
        Fault{R"("camera": {"near_m": 2, "far_m": 1})", {"far_m", "near_m"}},
        Fault{R"("animation": "walk")", {"/animation", "walk"}}, Fault{R"("variant": "red")", {"/variant", "'red'"}},
        Fault{R"("classes": {"mug": "Mog*"}, "objects": [{"match": "Mog*"}])", {"/objects/0/match"}}));

TEST(RecipeError, optional_patterns_may_match_nothing) {
    const Scene scene = table_scene();
    const Shot shot =
        shot_of(scene, R"("objects": [{"match": "Jug*", "optional": true, "yaw_deg": {"uniform": [0, 9]}}])");
    EXPECT_TRUE(shot.draws.empty());
}

TEST(RecipeSchema, uses_no_keyword_that_the_loader_does_not_obey) {
    EXPECT_EQ(recipe::unknown_keywords(recipe::recipe_schema()), std::vector<std::string>{});
    EXPECT_EQ(recipe::unknown_keywords(recipe::Json::parse(R"({"items": {"multipleOf": 2}})")),
              std::vector<std::string>{"multipleOf"});
}

}  // namespace
}  // namespace plumb::testing
