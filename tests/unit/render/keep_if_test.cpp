// Frames that keep_if keeps, looked at again.
#include "render_fixture.hpp"

#include <plumb/keep_if.hpp>

#include <set>

namespace plumb::render {
namespace {

constexpr Size judged_size{96, 64};

/// A square of two halves behind a post of 0.3 m, both upright, seen from along -z.
Scene street() {
    return made_scene("street", [&](oracle::SceneWriter& w, oracle::Random&) {
        const int half = w.mesh({oracle::square(0.5F)});
        const int post = w.mesh({oracle::square(0.3F)});
        const int left =
            w.node({{"mesh", half}, {"name", "Left"}, {"translation", oracle::list(glm::vec3(-0.25F, 0, 0))}}, false);
        const int right =
            w.node({{"mesh", half}, {"name", "Right"}, {"translation", oracle::list(glm::vec3(0.2F, 0, 0))}}, false);
        w.node({{"name", "Sign"}, {"children", {left, right}}, {"translation", oracle::list(glm::vec3(0, 0, -4))}});
        w.node({{"mesh", post},
                {"name", "Post"},
                {"translation", oracle::list(glm::vec3(0, 0, -3))},
                {"scale", {1, 8, 1}}});
    });
}

/// The sign slides behind the post and out of the image.
/// @param lens  how the camera sees
Recipe sliding(const std::string& condition, const std::string& lens = R"("fov_y_deg": 45)") {
    return Recipe::parse(R"({"version": 1,
        "objects": [{"match": "Sign", "translation_m": [{"uniform": [-3, 3]}, 0, 0]}],
        "camera": {"position_m": [0, 0, 0], "look_at": [0, 0, -1], )" +
                         lens + R"(},
        "keep_if": {"attempts": 400, "all": [{"match": "Sign", )" +
                         condition + "}]}}");
}

/// Share of the sign's own pixels at which it is seen, and share of its area that is outside, by masks and pictures.
struct Seen {
    double fraction;
    double truncation;
};

/// Renders what judges: one renderer for all frames of a test.
Renderer judge_of(const Scene& scene) {
    RendererOptions options = options_of(judged_size, {"instance"});
    options.amodal = true;
    return Renderer(oracle::shared_device(), scene, options);
}

Seen seen(Renderer& renderer, const Shot& shot) {
    // The sign alone is the sign where nothing stands before it.
    std::vector<Shot> shots(2, shot);
    shots[1].now.visible[2] = 0;
    const std::vector<Frame> frames = renderer.render(shots);
    const Frame& frame = frames[0];
    const Frame& bare = frames[1];
    double visible = 0;
    double covered = 0;
    double outside = 0;
    double all = 0;
    for (std::size_t at = 0; at < std::size_t{judged_size.width} * judged_size.height; ++at) {
        const auto is_sign = [at](const Frame& of) {
            const std::uint32_t id = of["instance"].as<std::uint32_t>()[at];
            return id == 1 || id == 2;
        };
        visible += is_sign(frame) ? 1 : 0;
        covered += is_sign(bare) ? 1 : 0;
    }
    for (const std::size_t part : {0U, 1U}) {
        const AmodalAnnotation& amodal = *frame.annotations().instances[part].amodal;
        outside += amodal.pixels_outside;
        all += amodal.pixels + amodal.pixels_outside;
    }
    return {visible / covered, outside / all};
}

TEST(KeepIf, KeepsWhatIsHiddenByAsMuchAsAskedFor) {
    const Scene scene = street();
    ASSERT_EQ(scene.instances()[2].name, "Post");
    const Recipe recipe = sliding(R"("visible_fraction": {"min": 0.4, "max": 0.8})");
    EXPECT_TRUE(recipe.judges_amodal());
    ShotKeeper keeper(oracle::shared_device(), scene, recipe, judged_size);
    Renderer judge = judge_of(scene);
    std::uint32_t further_attempts = 0;
    for (std::uint64_t frame = 0; frame < 12; ++frame) {
        const Shot shot = keeper.shot(5, frame);
        const Seen found = seen(judge, shot);
        EXPECT_GE(found.fraction, 0.4) << "frame " << frame;
        EXPECT_LE(found.fraction, 0.8) << "frame " << frame;
        further_attempts += shot.address->attempt;
    }
    EXPECT_GT(further_attempts, 12U) << "the condition let all through";
}

TEST(KeepIf, JudgesThroughALens) {
    const Scene scene = street();
    const Recipe recipe = sliding(R"("visible_fraction": {"min": 0.4, "max": 0.8}, "truncation": {"max": 0.4})",
                                  R"("lens": {"model": "fisheye", "fov_y_deg": 45, "k1": 0.02})");
    ShotKeeper keeper(oracle::shared_device(), scene, recipe, judged_size);
    Renderer judge = judge_of(scene);
    for (std::uint64_t frame = 0; frame < 6; ++frame) {
        const Seen found = seen(judge, keeper.shot(5, frame));
        EXPECT_GE(found.fraction, 0.4) << "frame " << frame;
        EXPECT_LE(found.fraction, 0.8) << "frame " << frame;
        EXPECT_LE(found.truncation, 0.4) << "frame " << frame;
    }
}

TEST(KeepIf, KeepsWhatIsCutOffByAsMuchAsAskedFor) {
    const Scene scene = street();
    ShotKeeper keeper(oracle::shared_device(), scene, sliding(R"("truncation": {"min": 0.3, "max": 0.7})"),
                      judged_size);
    Renderer judge = judge_of(scene);
    for (std::uint64_t frame = 0; frame < 6; ++frame) {
        const Seen found = seen(judge, keeper.shot(5, frame));
        EXPECT_GE(found.truncation, 0.3);
        EXPECT_LE(found.truncation, 0.7);
    }
}

TEST(KeepIf, TellsHowOftenEachFails) {
    const Scene scene = street();
    ShotKeeper keeper(oracle::shared_device(), scene, sliding(R"("visible_fraction": {"max": 0.8})"), judged_size);
    std::vector<std::uint64_t> indices(100);
    for (std::uint64_t index = 0; index < indices.size(); ++index) indices[index] = index;
    const KeepRates rates = keeper.measure(5, indices);
    EXPECT_EQ(rates.attempts, 100U);
    EXPECT_EQ(rates.kept + rates.failures.at("/keep_if/all/0/visible_fraction"), 100U);
    EXPECT_GT(rates.kept, 5U);
    EXPECT_LT(rates.kept, 60U);
}

}  // namespace
}  // namespace plumb::render
