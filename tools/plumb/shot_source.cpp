#include "shot_source.hpp"

#include "options.hpp"
#include "text.hpp"

#include <algorithm>
#include <cstdio>
#include <map>
#include <utility>

namespace plumb::program {

namespace {

/// Frames in a folder that is no set are somebody's; those of a set are known to it.
void check_free(const RenderArguments& arguments, const std::filesystem::path& root, FrameRange range) {
    std::error_code ignored;
    if (std::filesystem::exists(root / "dataset.json", ignored)) return;
    for (std::uint64_t k = range.first; k < range.end && !arguments.files.overwrite; ++k) {
        const std::filesystem::path folder = frame_folder(root, k);
        std::error_code error;
        const std::filesystem::directory_iterator entries(folder, error);
        if (error || entries == std::filesystem::directory_iterator()) continue;
        throw Error(ErrorCode::invalid_argument,
                    "rendering into " + folder.string() + ": the frame is there; --overwrite replaces it");
    }
}

Scene load_scene(const RenderArguments& arguments) {
    Scene scene = Scene::load(arguments.scene);
    print_warnings(scene);
    return scene;
}

/// A single frame has no step unless `--dt` gives one; flow that is asked for is then zero, which is seldom meant.
void warn_of_stills(const RenderArguments& arguments) {
    const bool is_still = !arguments.dt_s && arguments.range().count() == 1 && !arguments.frames_per_second;
    const auto& passes = arguments.renderer.passes;
    const bool has_flow = std::any_of(passes.begin(), passes.end(),
                                      [](const std::string& name) { return name.find("flow") != std::string::npos; });
    if (!is_still || !has_flow) return;
    std::fprintf(stderr, "plumb: warning: a single frame without --dt is a still; flow is zero everywhere\n");
}

/// The frames of a clip of the file.
class ClipSource : public ShotSource {
public:
    explicit ClipSource(const RenderArguments& arguments)
        : arguments_(arguments),
          range_(arguments.range()),
          folders_{{arguments.out, std::nullopt}},
          scene_(load_scene(arguments)) {
        options_.camera = camera_index(scene_, arguments.camera);
        options_.framing_aspect = aspect_of(arguments.renderer.size);
        if (arguments.animation == "none") {
            options_.is_animated = false;
        } else if (!arguments.animation.empty()) {
            options_.animation = scene_.find_animation(arguments.animation);
        }
        options_.dt_s = arguments.step_s();
        options_.readout_s = arguments.camera.readout_s;
        if (!arguments.environment.empty()) map_ = load_environment(arguments.environment);
    }

    [[nodiscard]] const Scene& scene() const override { return scene_; }
    [[nodiscard]] const std::vector<RunFolder>& folders() const override { return folders_; }
    [[nodiscard]] std::uint64_t count() const override { return range_.count(); }
    [[nodiscard]] RunPlace place(std::uint64_t position) const override { return {0, range_.first + position, {}}; }
    [[nodiscard]] std::vector<Shot> shots(std::uint64_t first, std::uint64_t count) override {
        std::vector<Shot> shots;
        for (std::uint64_t k = first; k < first + count; ++k) shots.push_back(shot(range_.first + k));
        return shots;
    }

private:
    [[nodiscard]] Shot shot(std::uint64_t index) const {
        ShotOptions options = options_;
        options.time_s = arguments_.time_s + static_cast<double>(index) / arguments_.rate();
        Shot shot = scene_.shot(options);
        apply_camera(arguments_.camera, shot);
        if (map_) shot.environment.map = map_;
        return shot;
    }

    const RenderArguments& arguments_;
    FrameRange range_;
    std::vector<RunFolder> folders_;
    Scene scene_;
    ShotOptions options_;
    std::shared_ptr<const EnvironmentMap> map_;
};

Scene load_prepared(const RenderArguments& arguments, const std::optional<Recipe>& recipe) {
    Scene scene = load_scene(arguments);
    return recipe ? recipe->prepare(scene) : scene;
}

/// One shot of a file. It keeps the index that it had in its recipe's run unless `--frames` gives another.
class FileSource : public ShotSource {
public:
    FileSource(const RenderArguments& arguments, const std::optional<Recipe>& recipe)
        : folders_{{arguments.out, std::nullopt}},
          recipe_(recipe),
          scene_(load_prepared(arguments, recipe)),
          shot_(load_shot(scene_, arguments.shot)),
          index_(arguments.frames ? arguments.frames->first
                 : shot_.address  ? shot_.address->index
                                  : 0) {
        check_free(arguments, arguments.out, {index_, index_ + 1});
    }

    [[nodiscard]] const Scene& scene() const override { return scene_; }
    [[nodiscard]] std::optional<Recipe> recipe() const override { return recipe_; }
    [[nodiscard]] const std::vector<RunFolder>& folders() const override { return folders_; }
    [[nodiscard]] std::uint64_t count() const override { return 1; }
    [[nodiscard]] RunPlace place(std::uint64_t) const override { return {0, index_, shot_json(scene_, shot_)}; }
    [[nodiscard]] std::vector<Shot> shots(std::uint64_t, std::uint64_t) override { return {shot_}; }

private:
    std::vector<RunFolder> folders_;
    std::optional<Recipe> recipe_;
    Scene scene_;
    Shot shot_;
    std::uint64_t index_;
};

std::vector<RunFolder> folders_of(const RenderArguments& arguments, const Recipe& recipe) {
    if (recipe.view_count() == 1) {
        if (arguments.views.empty()) return {{arguments.out, std::nullopt}};
        throw Error(ErrorCode::invalid_argument,
                    "rendering --views of " + arguments.recipe.string() + ": it has no 'stereo'; it has one view");
    }
    const auto is_wanted = [&](const char* name) {
        return arguments.views.empty() ||
               std::find(arguments.views.begin(), arguments.views.end(), name) != arguments.views.end();
    };
    std::vector<RunFolder> folders;
    if (is_wanted("left")) folders.push_back({arguments.out / "left", 0});
    if (is_wanted("right")) folders.push_back({arguments.out / "right", 1});
    return folders;
}

/// Frames of a recipe; the views of one frame follow each other.
class RecipeSource : public ShotSource {
public:
    RecipeSource(const RenderArguments& arguments, const Recipe& recipe, std::vector<RunFolder> folders)
        : arguments_(arguments),
          range_(arguments.range()),
          recipe_(recipe),
          folders_(std::move(folders)),
          scene_(load_prepared(arguments, recipe)) {}

    [[nodiscard]] const Scene& scene() const override { return scene_; }
    [[nodiscard]] std::optional<Recipe> recipe() const override { return recipe_; }
    [[nodiscard]] const std::vector<RunFolder>& folders() const override { return folders_; }
    [[nodiscard]] std::uint64_t count() const override { return range_.count() * folders_.size(); }
    [[nodiscard]] RunPlace place(std::uint64_t position) const override {
        return {position % folders_.size(), range_.first + position / folders_.size(), {}};
    }
    void start(const Device& device) override {
        if (recipe_.has_conditions()) keeper_.emplace(device, scene_, recipe_, arguments_.renderer.size);
    }
    [[nodiscard]] std::vector<Shot> shots(std::uint64_t first, std::uint64_t count) override {
        const std::map<std::uint64_t, std::uint32_t> attempts = find_attempts(first, count);
        std::vector<Shot> shots;
        for (std::uint64_t k = first; k < first + count; ++k) {
            const auto [folder, index, key] = place(k);
            const auto attempt = attempts.find(index);
            const DrawOptions options{.attempt = attempt == attempts.end() ? 0 : attempt->second,
                                      .view = folders_[folder].view.value_or(0),
                                      .overrides = arguments_.overrides};
            shots.push_back(recipe_.shot(scene_, arguments_.seed, index, options));
        }
        return shots;
    }

private:
    /// By frame, the attempt that meets `keep_if`; empty without conditions.
    [[nodiscard]] std::map<std::uint64_t, std::uint32_t> find_attempts(std::uint64_t first, std::uint64_t count) {
        std::map<std::uint64_t, std::uint32_t> attempts;
        if (!keeper_) return attempts;
        std::vector<std::uint64_t> indices;
        for (std::uint64_t k = first / folders_.size(); k <= (first + count - 1) / folders_.size(); ++k) {
            indices.push_back(range_.first + k);
        }
        const DrawOptions options{.attempt = 0, .view = 0, .overrides = arguments_.overrides};
        for (const Shot& shot : keeper_->shots(arguments_.seed, indices, options)) {
            attempts.emplace(shot.address->index, shot.address->attempt);
        }
        return attempts;
    }

    const RenderArguments& arguments_;
    FrameRange range_;
    Recipe recipe_;
    std::vector<RunFolder> folders_;
    Scene scene_;
    std::optional<ShotKeeper> keeper_;
};

}  // namespace

std::unique_ptr<ShotSource> make_shot_source(const RenderArguments& arguments) {
    std::optional<Recipe> recipe;
    if (!arguments.recipe.empty()) recipe = Recipe::load(arguments.recipe);
    if (!arguments.shot.empty()) return std::make_unique<FileSource>(arguments, recipe);
    if (!recipe) {
        check_free(arguments, arguments.out, arguments.range());
        warn_of_stills(arguments);
        return std::make_unique<ClipSource>(arguments);
    }
    std::vector<RunFolder> folders = folders_of(arguments, *recipe);
    for (const RunFolder& folder : folders) check_free(arguments, folder.root, arguments.range());
    return std::make_unique<RecipeSource>(arguments, *recipe, std::move(folders));
}

}  // namespace plumb::program
