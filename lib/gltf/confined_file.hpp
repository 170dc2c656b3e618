#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace plumb::gltf {

enum class FileProblem : std::uint8_t { none, not_found, outside, not_regular, too_large, unreadable };

struct FileBytes {
    std::vector<std::byte> bytes;
    std::uint64_t size = 0;  ///< of the file, known even if it was too large to be read
    FileProblem problem = FileProblem::none;
    std::string reason;  ///< for a message; empty without a problem
};

/// How symbolic links below the folder are treated by the component walk and by openat2 alike: never followed.
enum class ConfinedOpen : std::uint8_t { fastest, component_walk };

/// Reads the regular file `relative` (as decode_relative_uri() gives it) below `folder`, never following a link,
/// leaving the folder, blocking on a FIFO, or allocating before the size is known to be within `max_bytes`.
FileBytes read_confined_file(const std::filesystem::path& folder, const std::string& relative, std::uint64_t max_bytes,
                             ConfinedOpen how = ConfinedOpen::fastest);

/// Reads the file that the caller named: links are followed, everything else as above.
FileBytes read_named_file(const std::filesystem::path& path, std::uint64_t max_bytes);

}  // namespace plumb::gltf
