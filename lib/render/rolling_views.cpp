#include "render/rolling_views.hpp"

#include "base/parallel.hpp"
#include "render/view_data.hpp"
#include "scene/read_out.hpp"
#include "scene/rolling.hpp"

namespace plumb::render {

static_assert(sizeof(shared::RollingPose) == shared::ROLLING_POSE_BYTES);
static_assert(sizeof(shared::RollingCamera) == shared::ROLLING_CAMERA_BYTES);

namespace {

/// Of what stands in the world but is infinitely far away. A sky stands still.
shared::RollingPose environment_pose(const Environment& environment, const scene::ReadOut& image,
                                     const glm::dmat3& camera_from_world) {
    if (environment.sky && !environment.map) return {};
    return scene::rolling_pose(glm::dmat4(image.middle->world_from_environment),
                               glm::dmat4(image.edges->top.world_from_environment),
                               glm::dmat4(image.edges->bottom.world_from_environment), camera_from_world);
}

void write_image(const scene::SceneData& data, const upload::SceneGpu& scene, const Shot& shot,
                 const scene::ReadOut& image, shared::RollingCamera& camera, std::span<shared::RollingPose> poses) {
    const glm::dmat3 camera_from_world = glm::transpose(glm::dmat3(image.middle->camera.world_from_camera));
    camera.camera = scene::rolling_pose_of_camera(*image.middle, *image.edges);
    camera.environment = environment_pose(shot.environment, image, camera_from_world);
    for (std::size_t i = 0; i < poses.size(); ++i)
        poses[i] = scene::rolling_pose(image.middle->world_from_instance[i], image.edges->top.world_from_instance[i],
                                       image.edges->bottom.world_from_instance[i], camera_from_world);
    // Of the space in which posed vertices are stored: that of a skin goes with its origin, that of a morph turns with
    // its instance.
    for (const upload::SceneGpu::PosedInstance& posed : scene.posed_instances) {
        shared::RollingPose& pose = poses[posed.instance];
        if (posed.is_skinned)
            pose = scene::rolling_pose(world_from_posed(data, posed, *image.middle),
                                       world_from_posed(data, posed, image.edges->top),
                                       world_from_posed(data, posed, image.edges->bottom), camera_from_world);
        else
            for (int axis = 0; axis < 3; ++axis) pose.arm[axis] = posed.rest_center[axis];
    }
}

}  // namespace

std::uint64_t rolling_bytes(const scene::SceneData& data, std::uint32_t moment_count) {
    return moment_count * (sizeof(shared::RollingCamera) + data.instances.size() * sizeof(shared::RollingPose));
}

void write_rolling(const scene::SceneData& data, const upload::SceneGpu& scene, ShotSpan shots,
                   std::uint32_t moment_count, UploadRing& ring, shared::Frame& frame) {
    const std::uint64_t slots = shots.size() * moment_count;
    const std::size_t instance_count = data.instances.size();
    const auto cameras = ring.take<shared::RollingCamera>(slots);
    const auto poses = ring.take<shared::RollingPose>(slots * instance_count);
    in_parallel(slots, [&](std::size_t slot) {
        const Shot& shot = shots[slot / moment_count];
        const std::vector<scene::ReadOut> images = scene::read_outs_of(shot);
        const scene::ReadOut& image = images[slot % moment_count];
        // A neighbour that is missing is as the shot itself, see write_views().
        write_image(data, scene, shot, image.edges != nullptr ? image : images.front(), cameras.values[slot],
                    poses.values.subspan(slot * instance_count, instance_count));
    });
    frame.rolling_cameras = cameras.address;
    frame.rolling_poses = poses.address;
}

}  // namespace plumb::render
