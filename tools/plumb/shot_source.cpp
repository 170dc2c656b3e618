#include "shot_source.hpp"

#include <algorithm>
#include <cstdio>
#include <map>
#include <utility>

namespace plumb::program {

namespace {

void check_free(const RenderArguments& arguments, const std::filesystem::path& root, FrameRange range) {
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
        : arguments_(arguments), range_(arguments.range()), scene_(load_scene(arguments)) {
        options_.camera = camera_index(scene_, arguments.camera);
        options_.framing_aspect = aspect_of(arguments.renderer.size);
        if (arguments.animation == "none") {
            options_.is_animated = false;
        } else if (!arguments.animation.empty()) {
            options_.animation = scene_.find_animation(arguments.animation);
        }
        const bool is_moving = range_.count() > 1 || arguments.frames_per_second;
        if (arguments.dt_s) {
            options_.dt_s = *arguments.dt_s;
        } else if (is_moving) {
            options_.dt_s = 1 / arguments.rate();
        }
        if (!arguments.environment.empty()) map_ = load_environment(arguments.environment);
    }

    [[nodiscard]] const Scene& scene() const override { return scene_; }
    [[nodiscard]] std::uint64_t count() const override { return range_.count(); }
    [[nodiscard]] std::vector<RunShot> shots(std::uint64_t first, std::uint64_t count) override {
        std::vector<RunShot> shots;
        for (std::uint64_t k = first; k < first + count; ++k) shots.push_back(shot(range_.first + k));
        return shots;
    }

private:
    [[nodiscard]] RunShot shot(std::uint64_t index) const {
        ShotOptions options = options_;
        options.time_s = arguments_.time_s + static_cast<double>(index) / arguments_.rate();
        Shot shot = scene_.shot(options);
        apply_camera(arguments_.camera, shot);
        if (map_) shot.environment.map = map_;
        return {arguments_.out, index, std::move(shot)};
    }

    const RenderArguments& arguments_;
    FrameRange range_;
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
        : root_(arguments.out),
          scene_(load_prepared(arguments, recipe)),
          shot_(load_shot(scene_, arguments.shot)),
          index_(arguments.frames ? arguments.frames->first
                 : shot_.address  ? shot_.address->index
                                  : 0) {
        check_free(arguments, root_, {index_, index_ + 1});
    }

    [[nodiscard]] const Scene& scene() const override { return scene_; }
    [[nodiscard]] std::uint64_t count() const override { return 1; }
    [[nodiscard]] std::vector<RunShot> shots(std::uint64_t, std::uint64_t) override { return {{root_, index_, shot_}}; }

private:
    std::filesystem::path root_;
    Scene scene_;
    Shot shot_;
    std::uint64_t index_;
};

/// A view of a recipe's frames, and the folder that its frames go to.
struct View {
    std::uint32_t number = 0;
    std::filesystem::path root;
};

std::vector<View> views_of(const RenderArguments& arguments, const Recipe& recipe) {
    if (recipe.view_count() == 1) {
        if (arguments.views.empty()) return {{0, arguments.out}};
        throw Error(ErrorCode::invalid_argument,
                    "rendering --views of " + arguments.recipe.string() + ": it has no 'stereo'; it has one view");
    }
    const auto is_wanted = [&](const char* name) {
        return arguments.views.empty() ||
               std::find(arguments.views.begin(), arguments.views.end(), name) != arguments.views.end();
    };
    std::vector<View> views;
    if (is_wanted("left")) views.push_back({0, arguments.out / "left"});
    if (is_wanted("right")) views.push_back({1, arguments.out / "right"});
    return views;
}

/// Frames of a recipe; the views of one frame follow each other.
class RecipeSource : public ShotSource {
public:
    RecipeSource(const RenderArguments& arguments, const Recipe& recipe, std::vector<View> views)
        : arguments_(arguments),
          range_(arguments.range()),
          recipe_(recipe),
          views_(std::move(views)),
          scene_(load_prepared(arguments, recipe)) {}

    [[nodiscard]] const Scene& scene() const override { return scene_; }
    [[nodiscard]] std::uint64_t count() const override { return range_.count() * views_.size(); }
    void start(const Device& device) override {
        if (recipe_.has_conditions()) keeper_.emplace(device, scene_, recipe_, arguments_.renderer.size);
    }
    [[nodiscard]] std::vector<RunShot> shots(std::uint64_t first, std::uint64_t count) override {
        const std::map<std::uint64_t, std::uint32_t> attempts = find_attempts(first, count);
        std::vector<RunShot> shots;
        for (std::uint64_t k = first; k < first + count; ++k) {
            const View& view = views_[k % views_.size()];
            const std::uint64_t index = range_.first + k / views_.size();
            const auto attempt = attempts.find(index);
            const DrawOptions options{.attempt = attempt == attempts.end() ? 0 : attempt->second,
                                      .view = view.number,
                                      .overrides = arguments_.overrides};
            shots.push_back({view.root, index, recipe_.shot(scene_, arguments_.seed, index, options)});
        }
        return shots;
    }

private:
    /// By frame, the attempt that meets `keep_if`; empty without conditions.
    [[nodiscard]] std::map<std::uint64_t, std::uint32_t> find_attempts(std::uint64_t first, std::uint64_t count) {
        std::map<std::uint64_t, std::uint32_t> attempts;
        if (!keeper_) return attempts;
        std::vector<std::uint64_t> indices;
        for (std::uint64_t k = first / views_.size(); k <= (first + count - 1) / views_.size(); ++k) {
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
    std::vector<View> views_;
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
    std::vector<View> views = views_of(arguments, *recipe);
    for (const View& view : views) check_free(arguments, view.root, arguments.range());
    return std::make_unique<RecipeSource>(arguments, *recipe, std::move(views));
}

}  // namespace plumb::program
