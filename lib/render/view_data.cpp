#include "render/view_data.hpp"

#include "base/parallel.hpp"
#include "render/matrix_rows.hpp"
#include "scene/lens.hpp"
#include "scene/read_out.hpp"

#include <plumb/scene.hpp>

#include <glm/gtc/type_ptr.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <vector>

namespace plumb::render {

static_assert(sizeof(shared::CameraMoment) == shared::CAMERA_MOMENT_BYTES);
static_assert(sizeof(shared::InstanceMoment) == shared::INSTANCE_MOMENT_BYTES);
static_assert(sizeof(shared::Lens) == shared::LENS_BYTES);
static_assert(sizeof(shared::DrawCluster) == shared::DRAW_CLUSTER_BYTES);

namespace {

/// How the views of a submission see.
struct Sight {
    Size size;
    Optics optics;
};

/// (X, Y, z) of a world point, see InstanceMoment; the eye is subtracted first, so that nothing is lost far out.
struct PixelProjection {
    glm::dmat3 rows;  ///< rows[r] = row r
    glm::dvec3 eye;
    glm::dvec3 offset;

    PixelProjection(const Camera& camera, const Sight& sight) {
        const Intrinsics k =
            sight.optics == Optics::matrix ? camera.intrinsics_for(sight.size) : Intrinsics{1, 1, 0, 0};
        const glm::dmat4& w = camera.world_from_camera;
        const glm::dvec3 x(w[0]), y(w[1]), z(w[2]);
        eye = glm::dvec3(w[3]);
        const bool is_perspective = camera.projection != Camera::Projection::orthographic;
        rows[0] = is_perspective ? k.fx * x + k.cx * z : k.fx * x;
        rows[1] = is_perspective ? k.fy * y + k.cy * z : k.fy * y;
        rows[2] = z;
        offset = is_perspective ? glm::dvec3(0) : glm::dvec3(k.cx, k.cy, 0);
    }

    void write(const glm::dmat4& world_from_object, double out[12]) const {
        const glm::dvec3 translation = glm::dvec3(world_from_object[3]) - eye;
        for (int r = 0; r < 3; ++r) {
            for (int c = 0; c < 3; ++c) out[4 * r + c] = glm::dot(rows[r], glm::dvec3(world_from_object[c]));
            out[4 * r + 3] = glm::dot(rows[r], translation) + offset[r];
        }
    }
};

/// A sky stands in the world; a map or a colour turns with the moment's rotation.
glm::dmat3 world_from_surroundings(const Environment& environment, const Moment& moment) {
    return environment.sky && !environment.map ? glm::dmat3(1) : moment.world_from_environment;
}

/// Two numbers a word, the last one alone.
template <std::size_t count>
void pack(const std::array<float, count>& numbers, std::uint64_t* words) {
    for (std::size_t i = 0; i < count; i += 2) {
        const std::uint64_t low = std::bit_cast<std::uint32_t>(numbers[i]);
        const std::uint64_t high = i + 1 < count ? std::bit_cast<std::uint32_t>(numbers[i + 1]) : 0;
        words[i / 2] = high << 32 | low;
    }
}

void pack_rows(const glm::dmat3& m, std::uint64_t* words) {
    std::array<float, 9> rows{};
    for (int r = 0; r < 3; ++r)
        for (int c = 0; c < 3; ++c) rows[static_cast<std::size_t>(3 * r + c)] = static_cast<float>(m[c][r]);
    pack(rows, words);
}

/// A matrix up to a factor, its largest number 1, so that nothing over- or underflows in single precision.
void pack_direction(const glm::dmat3& m, std::uint64_t* words) {
    double largest = 0;
    for (int c = 0; c < 3; ++c)
        for (int r = 0; r < 3; ++r) largest = std::max(largest, std::abs(m[c][r]));
    pack_rows(m * (largest > 0 ? 1 / largest : 0), words);
}

/// Cofactors: carry normals, whatever the scale, up to length; those of a mirrored object point the other way.
glm::dmat3 cofactors(const glm::dmat3& m) {
    return {glm::cross(m[1], m[2]), glm::cross(m[2], m[0]), glm::cross(m[0], m[1])};
}

void write_directions(const Camera& camera, const glm::dmat3& world_from_object, bool is_mirrored,
                      shared::InstanceMoment& out) {
    const glm::dmat3 camera_from_world = glm::transpose(glm::dmat3(camera.world_from_camera));
    pack_direction(camera_from_world * cofactors(world_from_object) * (is_mirrored ? -1.0 : 1.0),
                   out.camera_from_normal);
    pack_direction(camera_from_world * world_from_object, out.camera_from_tangent);
}

glm::dmat3 rows_of(const double (&m)[9]) {
    return glm::transpose(glm::make_mat3(m));
}

/// See CameraMoment::environment_motion. Exactly 0 where nothing changes, whatever the rounding of the product.
void write_environment_motion(const shared::CameraMoment& now, shared::CameraMoment& then) {
    const auto matrix = [](const shared::CameraMoment& camera) {
        return glm::dmat3(camera.fx, 0, 0, 0, camera.fy, 0, camera.cx, camera.cy, 1) *
               rows_of(camera.camera_from_environment);
    };
    const glm::dmat3 start = matrix(now), end = matrix(then);
    pack_rows((end - start) * glm::inverse(start), then.environment_motion);
}

void write_pixel_motion(std::span<const shared::InstanceMoment> now, std::span<shared::InstanceMoment> then) {
    for (std::size_t i = 0; i < then.size(); ++i) {
        std::array<float, 12> change{};
        for (std::size_t k = 0; k < change.size(); ++k)
            change[k] = static_cast<float>(then[i].pixel_from_object[k] - now[i].pixel_from_object[k]);
        pack(change, then[i].pixel_motion);
    }
}

shared::CameraMoment camera_moment(const Shot& shot, const Moment& moment, Size size, bool exists) {
    const Camera& camera = moment.camera;
    const Intrinsics k = camera.intrinsics_for(size);
    shared::CameraMoment result{};
    result.fx = k.fx;
    result.fy = k.fy;
    result.cx = k.cx;
    result.cy = k.cy;
    result.near_m = camera.near_m;
    result.far_m = camera.far_m;
    write_rows(camera.world_from_camera, result.world_from_camera);
    const glm::dmat3 rotation =
        glm::transpose(glm::dmat3(camera.world_from_camera)) * world_from_surroundings(shot.environment, moment);
    for (int r = 0; r < 3; ++r)
        for (int c = 0; c < 3; ++c) result.camera_from_environment[3 * r + c] = rotation[c][r];
    result.is_orthographic = camera.projection == Camera::Projection::orthographic ? 1 : 0;
    result.exists = exists ? 1 : 0;
    return result;
}

/// World-space place near a skinned instance, from which its posed vertices are counted.
glm::dvec3 skinned_origin(const Moment& moment, const InstanceInfo& info, const glm::dvec3& rest_center) {
    return glm::dvec3(moment.world_from_joint[info.first_joint] * glm::dvec4(rest_center, 1));
}

/// The camera as the object sees it. A flat object has no inverse: what follows is not finite and culls nothing.
void write_eye(const Camera& camera, const glm::dmat4& world_from_object, double eye[4]) {
    const glm::dmat3 inverse = glm::inverse(glm::dmat3(world_from_object));
    const bool is_perspective = camera.projection != Camera::Projection::orthographic;
    const glm::dvec3 place =
        is_perspective ? inverse * (glm::dvec3(camera.world_from_camera[3]) - glm::dvec3(world_from_object[3]))
                       : inverse * -glm::dvec3(camera.world_from_camera[2]);
    for (int axis = 0; axis < 3; ++axis) eye[axis] = place[axis];
    eye[3] = is_perspective ? 1 : 0;
}

void write_instance(const PixelProjection& projection, const Camera& camera, const glm::dmat4& world_from_object,
                    bool is_visible, bool may_mirror, shared::InstanceMoment& out) {
    projection.write(world_from_object, out.pixel_from_object);
    write_rows(world_from_object, out.world_from_object);
    write_eye(camera, world_from_object, out.eye);
    out.flags = is_visible ? shared::INSTANCE_VISIBLE : 0;
    const bool is_mirrored = may_mirror && glm::determinant(glm::dmat3(world_from_object)) < 0;
    if (is_mirrored) out.flags |= shared::INSTANCE_MIRRORED;
    write_directions(camera, glm::dmat3(world_from_object), is_mirrored, out);
    out.padding = 0;
}

/// Instances of one moment of one view.
void write_instances(const scene::SceneData& data, const upload::SceneGpu& scene, const Moment& moment,
                     const Sight& sight, std::span<shared::InstanceMoment> instances) {
    const PixelProjection projection(moment.camera, sight);
    for (std::size_t i = 0; i < instances.size(); ++i)
        write_instance(projection, moment.camera, moment.world_from_instance[i], moment.visible[i] != 0, true,
                       instances[i]);
    for (const upload::SceneGpu::PosedInstance& posed : scene.posed_instances)
        write_instance(projection, moment.camera, world_from_posed(data, posed, moment),
                       moment.visible[posed.instance] != 0, !posed.is_skinned, instances[posed.instance]);
}

/// Joints and weights of one pose.
void write_pose(const scene::SceneData& data, const upload::SceneGpu& scene, const Moment& moment,
                std::span<double> joints, std::span<float> weights) {
    for (const upload::SceneGpu::PosedInstance& posed : scene.posed_instances) {
        if (!posed.is_skinned) continue;
        const InstanceInfo& info = data.instances[posed.instance];
        const glm::dvec3 origin(world_from_posed(data, posed, moment)[3]);
        for (std::uint32_t j = info.first_joint; j < info.first_joint + info.joint_count; ++j) {
            glm::dmat4 relative = moment.world_from_joint[j];
            relative[3] -= glm::dvec4(origin, 0);
            write_rows(relative, &joints[std::size_t{j} * 12]);
        }
        if (posed.own_joint == shared::NO_JOINT) continue;
        glm::dmat4 relative = moment.world_from_instance[posed.instance];
        relative[3] -= glm::dvec4(origin, 0);
        write_rows(relative, &joints[std::size_t{posed.own_joint} * 12]);
    }
    if (!weights.empty()) std::memcpy(weights.data(), moment.morph_weights.data(), weights.size_bytes());
}

/// A moment and, where its rows are exposed one after the other, those of its edges.
using Phases = std::array<const Moment*, shared::ROLLING_PHASES>;

/// Of each slot of a shot; those of the shot itself for a neighbour that it lacks.
std::array<Phases, 3> phases_of(const Shot& shot, Optics optics) {
    std::array<Phases, 3> phases{
        {{&shot.now}, {shot.next ? &*shot.next : &shot.now}, {shot.previous ? &*shot.previous : &shot.now}}};
    if (optics != Optics::rolling) return phases;
    const std::vector<scene::ReadOut> images = scene::read_outs_of(shot);
    for (std::size_t slot = 0; slot < phases.size(); ++slot) {
        const scene::ReadOut& image = images[slot].edges != nullptr ? images[slot] : images.front();
        phases[slot] = {image.middle, &image.edges->top, &image.edges->bottom};
    }
    return phases;
}

}  // namespace

glm::dmat4 world_from_posed(const scene::SceneData& data, const upload::SceneGpu::PosedInstance& posed,
                            const Moment& moment) {
    glm::dmat4 matrix = posed.is_skinned ? glm::dmat4(1) : moment.world_from_instance[posed.instance];
    matrix[3] = posed.is_skinned
                    ? glm::dvec4(skinned_origin(moment, data.instances[posed.instance], posed.rest_center), 1)
                    : matrix * glm::dvec4(posed.rest_center, 1);
    return matrix;
}

std::uint64_t view_bytes(const scene::SceneData& data, const upload::SceneGpu& scene, Optics optics,
                         std::uint32_t moment_count) {
    const std::uint64_t pose = scene.joint_count * 12ULL * sizeof(double) + data.weight_count * sizeof(float);
    const std::uint64_t moment = sizeof(shared::CameraMoment) + sizeof(shared::Lens) +
                                 data.instances.size() * sizeof(shared::InstanceMoment) + phase_count_of(optics) * pose;
    return moment * moment_count;
}

ViewData write_views(const scene::SceneData& data, const upload::SceneGpu& scene, ShotSpan shots, Size size,
                     Optics optics, std::uint32_t moment_count, UploadRing& ring) {
    const Sight sight{size, optics};
    const std::uint64_t slots = shots.size() * moment_count;
    const std::uint32_t phase_count = phase_count_of(optics);
    const std::size_t instance_count = data.instances.size();
    ViewData views{ring.take<shared::CameraMoment>(slots), ring.take<shared::InstanceMoment>(slots * instance_count),
                   ring.take<double>(slots * phase_count * scene.joint_count * 12),
                   ring.take<float>(slots * phase_count * data.weight_count),
                   ring.take<shared::Lens>(optics == Optics::matrix ? 0 : slots)};
    in_parallel(shots.size(), threads_for(slots * instance_count), [&](std::size_t v) {
        const Shot& shot = shots[v];
        const std::array<Phases, 3> phases = phases_of(shot, optics);
        const bool exists[] = {true, shot.next.has_value(), shot.previous.has_value()};
        for (std::size_t m = 0; m < moment_count; ++m) {
            const std::size_t slot = v * moment_count + m;
            const Moment& moment = *phases[m][shared::PHASE_MIDDLE];
            views.cameras.values[slot] = camera_moment(shot, moment, size, exists[m]);
            const auto instances_at = [&](std::size_t s) {
                return views.instance_moments.values.subspan(s * instance_count, instance_count);
            };
            write_instances(data, scene, moment, sight, instances_at(slot));
            for (std::size_t phase = 0; phase < phase_count; ++phase) {
                const std::size_t pose = slot * phase_count + phase;
                write_pose(data, scene, *phases[m][phase],
                           views.joints.values.subspan(pose * scene.joint_count * 12, scene.joint_count * 12),
                           views.weights.values.subspan(pose * data.weight_count, data.weight_count));
            }
            if (optics != Optics::matrix) {
                views.lenses.values[slot] = scene::lens_of(moment.camera, size);
                continue;
            }
            write_pixel_motion(instances_at(v * moment_count), instances_at(slot));
            write_environment_motion(views.cameras.values[v * moment_count], views.cameras.values[slot]);
        }
    });
    return views;
}

}  // namespace plumb::render
