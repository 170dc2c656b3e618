// Keypoints: where they are, and whether something else is seen at their very place.
#include "render_fixture.hpp"

#include <plumb/error.hpp>

#include <map>

namespace plumb::render {
namespace {

/// A board of 2 m at 4 m, with a screen of 0.5 m before its middle at 2 m, and what hangs on the board.
Scene board() {
    return made_scene("board", [&](oracle::SceneWriter& w, oracle::Random&) {
        const int wide = w.mesh({oracle::square(1)}), narrow = w.mesh({oracle::square(0.25F)});
        const int tip = w.node({{"name", "tip"}, {"translation", oracle::list(glm::vec3(0.5F, 0, 0))}}, false);
        const int arm = w.node({{"name", "arm"},
                                {"translation", oracle::list(glm::vec3(0.25F, 0, 0))},
                                {"children", std::vector<int>{tip}}},
                               false);
        w.node({{"name", "board"},
                {"mesh", wide},
                {"translation", oracle::list(glm::vec3(0, 0, -4))},
                {"children", std::vector<int>{arm}},
                {"extras", {{"keypoints", {{{"name", "corner"}, {"position", {-0.9, 0.9, 0.0}}}}}}}});
        w.node({{"name", "screen"}, {"mesh", narrow}, {"translation", oracle::list(glm::vec3(0, 0, -2))}});
    });
}

std::map<std::string, KeypointAnnotation> keypoints_of(const Scene& scene, const Shot& shot,
                                                       const std::vector<KeypointRule>& rules, Size size = {160, 120}) {
    RendererOptions options = options_of(size, {"instance"});
    options.keypoints = rules;
    std::map<std::string, KeypointAnnotation> found;
    const Frame frame = Renderer(oracle::shared_device(), scene, options).render(shot);
    for (const KeypointAnnotation& keypoint : frame.annotations().keypoints) found[keypoint.name] = keypoint;
    return found;
}

TEST(Keypoints, AreWhereTheirNodesAre) {
    const Scene scene = board();
    const auto found =
        keypoints_of(scene, front_shot(scene), {{.node = "tip"}, {.node = "board/a?m", .name = "elbow"}});
    ASSERT_EQ(found.size(), 3U);
    EXPECT_LT(glm::distance(found.at("tip").position, glm::dvec3(0.75, 0, 4)), 1e-6);
    EXPECT_LT(glm::distance(found.at("elbow").position, glm::dvec3(0.25, 0, 4)), 1e-6);
    EXPECT_LT(glm::distance(found.at("corner").position, glm::dvec3(-0.9, -0.9, 4)), 1e-6);
    for (const auto& [name, keypoint] : found) {
        EXPECT_EQ(keypoint.instance, 1U) << name;
        EXPECT_EQ(keypoint.figure, 1U) << name;
    }
    const Intrinsics k = front_shot(scene).now.camera.intrinsics_for({160, 120});
    EXPECT_NEAR(found.at("tip").pixel->x, 80 + k.fx * 0.75 / 4, 1e-5);
    EXPECT_NEAR(found.at("tip").pixel->y, 60, 1e-5);
}

TEST(Keypoints, AreVisibleHiddenOrOutside) {
    const Scene scene = board();
    const std::vector<KeypointRule> rules{{.node = "tip"},
                                          {.node = "arm"},
                                          {.node = "board", .name = "behind", .point = {0.7, 0, -0.1}, .reach_m = 0.15},
                                          {.node = "board", .name = "far_behind", .point = {0.7, 0, -0.2}},
                                          {.node = "board", .name = "before", .point = {0.7, 0, 0.5}},
                                          {.node = "board", .name = "away", .point = {40, 0, 0}},
                                          {.node = "board", .name = "behind_the_eye", .point = {0, 0, 5}}};
    const auto found = keypoints_of(scene, front_shot(scene), rules);
    EXPECT_EQ(found.at("tip").state, KeypointState::visible) << "on the board, beside the screen";
    EXPECT_EQ(found.at("arm").state, KeypointState::hidden) << "the screen is before it";
    EXPECT_EQ(found.at("behind").state, KeypointState::visible) << "within reach below the own surface";
    EXPECT_EQ(found.at("far_behind").state, KeypointState::hidden) << "hidden by its own board";
    EXPECT_EQ(found.at("before").state, KeypointState::visible) << "nothing is before it";
    EXPECT_EQ(found.at("away").state, KeypointState::outside);
    EXPECT_TRUE(found.at("away").pixel.has_value());
    EXPECT_EQ(found.at("behind_the_eye").state, KeypointState::outside);
    EXPECT_FALSE(found.at("behind_the_eye").pixel.has_value());
}

TEST(Keypoints, AreDecidedBetweenPixelCentres) {
    const Scene scene = board();
    Shot shot = front_shot(scene);
    const Intrinsics k = shot.now.camera.intrinsics_for({16, 12});
    // Where the right edge of the screen is seen, on the board; a pixel's width there is far more than 1/64 of it.
    const double edge = 0.25 / 2 * 4, step = 4 / k.fx / 64;
    const auto found = keypoints_of(scene, shot,
                                    {{.node = "board", .name = "just_hidden", .point = {edge - step, 0.01, 0}},
                                     {.node = "board", .name = "just_seen", .point = {edge + step, 0.01, 0}}},
                                    {16, 12});
    EXPECT_EQ(found.at("just_hidden").state, KeypointState::hidden);
    EXPECT_EQ(found.at("just_seen").state, KeypointState::visible);
    EXPECT_EQ(std::floor(found.at("just_hidden").pixel->y), std::floor(found.at("just_seen").pixel->y));
}

TEST(Keypoints, OfAnAbsentInstanceAreOutside) {
    const Scene scene = board();
    Shot shot = front_shot(scene);
    shot.now.visible[0] = 0;
    EXPECT_EQ(keypoints_of(scene, shot, {{.node = "tip"}}).at("tip").state, KeypointState::outside);
    shot.now.visible = {1, 0};
    EXPECT_EQ(keypoints_of(scene, shot, {{.node = "arm"}}).at("arm").state, KeypointState::visible);
}

/// A box and a coat around it, both skinned to the elbow of an arm.
Scene arm_in_a_coat() {
    return made_scene("arm", [&](oracle::SceneWriter& w, oracle::Random&) {
        const auto skinned = [&](float size) {
            oracle::PrimitiveData data = oracle::box(size);
            data.joints.assign(data.positions.size(), glm::uvec4(1, 0, 0, 0));
            data.weights.assign(data.positions.size(), glm::vec4(1, 0, 0, 0));
            return w.mesh({data});
        };
        const int tip = w.node({{"name", "tip"}, {"translation", {0.25, 0, 0}}}, false);
        const int elbow = w.node({{"name", "elbow"},
                                  {"translation", {0.5, 0, 0}},
                                  {"rotation", oracle::list(oracle::turn({0, 0, 1}, 1.5707963267948966))},
                                  {"children", std::vector<int>{tip}}},
                                 false);
        const int shoulder =
            w.node({{"name", "shoulder"}, {"translation", {0, 0, -4}}, {"children", std::vector<int>{elbow}}});
        glm::mat4 inverse(1);
        inverse[3] = {0.1F, 0, 0, 1};
        const int skin = w.skin({shoulder, elbow}, {glm::mat4(1), inverse});
        w.node({{"name", "body"}, {"mesh", skinned(0.3F)}, {"skin", skin}});
        w.node({{"name", "coat"}, {"mesh", skinned(0.4F)}, {"skin", skin}});
        w.node({{"name", "other"}, {"mesh", w.mesh({oracle::box(0.1F)})}, {"translation", {-1, 0, -4}}});
    });
}

TEST(Keypoints, OfASkeletonFollowItsJointsAndAreNotHiddenByTheirOwnFigure) {
    const Scene scene = arm_in_a_coat();
    const std::vector<KeypointRule> rules{{.node = "elbow", .reach_m = 1},
                                          {.node = "elbow", .name = "skin_deep", .reach_m = 0.01},
                                          {.node = "tip", .reach_m = 1},
                                          {.node = "other", .reach_m = 1}};
    const auto found = keypoints_of(scene, front_shot(scene), rules);
    ASSERT_EQ(found.size(), 4U);
    EXPECT_LT(glm::distance(found.at("elbow").position, glm::dvec3(0.5, 0, 4)), 1e-6);
    EXPECT_LT(glm::distance(found.at("tip").position, glm::dvec3(0.5, -0.25, 4)), 1e-6) << "y points down";
    EXPECT_EQ(found.at("elbow").state, KeypointState::visible) << "within the body, under the coat";
    EXPECT_EQ(found.at("skin_deep").state, KeypointState::hidden);
    EXPECT_EQ(found.at("elbow").instance, 1U);
    EXPECT_EQ(found.at("elbow").figure, 1U);
    EXPECT_EQ(found.at("other").figure, 3U);
}

TEST(Keypoints, AreTheSameInABatch) {
    const Scene scene = board();
    RendererOptions options = options_of({160, 120}, {"instance"});
    options.keypoints = {{.node = "tip"}, {.node = "arm"}};
    std::vector<Shot> shots(5, front_shot(scene));
    for (std::size_t i = 0; i < shots.size(); ++i)
        shots[i].now.camera.world_from_camera = look_at({0.3 * static_cast<double>(i), 0, 0}, {0, 0, -4}, {0, 1, 0});
    Renderer renderer(oracle::shared_device(), scene, options);
    const std::vector<Frame> frames = renderer.render(shots);
    std::size_t visible = 0;
    for (std::size_t i = 0; i < shots.size(); ++i) {
        const auto alone = renderer.render(shots[i]).annotations().keypoints;
        const auto& together = frames[i].annotations().keypoints;
        ASSERT_EQ(alone.size(), 3U);
        for (std::size_t k = 0; k < alone.size(); ++k) {
            EXPECT_EQ(alone[k].state, together[k].state) << "view " << i << ", " << alone[k].name;
            EXPECT_EQ(alone[k].position, together[k].position);
            visible += alone[k].name == "arm" && alone[k].state == KeypointState::visible ? 1 : 0;
        }
    }
    EXPECT_GT(visible, 0U) << "from the side the arm is seen";
    EXPECT_LT(visible, shots.size());
}

TEST(Keypoints, MayBeMoreThanPixelsAndChangeNoPass) {
    const Scene scene = board();
    const Shot shot = front_shot(scene);
    RendererOptions options = options_of({8, 6});
    const Frame without = Renderer(oracle::shared_device(), scene, options).render(shot);
    for (int i = 0; i < 200; ++i) options.keypoints.push_back({.node = "tip", .point = {0.001 * i, 0, 0}});
    const Frame with = Renderer(oracle::shared_device(), scene, options).render(shot);
    EXPECT_EQ(differing_passes(with, without), std::vector<std::string>{});
    ASSERT_EQ(with.annotations().keypoints.size(), 201U);
    for (const KeypointAnnotation& keypoint : with.annotations().keypoints)
        EXPECT_EQ(keypoint.state, KeypointState::visible) << keypoint.name << " at " << keypoint.position.x;
}

TEST(Keypoints, ThatCannotBeAreRefused) {
    const Scene scene = board();
    const auto refused = [&](const KeypointRule& rule) {
        RendererOptions options = options_of({16, 12}, {"instance"});
        options.keypoints = {rule};
        try {
            Renderer(oracle::shared_device(), scene, options);
        } catch (const Error& error) {
            return error.code();
        }
        return ErrorCode::internal;
    };
    EXPECT_EQ(refused({.node = "elbow"}), ErrorCode::not_found);
    EXPECT_EQ(refused({.node = "tip", .reach_m = -1}), ErrorCode::invalid_argument);
    EXPECT_EQ(refused({.node = "tip", .point = {std::numeric_limits<double>::quiet_NaN(), 0, 0}}),
              ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace plumb::render
