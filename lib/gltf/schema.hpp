#pragma once

#include "gltf/document.hpp"
#include "gltf/findings.hpp"

namespace plumb::gltf {

/// Everything that the JSON alone decides: types, required members, ranges, references, bounds of views and accessors,
/// alignment, node trees, formats of attributes, skins, animations, extensions. Afterwards, if there are no errors,
/// every index is in range, every accessor lies within its view, every view within its buffer's declared length.
void check_document(const Document& document, const LoadOptions& options, Findings& findings);

}  // namespace plumb::gltf
