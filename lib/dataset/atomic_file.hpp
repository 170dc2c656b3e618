#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

namespace plumb::dataset {

/// Writes the parts one after the other to a temporary name beside `path`, flushes it to the disk and renames it, so
/// that `path` is either complete or not there. The temporary file is removed where this fails.
///
/// @param overwrite  replace a file that is there
/// @throws Error  invalid_argument if `path` is there and must stay, io with the system's reason
void write_file_atomically(const std::filesystem::path& path, std::span<const std::span<const std::byte>> parts,
                           bool overwrite);

/// Creates `folder` with its parents.
/// @throws Error  io with the system's reason
void create_folder(const std::filesystem::path& folder);

}  // namespace plumb::dataset
