#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plumb::dataset {

/// A format as a user asks for it: `NAME` or `NAME:KEY=VALUE:KEY=VALUE`. Whoever makes the format takes the values it
/// knows; what is left over is unknown.
class FormatSpec {
public:
    /// @throws Error  invalid_argument for an empty name, a part without '=' or a key that is there twice
    explicit FormatSpec(std::string text);

    [[nodiscard]] const std::string& text() const noexcept { return text_; }
    [[nodiscard]] const std::string& name() const noexcept { return name_; }

    /// A whole number.
    /// @throws Error  invalid_argument unless it is within the limits
    [[nodiscard]] std::uint64_t take_whole(std::string_view key, std::uint64_t absent, std::uint64_t least,
                                           std::uint64_t most);
    /// A number above 0.
    /// @throws Error  invalid_argument unless it is finite and at most `most`
    [[nodiscard]] double take_positive(std::string_view key, double absent, double most);
    /// Index of one of several words; the first one if absent.
    /// @throws Error  invalid_argument for another word
    [[nodiscard]] std::size_t take_choice(std::string_view key, std::span<const std::string_view> words);
    /// Whether the value is `word`, which is taken then; if not, another take says what it may be.
    [[nodiscard]] bool take_word(std::string_view key, std::string_view word);
    /// Any text without ':'; not empty.
    [[nodiscard]] std::string take_text(std::string_view key, std::string_view absent);

    /// @throws Error  invalid_argument for a key that nobody took, with the nearest one that was offered
    void check_all_taken() const;

private:
    [[nodiscard]] const std::string* take(std::string_view key);
    [[noreturn]] void refuse(std::string_view key, const std::string& value, const std::string& allowed) const;

    std::string text_, name_;
    std::vector<std::pair<std::string, std::string>> values_;
    std::vector<std::string> offered_;
};

}  // namespace plumb::dataset
