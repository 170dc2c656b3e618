#include "gltf/load.hpp"

#include "gltf/check.hpp"
#include "gltf/document.hpp"
#include "gltf/fill.hpp"
#include "gltf/image_loading.hpp"
#include "gltf/schema.hpp"
#include "gltf/specular_glossiness.hpp"
#include "gltf/struct_model.hpp"

#include <plumb/error.hpp>

#include <new>

namespace plumb::gltf {

namespace {

/// What only reports want to know.
void describe_file(Filling& filling) {
    const Json& root = filling.document.json;
    const Json& asset = root.at("asset");
    filling.data.path = filling.document.file;
    filling.data.copyright = string_or(asset, "copyright", "");
    filling.data.generator = string_or(asset, "generator", "");
    for (const Json& scene : array_of(root, "scenes")) filling.data.scene_names.push_back(string_or(scene, "name", ""));
    const auto names_in = [&root](const char* key) {
        std::vector<std::string> names;
        for (const Json& name : array_of(root, key))
            if (name.is_string()) names.push_back(name.get<std::string>());
        return names;
    };
    filling.data.extensions_used = names_in("extensionsUsed");
    filling.data.extensions_required = names_in("extensionsRequired");
}

void fill(Filling& filling) {
    describe_file(filling);
    ImageLoading images(filling, fill_textures(filling));
    filling.findings.throw_if_error(filling.document.file);
    fill_materials(filling);
    fill_meshes(filling);
    fill_skins(filling);
    fill_cameras(filling);
    fill_lights(filling);
    fill_nodes(filling);
    fill_animations(filling);
    images.finish(filling);
    filling.findings.throw_if_error(filling.document.file);
    add_roughness_textures(filling);
}

void fill(const Document& document, Resources& resources, const LoadOptions& options, Findings& findings,
          scene::SceneData& data) {
    const tinygltf::Model model = read_structs(document);
    Filling filling{document, model, resources, options, findings, data};
    fill(filling);
}

std::shared_ptr<const scene::SceneData> load_checked(const std::filesystem::path& path, const LoadOptions& options) {
    Findings findings(options.is_strict);
    const Document document = read_document(path, options, findings);
    findings.throw_if_error(path);
    check_document(document, options, findings);
    findings.throw_if_error(path);
    Resources resources(document, options, findings);
    check_contents(document, resources, options, findings);
    findings.throw_if_error(path);
    const auto data = std::make_shared<scene::SceneData>();
    fill(document, resources, options, findings, *data);
    data->warnings = findings.warnings();
    scene::finish(*data);
    return data;
}

}  // namespace

void check_filling(const Document& document, Resources& resources, const LoadOptions& options, Findings& findings) {
    try {
        scene::SceneData data;
        fill(document, resources, options, findings, data);
    } catch (const Error& error) {
        if (!findings.has_errors()) findings.error("load", Pointer(), error.what(), error.code());
    }
}

std::shared_ptr<const scene::SceneData> load_scene(const std::filesystem::path& path, const LoadOptions& options) {
    try {
        return load_checked(path, options);
    } catch (const std::bad_alloc&) {
        throw Error(ErrorCode::out_of_memory, path.string() + ": there is no memory for the scene");
    } catch (const Json::exception& exception) {
        throw Error(ErrorCode::internal, path.string() + ": a check has overlooked something: " + exception.what());
    }
}

}  // namespace plumb::gltf
