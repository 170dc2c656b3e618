#include "unit/scene/scene_builder.hpp"

#include "scene/pose.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>

namespace plumb {
namespace {

/// A surface point: which instance, which triangle, where on it.
struct Hit {
    std::uint32_t instance = 0;
    std::array<std::size_t, 3> corners{};
    glm::dvec3 weights{0};
    double depth = std::numeric_limits<double>::infinity();
};

/// Posed vertices of every instance in the camera frame of one moment.
std::vector<std::vector<glm::dvec3>> seen_vertices(const Scene& scene, const Moment& moment) {
    const glm::dmat4 camera_from_world = glm::inverse(moment.camera.world_from_camera);
    std::vector<std::vector<glm::dvec3>> seen(scene.instances().size());
    for (std::size_t index = 0; index < seen.size(); ++index) {
        scene::posed_positions(scene.data(), scene.instances()[index], moment, seen[index]);
        for (glm::dvec3& point : seen[index]) point = testing::transformed(camera_from_world, point);
    }
    return seen;
}

glm::dvec3 blend(const std::vector<glm::dvec3>& points, const Hit& hit) {
    return points[hit.corners[0]] * hit.weights[0] + points[hit.corners[1]] * hit.weights[1] +
           points[hit.corners[2]] * hit.weights[2];
}

glm::dvec2 project(const Camera& camera, Size size, const glm::dvec3& point) {
    const Intrinsics k = camera.intrinsics_for(size);
    const double divisor = camera.projection == Camera::Projection::perspective ? point.z : 1;
    return {k.fx * point.x / divisor + k.cx, k.fy * point.y / divisor + k.cy};
}

void meet(const std::vector<glm::dvec3>& points, const glm::dvec3& origin, const glm::dvec3& ray, Hit candidate,
          Hit& nearest) {
    const glm::dvec3 a = points[candidate.corners[0]] - origin;
    const glm::dvec3 b = points[candidate.corners[1]] - origin;
    const glm::dvec3 c = points[candidate.corners[2]] - origin;
    const glm::dvec3 volumes(glm::dot(ray, glm::cross(b, c)), glm::dot(ray, glm::cross(c, a)),
                             glm::dot(ray, glm::cross(a, b)));
    const double sum = volumes[0] + volumes[1] + volumes[2];
    if (sum == 0) return;
    candidate.weights = volumes / sum;
    if (glm::any(glm::lessThan(candidate.weights, glm::dvec3(0)))) return;
    candidate.depth = blend(points, candidate).z;
    if (candidate.depth > 0 && candidate.depth < nearest.depth) nearest = candidate;
}

std::optional<Hit> cast(const Scene& scene, const std::vector<std::vector<glm::dvec3>>& seen, const Camera& camera,
                        Size size, const glm::dvec2& pixel) {
    const Intrinsics k = camera.intrinsics_for(size);
    const glm::dvec3 slope((pixel.x - k.cx) / k.fx, (pixel.y - k.cy) / k.fy, 0);
    const bool is_perspective = camera.projection == Camera::Projection::perspective;
    const glm::dvec3 ray = is_perspective ? slope + glm::dvec3(0, 0, 1) : glm::dvec3(0, 0, 1);
    Hit nearest;
    for (std::uint32_t index = 0; index < seen.size(); ++index) {
        std::size_t first = 0;
        for (const scene::Primitive& primitive : scene.data().meshes[scene.instances()[index].mesh].primitives) {
            for (std::size_t corner = 0; corner + 2 < primitive.indices.size(); corner += 3)
                meet(seen[index], is_perspective ? glm::dvec3(0) : slope, ray,
                     {index,
                      {first + primitive.indices[corner], first + primitive.indices[corner + 1],
                       first + primitive.indices[corner + 2]}},
                     nearest);
            first += primitive.positions.size();
        }
    }
    return nearest.depth < std::numeric_limits<double>::infinity() ? std::optional(nearest) : std::nullopt;
}

glm::dvec3 parse_point(const std::string& text) {
    std::istringstream stream(text);
    glm::dvec3 point(0);
    char comma = 0;
    stream >> point.x >> comma >> point.y >> comma >> point.z;
    return point;
}

Shot shot_of(const Scene& scene, const nlohmann::json& expected) {
    std::map<std::string, std::string> arguments;
    for (std::size_t index = 0; index + 1 < expected["args"].size(); index += 2)
        arguments[expected["args"][index]] = expected["args"][index + 1];
    ShotOptions options;
    options.time_s = expected["time"];
    options.dt_s = expected["dt"];
    if (arguments.contains("--camera")) options.camera = scene.find_camera(arguments["--camera"]);
    Shot shot = scene.shot(options);
    if (!arguments.contains("--eye")) return shot;
    Camera camera;
    camera.fov_y_rad = std::stod(arguments["--yfov"]);
    camera.world_from_camera =
        look_at(parse_point(arguments["--eye"]), parse_point(arguments["--target"]), parse_point(arguments["--up"]));
    shot.now.camera = shot.previous->camera = shot.next->camera = camera;
    return shot;
}

void expect_probe(const nlohmann::json& probe, const std::optional<Hit>& hit, const Scene& scene) {
    const int id = hit ? static_cast<int>(scene.instances()[hit->instance].node) + 1 : 0;
    ASSERT_EQ(id, probe["id"].get<int>());
    if (!hit) return;
    EXPECT_NEAR(hit->depth, probe["depth"].get<double>(), 1e-6 * hit->depth);
}

class OracleCaseTest : public ::testing::TestWithParam<const char*> {};

TEST_P(OracleCaseTest, PosesAndCamerasPutEveryProbeInItsPlace) {
    const char* const folder = std::getenv("PLUMB_ORACLE");
    if (folder == nullptr) GTEST_SKIP() << "needs PLUMB_ORACLE, the folder of the closed-form cases";
    const std::filesystem::path path = std::filesystem::path(folder) / "cases" / GetParam();
    const nlohmann::json expected = nlohmann::json::parse(std::ifstream(path / "expected.json"));
    const Scene scene = Scene::load(path / "scene.gltf");
    const Shot shot = shot_of(scene, expected);
    const Size size{expected["width"], expected["height"]};
    const auto now = seen_vertices(scene, shot.now);
    const auto previous = seen_vertices(scene, *shot.previous);
    const auto next = seen_vertices(scene, *shot.next);
    std::size_t seen_count = 0;
    for (const nlohmann::json& probe : expected["probes"]) {
        SCOPED_TRACE(probe.dump());
        const glm::dvec2 pixel(probe["x"].get<double>() + 0.5, probe["y"].get<double>() + 0.5);
        const std::optional<Hit> hit = cast(scene, now, shot.now.camera, size, pixel);
        expect_probe(probe, hit, scene);
        if (HasFatalFailure() || !hit) continue;
        ++seen_count;
        // The files hold 32-bit numbers, the closed form does not.
        const glm::dvec2 forward = project(shot.next->camera, size, blend(next[hit->instance], *hit)) - pixel;
        const glm::dvec2 backward = project(shot.previous->camera, size, blend(previous[hit->instance], *hit)) - pixel;
        for (int axis = 0; axis < 2; ++axis) {
            EXPECT_NEAR(forward[axis], probe["flow_fwd"][axis].get<double>(), 1e-4);
            EXPECT_NEAR(backward[axis], probe["flow_bwd"][axis].get<double>(), 1e-4);
        }
    }
    EXPECT_GT(seen_count, 0U);
}

INSTANTIATE_TEST_SUITE_P(Cases, OracleCaseTest,
                         ::testing::Values("01_quad5m", "02_two_boxes", "03_translate", "04_rotate", "05_moving_camera",
                                           "06_skin_shear", "07_morph", "08_negative_scale", "09_instances", "10_ortho",
                                           "11_formats", "12_step_cubic", "13_hierarchy_shear"));

}  // namespace
}  // namespace plumb
