#include "recipe/binding.hpp"
#include "recipe/document.hpp"
#include "recipe/named_files.hpp"
#include "recipe/prepare.hpp"
#include "scene/scene_data.hpp"

#include <plumb/recipe.hpp>

#include <algorithm>
#include <mutex>

namespace plumb {

/// The document, and what it means for the scenes it met last.
struct Recipe::Content {
    recipe::Document document;
    mutable std::mutex mutex;
    mutable std::vector<std::shared_ptr<const recipe::Binding>> bindings;  // the latest last

    explicit Content(recipe::Document read) : document(std::move(read)) {}

    std::shared_ptr<const recipe::Binding> bind(const Scene& scene) const {
        constexpr std::size_t kept_count = 8;
        const std::scoped_lock lock(mutex);
        for (const auto& binding : bindings)
            if (&binding->scene().data() == &scene.data()) return binding;
        auto binding = std::make_shared<const recipe::Binding>(scene, document.root(), document.folder);
        if (bindings.size() == kept_count) bindings.erase(bindings.begin());
        bindings.push_back(binding);
        return binding;
    }
};

Recipe Recipe::load(const std::filesystem::path& path) {
    return Recipe(std::make_shared<const Content>(recipe::load_document(path)));
}

Recipe Recipe::parse(std::string_view json, const std::filesystem::path& base_folder) {
    return Recipe(std::make_shared<const Content>(recipe::parse_document(json, {}, base_folder)));
}

const std::string& Recipe::text() const noexcept {
    return content_->document.text;
}

const std::filesystem::path& Recipe::path() const noexcept {
    return content_->document.path;
}

std::optional<std::filesystem::path> Recipe::scene_path() const {
    const auto scene = content_->document.root().find("scene");
    if (!scene) return std::nullopt;
    return content_->document.folder / scene->text();
}

std::vector<RecipeFile> Recipe::files() const {
    std::vector<RecipeFile> files;
    for (recipe::NamedFile& file : recipe::named_files(content_->document)) {
        files.push_back({std::move(file.name), std::move(file.path), std::move(file.role)});
    }
    return files;
}

std::uint32_t Recipe::view_count() const noexcept {
    return content_->document.json.contains("stereo") ? 2 : 1;
}

bool Recipe::has_conditions() const noexcept {
    return content_->document.json.contains("keep_if");
}

std::uint32_t Recipe::attempt_limit() const noexcept {
    const auto keep_if = content_->document.root().find("keep_if");
    return keep_if ? static_cast<std::uint32_t>(keep_if->number_or("attempts", 100)) : 1;
}

std::vector<std::string> Recipe::judged_passes() const {
    std::vector<std::string> passes;
    const auto keep_if = content_->document.root().find("keep_if");
    if (!keep_if) return passes;
    for (const recipe::Json& condition : keep_if->json()["all"]) {
        if (condition.contains("luminance")) passes.emplace_back("rgb");
        if (condition.contains("flow_px")) passes.emplace_back("flow_forward");
    }
    std::sort(passes.begin(), passes.end());
    passes.erase(std::unique(passes.begin(), passes.end()), passes.end());
    return passes;
}

bool Recipe::judges_amodal() const {
    const auto keep_if = content_->document.root().find("keep_if");
    if (!keep_if) return false;
    const recipe::Json& all = keep_if->json()["all"];
    return std::any_of(all.begin(), all.end(), [](const recipe::Json& condition) {
        return condition.contains("visible_fraction") || condition.contains("truncation");
    });
}

std::vector<FailedCondition> Recipe::judge(const Scene& prepared, const Frame& frame) const {
    return content_->bind(prepared)->judge(frame);
}

Scene Recipe::prepare(const Scene& scene) const {
    return recipe::prepare_scene(content_->document.root(), content_->document.folder, scene);
}

Shot Recipe::shot(const Scene& prepared, std::uint64_t seed, std::uint64_t index, const DrawOptions& options) const {
    Shot shot = content_->bind(prepared)->shot(seed, index, options);
    shot.address = {seed, index, options.attempt, options.view};
    return shot;
}

std::vector<DrawInfo> Recipe::draws(const Scene& prepared) const {
    std::vector<DrawInfo> draws;
    for (const auto& [key, source] : content_->bind(prepared)->sources()) {
        const auto& [pointer, definition] = source;
        draws.push_back(
            {key, pointer,
             definition.empty() ? content_->document.json.at(recipe::Json::json_pointer(pointer)).dump() : definition});
    }
    return draws;
}

}  // namespace plumb
