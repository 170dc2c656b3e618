#pragma once

#include <array>
#include <charconv>
#include <string>

namespace plumb::dataset {

/// The fewest digits that give the same number back; "nan" and "inf" for what is no number. The same in every locale.
template <class Number>
std::string text_of(Number value) {
    std::array<char, 32> text{};
    const auto result = std::to_chars(text.data(), text.data() + text.size(), value);
    return {text.data(), result.ptr};
}

}  // namespace plumb::dataset
