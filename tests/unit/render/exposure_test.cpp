// Apertures and shutters: colour that is a mean over places of a lens and over time, and labels that do not care.
#include "render/exposures.hpp"
#include "render_fixture.hpp"

#include <plumb/error.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>

namespace plumb::render::exposure_test {
namespace {

constexpr Size size{64, 48};
constexpr double distance_m = 4;

/// A half plane that shines white on black from x = 0 to the right, `distance_m` before the camera, and moves to the
/// right by `step_m` from moment to moment.
struct Edge {
    Scene scene = made_scene("edge", [](oracle::SceneWriter& w, oracle::Random&) {
        w.use_extension("KHR_materials_unlit");
        oracle::PrimitiveData square = oracle::square(4);
        square.material =
            w.material({{"extensions", {{"KHR_materials_unlit", nlohmann::json::object()}}}, {"doubleSided", true}});
        w.node({{"mesh", w.mesh({square})}, {"translation", {4, 0, 0}}});
    });

    [[nodiscard]] Shot shot(double step_m = 0) const {
        Shot shot = oracle::shot_of(scene, oracle::look({0, 0, distance_m}, {0, 0, 0}));
        shot.environment = {};
        shot.environment.color = glm::vec3(0);
        shot.lights.clear();
        shot.dt_s = 1;
        shot.previous = shot.now;
        shot.next = shot.now;
        shot.previous->world_from_instance[0][3].x -= step_m;
        shot.next->world_from_instance[0][3].x += step_m;
        return shot;
    }
};

RendererOptions colour_of(ColorOptions::Mode mode, std::vector<std::string> passes = {"hdr"}) {
    RendererOptions options = options_of(size, std::move(passes));
    options.samples = 64;
    options.color.mode = mode;
    options.color.path_samples = 256;
    return options;
}

Frame rendered(const Scene& scene, const Shot& shot, const RendererOptions& options) {
    return Engine(oracle::shared_device(), scene, options).render({&shot, 1}).front();
}

double focal_px(const Shot& shot) {
    return shot.now.camera.intrinsics_for(size).fx;
}

constexpr ColorOptions::Mode modes[] = {ColorOptions::Mode::direct, ColorOptions::Mode::path};

TEST(Exposure, ApertureBlursAnEdgeAsTheThinLensSays) {
    const Edge edge;
    for (const ColorOptions::Mode mode : modes) {
        Shot shot = edge.shot();
        shot.aperture = Aperture{.f_number = 0.5, .focus_distance_m = 2};
        const double radius_m = shot.aperture->radius_m(shot.now.camera, size);
        EXPECT_NEAR(radius_m, focal_px(shot) / size.height * 0.024, 1e-12);
        const double radius_px = focal_px(shot) * radius_m * (1 / 2.0 - 1 / distance_m);
        shot.aperture->f_number *= radius_px / 8;  // 8 px
        const Frame frame = rendered(edge.scene, shot, colour_of(mode));
        for (std::uint32_t x = 0; x < size.width; ++x) {
            double mean = 0;
            for (std::uint32_t y = 16; y < 32; ++y) mean += double{frame["hdr"].at<float>(x, y)} / 16;
            // Share of a disc of 8 px on the bright side of its chord; the sequence's 64 places of the lens tell it to
            // 0.04.
            const double at = std::clamp((x + 0.5 - size.width / 2.0) / 8, -1.0, 1.0);
            const double share = 0.5 + (at * std::sqrt(1 - at * at) + std::asin(at)) / std::numbers::pi;
            EXPECT_NEAR(mean, share, 0.05) << "column " << x;
        }
    }
}

TEST(Exposure, WhatIsInFocusIsAsSharpAsThroughAPinhole) {
    const Edge edge;
    for (const ColorOptions::Mode mode : modes) {
        Shot shot = edge.shot();
        const Frame pinhole = rendered(edge.scene, shot, colour_of(mode));
        shot.aperture = Aperture{.f_number = 0.05, .focus_distance_m = distance_m, .blades = 6};
        const Frame open = rendered(edge.scene, shot, colour_of(mode));
        for (std::uint32_t x = 0; x < size.width; ++x)
            for (std::uint32_t y = 8; y < 40; ++y)
                // The edge lies between two columns: rounding may give a sample to either.
                EXPECT_NEAR(open["hdr"].at<float>(x, y), pinhole["hdr"].at<float>(x, y), 0.02) << x << ", " << y;
    }
}

TEST(Exposure, ShutterBlursWhatMovesAlongItsWay) {
    const Edge edge;
    for (const ColorOptions::Mode mode : modes) {
        Shot shot = edge.shot();
        const double step_px = 16, step_m = step_px * distance_m / focal_px(shot);
        shot = edge.shot(step_m);
        shot.shutter = Shutter{-0.5, 1};  // the edge goes from 8 px left of the middle to 16 px right of it
        const Frame frame = rendered(edge.scene, shot, colour_of(mode));
        for (std::uint32_t x = 0; x < size.width; ++x) {
            const double share = std::clamp((x + 0.5 - (size.width / 2.0 - 8)) / 24, 0.0, 1.0);
            // 64 or 32 instants: each is worth 0.03 at most.
            EXPECT_NEAR(frame["hdr"].at<float>(x, 24), share, 0.04) << "column " << x;
        }
    }
}

/// Where dt is the time from the shutter's middle to its end, flow is the way to its opening and its closing.
TEST(Exposure, FlowEndsWhereTheBlurDoes) {
    const Edge edge;
    const double step_px = 8, step_m = step_px * distance_m / focal_px(edge.shot());
    Shot shot = edge.shot(step_m);
    shot.shutter = Shutter{-1, 1};
    const Frame frame =
        rendered(edge.scene, shot, colour_of(ColorOptions::Mode::direct, {"hdr", "flow_forward", "flow_backward"}));
    const auto middle = static_cast<double>(size.width) / 2;
    const double opens = middle + frame["flow_backward"].at<float>(size.width / 2, 24, 0);
    const double closes = middle + frame["flow_forward"].at<float>(size.width / 2, 24, 0);
    EXPECT_NEAR(opens, middle - step_px, 1e-3);
    EXPECT_NEAR(closes, middle + step_px, 1e-3);
    for (std::uint32_t x = 0; x < size.width; ++x) {
        const float value = frame["hdr"].at<float>(x, 24);
        if (x + 1 < opens) {
            EXPECT_EQ(value, 0) << x;
        } else if (x > closes) {
            EXPECT_EQ(value, 1) << x;
        } else if (x > opens + 1 && x + 2 < closes) {
            EXPECT_TRUE(value > 0 && value < 1) << x;
        }
    }
}

/// A lens that bends less than rounding does has the blur of a pinhole: rays and the rasterizer's 1/256 px give single
/// samples, 1/64 each, to another side of the edge.
TEST(Exposure, ALensBlursAsAPinhole) {
    const Edge edge;
    for (const ColorOptions::Mode mode : modes) {
        Shot shot = edge.shot(0.5);
        shot.shutter = Shutter{-0.5, 1};
        shot.aperture = Aperture{.f_number = 0.05, .focus_distance_m = 2};
        const Frame plain = rendered(edge.scene, shot, colour_of(mode));
        for (Moment* const moment : {&shot.now, &*shot.previous, &*shot.next})
            moment->camera.distortion = {1e-12, 0, 0, 0};
        const Frame bent = rendered(edge.scene, shot, colour_of(mode));
        for (std::uint32_t x = 0; x < size.width; ++x)
            EXPECT_NEAR(bent["hdr"].at<float>(x, 24), plain["hdr"].at<float>(x, 24), 2.0 / 64) << x;
    }
}

/// Through a lens that bends much, direct colour blurs as paths do, each of which starts at a place of its own.
TEST(Exposure, BothModesBlurBehindALensThatDistorts) {
    const Edge edge;
    Shot shot = edge.shot();
    shot.now.world_from_instance[0][3].x += 0.6;  // away from the axis, where the lens does nothing
    shot.now.camera.distortion = {-0.25, 0.05, 0.004, -0.003};
    const Frame sharp = rendered(edge.scene, shot, colour_of(ColorOptions::Mode::direct));
    shot.aperture = Aperture{.f_number = 0.5, .focus_distance_m = 2};
    // Blurs over discs of 8 px.
    shot.aperture->f_number *=
        focal_px(shot) * shot.aperture->radius_m(shot.now.camera, size) * (1 / 2.0 - 1 / distance_m) / 8;
    const Frame direct = rendered(edge.scene, shot, colour_of(ColorOptions::Mode::direct));
    const Frame path = rendered(edge.scene, shot, colour_of(ColorOptions::Mode::path));
    double blur = 0;
    for (std::uint32_t x = 0; x < size.width; ++x) {
        double by_direct = 0, by_path = 0, by_pinhole = 0;
        for (std::uint32_t y = 16; y < 32; ++y) {
            by_direct += double{direct["hdr"].at<float>(x, y)} / 16;
            by_path += double{path["hdr"].at<float>(x, y)} / 16;
            by_pinhole += double{sharp["hdr"].at<float>(x, y)} / 16;
        }
        // 64 places of the lens tell a share to 0.04; 16 x 256 paths to 0.01.
        EXPECT_NEAR(by_direct, by_path, 0.05) << "column " << x;
        blur = std::max(blur, std::abs(by_path - by_pinhole));
    }
    EXPECT_GT(blur, 0.3);
}

/// What is in focus is seen where the pinhole in the lens' middle sees it, however the lens bends.
TEST(Exposure, ALensThatDistortsIsSharpInFocus) {
    const Edge edge;
    for (const ColorOptions::Mode mode : modes) {
        Shot shot = edge.shot();
        shot.now.world_from_instance[0][3].x += 0.6;
        shot.now.camera.distortion = {-0.25, 0.05, 0.004, -0.003};
        const Frame pinhole = rendered(edge.scene, shot, colour_of(mode));
        shot.aperture = Aperture{.f_number = 0.05, .focus_distance_m = distance_m, .blades = 6};
        const Frame open = rendered(edge.scene, shot, colour_of(mode));
        for (std::uint32_t x = 0; x < size.width; ++x)
            for (std::uint32_t y = 8; y < 40; ++y)
                // Direct samples are the same ones; a path's next numbers shift by those that the opening takes.
                EXPECT_NEAR(open["hdr"].at<float>(x, y), pinhole["hdr"].at<float>(x, y), 0.02) << x << ", " << y;
    }
}

TEST(Exposure, ChangesNoLabel) {
    const Edge edge;
    std::vector<std::string> passes;
    for (const PassInfo& pass : pass_table) passes.emplace_back(pass.name);
    for (const ColorOptions::Mode mode : modes) {
        RendererOptions options = colour_of(mode, passes);
        options.samples = 8;
        options.color.path_samples = 8;
        Shot shot = edge.shot(0.5);
        const Frame sharp = rendered(edge.scene, shot, options);
        shot.aperture = Aperture{.f_number = 0.05, .focus_distance_m = 1};
        shot.shutter = Shutter{-1, 1};
        const Frame blurred = rendered(edge.scene, shot, options);
        for (const std::string& pass : passes) {
            const bool is_colour = pass == "rgb" || pass == "hdr";
            EXPECT_EQ(std::ranges::equal(sharp[pass].bytes, blurred[pass].bytes), !is_colour) << pass;
        }
    }
}

TEST(Exposure, BatchesAreTheirShots) {
    const Edge edge;
    for (const ColorOptions::Mode mode : modes) {
        RendererOptions options = colour_of(mode, {"rgb", "depth", "flow_forward"});
        options.samples = 8;
        options.color.path_samples = 8;
        std::vector<Shot> shots(5, edge.shot(0.5));
        shots[1].shutter = Shutter{-1, 0.5};
        shots[2].aperture = Aperture{.f_number = 0.1, .focus_distance_m = 1};
        shots[2].shutter = Shutter{0, 1};
        shots[4].aperture = Aperture{.f_number = 0.1, .focus_distance_m = 2, .blades = 5};
        Engine engine(oracle::shared_device(), edge.scene, options);
        const Batch batch = engine.render(shots);
        for (std::size_t i = 0; i < shots.size(); ++i) {
            const Frame alone = rendered(edge.scene, shots[i], options);
            for (const std::string& pass : options.passes)
                EXPECT_TRUE(std::ranges::equal(batch.frames()[i][pass].bytes, alone[pass].bytes)) << i << " " << pass;
        }
    }
}

TEST(Exposure, MotionTurnsEvenlyBetweenMoments) {
    const Edge edge;
    Shot shot = edge.shot();
    const double angle = 1.5;
    shot.next->world_from_instance[0] =
        glm::rotate(glm::dmat4(1), angle, glm::dvec3(0, 0, 1)) * shot.now.world_from_instance[0];
    const glm::dmat3 turned(moment_between(shot, 0.25).world_from_instance[0]);
    const glm::dmat3 expected(glm::rotate(glm::dmat4(1), angle / 4, glm::dvec3(0, 0, 1)));
    for (int c = 0; c < 3; ++c)
        for (int r = 0; r < 3; ++r) EXPECT_NEAR(turned[c][r], expected[c][r], 1e-12);
    shot.next->world_from_instance[0] = shot.now.world_from_instance[0] * glm::dmat4(0);  // shrinks to nothing
    EXPECT_NEAR(glm::dmat3(moment_between(shot, 0.25).world_from_instance[0])[0][0], 0.75, 1e-12);
}

TEST(Exposure, RefusesWhatCannotBe) {
    const Edge edge;
    const auto expect = [&](const std::function<void(Shot&)>& change, const char* words, std::uint32_t samples = 16,
                            ErrorCode code = ErrorCode::invalid_argument) {
        Shot shot = edge.shot();
        change(shot);
        RendererOptions options = colour_of(ColorOptions::Mode::direct);
        options.samples = samples;
        try {
            check_exposures(shot, options);
            FAIL() << "accepted: " << words;
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), code) << error.what();
            EXPECT_NE(std::string(error.what()).find(words), std::string::npos) << error.what();
        }
    };
    expect([](Shot& s) { s.aperture = Aperture{.f_number = 0}; }, "aperture.f_number is 0.000000");
    expect([](Shot& s) { s.aperture = Aperture{.focus_distance_m = -1}; }, "aperture.focus_distance_m is -1");
    expect([](Shot& s) { s.aperture = Aperture{.blades = 2}; }, "aperture.blades is 2; it must be 0 or 3 to 16");
    expect([](Shot& s) { s.aperture = Aperture{}; }, "1 samples a pixel", 1, ErrorCode::unsupported);
    expect([](Shot& s) { s.shutter = Shutter{0, 0}; }, "allowed: -dt_s <= open_s < close_s <= dt_s");
    expect([](Shot& s) { s.shutter = Shutter{0, 2}; }, "close_s 2.000000 with dt_s 1.000000");
    expect(
        [](Shot& s) {
            s.shutter = Shutter{0, 1};
            s.dt_s = 0;
        },
        "needs a dt_s above 0");
    expect(
        [](Shot& s) {
            s.shutter = Shutter{0, 1};
            s.next.reset();
        },
        "next is needed");
    expect(
        [](Shot& s) {
            s.aperture = Aperture{};
            s.now.camera.projection = Camera::Projection::orthographic;
        },
        "not a perspective one", 16, ErrorCode::unsupported);
}

}  // namespace
}  // namespace plumb::render::exposure_test
