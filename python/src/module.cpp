#include "bindings.hpp"

#include <nanobind/nanobind.h>

NB_MODULE(_core, module) {
    using namespace plumb::python;
    // What lives until the interpreter ends, such as the data sets of a DataLoader's workers, would be called a leak.
    nanobind::set_leak_warnings(false);
    module.doc() = "glTF scenes rendered together with their ground truth.";
    bind_errors(module);
    bind_device(module);
    bind_passes(module);
    bind_camera(module);
    bind_look(module);
    bind_moment(module);
    bind_rolling_shutter(module);
    bind_shot(module);
    bind_scene_shot(module);
    bind_scene_parts(module);
    bind_scene(module);
    bind_annotations(module);
    bind_arrays(module);
    bind_frame(module);
    bind_recipe(module);
    bind_render_options(module);
    bind_renderer(module);
    bind_files(module);
    bind_dataset(module);
}
