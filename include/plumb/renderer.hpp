#pragma once

#include <plumb/batch.hpp>
#include <plumb/color.hpp>
#include <plumb/device.hpp>
#include <plumb/export.hpp>
#include <plumb/frame.hpp>
#include <plumb/keypoint.hpp>
#include <plumb/packing.hpp>
#include <plumb/scene.hpp>
#include <plumb/shot.hpp>

#include <cstddef>
#include <cstdint>
#include <future>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace plumb {

/// How the surface that a pixel sees is found. Both ways give the same labels, but within 1/256 px of an edge.
enum class Visibility : std::uint8_t {
    rasterizer,  ///< triangles to pixels: the fast way
    rays,        ///< a ray through each pixel's centre: an independent check, slower but for dense meshes
};

/// How samples of a pixel are weighed for its colour.
enum class PixelFilter : std::uint8_t {
    box,              ///< all within the pixel count alike
    blackman_harris,  ///< those of 3 x 3 pixels count by the Blackman-Harris window of 3 px: smoother edges
};

/// Where frames lie.
enum class FrameMemory : std::uint8_t {
    host,      ///< in memory of the host, which is read back from the device's where they are two
    exported,  ///< in memory of the device that others can look into: interop::SharedFrames, <plumb/interop.hpp>. Where
               ///< the host's memory is another, all passes are copied there when one is first looked at
    /// As `exported` on a GPU that CUDA may have, unless its memory is full or a shot asks for a JPEG loss that the
    /// host cannot make there; as `host` elsewhere. CUDA gets no frame before a check has proved that it sees what the
    /// device writes, when the first one is asked for; if it fails, frames are on the host from there on, see
    /// interop::cuda_problem(). Where frames are looked at on the host, later ones are copied there while others are
    /// drawn.
    automatic,
};

struct RendererOptions {
    Size size{640, 480};                                          ///< of every frame; edges 1..16384
    std::vector<std::string> passes{"rgb", "depth", "instance"};  ///< names of the pass table, or NAME_through
    bool annotations = true;                                      ///< count pixels and boxes for Frame::annotations()
    std::uint32_t samples = 1;                                    ///< of each pixel for rgb and hdr, 1..64; the first
                                                                  ///< is the pixel's centre, and labels have no other
    PixelFilter filter = PixelFilter::box;                        ///< of these samples
    std::vector<KeypointRule> keypoints{};  ///< FrameAnnotations::keypoints beside the file's own; need `annotations`
    bool amodal = false;  ///< InstanceAnnotation::amodal and Frame::amodal(): each instance alone; needs `annotations`
    Visibility visibility = Visibility::rasterizer;
    ColorOptions color{};
    std::vector<PassFormat> formats{};  ///< passes that the device packs into smaller types; of `passes`, each once
    FrameMemory memory = FrameMemory::host;
};

/// Seconds spent by the last call, for `plumb bench`. GPU stages from timestamps; 0 where a stage did not run.
struct RenderTimings {
    double host_prepare_s = 0;      ///< matrices, pose input
    double pose_s = 0;              ///< skins and morphs
    double visibility_s = 0;        ///< culling and rasterization at t, of all samples of colour
    double sight_s = 0;             ///< the other frames' visibility, for flow classes
    double coverage_s = 0;          ///< coverage_passes()
    double shadow_s = 0;            ///< shadows and ambient light by rays
    double paths_s = 0;             ///< colour by paths
    double resolve_s = 0;           ///< all passes
    double annotate_s = 0;          ///< counting on the GPU and assembling
    double amodal_s = 0;            ///< each instance alone, and counting that
    double readback_s = 0;          ///< copies to host memory
    double total_s = 0;             ///< wall clock of the call
    std::uint64_t shadow_rays = 0;  ///< how many were traced in shadow_s
    std::uint64_t path_rays = 0;    ///< how many were traced in paths_s
};

/// A shot of one of a renderer's scenes, at a size of its own.
struct SceneShot {
    Shot shot;
    std::size_t scene = 0;       ///< of the renderer's, from 0
    std::optional<Size> size{};  ///< RendererOptions::size if none
};

/// A SceneShot that is not copied to be rendered on a renderer's own thread: others may hold it as well.
struct SharedShot {
    std::shared_ptr<const Shot> shot;  ///< not null; stays as it is until its batch is ready
    std::size_t scene = 0;             ///< of the renderer's, from 0
    std::optional<Size> size{};        ///< RendererOptions::size if none
};

/// Renders shots of one scene, or of several, on one device. Not for use by two threads at once; two renderers are.
///
/// Meshes and textures of equal content are in a device's memory once, whichever of its renderers and scenes have them.
class PLUMB_API Renderer {
public:
    /// Uploads the scene and prepares the pipelines.
    /// @throws Error  invalid_argument (size, pass names), out_of_memory, unsupported (such as FrameMemory::exported on
    ///                a device that exports none), device_lost
    Renderer(const Device& device, const Scene& scene, const RendererOptions& options = {});
    /// The same for several scenes, which batches of SceneShot can mix; plain shots are of the first one.
    /// @param scenes  one or more
    Renderer(const Device& device, const std::vector<Scene>& scenes, const RendererOptions& options = {});
    ~Renderer();
    Renderer(Renderer&&) noexcept;
    Renderer& operator=(Renderer&&) noexcept;

    /// Renders one shot, which is drawn when this returns; with FrameMemory::host its arrays are in host memory then.
    /// @throws Error  invalid_argument if the shot does not fit the scene or holds numbers that are not finite, or if a
    ///                value does not fit the format that its pass is packed in; unsupported for Sensor::jpeg_quality in
    ///                exported memory that the host cannot reach
    [[nodiscard]] Frame render(const Shot& shot);
    /// Renders all shots together, in one submission where the device's memory allows; byte-identical to rendering each
    /// alone. Frames of more than 4 GiB in sum, or than the device allots at once, come in several parts.
    /// @throws Error  as for one shot; out_of_memory
    [[nodiscard]] Batch render(std::span<const Shot> shots);
    /// Renders shots of several scenes and sizes together, in their order; byte-identical to rendering each alone.
    /// Those of one size share memory, whatever their scenes.
    /// @throws Error  as for one shot; invalid_argument for a scene or size that there cannot be
    [[nodiscard]] Batch render(std::span<const SceneShot> shots);

    /// The same on a thread of the renderer's own: returns at once, and while one batch is drawn the next one that was
    /// asked for is prepared and the one before it is read back. Batches become ready in the order they were asked for.
    /// What render() would throw comes out of the future. The renderer may be destroyed before its futures are ready:
    /// what is being drawn is finished, and the others hold an Error{invalid_argument}.
    [[nodiscard]] std::future<Batch> render_async(std::vector<Shot> shots);
    [[nodiscard]] std::future<Batch> render_async(std::vector<SceneShot> shots);
    [[nodiscard]] std::future<Batch> render_async(std::vector<SharedShot> shots);

    [[nodiscard]] const RendererOptions& options() const noexcept;
    /// Of the batch that was finished last.
    [[nodiscard]] RenderTimings last_timings() const noexcept;
    /// Seconds that the constructor spent on uploading the scenes, and on pipelines.
    [[nodiscard]] double upload_s() const noexcept;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace plumb
