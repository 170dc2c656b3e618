#pragma once

#include "base/exported_frames.hpp"

#include <plumb/batch.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

/// What a Batch is made of. Whoever fills it keeps `names`, `infos` and `arrays` at one length and in the order that
/// its frames have, and each array at frames x height x width x channels components.
struct plumb::Batch::Content {
    Size size;
    std::vector<Frame> frames;
    std::vector<std::string> names;
    std::vector<const PassInfo*> infos;              ///< as find_pass() gives them
    std::vector<std::span<const std::byte>> arrays;  ///< into `memory`; the arrays of the frames are parts of them
    std::shared_ptr<const void> memory;              ///< none without frames
    /// As in Frame::Content.
    std::shared_ptr<const ExportedFrames> exported{};
    std::vector<std::uint64_t> offsets{};
    /// Where frames do not share one memory; there are no `infos` and `arrays` then, and this keeps the memory.
    std::vector<BatchPart> parts;
};
