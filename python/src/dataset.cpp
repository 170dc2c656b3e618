#include "bindings.hpp"
#include "frame_box.hpp"
#include "shot_box.hpp"

#include <plumb/dataset.hpp>
#include <plumb/dataset_check.hpp>

#include <nanobind/nanobind.h>
#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace plumb::python {

namespace nb = nanobind;

namespace {

/// A set that is being written, and who writes: several threads of Python may call it with the interpreter's lock
/// released.
struct DatasetBox {
    OfOneProcess<Dataset> dataset;
    std::unique_ptr<std::mutex> mutex = std::make_unique<std::mutex>();

    template <class Work>
    auto with(const Work& work) const {
        Dataset& here = dataset.use("writing with a Dataset");
        const nb::gil_scoped_release release;
        const std::lock_guard lock(*mutex);
        return work(here);
    }
};

using Range = std::tuple<std::uint64_t, std::uint64_t>;

DatasetBox opened(const std::filesystem::path& root, const Scene& scene, const std::optional<Recipe>& recipe,
                  const DatasetOptions& options) {
    const nb::gil_scoped_release release;
    return {OfOneProcess<Dataset>(recipe ? Dataset(root, scene, *recipe, options) : Dataset(root, scene, options))};
}

void write(const DatasetBox& self, const FrameBox& frame, std::optional<std::uint64_t> index, const ShotBox* shot,
           const std::string& key) {
    const std::shared_ptr<const Shot> plain = shot != nullptr ? shot->share() : nullptr;
    self.with([&](Dataset& dataset) {
        const DatasetFrameOptions options{plain.get(), key};
        index ? dataset.write(*index, frame.read(), options) : dataset.write(frame.read(), options);
    });
}

void bind_writer(nb::module_& module) {
    nb::class_<DatasetBox>(module, "Dataset",
                           "A folder of frames with their journal (docs/formats.md). Nothing is lost, doubled or half "
                           "there however a writer ends; opening the same set again goes on with the frames that has() "
                           "does not know. A context manager: leaving it without an error calls finish().")
        .def(
            "__init__",
            [](DatasetBox* self, const std::filesystem::path& root, const Scene& scene,
               const std::optional<Recipe>& recipe, const std::vector<std::string>& formats, bool previews, bool shots,
               bool overwrite, std::optional<std::uint64_t> seed, const std::optional<Range>& range,
               const std::vector<std::string>& allowed_licenses) {
                DatasetOptions options;
                options.formats = formats;
                options.previews = previews;
                options.shots = shots;
                options.overwrite = overwrite;
                options.seed = seed;
                if (range) options.range = {std::get<0>(*range), std::get<1>(*range)};
                options.allowed_licenses = allowed_licenses;
                new (self) DatasetBox(opened(root, scene, recipe, options));
            },
            nb::arg("root"), nb::arg("scene"), nb::arg("recipe") = nb::none(), nb::kw_only(),
            nb::arg("formats") = std::vector<std::string>{"png"}, nb::arg("previews") = false, nb::arg("shots") = false,
            nb::arg("overwrite") = false, nb::arg("seed") = nb::none(), nb::arg("range") = nb::none(),
            nb::arg("allowed_licenses") = std::vector<std::string>{},
            "scene: what Recipe.prepare() gave. formats: see plumb.dataset_formats(). shots: shot.json of every frame. "
            "range: (first, end) of the frames that this writer may write. allowed_licenses: SPDX identifiers; assets "
            "under others are refused.")
        .def(
            "has",
            [](const DatasetBox& self, std::uint64_t index) {
                return self.with([&](Dataset& dataset) { return dataset.has(index); });
            },
            nb::arg("index"), "Whether the frame is done: it need not be rendered.")
        .def("write", &write, nb::arg("frame"), nb::kw_only(), nb::arg("index") = nb::none(),
             nb::arg("shot").none() = nb::none(), nb::arg("key") = "",
             "Writes a frame, by the index of its shot if none is given. Returns before it is done; what went wrong "
             "with an earlier frame is raised here, or by flush().")
        .def(
            "flush", [](const DatasetBox& self) { self.with([](Dataset& dataset) { dataset.flush(); }); },
            "Returns when every frame written is done.")
        .def(
            "finish",
            [](const DatasetBox& self) { return self.with([](Dataset& dataset) { return dataset.finish(); }); },
            "flush(), and writes the files of the set as a whole. False where other processes still write to it.")
        .def_prop_ro(
            "id", [](const DatasetBox& self) { return self.with([](Dataset& dataset) { return dataset.id(); }); },
            "32 hexadecimal digits of scene, recipe, seed, size, passes and formats; empty until these are known.")
        .def(
            "__enter__", [](nb::handle_t<DatasetBox> self) { return nb::borrow(self); },
            nb::sig("def __enter__(self) -> Dataset"))
        .def(
            "__exit__",
            [](const DatasetBox& self, const nb::object& type, const nb::object&, const nb::object&) {
                if (type.is_none()) self.with([](Dataset& dataset) { return dataset.finish(); });
            },
            nb::arg("type").none(), nb::arg("value").none(), nb::arg("traceback").none());
}

}  // namespace

void bind_dataset(nb::module_& module) {
    bind_writer(module);
    auto finding =
        nb::class_<DatasetFinding>(module, "DatasetFinding", "Something about a set that is not as its journal says.");
    nb::enum_<DatasetFinding::Kind>(finding, "Kind")
        .value("missing", DatasetFinding::Kind::missing)
        .value("changed", DatasetFinding::Kind::changed)
        .value("stray", DatasetFinding::Kind::stray)
        .value("unfinished", DatasetFinding::Kind::unfinished);
    finding.def_ro("kind", &DatasetFinding::kind)
        .def_ro("path", &DatasetFinding::path, "Relative to the set's folder.")
        .def_ro("message", &DatasetFinding::message, "What was found and what the journal says.");
    nb::class_<DatasetReport>(module, "DatasetReport", "What verify_dataset() found.")
        .def_ro("frames", &DatasetReport::frames, "That are done, ascending.")
        .def_ro("file_count", &DatasetReport::file_count)
        .def_ro("byte_count", &DatasetReport::byte_count)
        .def_ro("findings", &DatasetReport::findings, "By path; empty if all is as it should be.");
    module.def("verify_dataset", &verify_dataset, nb::arg("root"), nb::call_guard<nb::gil_scoped_release>(),
               "Reads every file of a set and compares it with the journal; changes nothing.");
}

}  // namespace plumb::python
