#pragma once

#include "gpu/buffer.hpp"
#include "gpu/commands.hpp"
#include "gpu/pipeline.hpp"
#include "render/shot_span.hpp"
#include "render/upload_ring.hpp"
#include "scene/read_out.hpp"
#include "scene/scene_data.hpp"
#include "shared/bvh.h"
#include "shared/frame.h"
#include "upload/ray_scene.hpp"

#include <plumb/shot.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>

namespace plumb::render {

/// What the rays of each view of a submission can meet at its own time, or at each of its moments: a tree over the
/// draws that are visible then, in the camera's frame, and the trees of posed draws made anew. With a rolling shutter a
/// tree holds all that its draws do while the image is read out, in the frame of the camera of the middle.
class RayViews {
public:
    RayViews(std::shared_ptr<gpu::Context> context, const scene::SceneData& data, const upload::SceneGpu& scene);

    /// Bytes that write() takes from the ring for one moment of one view.
    [[nodiscard]] std::uint64_t bytes_per_view() const;
    /// Bytes of device memory for the posed trees of one moment of one view: of the larger of their two arrays.
    [[nodiscard]] std::uint64_t posed_bytes_per_view(std::uint32_t phase_count) const;

    /// Builds the trees of all views and puts them into `frame`, which says how many phases a moment has.
    /// @param moment_count  1 for that of the shot itself, or 3
    void write(const scene::SceneData& data, const upload::SceneGpu& scene, ShotSpan shots, std::uint32_t moment_count,
               UploadRing& ring, shared::Frame& frame);

    /// Records what makes the posed trees anew, after the poses; ends with a barrier.
    void record(gpu::Commands& commands, std::uint64_t frame, std::uint32_t view_count, std::uint32_t moment_count);

private:
    struct ViewPart {
        std::span<shared::BvhNode> nodes;
        std::span<shared::RayDraw> draws;
        const Moment* moment = nullptr;
        std::optional<scene::ReadOut> image;         ///< with a rolling shutter
        std::uint64_t posed_nodes, posed_triangles;  ///< addresses of the moment's posed trees
    };
    void write_moment(const scene::SceneData& data, const upload::SceneGpu& scene, const Shot& shot,
                      const ViewPart& part) const;

    std::shared_ptr<gpu::Context> context_;
    upload::RayScene rays_;
    std::uint32_t draw_count_;
    gpu::ComputePipeline refit_;  ///< absent if nothing is posed
    gpu::Buffer posed_nodes_, posed_triangles_;
    std::uint64_t refit_part_ = 0;  ///< address of shared::Refit
};

}  // namespace plumb::render
