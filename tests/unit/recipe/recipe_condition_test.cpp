#include "unit/dataset/made_frame.hpp"
#include "unit/recipe/recipe_fixture.hpp"

#include <gtest/gtest.h>

namespace plumb::testing {
namespace {

/// Mug1 fills 4 x 2 pixels at a distance of 3 m, Mug2 one pixel at 5 m, all else nothing. Alone Mug1 would cover 20
/// pixels and 5 outside, Mug2 one.
FrameAnnotations annotations_of(const Scene& scene, bool has_amodal) {
    FrameAnnotations annotations;
    for (const InstanceInfo& info : scene.instances()) {
        InstanceAnnotation& instance = annotations.instances.emplace_back();
        instance.id = info.id;
        instance.box_3d.center = {0, 0, 50};
        if (has_amodal) instance.amodal.emplace();
    }
    InstanceAnnotation& first = annotations.instances[instance_of(scene, "Mug1")];
    first.pixels = 8;
    first.box_tight = PixelBox{1, 1, 5, 3};
    first.box_3d.center = {0, 0, 3};
    InstanceAnnotation& second = annotations.instances[instance_of(scene, "Mug2")];
    second.pixels = 1;
    second.box_tight = PixelBox{7, 7, 8, 8};
    second.box_3d.center = {0, 3, 4};
    if (!has_amodal) return annotations;
    first.amodal->pixels = 20;
    first.amodal->pixels_outside = 5;
    second.amodal->pixels = 1;
    return annotations;
}

std::vector<std::string> failed(const std::string& conditions, bool has_amodal = true) {
    const Recipe recipe = recipe_of(R"("classes": {"mug": "Mug*"}, "keep_if": {"all": [)" + conditions + "]}");
    const Scene scene = recipe.prepare(table_scene());
    std::vector<std::uint8_t> white(8 * 8 * 4, 255);
    for (std::size_t at = 0; at < white.size() / 2; ++at) white[at] = 0;
    std::vector<float> flow(8 * 8 * 2, 0.0F);
    for (std::size_t at = 0; at < flow.size(); at += 2) flow[at] = 3, flow[at + 1] = 4;
    flow[0] = std::numeric_limits<float>::quiet_NaN();
    const Frame frame = test::FrameMaker({8, 8})
                            .add("rgb", white)
                            .add("flow_forward", flow)
                            .annotate(annotations_of(scene, has_amodal))
                            .make();
    std::vector<std::string> pointers;
    for (const FailedCondition& failure : recipe.judge(scene, frame)) pointers.push_back(failure.condition);
    return pointers;
}

using Pointers = std::vector<std::string>;

TEST(RecipeConditions, one_object_must_lie_within_all_bounds) {
    EXPECT_EQ(
        failed(R"({"match": "Mug*", "pixels": {"min": 8}, "distance_m": {"max": 3}, "box_px": {"min": 4, "max": 4}})"),
        Pointers{});
    EXPECT_EQ(failed(R"({"match": "Mug*", "pixels": {"min": 9}})"), Pointers{"/keep_if/all/0/pixels"});
    EXPECT_EQ(failed(R"({"match": "Mug2", "distance_m": {"min": 5, "max": 5}})"), Pointers{});
    EXPECT_EQ(failed(R"({"match": "Mug2", "box_px": {"min": 2}})"), Pointers{"/keep_if/all/0/box_px"});
    // Each bound is met, but by different mugs.
    EXPECT_EQ(failed(R"({"match": "Mug*", "pixels": {"max": 1}, "distance_m": {"max": 3}})"),
              Pointers{"/keep_if/all/0"});
    EXPECT_EQ(failed(R"({"match": "Mug3", "pixels": {"max": 0}})"), Pointers{});
}

TEST(RecipeConditions, hidden_and_cut_off_objects_are_measured_by_what_they_would_cover) {
    EXPECT_EQ(
        failed(
            R"({"match": "Mug1", "visible_fraction": {"min": 0.4, "max": 0.4}, "truncation": {"min": 0.2, "max": 0.2}})"),
        Pointers{});
    EXPECT_EQ(failed(R"({"match": "Mug1", "visible_fraction": {"min": 0.41}})"),
              Pointers{"/keep_if/all/0/visible_fraction"});
    EXPECT_EQ(failed(R"({"match": "Mug2", "visible_fraction": {"min": 1}, "truncation": {"max": 0}})"), Pointers{});
    // What would cover nothing has no share.
    EXPECT_EQ(failed(R"({"match": "Mug3", "visible_fraction": {"min": 0, "max": 1}})"),
              Pointers{"/keep_if/all/0/visible_fraction"});
    const auto [code, message] =
        error_of([] { (void)failed(R"({"match": "Mug1", "truncation": {"max": 1}})", false); });
    EXPECT_EQ(code, ErrorCode::invalid_argument);
    EXPECT_NE(message.find("RendererOptions::amodal"), std::string::npos) << message;
    EXPECT_EQ(failed(R"({"match": "Mug1", "pixels": {"min": 8}})", false), Pointers{});
}

TEST(RecipeConditions, classes_are_counted_and_pictures_measured) {
    EXPECT_EQ(failed(R"({"class": "mug", "count": {"min": 2, "max": 2}})"), Pointers{});
    EXPECT_EQ(failed(R"({"class": "mug", "count": {"min": 2}, "min_pixels": 5})"), Pointers{"/keep_if/all/0"});
    EXPECT_EQ(failed(R"({"luminance": {"min": 0.499, "max": 0.501}}, {"luminance": {"min": 0.6}})"),
              Pointers{"/keep_if/all/1/luminance"});
    EXPECT_EQ(failed(R"({"flow_px": {"min": 4.999, "max": 5.001}}, {"flow_px": {"max": 1}})"),
              Pointers{"/keep_if/all/1/flow_px"});
}

TEST(RecipeConditions, say_what_they_need) {
    const Recipe recipe =
        recipe_of(R"("keep_if": {"attempts": 7, "all": [{"flow_px": {"min": 1}}, {"luminance": {"max": 1}}]})");
    EXPECT_TRUE(recipe.has_conditions());
    EXPECT_EQ(recipe.attempt_limit(), 7U);
    EXPECT_EQ(recipe.judged_passes(), (std::vector<std::string>{"flow_forward", "rgb"}));
    EXPECT_FALSE(recipe_of("").has_conditions());
    EXPECT_EQ(recipe_of("").attempt_limit(), 1U);
    const auto refused = [](const std::string& condition) {
        return error_of([&] { (void)shot_of(table_scene(), "\"keep_if\": {\"all\": [" + condition + "]}"); });
    };
    EXPECT_TRUE(recipe_of(R"("keep_if": {"all": [{"match": "Mug1", "truncation": {"max": 0.5}}]})").judges_amodal());
    EXPECT_FALSE(recipe.judges_amodal());
    EXPECT_EQ(refused(R"({"match": "Mug9", "pixels": {"min": 5}})").first, ErrorCode::not_found);
    EXPECT_EQ(refused(R"({"class": "mug", "count": {"min": 5}})").first, ErrorCode::not_found);
    EXPECT_NE(refused(R"({"match": "Mug1", "pixels": {"min": 5, "max": 1}})").second.find("/keep_if/all/0/pixels"),
              std::string::npos);
    EXPECT_NE(refused(R"({"match": "Mug1"})").second.find("/keep_if/all/0: found no bound"), std::string::npos);
}

}  // namespace
}  // namespace plumb::testing
