#include "render/ray_views.hpp"

#include "base/assert.hpp"
#include "base/parallel.hpp"
#include "render/matrix_rows.hpp"
#include "render/view_data.hpp"
#include "scene/invertible.hpp"
#include "scene/read_out.hpp"
#include "scene/rolling.hpp"
#include "shaders/refit.hpp"
#include "upload/ray_margin.hpp"

#include <glm/gtc/type_ptr.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

namespace plumb::render {

namespace {

struct RefitPush {
    std::uint64_t frame;
    std::uint64_t refit;
    std::uint32_t first_item;
    std::uint32_t item_count;
};

constexpr std::size_t most_built_with_care = 16384;

/// Puts the way between camera and object into `draw`.
void write_matrix(const glm::dmat4& camera_from_object, shared::RayDraw& draw) {
    const glm::dmat3 linear(camera_from_object);
    const glm::dmat3 inverse = glm::inverse(linear);
    if (glm::determinant(linear) < 0) draw.flags |= shared::RAY_DRAW_MIRRORED;
    if (!scene::is_invertible(linear, inverse)) {
        draw.flags |= shared::RAY_DRAW_FLAT;
        write_rows(camera_from_object, draw.matrix);
        return;
    }
    glm::dmat4 object_from_camera(inverse);
    object_from_camera[3] = glm::dvec4(-(inverse * glm::dvec3(camera_from_object[3])), 1);
    write_rows(object_from_camera, draw.matrix);
}

upload::BvhBox outward(const Box& box) {
    upload::BvhBox result;
    for (int axis = 0; axis < 3; ++axis) {
        result.lower[axis] = std::nextafter(static_cast<float>(box.min[axis]), -std::numeric_limits<float>::max());
        result.upper[axis] = std::nextafter(static_cast<float>(box.max[axis]), std::numeric_limits<float>::max());
    }
    return upload::widened(result);
}

/// A camera's frame without loss far from the origin: the eye is subtracted first.
struct CameraFrame {
    glm::dmat3 camera_from_world;
    glm::dvec3 eye;

    explicit CameraFrame(const Camera& camera)
        : camera_from_world(glm::transpose(glm::dmat3(camera.world_from_camera))), eye(camera.world_from_camera[3]) {}

    /// camera_from_object
    [[nodiscard]] glm::dmat4 from(const glm::dmat4& world_from_object) const {
        glm::dmat4 relative = world_from_object;
        relative[3] -= glm::dvec4(eye, 0);
        return glm::dmat4(camera_from_world) * relative;
    }
};

Box united(const Box& a, const Box& b) {
    return {glm::min(a.min, b.min), glm::max(a.max, b.max)};
}

/// Corners of a box seen from the origin.
std::array<glm::dvec3, 8> corners_of(const Box& box) {
    std::array<glm::dvec3, 8> corners{};
    for (unsigned i = 0; i < 8; ++i)
        corners[i] = {(i & 1U) != 0 ? box.max.x : box.min.x, (i & 2U) != 0 ? box.max.y : box.min.y,
                      (i & 4U) != 0 ? box.max.z : box.min.z};
    return corners;
}

glm::dmat4 matrix_of(const shared::Rows& rows) {
    glm::dmat4 m(1);
    for (int r = 0; r < 3; ++r)
        for (int c = 0; c < 4; ++c) m[c][r] = rows.v[4 * r + c];
    return m;
}

/// How far a point of a box is off the straight line, at most, on its way to an edge of an image. The way is
/// turn(s) q(s) + a straight line, q straight: its second derivative is at most angle^2 |q| + 2 angle |q'|, and an
/// eighth of that is what it leaves its chord by.
double off_chord(const Box& rest, const glm::dmat3& start, const glm::dmat3& end, const shared::Drift& drift) {
    double reach = 0, growth = 0;  // of q and of its change
    const glm::dmat3 stretch = glm::transpose(glm::make_mat3(drift.stretch));
    for (const glm::dvec3& p : corners_of(rest)) {
        reach = std::max({reach, glm::length(start * p), glm::length(end * p)});
        growth = std::max(growth, glm::length(stretch * p));
    }
    const double angle = std::hypot(drift.turn[0], drift.turn[1], drift.turn[2]);
    return (angle * angle * reach + 2 * angle * growth) / 8;
}

/// Box in the frame of the camera of the middle around all places of a rigid draw while an image is read out.
Box swept_box(const Box& rest, const scene::ReadOut& image, std::size_t instance, const CameraFrame& camera) {
    const glm::dmat4& middle = image.middle->world_from_instance[instance];
    const glm::dmat4 start = camera.from(middle);
    const shared::RollingPose pose =
        scene::rolling_pose(middle, image.edges->top.world_from_instance[instance],
                            image.edges->bottom.world_from_instance[instance], camera.camera_from_world);
    Box swept = upload::moved_box(rest, start);
    if (pose.is_moving == 0) return swept;
    shared::Rows rows{};
    write_rows(start, rows.v);
    for (const auto& [drift, instant] : {std::pair(&pose.to_top, -1.0), std::pair(&pose.to_bottom, 1.0)}) {
        const glm::dmat4 end = matrix_of(shared::pose_at(rows, pose, instant));
        const double off = off_chord(rest, glm::dmat3(start), glm::dmat3(end), *drift);
        for (const glm::dmat4& at : {start, end}) {
            const Box box = upload::moved_box(rest, at);
            swept = united(swept, {box.min - off, box.max + off});
        }
    }
    return swept;
}

/// How far morphs move vertices at a moment.
Box reach_of(const upload::PosedBounds& bounds, const InstanceInfo& info, const Moment& moment) {
    if (info.weight_count == 0) return {glm::dvec3(0), glm::dvec3(0)};
    return upload::morph_reach(bounds, std::span(moment.morph_weights).subspan(info.first_weight));
}

Box grown(const Box& box, const Box& reach) {
    return {box.min + reach.min, box.max + reach.max};
}

/// Box in a camera's frame around a skinned draw at one moment.
Box skinned_box(const upload::PosedBounds& bounds, const InstanceInfo& info, const Moment& moment,
                const CameraFrame& camera) {
    const Box reach = reach_of(bounds, info, moment);
    Box result;
    for (const upload::PosedBounds::Part& part : bounds.parts)
        result = united(result, upload::moved_box(grown(part.rest, reach),
                                                  camera.from(moment.world_from_joint[info.first_joint + part.joint])));
    return result;
}

/// A draw that is visible, before it has a place in the tree.
struct Candidate {
    shared::RayDraw draw{};
    upload::BvhBox box;
};

/// What all draws of a view have in common.
struct ViewDraws {
    const scene::SceneData& data;
    const upload::SceneGpu& scene;
    const upload::RayScene& rays;
    const Moment& moment;
    const scene::ReadOut* image;           ///< with a rolling shutter; else null
    std::span<const Moment* const> poses;  ///< between which vertices go straight: with a rolling shutter all three
    CameraFrame camera;
    const shared::Draw* draws;                   ///< of the view's variant
    std::uint64_t posed_nodes, posed_triangles;  ///< addresses of the view's posed trees

    /// Box in the camera's frame around a box that goes as an instance does.
    [[nodiscard]] Box rigid_box(const Box& rest, std::uint32_t instance) const {
        return image == nullptr ? upload::moved_box(rest, camera.from(moment.world_from_instance[instance]))
                                : swept_box(rest, *image, instance, camera);
    }

    [[nodiscard]] Box posed_box(const upload::PosedBounds& bounds, bool is_skinned, std::uint32_t instance) const {
        const InstanceInfo& info = data.instances[instance];
        Box box;
        if (is_skinned) {
            for (const Moment* const pose : poses) box = united(box, skinned_box(bounds, info, *pose, camera));
            return box;
        }
        Box reach{glm::dvec3(0), glm::dvec3(0)};
        for (const Moment* const pose : poses) reach = united(reach, reach_of(bounds, info, *pose));
        for (const upload::PosedBounds::Part& part : bounds.parts)
            box = united(box, rigid_box(grown(part.rest, reach), instance));
        return box;
    }

    /// Where a posed draw's vertices are, and the box around them.
    [[nodiscard]] Box place_posed(std::uint32_t d, glm::dmat4& world_from_object, shared::RayDraw& draw) const {
        const auto posed = std::ranges::lower_bound(rays.posed_draws, d, {}, &upload::RayScene::PosedDraw::draw);
        const auto instance = std::ranges::lower_bound(scene.posed_instances, draws[d].instance, {},
                                                       &upload::SceneGpu::PosedInstance::instance);
        world_from_object = world_from_posed(data, *instance, moment);
        draw.nodes = posed_nodes + std::uint64_t{posed->first_node} * sizeof(shared::BvhNode);
        draw.triangles = posed_triangles + std::uint64_t{posed->first_triangle} * sizeof(shared::BvhTriangle);
        draw.phase_stride = image != nullptr ? rays.posed_triangle_count : 0;
        return posed_box(rays.posed_bounds[posed->bounds], posed->is_skinned, draws[d].instance);
    }

    /// What an edge of the image flattens is taken to the ray all the while. The space of skins is never flat.
    void mark_flat(std::uint32_t instance, const glm::dmat4& world_from_object, shared::RayDraw& draw) const {
        if (data.instances[instance].joint_count > 0 || (draw.flags & shared::RAY_DRAW_FLAT) != 0 ||
            scene::stays_invertible(moment.world_from_instance[instance],
                                    image->edges->top.world_from_instance[instance],
                                    image->edges->bottom.world_from_instance[instance]))
            return;
        draw.flags |= shared::RAY_DRAW_FLAT;
        write_rows(camera.from(world_from_object), draw.matrix);
    }

    /// Appends a draw if it is visible.
    void append(std::uint32_t d, std::vector<Candidate>& candidates) const {
        const shared::Draw& draw = draws[d];
        if (moment.visible[draw.instance] == 0) return;
        Candidate candidate;
        candidate.draw.draw = d;
        candidate.draw.flags = draw.flags;
        candidate.draw.first_reference = draw.first_reference;
        glm::dmat4 world_from_object = moment.world_from_instance[draw.instance];
        Box box;
        if (draw.first_posed_vertex != shared::NO_POSE) {
            box = place_posed(d, world_from_object, candidate.draw);
        } else {
            const upload::RayScene::Tree& tree = rays.trees[draw.primitive];
            candidate.draw.nodes = tree.nodes;
            candidate.draw.triangles = tree.triangles;
            box = rigid_box(tree.box, draw.instance);
        }
        if (box.is_empty()) return;
        write_matrix(camera.from(world_from_object), candidate.draw);
        if (image != nullptr) mark_flat(draw.instance, world_from_object, candidate.draw);
        candidate.box = outward(box);
        candidates.push_back(candidate);
    }

    /// All that are visible, in order.
    [[nodiscard]] std::vector<Candidate> candidates() const {
        constexpr std::uint32_t chunk = 4096;
        std::vector<std::vector<Candidate>> parts((scene.draw_count + chunk - 1) / chunk);
        in_parallel(parts.size(), [&](std::size_t part) {
            const auto first = static_cast<std::uint32_t>(part) * chunk;
            const std::uint32_t end = std::min(first + chunk, scene.draw_count);
            parts[part].reserve(end - first);
            for (std::uint32_t d = first; d < end; ++d) append(d, parts[part]);
        });
        std::vector<Candidate> all;
        for (const std::vector<Candidate>& part : parts) all.insert(all.end(), part.begin(), part.end());
        return all;
    }
};

/// That of a slot; the shot's own for a neighbour that it lacks.
const Moment* moment_of(const Shot& shot, std::size_t slot) {
    const Moment* const moments[] = {&shot.now, shot.next ? &*shot.next : nullptr,
                                     shot.previous ? &*shot.previous : nullptr};
    return moments[slot] != nullptr ? moments[slot] : &shot.now;
}

std::optional<scene::ReadOut> image_of(const Shot& shot, std::size_t slot) {
    if (!shot.rolling_shutter) return std::nullopt;
    const std::vector<scene::ReadOut> images = scene::read_outs_of(shot);
    return images[slot].edges != nullptr ? images[slot] : images.front();
}

}  // namespace

RayViews::RayViews(std::shared_ptr<gpu::Context> context, const scene::SceneData& data, const upload::SceneGpu& scene)
    : context_(std::move(context)), rays_(context_, data, scene), draw_count_(scene.draw_count) {
    if (!rays_.posed_draws.empty())
        refit_ = gpu::ComputePipeline(context_, shaders::refit, "refit", {}, sizeof(RefitPush));
}

std::uint64_t RayViews::bytes_per_view() const {
    return UploadRing::bytes_for(std::uint64_t{draw_count_ + 1} * sizeof(shared::BvhNode)) +
           UploadRing::bytes_for(std::uint64_t{draw_count_} * sizeof(shared::RayDraw));
}

std::uint64_t RayViews::posed_bytes_per_view(std::uint32_t phase_count) const {
    return std::max(std::uint64_t{rays_.posed_node_count} * sizeof(shared::BvhNode),
                    std::uint64_t{rays_.posed_triangle_count} * phase_count * sizeof(shared::BvhTriangle));
}

void RayViews::write_moment(const scene::SceneData& data, const upload::SceneGpu& scene, const Shot& shot,
                            const ViewPart& part) const {
    const std::size_t variant = shot.variant ? 1 + *shot.variant : 0;
    std::vector<const Moment*> poses{part.moment};
    if (part.image) poses.insert(poses.end(), {&part.image->edges->top, &part.image->edges->bottom});
    const ViewDraws view_draws{data,
                               scene,
                               rays_,
                               *part.moment,
                               part.image ? &*part.image : nullptr,
                               poses,
                               CameraFrame(part.moment->camera),
                               scene.draws.data() + variant * scene.draw_count,
                               part.posed_nodes,
                               part.posed_triangles};
    const std::vector<Candidate> candidates = view_draws.candidates();
    std::vector<upload::BvhBox> boxes;
    boxes.reserve(candidates.size());
    for (const Candidate& candidate : candidates) boxes.push_back(candidate.box);
    // Built for every view: with care only as long as that takes less time than it saves.
    const upload::BvhCare care = boxes.size() <= most_built_with_care ? upload::BvhCare::sah : upload::BvhCare::fast;
    const upload::Bvh tree = rays_.builder().build(boxes, 1, care);
    PLUMB_ASSERT(tree.nodes.size() <= part.nodes.size());
    std::ranges::copy(tree.nodes, part.nodes.begin());
    for (std::size_t i = 0; i < tree.order.size(); ++i)
        part.draws[i] = candidates[tree.order[i] & ~shared::BVH_LEAF].draw;
}

void RayViews::write(const scene::SceneData& data, const upload::SceneGpu& scene, ShotSpan shots,
                     std::uint32_t moment_count, UploadRing& ring, shared::Frame& frame) {
    const std::uint64_t slot_count = shots.size() * moment_count;
    const std::uint64_t node_bytes = rays_.posed_node_count * sizeof(shared::BvhNode);  // of a slot
    const std::uint64_t triangle_bytes =
        std::uint64_t{rays_.posed_triangle_count} * frame.phase_count * sizeof(shared::BvhTriangle);
    if (refit_) {
        make_room(posed_nodes_, context_, slot_count * node_bytes, gpu::Memory::device, "posed ray nodes");
        make_room(posed_triangles_, context_, slot_count * triangle_bytes, gpu::Memory::device, "posed ray triangles");
        const UploadRing::Part<shared::Refit> part = ring.take<shared::Refit>(1);
        part.values[0] = {rays_.posed_trees,          rays_.refit_items,      posed_nodes_.address(),
                          posed_triangles_.address(), rays_.posed_node_count, rays_.posed_triangle_count};
        refit_part_ = part.address;
    }
    const UploadRing::Part<shared::RayView> views = ring.take<shared::RayView>(slot_count);
    std::vector<ViewPart> parts;
    for (std::size_t slot = 0; slot < slot_count; ++slot) {
        const auto nodes = ring.take<shared::BvhNode>(std::uint64_t{draw_count_} + 1);
        const auto draws = ring.take<shared::RayDraw>(draw_count_);
        parts.push_back({nodes.values, draws.values, moment_of(shots[slot / moment_count], slot % moment_count),
                         image_of(shots[slot / moment_count], slot % moment_count),
                         refit_ ? posed_nodes_.address() + slot * node_bytes : 0,
                         refit_ ? posed_triangles_.address() + slot * triangle_bytes : 0});
        views.values[slot] = {nodes.address, draws.address};
    }
    in_parallel(slot_count,
                [&](std::size_t slot) { write_moment(data, scene, shots[slot / moment_count], parts[slot]); });
    frame.ray_views = views.address;
    frame.ray_moment_count = moment_count;
}

void RayViews::record(gpu::Commands& commands, std::uint64_t frame, std::uint32_t view_count,
                      std::uint32_t moment_count) {
    std::uint32_t first = 0;
    for (const std::uint32_t end : rays_.height_ends) {
        commands.dispatch(refit_, RefitPush{frame, refit_part_, first, end - first},
                          gpu::folded((end - first + 63) / 64, view_count * moment_count));
        commands.compute_barrier();
        first = end;
    }
}

}  // namespace plumb::render
