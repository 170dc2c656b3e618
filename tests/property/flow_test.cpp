// What holds for flow between the frames of every scene.
#include "rendered.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdio>

namespace plumb::property {
namespace {

struct Direction {
    const char* flow;
    const char* flow_class;
    const char* scene_flow;
    std::optional<Moment> Shot::*moment;
};
constexpr Direction directions[] = {
    {"flow_forward", "flow_forward_class", "scene_flow_forward", &Shot::next},
    {"flow_backward", "flow_backward_class", "scene_flow_backward", &Shot::previous},
};

glm::dvec2 centre(const Frame& frame, std::size_t pixel) {
    return {static_cast<double>(pixel % frame.size().width) + 0.5,
            static_cast<double>(pixel / frame.size().width) + 0.5};
}

bool is_inside(const Frame& frame, const glm::dvec2& place) {
    return place.x >= 0 && place.y >= 0 && place.x < frame.size().width && place.y < frame.size().height;
}

TEST(Flow, ClassesAreKnownCodesAndAgreeWithTheVectors) {
    std::array<std::size_t, 7> seen{};
    for (const Rendered& r : all_rendered()) {
        for (const Direction& d : directions) {
            for (std::size_t i = 0; i < pixel_count(r.frame); ++i) {
                const auto code = value<std::uint8_t>(r.frame, d.flow_class, i);
                ASSERT_LE(code, 6) << r.name << " pixel " << i;
                ++seen[code];
                const glm::dvec2 flow = pair_at(r.frame, d.flow, i);
                ASSERT_EQ(code == 5, std::isnan(flow.x)) << r.name << " " << d.flow << " pixel " << i;
                ASSERT_EQ(code == 5, std::isnan(flow.y)) << r.name << " " << d.flow << " pixel " << i;
                ASSERT_EQ(code == 0, !(r.shot.*d.moment).has_value()) << r.name << " pixel " << i;
                ASSERT_TRUE(code != 0 || flow == glm::dvec2(0)) << r.name << " pixel " << i;
                // A place on the very border may round to either side of it in float32.
                const glm::dvec2 place = centre(r.frame, i) + flow;
                const glm::dvec2 inner =
                    glm::clamp(place, glm::dvec2(0), glm::dvec2(r.frame.size().width, r.frame.size().height));
                const bool is_within = code >= 1 && code <= 3;
                ASSERT_TRUE(!is_within || glm::distance(place, inner) < 2e-3) << r.name << " pixel " << i;
            }
        }
    }
    for (std::size_t code = 0; code < seen.size(); ++code) EXPECT_GT(seen[code], 0U) << "no pixel of class " << code;
}

TEST(Flow, SceneFlowLeadsToTheSamePlace) {
    std::size_t compared = 0;
    for (const Rendered& r : all_rendered()) {
        const Camera& here = r.shot.now.camera;
        for (const Direction& d : directions) {
            if (!(r.shot.*d.moment)) continue;
            const Camera& there = (r.shot.*d.moment)->camera;
            for (std::size_t i = 0; i < pixel_count(r.frame); ++i) {
                const auto code = value<std::uint8_t>(r.frame, d.flow_class, i);
                if (value<std::uint32_t>(r.frame, "instance", i) == 0 || code < 1 || code > 3) continue;
                const double depth = double{value<float>(r.frame, "depth", i)};
                const glm::dvec3 p = unprojected(here, r.frame.size(), i, depth) + vector_at(r.frame, d.scene_flow, i);
                const glm::dvec3 world = glm::dmat3(here.world_from_camera) * p + glm::dvec3(here.world_from_camera[3]);
                const glm::dvec2 place = projected(there, r.frame.size(), world);
                const glm::dvec2 flow = pair_at(r.frame, d.flow, i);
                // float32 of depth and scene flow, seen from as near as the other camera may be.
                const glm::dvec3 seen = glm::transpose(glm::dmat3(there.world_from_camera)) *
                                        (world - glm::dvec3(there.world_from_camera[3]));
                const bool is_perspective = there.projection == Camera::Projection::perspective;
                const double px_per_m = there.intrinsics_for(r.frame.size()).fx / (is_perspective ? seen.z : 1);
                const double allowed = 1e-3 + 1e-6 * (depth + glm::length(p)) * px_per_m * 4;
                ASSERT_LT(glm::distance(place, centre(r.frame, i) + flow), allowed)
                    << r.name << " " << d.flow << " pixel " << i;
                ++compared;
            }
        }
    }
    EXPECT_GT(compared, 50000U);
}

/// Whether one of the 3 x 3 pixels about a place shows the point `object` of instance `id`, within twice the distance
/// that its neighbours are apart.
bool shows(const Frame& frame, const glm::dvec2& place, std::uint32_t id, const glm::dvec3& object, double footprint) {
    const int width = static_cast<int>(frame.size().width), height = static_cast<int>(frame.size().height);
    for (int dy = -1; dy <= 1; ++dy) {
        for (int dx = -1; dx <= 1; ++dx) {
            const int x = static_cast<int>(place.x) + dx, y = static_cast<int>(place.y) + dy;
            if (x < 0 || y < 0 || x >= width || y >= height) continue;
            const auto pixel = static_cast<std::size_t>(y * width + x);
            if (value<std::uint32_t>(frame, "instance", pixel) != id) continue;
            if (glm::distance(vector_at(frame, "object_position", pixel), object) <= footprint) return true;
        }
    }
    return false;
}

/// How far apart, in the rest box, the points of neighbouring pixels of one instance are about `pixel`.
double footprint_of(const Frame& frame, std::size_t pixel) {
    const std::uint32_t width = frame.size().width;
    const auto id = value<std::uint32_t>(frame, "instance", pixel);
    double largest = 0;
    for (const std::size_t other : {pixel - 1, pixel + 1, pixel - width, pixel + width}) {
        if (other >= pixel_count(frame) || value<std::uint32_t>(frame, "instance", other) != id) continue;
        largest = std::max(largest, glm::distance(vector_at(frame, "object_position", pixel),
                                                  vector_at(frame, "object_position", other)));
    }
    return largest;
}

/// Whether the neighbours of a pixel have its class: no silhouette passes beside it.
bool is_within_its_class(const Frame& frame, const char* flow_class, std::size_t pixel) {
    const std::uint32_t width = frame.size().width;
    const auto code = value<std::uint8_t>(frame, flow_class, pixel);
    for (const std::size_t other : {pixel - 1, pixel + 1, pixel - width, pixel + width}) {
        if (other >= pixel_count(frame) || value<std::uint8_t>(frame, flow_class, other) != code) return false;
    }
    return true;
}

TEST(Flow, LeadsOntoTheSameSurfacePointWhereItSaysVisible) {
    std::size_t visible = 0, shown = 0, hidden = 0, hidden_shown = 0, back = 0, back_shown = 0;
    for (const Rendered& r : all_rendered()) {
        for (const Direction& d : directions) {
            if (!(r.shot.*d.moment)) continue;
            Shot other = r.shot;
            other.now = *(r.shot.*d.moment);
            other.next = other.previous = std::nullopt;
            const Frame there = r.renderer->render(other);
            for (std::size_t i = 0; i < pixel_count(r.frame); ++i) {
                const auto code = value<std::uint8_t>(r.frame, d.flow_class, i);
                const auto id = value<std::uint32_t>(r.frame, "instance", i);
                const glm::dvec2 place = centre(r.frame, i) + pair_at(r.frame, d.flow, i);
                if (code < 1 || code > 3 || !is_inside(r.frame, place)) continue;
                if (id == 0) {
                    const auto pixel =
                        static_cast<std::size_t>(place.y) * there.size().width + static_cast<std::size_t>(place.x);
                    if (code == 1) ++back;
                    if (code == 1 && value<std::uint32_t>(there, "instance", pixel) == 0) ++back_shown;
                    continue;
                }
                if (code != 1 && !is_within_its_class(r.frame, d.flow_class, i)) continue;
                const double footprint = 2 * footprint_of(r.frame, i) + 1e-5;
                const bool is_shown = shows(there, place, id, vector_at(r.frame, "object_position", i), footprint);
                (code == 1 ? visible : hidden) += 1;
                if (is_shown) (code == 1 ? shown : hidden_shown) += 1;
            }
        }
    }
    std::printf("visible %zu, shown %zu; hidden %zu, shown %zu; background %zu, shown %zu\n", visible, shown, hidden,
                hidden_shown, back, back_shown);
    EXPECT_GT(visible, 40000U);
    EXPECT_GT(hidden, 500U);
    // The other frame is known at its pixel centres only: what lies within half a pixel of an edge may be missed.
    EXPECT_GT(static_cast<double>(shown), 0.97 * static_cast<double>(visible));
    EXPECT_LT(static_cast<double>(hidden_shown), 0.4 * static_cast<double>(hidden));
    EXPECT_GT(static_cast<double>(back_shown), 0.97 * static_cast<double>(back));
}

TEST(Flow, OfAStaticSceneIsExactlyZero) {
    std::size_t compared = 0;
    for (const Rendered& r : all_rendered()) {
        Shot still = r.shot;
        still.next = still.previous = still.now;
        const Frame frame = r.renderer->render(still);
        for (const Direction& d : directions) {
            for (std::size_t i = 0; i < pixel_count(frame); ++i) {
                ASSERT_EQ(pair_at(frame, d.flow, i), glm::dvec2(0)) << r.name << " " << d.flow << " pixel " << i;
                ASSERT_EQ(vector_at(frame, d.scene_flow, i), glm::dvec3(0)) << r.name << " pixel " << i;
                ASSERT_EQ(value<std::uint8_t>(frame, d.flow_class, i), 1)
                    << r.name << " " << d.flow_class << " pixel " << i;
                ++compared;
            }
        }
    }
    EXPECT_GT(compared, 100000U);
}

}  // namespace
}  // namespace plumb::property
