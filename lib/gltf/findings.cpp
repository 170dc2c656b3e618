#include "gltf/findings.hpp"

#include <array>
#include <cstdio>

namespace plumb::gltf {

namespace {

/// Bytes of the well-formed UTF-8 sequence that `text` starts with, or 0.
std::size_t utf8_length(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(0);
    const std::size_t length = first < 0x80   ? 1
                               : first < 0xC2 ? 0
                               : first < 0xE0 ? 2
                               : first < 0xF0 ? 3
                               : first < 0xF5 ? 4
                                              : 0;
    if (length == 0 || length > text.size()) return 0;
    for (std::size_t i = 1; i < length; ++i)
        if ((byte(i) & 0xC0) != 0x80) return 0;
    if ((first == 0xE0 && byte(1) < 0xA0) || (first == 0xED && byte(1) > 0x9F)) return 0;
    if ((first == 0xF0 && byte(1) < 0x90) || (first == 0xF4 && byte(1) > 0x8F)) return 0;
    return length;
}

}  // namespace

Pointer Pointer::operator/(std::string_view key) const {
    std::string text = text_;
    text.reserve(text.size() + key.size() + 1);
    text += '/';
    for (const char c : key) {
        if (c == '~')
            text += "~0";
        else if (c == '/')
            text += "~1";
        else
            text += c;
    }
    return Pointer(std::move(text));
}

Pointer Pointer::operator/(std::size_t index) const {
    return Pointer(text_ + '/' + std::to_string(index));
}

std::string quote(std::string_view text) {
    constexpr std::size_t shown = 80;
    std::string result = "'";
    std::size_t i = 0;
    while (i < text.size() && i < shown) {
        const std::size_t length = utf8_length(text.substr(i));
        const auto byte = static_cast<unsigned char>(text[i]);
        if (length == 0 || byte < 0x20 || byte == 0x7F) {
            std::array<char, 8> escaped{};
            std::snprintf(escaped.data(), escaped.size(), "\\x%02x", byte);
            result += escaped.data();
            ++i;
        } else {
            result += text.substr(i, length);
            i += length;
        }
    }
    result += i < text.size() ? "...'" : "'";
    return result;
}

void Findings::add(Finding finding) {
    const bool is_error = finding.severity == Finding::Severity::error;
    ++(is_error ? error_count_ : warning_count_);
    auto& kept = is_error ? errors_ : warnings_;
    if (kept.size() < kept_count) kept.push_back(std::move(finding));
}

void Findings::error(std::string_view check, const Pointer& at, std::string message, ErrorCode code) {
    add({Finding::Severity::error, code, std::string(check), at.string(), std::move(message)});
}

void Findings::error_at_file(std::string_view check, const std::filesystem::path& file, std::string message,
                             ErrorCode code) {
    add({Finding::Severity::error, code, std::string(check), file.string(), std::move(message)});
}

void Findings::error_at_byte(std::string_view check, std::uint64_t offset, std::string message) {
    add({Finding::Severity::error, ErrorCode::bad_asset, std::string(check), "byte " + std::to_string(offset),
         std::move(message)});
}

void Findings::value(std::string_view check, const Pointer& at, std::string message) {
    if (is_strict_)
        error(check, at, std::move(message));
    else
        warning(check, at, std::move(message));
}

void Findings::warning(std::string_view check, const Pointer& at, std::string message) {
    add({Finding::Severity::warning, ErrorCode::bad_asset, std::string(check), at.string(), std::move(message)});
}

void Findings::warning_at_byte(std::string_view check, std::uint64_t offset, std::string message) {
    add({Finding::Severity::warning, ErrorCode::bad_asset, std::string(check), "byte " + std::to_string(offset),
         std::move(message)});
}

std::vector<Finding> Findings::all() const {
    std::vector<Finding> result = errors_;
    result.insert(result.end(), warnings_.begin(), warnings_.end());
    return result;
}

void Findings::throw_if_error(const std::filesystem::path& file) const {
    if (!has_errors()) return;
    const Finding& first = errors_.front();
    std::string message = file.string();
    if (first.pointer != message) message += ": " + (first.pointer.empty() ? std::string("document") : first.pointer);
    message += ": " + first.message + " [" + first.check + "]";
    if (error_count_ > 1) message += " (and " + std::to_string(error_count_ - 1) + " more errors)";
    throw Error(first.code, message);
}

}  // namespace plumb::gltf
