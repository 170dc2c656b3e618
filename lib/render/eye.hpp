#pragma once

#include "gpu/buffer.hpp"
#include "gpu/commands.hpp"
#include "render/upload_ring.hpp"

#include <cstdint>

namespace plumb::render {

/// Finds the nearest surface: at a place of every pixel of a view, or at given places of it or of a neighbouring frame.
class Eye {
public:
    /// Which frame is looked at, and where the answers go.
    struct Look {
        std::uint64_t frame = 0;   ///< address of shared::Frame
        std::uint32_t moment = 0;  ///< slot
        bool skips_blended = false;
        const gpu::Buffer* words = nullptr;  ///< uint64, [view][y][x]
        std::uint64_t words_offset = 0;      ///< bytes in front of the words
        std::uint32_t view_count = 0;
        std::uint64_t queries = 0;  ///< address; the rasterizer sets it
    };
    /// Records visibility at the pixel centres.
    virtual void record(gpu::Commands& commands, UploadRing& ring, const Look& look) = 0;
    /// Records sight: what is seen, at look.moment, at the places where the hits of `words_now` are then.
    virtual void record_sight(gpu::Commands& commands, UploadRing& ring, const Look& look,
                              const gpu::Buffer& words_now) = 0;

    /// One sample of each pixel, and the rows in which it is looked for.
    struct Sample {
        std::int32_t x = 128, y = 128;  ///< place in the pixel, 1/256 px
        std::int32_t reach_px = 0;      ///< how far beyond its pixel the place may lie
        std::uint32_t first_row = 0, row_count = 0;
    };
    /// Records visibility as record() does, but at another place of each pixel; words are [view][row][x].
    virtual void record_sample(gpu::Commands& commands, UploadRing& ring, const Look& look, const Sample& sample) = 0;

    /// Places at which the nearest surface is looked for.
    struct Places {
        std::uint64_t asked = 0;  ///< address of shared::Place
        std::uint64_t seen = 0;   ///< address of shared::SeenThere, written
        std::uint32_t count = 0;
    };
    /// Records what is seen at given places; look.words is as long as there are places.
    virtual void record_places(gpu::Commands& commands, UploadRing& ring, const Look& look, const Places& places) = 0;

protected:
    ~Eye() = default;
};

}  // namespace plumb::render
