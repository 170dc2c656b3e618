#include "recipe/binding.hpp"
#include "recipe/classes.hpp"
#include "recipe/document.hpp"
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

std::uint32_t Recipe::view_count() const noexcept {
    return content_->document.json.contains("stereo") ? 2 : 1;
}

Scene Recipe::prepare(const Scene& scene) const {
    const recipe::Place root = content_->document.root();
    const std::optional<recipe::Place> classes = root.find("classes");
    if (!classes) return scene;
    auto data = std::make_shared<scene::SceneData>(scene.data());
    recipe::set_classes(*classes, *data);
    scene::finish(*data);
    return Scene(std::move(data));
}

Shot Recipe::shot(const Scene& prepared, std::uint64_t seed, std::uint64_t index, const DrawOptions& options) const {
    return content_->bind(prepared)->shot(seed, index, options);
}

}  // namespace plumb
