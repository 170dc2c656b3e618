#pragma once

#include <nanobind/nanobind.h>

/// The parts of the module, in the order in which they must be bound: signatures name what was bound before.
namespace plumb::python {

void bind_errors(nanobind::module_& module);
void bind_device(nanobind::module_& module);
void bind_passes(nanobind::module_& module);
void bind_camera(nanobind::module_& module);
void bind_look(nanobind::module_& module);
void bind_moment(nanobind::module_& module);
void bind_rolling_shutter(nanobind::module_& module);
void bind_shot(nanobind::module_& module);
void bind_scene_shot(nanobind::module_& module);
void bind_scene_parts(nanobind::module_& module);
void bind_scene(nanobind::module_& module);
void bind_annotations(nanobind::module_& module);
void bind_arrays(nanobind::module_& module);
void bind_frame(nanobind::module_& module);
void bind_recipe(nanobind::module_& module);
void bind_render_options(nanobind::module_& module);
void bind_renderer(nanobind::module_& module);
void bind_files(nanobind::module_& module);
void bind_dataset(nanobind::module_& module);

}  // namespace plumb::python
