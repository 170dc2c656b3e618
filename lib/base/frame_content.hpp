#pragma once

#include "base/exported_frames.hpp"

#include <plumb/frame.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace plumb {

/// Masks of all instances of a frame: of each the rows of its box, in whole words that start at columns divisible
/// by 32.
struct AmodalMasks {
    std::vector<PixelBox> boxes;           ///< by instance; all 0 where nothing is set
    std::vector<std::size_t> first_words;  ///< by instance, into `words`
    std::vector<std::uint32_t> words;
};

}  // namespace plumb

/// What a Frame is made of. Whoever fills it keeps `names`, `infos` and `arrays` at one length and in the order of the
/// pass table, then of through_passes(), and each array at height x width x channels components.
struct plumb::Frame::Content {
    Size size;
    double time_s = 0;
    double dt_s = 0;
    FrameProvenance provenance;
    std::vector<std::string> names;
    std::vector<const PassInfo*> infos;  ///< as find_pass() gives them
    std::vector<std::span<const std::byte>>
        arrays;                          ///< into `memory`, perhaps shared; aligned for their component type
    std::shared_ptr<const void> memory;  ///< keeps `arrays` alive; may serve several frames
    /// Where the memory is exported; then `arrays` is empty, and `offsets` has the place of each in the memory, bytes.
    std::shared_ptr<const ExportedFrames> exported{};
    std::vector<std::uint64_t> offsets{};
    std::optional<FrameAnnotations> annotations;  ///< none where they were not asked for
    std::optional<AmodalMasks> amodal;            ///< none where they were not asked for
};
