#include "recipe/drop.hpp"

#include "recipe/collision_hull.hpp"
#include "recipe/oriented_box.hpp"
#include "recipe/placement.hpp"
#include "recipe/stream.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <thread>

namespace plumb::recipe {
namespace {

using Outcome = DropResult::Outcome;
using Points = std::vector<glm::dvec3>;

/// What drop() promises for a face on a face.
double rest_tolerance(double size_m) {
    return 0.0002 + 0.0002 * size_m;
}

struct Brick {
    glm::dvec3 center{0};
    glm::dvec3 half{0.1};
    glm::dmat3 rotation{1};

    [[nodiscard]] Points corners() const {
        Points points;
        for (int corner = 0; corner < 8; ++corner)
            points.push_back(center +
                             rotation * (half * glm::dvec3((corner & 1) != 0 ? 1 : -1, (corner & 2) != 0 ? 1 : -1,
                                                           (corner & 4) != 0 ? 1 : -1)));
        return points;
    }
    [[nodiscard]] DropBody body() const {
        DropBody body;
        body.parts = {corners()};
        return body;
    }
    [[nodiscard]] Brick after(const DropResult& result) const {
        return {result.rotation * center + result.translation, half, result.rotation * rotation};
    }
    [[nodiscard]] double lowest() const {
        double low = 1e300;
        for (const glm::dvec3& point : corners()) low = std::min(low, point.y);
        return low;
    }
    [[nodiscard]] OrientedBox box() const {
        return {.center = center, .axes = {rotation[0], rotation[1], rotation[2]}, .half = half};
    }
};

/// Two triangles from -size to size.
DropObstacle ground(double y_m, double size_m = 5, const glm::dmat3& rotation = glm::dmat3(1)) {
    const auto at = [&](double x, double z) { return rotation * glm::dvec3(x * size_m, 0, z * size_m); };
    const Points corners{at(-1, -1), at(-1, 1), at(1, 1), at(-1, -1), at(1, 1), at(1, -1)};
    return {.mesh = std::make_shared<ObstacleMesh>(corners), .rotation = glm::dmat3(1), .position = {0, y_m, 0}};
}

std::vector<DropResult> dropped(const std::vector<Brick>& bricks, const std::vector<DropObstacle>& obstacles,
                                const DropSettings& settings = {}) {
    std::vector<DropBody> bodies;
    for (const Brick& brick : bricks) bodies.push_back(brick.body());
    return drop(bodies, obstacles, settings);
}

/// Bricks one above the other that fall into a heap.
std::vector<Brick> heap(std::uint64_t seed, std::size_t count) {
    Stream stream({.seed = seed, .frame = 0, .attempt = 0, .key = make_draw_key("test", "heap")});
    const auto within = [&](double low, double high) { return low + stream.next_unit() * (high - low); };
    std::vector<Brick> bricks;
    for (std::size_t index = 0; index < count; ++index) {
        Brick& brick = bricks.emplace_back();
        brick.center = {within(-0.1, 0.1), 0.3 + 0.2 * static_cast<double>(index), within(-0.1, 0.1)};
        brick.half = {within(0.02, 0.06), within(0.01, 0.05), within(0.03, 0.09)};
        brick.rotation = rotation_xyz({within(0, 360), within(0, 360), within(0, 360)});
    }
    return bricks;
}

TEST(Drop, a_box_ends_at_the_exact_height) {
    for (const double half : {0.005, 0.03, 0.1, 0.5, 2.0})
        for (const double y_m : {-3.0, 0.0, 0.3})
            for (const bool is_floor : {false, true}) {
                const Brick brick{.center = {0.1, y_m + half + 1, 0.2}, .half = {half, half, 1.5 * half}};
                DropSettings settings;
                if (is_floor) settings.floor_y_m = y_m;
                const auto results =
                    dropped({brick}, is_floor ? std::vector<DropObstacle>{} : std::vector{ground(y_m)}, settings);
                EXPECT_EQ(results[0].outcome, Outcome::rests);
                EXPECT_NEAR(brick.after(results[0]).lowest(), y_m, rest_tolerance(2 * half)) << half << ' ' << y_m;
                EXPECT_LE(results[0].depth_m, rest_tolerance(2 * half));
            }
}

TEST(Drop, an_object_that_lies_stays_where_it_is) {
    const Brick brick{.center = {0.7, 0.35, -0.2}, .half = {0.2, 0.05, 0.1}, .rotation = rotation_y(30)};
    const auto results = dropped({brick}, {ground(0.3)});
    EXPECT_EQ(results[0].outcome, Outcome::rests);
    for (int axis = 0; axis < 3; ++axis)
        EXPECT_NEAR(brick.after(results[0]).center[axis], brick.center[axis], rest_tolerance(0.4));
}

TEST(Drop, a_stack_stands) {
    std::vector<Brick> bricks;
    for (int level = 0; level < 6; ++level)
        bricks.push_back({.center = {0, 0.1 + 0.21 * level, 0}, .half = glm::dvec3(0.1)});
    const auto results = dropped(bricks, {ground(0)});
    for (std::size_t level = 0; level < bricks.size(); ++level) {
        EXPECT_EQ(results[level].outcome, Outcome::rests);
        // Each level adds its own tolerance to what it stands on.
        const double tolerance = rest_tolerance(0.2) * static_cast<double>(level + 1);
        EXPECT_NEAR(bricks[level].after(results[level]).lowest(), 0.2 * static_cast<double>(level), tolerance);
    }
}

TEST(Drop, a_heap_holds_nothing_in_anything_else) {
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
        const std::vector<Brick> bricks = heap(seed, 20);
        const auto results = dropped(bricks, {ground(0)});
        std::vector<OrientedBox> boxes;
        for (std::size_t index = 0; index < bricks.size(); ++index) {
            const Brick end = bricks[index].after(results[index]);
            EXPECT_EQ(results[index].outcome, Outcome::rests);
            EXPECT_GE(end.lowest(), -0.001);
            for (const OrientedBox& other : boxes)
                // Rounded edges let corners in by 0.73 of the margin of 0.5 mm, from both sides.
                EXPECT_FALSE(overlap(end.box(), other, -0.001)) << "seed " << seed << ", brick " << index;
            boxes.push_back(end.box());
        }
    }
}

TEST(Drop, at_rest_nothing_gained_energy_or_would_go_on) {
    const std::vector<Brick> bricks = heap(5, 15);
    const auto results = dropped(bricks, {ground(0)});
    double before = 0;
    double after = 0;
    std::vector<Brick> ends;
    for (std::size_t index = 0; index < bricks.size(); ++index) {
        const double mass = bricks[index].half.x * bricks[index].half.y * bricks[index].half.z;
        ends.push_back(bricks[index].after(results[index]));
        before += mass * bricks[index].center.y;
        after += mass * ends.back().center.y;
        EXPECT_EQ(results[index].speed_m_s, 0);
    }
    EXPECT_LT(after, before);
    const auto again = dropped(ends, {ground(0)});
    for (std::size_t index = 0; index < ends.size(); ++index)
        // What rests moved by less than a millimetre in a quarter of a second; it may creep on by a few of them.
        EXPECT_LT(glm::length(ends[index].after(again[index]).center - ends[index].center), 0.005) << index;
}

TEST(Drop, friction_decides_on_which_slope_a_box_stays) {
    for (const double friction : {0.2, 0.5, 0.8}) {
        const double limit_deg = std::atan(friction) * 180 / 3.14159265358979;
        for (const double factor : {0.85, 1.2}) {
            const glm::dmat3 slope = rotation_xyz({0, 0, factor * limit_deg});
            DropBody body =
                Brick{.center = slope * glm::dvec3(0, 0.0505, 0), .half = {0.1, 0.05, 0.1}, .rotation = slope}.body();
            body.friction = friction;
            const std::vector<DropObstacle> obstacles{ground(0, 2, slope)};
            const auto results = drop({&body, 1}, obstacles, {.friction = friction, .floor_y_m = {}});
            const double slid_m = glm::length(results[0].translation);
            if (factor < 1)
                EXPECT_TRUE(results[0].outcome == Outcome::rests && slid_m < 0.01) << friction << ' ' << slid_m;
            else
                EXPECT_EQ(results[0].outcome, Outcome::lost) << friction << ' ' << factor;
        }
    }
}

TEST(Drop, the_centre_of_mass_decides_whether_a_bracket_tips) {
    // A foot of 0.1 m and an arm of 0.05 m thickness on top of it that reaches `reach` beyond the foot to one side.
    const auto tilt = [](double reach) {
        DropBody body;
        body.parts = {Brick{.center = {0, 0.1, 0}, .half = {0.05, 0.1, 0.05}}.corners(),
                      Brick{.center = {reach / 2, 0.225, 0}, .half = {0.05 + reach / 2, 0.025, 0.05}}.corners()};
        const std::vector<DropObstacle> obstacles{ground(0)};
        const auto results = drop({&body, 1}, obstacles, {});
        EXPECT_EQ(results[0].outcome, Outcome::rests);
        return results[0].rotation[1].y;
    };
    // The arm's share of the volume is (0.1 + reach) / (0.5 + reach); the centre passes the foot's edge at reach 0.26.
    EXPECT_GT(tilt(0.21), 0.999);
    EXPECT_LT(tilt(0.31), 0.9);
}

TEST(Drop, thin_and_fast_things_do_not_pass_through) {
    const Brick card{.center = {0, 3, 0}, .half = {0.04, 0.001, 0.06}, .rotation = rotation_xyz({10, 0, 5})};
    const auto results = dropped({card}, {ground(0)});
    EXPECT_EQ(results[0].outcome, Outcome::rests);
    EXPECT_NEAR(card.after(results[0]).lowest(), 0, rest_tolerance(0.12));
    DropBody sheet;
    sheet.parts = {{{-0.1, 2, -0.1}, {0.1, 2, -0.1}, {0.1, 2, 0.1}, {-0.1, 2, 0.1}}};
    const std::vector<DropObstacle> obstacles{ground(0)};
    // A sheet counts as a millimetre thick.
    EXPECT_NEAR(drop({&sheet, 1}, obstacles, {})[0].translation.y, -2 + 0.0005, rest_tolerance(0.2));
}

TEST(Drop, what_is_lost_or_not_at_rest_is_told) {
    const std::vector<Brick> bricks{{.center = {0, 1, 0}}, {.center = {9, 1, 0}}};
    auto results = dropped(bricks, {ground(0)});
    EXPECT_EQ(results[0].outcome, Outcome::rests);
    EXPECT_EQ(results[1].outcome, Outcome::lost);
    EXPECT_EQ(dropped(bricks, {})[0].outcome, Outcome::lost);
    results = dropped(bricks, {}, {.limit_s = 0.25, .floor_y_m = -10});
    EXPECT_EQ(results[0].outcome, Outcome::moves);
    EXPECT_NEAR(results[0].speed_m_s, 9.81 * 0.25, 0.01);
}

TEST(Drop, depth_is_told_with_whom) {
    // Held by a cage too narrow for it, a box cannot get out of what it reaches into.
    const Points wall{{-0.08, -1, -1}, {-0.08, 1, -1}, {-0.08, 1, 1}, {-0.08, -1, -1}, {-0.08, 1, 1}, {-0.08, -1, 1}};
    Points opposite = wall;
    for (glm::dvec3& point : opposite) point.x = 0.08;
    const std::vector<DropObstacle> obstacles{
        ground(0), {.mesh = std::make_shared<ObstacleMesh>(wall)}, {.mesh = std::make_shared<ObstacleMesh>(opposite)}};
    const auto results = dropped({{.center = {0, 0.1, 0}}}, obstacles);
    EXPECT_GT(results[0].depth_m, 0.01);
    EXPECT_TRUE(results[0].neighbour == 2 || results[0].neighbour == 3);
}

TEST(Drop, bytes_do_not_depend_on_time_memory_or_threads) {
    const std::vector<Brick> bricks = heap(8, 12);
    const std::vector<DropObstacle> obstacles{ground(0)};
    const auto first = dropped(bricks, obstacles);
    std::vector<std::unique_ptr<char[]>> ballast;
    for (std::size_t size = 16; size < 4000; size += 48) ballast.push_back(std::make_unique<char[]>(size));
    (void)dropped(heap(9, 7), {ground(0.5)});
    EXPECT_EQ(dropped(bricks, obstacles), first);
    std::vector<std::vector<DropResult>> found(4);
    std::vector<std::thread> threads;
    for (auto& results : found) threads.emplace_back([&] { results = dropped(bricks, obstacles); });
    for (std::thread& thread : threads) thread.join();
    for (const auto& results : found) EXPECT_EQ(results, first);
}

TEST(Drop, what_never_meets_does_not_matter) {
    const std::vector<Brick> bricks = heap(4, 6);
    const auto alone = dropped(bricks, {ground(0)});
    std::vector<Brick> more = bricks;
    for (Brick& brick : heap(6, 5)) {
        brick.center.x += 3;
        more.push_back(brick);
    }
    Points far_triangle{{40, 1, 0}, {41, 1, 0}, {40, 2, 1}};
    const auto beside = dropped(more, {ground(0), {.mesh = std::make_shared<ObstacleMesh>(far_triangle)}});
    for (std::size_t index = 0; index < bricks.size(); ++index) {
        EXPECT_EQ(beside[index].rotation, alone[index].rotation) << index;
        EXPECT_EQ(beside[index].translation, alone[index].translation) << index;
    }
}

TEST(CollisionHull, moments_of_a_box_are_those_of_the_formula) {
    const Brick brick{.center = {1, 2, 3}, .half = {0.1, 0.2, 0.3}, .rotation = rotation_xyz({20, 50, 80})};
    const CollisionHull hull = make_collision_hull(brick.corners());
    const double volume = 8 * 0.1 * 0.2 * 0.3;
    // The hull is computed on a grid of a ten-thousandth of its size.
    EXPECT_NEAR(hull.moments.volume, volume, 1e-3 * volume);
    EXPECT_NEAR(hull.inner_radius_m, 0.1, 1e-4);
    EXPECT_EQ(hull.margin_m, 0.0005);
    const glm::dvec3 center = hull.moments.first / hull.moments.volume;
    for (int axis = 0; axis < 3; ++axis) EXPECT_NEAR(center[axis], brick.center[axis], 1e-4);
    const glm::dmat3 about = hull.moments.second - glm::outerProduct(center, center) * hull.moments.volume;
    const glm::dmat3 own = glm::transpose(brick.rotation) * about * brick.rotation;
    for (int column = 0; column < 3; ++column)
        for (int row = 0; row < 3; ++row) {
            const double expected = column == row ? volume * brick.half[row] * brick.half[row] / 3 : 0;
            EXPECT_NEAR(own[column][row], expected, 1e-3 * volume * 0.03);
        }
}

TEST(CollisionHull, corners_are_those_of_the_hull_and_no_more_than_asked_for) {
    Points points = Brick{}.corners();
    points.insert(points.begin() + 3, {glm::dvec3(0), glm::dvec3(0.05, 0, 0.1)});
    EXPECT_EQ(hull_corners(points, 100).size(), 8U);
    Points ball;
    Stream stream({.seed = 1, .frame = 0, .attempt = 0, .key = make_draw_key("test", "ball")});
    while (ball.size() < 3000) {
        const glm::dvec3 point(2 * stream.next_unit() - 1, 2 * stream.next_unit() - 1, 2 * stream.next_unit() - 1);
        if (glm::length(point) < 1 && glm::length(point) > 0.1) ball.push_back(glm::normalize(point));
    }
    const Points few = hull_corners(ball, 256);
    EXPECT_LE(few.size(), 256U);
    EXPECT_GT(few.size(), 200U);
    // A sphere by 256 directions: no face is farther inside than 1 - cos of the angle between neighbours, 0.15 rad.
    EXPECT_GT(make_collision_hull(few).inner_radius_m, 0.96);
}

}  // namespace
}  // namespace plumb::recipe
