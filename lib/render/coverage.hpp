#pragma once

#include "gpu/buffer.hpp"
#include "gpu/commands.hpp"
#include "gpu/pipeline.hpp"
#include "render/rasterizer.hpp"
#include "render/upload_ring.hpp"

#include <cstdint>
#include <memory>

namespace plumb::render {

/// Counts how many of 64 samples of each pixel see which instance and which material, in memory of bounded size: an
/// image whose samples do not fit at once is gone through in bands of rows.
class Coverage {
public:
    /// @param bytes_at_once  0 chooses
    Coverage(std::shared_ptr<gpu::Context> context, Size size, std::uint64_t bytes_at_once);

    /// Decides about bands and makes room. Calls below are about as many views.
    /// @param kind_count  1 if only instances or only materials are asked for, 2 for both
    void plan(std::uint32_t view_count, std::uint32_t kind_count);
    /// Bytes of UploadRing that record() takes.
    [[nodiscard]] std::uint64_t ring_bytes() const noexcept;

    /// Addresses of what is asked for, [view][y][x][rank]; 0 otherwise.
    struct Ranks {
        std::uint64_t ids = 0;     ///< uint32
        std::uint64_t shares = 0;  ///< float
        [[nodiscard]] bool are_asked_for() const noexcept { return ids != 0 || shares != 0; }
    };
    struct Outputs {
        Ranks instances, materials;
    };
    /// @param look  of the views, now; its words are not looked at
    void record(gpu::Commands& commands, UploadRing& ring, Eye& eye, const Eye::Look& look, const Outputs& outputs);

private:
    [[nodiscard]] std::uint32_t band_count() const noexcept;

    std::shared_ptr<gpu::Context> context_;
    Size size_;
    std::uint64_t bytes_at_once_;
    std::uint32_t band_rows_ = 0;
    gpu::ComputePipeline ids_pipeline_, rank_;
    gpu::Buffer words_;  ///< of one sample
    gpu::Buffer ids_;    ///< of all samples of a band, kind by kind
};

}  // namespace plumb::render
