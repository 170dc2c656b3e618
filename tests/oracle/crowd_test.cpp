// Crowds: many copies of a skinned figure, each with a clip phase and a place of its own, against the oracle, which
// poses every copy by itself.
#include "derived.hpp"
#include "rendering.hpp"
#include "shot_stage.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <set>

namespace plumb::oracle {
namespace {

using nlohmann::json;

constexpr double dt_s = 1.0 / 24;
constexpr std::uint32_t copy_count = 500;

/// One tube of three joints that bends and bulges, textured by its normals alone; and a floor.
void small_figure(SceneWriter& w, Random&) {
    PrimitiveData tube = sheet(5, [](float u, float v) {
        const float angle = 6.2831853F * v;
        return glm::vec3(0.2F * std::cos(angle), 1.8F * u, -0.2F * std::sin(angle));
    });
    TargetData bulge;
    for (const glm::vec3& at : tube.positions) {
        const float along = std::min(at.y / 0.9F, 1.999F);
        const auto joint = static_cast<std::uint32_t>(along);
        const float share = along - std::floor(along);
        tube.joints.emplace_back(joint, joint + 1, 0, 0);
        tube.weights.emplace_back(1 - share, share, 0, 0);
        bulge.positions.push_back(0.6F * glm::vec3(at.x, 0, at.z));
    }
    tube.targets.push_back(bulge);
    tube.material = w.material({{"doubleSided", true}});
    std::vector<int> joints;
    std::vector<glm::mat4> inverse_bind;
    for (int j = 2; j >= 0; --j) {
        json node = {{"name", "joint_" + std::to_string(j)}, {"translation", {0, j == 0 ? 0.0F : 0.9F, 0}}};
        if (!joints.empty()) node["children"] = {joints.front()};
        joints.insert(joints.begin(), w.node(node, false));
        const std::vector<glm::vec4> turns{turn({0, 0, 1}, -0.3), turn({0.3F, 0, 1}, 0.5), turn({0, 0, 1}, -0.3)};
        w.track({joints.front(), "rotation", {0, 1, 2}, joined(turns)});
        glm::mat4 inverse(1);
        inverse[3] = glm::vec4(0, -0.9F * static_cast<float>(j), 0, 1);
        inverse_bind.insert(inverse_bind.begin(), inverse);
    }
    const int walker = w.node({{"name", "walker"}, {"children", {joints.front()}}, {"translation", {0.5, 0, 0.25}}});
    w.track({walker, "translation", {0, 2}, {0.5F, 0, 0.25F, 0.5F, 0, 1.25F}});
    w.node({{"name", "floor"}, {"mesh", w.mesh({square(40)})}, {"rotation", list(turn({1, 0, 0}, -1.5707963))}});
    const int mesh = w.mesh({tube}, {{"weights", {0.1F}}, {"extras", {{"targetNames", {"bulge"}}}}});
    const int body = w.node(
        {{"name", "body"}, {"mesh", mesh}, {"skin", w.skin(joints, inverse_bind)}, {"extras", {{"class", "figure"}}}});
    w.track({body, "weights", {0, 1, 2}, {0, 1, 0}});
}

glm::dmat4 place_on_grid(std::uint32_t copy, double spacing_m) {
    const double angle = 0.7 * copy;
    const double c = std::cos(angle), s = std::sin(angle);
    glm::dmat4 moved(glm::dvec4(c, 0, -s, 0), glm::dvec4(0, 1, 0, 0), glm::dvec4(s, 0, c, 0), glm::dvec4(0, 0, 0, 1));
    moved[3] = glm::dvec4((copy % 25 - 12.0) * spacing_m, 0, (copy / 25 - 10.0) * spacing_m, 1);
    return moved;
}

/// A crowd as the library makes it, with the same crowd as the oracle sees it.
struct Crowd {
    Scene scene;
    Shot shot;
    Model model;
    StagedFrame frame;
    double pose_s = 0;  ///< time that the library took for all poses of the shot
};

struct CrowdRequest {
    std::string node;                         ///< of the template
    std::vector<std::size_t> originals = {};  ///< instances that it draws
    double spacing_m = 1;
    double period_s = 2;
    plumb::Camera camera = {};
    Size size = {};
    bool has_own_materials = false;
};

Crowd make_crowd(const std::filesystem::path& path, const CrowdRequest& request) {
    const Scene scene = Scene::load(path).with({.copies = {{.node = request.node,
                                                            .count = copy_count,
                                                            .is_template_hidden = true,
                                                            .has_own_materials = request.has_own_materials}}});
    Crowd crowd{scene, scene.default_shot(0.5, dt_s), Model::load(path), {}};
    add_copies(crowd.model, request.originals, copy_count, request.has_own_materials);
    const Figure figure = Figure::copies(scene, 0);
    const std::array<Moment*, 3> moments{&crowd.shot.now, &*crowd.shot.next, &*crowd.shot.previous};
    const std::array<double, 3> steps{0, dt_s, -dt_s};
    for (std::size_t m = 0; m < 3; ++m) {
        moments[m]->camera = request.camera;
        StagedInstant instant{{}, from_library(request.camera, request.size, glm::dmat3(1))};
        instant.stances = stances_of(crowd.model, pose_at(crowd.model, 0.5 + steps[m], 0));
        for (const std::size_t original : request.originals) instant.stances[original].is_visible = false;
        std::size_t next = crowd.model.instances.size() - copy_count * request.originals.size();
        for (std::uint32_t copy = 0; copy < copy_count; ++copy) {
            const double time_s = std::fmod(0.37 * copy, request.period_s - 0.2) + 0.1 + steps[m];
            const glm::dmat4 moved = place_on_grid(copy, request.spacing_m);
            const auto start = std::chrono::steady_clock::now();
            figure.set_pose(copy, {.animation = 0, .time_s = time_s, .moved = moved}, *moments[m]);
            crowd.pose_s += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
            for (Stance& stance : copy_stances(crowd.model, request.originals, {0, time_s, moved}))
                instant.stances[next++] = std::move(stance);
        }
        if (m == 0) crowd.frame.now = std::move(instant);
        if (m == 1) crowd.frame.next = std::move(instant);
        if (m == 2) crowd.frame.previous = std::move(instant);
    }
    return crowd;
}

void expect_agreement(const Crowd& crowd, Size size, const Allowance& allowance, std::ptrdiff_t least_seen) {
    Renderer renderer(shared_device(), crowd.scene, label_options(size));
    const Arrays arrays = arrays_of(renderer.render(crowd.shot));
    const std::vector<double>& ids = arrays.planes.at("instance");
    const std::size_t first = crowd.scene.copies()[0].first_instance;
    const std::set<double> seen(ids.begin(), ids.end());
    const auto seen_copies =
        std::count_if(seen.begin(), seen.end(), [&](double id) { return id > static_cast<double>(first); });
    EXPECT_GE(seen_copies, least_seen);
    const Report report = compare(render_labels(crowd.model, crowd.frame), arrays, allowance);
    EXPECT_EQ(report.violation_count, 0U) << report.text("crowd");
    std::printf("%zu instances, %td copies seen, %zu surface pixels compared, 3 x %u poses in %.1f ms\n",
                crowd.scene.instances().size(), seen_copies, report.surface_compared, copy_count, 1e3 * crowd.pose_s);
}

plumb::Camera raised(const glm::dvec3& eye, const glm::dvec3& target, double fov_y_rad) {
    plumb::Camera camera;
    camera.world_from_camera = look_at(eye, target, {0, 1, 0});
    camera.fov_y_rad = fov_y_rad;
    camera.near_m = 0.1;
    return camera;
}

class Crowds : public testing::TestWithParam<bool> {};

TEST_P(Crowds, FiveHundredSmallFigures) {
    const SceneFile file({"small_figure", small_figure, {}});
    const CrowdRequest request{.node = "body",
                               .originals = {1},
                               .spacing_m = 1.2,
                               .camera = raised({0, 17, 27}, {0, 0, 1}, 1.0),
                               .size = {400, 300},
                               .has_own_materials = GetParam()};
    const Crowd crowd = make_crowd(file.path(), request);
    ASSERT_EQ(crowd.scene.instances().size(), crowd.model.instances.size());
    expect_agreement(crowd, request.size, {0.1, 0.35, 0.5}, copy_count);
    EXPECT_EQ(crowd.scene.materials().size(), GetParam() ? 1U + copy_count : 1U);
}

INSTANTIATE_TEST_SUITE_P(crowds, Crowds, testing::Bool(),
                         [](const auto& test) { return std::string(test.param ? "OwnMaterials" : "SharedMaterials"); });

TEST(CrowdOfWalkers, FiveHundredWalkersOfTheWorkshop) {
    const std::filesystem::path path = std::filesystem::path(PLUMB_ASSETS) / "workshop/workshop.glb";
    const Scene scene = Scene::load(path);
    CrowdRequest request{.node = "figure", .spacing_m = 1.5, .period_s = 6, .size = {160, 120}};
    for (const InstanceInfo& instance : scene.instances())
        if (instance.name == "figure") request.originals = {instance.id - 1};
    ASSERT_EQ(request.originals.size(), 1U);
    // Between the last rows, so that the oracle has to hold few of ten million triangles.
    request.camera = raised({16, 2.2, 17.5}, {17.4, 0.9, 14}, 0.7);
    request.camera.far_m = 9;
    const Crowd crowd = make_crowd(path, request);
    EXPECT_EQ(crowd.scene.triangle_count(), scene.triangle_count() + copy_count * 21548ULL);
    EXPECT_LT(crowd.pose_s, 1) << "for three moments";
    expect_agreement(crowd, request.size, {0.6, 0.95, 0.01}, 5);
}

}  // namespace
}  // namespace plumb::oracle
