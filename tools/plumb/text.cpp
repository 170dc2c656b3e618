#include "text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <span>

namespace plumb::program {

void print_warnings(const Scene& scene) {
    constexpr std::size_t shown_limit = 10;
    const std::span<const Finding> warnings = scene.warnings();
    for (const Finding& warning : warnings.first(std::min(shown_limit, warnings.size()))) {
        std::fprintf(stderr, "plumb: warning: %s: %s (%s)\n", printable(warning.pointer).c_str(),
                     printable(warning.message).c_str(), warning.check.c_str());
    }
    if (warnings.size() > shown_limit) {
        std::fprintf(stderr, "plumb: warning: %zu more; plumb check lists them all\n", warnings.size() - shown_limit);
    }
}

std::string counted(std::uint64_t count, const std::string& noun) {
    return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string short_number(double value) {
    constexpr double needs_no_fraction = 1000, needs_exponent = 1e15;
    const double magnitude = std::abs(value);
    const bool is_whole = magnitude >= needs_no_fraction && magnitude < needs_exponent;
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), is_whole ? "%.0f" : "%.4g", value == 0 ? 0.0 : value);
    return text.data();
}

std::string shortened(const std::string& text, std::size_t length) {
    if (text.size() <= length) return text;
    // A cut never falls into the middle of a UTF-8 sequence.
    std::size_t end = length;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    return text.substr(0, end) + "…";
}

std::string json_text(const Json& value) {
    return value.dump(2, ' ', false, Json::error_handler_t::replace);
}

std::string printable(std::string_view text) {
    std::string result;
    for (const char character : text) {
        const auto byte = static_cast<unsigned char>(character);
        if (byte >= 0x20 && byte != 0x7F) {
            result += character;
        } else {
            std::array<char, 5> escaped{};
            std::snprintf(escaped.data(), escaped.size(), "\\x%02x", byte);
            result += escaped.data();
        }
    }
    return result;
}

}  // namespace plumb::program
