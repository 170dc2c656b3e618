#pragma once

#include <plumb/scene.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace plumb::gltf {

/// JSON pointer (RFC 6901) to a value of the document; keys are escaped as they are added.
class Pointer {
public:
    Pointer() = default;
    [[nodiscard]] Pointer operator/(std::string_view key) const;
    [[nodiscard]] Pointer operator/(std::size_t index) const;
    [[nodiscard]] const std::string& string() const noexcept { return text_; }

private:
    explicit Pointer(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

/// `text` for a message: cut after 80 characters, control characters escaped, invalid UTF-8 replaced, in quotes.
std::string quote(std::string_view text);

/// Collects what the loader finds. At most `kept_count` errors and as many warnings are kept; the others are counted.
class Findings {
public:
    static constexpr std::size_t kept_count = 1000;

    explicit Findings(bool is_strict = false) : is_strict_(is_strict) {}

    /// The file breaks its format, or asks for what plumb cannot do (`code` unsupported).
    /// @param check  short stable name of the rule, such as "accessor.bounds"
    void error(std::string_view check, const Pointer& at, std::string message, ErrorCode code = ErrorCode::bad_asset);
    /// For what concerns a file as a whole.
    void error_at_file(std::string_view check, const std::filesystem::path& file, std::string message,
                       ErrorCode code = ErrorCode::bad_asset);
    void error_at_byte(std::string_view check, std::uint64_t offset, std::string message);
    /// Values that plumb can live with but that break the format: a warning, an error in strict mode.
    void value(std::string_view check, const Pointer& at, std::string message);
    void warning(std::string_view check, const Pointer& at, std::string message);
    void warning_at_byte(std::string_view check, std::uint64_t offset, std::string message);

    [[nodiscard]] bool is_strict() const noexcept { return is_strict_; }
    [[nodiscard]] bool has_errors() const noexcept { return error_count_ > 0; }
    [[nodiscard]] std::size_t error_count() const noexcept { return error_count_; }
    [[nodiscard]] const std::vector<Finding>& errors() const noexcept { return errors_; }
    [[nodiscard]] const std::vector<Finding>& warnings() const noexcept { return warnings_; }
    /// Errors first, each in the order found.
    [[nodiscard]] std::vector<Finding> all() const;

    /// @throws Error  with the code of the first error; the message has file, place, what was found, and how many more
    void throw_if_error(const std::filesystem::path& file) const;

private:
    void add(Finding finding);

    bool is_strict_;
    std::size_t error_count_ = 0;
    std::size_t warning_count_ = 0;
    std::vector<Finding> errors_;
    std::vector<Finding> warnings_;
};

}  // namespace plumb::gltf
