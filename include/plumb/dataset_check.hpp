#pragma once

#include <plumb/export.hpp>

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace plumb {

/// Something about a set that is not as its journal says.
struct DatasetFinding {
    enum class Kind : std::uint8_t {
        missing,    ///< the journal names a file that is not there
        changed,    ///< a file has other bytes than the journal says
        stray,      ///< a file that the journal does not name
        unfinished  ///< frames that were not completed to a set; `path` is the journal or a writer's folder
    };
    Kind kind = Kind::missing;
    std::string path;     ///< relative to the set's folder
    std::string message;  ///< what was found and what the journal says
};

/// The name of `kind` as written above.
PLUMB_API std::string_view to_string(DatasetFinding::Kind kind) noexcept;

struct DatasetReport {
    std::vector<std::uint64_t> frames;     ///< that are done, ascending
    std::uint64_t file_count = 0;          ///< that the journal names
    std::uint64_t byte_count = 0;          ///< of those
    std::vector<DatasetFinding> findings;  ///< by path
};

/// Reads every file of the set in `root` and compares it with the journal; changes nothing.
/// @throws Error  not_found where there is no dataset.json, bad_asset for a broken journal, io
PLUMB_API DatasetReport verify_dataset(const std::filesystem::path& root);

/// What merge_datasets() did.
struct MergeReport {
    std::uint64_t copied_count = 0;  ///< frames
    std::uint64_t there_count = 0;   ///< frames that were there already
    bool is_complete = true;         ///< false where other processes still write to the set
};

/// Copies the frames of the sets `parts` into `root` and completes the set there. All must be one set: the same scene,
/// recipe, seed, size, passes, formats, version and device. Every file of `parts` is compared with its journal before
/// anything is copied. A frame that several have must be the same in all. The result has the bytes of a set that was
/// rendered at once.
/// @param root  a folder that is not there, or holds frames of the same set; it may be one of `parts`, and must neither
///              lie within another nor hold it
/// @throws Error  invalid_argument for another set (with what differs) or frames that contradict each other, bad_asset
///                for a file that is not as its journal says, not_found, io
PLUMB_API MergeReport merge_datasets(const std::filesystem::path& root, std::span<const std::filesystem::path> parts);

}  // namespace plumb
