#include "bindings.hpp"
#include "device_box.hpp"
#include "frame_box.hpp"
#include "scene_shot_box.hpp"

#include <plumb/renderer.hpp>

#include <nanobind/nanobind.h>
#include <nanobind/stl/map.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/variant.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <chrono>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace plumb::python {

namespace nb = nanobind;

namespace {

/// One scene or several.
using Scenes = std::variant<const Scene*, std::vector<const Scene*>>;
using Packings = std::map<std::string, Packing>;

// How long a key press may wait to be noticed.
constexpr std::chrono::milliseconds patience{50};

/// A renderer, and who uses it: several threads of Python may call it with the interpreter's lock released.
struct RendererBox {
    OfOneProcess<Renderer> renderer;
    std::unique_ptr<std::mutex> mutex = std::make_unique<std::mutex>();

    [[nodiscard]] Renderer& use() const { return renderer.use("rendering with a Renderer"); }
};

/// A batch that is being rendered.
class PendingBox {
public:
    explicit PendingBox(std::future<Batch> future) : future_(future.share()) {}

    [[nodiscard]] bool is_done() const {
        return future_.use("asking a PendingBatch").wait_for(std::chrono::seconds(0)) == std::future_status::ready;
    }

    /// Waits with the interpreter's lock released, and looks for a key press now and then.
    [[nodiscard]] BatchBox result(std::optional<double> timeout_s) const {
        using Seconds = std::chrono::duration<double>;
        const std::shared_future<Batch> future = future_.use("waiting for a PendingBatch");
        const auto start = std::chrono::steady_clock::now();
        for (;;) {
            const Seconds passed = std::chrono::steady_clock::now() - start;
            const Seconds left = timeout_s ? Seconds(*timeout_s) - passed : Seconds(patience);
            std::future_status status{};
            {
                const nb::gil_scoped_release release;
                status = future.wait_for(std::min(Seconds(patience), std::max(left, Seconds(0))));
            }
            if (PyErr_CheckSignals() != 0) throw nb::python_error();
            if (status == std::future_status::ready) return BatchBox(future.get());
            if (left > Seconds(0)) continue;
            PyErr_SetString(PyExc_TimeoutError,
                            ("the batch was not ready within " + std::to_string(*timeout_s) + " s").c_str());
            throw nb::python_error();
        }
    }

private:
    OfOneProcess<std::shared_future<Batch>> future_;
};

PendingBox start(RendererBox& self, const AnyShots& shots) {
    Renderer& renderer = self.use();
    std::vector<SharedShot> shared = shared_shots(shots);
    const nb::gil_scoped_release release;
    const std::lock_guard lock(*self.mutex);
    return PendingBox(renderer.render_async(std::move(shared)));
}

std::vector<Scene> list_of(const Scenes& scenes) {
    if (const Scene* const* const only = std::get_if<const Scene*>(&scenes)) return {**only};
    std::vector<Scene> list;
    for (const Scene* const scene : std::get<std::vector<const Scene*>>(scenes)) list.push_back(*scene);
    return list;
}

/// By way of the renderer's own thread, so that a key press ends the wait for a long frame as well.
FrameBox render_one(RendererBox& self, const ShotBox& shot) {
    return FrameBox(start(self, {&shot}).result(std::nullopt).read().front());
}

nb::dict timings_of(RendererBox& self) {
    Renderer& renderer = self.use();
    RenderTimings timings;
    {
        const nb::gil_scoped_release release;
        const std::lock_guard lock(*self.mutex);
        timings = renderer.last_timings();
    }
    nb::dict dict;
    dict["host_prepare_s"] = timings.host_prepare_s;
    dict["pose_s"] = timings.pose_s;
    dict["visibility_s"] = timings.visibility_s;
    dict["sight_s"] = timings.sight_s;
    dict["coverage_s"] = timings.coverage_s;
    dict["shadow_s"] = timings.shadow_s;
    dict["paths_s"] = timings.paths_s;
    dict["resolve_s"] = timings.resolve_s;
    dict["annotate_s"] = timings.annotate_s;
    dict["amodal_s"] = timings.amodal_s;
    dict["readback_s"] = timings.readback_s;
    dict["total_s"] = timings.total_s;
    return dict;
}

}  // namespace

void bind_renderer(nb::module_& module) {
    nb::class_<PendingBox>(module, "PendingBatch", "A batch that is being rendered; see Renderer.render_async().")
        .def("result", &PendingBox::result, nb::arg("timeout") = nb::none(),
             "Waits for the batch and returns it. Raises what render_batch() would, or TimeoutError after timeout "
             "seconds.")
        .def("done", &PendingBox::is_done, "Whether result() returns at once.");

    const RendererOptions usual;
    nb::class_<RendererBox>(module, "Renderer",
                            "Renders shots of one scene on one device. Calls of several threads wait for each other; "
                            "two renderers do not. Belongs to the process that made it: it does not survive a fork.")
        .def(
            "__init__",
            [](RendererBox* self, const DeviceBox& device, const Scenes& scenes, const SizeTuple& size,
               const std::vector<std::string>& passes, bool annotations, bool amodal, std::uint32_t samples,
               PixelFilter filter, const ColorOptions& color, const std::vector<KeypointRule>& keypoints,
               Visibility visibility, const Packings& formats, FrameMemory memory) {
                const Device& here = device.use("making a Renderer from a Device");
                const nb::gil_scoped_release release;
                RendererOptions options;
                options.size = {std::get<0>(size), std::get<1>(size)};
                options.passes = passes;
                options.annotations = annotations;
                options.amodal = amodal;
                options.samples = samples;
                options.filter = filter;
                options.color = color;
                options.keypoints = keypoints;
                options.visibility = visibility;
                options.memory = memory;
                for (const auto& [pass, packing] : formats) options.formats.push_back({pass, packing});
                new (self) RendererBox{OfOneProcess<Renderer>(Renderer(here, list_of(scenes), options))};
            },
            nb::arg("device"), nb::arg("scene"), nb::arg("size") = nb::make_tuple(usual.size.width, usual.size.height),
            nb::arg("passes") = usual.passes, nb::arg("annotations") = true, nb::kw_only(), nb::arg("amodal") = false,
            nb::arg("samples") = usual.samples, nb::arg("filter") = usual.filter,
            nb::arg("color").sig("ColorOptions()") = usual.color, nb::arg("keypoints") = nb::list(),
            nb::arg("visibility") = usual.visibility, nb::arg("formats") = nb::dict(),
            nb::arg("memory") = FrameMemory::automatic,
            "Uploads the scene and prepares the pipelines.\n\n"
            "scene: one, or a list of them, which batches of plumb.SceneShot can mix.\n"
            "size: (width, height) of every frame, pixels, 1..16384 each.\n"
            "passes: names of plumb.passes().\n"
            "annotations: count pixels and boxes for Frame.annotations.\n"
            "amodal: draw each instance alone as well, for InstanceAnnotation.amodal and Frame.amodal().\n"
            "samples: of each pixel for rgb and hdr, 1..64; labels have the pixel's centre alone. filter: of these.\n"
            "color: shadows and ambient light.\n"
            "keypoints: rules beside the file's own keypoints, for FrameAnnotations.keypoints.\n"
            "visibility: how the surface that a pixel sees is found; both ways give the same labels.\n"
            "formats: passes that the device packs into smaller types, such as {'depth': plumb.Packing.f16}.\n"
            "memory: where frames lie. On a GPU that CUDA has as well DLPack finds them there, without a copy; "
            "FrameMemory.host reads them back instead.")
        .def("render", &render_one, nb::arg("shot"), "Renders one shot, which is drawn when this returns.")
        .def(
            "render_batch",
            [](RendererBox& self, const AnyShots& shots) { return start(self, shots).result(std::nullopt); },
            nb::arg("shots"),
            "Renders all shots together, plumb.SceneShot among them; byte-identical to rendering each alone. Frames "
            "of several sizes, and those that take more than 4 GiB, come in several parts: see Batch.parts().\n\n"
            "Raises plumb.InvalidArgumentError if a shot does not fit its scene.")
        .def("render_async", &start, nb::arg("shots"),
             "As render_batch(), on a thread of the renderer's own: returns a PendingBatch at once. While one batch is "
             "drawn, the next one that was asked for is prepared and the one before it is read back.")
        .def_prop_ro(
            "size",
            [](const RendererBox& self) {
                const Size size = self.renderer.read().options().size;
                return nb::make_tuple(size.width, size.height);
            },
            nb::sig("def size(self) -> tuple[int, int]"), "(width, height), pixels.")
        .def_prop_ro(
            "passes", [](const RendererBox& self) { return self.renderer.read().options().passes; },
            nb::rv_policy::copy, "Names as they were asked for.")
        .def("last_timings", &timings_of, nb::sig("def last_timings(self) -> dict[str, float]"),
             "Seconds spent on the batch that was finished last, by stage.")
        .def_prop_ro(
            "upload_s", [](const RendererBox& self) { return self.renderer.read().upload_s(); },
            "Seconds that were spent on uploading the scene, and on pipelines.");
}

}  // namespace plumb::python
