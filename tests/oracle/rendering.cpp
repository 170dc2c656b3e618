#include "rendering.hpp"

#include <gtest/gtest.h>

#include <unistd.h>
#include <cstdlib>
#include <optional>
#include <tuple>

namespace plumb::oracle {
namespace {

/// Closes the device before the driver's own static objects go, and holds it to silence under validation.
class DeviceHolder : public testing::Environment {
public:
    void TearDown() override {
        EXPECT_EQ(device ? device->validation_message_count() : 0U, 0U);
        device.reset();
    }
    std::optional<Device> device;
};

DeviceHolder* const device_holder = [] {
    auto* holder = new DeviceHolder;  // owned by GoogleTest
    testing::AddGlobalTestEnvironment(holder);
    return holder;
}();

plumb::Camera::Projection projection_of(const Lens& lens) {
    using Projection = plumb::Camera::Projection;
    if (lens.distortion.kind == Distortion::Kind::fisheye) return Projection::fisheye;
    if (lens.distortion.kind == Distortion::Kind::equirectangular) return Projection::equirectangular;
    return lens.is_perspective ? Projection::perspective : Projection::orthographic;
}

plumb::Camera to_library(const Placement& placement, const ViewRequest& request) {
    const Camera ours = placed_camera(placement, request.width, request.height);
    plumb::Camera camera;
    camera.projection = projection_of(placement.lens);
    camera.distortion = placement.lens.distortion.k;
    if (placement.lens.distortion.half_field_rad < 4) camera.field_rad = 2 * placement.lens.distortion.half_field_rad;
    camera.fov_y_rad = placement.lens.fov_y_rad;
    camera.half_height_m = placement.lens.half_height_m;
    camera.near_m = placement.lens.near_m;
    camera.far_m = placement.lens.far_m;
    if (placement.pinhole || ours.distortion.kind == Distortion::Kind::fisheye) {
        const Pinhole& p = ours.pinhole;
        camera.intrinsics = plumb::Intrinsics{p.fx, p.fy, p.cx, p.cy};
    }
    camera.world_from_camera = glm::dmat4(ours.world_from_camera);
    camera.world_from_camera[3] = glm::dvec4(ours.eye, 1);
    return camera;
}

}  // namespace

SceneFile::SceneFile(const SceneCase& scene) {
    SceneWriter writer;
    // Another seed makes other scenes of the same kinds; their allowances are those of the usual seed.
    const char* seed = std::getenv("PLUMB_ORACLE_SEED");
    Random random(scene.name + (seed != nullptr ? seed : ""));
    scene.build(writer, random);
    path_ = std::filesystem::temp_directory_path() /
            ("plumb_oracle_" + std::to_string(getpid()) + "_" + scene.name + (scene.is_glb ? ".glb" : ".gltf"));
    writer.write(path_);
}

SceneFile::~SceneFile() {
    std::error_code ignored;  // a file left behind in the temporary folder is no failure
    std::filesystem::remove(path_, ignored);
}

ViewRequest sized_view(const SceneCase& scene, std::size_t which) {
    ViewRequest view = scene.view;
    std::tie(view.width, view.height) = scene.sizes[which];
    return view;
}

Device& shared_device() {
    if (!device_holder->device) device_holder->device = Device::create();
    return *device_holder->device;
}

Shot shot_of(const Scene& scene, const ViewRequest& request) {
    ShotOptions options;
    options.time_s = request.time_s;
    options.dt_s = request.dt_s;
    options.readout_s = request.readout_s;
    options.is_animated = request.animation >= 0;
    Shot shot = scene.shot(options);
    const auto set = [&](Moment& moment, int step, double offset_s) {
        if (const auto placement = request.placement_at(step, offset_s))
            moment.camera = to_library(*placement, request);
        moment.world_from_environment = request.environment_at(step, offset_s);
    };
    const auto set_edges = [&](RollingShutter::Edges& edges, int step) {
        set(edges.top, step, -request.readout_s / 2);
        set(edges.bottom, step, request.readout_s / 2);
    };
    set(shot.now, 0, 0);
    if (!request.has_neighbours) shot.next = shot.previous = std::nullopt;
    if (shot.next) set(*shot.next, 1, 0);
    if (shot.previous) set(*shot.previous, -1, 0);
    if (!shot.rolling_shutter) return shot;
    RollingShutter& shutter = *shot.rolling_shutter;
    if (!request.has_neighbours) shutter.next = shutter.previous = std::nullopt;
    set_edges(shutter.now, 0);
    if (shutter.next) set_edges(*shutter.next, 1);
    if (shutter.previous) set_edges(*shutter.previous, -1);
    return shot;
}

std::vector<std::string> label_passes() {
    std::vector<std::string> names;
    for (const PassInfo& info : pass_table) {
        if (info.name != "rgb" && info.name != "hdr") names.emplace_back(info.name);
    }
    for (const PassInfo& info : through_passes()) names.emplace_back(info.name);
    return names;
}

Arrays arrays_of(const Frame& frame) {
    Arrays arrays{static_cast<int>(frame.size().width), static_cast<int>(frame.size().height), {}};
    for (const std::string& name : label_passes()) {
        const PassView view = frame[name];
        std::vector<double>& out = arrays.planes[name];
        switch (view.info->type) {
            case ComponentType::u8:
                for (const std::uint8_t v : view.as<std::uint8_t>()) out.push_back(v);
                break;
            case ComponentType::u32:
                for (const std::uint32_t v : view.as<std::uint32_t>()) out.push_back(v);
                break;
            case ComponentType::f32:
                for (const float v : view.as<float>()) out.push_back(static_cast<double>(v));
                break;
            case ComponentType::u16:
            case ComponentType::f16:
                ADD_FAILURE() << name << " is packed, and nobody asked for that";
                break;
        }
    }
    return arrays;
}

Arrays labels_through(const Arrays& arrays) {
    Arrays through{arrays.width, arrays.height, {}};
    for (const PassInfo& info : through_passes())
        through.planes[std::string(row_of(info).name)] = arrays.planes.at(std::string(info.name));
    return through;
}

RendererOptions label_options(Size size) {
    RendererOptions options;
    options.size = size;
    options.passes = label_passes();
    options.annotations = false;
    return options;
}

Arrays render(const Scene& scene, const ViewRequest& request, const Shot& shot) {
    const Size size{static_cast<std::uint32_t>(request.width), static_cast<std::uint32_t>(request.height)};
    Renderer renderer(shared_device(), scene, label_options(size));
    return arrays_of(renderer.render(shot));
}

}  // namespace plumb::oracle
