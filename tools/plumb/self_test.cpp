#include "self_test.hpp"

#include "temporary_folder.hpp"

#include <cmath>
#include <filesystem>
#include <fstream>

namespace plumb::program {

namespace {

// One triangle in the plane z = 0 that covers a square of 2 m around the origin; its buffer holds the positions
// (-3,-1,0), (3,-1,0), (0,5,0).
constexpr const char* triangle_gltf = R"({
  "asset": {"version": "2.0"}, "scene": 0, "scenes": [{"nodes": [0]}], "nodes": [{"mesh": 0}],
  "meshes": [{"primitives": [{"attributes": {"POSITION": 0}}]}],
  "accessors": [{"bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3",
                 "min": [-3, -1, 0], "max": [3, 5, 0]}],
  "bufferViews": [{"buffer": 0, "byteLength": 36}],
  "buffers": [{"byteLength": 36,
               "uri": "data:application/octet-stream;base64,AABAwAAAgL8AAAAAAABAQAAAgL8AAAAAAAAAAAAAoEAAAAAA"}]
})";

}  // namespace

std::string self_test(const Device& device) {
    const TemporaryFolder folder("doctor");
    const std::filesystem::path file = folder.path() / "triangle.gltf";
    std::ofstream(file) << triangle_gltf;
    const Scene scene = Scene::load(file);
    constexpr double distance_m = 4;
    Shot shot = scene.default_shot();
    shot.now.camera = Camera{};
    shot.now.camera.fov_y_rad = 2 * std::atan(1 / distance_m);
    shot.now.camera.world_from_camera = look_at({0, 0, distance_m}, {0, 0, 0}, {0, 1, 0});
    Renderer renderer(device, scene, {.size = {16, 16}, .passes = {"depth", "instance"}});
    const Frame frame = renderer.render(shot);
    for (const float depth : frame["depth"].as<float>()) {
        if (std::abs(depth - distance_m) < 1e-4) continue;
        return "depth of a plane 4 m away is " + std::to_string(depth) + " m";
    }
    for (const std::uint32_t id : frame["instance"].as<std::uint32_t>()) {
        if (id != 1) return "instance id of the only object is " + std::to_string(id) + ", not 1";
    }
    return {};
}

}  // namespace plumb::program
