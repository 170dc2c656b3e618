#pragma once

#include "gltf/document.hpp"
#include "gltf/findings.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace plumb::gltf {

/// Parses JSON text of an untrusted file: UTF-8 without byte order mark, bounded in size, nesting and entries, no key
/// twice in one object, all numbers finite.
/// @param offset  where `text` starts in the file, for findings
/// @return        the value, or null after a finding
Json read_json(std::span<const std::byte> text, std::uint64_t offset, const LoadLimits& limits, Findings& findings);

}  // namespace plumb::gltf
