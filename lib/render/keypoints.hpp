#pragma once

#include "annotate/keypoints.hpp"
#include "gpu/buffer.hpp"
#include "gpu/commands.hpp"
#include "render/rasterizer.hpp"
#include "render/shot_span.hpp"
#include "render/upload_ring.hpp"
#include "shared/frame.h"

#include <plumb/annotate.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace plumb::render {

/// Finds the keypoints of some views and decides at each very place whether it is seen.
class Keypoints {
public:
    /// @throws Error  as annotation::find_keypoints()
    Keypoints(std::shared_ptr<gpu::Context> context, const scene::SceneData& data, std::span<const KeypointRule> rules);

    [[nodiscard]] bool is_empty() const noexcept { return keypoints_.empty(); }
    /// Adds the keypoints to each view, without what must be seen. Calls below are about these views.
    void plan(ShotSpan shots, Size size, std::span<FrameAnnotations> views);
    /// Bytes of UploadRing that upload() and record() take.
    [[nodiscard]] std::uint64_t ring_bytes() const noexcept;
    void upload(UploadRing& ring);
    /// @param look  of the views, now; its words are not looked at
    void record(gpu::Commands& commands, UploadRing& ring, Eye& eye, const Eye::Look& look);
    /// Adds what the finished submission has seen.
    void take(std::span<FrameAnnotations> views) const;

private:
    struct Asked {
        std::uint32_t view = 0, keypoint = 0;
        double along_m = 0;  ///< its ray, as it is exposed
    };
    std::shared_ptr<gpu::Context> context_;
    std::vector<annotation::Keypoint> keypoints_;
    std::vector<std::uint32_t> figures_;  ///< by instance
    std::vector<Asked> asked_;            ///< one a place
    std::vector<shared::Place> places_;
    std::uint64_t places_address_ = 0;
    gpu::Buffer words_, seen_, readback_;
};

}  // namespace plumb::render
