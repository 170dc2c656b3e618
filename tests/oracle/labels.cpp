#include "labels.hpp"

#include "motion.hpp"
#include "raycast.hpp"
#include "rolling.hpp"
#include "shading.hpp"

#include <plumb/passes.hpp>

#include <algorithm>
#include <cmath>
#include <memory>
#include <stdexcept>
#include <thread>

namespace plumb::oracle {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

double background_of(const std::string& pass) {
    if (pass == "depth" || pass == "range") return infinity;
    if (pass == "triangle") return 4294967295.0;
    if (pass == "barycentric" || pass == "position" || pass == "object_position" || pass == "uv") return nan;
    return 0;
}

Labels empty_labels(int width, int height) {
    Labels labels;
    labels.width = width;
    labels.height = height;
    const std::size_t count = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
    for (const PassInfo& info : pass_table) {
        const std::string name(info.name);
        if (name == "rgb" || name == "hdr") continue;
        Plane& plane = labels.planes[name];
        plane.channels = info.channels;
        plane.values.assign(count * info.channels, background_of(name));
    }
    for (const char* name :
         {"albedo", "roughness_metallic", "emission", "normal", "barycentric", "uv", "object_position"}) {
        labels.planes[name].slack.assign(count, 0.0);
    }
    labels.edge_px.assign(count, infinity);
    labels.rival_gap.assign(count, infinity);
    labels.range.assign(count, infinity);
    labels.is_back.assign(count, 0);
    for (Target* target : {&labels.next, &labels.previous}) {
        target->edge_px.assign(count, infinity);
        target->is_uncertain.assign(count, 0);
        target->is_remote.assign(count, 0);
        target->is_ambiguous.assign(count, 0);
    }
    return labels;
}

StagedInstant staged_at(const Model& model, const ViewRequest& request, int step, double offset_s) {
    const Pose pose = pose_at(model, request.time_s + step * request.dt_s + offset_s, request.animation);
    const std::optional<Placement> placement = request.placement_at(step, offset_s);
    StagedInstant staged{stances_of(model, pose),
                         placement ? placed_camera(*placement, request.width, request.height)
                                   : file_camera(model, pose, request.file_camera, request.width, request.height)};
    staged.camera.world_from_environment = request.environment_at(step, offset_s);
    return staged;
}

StagedInstant staged_frame(const Model& model, const ViewRequest& request, int step) {
    StagedInstant staged = staged_at(model, request, step, 0);
    if (request.readout_s != 0)
        staged.edges = {staged_at(model, request, step, -request.readout_s / 2),
                        staged_at(model, request, step, request.readout_s / 2)};
    return staged;
}

void write(Labels& labels, const char* pass, std::size_t pixel, std::initializer_list<double> values) {
    Plane& plane = labels.planes.at(pass);
    std::copy(values.begin(), values.end(), plane.values.begin() + static_cast<std::ptrdiff_t>(pixel * plane.channels));
}

void write(Labels& labels, const char* pass, std::size_t pixel, const glm::dvec3& v) {
    write(labels, pass, pixel, {v.x, v.y, v.z});
}

void write_identity(Labels& labels, std::size_t pixel, const Topology& topology, const Hit& hit) {
    const auto index = static_cast<std::size_t>(hit.triangle);
    const Part& part = topology.part(index);
    write(labels, "instance", pixel, {part.instance + 1.0});
    write(labels, "semantic", pixel, {static_cast<double>(topology.model.instances[part.instance].semantic)});
    write(labels, "material", pixel, {part.material + 1.0});
    write(labels, "triangle", pixel, {part.first_triangle + static_cast<double>(topology.triangles[index].index)});
}

void write_surface(Labels& labels, std::size_t pixel, const View& view, const glm::dvec2& place, const Hit& hit) {
    const Shaded shaded = shade(view, place, hit);
    labels.range[pixel] = shaded.range;
    write(labels, "depth", pixel, {view.camera().distortion.is_lens() ? view.camera().depth(shaded.position) : hit.z});
    write(labels, "range", pixel, {shaded.range});
    write(labels, "barycentric", pixel, {hit.weights[1], hit.weights[2]});
    write(labels, "position", pixel, shaded.position);
    write(labels, "object_position", pixel, shaded.object_position);
    write(labels, "normal", pixel, shaded.normal);
    write(labels, "normal_geometric", pixel, shaded.normal_geometric);
    write(labels, "uv", pixel, {shaded.surface.uv.x, shaded.surface.uv.y});
    write(labels, "albedo", pixel, shaded.surface.albedo);
    write(labels, "roughness_metallic", pixel,
          {shaded.surface.roughness_metallic.x, shaded.surface.roughness_metallic.y});
    write(labels, "emission", pixel, shaded.surface.emission);
    labels.planes.at("albedo").slack[pixel] = shaded.albedo_slack;
    labels.planes.at("roughness_metallic").slack[pixel] = shaded.roughness_metallic_slack;
    labels.planes.at("emission").slack[pixel] = shaded.emission_slack;
    labels.planes.at("normal").slack[pixel] = shaded.normal_slack;
    labels.planes.at("barycentric").slack[pixel] = shaded.weights_slack;
    labels.planes.at("uv").slack[pixel] = shaded.uv_slack;
    labels.planes.at("object_position").slack[pixel] = shaded.object_position_slack;
}

void write_motion(Labels& labels, bool is_next, std::size_t pixel, const Motion& motion) {
    const std::string direction = is_next ? "forward" : "backward";
    write(labels, ("flow_" + direction).c_str(), pixel, {motion.flow.x, motion.flow.y});
    write(labels, ("flow_" + direction + "_class").c_str(), pixel, {static_cast<double>(motion.flow_class)});
    write(labels, ("scene_flow_" + direction).c_str(), pixel, motion.scene_flow);
    Target& target = is_next ? labels.next : labels.previous;
    target.edge_px[pixel] = motion.edge_px;
    target.is_uncertain[pixel] = motion.is_uncertain;
    target.is_remote[pixel] = motion.is_remote;
    target.is_ambiguous[pixel] = motion.is_ambiguous;
}

void render_row(Labels& labels, int y, const View& now, const Neighbour* next, const Neighbour* previous) {
    for (int x = 0; x < labels.width; ++x) {
        const auto pixel =
            static_cast<std::size_t>(y) * static_cast<std::size_t>(labels.width) + static_cast<std::size_t>(x);
        const glm::dvec2 place(x + 0.5, y + 0.5);
        const Hit hit = now.cast(place);
        labels.edge_px[pixel] = hit.edge_px;
        labels.rival_gap[pixel] = hit.rival_gap;
        labels.is_back[pixel] = hit.is_back;
        if (hit.is_hit()) {
            write_identity(labels, pixel, now.geometry().topology(), hit);
            write_surface(labels, pixel, now, place, hit);
        }
        if (next != nullptr) write_motion(labels, true, pixel, next->motion_of(now, place, hit));
        if (previous != nullptr) write_motion(labels, false, pixel, previous->motion_of(now, place, hit));
    }
}

}  // namespace

double Labels::at(const std::string& pass, int x, int y, std::size_t channel) const {
    const Plane& plane = planes.at(pass);
    const auto pixel = static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x);
    return plane.values[pixel * plane.channels + channel];
}

std::optional<Placement> ViewRequest::placement_at(int step, double offset_s) const {
    if (travel) {
        const double along_s = step * dt_s + offset_s;
        Placement moved = *placement;
        moved.eye += travel->eye * along_s;
        moved.target += travel->target * along_s;
        moved.up += travel->up * along_s;
        return moved;
    }
    if (step > 0 && next_placement) return next_placement;
    if (step < 0 && previous_placement) return previous_placement;
    return placement;
}

glm::dmat3 ViewRequest::environment_at(int step, double offset_s) const {
    const double turn_rad = environment_turn_rad * (step + (offset_s == 0 ? 0 : offset_s / dt_s));
    const double c = std::cos(turn_rad), s = std::sin(turn_rad);
    return {c, 0, -s, 0, 1, 0, s, 0, c};
}

Labels render_labels(const Model& model, const ViewRequest& request) {
    StagedFrame frame{staged_frame(model, request, 0), {}, {}, request.looks_through};
    if (request.has_neighbours) {
        frame.next = staged_frame(model, request, 1);
        frame.previous = staged_frame(model, request, -1);
    }
    return render_labels(model, frame);
}

Labels render_labels(const Model& model, const StagedFrame& frame) {
    const Topology topology(model);
    const ReadOut now(topology, frame.now, frame.looks_through);
    const auto neighbour = [&](const std::optional<StagedInstant>& staged) {
        return staged ? std::make_unique<Neighbour>(topology, *staged, frame.looks_through) : nullptr;
    };
    const auto next = neighbour(frame.next);
    const auto previous = neighbour(frame.previous);

    Labels labels = empty_labels(frame.now.camera.width, frame.now.camera.height);
    const unsigned thread_count = std::max(1U, std::thread::hardware_concurrency());
    std::vector<std::jthread> threads;
    for (unsigned first = 0; first < thread_count; ++first) {
        threads.emplace_back([&, first] {
            for (int y = static_cast<int>(first); y < labels.height; y += static_cast<int>(thread_count)) {
                const auto row = now.at(now.share_of(y + 0.5));
                render_row(labels, y, row->view, next.get(), previous.get());
            }
        });
    }
    threads.clear();
    return labels;
}

}  // namespace plumb::oracle
