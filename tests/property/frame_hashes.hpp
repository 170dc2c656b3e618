#pragma once

#include <plumb/plumb.hpp>

#include <cstdint>
#include <filesystem>
#include <string>

namespace plumb::property {

/// xxHash (XXH3, 64 bits) of a pass.
std::uint64_t hash_of(const PassView& pass);

/// One line a pass, "NAME HASH", of a small frame of the file at t = 0.3 s.
std::string frame_hashes(const Device& device, const std::filesystem::path& file);

}  // namespace plumb::property
