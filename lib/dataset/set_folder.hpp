#pragma once

#include "dataset/dataset_json.hpp"
#include "dataset/journal.hpp"
#include "dataset/set_bytes.hpp"
#include "dataset/workspace.hpp"

#include <plumb/dataset.hpp>

#include <nlohmann/json.hpp>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace plumb::dataset {

/// What dataset.json in `root` says; none if there is none.
/// @throws Error  io, bad_asset
std::optional<nlohmann::ordered_json> read_description(const std::filesystem::path& root);

/// Refuses a set that is there and another one than `asked`, naming what differs; with `overwrite` removes it instead
/// if `range` covers all of its frames. The caller holds the lock and has cleared up behind dead writers.
/// @return        whether a set is there (still), so that files in its folder are its own
/// @throws Error  invalid_argument, io
bool admit(const SetLock& lock, const nlohmann::ordered_json& asked, bool overwrite, IndexRange range);

/// Replaces or makes a file of the set, complete or not at all. The caller holds the lock.
/// @throws Error  io
void write_set_file(const std::filesystem::path& root, const std::string& name, const std::string& text,
                    const std::filesystem::path& temporary);

/// Whether the files of the frame are there with the size that its line tells.
/// @throws Error  io
bool has_files(const SetBytes& bytes, const FrameLine& line);

}  // namespace plumb::dataset
