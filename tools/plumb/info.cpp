#include "command.hpp"
#include "options.hpp"
#include "text.hpp"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <memory>

namespace plumb::program {

namespace {

struct InfoArguments {
    std::filesystem::path scene;
    bool is_json = false;
};

Json vector_json(const glm::dvec3& v) {
    return Json::array({v.x, v.y, v.z});
}

Json box_json(const Box& box) {
    if (box.is_empty()) return nullptr;
    return {{"min", vector_json(box.min)}, {"max", vector_json(box.max)}};
}

const char* light_kind(Light::Kind kind) {
    switch (kind) {
        case Light::Kind::directional:
            return "directional";
        case Light::Kind::point:
            return "point";
        case Light::Kind::rectangle:
            return "rectangle";
        case Light::Kind::spot:
            return "spot";
    }
    return "unknown";
}

const char* projection_name(Camera::Projection projection) {
    return projection == Camera::Projection::perspective ? "perspective" : "orthographic";
}

Json instances_json(const Scene& scene) {
    Json list = Json::array();
    for (const InstanceInfo& instance : scene.instances()) {
        list.push_back({{"id", instance.id},
                        {"node", instance.node},
                        {"name", instance.name},
                        {"path", instance.path},
                        {"mesh", instance.mesh},
                        {"materials", instance.materials},
                        {"class", scene.classes()[instance.semantic]},
                        {"semantic", instance.semantic},
                        {"triangles", instance.triangle_count},
                        {"joints", instance.joint_count},
                        {"morph_targets", instance.weight_count},
                        {"rest_box", box_json(instance.rest_box)}});
    }
    return list;
}

Json report(const Scene& scene) {
    const SceneSummary summary = scene.summary();
    Json cameras = Json::array();
    for (const CameraInfo& camera : scene.cameras()) {
        cameras.push_back(
            {{"name", camera.name}, {"node", camera.node}, {"projection", projection_name(camera.projection)}});
    }
    Json animations = Json::array();
    for (const AnimationInfo& animation : scene.animations()) {
        animations.push_back({{"name", animation.name}, {"duration_s", animation.duration_s}});
    }
    Json images = Json::array();
    for (const SceneSummary::Image& image : summary.images) {
        images.push_back({{"name", image.name}, {"width", image.width}, {"height", image.height}});
    }
    Json lights = Json::array();
    for (const SceneSummary::LightInfo& light : summary.lights) {
        lights.push_back({{"name", light.name}, {"kind", light_kind(light.kind)}});
    }
    Json warnings = Json::array();
    for (const Finding& warning : scene.warnings()) {
        warnings.push_back({{"check", warning.check}, {"pointer", warning.pointer}, {"message", warning.message}});
    }
    const auto classes = scene.classes();
    const auto materials = scene.materials();
    return {{"file", scene.path().string()},
            {"generator", summary.generator},
            {"copyright", summary.copyright},
            {"extensions_used", summary.extensions_used},
            {"extensions_required", summary.extensions_required},
            {"scenes", summary.scene_names},
            {"active_scene", summary.active_scene ? Json(*summary.active_scene) : Json(nullptr)},
            {"counts",
             {{"nodes", summary.node_count},
              {"meshes", summary.mesh_count},
              {"primitives", summary.primitive_count},
              {"vertices", summary.vertex_count},
              {"mesh_triangles", summary.mesh_triangle_count},
              {"drawn_triangles", scene.triangle_count()},
              {"instances", scene.instances().size()},
              {"materials", materials.size()},
              {"textures", summary.texture_count},
              {"images", summary.images.size()},
              {"skins", summary.skin_count},
              {"morph_targets", summary.morph_target_count},
              {"lights", summary.lights.size()}}},
            {"bounds", box_json(scene.bounds())},
            {"classes", std::vector<std::string>(classes.begin(), classes.end())},
            {"materials", std::vector<std::string>(materials.begin(), materials.end())},
            {"images", std::move(images)},
            {"cameras", std::move(cameras)},
            {"animations", std::move(animations)},
            {"lights", std::move(lights)},
            {"variants", summary.variants},
            {"instances", instances_json(scene)},
            {"warnings", std::move(warnings)}};
}

std::string joined(const Json& names) {
    std::string text;
    for (const Json& name : names) {
        const auto shown = printable(name.get<std::string>());
        text += (text.empty() ? "" : ", ") + (shown.empty() ? "(unnamed)" : shown);
    }
    return text.empty() ? "none" : text;
}

std::string text_of(const Json& value) {
    if (value.is_number_float()) return short_number(value.get<double>());
    return value.is_string() ? printable(value.get<std::string>()) : value.dump();
}

std::string corner_text(const glm::dvec3& v) {
    return short_number(v.x) + " " + short_number(v.y) + " " + short_number(v.z);
}

std::string box_text(const Box& box) {
    if (box.is_empty()) return "none";
    return corner_text(box.min) + " to " + corner_text(box.max) + ", size " + corner_text(box.max - box.min);
}

/// One list of the report, a line an entry, with the members that are named.
void print_list(const Json& report, const char* title, std::initializer_list<const char*> members) {
    const Json& list = report[title];
    std::printf("%s: %zu\n", title, list.size());
    for (std::size_t i = 0; i < list.size(); ++i) {
        std::printf("  %zu:", i);
        for (const char* const member : members) std::printf(" %s=%s", member, text_of(list[i][member]).c_str());
        std::printf("\n");
    }
}

/// A list of names on one line.
void print_names(const Json& report, const char* title) {
    const Json& names = report[title];
    std::printf("%s: %zu", title, names.size());
    if (!names.empty()) std::printf(" (%s)", joined(names).c_str());
    std::printf("\n");
}

/// Counts of what no list below names.
void print_counts(const Json& counts) {
    for (const char* const name : {"nodes", "meshes", "primitives", "vertices", "mesh_triangles", "drawn_triangles",
                                   "textures", "skins", "morph_targets"}) {
        std::printf("%s: %s\n", name, text_of(counts[name]).c_str());
    }
}

void print(const Json& report, const Box& bounds) {
    std::printf("file: %s\n", text_of(report["file"]).c_str());
    std::printf("generator: %s\n", text_of(report["generator"]).c_str());
    std::printf("copyright: %s\n", text_of(report["copyright"]).c_str());
    std::printf("extensions used: %s\n", joined(report["extensions_used"]).c_str());
    std::printf("extensions required: %s\n", joined(report["extensions_required"]).c_str());
    std::printf("scenes: %s; active %s\n", joined(report["scenes"]).c_str(), text_of(report["active_scene"]).c_str());
    print_counts(report["counts"]);
    std::printf("bounds, m: %s\n", box_text(bounds).c_str());
    print_names(report, "classes");
    print_names(report, "materials");
    print_list(report, "images", {"name", "width", "height"});
    print_list(report, "cameras", {"name", "node", "projection"});
    print_list(report, "animations", {"name", "duration_s"});
    print_list(report, "lights", {"name", "kind"});
    print_names(report, "variants");
    constexpr std::size_t shown_limit = 100;
    const Json& instances = report["instances"];
    std::printf("instances: %zu\n", instances.size());
    for (std::size_t i = 0; i < instances.size() && i < shown_limit; ++i) {
        const Json& instance = instances[i];
        std::printf("  id=%s node=%s class=%s triangles=%s path=%s\n", text_of(instance["id"]).c_str(),
                    text_of(instance["node"]).c_str(), text_of(instance["class"]).c_str(),
                    text_of(instance["triangles"]).c_str(), text_of(instance["path"]).c_str());
    }
    if (instances.size() > shown_limit) {
        std::printf("  %zu more; --json lists them all\n", instances.size() - shown_limit);
    }
    print_list(report, "warnings", {"check", "pointer", "message"});
}

int info(const InfoArguments& arguments) {
    const Scene scene = Scene::load(arguments.scene);
    const Json description = report(scene);
    if (arguments.is_json) {
        std::printf("%s\n", json_text(description).c_str());
    } else {
        print(description, scene.bounds());
    }
    return exit_success;
}

}  // namespace

void add_info(CLI::App& app, Action& action) {
    CLI::App& command = *app.add_subcommand("info", "Tell what is in a glTF file");
    const auto arguments = std::make_shared<InfoArguments>();
    add_scene(command, arguments->scene);
    command.add_flag("--json", arguments->is_json, "Print JSON");
    command.footer("Example: plumb info scene.glb --json");
    command.callback([&action, arguments] { action = [arguments] { return info(*arguments); }; });
}

}  // namespace plumb::program
