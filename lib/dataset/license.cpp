#include "dataset/license.hpp"

#include "dataset/file_calls.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace plumb::dataset {

namespace {

// Licences that files of scenes, textures and environment maps are found under. Others are taken where a field that is
// meant for an SPDX identifier has them; see is_identifier().
constexpr std::array<std::string_view, 34> known_identifiers{"0BSD",
                                                             "Apache-2.0",
                                                             "BSD-2-Clause",
                                                             "BSD-3-Clause",
                                                             "BSL-1.0",
                                                             "CC-BY-1.0",
                                                             "CC-BY-2.0",
                                                             "CC-BY-2.5",
                                                             "CC-BY-3.0",
                                                             "CC-BY-4.0",
                                                             "CC-BY-NC-2.0",
                                                             "CC-BY-NC-3.0",
                                                             "CC-BY-NC-4.0",
                                                             "CC-BY-NC-ND-3.0",
                                                             "CC-BY-NC-ND-4.0",
                                                             "CC-BY-NC-SA-3.0",
                                                             "CC-BY-NC-SA-4.0",
                                                             "CC-BY-ND-3.0",
                                                             "CC-BY-ND-4.0",
                                                             "CC-BY-SA-2.0",
                                                             "CC-BY-SA-3.0",
                                                             "CC-BY-SA-4.0",
                                                             "CC-PDDC",
                                                             "CC0-1.0",
                                                             "GPL-2.0-only",
                                                             "GPL-3.0-only",
                                                             "ISC",
                                                             "LGPL-3.0-only",
                                                             "MIT",
                                                             "MPL-2.0",
                                                             "OFL-1.1",
                                                             "ODbL-1.0",
                                                             "Unlicense",
                                                             "Zlib"};

std::string lower(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); });
    return result;
}

bool is_identifier_character(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '.' || c == '+';
}

std::optional<std::string> known_identifier(std::string_view word) {
    const std::string wanted = lower(word);
    for (const std::string_view known : known_identifiers) {
        if (lower(known) == wanted) return std::string(known);
    }
    return std::nullopt;
}

/// The text after `before`, as far as it is made of letters, digits, dots and hyphens.
std::optional<std::string> word_after(const std::string& text, std::string_view before) {
    const std::size_t start = text.find(before);
    if (start == std::string::npos) return std::nullopt;
    std::size_t end = start + before.size();
    while (end < text.size() && is_identifier_character(text[end])) ++end;
    return text.substr(start + before.size(), end - start - before.size());
}

/// https://creativecommons.org/licenses/by-sa/4.0/ and https://creativecommons.org/publicdomain/zero/1.0/
std::optional<std::string> from_address(const std::string& text) {
    constexpr std::string_view licenses = "creativecommons.org/licenses/";
    if (const auto kind = word_after(text, licenses)) {
        const auto version = word_after(text, std::string(licenses) + *kind + "/");
        return version ? known_identifier("CC-" + *kind + "-" + *version) : std::nullopt;
    }
    const auto version = word_after(text, "creativecommons.org/publicdomain/zero/");
    return version ? known_identifier("CC0-" + *version) : std::nullopt;
}

/// "CC BY 4.0", "CC-BY 4.0 International", "CC BY-NC-SA 3.0", "CC0", "CC0 1.0".
std::optional<std::string> from_short_name(const std::string& text) {
    std::string joined = text;
    std::replace_if(
        joined.begin(), joined.end(), [](char c) { return c == ' ' || c == '_'; }, '-');
    std::optional<std::string> longest;
    for (const std::string_view known : known_identifiers) {
        const std::size_t found = joined.find(lower(known));
        if (!known.starts_with("CC") || found == std::string::npos) continue;
        const bool starts_word = found == 0 || std::isalnum(static_cast<unsigned char>(joined[found - 1])) == 0;
        const std::size_t end = found + known.size();
        const bool ends_word = end == joined.size() || std::isdigit(static_cast<unsigned char>(joined[end])) == 0;
        if (starts_word && ends_word && (!longest || longest->size() < known.size())) longest = std::string(known);
    }
    if (longest) return longest;
    const std::size_t zero = joined.find("cc0");
    const bool is_word = zero != std::string::npos &&
                         (zero == 0 || std::isalnum(static_cast<unsigned char>(joined[zero - 1])) == 0) &&
                         (zero + 3 == joined.size() || std::isalnum(static_cast<unsigned char>(joined[zero + 3])) == 0);
    // There is one version of it.
    return is_word ? std::optional<std::string>("CC0-1.0") : std::nullopt;
}

std::string trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) return {};
    return std::string(text.substr(first, text.find_last_not_of(" \t\r") + 1 - first));
}

}  // namespace

std::optional<std::string> spdx_license(std::string_view text) {
    const std::string small = lower(text);
    if (auto found = from_address(small)) return found;
    std::size_t first = 0;
    while (first < small.size()) {
        if (!is_identifier_character(small[first])) {
            ++first;
            continue;
        }
        std::size_t end = first;
        while (end < small.size() && is_identifier_character(small[end])) ++end;
        std::string_view word = std::string_view(small).substr(first, end - first);
        while (word.ends_with('.')) word.remove_suffix(1);
        // "MIT" alone is a licence; in a sentence it is a place as well.
        const bool is_alone = word.size() == small.size();
        const bool is_unmistakable = word.find('-') != std::string_view::npos;
        if (is_alone || is_unmistakable) {
            if (auto found = known_identifier(word)) return found;
        }
        first = end;
    }
    return from_short_name(small);
}

std::optional<SidecarRights> read_sidecar(const std::filesystem::path& file) {
    std::filesystem::path path = file;
    path += ".license";
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error)) return std::nullopt;
    const std::string text = read_text(path);
    SidecarRights rights;
    const auto take = [](std::string_view line, std::string_view tag, std::string& value) {
        const std::size_t found = line.find(tag);
        if (found != std::string_view::npos && value.empty()) value = trimmed(line.substr(found + tag.size()));
    };
    for (std::size_t first = 0; first < text.size();) {
        const std::size_t end = std::min(text.find('\n', first), text.size());
        const std::string_view line = std::string_view(text).substr(first, end - first);
        take(line, "SPDX-License-Identifier:", rights.license);
        take(line, "SPDX-FileCopyrightText:", rights.copyright);
        first = end + 1;
    }
    return rights;
}

}  // namespace plumb::dataset
