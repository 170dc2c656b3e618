#pragma once

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

namespace plumb::oracle {

/// Values of one glTF accessor in double precision, normalized integers already divided: count x width.
struct Accessor {
    std::size_t count = 0;
    std::size_t width = 0;
    std::vector<double> values;
    [[nodiscard]] double at(std::size_t row, std::size_t column) const { return values[row * width + column]; }
};

/// Decoded PNG or JPEG, RGBA, 8 bits, rows from the top.
struct Picture {
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> rgba;
};

/// A glTF file that is known to be good: read without any of the loader's checks, and with none of its code.
class Document {
public:
    /// @throws std::runtime_error  for what it cannot read
    explicit Document(const std::filesystem::path& path);

    [[nodiscard]] const nlohmann::json& json() const noexcept { return json_; }
    /// Values of accessor `index`, sparse ones substituted.
    [[nodiscard]] Accessor accessor(std::size_t index) const;
    /// Pixels of image `index`.
    [[nodiscard]] Picture image(std::size_t index) const;

private:
    struct Span {
        const std::uint8_t* data;
        std::size_t size;
        std::size_t stride;
    };
    [[nodiscard]] Span view(std::size_t index) const;
    [[nodiscard]] std::vector<std::uint8_t> resource(const std::string& uri) const;

    std::filesystem::path folder_;
    nlohmann::json json_;
    std::vector<std::vector<std::uint8_t>> buffers_;
};

}  // namespace plumb::oracle
