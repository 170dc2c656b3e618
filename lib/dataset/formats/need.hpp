#pragma once

#include "dataset/format.hpp"

#include <string_view>

namespace plumb::dataset {

/// Whether the set has the pass.
[[nodiscard]] bool has_pass(const SetInfo& set, std::string_view pass);

/// @throws Error  unsupported if the frame's camera is orthographic, naming the format
void need_perspective(const FrameRecord& record, std::string_view format);

/// Checks that every class has a name without white space, which divides the words of a row.
/// @throws Error  unsupported with the first other name
void need_words_as_classes(const SetInfo& set, std::string_view format);

}  // namespace plumb::dataset
