#pragma once

#include "dataset/format.hpp"
#include "dataset/format_spec.hpp"

#include <plumb/dataset.hpp>

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace plumb::dataset {

/// One row of the table of formats: all that is known of it outside its own file.
struct FormatRow {
    FormatInfo info;
    /// Makes it with its options, which it takes from the spec; its files stand below `root`, "" or "FOLDER/". Null for
    /// npy, png and exr, which PassFiles writes.
    std::unique_ptr<Format> (*make)(FormatSpec& spec, std::string root) = nullptr;
};

/// THE TABLE, in the order of `--help`.
std::span<const FormatRow> format_rows() noexcept;

/// @throws Error  invalid_argument with the nearest name
const FormatRow& find_format(const std::string& name);

}  // namespace plumb::dataset
