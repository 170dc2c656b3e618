#include <plumb/annotate.hpp>

#include "annotate/box3d.hpp"
#include "annotate/describe.hpp"
#include "base/parallel.hpp"
#include "scene/rolling.hpp"
#include "scene/scene_data.hpp"

#include <plumb/error.hpp>

#include <algorithm>
#include <cmath>
#include <string>

namespace plumb {

namespace {

constexpr std::size_t run = 64;  // instances that a thread takes at once

void require_length(const char* what, std::size_t length, std::size_t expected) {
    if (length == expected) return;
    throw Error(ErrorCode::invalid_argument, std::string("cannot annotate: ") + what + " has " +
                                                 std::to_string(length) + " entries, the scene needs " +
                                                 std::to_string(expected));
}

CameraAnnotation annotate_camera(const Camera& camera, Size size) {
    CameraAnnotation result;
    result.camera = camera;
    result.intrinsics = camera.intrinsics_for(size);
    result.intrinsics_integer_center = result.intrinsics;
    result.intrinsics_integer_center.cx -= 0.5;
    result.intrinsics_integer_center.cy -= 0.5;
    result.world_from_camera = camera.world_from_camera;
    result.world_from_camera_gltf = camera.world_from_camera;
    result.world_from_camera_gltf[1] = -camera.world_from_camera[1];
    result.world_from_camera_gltf[2] = -camera.world_from_camera[2];
    return result;
}

/// Puts the corners of boxes where rows see them.
void place_by_row(const scene::RowProjector& projector, std::size_t index, Box3d& box) {
    for (unsigned corner = 0; corner < 8; ++corner) {
        const auto sight = projector.sight(box.corners[corner], index);
        box.corners_px[corner] = sight ? std::optional(sight->pixel) : std::nullopt;
    }
}

/// Exact for the rigid matrices that Camera asks for.
glm::dmat4 inverse_of_rigid(const glm::dmat4& world_from_camera) {
    const glm::dmat3 rotation = glm::transpose(glm::dmat3(world_from_camera));
    glm::dmat4 result(rotation);
    result[3] = glm::dvec4(-(rotation * glm::dvec3(world_from_camera[3])), 1);
    return result;
}

}  // namespace

FrameAnnotations annotation::describe(const Scene& scene, const DeformedExtents& extents, const Shot& shot, Size size) {
    const scene::SceneData& data = scene.data();
    const std::size_t count = data.instances.size();
    require_length("world_from_instance", shot.now.world_from_instance.size(), count);
    require_length("visible", shot.now.visible.size(), count);
    require_length("world_from_joint", shot.now.world_from_joint.size(), data.joint_count);
    require_length("morph_weights", shot.now.morph_weights.size(), data.weight_count);
    if (size.width == 0 || size.height == 0)
        throw Error(ErrorCode::invalid_argument, "cannot annotate an image of " + std::to_string(size.width) + " x " +
                                                     std::to_string(size.height) + " pixels, 1 x 1 is the least");

    FrameAnnotations result;
    result.camera = annotate_camera(shot.now.camera, size);
    const glm::dmat4 camera_from_world = inverse_of_rigid(shot.now.camera.world_from_camera);
    const annotation::BoxMaker boxes(extents, shot.now, camera_from_world, scene::Projector(shot.now.camera, size));
    std::optional<scene::RowProjector> by_row;
    if (const auto& shutter = shot.rolling_shutter) {
        result.camera.rolling = {shutter->readout_s, shutter->now.top.camera.world_from_camera,
                                 shutter->now.bottom.camera.world_from_camera};
        by_row.emplace(shot.now, shutter->now, size);
    }
    result.instances.resize(count);
    const auto describe_one = [&](std::size_t index) {
        InstanceAnnotation& instance = result.instances[index];
        instance.id = data.instances[index].id;
        instance.camera_from_object = camera_from_world * shot.now.world_from_instance[index];
        instance.is_visible = shot.now.visible[index] != 0;
        instance.box_3d = boxes.make(data.instances[index], instance.camera_from_object);
        if (by_row) place_by_row(*by_row, index, instance.box_3d);
    };
    in_parallel((count + run - 1) / run, threads_for(count), [&](std::size_t k) {
        for (std::size_t index = k * run; index < std::min(count, (k + 1) * run); ++index) describe_one(index);
    });
    return result;
}

void annotation::add_counts(FrameAnnotations& annotations, std::span<const PixelCount> counts) {
    require_length("the list of pixel counts", counts.size(), annotations.instances.size());
    for (std::size_t index = 0; index < counts.size(); ++index) {
        InstanceAnnotation& instance = annotations.instances[index];
        instance.pixels = counts[index].pixels;
        if (counts[index].pixels > 0) instance.box_tight = counts[index].box;
    }
}

FrameAnnotations annotate(const Scene& scene, const Shot& shot, Size size, std::span<const PixelCount> counts) {
    const annotation::DeformedExtents extents(scene.data(), annotation::DeformedExtents::Use::once);
    FrameAnnotations result = annotation::describe(scene, extents, shot, size);
    annotation::add_counts(result, counts);
    return result;
}

}  // namespace plumb
