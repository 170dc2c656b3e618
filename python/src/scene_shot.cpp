#include "scene_shot_box.hpp"

#include "bindings.hpp"

#include <nanobind/nanobind.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/tuple.h>

#include <algorithm>
#include <utility>

namespace plumb::python {

namespace nb = nanobind;

namespace {

Size size_of(const SizeTuple& size) {
    return {std::get<0>(size), std::get<1>(size)};
}

SceneShot value_of(const SceneShotBox& box) {
    std::optional<Size> size;
    if (box.size) size = size_of(*box.size);
    return {*nb::cast<const ShotBox&>(box.shot).share(), box.scene, size};
}

}  // namespace

std::variant<std::vector<Shot>, std::vector<SceneShot>> values_of(const AnyShots& shots) {
    const auto is_plain = [](const auto& one) { return std::holds_alternative<const ShotBox*>(one); };
    if (std::ranges::all_of(shots, is_plain)) {
        std::vector<Shot> plain;
        plain.reserve(shots.size());
        for (const auto& one : shots) plain.push_back(*std::get<const ShotBox*>(one)->share());
        return plain;
    }
    std::vector<SceneShot> mixed;
    mixed.reserve(shots.size());
    for (const auto& one : shots) {
        if (is_plain(one)) {
            mixed.push_back({*std::get<const ShotBox*>(one)->share()});
        } else {
            mixed.push_back(value_of(*std::get<const SceneShotBox*>(one)));
        }
    }
    return mixed;
}

void bind_scene_shot(nb::module_& module) {
    nb::class_<SceneShotBox>(module, "SceneShot",
                             "A shot of one of a renderer's scenes, at a size of its own; for Renderer.render_batch().")
        .def(
            "__init__",
            [](SceneShotBox* self, nb::handle_t<ShotBox> shot, std::size_t scene, std::optional<SizeTuple> size) {
                new (self) SceneShotBox{nb::borrow(shot), scene, size};
            },
            nb::arg("shot"), nb::arg("scene") = 0, nb::arg("size") = nb::none(),
            "scene: of the renderer's, from 0. size: (width, height), pixels; the renderer's own if None.")
        .def_prop_ro(
            "shot", [](const SceneShotBox& self) { return self.shot; }, nb::sig("def shot(self) -> Shot"))
        .def_rw("scene", &SceneShotBox::scene)
        .def_rw("size", &SceneShotBox::size);
}

}  // namespace plumb::python
