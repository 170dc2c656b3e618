#include "run_source.hpp"

#include "text.hpp"

#include <string>

namespace plumb::program {

namespace {

Json vector_json(const std::optional<glm::dvec3>& v) {
    return v ? Json::array({v->x, v->y, v->z}) : Json(nullptr);
}

Json number_json(const std::optional<double>& value) {
    return value ? Json(*value) : Json(nullptr);
}

Json text_json(const std::string& text) {
    return text.empty() ? Json(nullptr) : Json(text);
}

std::optional<glm::dvec3> vector_of(const Json& json) {
    if (json.is_null()) return std::nullopt;
    return glm::dvec3(json.at(0).get<double>(), json.at(1).get<double>(), json.at(2).get<double>());
}

std::optional<double> number_of(const Json& json) {
    return json.is_null() ? std::nullopt : std::optional(json.get<double>());
}

std::string text_of(const Json& json) {
    return json.is_null() ? std::string() : json.get<std::string>();
}

Json clip_json(const RenderArguments& arguments) {
    const CameraOptions& camera = arguments.camera;
    Json json{{"kind", "clip"}, {"camera", text_json(camera.name)}};
    json["eye_m"] = vector_json(camera.eye);
    json["target_m"] = vector_json(camera.target);
    json["up"] = camera.eye ? vector_json(camera.up) : Json(nullptr);
    json["fov_y_deg"] = camera.eye ? Json(camera.fov_y_deg) : Json(nullptr);
    json["near_m"] = number_json(camera.near_m);
    json["far_m"] = number_json(camera.far_m);
    if (!camera.lens.text.empty()) json["lens"] = camera.lens.text;
    if (!camera.lens.intrinsics.empty()) json["intrinsics"] = camera.lens.intrinsics;
    if (camera.lens.field_deg) json["lens_field_deg"] = *camera.lens.field_deg;
    if (camera.f_number)
        json["aperture"] = {{"f_number", *camera.f_number}, {"focus_m", *camera.focus_m}, {"blades", camera.blades}};
    if (camera.shutter) json["shutter_s"] = {camera.shutter->open_s, camera.shutter->close_s};
    if (camera.readout_s != 0) json["readout_s"] = camera.readout_s;
    json["animation"] = text_json(arguments.animation);
    json["time_s"] = arguments.time_s;
    json["dt_s"] = arguments.step_s();
    json["frames_per_second"] = arguments.rate();
    json["environment"] = text_json(arguments.environment.filename().string());
    return json;
}

void read_clip(const Json& json, RenderArguments& arguments) {
    CameraOptions& camera = arguments.camera;
    camera.name = text_of(json.at("camera"));
    camera.eye = vector_of(json.at("eye_m"));
    camera.target = vector_of(json.at("target_m"));
    if (const auto up = vector_of(json.at("up"))) camera.up = *up;
    if (const auto fov = number_of(json.at("fov_y_deg"))) camera.fov_y_deg = *fov;
    camera.near_m = number_of(json.at("near_m"));
    camera.far_m = number_of(json.at("far_m"));
    // What is not there was not asked for.
    if (const std::string lens = text_of(json.value("lens", Json(nullptr))); !lens.empty())
        parse_lens(lens, camera.lens);
    if (const Json intrinsics = json.value("intrinsics", Json(nullptr)); !intrinsics.is_null())
        camera.lens.intrinsics = intrinsics.get<std::vector<double>>();
    camera.lens.field_deg = number_of(json.value("lens_field_deg", Json(nullptr)));
    if (const Json aperture = json.value("aperture", Json(nullptr)); !aperture.is_null()) {
        camera.f_number = aperture.at("f_number").get<double>();
        camera.focus_m = aperture.at("focus_m").get<double>();
        camera.blades = aperture.at("blades").get<std::uint32_t>();
    }
    if (const Json shutter = json.value("shutter_s", Json(nullptr)); !shutter.is_null())
        camera.shutter = Shutter{shutter.at(0).get<double>(), shutter.at(1).get<double>()};
    camera.readout_s = json.value("readout_s", 0.0);
    arguments.animation = text_of(json.at("animation"));
    arguments.time_s = json.at("time_s").get<double>();
    arguments.dt_s = json.at("dt_s").get<double>();
    arguments.frames_per_second = json.at("frames_per_second").get<double>();
}

}  // namespace

Json source_json(const RenderArguments& arguments, std::optional<std::uint32_t> view) {
    if (!arguments.shot.empty()) return {{"kind", "shot"}};
    if (arguments.recipe.empty()) return clip_json(arguments);
    Json overrides = Json::array();
    for (const Draw& draw : arguments.overrides) overrides.push_back({{"key", draw.key}, {"value", draw.value}});
    return {{"kind", "recipe"}, {"overrides", std::move(overrides)}, {"view", view ? Json(*view) : Json(nullptr)}};
}

std::optional<std::uint32_t> read_source(const Json& source, RenderArguments& arguments) {
    try {
        const std::string kind = source.at("kind").get<std::string>();
        if (kind == "clip") read_clip(source, arguments);
        if (kind != "recipe") return std::nullopt;
        for (const Json& draw : source.at("overrides")) {
            arguments.overrides.push_back(
                {draw.at("key").get<std::string>(), draw.at("value").get<std::vector<double>>()});
        }
        if (source.at("view").is_null()) return std::nullopt;
        return source["view"].get<std::uint32_t>();
    } catch (const Json::exception& error) {
        throw Error(ErrorCode::bad_asset,
                    "reading where the frames of a set come from: 'source' was not written by plumb render: " +
                        std::string(error.what()));
    }
}

void read_rendering(const Json& rendering, RendererOptions& options) {
    try {
        options.samples = rendering.at("samples").get<std::uint32_t>();
        options.filter = rendering.at("filter") == "box" ? PixelFilter::box : PixelFilter::blackman_harris;
        for (const Json& rule : rendering.at("keypoints")) {
            options.keypoints.push_back({.node = rule.at("node").get<std::string>(),
                                         .name = rule.at("name").get<std::string>(),
                                         .point = *vector_of(rule.at("point")),
                                         .reach_m = rule.at("reach_m").get<double>()});
        }
        options.amodal = rendering.at("amodal").get<bool>();
        options.visibility = rendering.at("visibility") == "rays" ? Visibility::rays : Visibility::rasterizer;
        const Json& color = rendering.at("color");
        options.color.mode = color.at("mode") == "path" ? ColorOptions::Mode::path : ColorOptions::Mode::direct;
        options.color.energy =
            color.at("energy") == "conserving" ? ColorOptions::Energy::conserving : ColorOptions::Energy::specification;
        options.color.path_samples = color.at("path_samples").get<std::uint32_t>();
        options.color.shadows = color.at("shadows").get<bool>();
        options.color.light_samples = color.at("light_samples").get<std::uint32_t>();
        options.color.ambient_samples = color.at("ambient_samples").get<std::uint32_t>();
        if (const auto distance = number_of(color.at("ambient_distance_m"))) {
            options.color.ambient_distance_m = static_cast<float>(*distance);
        }
    } catch (const Json::exception& error) {
        throw Error(ErrorCode::bad_asset,
                    "reading how the frames of a set were rendered: " + std::string(error.what()));
    }
}

}  // namespace plumb::program
