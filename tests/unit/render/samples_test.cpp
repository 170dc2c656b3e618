// Several samples a pixel: colour, coverage, and labels that do not care.
#include "render/sample_pattern.hpp"
#include "render_fixture.hpp"

#include <plumb/error.hpp>

#include <cmath>
#include <map>
#include <set>

namespace plumb::render {
namespace {

constexpr std::uint32_t ranks = coverage_ranks;

/// A camera without perspective, 1 px to 1/16 m, whose image's middle is the world's origin.
Shot flat_shot(const Scene& scene, Size size) {
    Shot shot = oracle::shot_of(scene, oracle::look({0, 0, 5}, {0, 0, 0}));
    shot.now.camera.projection = Camera::Projection::orthographic;
    shot.now.camera.half_height_m = size.height / 32.0;
    shot.environment = {};
    shot.environment.color = glm::vec3(0);
    shot.lights.clear();
    return shot;
}

/// A material that shines by itself.
int shining(oracle::SceneWriter& w, const glm::vec3& color) {
    w.use_extension("KHR_materials_unlit");
    return w.material({{"pbrMetallicRoughness", {{"baseColorFactor", {color.r, color.g, color.b, 1}}}},
                       {"extensions", {{"KHR_materials_unlit", nlohmann::json::object()}}},
                       {"doubleSided", true}});
}

/// Squares of one colour each, turned and shifted, before one another.
Scene confetti(int count) {
    return made_scene("confetti", [&](oracle::SceneWriter& w, oracle::Random& random) {
        for (int i = 0; i < count; ++i) {
            oracle::PrimitiveData square = oracle::square(0.2F);
            square.material = shining(w, random.in_box({0.1F, 0.1F, 0.1F}, {1, 1, 1}));
            w.node({{"mesh", w.mesh({square})},
                    {"translation", oracle::list(random.in_box({-0.9F, -0.7F, -1}, {0.9F, 0.7F, 1}))},
                    {"rotation", oracle::list(oracle::turn({0, 0, 1}, random.uniform(0, 3)))}});
        }
    });
}

RendererOptions sampled(Size size, std::uint32_t samples, std::vector<std::string> passes) {
    RendererOptions options = options_of(size, std::move(passes));
    options.samples = samples;
    return options;
}

Frame rendered(const Scene& scene, const Shot& shot, const RendererOptions& options, const EngineTuning& tuning = {}) {
    return Engine(oracle::shared_device(), scene, options, tuning).render({&shot, 1}).front();
}

/// Shares by id of one pixel.
std::map<std::uint32_t, double> shares_at(const Frame& frame, std::uint32_t x, std::uint32_t y,
                                          const std::string& kind = "") {
    std::map<std::uint32_t, double> shares;
    for (std::uint32_t rank = 0; rank < ranks; ++rank) {
        const auto share = static_cast<double>(frame[kind + "coverage"].at<float>(x, y, rank));
        if (share > 0) shares[frame[kind + "coverage_id"].at<std::uint32_t>(x, y, rank)] = share;
    }
    return shares;
}

TEST(SamplePattern, StartsInTheCentreAndFillsThePixelEvenly) {
    const std::vector<SamplePlace> all = sample_places(PixelFilter::box, 64);
    EXPECT_EQ(all.front(), SamplePlace{});
    for (const int columns : {1, 2, 4, 8, 16, 32, 64}) {
        std::set<std::pair<int, int>> cells;
        for (const SamplePlace& place : all) cells.emplace(place.x * columns / 256, place.y * (64 / columns) / 256);
        EXPECT_EQ(cells.size(), 64U) << columns << " columns of cells";
    }
    for (const std::uint32_t count : {1U, 2U, 5U, 8U, 16U}) {
        const std::vector<SamplePlace> some = sample_places(PixelFilter::box, count);
        ASSERT_EQ(some.size(), count);
        EXPECT_TRUE(std::ranges::equal(some, std::span(all).first(count)));
    }
    const std::vector<SamplePlace> wide = sample_places(PixelFilter::blackman_harris, 64);
    EXPECT_EQ(wide.front(), SamplePlace{});
    double mean = 0, spread = 0;
    for (const SamplePlace& place : wide) {
        EXPECT_TRUE(place.x >= -256 && place.x <= 512 && place.y >= -256 && place.y <= 512);
        mean += (place.x - 128) / 256.0 / 64;
        spread += std::pow((place.x - 128) / 256.0, 2) / 64;
    }
    EXPECT_NEAR(mean, 0, 0.01);
    // The window's variance for a width of 3 px: 9 * 0.01788 = 0.161 px^2; the strips of 1/64 are off by less than
    // this.
    EXPECT_NEAR(spread, 0.1727, 0.01);
}

TEST(Coverage, OfUprightEdgesIsExactToOne64th) {
    const Size size{24, 24};
    for (int i = 0; i < 8; ++i) {
        const double shift = 0.11 * i / 16;  // m; 0.11 px a step
        const Scene scene = made_scene("edge", [&](oracle::SceneWriter& w, oracle::Random&) {
            w.node({{"mesh", w.mesh({oracle::square(0.25F)})},
                    {"translation", oracle::list(glm::vec3(static_cast<float>(shift), 0, 0))}});
        });
        const Frame frame =
            rendered(scene, flat_shot(scene, size), sampled(size, 1, {"coverage", "coverage_id", "instance"}));
        // The square spans 8 px, from 8 + shift to 16 + shift, and the rows 8 to 16.
        for (std::uint32_t x = 0; x < size.width; ++x) {
            const double left = std::clamp(x + 1 - (8 + shift * 16), 0.0, 1.0);
            const double right = std::clamp(16 + shift * 16 - x, 0.0, 1.0);
            const double expected = std::min(left, right);
            auto shares = shares_at(frame, x, 12);
            // The edge itself is snapped to 1/256 px.
            EXPECT_NEAR(shares[1], expected, 1.0 / 64 + 1.0 / 256) << "column " << x << ", shift " << shift;
            EXPECT_EQ(shares[0] + shares[1], 1.0);
        }
        EXPECT_EQ(shares_at(frame, 12, 2), (std::map<std::uint32_t, double>{{0, 1.0}}));
    }
}

/// Area of the part of a convex polygon where x * nx + y * ny <= d.
std::vector<glm::dvec2> cut(const std::vector<glm::dvec2>& polygon, const glm::dvec2& normal, double distance) {
    std::vector<glm::dvec2> kept;
    for (std::size_t i = 0; i < polygon.size(); ++i) {
        const glm::dvec2 a = polygon[i], b = polygon[(i + 1) % polygon.size()];
        const double da = glm::dot(a, normal) - distance, db = glm::dot(b, normal) - distance;
        if (da <= 0) kept.push_back(a);
        if ((da <= 0) != (db <= 0)) kept.push_back(a + (b - a) * (da / (da - db)));
    }
    return kept;
}

double area(const std::vector<glm::dvec2>& polygon) {
    double sum = 0;
    for (std::size_t i = 0; i < polygon.size(); ++i) {
        const glm::dvec2 a = polygon[i], b = polygon[(i + 1) % polygon.size()];
        sum += (a.x * b.y - a.y * b.x) / 2;
    }
    return std::abs(sum);
}

TEST(Coverage, OfATurnedSquareIsItsAreaInEachPixel) {
    const Size size{32, 32};
    double sum = 0, worst = 0;
    std::size_t partial = 0;
    for (int step = 1; step <= 6; ++step) {
        const double angle = 0.13 * step;
        const Scene scene = made_scene("turned", [&](oracle::SceneWriter& w, oracle::Random&) {
            w.node({{"mesh", w.mesh({oracle::square(0.5F)})},
                    {"rotation", oracle::list(oracle::turn({0, 0, 1}, static_cast<float>(angle)))}});
        });
        const Frame frame = rendered(scene, flat_shot(scene, size), sampled(size, 1, {"coverage", "coverage_id"}));
        std::vector<glm::dvec2> square;
        for (const glm::dvec2 corner : {glm::dvec2(-8, -8), glm::dvec2(8, -8), glm::dvec2(8, 8), glm::dvec2(-8, 8)})
            square.emplace_back(16 + corner.x * std::cos(angle) + corner.y * std::sin(angle),
                                16 - corner.x * std::sin(angle) + corner.y * std::cos(angle));
        for (std::uint32_t y = 0; y < size.height; ++y)
            for (std::uint32_t x = 0; x < size.width; ++x) {
                auto part = cut(cut(square, {1, 0}, x + 1.0), {-1, 0}, -static_cast<double>(x));
                part = cut(cut(part, {0, 1}, y + 1.0), {0, -1}, -static_cast<double>(y));
                const double expected = area(part), found = shares_at(frame, x, y)[1];
                if (expected < 1e-9 || expected > 1 - 1e-9) {
                    EXPECT_NEAR(found, expected, 1e-6);
                    continue;
                }
                sum += std::abs(found - expected);
                worst = std::max(worst, std::abs(found - expected));
                ++partial;
            }
    }
    ASSERT_GT(partial, 300U);
    // A line crosses at most 15 of the 8 x 8 cells that have one sample each. The errors of those cells are
    // independent at random, each below 1/64 and 0.3/64 on average: sqrt(15) * 0.4 / 64 = 0.024 for one line.
    EXPECT_LT(sum / static_cast<double>(partial), 0.024);
    EXPECT_LE(worst, 2 * 15.0 / 64);
}

TEST(Coverage, SumsToOneAndIsOrdered) {
    const Size size{48, 36};
    const Scene scene = confetti(60);
    const Frame frame = rendered(scene, flat_shot(scene, size), sampled(size, 1, {"coverage", "coverage_id"}));
    std::size_t mixed = 0;
    for (std::uint32_t y = 0; y < size.height; ++y)
        for (std::uint32_t x = 0; x < size.width; ++x) {
            double sum = 0, last = 1;
            std::set<std::uint32_t> ids;
            for (std::uint32_t rank = 0; rank < ranks; ++rank) {
                const auto share = static_cast<double>(frame["coverage"].at<float>(x, y, rank));
                const auto id = frame["coverage_id"].at<std::uint32_t>(x, y, rank);
                EXPECT_LE(share, last);
                EXPECT_EQ(share * 64, std::round(share * 64));
                EXPECT_TRUE(share == 0 || ids.insert(id).second) << id << " twice in one pixel";
                EXPECT_TRUE(share > 0 || id == 0) << "no share of " << id;
                sum += share;
                last = share;
            }
            EXPECT_TRUE(sum == 1 || ids.size() == ranks) << sum;
            mixed += ids.size() > 2 ? 1 : 0;
        }
    EXPECT_GT(mixed, 20U);
}

/// A square of two halves, each with a material of its own, and one before it with the second half's.
Scene two_materials() {
    return made_scene("two materials", [](oracle::SceneWriter& w, oracle::Random&) {
        const int left = shining(w, {1, 0, 0}), right = shining(w, {0, 1, 0});
        oracle::PrimitiveData a = oracle::square(0.5F), b = oracle::square(0.5F), front = oracle::square(0.2F);
        for (glm::vec3& p : a.positions) p.x -= 0.5F;
        for (glm::vec3& p : b.positions) p.x += 0.5F;
        a.material = left;
        b.material = front.material = right;
        w.node({{"mesh", w.mesh({a, b})}, {"rotation", oracle::list(oracle::turn({0, 0, 1}, 0.3F))}});
        w.node({{"mesh", w.mesh({front})}, {"translation", {-0.3, 0.1, 1}}});
        w.node({{"mesh", w.mesh({oracle::square(0.1F)})}, {"translation", {0.4, 0.2, 1}}});
    });
}

TEST(Coverage, OfMaterialsCountsTheSamplesThatInstancesCount) {
    const Size size{33, 26};
    const Scene scene = two_materials();
    const std::vector<std::string> all{"coverage", "coverage_id", "material_coverage", "material_coverage_id"};
    const Frame frame = rendered(scene, flat_shot(scene, size), sampled(size, 1, all));
    std::set<std::uint32_t> seen;
    std::size_t inner = 0;  // pixels of the first instance alone that its two materials share
    for (std::uint32_t y = 0; y < size.height; ++y)
        for (std::uint32_t x = 0; x < size.width; ++x) {
            auto objects = shares_at(frame, x, y), materials = shares_at(frame, x, y, "material_");
            // Material 1 is of instance 1, 2 of instances 1 and 2, 3 (the default) of instance 3.
            EXPECT_EQ(materials[0], objects[0]);
            EXPECT_EQ(materials[1] + materials[2], objects[1] + objects[2]);
            EXPECT_LE(materials[1], objects[1]);
            EXPECT_EQ(materials[3], objects[3]);
            inner += objects[1] == 1 && materials[1] > 0 && materials[2] > 0 ? 1 : 0;
            for (const auto& [id, share] : materials)
                if (share > 0) seen.insert(id);
        }
    EXPECT_EQ(seen, (std::set<std::uint32_t>{0, 1, 2, 3}));
    EXPECT_GT(inner, 4U);
}

TEST(Coverage, CostsAndTellsOnlyWhatIsAskedFor) {
    const Size size{33, 26};
    const Scene scene = two_materials();
    const Shot shot = flat_shot(scene, size);
    const std::vector<std::string> all{"coverage", "coverage_id", "material_coverage", "material_coverage_id"};
    const Frame together = rendered(scene, shot, sampled(size, 1, all));
    for (const std::string& pass : all) {
        const Frame alone = rendered(scene, shot, sampled(size, 1, {pass}));
        EXPECT_TRUE(std::ranges::equal(alone[pass].bytes, together[pass].bytes)) << pass;
    }
}

TEST(Coverage, IsTheSameInBandsAndInBatches) {
    const Size size{48, 37};
    const Scene scene = confetti(20);
    const RendererOptions options =
        sampled(size, 1, {"coverage", "coverage_id", "material_coverage", "material_coverage_id", "depth"});
    const std::vector<Shot> shots(3, flat_shot(scene, size));
    const Frame expected = rendered(scene, shots[0], options);
    for (const std::uint64_t bytes : {1ULL, 100'000ULL}) {
        EngineTuning tuning;
        tuning.coverage_bytes = bytes;
        for (const Frame& frame : Engine(oracle::shared_device(), scene, options, tuning).render(shots))
            EXPECT_EQ(differing_passes(frame, expected), std::vector<std::string>{}) << bytes << " bytes at once";
    }
}

TEST(Samples, ChangeNoLabel) {
    const Size size{48, 36};
    const Scene scene = Scene::load(asset("small/moving_boxes.glb"));
    const Shot shot = scene.default_shot(0.3, 0.05);
    const Frame one = rendered(scene, shot, sampled(size, 1, all_passes()));
    EXPECT_EQ(differing_passes(rendered(scene, shot, sampled(size, 8, all_passes())), one),
              (std::vector<std::string>{"rgb", "hdr"}));
    std::vector<std::string> more = all_passes();
    more.insert(more.end(), {"coverage", "coverage_id"});
    const Frame with = rendered(scene, shot, sampled(size, 1, more));
    for (const std::string& name : all_passes())
        EXPECT_TRUE(std::ranges::equal(with[name].bytes, one[name].bytes)) << name;
}

TEST(Samples, GiveEachInstanceTheAmountOfItsCoverage) {
    const Size size{48, 36};
    const Scene scene = confetti(12);
    const Frame frame = rendered(scene, flat_shot(scene, size),
                                 sampled(size, 64, {"hdr", "albedo", "instance", "coverage", "coverage_id"}));
    std::map<std::uint32_t, glm::dvec3> colors{{0, glm::dvec3(0)}};
    for (std::uint32_t y = 0; y < size.height; ++y)
        for (std::uint32_t x = 0; x < size.width; ++x)
            for (int c = 0; c < 3; ++c)
                colors[frame["instance"].at<std::uint32_t>(x, y)][c] =
                    static_cast<double>(frame["albedo"].at<float>(x, y, static_cast<std::uint32_t>(c)));
    double worst = 0;
    std::size_t mixed = 0;
    for (std::uint32_t y = 0; y < size.height; ++y)
        for (std::uint32_t x = 0; x < size.width; ++x) {
            glm::dvec3 expected(0);
            const auto shares = shares_at(frame, x, y);
            bool is_known = true;
            for (const auto& [id, share] : shares) {
                is_known = is_known && colors.contains(id);
                if (is_known) expected += share * colors.at(id);
            }
            if (!is_known) continue;
            mixed += shares.size() > 1 ? 1 : 0;
            for (int c = 0; c < 3; ++c)
                worst = std::max(worst, std::abs(expected[c] - static_cast<double>(frame["hdr"].at<float>(
                                                                   x, y, static_cast<std::uint32_t>(c)))));
        }
    EXPECT_GT(mixed, 100U);
    EXPECT_LT(worst, 1e-5);  // sums of 64 floats below 1
}

TEST(Samples, OfAWiderFilterSpreadAnEdgeAndKeepWhatIsEven) {
    const Size size{24, 24};
    const Scene scene = made_scene("edge", [&](oracle::SceneWriter& w, oracle::Random&) {
        oracle::PrimitiveData square = oracle::square(0.25F);
        square.material = shining(w, {1, 1, 1});
        w.node({{"mesh", w.mesh({square})}});
    });
    RendererOptions options = sampled(size, 64, {"hdr"});
    options.filter = PixelFilter::blackman_harris;
    const Frame frame = rendered(scene, flat_shot(scene, size), options);
    const auto at = [&](std::uint32_t x) { return frame["hdr"].at<float>(x, 12, 0); };
    EXPECT_NEAR(at(12), 1, 1e-6);
    EXPECT_EQ(at(4), 0.0F);
    EXPECT_GT(at(7), 0.0F) << "the edge between columns 7 and 8 reaches into column 7";
    EXPECT_NEAR(at(7) + at(8), 1, 2.0 / 64);
    EXPECT_NEAR(at(16) + at(15), 1, 2.0 / 64);
}

TEST(Samples, SeeThroughBlendedSurfacesEach) {
    const Size size{24, 24};
    const Scene scene = made_scene("glass", [&](oracle::SceneWriter& w, oracle::Random&) {
        oracle::PrimitiveData wall = oracle::square(0.25F), glass = oracle::square(2);
        wall.material = shining(w, {1, 1, 1});
        glass.material = w.material({{"pbrMetallicRoughness", {{"baseColorFactor", {0, 0, 0, 0.5}}}},
                                     {"alphaMode", "BLEND"},
                                     {"extensions", {{"KHR_materials_unlit", nlohmann::json::object()}}}});
        w.node({{"mesh", w.mesh({wall})}, {"translation", {0.03125, 0, 0}}});
        w.node({{"mesh", w.mesh({glass})}, {"translation", {0, 0, 1}}});
    });
    const Frame frame = rendered(scene, flat_shot(scene, size), sampled(size, 64, {"hdr"}));
    // The wall's edges lie in the middle of columns 8 and 16, behind a pane that lets half of the light pass.
    EXPECT_NEAR(frame["hdr"].at<float>(12, 12, 0), 0.5, 1e-6);
    EXPECT_NEAR(frame["hdr"].at<float>(8, 12, 0), 0.25, 1.0 / 64);
    EXPECT_NEAR(frame["hdr"].at<float>(16, 12, 0), 0.25, 1.0 / 64);
    EXPECT_EQ(frame["hdr"].at<float>(4, 12, 0), 0.0F);
}

TEST(Samples, OutsideTheirRangeAreRefused) {
    const Scene scene = Scene::load(asset("small/cube.glb"));
    for (const std::uint32_t count : {0U, 65U})
        EXPECT_THROW(Renderer(oracle::shared_device(), scene, sampled({8, 8}, count, {"rgb"})), Error) << count;
}

}  // namespace
}  // namespace plumb::render
