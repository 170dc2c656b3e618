#pragma once

#include <plumb/export.hpp>
#include <plumb/frame.hpp>
#include <plumb/scene.hpp>
#include <plumb/shot.hpp>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plumb {

/// What a shot of a recipe depends on beside scene, seed and index.
struct DrawOptions {
    std::uint32_t attempt = 0;  ///< how many tries at this frame failed before; each has draws of its own
    std::uint32_t view = 0;     ///< below Recipe::view_count(); of a stereo pair 0 is the left eye, 1 the right
    /// Values that take the place of what would be drawn, by key, as Shot::draws records them. All other draws stay.
    std::vector<Draw> overrides = {};
    /// False: objects of the section `settle` stay where they would start to fall, which saves the time. All draws stay.
    bool settles = true;
};

/// A condition of `keep_if` that a frame fails.
struct FailedCondition {
    std::string condition;  ///< JSON pointer into the recipe, such as "/keep_if/all/0/pixels"
    double found = 0;       ///< what the frame has; NaN where there is nothing to measure
    std::string message;    ///< what was found and what is allowed
};

/// Where a draw comes from.
struct DrawInfo {
    std::string key;         ///< as Shot::draws has it
    std::string pointer;     ///< JSON pointer into the recipe
    std::string definition;  ///< JSON text of what it is drawn from, such as {"uniform":[0,360]}
};

/// A file that shots of a recipe are made from, beside the scene.
struct RecipeFile {
    std::string name;            ///< as the recipe has it; of a folder of textures, each file in it with the folder
    std::filesystem::path path;  ///< to open it
    std::string role;            ///< environment, texture
};

/// What may vary between frames: a JSON document, see docs/recipe.schema.json. An immutable value, cheap to copy, safe
/// to use from several threads.
class PLUMB_API Recipe {
public:
    /// Reads a file; relative paths in it start at its folder.
    /// @throws Error  not_found or io if it cannot be read, else as parse()
    static Recipe load(const std::filesystem::path& path);
    /// @param base_folder  where relative paths in the recipe start; the working folder if empty
    /// @throws Error  bad_asset, with JSON pointer, what was found, what is allowed and the nearest known name
    static Recipe parse(std::string_view json, const std::filesystem::path& base_folder = {});

    /// The document as it was read.
    [[nodiscard]] const std::string& text() const noexcept;
    /// The file that the recipe was read from; empty after parse().
    [[nodiscard]] const std::filesystem::path& path() const noexcept;
    /// The scene that the recipe names, if it does; relative to nothing but the working folder.
    [[nodiscard]] std::optional<std::filesystem::path> scene_path() const;
    /// Environment maps and textures that the recipe names, each once.
    /// @throws Error  not_found or io for a folder of textures that cannot be read
    [[nodiscard]] std::vector<RecipeFile> files() const;
    /// 2 if the recipe asks for a stereo pair, else 1.
    [[nodiscard]] std::uint32_t view_count() const noexcept;
    /// Whether there is a `keep_if`.
    [[nodiscard]] bool has_conditions() const noexcept;
    /// How often a frame may be tried until it meets `keep_if`; 1 without.
    [[nodiscard]] std::uint32_t attempt_limit() const noexcept;
    /// The passes that judge() reads; ask the renderer for them beside your own.
    [[nodiscard]] std::vector<std::string> judged_passes() const;
    /// Whether judge() reads what each object would cover alone; ask the renderer for it by RendererOptions::amodal.
    [[nodiscard]] bool judges_amodal() const;

    /// The scene that the recipe's shots are of: `scene` itself unless the recipe changes what a scene holds (copies,
    /// textures, classes).
    /// Instances keep their ids.
    /// @throws Error  not_found for a name that matches nothing
    [[nodiscard]] Scene prepare(const Scene& scene) const;

    /// One shot: a pure function of the recipe, the scene and the arguments. The first call for a scene resolves all
    /// names; later ones are fast.
    /// @param prepared  what prepare() gave
    /// @throws Error    not_found for a name that matches nothing or an override that nothing draws, bad_asset for what
    ///                  cannot be done with this scene, invalid_argument for an override that does not fit or for
    ///                  objects that do not fit where they are scattered
    [[nodiscard]] Shot shot(const Scene& prepared, std::uint64_t seed, std::uint64_t index,
                            const DrawOptions& options = {}) const;

    /// The conditions of `keep_if` that `frame`, rendered from a shot of this recipe, fails; empty if it is to be kept.
    /// @throws Error  invalid_argument if the frame lacks what a condition reads, naming it
    [[nodiscard]] std::vector<FailedCondition> judge(const Scene& prepared, const Frame& frame) const;

    /// All draws that shots of the recipe can have, in the order of their keys.
    /// @throws Error  as shot()
    [[nodiscard]] std::vector<DrawInfo> draws(const Scene& prepared) const;

    struct Content;
    explicit Recipe(std::shared_ptr<const Content> content) : content_(std::move(content)) {}

private:
    std::shared_ptr<const Content> content_;
};

}  // namespace plumb
