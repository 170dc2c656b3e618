#pragma once

#include <plumb/frame.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

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
        arrays;                                   ///< into `memory`, perhaps shared; aligned for their component type
    std::shared_ptr<const void> memory;           ///< keeps `arrays` alive; may serve several frames
    std::optional<FrameAnnotations> annotations;  ///< none where they were not asked for
};
