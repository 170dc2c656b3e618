#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace plumb::recipe {

/// JSON pointer (RFC 6901) of what is being written or read; grows and shrinks with the way down.
class JsonPath {
public:
    /// One step of the way, taken back when it goes out of scope.
    class Step {
    public:
        Step(std::string& text, std::size_t length) : text_(text), length_(length) {}
        ~Step() { text_.resize(length_); }
        Step(const Step&) = delete;
        Step& operator=(const Step&) = delete;

    private:
        std::string& text_;
        std::size_t length_;
    };

    /// @param key  without '~' and '/'
    [[nodiscard]] Step operator/(std::string_view key) {
        const std::size_t length = text_.size();
        text_ += '/';
        text_ += key;
        return {text_, length};
    }
    [[nodiscard]] Step operator/(std::size_t index) { return *this / std::to_string(index); }
    [[nodiscard]] const std::string& string() const noexcept { return text_; }

private:
    std::string text_;
};

}  // namespace plumb::recipe
