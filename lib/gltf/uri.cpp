#include "gltf/uri.hpp"

#include <algorithm>
#include <vector>

namespace plumb::gltf {

namespace {

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

int hex_digit(char c) {
    if (is_digit(c)) return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

UriPath malformed(std::string reason) {
    return {{}, std::move(reason), false};
}
UriPath refused(std::string reason) {
    return {{}, std::move(reason), true};
}

/// Whether every byte of `text` belongs to a well-formed UTF-8 sequence.
bool is_utf8(std::string_view text) {
    std::size_t i = 0;
    while (i < text.size()) {
        const auto first = static_cast<unsigned char>(text[i]);
        const std::size_t extra = first < 0x80                    ? 0
                                  : first >= 0xC2 && first < 0xE0 ? 1
                                  : first >= 0xE0 && first < 0xF0 ? 2
                                  : first >= 0xF0 && first < 0xF5 ? 3
                                                                  : 4;
        if (extra == 4 || i + extra >= text.size()) return false;
        for (std::size_t k = 1; k <= extra; ++k)
            if ((static_cast<unsigned char>(text[i + k]) & 0xC0) != 0x80) return false;
        const unsigned char second = extra > 0 ? static_cast<unsigned char>(text[i + 1]) : 0;
        if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) || (first == 0xF0 && second < 0x90) ||
            (first == 0xF4 && second > 0x8F))
            return false;
        i += extra + 1;
    }
    return true;
}

}  // namespace

std::optional<std::string> percent_decoded(std::string_view uri) {
    std::string text;
    for (std::size_t i = 0; i < uri.size(); ++i) {
        if (uri[i] != '%') {
            text += uri[i];
            continue;
        }
        if (i + 2 >= uri.size()) return std::nullopt;
        const int high = hex_digit(uri[i + 1]);
        const int low = hex_digit(uri[i + 2]);
        if (high < 0 || low < 0) return std::nullopt;
        text += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return text;
}

std::optional<std::string> uri_scheme(std::string_view uri) {
    std::string scheme;
    for (const char c : uri) {
        if (c == ':') return scheme.empty() ? std::nullopt : std::optional(scheme);
        if (!is_letter(c) && (scheme.empty() || (!is_digit(c) && c != '+' && c != '-' && c != '.')))
            return std::nullopt;
        scheme += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    }
    return std::nullopt;
}

UriPath decode_relative_uri(std::string_view uri) {
    if (const auto scheme = uri_scheme(uri))
        return refused("has the scheme '" + *scheme + ":'; allowed: a path below the file's folder, or data:");
    const auto decoded = percent_decoded(uri);
    if (!decoded) return malformed("has a percent sign without two hexadecimal digits");
    for (const char c : *decoded) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte == 0) return malformed("holds a NUL character");
        if (byte < 0x20 || byte == 0x7F) return malformed("holds a control character");
        if (c == '\\') return malformed("holds a backslash; components are separated by '/'");
    }
    if (!is_utf8(*decoded)) return malformed("is not UTF-8 after percent-decoding");
    if (decoded->empty()) return malformed("is empty");
    if (decoded->front() == '/') return refused("is an absolute path; allowed: a path below the file's folder");

    std::vector<std::string_view> components;
    const std::string_view text = *decoded;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find('/', begin), text.size());
        const std::string_view component = text.substr(begin, end - begin);
        begin = end + 1;
        if (component == "..") {
            if (components.empty()) return refused("leaves the file's folder; allowed: a path below it");
            components.pop_back();
        } else if (component == "." || component.empty()) {
            if (end == text.size()) return malformed("names a folder, not a file");
        } else {
            components.push_back(component);
        }
    }
    UriPath result;
    for (const std::string_view component : components) {
        if (!result.path.empty()) result.path += '/';
        result.path += component;
    }
    if (result.path.empty()) return malformed("names no file");
    return result;
}

}  // namespace plumb::gltf
