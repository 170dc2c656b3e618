// Images that are read out row by row, beyond what the oracle says of their labels: colour, bytes, places, what is
// refused.
#include "render_fixture.hpp"

#include <cmath>
#include <functional>

namespace plumb::render::rolling_test {
namespace {

constexpr Size size{96, 72};

Shot bent_shot(const Scene& scene) {
    Shot shot = scene.shot({.time_s = 0.4, .dt_s = 0.1, .camera = scene.find_camera("main")});
    for (Moment* const moment : {&shot.now, &*shot.next, &*shot.previous})
        moment->camera.distortion = {-0.2, 0.05, 0.001, 0};
    return shot;
}

/// Nothing moves while an image is read out.
Shot still_rolling(Shot shot) {
    shot.rolling_shutter = RollingShutter{0.05,
                                          {shot.now, shot.now},
                                          RollingShutter::Edges{*shot.previous, *shot.previous},
                                          RollingShutter::Edges{*shot.next, *shot.next}};
    return shot;
}

/// How the camera goes from the middle to the lower edge; to the upper one the other way.
struct Going {
    glm::dvec3 shift{0.3, -0.1, 0.05};
    double turn_rad = 0.06;
};

/// A camera of the middle after a share of the way, -1 to 1: it goes straight and turns about its own y.
glm::dmat4 gone(const glm::dmat4& middle, const Going& going, double share) {
    const double c = std::cos(share * going.turn_rad), s = std::sin(share * going.turn_rad);
    glm::dmat4 pose = middle * glm::dmat4(glm::dmat3(c, 0, -s, 0, 1, 0, s, 0, c));
    pose[3] = middle[3] + glm::dvec4(going.shift * share, 0);
    return pose;
}

Shot rolling_shot(const Scene& scene, const Going& going = {}) {
    Shot shot = still_rolling(bent_shot(scene));
    RollingShutter& shutter = *shot.rolling_shutter;
    for (RollingShutter::Edges* const edges : {&shutter.now, &*shutter.next, &*shutter.previous})
        for (const auto& [moment, share] : {std::pair(&edges->top, -1.0), std::pair(&edges->bottom, 1.0)})
            moment->camera.world_from_camera = gone(moment->camera.world_from_camera, going, share);
    return shot;
}

TEST(RollingShutters, WhatStandsStillHasTheBytesOfALens) {
    const Scene scene = workshop();
    Renderer renderer(oracle::shared_device(), scene, options_of(size));
    const Shot shot = bent_shot(scene);
    EXPECT_EQ(differing_passes(renderer.render(shot), renderer.render(still_rolling(shot))),
              std::vector<std::string>{});
}

TEST(RollingShutters, BytesDoNotDependOnTheBatch) {
    const Scene scene = workshop();
    Shot plain = bent_shot(scene);
    for (Moment* const moment : {&plain.now, &*plain.next, &*plain.previous}) moment->camera.distortion.clear();
    const std::vector<Shot> shots{
        plain, rolling_shot(scene), bent_shot(scene), rolling_shot(scene, {{0, 0.2, 0}, 0.1}), rolling_shot(scene),
        plain};
    Renderer renderer(oracle::shared_device(), scene, options_of(size));
    const std::vector<Frame> together = renderer.render(shots);
    for (std::size_t i = 0; i < shots.size(); ++i)
        EXPECT_EQ(differing_passes(together[i], renderer.render(shots[i])), std::vector<std::string>{}) << i;
    for (const char* pass : {"depth", "flow_forward_class", "normal"}) {
        Renderer alone(oracle::shared_device(), scene, options_of(size, {pass}));
        const Frame frame = alone.render(shots[1]);
        EXPECT_TRUE(std::ranges::equal(frame[pass].bytes, together[1][pass].bytes)) << pass;
    }
}

/// A row of a rolling image against the same row of an image that is exposed at once where the row's camera is. Sums of
/// both and of their difference.
struct Sums {
    double difference = 0, both = 0;
    std::size_t other_instances = 0;

    void add_row(const Frame& rolling, const Frame& at_once, std::uint32_t y) {
        for (std::uint32_t x = 0; x < size.width; ++x) {
            other_instances +=
                rolling["instance"].at<std::uint32_t>(x, y) != at_once["instance"].at<std::uint32_t>(x, y) ? 1 : 0;
            for (std::uint32_t c = 0; c < 3; ++c) {
                const double a{rolling["hdr"].at<float>(x, y, c)}, b{at_once["hdr"].at<float>(x, y, c)};
                difference += std::abs(a - b);
                both += b;
            }
        }
    }
};

/// Moves all that is skinned.
void shift_skins(Moment& moment, const glm::dvec3& way) {
    for (glm::dmat4& joint : moment.world_from_joint) joint[3] += glm::dvec4(way, 0);
}

/// Colour of a row is that of an image taken where the row's camera is, and the figure that walks by: lights,
/// surroundings, haze and shadows as well.
TEST(RollingShutters, ColourOfARowIsThatOfItsCamera) {
    const Scene scene = workshop();
    const Going going;
    const glm::dvec3 walk(-0.3, 0.05, 0.2);
    Shot rolling = rolling_shot(scene, going);
    shift_skins(rolling.rolling_shutter->now.top, -walk);
    shift_skins(rolling.rolling_shutter->now.bottom, walk);
    rolling.environment.fog = Fog{.density_per_m = 0.05F, .base_height_m = 1, .falloff_m = 2};
    for (const ColorOptions::Mode mode : {ColorOptions::Mode::direct, ColorOptions::Mode::path}) {
        RendererOptions options = options_of(size, {"hdr", "instance"});
        options.color.mode = mode;
        options.color.path_samples = 4;
        Renderer renderer(oracle::shared_device(), scene, options);
        const Frame by_row = renderer.render(rolling);
        Sums sums;
        for (const std::uint32_t y : {3U, 30U, 70U}) {
            Shot at_once = rolling;
            at_once.rolling_shutter.reset();
            glm::dmat4& pose = at_once.now.camera.world_from_camera;
            const double share = 2 * (y + 0.5) / size.height - 1;
            pose = gone(pose, going, share);
            shift_skins(at_once.now, walk * share);
            sums.add_row(by_row, renderer.render(at_once), y);
        }
        EXPECT_LE(sums.other_instances, 1U);
        EXPECT_GT(sums.both, 0);
        // Paths of the same numbers part where rounding decides what they meet.
        EXPECT_LT(sums.difference / sums.both, mode == ColorOptions::Mode::direct ? 1e-4 : 0.02);
    }
}

/// Corners of boxes and keypoints lie where the row is exposed in which its camera sees them.
TEST(RollingShutters, PlacesAreThoseOfTheirRow) {
    const Scene scene = workshop();
    const Going going{{0.4, 0.15, 0}, 0.08};
    const Shot shot = rolling_shot(scene, going);
    RendererOptions options = options_of(size, {"instance"});
    options.keypoints = {{.node = "chair_*", .name = "seat", .point = {0, 0.45, 0}}};
    const Frame frame = Renderer(oracle::shared_device(), scene, options).render(shot);
    const FrameAnnotations& annotations = frame.annotations();
    ASSERT_TRUE(annotations.camera.rolling);
    EXPECT_EQ(annotations.camera.rolling->readout_s, 0.05);
    EXPECT_EQ(annotations.camera.rolling->world_from_camera_bottom,
              shot.rolling_shutter->now.bottom.camera.world_from_camera);
    const glm::dmat4& middle = shot.now.camera.world_from_camera;
    std::size_t seen = 0;
    const auto expect_place = [&](const glm::dvec3& in_middle, const std::optional<glm::dvec2>& place) {
        if (!place) return;
        const double share = std::clamp(2 * place->y / size.height - 1, -1.0, 1.0);
        const glm::dvec3 in_row(glm::inverse(gone(middle, going, share)) * (middle * glm::dvec4(in_middle, 1)));
        const std::optional<glm::dvec2> expected = shot.now.camera.project(size, in_row);
        ASSERT_TRUE(expected);
        EXPECT_LT(glm::length(*expected - *place), 1e-6 * (1 + glm::length(*place)));
        ++seen;
    };
    for (const InstanceAnnotation& instance : annotations.instances)
        for (std::size_t k = 0; k < 8; ++k) expect_place(instance.box_3d.corners[k], instance.box_3d.corners_px[k]);
    const std::size_t corners = seen;
    for (const KeypointAnnotation& keypoint : annotations.keypoints) expect_place(keypoint.position, keypoint.pixel);
    EXPECT_GT(corners, 50U);
    EXPECT_GT(seen, corners);
}

/// A box that moves: its corners are carried along.
TEST(RollingShutters, PlacesOfWhatMovesAreThoseOfTheirRow) {
    const Scene scene = Scene::load(asset("small/moving_boxes.glb"));
    Shot shot = still_rolling(scene.default_shot(0.5, 0.1));
    const glm::dvec3 way(0.2, -0.3, 0);
    for (glm::dmat4& pose : shot.rolling_shutter->now.top.world_from_instance) pose[3] -= glm::dvec4(way, 0);
    for (glm::dmat4& pose : shot.rolling_shutter->now.bottom.world_from_instance) pose[3] += glm::dvec4(way, 0);
    const Frame frame = Renderer(oracle::shared_device(), scene, options_of(size, {"instance"})).render(shot);
    const glm::dmat3 camera_from_world = glm::transpose(glm::dmat3(shot.now.camera.world_from_camera));
    std::size_t seen = 0;
    for (const InstanceAnnotation& instance : frame.annotations().instances)
        for (std::size_t k = 0; k < 8; ++k) {
            const std::optional<glm::dvec2>& place = instance.box_3d.corners_px[k];
            if (!place) continue;
            const double share = std::clamp(2 * place->y / size.height - 1, -1.0, 1.0);
            const auto expected =
                shot.now.camera.project(size, instance.box_3d.corners[k] + camera_from_world * way * share);
            ASSERT_TRUE(expected);
            EXPECT_LT(glm::length(*expected - *place), 1e-6 * (1 + glm::length(*place)));
            ++seen;
        }
    EXPECT_GT(seen, 7U);
}

/// A keypoint on a joint goes straight between the places that the joint has it at, however it turns.
TEST(RollingShutters, KeypointsOnJointsGoStraight) {
    const Scene scene = workshop();
    Shot shot = still_rolling(scene.shot({.time_s = 0.4, .dt_s = 0.1, .camera = scene.find_camera("main")}));
    const glm::dvec3 way(0.3, 0.1, 0);
    for (const auto& [edge, share] :
         {std::pair(&shot.rolling_shutter->now.top, -1.0), std::pair(&shot.rolling_shutter->now.bottom, 1.0)})
        shift_skins(*edge, way * share);
    RendererOptions options = options_of(size, {"instance"});
    for (const char* joint : {"head", "chest", "hips", "hand_*", "foot_*"})
        options.keypoints.push_back({.node = joint});
    const Frame frame = Renderer(oracle::shared_device(), scene, options).render(shot);
    const glm::dmat3 camera_from_world = glm::transpose(glm::dmat3(shot.now.camera.world_from_camera));
    std::size_t seen = 0;
    for (const KeypointAnnotation& keypoint : frame.annotations().keypoints) {
        if (!keypoint.pixel) continue;
        const double share = std::clamp(2 * keypoint.pixel->y / size.height - 1, -1.0, 1.0);
        const auto expected = shot.now.camera.project(size, keypoint.position + camera_from_world * way * share);
        ASSERT_TRUE(expected);
        EXPECT_LT(glm::length(*expected - *keypoint.pixel), 1e-6 * (1 + glm::length(*keypoint.pixel)));
        ++seen;
    }
    EXPECT_GT(seen, 3U);
}

void expect_refused(const Scene& scene, const RendererOptions& options, const Shot& good, ErrorCode code,
                    const std::function<void(Shot&)>& edit, const std::vector<std::string>& parts) {
    Shot shot = good;
    edit(shot);
    Renderer renderer(oracle::shared_device(), scene, options);
    try {
        (void)renderer.render(shot);
        ADD_FAILURE() << "not refused: " << parts.front();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), code) << error.what();
        for (const std::string& part : parts)
            EXPECT_NE(std::string(error.what()).find(part), std::string::npos)
                << part << " is missing in: " << error.what();
    }
}

TEST(RollingShutters, WhatLacksSomethingIsRefused) {
    const Scene scene = workshop();
    const RendererOptions options = options_of({24, 18}, {"depth"});
    const auto expect = [&](const std::function<void(Shot&)>& edit, const std::vector<std::string>& parts) {
        expect_refused(scene, options, rolling_shot(scene), ErrorCode::invalid_argument, edit, parts);
    };
    expect([](Shot& s) { s.rolling_shutter->readout_s = 0; }, {"rolling_shutter.readout_s is 0.0", "not 0"});
    expect([](Shot& s) { s.rolling_shutter->readout_s = std::nan(""); }, {"readout_s is nan", "finite"});
    expect([](Shot& s) { s.rolling_shutter->next.reset(); }, {"rolling_shutter.next is missing", "both or neither"});
    expect([](Shot& s) { s.previous.reset(); }, {"rolling_shutter.previous is given", "both or neither"});
    expect([](Shot& s) { s.rolling_shutter->now.top.world_from_instance.pop_back(); },
           {"rolling_shutter.now.top.world_from_instance", "entries"});
    expect([](Shot& s) { s.rolling_shutter->next->bottom.camera.world_from_camera[0].x *= 2; },
           {"rolling_shutter.next.bottom.camera.world_from_camera is not rigid"});
}

TEST(RollingShutters, WhatRowsCannotShowIsRefused) {
    const Scene scene = workshop();
    RendererOptions options = options_of({24, 18}, {"hdr"});
    const auto expect = [&](const std::function<void(Shot&)>& edit, const std::vector<std::string>& parts) {
        expect_refused(scene, options, rolling_shot(scene), ErrorCode::unsupported, edit, parts);
    };
    expect(
        [](Shot& s) {
            for (Moment* const moment : {&s.now, &*s.next, &*s.previous}) {
                moment->camera.projection = Camera::Projection::orthographic;
                moment->camera.distortion.clear();
            }
        },
        {"now.camera is orthographic"});
    expect([](Shot& s) { s.shutter = Shutter{-0.01, 0.01}; }, {"rolling_shutter and shutter"});
    expect([](Shot& s) { s.aperture = Aperture{}; }, {"an aperture and a rolling shutter", "colour by paths"});
    std::size_t rigid = 0;
    while (scene.instances()[rigid].joint_count + scene.instances()[rigid].weight_count > 0) ++rigid;
    expect([&](Shot& s) { s.rolling_shutter->now.top.world_from_instance[rigid][0] *= -1.0; },
           {"now.top and now: instance " + std::to_string(rigid + 1), "is mirrored"});
}

}  // namespace
}  // namespace plumb::render::rolling_test
