#include "dataset/formats/kubric_metadata.hpp"

#include "dataset/json_text.hpp"

#include <algorithm>
#include <cmath>
#include <glm/gtc/quaternion.hpp>
#include <utility>

namespace plumb::dataset {

namespace {

/// Width of the sensor that Kubric's cameras have unless told otherwise; only its ratio to the focal length counts.
constexpr double sensor_width_mm = 36;

/// Cosine of the angle between two axes up to which they count as perpendicular.
constexpr double largest_shear = 1e-6;

bool is_mirrored(const glm::dmat3& m) {
    return glm::determinant(m) < 0;
}

/// glTF's world in Kubric's, which has z up.
glm::dvec3 z_up(const glm::dvec3& v) {
    return {v.x, -v.z, v.y};
}

Json list(const glm::dvec3& v) {
    return Json::array({v.x, v.y, v.z});
}

/// Rotation as w, x, y, z between the two z-up frames; scale is taken out. What is mirrored is split as Blender does
/// it, into a rotation and a scale below 0. Null where no rotation and scale make the matrix.
Json quaternion(const glm::dmat3& m) {
    const glm::dmat3 turn(1, 0, 0, 0, 0, 1, 0, -1, 0);
    glm::dmat3 rotation;
    for (int axis = 0; axis < 3; ++axis) {
        const double length = glm::length(m[axis]);
        if (!(length > 0)) return nullptr;
        rotation[axis] = m[axis] / (is_mirrored(m) ? -length : length);
    }
    const double shear =
        std::max({std::abs(glm::dot(rotation[0], rotation[1])), std::abs(glm::dot(rotation[1], rotation[2])),
                  std::abs(glm::dot(rotation[2], rotation[0]))});
    if (!(shear < largest_shear)) return nullptr;
    const glm::dquat q = glm::quat_cast(turn * rotation * glm::transpose(turn));
    return Json::array({q.w, q.x, q.y, q.z});
}

glm::dmat4 world_from_object(const FrameRecord& record, const InstanceAnnotation& instance) {
    return record.frame.annotations().camera.world_from_camera * instance.camera_from_object;
}

Json instance_entry(const FrameRecord& record, const InstanceAnnotation& instance) {
    const CameraAnnotation& camera = record.frame.annotations().camera;
    const Size size = record.frame.size();
    const double w = size.width, h = size.height;
    const glm::dmat4 pose = world_from_object(record, instance);
    Json corners = Json::array();
    for (const glm::dvec3& corner : instance.box_3d.corners) {
        corners.push_back(list(z_up(glm::dvec3(camera.world_from_camera * glm::dvec4(corner, 1)))));
    }
    const glm::dvec3& center = instance.box_3d.center;
    const Intrinsics& k = camera.intrinsics;
    Json place = Json::array({nullptr, nullptr});
    if (center.z > 0) place = {(k.fx * center.x / center.z + k.cx) / w, (k.fy * center.y / center.z + k.cy) / h};
    Json box = nullptr;
    if (const auto& b = instance.box_tight) box = {b->y_min / h, b->x_min / w, b->y_max / h, b->x_max / w};
    const InstanceInfo& info = record.scene.instances()[instance.id - 1];
    return {{"asset_id", info.path},
            {"category", record.scene.classes()[info.semantic]},
            {"position", list(z_up(glm::dvec3(pose[3])))},
            {"quaternion", quaternion(glm::dmat3(pose))},
            {"scale", is_mirrored(glm::dmat3(pose)) ? -1.0 : 1.0},
            {"bbox_3d", std::move(corners)},
            {"image_position", std::move(place)},
            {"bbox", std::move(box)},
            {"visibility", instance.pixels}};
}

Json camera_entry(const CameraAnnotation& camera, Size size) {
    const Intrinsics& k = camera.intrinsics;
    return {{"focal_length", k.fx / size.width * sensor_width_mm},
            {"field_of_view", 2 * std::atan2(size.width / 2.0, k.fx)},
            {"position", list(z_up(glm::dvec3(camera.world_from_camera_gltf[3])))},
            // Blender's camera looks along its own -z like glTF's; only the world is another.
            {"quaternion",
             [&] {
                 const glm::dmat3 turn(1, 0, 0, 0, 0, 1, 0, -1, 0);
                 const glm::dquat q = glm::quat_cast(turn * glm::dmat3(camera.world_from_camera_gltf));
                 return Json::array({q.w, q.x, q.y, q.z});
             }()},
            {"K", Json::array({Json::array({k.fx / size.width, 0.0, -k.cx / size.width}),
                               Json::array({0.0, -k.fy / size.height, -k.cy / size.height}),
                               Json::array({0.0, 0.0, -1.0})})}};
}

Json empty_instance(const Json& entry) {
    Json instance{{"asset_id", entry["asset_id"]},
                  {"category", entry["category"]},
                  {"scale", entry["scale"]},
                  {"mass", 0.0},
                  {"friction", 0.0},
                  {"restitution", 0.0}};
    for (const char* const name : {"positions", "quaternions", "velocities", "angular_velocities", "bboxes_3d",
                                   "image_positions", "bboxes", "bbox_frames", "visibility"}) {
        instance[name] = Json::array();
    }
    return instance;
}

/// A lens that stays is one number, as with Kubric; one that changes is a list of a number a frame.
void add_lens(Json& camera, const Json& cameras) {
    for (const char* const name : {"focal_length", "field_of_view", "K"}) {
        Json values = Json::array();
        for (const Json& of_frame : cameras) values.push_back(of_frame[name]);
        const bool stays = std::ranges::all_of(values, [&](const Json& value) { return value == values.front(); });
        camera[name] = values.empty() ? Json(nullptr) : stays ? values.front() : std::move(values);
    }
}

/// Moves what each frame has under a name to the list of another.
void append(Json& target, const char* lists, Json& entry, const char* name) {
    target[lists].push_back(std::move(entry[name]));
}

}  // namespace

std::uint64_t count_without_rotation(const FrameRecord& record) {
    return static_cast<std::uint64_t>(
        std::ranges::count_if(record.frame.annotations().instances, [&](const InstanceAnnotation& instance) {
            return quaternion(glm::dmat3(world_from_object(record, instance))).is_null();
        }));
}

std::string kubric_piece(const FrameRecord& record) {
    Json instances = Json::array();
    for (const InstanceAnnotation& instance : record.frame.annotations().instances) {
        instances.push_back(instance_entry(record, instance));
    }
    const auto& address = record.frame.provenance().address;
    const Json piece{{"camera", camera_entry(record.frame.annotations().camera, record.frame.size())},
                     {"seed", address ? Json(address->seed) : Json(nullptr)},
                     {"background", record.scene.path().filename().string()},
                     {"instances", std::move(instances)}};
    return compact(piece);
}

std::string kubric_metadata(const SetInfo& set, std::span<const std::uint64_t> done,
                            const std::function<std::string(std::uint64_t)>& read) {
    const double rate = set.frames_per_second.value_or(0);
    Json camera{{"sensor_width", sensor_width_mm}, {"positions", Json::array()}, {"quaternions", Json::array()}};
    Json instances = Json::array(), lenses = Json::array();
    Json seed = nullptr, background = "";
    for (std::size_t number = 0; number < done.size(); ++number) {
        Json piece = Json::parse(read(done[number]));
        seed = piece["seed"];
        background = piece["background"];
        for (const Json& entry : piece["instances"]) {
            if (number == 0) instances.push_back(empty_instance(entry));
        }
        lenses.push_back(piece["camera"]);
        append(camera, "positions", piece["camera"], "position");
        append(camera, "quaternions", piece["camera"], "quaternion");
        for (std::size_t i = 0; i < std::min(instances.size(), piece["instances"].size()); ++i) {
            Json& entry = piece["instances"][i];
            Json& target = instances[i];
            append(target, "positions", entry, "position");
            append(target, "quaternions", entry, "quaternion");
            target["velocities"].push_back({0.0, 0.0, 0.0});
            target["angular_velocities"].push_back({0.0, 0.0, 0.0});
            append(target, "bboxes_3d", entry, "bbox_3d");
            append(target, "image_positions", entry, "image_position");
            append(target, "visibility", entry, "visibility");
            if (entry["bbox"].is_null()) continue;
            append(target, "bboxes", entry, "bbox");
            target["bbox_frames"].push_back(number);
        }
    }
    add_lens(camera, lenses);
    const Json document{{"metadata",
                         {{"resolution", {set.size.width, set.size.height}},
                          {"frame_rate", rate},
                          {"step_rate", rate},
                          {"num_frames", done.size()},
                          {"num_instances", instances.size()},
                          {"background", background},
                          {"seed", seed}}},
                        {"camera", std::move(camera)},
                        {"instances", std::move(instances)}};
    return document.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string kubric_ranges(double limit_px) {
    const Json range{{"min", -limit_px}, {"max", limit_px}};
    return Json{{"forward_flow", range}, {"backward_flow", range}}.dump(1) + "\n";
}

}  // namespace plumb::dataset
