#include "bindings.hpp"
#include "device_box.hpp"
#include "frame_box.hpp"
#include "shot_box.hpp"

#include <plumb/keep_if.hpp>
#include <plumb/recipe.hpp>

#include <nanobind/nanobind.h>
#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/map.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <map>
#include <mutex>
#include <string>
#include <tuple>
#include <vector>

namespace plumb::python {

namespace nb = nanobind;

namespace {

using Overrides = std::map<std::string, std::vector<double>>;

DrawOptions draw_options(std::uint32_t attempt, std::uint32_t view, const Overrides& overrides) {
    DrawOptions options{attempt, view, {}};
    for (const auto& [key, value] : overrides) options.overrides.push_back({key, value});
    return options;
}

void bind_drawing(nb::class_<Recipe>& recipe) {
    recipe
        .def(
            "shot",
            [](const Recipe& self, const Scene& scene, std::uint64_t seed, std::uint64_t index, std::uint32_t attempt,
               std::uint32_t view, const Overrides& overrides) {
                return ShotBox(self.shot(scene, seed, index, draw_options(attempt, view, overrides)));
            },
            nb::arg("scene"), nb::arg("seed"), nb::arg("index"), nb::kw_only(), nb::arg("attempt") = 0,
            nb::arg("view") = 0, nb::arg("overrides") = nb::dict(), nb::call_guard<nb::gil_scoped_release>(),
            "One shot: a pure function of the recipe, the scene and the arguments.\n\n"
            "scene: what prepare() gave. seed, index: which shot. attempt: how many tries at this frame failed before. "
            "view: of a stereo pair 0 is the left eye. overrides: values that take the place of what would be drawn, "
            "by key, as Shot.draws has them.")
        .def("prepare", &Recipe::prepare, nb::arg("scene"), nb::call_guard<nb::gil_scoped_release>(),
             "The scene that the recipe's shots are of: scene itself unless the recipe changes what a scene holds "
             "(copies, textures, classes). Instances keep their ids.")
        .def(
            "draws",
            [](const Recipe& self, const Scene& scene) {
                std::vector<std::tuple<std::string, std::string, std::string>> rows;
                for (const DrawInfo& draw : self.draws(scene))
                    rows.emplace_back(draw.key, draw.pointer, draw.definition);
                return rows;
            },
            nb::arg("scene"), nb::call_guard<nb::gil_scoped_release>(),
            "All draws that shots of the recipe can have: (key, JSON pointer, definition).")
        .def(
            "judge",
            [](const Recipe& self, const Scene& scene, const FrameBox& frame) {
                std::vector<std::tuple<std::string, double, std::string>> rows;
                for (const FailedCondition& failed : self.judge(scene, frame.read()))
                    rows.emplace_back(failed.condition, failed.found, failed.message);
                return rows;
            },
            nb::arg("scene"), nb::arg("frame"),
            "The conditions of keep_if that a frame fails: (JSON pointer, value found, message); empty if it is to be "
            "kept.");
}

/// Serialized, as several threads of Python may call it with the lock of the interpreter released.
struct KeeperBox {
    OfOneProcess<ShotKeeper> keeper;
    std::unique_ptr<std::mutex> mutex = std::make_unique<std::mutex>();

    std::vector<Shot> shots(std::uint64_t seed, const std::vector<std::uint64_t>& indices) {
        ShotKeeper& here = keeper.use("judging shots with a ShotKeeper");
        const nb::gil_scoped_release release;
        const std::lock_guard lock(*mutex);
        return here.shots(seed, indices);
    }
};

void bind_keeper(nb::module_& module) {
    nb::class_<KeeperBox>(module, "ShotKeeper",
                          "Finds the shots of a recipe whose frames meet its keep_if: renders the labels that the "
                          "conditions read and goes on to the next attempt until they hold. Which attempt a frame ends "
                          "with is a pure function of scene, recipe, seed, index and size.")
        .def(
            "__init__",
            [](KeeperBox* self, const DeviceBox& device, const Scene& scene, const Recipe& recipe,
               const std::tuple<std::uint32_t, std::uint32_t>& size) {
                const Device& here = device.use("making a ShotKeeper from a Device");
                const nb::gil_scoped_release release;
                new (self) KeeperBox{
                    OfOneProcess<ShotKeeper>(ShotKeeper(here, scene, recipe, {std::get<0>(size), std::get<1>(size)}))};
            },
            nb::arg("device"), nb::arg("scene"), nb::arg("recipe"), nb::arg("size"),
            "scene: what Recipe.prepare() gave. size: (width, height) of the frames that are judged.")
        .def(
            "shot",
            [](KeeperBox& self, std::uint64_t seed, std::uint64_t index) {
                return ShotBox(std::move(self.shots(seed, {index}).front()));
            },
            nb::arg("seed"), nb::arg("index"),
            "The first shot that is to be kept. Raises plumb.InvalidArgumentError if none of Recipe.attempt_limit is.")
        .def(
            "shots",
            [](KeeperBox& self, std::uint64_t seed, const std::vector<std::uint64_t>& indices) {
                std::vector<ShotBox> boxes;
                for (Shot& shot : self.shots(seed, indices)) boxes.emplace_back(std::move(shot));
                return boxes;
            },
            nb::arg("seed"), nb::arg("indices"), "The same for several frames at once, which are judged together.");
}

}  // namespace

void bind_recipe(nb::module_& module) {
    auto recipe = nb::class_<Recipe>(module, "Recipe",
                                     "What may vary between frames: a JSON document (docs/recipe.md). Immutable, safe "
                                     "to use from several threads.");
    recipe
        .def_static("load", &Recipe::load, nb::arg("path"), nb::call_guard<nb::gil_scoped_release>(),
                    "Reads a file; relative paths in it start at its folder.")
        .def_static("parse", &Recipe::parse, nb::arg("text"), nb::arg("base_folder") = std::filesystem::path(),
                    "Reads JSON text; relative paths in it start at base_folder, or the working folder.")
        .def_prop_ro("text", &Recipe::text, "The document as it was read.")
        .def_prop_ro("path", &Recipe::path, "The file it was read from; empty after parse().")
        .def_prop_ro("scene_path", &Recipe::scene_path, "The scene that the recipe names, or None.")
        .def_prop_ro("view_count", &Recipe::view_count, "2 if the recipe asks for a stereo pair, else 1.")
        .def_prop_ro("has_conditions", &Recipe::has_conditions, "Whether there is a keep_if.")
        .def_prop_ro("attempt_limit", &Recipe::attempt_limit, "How often a frame may be tried until it meets keep_if.")
        .def_prop_ro("judges_amodal", &Recipe::judges_amodal,
                     "Whether judge() reads what each object would cover alone: make the renderer with amodal = True.")
        .def_prop_ro("judged_passes", &Recipe::judged_passes, "The passes that judge() reads.")
        .def("__repr__", [](const Recipe& self) { return "<plumb.Recipe '" + self.path().string() + "'>"; });
    bind_drawing(recipe);
    bind_keeper(module);
}

}  // namespace plumb::python
