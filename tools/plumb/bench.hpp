#pragma once

#include <plumb/plumb.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace plumb::program {

struct BenchArguments {
    std::filesystem::path scene;
    Size size{640, 480};
    std::vector<std::string> passes{"depth", "instance", "flow_forward", "flow_backward", "normal"};
    std::uint32_t samples = 1;  ///< of single views
    bool is_amodal = false;     ///< of single views
    std::uint32_t frame_count = 20;
    std::uint32_t batch_views = 64;
    Size batch_size{128, 128};
    std::vector<std::string> batch_passes{"depth", "instance"};
    std::uint32_t path_samples = 0;  ///< paths a pixel of a single view; 0 measures none
    std::string device;
    bool is_json = false;
};

/// Seconds of repeated measurements.
struct Spread {
    double median_s = 0;
    double min_s = 0;
    double max_s = 0;
};

/// What a pass adds to others.
struct PassCost {
    std::string pass;
    double cost_s = 0;   ///< median of the time with this pass minus that without it; may be below 0 by noise
    double whole_s = 0;  ///< median of the time with it
};

/// What rays cost in single views. Medians.
struct RayResult {
    double color_s = 0;     ///< a frame of the asked passes and rgb, without shadows
    double shadowed_s = 0;  ///< the same with them
    double shadow_s = 0;    ///< the part of it that traces
    double shadow_rays = 0;
    double rasterizer_s = 0;      ///< visibility of depth alone
    double ray_visibility_s = 0;  ///< the same by rays
    double camera_rays = 0;
    double meeting_rays = 0;  ///< those of them that meet a surface, in the mean over the shots
};

/// Frames rendered, written to a temporary folder, and both at once; seconds for all of them. Writing is encoding,
/// hashing, the flush to the disk, and the journal.
struct Spent {
    double wall_s = 0;
    double processor_s = 0;  ///< of all processors together
};

struct WritingResult {
    std::uint32_t frame_count = 0;
    std::vector<std::string> passes, formats;
    Spent render;
    Spent encode;  ///< of frames that were rendered before
    Spent both;
    std::uint64_t byte_count = 0;
};

/// @throws Error  io where there is no place for temporary files
WritingResult measure_writing(const Device& device, const Scene& scene, Size size, std::span<const Shot> shots,
                              std::uint32_t frame_count);

/// A batch whose passes are packed on the device, beside the same one as it is. Medians.
struct PackedResult {
    struct Form {
        double seconds = 0;     ///< of a batch
        double readback_s = 0;  ///< of it, copies to host memory
        std::uint64_t view_bytes = 0;
    };
    Form plain, packed;
    std::vector<std::string> formats;  ///< PASS=PACKING; none where no pass can be packed
};

PackedResult measure_packed(const Device& device, const Scene& scene, RendererOptions options,
                            std::span<const Shot> shots, std::uint32_t repetitions);

/// Seconds a batch where each is asked for before the ones before it are there.
double measure_ahead(Renderer& renderer, const std::vector<Shot>& shots, std::uint32_t repetitions);

struct BenchResult {
    std::string device;
    std::uint64_t triangle_count = 0;
    double load_s = 0;
    double device_s = 0;
    double upload_s = 0;  ///< scene and pipelines, in the renderer's constructor
    double first_frame_s = 0;
    std::vector<std::pair<std::string, Spread>> stages;  ///< of a single view, in order; the last is "total"
    std::vector<PassCost> passes;                        ///< empty where a single pass was asked for
    RayResult rays;
    WritingResult writing;
    Spread batch;
    double ahead_s = 0;  ///< of a batch that is rendered ahead
    PackedResult packed;
    std::optional<Spread> paths;          ///< a single view by paths
    std::uint64_t path_rays = 0;          ///< of one such view
    std::vector<PassCost> batch_passes;   ///< in a batch of all passes that are measured anywhere; of whole batches
    std::vector<PassCost> batch_further;  ///< of those that the batch has not, each beside the batch's own alone
};

/// Measures rays in views of `shots`; those without any light get a sun.
RayResult measure_rays(const BenchArguments& arguments, const Device& device, const Scene& scene,
                       std::span<const Shot> shots);

/// Prints `result` as text or, where asked for, as JSON.
void print_bench(const BenchArguments& arguments, const BenchResult& result);

}  // namespace plumb::program
