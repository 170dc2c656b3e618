#pragma once

#include "dataset/format.hpp"
#include "dataset/journal.hpp"
#include "dataset/workspace.hpp"

#include <nlohmann/json.hpp>

#include <memory>
#include <span>

namespace plumb::dataset {

/// A set all of whose frames are done by now.
struct SetToFinish {
    const SetLock& lock;
    Workspace& workspace;
    const nlohmann::ordered_json& description;  ///< without frames
    const SetInfo& set;
    std::span<const std::unique_ptr<Format>> formats;
};

/// Writes the files of the set as a whole, dataset.json with its frames, and the journal in its canonical form. Does
/// nothing where the journal is complete.
/// @throws Error  io, and what formats throw
void finish_set(const SetToFinish& work);

}  // namespace plumb::dataset
