// What holds for every frame of every scene, whatever it shows.
#include "rendered.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <sstream>

namespace plumb::property {
namespace {

constexpr std::uint32_t no_triangle = 0xFFFFFFFF;

bool is_back(const Frame& frame, std::size_t pixel) {
    return value<std::uint32_t>(frame, "instance", pixel) == 0;
}

/// Counts violations and fails with the first of them, so that one fault does not print a thousand lines.
class Tally {
public:
    explicit Tally(const Rendered& r) : name_(r.name), width_(r.frame.size().width) {}
    ~Tally() { EXPECT_EQ(violations_, 0U) << "of " << checks_ << " in " << name_ << "; the first: " << first_; }
    Tally(const Tally&) = delete;
    Tally& operator=(const Tally&) = delete;

    template <class... Shown>
    void expect(bool holds, std::size_t pixel, const char* what, const Shown&... shown) {
        ++checks_;
        if (holds || violations_++ > 0) return;
        std::ostringstream text;
        text << what << " at (" << pixel % width_ << ", " << pixel / width_ << ")";
        ((text << ' ' << shown), ...);
        first_ = text.str();
    }
    [[nodiscard]] std::size_t checks() const { return checks_; }

private:
    std::string name_, first_;
    std::uint32_t width_;
    std::size_t checks_ = 0, violations_ = 0;
};

TEST(Labels, ScenesShowSurfacesAndBackground) {
    std::size_t surfaces = 0, backgrounds = 0;
    for (const Rendered& r : all_rendered()) {
        for (std::size_t i = 0; i < pixel_count(r.frame); ++i) (is_back(r.frame, i) ? backgrounds : surfaces) += 1;
    }
    EXPECT_GE(all_rendered().size(), 50U);
    EXPECT_GT(surfaces, 40000U);
    EXPECT_GT(backgrounds, 20000U);
}

TEST(Labels, AreTheSameBytesWhenAskedForAgain) {
    for (const Rendered& r : all_rendered())
        EXPECT_EQ(differing_passes(r.frame, r.renderer->render(r.shot)), std::vector<std::string>{}) << r.name;
}

TEST(Labels, BackgroundIsBackgroundInEveryPass) {
    for (const Rendered& r : all_rendered()) {
        Tally tally(r);
        const Frame& f = r.frame;
        for (std::size_t i = 0; i < pixel_count(f); ++i) {
            const bool back = is_back(f, i);
            for (const char* pass : {"depth", "range"}) {
                const float v = value<float>(f, pass, i);
                tally.expect(back ? std::isinf(v) && v > 0 : std::isfinite(v), i, pass, v);
            }
            for (const char* pass : {"semantic", "material"})
                tally.expect((value<std::uint32_t>(f, pass, i) == 0) == back, i, pass);
            tally.expect((value<std::uint32_t>(f, "triangle", i) == no_triangle) == back, i, "triangle");
            for (const char* pass : {"position", "object_position"}) {
                for (std::size_t c = 0; c < 3; ++c)
                    tally.expect(std::isnan(value<float>(f, pass, i, c)) == back, i, pass);
            }
            tally.expect(std::isnan(value<float>(f, "barycentric", i, 0)) == back, i, "barycentric");
            tally.expect(std::isnan(value<float>(f, "barycentric", i, 1)) == back, i, "barycentric");
            for (const char* pass : {"normal", "normal_geometric"})
                tally.expect((vector_at(f, pass, i) == glm::dvec3(0)) == back, i, pass);
            if (!back) continue;
            for (const char* pass : {"albedo", "emission", "scene_flow_forward", "scene_flow_backward"}) {
                for (std::size_t c = 0; c < 3; ++c) tally.expect(std::isfinite(value<float>(f, pass, i, c)), i, pass);
            }
        }
        for (std::size_t i = 0; i < pixel_count(f); ++i) {
            if (!is_back(f, i)) continue;
            for (const char* pass : {"albedo", "emission", "scene_flow_forward", "scene_flow_backward"})
                tally.expect(vector_at(f, pass, i) == glm::dvec3(0), i, pass);
            tally.expect(pair_at(f, "roughness_metallic", i) == glm::dvec2(0), i, "roughness_metallic");
            tally.expect(std::isnan(value<float>(f, "uv", i, 0)), i, "uv");
        }
    }
}

TEST(Labels, IdsAreThoseOfTheScene) {
    for (const Rendered& r : all_rendered()) {
        Tally tally(r);
        const auto instances = r.scene.instances();
        for (std::size_t i = 0; i < pixel_count(r.frame); ++i) {
            const auto id = value<std::uint32_t>(r.frame, "instance", i);
            if (id == 0) continue;
            tally.expect(id <= instances.size(), i, "id beyond the scene's", id);
            if (id > instances.size()) continue;
            const InstanceInfo& info = instances[id - 1];
            tally.expect(r.shot.now.visible[id - 1] != 0, i, "an absent instance", id);
            tally.expect(value<std::uint32_t>(r.frame, "semantic", i) == info.semantic, i, "semantic of", id);
            tally.expect(std::ranges::count(info.materials, value<std::uint32_t>(r.frame, "material", i)) == 1, i,
                         "material of", id);
            tally.expect(value<std::uint32_t>(r.frame, "triangle", i) < info.triangle_count, i, "triangle of", id);
        }
    }
}

TEST(Labels, DepthLiesBetweenThePlanesAndAgreesWithRangeAndPosition) {
    for (const Rendered& r : all_rendered()) {
        Tally tally(r);
        const Camera& camera = r.shot.now.camera;
        const glm::dvec3 eye(camera.world_from_camera[3]);
        for (std::size_t i = 0; i < pixel_count(r.frame); ++i) {
            if (is_back(r.frame, i)) continue;
            const double depth = double{value<float>(r.frame, "depth", i)};
            // One rounding to float32 on top of the comparison in double.
            tally.expect(depth >= camera.near_m * (1 - 1e-7) && depth <= camera.far_m * (1 + 1e-7), i, "depth", depth);
            const glm::dvec3 p = unprojected(camera, r.frame.size(), i, depth);
            const double range = double{value<float>(r.frame, "range", i)};
            tally.expect(std::abs(range - glm::length(p)) <= 1e-6 * range, i, "range", range, glm::length(p));
            const glm::dvec3 world = glm::dmat3(camera.world_from_camera) * p + eye;
            const glm::dvec3 position = vector_at(r.frame, "position", i);
            // float32 holds the position, and the depth, to 6e-8 of their size.
            const double allowed = 1e-6 * (range + glm::length(world));
            tally.expect(glm::distance(position, world) <= allowed, i, "position", glm::distance(position, world),
                         allowed);
        }
    }
}

TEST(Labels, NormalsAreUnitAndFaceTheCamera) {
    for (const Rendered& r : all_rendered()) {
        Tally tally(r);
        const bool is_perspective = r.shot.now.camera.projection == Camera::Projection::perspective;
        for (std::size_t i = 0; i < pixel_count(r.frame); ++i) {
            if (is_back(r.frame, i)) continue;
            const glm::dvec3 flat = vector_at(r.frame, "normal_geometric", i);
            tally.expect(std::abs(glm::length(vector_at(r.frame, "normal", i)) - 1) < 1e-5, i, "length of normal");
            tally.expect(std::abs(glm::length(flat) - 1) < 1e-6, i, "length of normal_geometric");
            const glm::dvec3 ray = is_perspective ? glm::normalize(unprojected(r.shot.now.camera, r.frame.size(), i, 1))
                                                  : glm::dvec3(0, 0, 1);
            tally.expect(glm::dot(flat, ray) <= 1e-6, i, "normal_geometric turned away", glm::dot(flat, ray));
        }
    }
}

TEST(Labels, BarycentricsAndObjectPositionsStayInTheirBounds) {
    std::size_t surfaces = 0, beyond = 0;
    for (const Rendered& r : all_rendered()) {
        Tally tally(r);
        for (std::size_t i = 0; i < pixel_count(r.frame); ++i) {
            if (is_back(r.frame, i)) continue;
            const glm::dvec2 b = pair_at(r.frame, "barycentric", i);
            const double least = std::min({b.x, b.y, 1 - b.x - b.y});
            // Coverage is decided on corners snapped to 1/256 px: a pixel may lie outside the true triangle by so much,
            // which is a large share of a triangle that is itself thinner than a pixel.
            ++surfaces;
            beyond += least < -0.01 ? 1 : 0;
            tally.expect(least >= -1, i, "barycentric", b.x, b.y);
            const glm::dvec3 o = vector_at(r.frame, "object_position", i);
            for (int axis = 0; axis < 3; ++axis)
                tally.expect(o[axis] >= -1 && o[axis] <= 2 && (least < 0 || (o[axis] >= -1e-6 && o[axis] <= 1 + 1e-6)),
                             i, "object_position", o[axis], least);
        }
    }
    EXPECT_LT(static_cast<double>(beyond), 0.002 * static_cast<double>(surfaces)) << beyond << " of " << surfaces;
}

TEST(Labels, BoxesAreTightAndPixelCountsAreThoseOfTheMasks) {
    for (const Rendered& r : all_rendered()) {
        const std::uint32_t width = r.frame.size().width;
        std::vector<PixelBox> boxes(r.scene.instances().size(), {width, r.frame.size().height, 0, 0});
        std::vector<std::uint32_t> counts(boxes.size());
        for (std::size_t i = 0; i < pixel_count(r.frame); ++i) {
            const auto id = value<std::uint32_t>(r.frame, "instance", i);
            if (id == 0 || id > boxes.size()) continue;
            const auto x = static_cast<std::uint32_t>(i % width), y = static_cast<std::uint32_t>(i / width);
            PixelBox& box = boxes[id - 1];
            box = {std::min(box.x_min, x), std::min(box.y_min, y), std::max(box.x_max, x + 1),
                   std::max(box.y_max, y + 1)};
            ++counts[id - 1];
        }
        const FrameAnnotations& annotations = r.frame.annotations();
        ASSERT_EQ(annotations.instances.size(), boxes.size());
        std::size_t sum = 0;
        for (std::size_t i = 0; i < boxes.size(); ++i) {
            const InstanceAnnotation& a = annotations.instances[i];
            sum += a.pixels;
            ASSERT_EQ(a.id, i + 1);
            ASSERT_EQ(a.pixels, counts[i]) << r.name << " instance " << a.id;
            ASSERT_EQ(a.box_tight.has_value(), counts[i] > 0) << r.name << " instance " << a.id;
            ASSERT_EQ(a.box_tight.value_or(PixelBox{}), counts[i] > 0 ? boxes[i] : PixelBox{})
                << r.name << " instance " << a.id;
        }
        std::size_t surfaces = 0;
        for (std::size_t i = 0; i < pixel_count(r.frame); ++i) surfaces += is_back(r.frame, i) ? 0 : 1;
        EXPECT_EQ(sum, surfaces) << r.name << ": the masks do not partition the image";
    }
}

}  // namespace
}  // namespace plumb::property
