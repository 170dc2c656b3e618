#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace plumb::dataset {

/// Stands for "nothing was said", as SPDX has it.
inline constexpr const char* no_assertion = "NOASSERTION";

/// The SPDX identifier that `text` states: an identifier itself, alone or as a word of a sentence, the address of a
/// Creative Commons licence, or its common short name ("CC BY 4.0"). None where nothing is certain.
std::optional<std::string> spdx_license(std::string_view text);

/// What FILE.license beside `file` states by the lines of REUSE: SPDX-License-Identifier and SPDX-FileCopyrightText.
struct SidecarRights {
    std::string license;    ///< as it stands there; empty without the line
    std::string copyright;  ///< empty without the line
};
/// None if there is no such file.
std::optional<SidecarRights> read_sidecar(const std::filesystem::path& file);

}  // namespace plumb::dataset
