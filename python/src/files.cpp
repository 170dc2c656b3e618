#include "bindings.hpp"
#include "frame_box.hpp"
#include "shot_box.hpp"

#include <plumb/dataset.hpp>
#include <plumb/shot_json.hpp>

#include <nanobind/nanobind.h>
#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/map.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/vector.h>

#include <map>
#include <string>
#include <vector>

namespace plumb::python {

namespace nb = nanobind;

void bind_files(nb::module_& module) {
    using std::filesystem::path;
    module.def(
        "write_frame",
        [](const path& root, std::uint64_t index, const Scene& scene, const FrameBox& frame,
           const std::vector<std::string>& formats, bool previews, bool overwrite) {
            return write_frame(root, index, scene, frame.read(), {formats, previews, overwrite});
        },
        nb::arg("root"), nb::arg("index"), nb::arg("scene"), nb::arg("frame"), nb::kw_only(),
        nb::arg("formats") = std::vector<std::string>{"png"}, nb::arg("previews") = false, nb::arg("overwrite") = false,
        nb::call_guard<nb::gil_scoped_release>(),
        "Writes every pass and frame.json into root/frames/INDEX; see docs/formats.md. Returns the paths written.");
    module.def(
        "write_shot",
        [](const path& root, std::uint64_t index, const Scene& scene, const ShotBox& shot, bool overwrite) {
            return write_shot(root, index, scene, *shot.share(), overwrite);
        },
        nb::arg("root"), nb::arg("index"), nb::arg("scene"), nb::arg("shot"), nb::kw_only(),
        nb::arg("overwrite") = false, "Writes shot.json into root/frames/INDEX. Returns the path written.");
    module.def(
        "frame_json",
        [](const Scene& scene, const FrameBox& frame, std::uint64_t index) {
            return frame_json(scene, frame.read(), index);
        },
        nb::arg("scene"), nb::arg("frame"), nb::arg("index"), "The text of frame.json.");
    module.def(
        "dataset_formats",
        [] {
            std::map<std::string, std::string> formats;
            for (const FormatInfo& format : dataset_formats())
                formats.emplace(std::string(format.name), std::string(format.summary));
            return formats;
        },
        "All known formats with what each holds.");
    module.def(
        "shot_json", [](const Scene& scene, const ShotBox& shot) { return shot_json(scene, *shot.share()); },
        nb::arg("scene"), nb::arg("shot"), "The text of shot.json, from which shot_from_json() gives the same shot.");
    module.def(
        "shot_from_json",
        [](const Scene& scene, std::string_view text, const path& folder) {
            return ShotBox(shot_from_json(scene, text, folder));
        },
        nb::arg("scene"), nb::arg("text"), nb::arg("folder") = path(), "The shot that shot_json() wrote.");
    module.def(
        "load_shot", [](const Scene& scene, const path& file) { return ShotBox(load_shot(scene, file)); },
        nb::arg("scene"), nb::arg("path"), "Reads a file written by shot_json().");
}

}  // namespace plumb::python
