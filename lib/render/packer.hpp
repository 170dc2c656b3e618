#pragma once

#include "gpu/commands.hpp"
#include "gpu/context.hpp"
#include "gpu/pipeline.hpp"
#include "render/plan.hpp"
#include "render/upload_ring.hpp"
#include "shared/pack.h"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace plumb::render {

/// Makes the packed arrays of a plan from those that the resolve has written.
class Packer {
public:
    Packer(const std::shared_ptr<gpu::Context>& context, const Plan& plan);

    /// Bytes that place() takes from the ring.
    [[nodiscard]] static std::uint64_t ring_bytes(const Plan& plan);
    /// Room for what does not fit, one for each array of the plan.
    static UploadRing::Part<shared::Misfit> place(const Plan& plan, UploadRing& ring);

    /// One array of a submission.
    struct Work {
        std::size_t array = 0;
        std::uint64_t source = 0, target = 0;  ///< addresses
        std::uint64_t misfit = 0;              ///< address
        std::uint32_t view_count = 0;
    };
    void record(gpu::Commands& commands, const Plan& plan, const Work& work) const;

    /// @throws Error  invalid_argument with pass, value and limit if a value did not fit
    static void check(const Plan& plan, std::span<const shared::Misfit> misfits);

private:
    std::vector<gpu::ComputePipeline> pipelines_;  ///< by array of the plan; absent where it is not packed
};

}  // namespace plumb::render
