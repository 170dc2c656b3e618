// The oracle against closed forms worked out here.
#include "labels.hpp"
#include "scene_writer.hpp"

#include <gtest/gtest.h>

#include <unistd.h>
#include <cmath>
#include <filesystem>

namespace plumb::oracle {
namespace {

using nlohmann::json;

constexpr int width = 21;
constexpr int height = 15;
constexpr double focal_px = 30;  // of camera_60()

Model load(const SceneWriter& writer) {
    const auto path = std::filesystem::temp_directory_path() /
                      ("plumb_selftest_" + std::to_string(getpid()) + "_" +
                       testing::UnitTest::GetInstance()->current_test_info()->name() + ".glb");
    writer.write(path);
    Model model = Model::load(path);
    std::filesystem::remove(path);
    return model;
}

/// A square of half size `half` in the plane z = 0 that faces +z, split from lower left to upper right.
PrimitiveData square(float half, int material = -1) {
    PrimitiveData p;
    p.positions = {{-half, -half, 0}, {half, -half, 0}, {half, half, 0}, {-half, half, 0}};
    p.uvs = {{0, 1}, {1, 1}, {1, 0}, {0, 0}};
    p.indices = {0, 1, 2, 0, 2, 3};
    p.material = material;
    return p;
}

/// Camera at the origin that looks along -z; 30 px of focal length.
ViewRequest request(double dt = 0) {
    ViewRequest r;
    r.width = width;
    r.height = height;
    r.time_s = 1;
    r.dt_s = dt;
    r.placement.emplace().lens.far_m = std::numeric_limits<double>::infinity();
    r.placement->lens.fov_y_rad = 2 * std::atan(0.5 * height / focal_px);
    return r;
}

TEST(ClosedForm, FrontalSquare) {
    SceneWriter w;
    w.node({{"mesh", w.mesh({square(50)})}, {"translation", {0, 0, -5}}});
    const Labels labels = render_labels(load(w), request());
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const double u = (x + 0.5 - 0.5 * width) / focal_px;
            const double v = (y + 0.5 - 0.5 * height) / focal_px;
            EXPECT_NEAR(labels.at("depth", x, y), 5, 1e-12);
            EXPECT_NEAR(labels.at("range", x, y), 5 * std::sqrt(1 + u * u + v * v), 1e-12);
            EXPECT_NEAR(labels.at("position", x, y, 0), 5 * u, 1e-12);
            EXPECT_NEAR(labels.at("position", x, y, 1), -5 * v, 1e-12);
            EXPECT_NEAR(labels.at("position", x, y, 2), -5, 1e-12);
            EXPECT_NEAR(labels.at("object_position", x, y, 0), (5 * u + 50) / 100, 1e-12);
            EXPECT_EQ(labels.at("object_position", x, y, 2), 0.5);
            EXPECT_NEAR(labels.at("uv", x, y, 0), (5 * u + 50) / 100, 1e-12);
            EXPECT_NEAR(labels.at("uv", x, y, 1), (5 * v + 50) / 100, 1e-12);
            EXPECT_EQ(labels.at("normal", x, y, 2), -1);
            EXPECT_EQ(labels.at("instance", x, y), 1);
            EXPECT_EQ(labels.at("material", x, y), 1);
            if (std::abs(u + v) < 1e-9) continue;  // the diagonal belongs to both triangles
            const bool is_first = -v < u;
            EXPECT_EQ(labels.at("triangle", x, y), is_first ? 0 : 1);
            // Corner weights of a square of side 100 with its corner at (-50, -50).
            const double s = (5 * u + 50) / 100;
            const double t = (-5 * v + 50) / 100;
            EXPECT_NEAR(labels.at("barycentric", x, y, 0), is_first ? s - t : s, 1e-12);
            EXPECT_NEAR(labels.at("barycentric", x, y, 1), is_first ? t : t - s, 1e-12);
        }
    }
}

TEST(ClosedForm, TiltedPlaneIsPerspectiveCorrect) {
    // A square turned by 60 degrees about the x axis: z = -10 + y * tan(60), seen through each pixel's ray.
    SceneWriter w;
    const double half_turn = std::acos(-1.0) / 6;
    w.node({{"mesh", w.mesh({square(80)})},
            {"translation", {0, 0, -10}},
            {"rotation", {std::sin(half_turn), 0, 0, std::cos(half_turn)}}});
    const Labels labels = render_labels(load(w), request());
    for (int y = 0; y < height; ++y) {
        const double v = -(y + 0.5 - 0.5 * height) / focal_px;
        const double depth = 10 / (1 + v * std::tan(2 * half_turn));
        EXPECT_NEAR(labels.at("depth", 3, y), depth, 1e-9);
        EXPECT_NEAR(labels.at("uv", 3, y, 1), 0.5 - depth * v / std::cos(2 * half_turn) / 160, 1e-9);
    }
}

TEST(ClosedForm, MovingSquareFlows) {
    SceneWriter w;
    const int node = w.node({{"mesh", w.mesh({square(50)})}, {"translation", {0, 0, -5}}});
    w.track({node, "translation", {0, 2}, {-1, 0, -6, 1, 0, -4}});  // at 1 s (0, 0, -5); 1 m/s to the right and nearer
    const Labels labels = render_labels(load(w), request(0.1));
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const double u = (x + 0.5 - 0.5 * width) / focal_px;
            const double v = (y + 0.5 - 0.5 * height) / focal_px;
            EXPECT_NEAR(labels.at("flow_forward", x, y, 0), focal_px * ((5 * u + 0.1) / 4.9 - u), 1e-5);
            EXPECT_NEAR(labels.at("flow_forward", x, y, 1), focal_px * (5 * v / 4.9 - v), 1e-5);
            EXPECT_NEAR(labels.at("flow_backward", x, y, 0), focal_px * ((5 * u - 0.1) / 5.1 - u), 1e-5);
            EXPECT_NEAR(labels.at("scene_flow_forward", x, y, 0), 0.1, 1e-7);
            EXPECT_NEAR(labels.at("scene_flow_forward", x, y, 2), -0.1, 1e-7);
            EXPECT_NEAR(labels.at("scene_flow_backward", x, y, 2), 0.1, 1e-7);
            const double target = x + 0.5 + labels.at("flow_forward", x, y, 0);
            const double target_y = y + 0.5 + labels.at("flow_forward", x, y, 1);
            const bool is_outside = target < 0 || target >= width || target_y < 0 || target_y >= height;
            EXPECT_EQ(labels.at("flow_forward_class", x, y), is_outside ? 4 : 1);
        }
    }
}

TEST(ClosedForm, BackgroundFollowsTheCameraAndTheEnvironment) {
    SceneWriter w;
    w.node({{"mesh", w.mesh({square(1)})}, {"translation", {0, 0, 500}}});  // behind the camera
    const Model model = load(w);
    ViewRequest r = request(0.5);
    const double turn = 0.02;  // to the right about +y; forward is (sin, 0, -cos)
    r.next_placement = r.placement;
    r.next_placement->target = {std::sin(turn), 0, -std::cos(turn)};
    r.next_placement->eye = {0, 0, 0};
    const Labels turned = render_labels(model, r);
    r.next_placement->eye += glm::dvec3(3, 4, 5);
    r.next_placement->target += glm::dvec3(3, 4, 5);
    const Labels moved = render_labels(model, r);
    r.environment_turn_rad = -turn;  // the environment turns along with the camera
    const Labels together = render_labels(model, r);
    for (int x = 0; x < width; ++x) {
        const double angle = std::atan((x + 0.5 - 0.5 * width) / focal_px);
        const double flow = focal_px * (std::tan(angle - turn) - std::tan(angle));
        EXPECT_NEAR(turned.at("flow_forward", x, 7, 0), flow, 1e-9);
        EXPECT_NEAR(moved.at("flow_forward", x, 7, 0), flow, 1e-9) << "moving does not matter at infinity";
        EXPECT_NEAR(together.at("flow_forward", x, 7, 0), 0, 1e-9);
        EXPECT_EQ(turned.at("flow_forward_class", x, 7), x + 0.5 + flow < 0 ? 4 : 1);
        EXPECT_EQ(turned.at("flow_backward", x, 7, 0), 0);
        EXPECT_EQ(turned.at("instance", x, 7), 0);
        EXPECT_EQ(turned.at("triangle", x, 7), 4294967295.0);
        EXPECT_TRUE(std::isinf(turned.at("depth", x, 7)));
        EXPECT_TRUE(std::isnan(turned.at("position", x, 7)));
    }
    r.next_placement->target = r.next_placement->eye + glm::dvec3(0, 0, 1);  // turned around
    const Labels away = render_labels(model, r);
    EXPECT_EQ(away.at("flow_forward_class", 4, 7), 5);
    EXPECT_TRUE(std::isnan(away.at("flow_forward", 4, 7)));
}

TEST(ClosedForm, FlowClasses) {
    // A far wall, and a near card that comes from the left; both frames looked at from the wall's pixels.
    SceneWriter w;
    const int one_sided = w.material({{"doubleSided", false}});
    const int wall = w.node({{"mesh", w.mesh({square(50, one_sided)})}, {"translation", {0, 0, -20}}});
    const int card = w.node({{"mesh", w.mesh({square(1)})}, {"translation", {-9, 0, -5}}});
    w.track({card, "translation", {0, 1, 2}, {-9, 0, -5, -9, 0, -5, 0, 0, -5}});
    const Labels hidden = render_labels(load(w), request(1));
    EXPECT_EQ(hidden.at("flow_forward_class", 10, 7), 2);
    EXPECT_EQ(hidden.at("flow_backward_class", 10, 7), 1);
    EXPECT_EQ(hidden.at("flow_forward", 10, 7, 0), 0);
    w.track({wall, "rotation", {1, 2}, {0, 0, 0, 1, 0, 1, 0, 0}});  // shows its back at 2 s
    w.track({card, "scale", {0, 1}, {1, 1, 1, 1, 1, 1}});
    Labels turned = render_labels(load(w), request(0.999));
    EXPECT_EQ(turned.at("flow_forward_class", 1, 7), 3) << "culled from behind";

    SceneWriter v;
    const int fading = v.node({{"mesh", v.mesh({square(50)})}, {"translation", {0, 0, -5}}});
    v.track({fading, "visible", {0, 1.5}, {1, 0}, "STEP"});
    v.track({fading, "translation", {1, 2}, {0, 0, -5, 0, 0, 5}});
    EXPECT_EQ(render_labels(load(v), request(1)).at("flow_forward_class", 3, 3), 6);
    SceneWriter b;
    const int passing = b.node({{"mesh", b.mesh({square(50)})}, {"translation", {0, 0, -5}}});
    b.track({passing, "translation", {1, 2}, {0, 0, -5, 0, 0, 5}});
    const Labels behind = render_labels(load(b), request(1));
    EXPECT_EQ(behind.at("flow_forward_class", 3, 3), 5);
    EXPECT_TRUE(std::isnan(behind.at("flow_forward", 3, 3)));
    EXPECT_EQ(behind.at("scene_flow_forward", 3, 3, 2), -10);
    EXPECT_EQ(behind.at("flow_backward_class", 3, 3), 1);
    EXPECT_EQ(render_labels(load(b), request(0)).at("flow_forward_class", 3, 3), 1);
    ViewRequest alone = request(0.1);
    alone.has_neighbours = false;
    EXPECT_EQ(render_labels(load(b), alone).at("flow_forward_class", 3, 3), 0);
    EXPECT_EQ(render_labels(load(b), alone).at("flow_forward", 3, 3), 0);
    b.use_extension("KHR_node_visibility");
    b.track({passing, "visible", {0, 1.5}, {1, 0}, "STEP"});
    EXPECT_EQ(render_labels(load(b), request(1)).at("flow_forward_class", 3, 3), 6) << "absent and behind";
    EXPECT_EQ(render_labels(load(b), request(1)).at("flow_forward", 3, 3), 0);
}

TEST(ClosedForm, CullingAndMirroring) {
    SceneWriter w;
    const int mesh = w.mesh({square(1)});
    w.node({{"mesh", mesh}, {"translation", {-1.2, 0, -5}}, {"rotation", {0, 1, 0, 0}}});  // shows its back
    w.node({{"mesh", mesh}, {"translation", {1.2, 0, -5}}, {"scale", {-1, 1, 1}}});        // mirrored, faces the camera
    const Labels labels = render_labels(load(w), request());
    EXPECT_EQ(labels.at("instance", 3, 7), 0);
    EXPECT_EQ(labels.at("instance", 17, 7), 2);
    EXPECT_EQ(labels.at("normal", 17, 7, 2), -1);
    EXPECT_EQ(labels.at("normal_geometric", 17, 7, 2), -1);
}

TEST(ClosedForm, CutOutsAndTies) {
    SceneWriter w;
    std::vector<std::uint8_t> checker;
    for (int i = 0; i < 16; ++i) {
        const auto alpha = static_cast<std::uint8_t>((i % 4 + i / 4) % 2 == 0 ? 255 : 0);
        checker.insert(checker.end(), {255, 255, 255, alpha});
    }
    const int texture = w.texture(4, 4, checker, {.is_linear = false});
    const int cut =
        w.material({{"alphaMode", "MASK"}, {"pbrMetallicRoughness", {{"baseColorTexture", {{"index", texture}}}}}});
    const int mesh = w.mesh({square(1, cut)});
    w.node({{"mesh", mesh}, {"translation", {0, 0, -5}}});
    w.node({{"mesh", mesh}, {"translation", {0, 0, -5}}});  // the same place: the lower id wins
    w.node({{"mesh", w.mesh({square(50)})}, {"translation", {0, 0, -8}}});
    const Labels labels = render_labels(load(w), request());
    int cells = 0;
    for (int y = 2; y < 13; ++y) {
        for (int x = 5; x < 16; ++x) {
            const double u = (5 * (x + 0.5 - 0.5 * width) / focal_px + 1) * 2;
            const double v = (5 * (y + 0.5 - 0.5 * height) / focal_px + 1) * 2;
            if (std::abs(u - std::round(u)) < 1e-6 || std::abs(v - std::round(v)) < 1e-6) continue;
            const bool is_solid = (static_cast<int>(u) + static_cast<int>(v)) % 2 == 0;
            EXPECT_EQ(labels.at("instance", x, y), is_solid ? 1 : 3) << x << ' ' << y;
            EXPECT_NEAR(labels.at("depth", x, y), is_solid ? 5 : 8, 1e-12);
            ++cells;
        }
    }
    EXPECT_EQ(cells, 64);
}

TEST(ClosedForm, OrthographicAndVolume) {
    SceneWriter w;
    w.node({{"mesh", w.mesh({square(50)})}, {"translation", {0, 0, -5}}});
    w.node({{"mesh", w.mesh({square(50)})}, {"translation", {0, 0, -1}}});  // in front of the near plane
    ViewRequest r = request();
    Lens& lens = r.placement->lens;
    lens.is_perspective = false;
    lens.half_height_m = 3;
    lens.near_m = 2;
    lens.far_m = 10;
    const Labels labels = render_labels(load(w), r);
    EXPECT_EQ(labels.at("instance", 4, 2), 1);
    EXPECT_NEAR(labels.at("depth", 4, 2), 5, 1e-12);
    EXPECT_NEAR(labels.at("position", 4, 2, 0), (4.5 - 0.5 * width) * 6 / height, 1e-12);
    EXPECT_NEAR(labels.at("position", 4, 2, 1), -(2.5 - 0.5 * height) * 6 / height, 1e-12);
    lens.far_m = 4;
    EXPECT_EQ(render_labels(load(w), r).at("instance", 4, 2), 0);
    lens.far_m = 10;
    r.placement->pinhole = Pinhole{10, 10, 2, 3};
    EXPECT_NEAR(render_labels(load(w), r).at("position", 4, 2, 0), 0.25, 1e-12);
}

TEST(ClosedForm, TriangleThroughTheEyePlane) {
    // The ground 1.5 m below a camera that stands on it; half of its one triangle lies behind.
    SceneWriter w;
    PrimitiveData ground;
    ground.positions = {{-1000, -1.5F, 1000}, {1000, -1.5F, 1000}, {0, -1.5F, -2000}};
    w.node({{"mesh", w.mesh({ground})}});
    const Labels labels = render_labels(load(w), request());
    for (int y = 8; y < height; ++y) {
        EXPECT_NEAR(labels.at("depth", 10, y), 1.5 * focal_px / (y + 0.5 - 0.5 * height), 1e-9);
        EXPECT_NEAR(labels.at("normal", 10, y, 1), -1, 1e-12);
    }
    EXPECT_EQ(labels.at("instance", 10, 3), 0);
}

}  // namespace
}  // namespace plumb::oracle
