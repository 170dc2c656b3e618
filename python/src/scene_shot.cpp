#include "scene_shot_box.hpp"

#include "bindings.hpp"

#include <nanobind/nanobind.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/tuple.h>

namespace plumb::python {

namespace nb = nanobind;

namespace {

Size size_of(const SizeTuple& size) {
    return {std::get<0>(size), std::get<1>(size)};
}

SharedShot shared(const ShotBox& box) {
    return {box.share()};
}

SharedShot shared(const SceneShotBox& box) {
    std::optional<Size> size;
    if (box.size) size = size_of(*box.size);
    return {nb::cast<const ShotBox&>(box.shot).share(), box.scene, size};
}

}  // namespace

std::vector<SharedShot> shared_shots(const AnyShots& shots) {
    std::vector<SharedShot> result;
    result.reserve(shots.size());
    for (const auto& one : shots) result.push_back(std::visit([](const auto* box) { return shared(*box); }, one));
    return result;
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
