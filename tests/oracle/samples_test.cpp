// The renderer against the oracle on files of other makers (PLUMB_SAMPLES), as far as the oracle reads them.
#include "rendering.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <set>

namespace plumb::oracle {
namespace {

std::vector<std::filesystem::path> sample_files(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> files;
    for (auto it = std::filesystem::recursive_directory_iterator(folder);
         it != std::filesystem::recursive_directory_iterator(); ++it) {
        if (it->path().filename() == "validator") it.disable_recursion_pending();  // files with faults
        const auto extension = it->path().extension();
        if (extension == ".gltf" || extension == ".glb") files.push_back(it->path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

/// Extensions that change no label, or that the oracle knows.
bool is_readable(const std::filesystem::path& path) {
    static const std::set<std::string> known = {
        "KHR_mesh_quantization",           "KHR_texture_transform",     "KHR_node_visibility",
        "EXT_mesh_gpu_instancing",         "KHR_materials_unlit",       "KHR_lights_punctual",
        "KHR_materials_emissive_strength", "KHR_materials_transmission"};
    const Document document(path);
    for (const std::string name : document.json().value("extensionsRequired", nlohmann::json::array())) {
        if (!known.contains(name)) return false;
    }
    return true;
}

/// The library's own framing, a little closer, seen by the oracle; or half as far from the other side.
Placement framing(const Scene& scene, bool is_behind) {
    const plumb::Camera camera = scene.framing_camera();
    Placement p;
    p.eye = glm::dvec3(camera.world_from_camera[3]);
    p.target = p.eye + glm::dvec3(camera.world_from_camera[2]);
    if (is_behind) {
        const Box box = scene.bounds();
        p.target = 0.5 * (box.min + box.max);
        p.eye = 1.5 * p.target - 0.5 * p.eye;
    }
    p.up = -glm::dvec3(camera.world_from_camera[1]);
    p.lens.fov_y_rad = 0.6 * camera.fov_y_rad;  // near enough to fill much of the image
    p.lens.near_m = camera.near_m;
    p.lens.far_m = camera.far_m;
    return p;
}

TEST(Samples, AgreeWithTheOracle) {
    const char* root = std::getenv("PLUMB_SAMPLES");
    if (root == nullptr) GTEST_SKIP() << "PLUMB_SAMPLES is not set: no files of other makers";
    int compared = 0;
    for (const std::filesystem::path& path : sample_files(root)) {
        const std::string name = path.stem().string();
        try {
            if (!is_readable(path)) throw std::runtime_error("requires an extension that the oracle does not know");
            const Model model = Model::load(path);
            if (model.instances.empty()) throw std::runtime_error("draws nothing");
            const Scene scene = Scene::load(path);
            std::size_t surface = 0;
            for (const bool is_behind : {false, true}) {
                ViewRequest view;
                view.width = is_behind ? 121 : 128;
                view.height = 96;
                view.time_s = 0.4;
                view.dt_s = 1.0 / 24;
                view.placement = framing(scene, is_behind);
                const Allowance allowance{0.3, 0.7, 0};  // dense meshes have an edge in every pixel
                const std::string side = name + (is_behind ? " from behind" : "");
                const Arrays arrays = render(scene, view, shot_of(scene, view));
                const Report report = compare(render_labels(model, view), arrays, allowance);
                EXPECT_EQ(report.violation_count, 0U) << report.text(side);
                surface += report.surface_compared;
                if (!model.has_see_through()) continue;
                view.looks_through = true;
                const Report through = compare(render_labels(model, view), labels_through(arrays), allowance);
                EXPECT_EQ(through.violation_count, 0U) << through.text(side + " through");
                std::printf("%s through: %zu surface pixels compared\n", side.c_str(), through.surface_compared);
            }
            std::printf("%s: %zu surface pixels compared\n", name.c_str(), surface);
            compared += surface > 0 ? 1 : 0;
        } catch (const std::exception& reason) {
            std::printf("%s: left out: %s\n", name.c_str(), reason.what());
        }
    }
    EXPECT_GE(compared, 10);
}

}  // namespace
}  // namespace plumb::oracle
