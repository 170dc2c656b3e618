#include "dataset/format_spec.hpp"

#include <plumb/error.hpp>

#include "base/nearest_name.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace plumb::dataset {

FormatSpec::FormatSpec(std::string text) : text_(std::move(text)) {
    std::size_t colon = text_.find(':');
    name_ = text_.substr(0, colon);
    if (name_.empty()) throw Error(ErrorCode::invalid_argument, "format '" + text_ + "' has no name");
    while (colon != std::string::npos) {
        const std::size_t first = colon + 1;
        colon = text_.find(':', first);
        const std::string part = text_.substr(first, colon == std::string::npos ? colon : colon - first);
        const std::size_t equals = part.find('=');
        if (equals == std::string::npos || equals == 0) {
            throw Error(ErrorCode::invalid_argument, "format '" + text_ + "': '" + part + "' is not KEY=VALUE");
        }
        const std::string key = part.substr(0, equals);
        for (const auto& value : values_) {
            if (value.first != key) continue;
            throw Error(ErrorCode::invalid_argument, "format '" + text_ + "' has '" + key + "' twice");
        }
        values_.emplace_back(key, part.substr(equals + 1));
    }
}

const std::string* FormatSpec::take(std::string_view key) {
    offered_.emplace_back(key);
    for (const auto& value : values_) {
        if (value.first == key) return &value.second;
    }
    return nullptr;
}

void FormatSpec::refuse(std::string_view key, const std::string& value, const std::string& allowed) const {
    throw Error(ErrorCode::invalid_argument,
                "format '" + text_ + "': " + std::string(key) + " '" + value + "' is not " + allowed);
}

std::uint64_t FormatSpec::take_whole(std::string_view key, std::uint64_t absent, std::uint64_t least,
                                     std::uint64_t most) {
    const std::string* const text = take(key);
    if (text == nullptr) return absent;
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (error == std::errc() && end == text->data() + text->size() && value >= least && value <= most) return value;
    refuse(key, *text, "a whole number of " + std::to_string(least) + " to " + std::to_string(most));
}

double FormatSpec::take_positive(std::string_view key, double absent, double most) {
    const std::string* const text = take(key);
    if (text == nullptr) return absent;
    double value = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (error == std::errc() && end == text->data() + text->size() && value > 0 && value <= most) return value;
    refuse(key, *text, "a number above 0 and at most " + std::to_string(most));
}

std::size_t FormatSpec::take_choice(std::string_view key, std::span<const std::string_view> words) {
    const std::string* const text = take(key);
    if (text == nullptr) return 0;
    const auto word = std::find(words.begin(), words.end(), *text);
    if (word != words.end()) return static_cast<std::size_t>(word - words.begin());
    refuse(key, *text, "one of " + join_names(words));
}

bool FormatSpec::take_word(std::string_view key, std::string_view word) {
    const std::string* const text = take(key);
    return text != nullptr && *text == word;
}

std::string FormatSpec::take_text(std::string_view key, std::string_view absent) {
    const std::string* const text = take(key);
    if (text == nullptr) return std::string(absent);
    if (text->empty()) refuse(key, *text, "a text");
    return *text;
}

void FormatSpec::check_all_taken() const {
    for (const auto& [key, value] : values_) {
        if (std::find(offered_.begin(), offered_.end(), key) != offered_.end()) continue;
        const std::vector<std::string_view> offered(offered_.begin(), offered_.end());
        throw Error(ErrorCode::invalid_argument,
                    "format '" + text_ + "': unknown option '" + key + "'; " +
                        (offered.empty() ? name_ + " has none"
                                         : suggestion(key, offered) + "known options: " + join_names(offered)));
    }
}

}  // namespace plumb::dataset
