// The oracle against values in closed form that were computed elsewhere (PLUMB_ORACLE, see its README).
#include "labels.hpp"
#include "npz.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace plumb::oracle {
namespace {

glm::dvec3 to_vector(const std::string& text) {
    glm::dvec3 v;
    std::stringstream in(text);
    char comma = 0;
    in >> v.x >> comma >> v.y >> comma >> v.z;
    return v;
}

ViewRequest request_of(const nlohmann::json& expected) {
    ViewRequest request;
    request.width = expected.at("width");
    request.height = expected.at("height");
    request.time_s = expected.at("time");
    request.dt_s = expected.at("dt");
    const std::vector<std::string> args = expected.at("args");
    for (std::size_t i = 0; i + 1 < args.size(); i += 2) {
        if (args[i] == "--camera") continue;  // each of these files has one camera
        if (!request.placement) request.placement.emplace().lens.far_m = std::numeric_limits<double>::infinity();
        Placement& p = *request.placement;
        if (args[i] == "--eye") p.eye = to_vector(args[i + 1]);
        if (args[i] == "--target") p.target = to_vector(args[i + 1]);
        if (args[i] == "--up") p.up = to_vector(args[i + 1]);
        if (args[i] == "--yfov") p.lens.fov_y_rad = std::stod(args[i + 1]);
    }
    return request;
}

struct Worst {
    double depth = 0, position = 0, normal = 0, flow = 0;
    std::size_t compared = 0, surface = 0;
};

class Case : public testing::TestWithParam<const char*> {};

TEST_P(Case, AgreesWithClosedForm) {
    const char* root = std::getenv("PLUMB_ORACLE");
    if (root == nullptr) GTEST_SKIP() << "PLUMB_ORACLE is not set: no closed-form cases";
    const auto folder = std::filesystem::path(root) / "cases" / GetParam();
    std::ifstream file(folder / "expected.json");
    const ViewRequest request = request_of(nlohmann::json::parse(file));
    const Model model = Model::load(folder / "scene.gltf");
    const Labels labels = render_labels(model, request);
    const auto expected = read_npz(folder / "expected.npz");
    const auto value = [&](const char* name, std::size_t pixel, std::size_t channels, std::size_t c) {
        return expected.at(name).values.at(pixel * channels + c);
    };
    const Pose pose = pose_at(model, request.time_s, 0);
    const Camera camera = request.placement ? placed_camera(*request.placement, request.width, request.height)
                                            : file_camera(model, pose, 0, request.width, request.height);
    Worst worst;
    for (std::size_t i = 0; i < labels.edge_px.size(); ++i) {
        if (value("ambiguous", i, 1, 0) != 0) continue;
        ++worst.compared;
        const auto label = [&](const char* pass, std::size_t c) {
            const Plane& plane = labels.planes.at(pass);
            return plane.values[i * plane.channels + c];
        };
        const auto id = static_cast<std::size_t>(label("instance", 0));
        const double node = id == 0 ? 0 : model.instances[id - 1].node + 1;
        ASSERT_EQ(node, value("id", i, 1, 0)) << "pixel " << i;
        if (id == 0) continue;
        ++worst.surface;
        worst.depth = std::max(worst.depth, std::abs(label("depth", 0) - value("depth", i, 1, 0)));
        glm::dvec3 normal(label("normal_geometric", 0), label("normal_geometric", 1), label("normal_geometric", 2));
        normal = camera.world_from_camera * normal;
        for (std::size_t c = 0; c < 3; ++c) {
            worst.position = std::max(worst.position, std::abs(label("position", c) - value("position", i, 3, c)));
            worst.normal = std::max(worst.normal, std::abs(normal[static_cast<int>(c)] - value("normal", i, 3, c)));
        }
        for (const auto& [ours, theirs] :
             {std::pair{"flow_forward", "flow_fwd"}, std::pair{"flow_backward", "flow_bwd"}}) {
            for (std::size_t c = 0; c < 2; ++c) {
                worst.flow = std::max(worst.flow, std::abs(label(ours, c) - value(theirs, i, 2, c)));
            }
        }
    }
    EXPECT_GT(worst.compared, labels.edge_px.size() * 9 / 10);
    EXPECT_GT(worst.surface, 500U);
    // The files hold float32 vertices; the closed forms do not round.
    EXPECT_LT(worst.depth, 1e-6);
    EXPECT_LT(worst.position, 1e-6);
    EXPECT_LT(worst.normal, 1e-6);
    EXPECT_LT(worst.flow, 1e-4);
    RecordProperty("worst", std::to_string(worst.depth) + " m, " + std::to_string(worst.flow) + " px");
}

INSTANTIATE_TEST_SUITE_P(Closed, Case,
                         testing::Values("01_quad5m", "02_two_boxes", "03_translate", "04_rotate", "05_moving_camera",
                                         "06_skin_shear", "07_morph", "08_negative_scale", "09_instances", "10_ortho",
                                         "11_formats", "12_step_cubic", "13_hierarchy_shear"),
                         [](const auto& name) { return std::string(name.param); });

}  // namespace
}  // namespace plumb::oracle
