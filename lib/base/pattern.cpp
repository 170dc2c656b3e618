#include "base/pattern.hpp"

#include <cstddef>

namespace plumb {

bool matches(std::string_view pattern, std::string_view text) {
    if (pattern == text) return true;
    std::size_t at = 0;
    std::size_t read = 0;
    std::size_t star = std::string_view::npos;
    std::size_t star_read = 0;
    while (read < text.size()) {
        if (at < pattern.size() && pattern[at] == '*') {
            star = at++;
            star_read = read;
        } else if (at < pattern.size() && (pattern[at] == '?' || pattern[at] == text[read])) {
            ++at;
            ++read;
        } else if (star != std::string_view::npos) {
            at = star + 1;
            read = ++star_read;
        } else {
            return false;
        }
    }
    while (at < pattern.size() && pattern[at] == '*') ++at;
    return at == pattern.size();
}

}  // namespace plumb
