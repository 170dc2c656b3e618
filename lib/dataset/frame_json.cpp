#include "dataset/frame_json.hpp"

#include <plumb/dataset.hpp>
#include <plumb/error.hpp>
#include <plumb/version.hpp>

#include "dataset/formats/rle.hpp"
#include "dataset/json_text.hpp"
#include "scene/scene_data.hpp"

#include <array>
#include <cmath>
#include <string_view>

namespace plumb {

namespace dataset {

namespace {

/// JSON knows no infinity and no NaN; both are null.
Json number(double value) {
    return std::isfinite(value) ? Json(value) : Json(nullptr);
}

template <int N>
Json vector(const glm::vec<N, double>& v) {
    Json json = Json::array();
    for (int i = 0; i < N; ++i) json.push_back(number(v[i]));
    return json;
}

/// Rows of a matrix, as they are written on paper.
template <int N>
Json matrix(const glm::mat<N, N, double>& m) {
    Json rows = Json::array();
    for (int row = 0; row < N; ++row) {
        Json json = Json::array();
        for (int column = 0; column < N; ++column) json.push_back(number(m[column][row]));
        rows.push_back(std::move(json));
    }
    return rows;
}

Json intrinsics(const Intrinsics& k, const char* pixel_center) {
    return {{"fx", number(k.fx)},
            {"fy", number(k.fy)},
            {"cx", number(k.cx)},
            {"cy", number(k.cy)},
            {"K", Json::array({Json::array({number(k.fx), 0.0, number(k.cx)}),
                               Json::array({0.0, number(k.fy), number(k.cy)}), Json::array({0.0, 0.0, 1.0})})},
            {"pixel_center", pixel_center}};
}

const char* projection_name(Camera::Projection projection) noexcept {
    switch (projection) {
        case Camera::Projection::orthographic:
            return "orthographic";
        case Camera::Projection::fisheye:
            return "fisheye";
        case Camera::Projection::equirectangular:
            return "equirectangular";
        case Camera::Projection::perspective:
            break;
    }
    return "perspective";
}

const char* intrinsics_unit(Camera::Projection projection) noexcept {
    if (projection == Camera::Projection::perspective) return "px";
    return projection == Camera::Projection::orthographic ? "px per metre (fx, fy), px (cx, cy)"
                                                          : "px per radian (fx, fy), px (cx, cy)";
}

/// Coefficients by name and as the list that OpenCV takes.
Json distortion(const Camera& lens) {
    const bool is_fisheye = lens.projection == Camera::Projection::fisheye;
    constexpr std::array fisheye{"k1", "k2", "k3", "k4"};
    constexpr std::array brown_conrady{"k1", "k2", "p1", "p2", "k3", "k4", "k5", "k6"};
    Json json{{"model", is_fisheye ? "opencv_fisheye" : "brown_conrady"}};
    Json list = Json::array();
    for (std::size_t i = 0; i < lens.distortion.size(); ++i) {
        json[is_fisheye ? fisheye.at(i) : brown_conrady.at(i)] = number(lens.distortion[i]);
        list.push_back(number(lens.distortion[i]));
    }
    json["opencv_coefficients"] = std::move(list);
    return json;
}

Json camera(const CameraAnnotation& annotation) {
    const Camera& lens = annotation.camera;
    Json json{{"projection", projection_name(lens.projection)}};
    // A lens given by its intrinsics has no field of view of its own.
    if (lens.projection == Camera::Projection::orthographic)
        json["half_height_m"] = lens.intrinsics ? Json(nullptr) : number(lens.half_height_m);
    else if (lens.projection != Camera::Projection::equirectangular)
        json["fov_y_rad"] = lens.intrinsics ? Json(nullptr) : number(lens.fov_y_rad);
    if (!lens.distortion.empty()) json["distortion"] = distortion(lens);
    if (lens.field_rad) json["field_rad"] = number(*lens.field_rad);
    json["near_m"] = number(lens.near_m);
    json["far_m"] = number(lens.far_m);
    json["intrinsics_unit"] = intrinsics_unit(lens.projection);
    json["intrinsics"] = intrinsics(annotation.intrinsics, "half: the first pixel's centre is 0.5");
    json["intrinsics_integer_center"] =
        intrinsics(annotation.intrinsics_integer_center, "integer: the first pixel's centre is 0");
    json["world_from_camera"] = matrix(annotation.world_from_camera);
    json["world_from_camera_gltf"] = matrix(annotation.world_from_camera_gltf);
    if (const auto& rolling = annotation.rolling)
        json["rolling_shutter"] = {{"readout_s", number(rolling->readout_s)},
                                   {"world_from_camera_top", matrix(rolling->world_from_camera_top)},
                                   {"world_from_camera_bottom", matrix(rolling->world_from_camera_bottom)}};
    return json;
}

std::string_view kind_name(DeviceInfo::Kind kind) noexcept {
    switch (kind) {
        case DeviceInfo::Kind::discrete:
            return "discrete";
        case DeviceInfo::Kind::integrated:
            return "integrated";
        case DeviceInfo::Kind::virtual_gpu:
            return "virtual";
        case DeviceInfo::Kind::cpu:
            return "cpu";
        case DeviceInfo::Kind::other:
            break;
    }
    return "other";
}

Json camera_origin(const scene::SceneData& data, const Camera& camera) {
    switch (camera.origin) {
        case Camera::Origin::given:
            return {{"origin", "given"}};
        case Camera::Origin::framed:
            return {{"origin", "framed"}};
        case Camera::Origin::file:
            break;
    }
    const CameraInfo& info = data.camera_infos.at(camera.file_index);
    return {{"origin", "file"}, {"index", camera.file_index}, {"name", info.name}, {"node", info.node}};
}

Json color(const glm::vec3& c) {
    return vector<3>(glm::dvec3(c));
}

Json environment(const Environment& environment) {
    Json json;
    if (environment.map) {
        json = {{"map", environment.map->name}, {"intensity", number(environment.intensity)}};
    } else if (const auto& sky = environment.sky) {
        json = {{"sky",
                 {{"to_sun", vector<3>(sky->to_sun)},
                  {"turbidity", number(sky->turbidity)},
                  {"ground_albedo", color(sky->ground_albedo)}}},
                {"intensity", number(environment.intensity)}};
    } else {
        json = {{"color", color(environment.color)}};
    }
    if (const auto& fog = environment.fog) {
        json["fog"] = {{"color", color(fog->color)},
                       {"density_per_m", number(fog->density_per_m)},
                       {"base_height_m", number(fog->base_height_m)},
                       {"falloff_m", number(fog->falloff_m)}};
    }
    return json;
}

const char* name_of(Sensor::ViewTransform transform) {
    switch (transform) {
        case Sensor::ViewTransform::srgb:
            return "srgb";
        case Sensor::ViewTransform::pbr_neutral:
            return "pbr_neutral";
        case Sensor::ViewTransform::aces:
            return "aces";
    }
    return "unknown";
}

Json sensor(const Sensor& sensor) {
    return {{"exposure_ev", number(sensor.exposure_ev)},
            {"white_balance", color(sensor.white_balance)},
            {"vignette", number(sensor.vignette)},
            {"full_well_electrons", number(sensor.full_well_electrons)},
            {"read_noise_electrons", number(sensor.read_noise_electrons)},
            {"noise_seed", sensor.noise_seed},
            {"jpeg_quality", sensor.jpeg_quality ? Json(*sensor.jpeg_quality) : Json(nullptr)},
            {"view_transform", name_of(sensor.view_transform)}};
}

Json color(const ColorOptions& color) {
    const bool is_path = color.mode == ColorOptions::Mode::path;
    Json json{{"mode", is_path ? "path" : "direct"},
              {"energy", color.energy == ColorOptions::Energy::conserving ? "conserving" : "specification"}};
    if (is_path) json["path_samples"] = color.path_samples;
    return json;
}

Json exposure(const FrameProvenance& source) {
    Json json = Json::object();
    if (const auto& aperture = source.aperture)
        json["aperture"] = {{"f_number", number(aperture->f_number)},
                            {"focus_distance_m", number(aperture->focus_distance_m)},
                            {"sensor_height_mm", number(aperture->sensor_height_mm)},
                            {"blades", aperture->blades},
                            {"rotation_rad", number(aperture->rotation_rad)}};
    if (const auto& shutter = source.shutter)
        json["shutter"] = {{"open_s", number(shutter->open_s)}, {"close_s", number(shutter->close_s)}};
    return json;
}

/// What the frame was made from, without anything that differs between two runs of the same command.
Json provenance(const scene::SceneData& data, const Frame& frame) {
    const FrameProvenance& source = frame.provenance();
    Json animation = nullptr;
    if (source.animation) {
        animation = {{"index", *source.animation}, {"name", data.animation_infos.at(*source.animation).name}};
    }
    Json device = nullptr;
    if (source.device) {
        device = {{"name", source.device->name},
                  {"kind", kind_name(source.device->kind)},
                  {"driver", source.device->driver},
                  {"vulkan", source.device->api_version}};
    }
    Json recipe = nullptr;
    if (const auto& address = source.address) {
        recipe = {
            {"seed", address->seed}, {"index", address->index}, {"attempt", address->attempt}, {"view", address->view}};
    }
    Json json{{"camera", camera_origin(data, frame.annotations().camera.camera)},
              {"animation", std::move(animation)},
              {"environment", environment(source.environment)},
              {"sensor", sensor(source.sensor)},
              {"color", color(source.color)},
              {"recipe", std::move(recipe)},
              {"device", std::move(device)}};
    json.update(exposure(source));
    return json;
}

Json draw(const Draw& draw) {
    Json values = Json::array();
    for (const double value : draw.value) values.push_back(number(value));
    return {{"key", draw.key}, {"value", std::move(values)}};
}

Json file_entry(const PassFile& file) {
    Json json{{"file", file.file}, {"format", file.format}, {"encoding", file.encoding}};
    if (file.metres_per_value) json["metres_per_value"] = *file.metres_per_value;
    if (file.unrepresentable) json["unrepresentable_pixels"] = *file.unrepresentable;
    return json;
}

Json pass(const PassView& view, std::span<const PassFile> files) {
    const PassInfo& info = *view.info;
    Json shape = Json::array({view.size.height, view.size.width});
    if (info.channels != 1) shape.push_back(info.channels);
    Json list = Json::array();
    for (const PassFile& file : files) {
        if (file.pass == info.name) list.push_back(file_entry(file));
    }
    return {{"name", info.name},
            {"type", to_string(info.type)},
            {"shape", std::move(shape)},
            {"unit", info.unit},
            {"frame", info.frame.empty() ? Json(nullptr) : Json(info.frame)},
            {"background", info.background},
            {"meaning", info.meaning},
            {"files", std::move(list)}};
}

Json box_3d(const Box3d& box) {
    Json corners = Json::array();
    Json corners_px = Json::array();
    for (const glm::dvec3& corner : box.corners) corners.push_back(vector<3>(corner));
    for (const auto& corner : box.corners_px) corners_px.push_back(corner ? vector<2>(*corner) : Json(nullptr));
    return {{"center", vector<3>(box.center)},
            {"size", vector<3>(box.size)},
            {"camera_from_box", matrix(box.camera_from_box)},
            {"corners", std::move(corners)},
            {"corners_px", std::move(corners_px)}};
}

template <class Box>
Json pixel_box(const std::optional<Box>& box) {
    return box ? Json::array({box->x_min, box->y_min, box->x_max, box->y_max}) : Json(nullptr);
}

/// Adds the members of an instance that tell what it would cover if it were alone.
void add_amodal(Json& json, const Frame& frame, std::uint32_t id, const AmodalAnnotation& amodal) {
    json["amodal_pixels"] = amodal.pixels;
    json["amodal_pixels_outside"] = amodal.pixels_outside;
    json["box_loose"] = pixel_box(amodal.box_loose);
    json["box_loose_unclipped"] = pixel_box(amodal.box_loose_unclipped);
    json["visible_fraction"] = amodal.visible_fraction ? Json(*amodal.visible_fraction) : Json(nullptr);
    json["truncation"] = amodal.truncation ? Json(*amodal.truncation) : Json(nullptr);
    Json occluders = Json::array();
    for (const Occluder& occluder : amodal.occluded_by)
        occluders.push_back({{"id", occluder.id}, {"pixels", occluder.pixels}});
    json["occluded_by"] = std::move(occluders);
    if (!frame.has_amodal()) return;
    const MaskView mask = frame.amodal(id);
    const auto is_set = [&mask](std::uint32_t x, std::uint32_t y) { return mask.at(x, y); };
    json["amodal_rle"] = {{"size", {frame.size().height, frame.size().width}},
                          {"counts", pack(mask_of(mask.box, is_set, frame.size()))}};
}

Json instance(const scene::SceneData& data, const Frame& frame, const InstanceAnnotation& annotation) {
    const InstanceInfo& info = data.instances.at(annotation.id - 1);
    Json json{{"id", info.id},
              {"node", info.node},
              {"name", info.name},
              {"path", info.path},
              {"mesh", info.mesh},
              {"materials", info.materials},
              {"class", data.classes.at(info.semantic)},
              {"semantic", info.semantic},
              {"is_visible", annotation.is_visible},
              {"pixels", annotation.pixels},
              {"box_tight", pixel_box(annotation.box_tight)}};
    if (annotation.amodal) add_amodal(json, frame, annotation.id, *annotation.amodal);
    json["box_3d"] = box_3d(annotation.box_3d);
    json["camera_from_object"] = matrix(annotation.camera_from_object);
    return json;
}

Json keypoint(const KeypointAnnotation& annotation) {
    return {{"name", annotation.name},
            {"instance", annotation.instance},
            {"figure", annotation.figure},
            {"position", vector<3>(annotation.position)},
            {"pixel", annotation.pixel ? vector<2>(*annotation.pixel) : Json(nullptr)},
            {"state", static_cast<int>(annotation.state)}};
}

/// A list with one entry a line, so that a frame can be read and compared line by line.
template <class Range, class Entry>
std::string lines(const Range& range, const Entry& entry) {
    std::string text = "[";
    for (const auto& item : range) {
        text += text.size() == 1 ? "\n    " : ",\n    ";
        text += compact(entry(item));
    }
    return text + (text.size() == 1 ? "]" : "\n  ]");
}

}  // namespace

Json conventions_json() {
    return {
        {"image", "row-major, origin top-left, x right, y down; pixel (i,j) covers [i,i+1) x [j,j+1), centre +0.5"},
        {"camera", "OpenCV axes: x right, y down, z forward"},
        {"rolling_shutter",
         "row y (px) is exposed at t + readout_s * (y / height - 0.5); from the camera of the middle to those of the "
         "upper and lower edge the place goes straight and the rotation evenly; labels are those of each row"},
        {"world", "glTF: right-handed, +Y up, metres, radians, seconds"},
        {"matrices", "rows of target_from_source, applied to column vectors"},
        {"flow", "pixels of this image, x right, y down; flow_forward is position at t+dt minus position at t"},
        {"box_tight", "[x_min, y_min, x_max, y_max] of visible pixels, max exclusive; null if none is visible"},
        {"box_loose",
         "as box_tight, of the pixels that the instance would cover if it were alone; unclipped: on a canvas of three "
         "times the image's width and height with the image in its middle; pixels beside the image count where the "
         "camera's model has a ray, of a panorama up to half a turn from the image's middle and to the poles"},
        {"box_3d", "camera frame, metres; corner bit 0 is +x, bit 1 +y, bit 2 +z of the box's own axes"},
        {"keypoints",
         "position in the camera frame, metres; pixel: first pixel's centre is 0.5; state: 0 outside, 1 "
         "hidden, 2 visible"},
        {"materials", "ids as in the material pass: 1 + glTF index, 1 + material count for the default material"},
    };
}

void check_describable(const Scene& scene, const Frame& frame) {
    const scene::SceneData& data = scene.data();
    const FrameAnnotations& annotations = frame.annotations();
    bool is_match = annotations.instances.size() == data.instances.size();
    for (std::size_t i = 0; is_match && i < data.instances.size(); ++i) {
        is_match = annotations.instances[i].id == data.instances[i].id && data.instances[i].id == i + 1;
    }
    const auto refuse = [](const std::string& difference) {
        throw Error(ErrorCode::invalid_argument,
                    "writing frame.json: " + difference + "; the frame must have been rendered from this scene");
    };
    if (!is_match) {
        refuse("the frame lists " + std::to_string(annotations.instances.size()) + " instances and the scene " +
               std::to_string(data.instances.size()));
    }
    const Camera& camera = annotations.camera.camera;
    if (camera.origin == Camera::Origin::file && camera.file_index >= data.camera_infos.size()) {
        refuse("the frame has camera " + std::to_string(camera.file_index) + " of a file and the scene " +
               std::to_string(data.camera_infos.size()) + " cameras");
    }
    const auto& animation = frame.provenance().animation;
    if (animation && *animation >= data.animation_infos.size()) {
        refuse("the frame has animation " + std::to_string(*animation) + " and the scene " +
               std::to_string(data.animation_infos.size()));
    }
}

std::string frame_json_text(const Scene& scene, const Frame& frame, std::uint64_t index,
                            std::span<const PassFile> files) {
    const scene::SceneData& data = scene.data();
    const FrameAnnotations& annotations = frame.annotations();
    check_describable(scene, frame);
    std::string text = "{";
    const auto add = [&text](std::string_view key, const std::string& value) {
        text += (text.size() == 1 ? "\n  \"" : ",\n  \"") + std::string(key) + "\": " + value;
    };
    add("generator", compact(Json(std::string("plumb ") + version())));
    add("format", "\"plumb-frame\"");
    add("format_version", "1");
    add("conventions_version", std::to_string(conventions_version));
    add("index", std::to_string(index));
    add("scene", compact(Json(data.path.filename().string())));
    add("size", compact(Json{{"width", frame.size().width}, {"height", frame.size().height}}));
    add("time_s", compact(number(frame.time_s())));
    add("dt_s", compact(number(frame.dt_s())));
    add("provenance", compact(provenance(data, frame)));
    add("draws", lines(frame.provenance().draws, draw));
    add("conventions", compact(conventions_json()));
    add("camera", compact(camera(annotations.camera)));
    add("classes", compact(Json(data.classes)));
    add("passes", lines(frame.pass_names(), [&](const std::string& name) { return pass(frame[name], files); }));
    add("instances",
        lines(annotations.instances, [&](const InstanceAnnotation& a) { return instance(data, frame, a); }));
    if (!annotations.keypoints.empty()) add("keypoints", lines(annotations.keypoints, keypoint));
    return text + "\n}\n";
}

}  // namespace dataset

std::string frame_json(const Scene& scene, const Frame& frame, std::uint64_t index) {
    return dataset::frame_json_text(scene, frame, index, {});
}

}  // namespace plumb
