#pragma once

#include "render/shot_span.hpp"
#include "render/upload_ring.hpp"
#include "scene/scene_data.hpp"
#include "shared/view.h"
#include "upload/arena.hpp"
#include "upload/scene_gpu.hpp"

#include <plumb/shot.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace plumb::render {

/// Draws that shine by themselves, for paths that look for light. What shines in the file is looked for; what a shot or
/// a clip lights up beside it is found by following alone.
class Emitters {
public:
    /// @throws Error  out_of_memory
    Emitters(const std::shared_ptr<gpu::Context>& context, const scene::SceneData& data, const upload::SceneGpu& scene);

    /// Bytes that write() takes for one view.
    [[nodiscard]] std::uint64_t bytes_per_view() const;

    /// Tells each view what shines in it: by luminance and area at rest.
    void write(const scene::SceneData& data, const upload::SceneGpu& scene, ShotSpan shots, UploadRing& ring,
               std::span<shared::ViewShading> shadings) const;

private:
    /// A primitive that some draw of shines.
    struct Surface {
        double area = 0;          ///< at rest, object space, m^2; 0: none shines
        std::uint64_t areas = 0;  ///< address, see shared::Emitter
        std::uint32_t triangle_count = 0;
    };

    std::vector<Surface> surfaces_;     ///< all primitives, by mesh
    std::vector<std::uint32_t> draws_;  ///< that shine in some variant
    std::size_t draw_count_ = 0;
    upload::Arena arena_;
};

}  // namespace plumb::render
