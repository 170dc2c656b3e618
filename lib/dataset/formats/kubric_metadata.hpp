#pragma once

#include "dataset/format.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <string>

namespace plumb::dataset {

/// What one frame adds to metadata.json.
std::string kubric_piece(const FrameRecord& record);

/// Instances whose turn is null there: those that are flat or sheared.
std::uint64_t count_without_rotation(const FrameRecord& record);

/// The text of metadata.json: a set is one video, and its lists have an entry a frame.
/// @param read  the piece of a frame
std::string kubric_metadata(const SetInfo& set, std::span<const std::uint64_t> done,
                            const std::function<std::string(std::uint64_t)>& read);

/// The text of data_ranges.json for flow of -limit_px .. limit_px.
std::string kubric_ranges(double limit_px);

}  // namespace plumb::dataset
