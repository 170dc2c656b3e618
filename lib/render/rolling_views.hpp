#pragma once

#include "render/shot_span.hpp"
#include "render/upload_ring.hpp"
#include "scene/scene_data.hpp"
#include "shared/frame.h"
#include "shared/rolling.h"
#include "upload/scene_gpu.hpp"

#include <plumb/shot.hpp>

#include <cstdint>

namespace plumb::render {

/// Bytes that write_rolling() takes for one view.
std::uint64_t rolling_bytes(const scene::SceneData& data, std::uint32_t moment_count);

/// Says in `frame` how cameras and instances of views with a rolling shutter move while an image is read out.
void write_rolling(const scene::SceneData& data, const upload::SceneGpu& scene, ShotSpan shots,
                   std::uint32_t moment_count, UploadRing& ring, shared::Frame& frame);

}  // namespace plumb::render
