#pragma once

#include "gltf/check.hpp"
#include "gltf_builder.hpp"

#include <functional>
#include <string>
#include <vector>

namespace plumb::test {

/// A small document without a fault that has an object of every kind, open to be spoilt, and written whole.
struct SoundAsset {
    SoundAsset();

    Json json;
    std::vector<std::byte> bytes;  ///< of buffer 0

    /// Writes `value` over the bytes of a buffer view, `offset` bytes from its start.
    template <class T>
    void poke(std::size_t view, std::size_t offset, T value) {
        const std::size_t at = json["bufferViews"][view]["byteOffset"].get<std::size_t>() + offset;
        std::memcpy(bytes.data() + at, &value, sizeof value);
    }
    /// As one .gltf file with data URIs.
    [[nodiscard]] std::filesystem::path write(const TestFolder& folder) const;
    [[nodiscard]] std::vector<Finding> check(const LoadOptions& options = {}) const;
};

// Indices into the arrays of the document.
namespace sound {
inline constexpr std::size_t positions = 0, normals = 1, uvs = 2, joints = 3, weights = 4, triangle = 5, times = 6,
                             rotations = 7, inverse_bind = 8, moved = 9;
inline constexpr std::size_t sparse_indices_view = 9, sparse_values_view = 10;
}  // namespace sound

/// One way to spoil a sound asset, and what is said about it.
struct Fault {
    const char* name;
    std::function<void(SoundAsset&)> spoil;
    const char* check;
    const char* pointer;
    const char* message;  ///< part of it
    ErrorCode code = ErrorCode::bad_asset;
};

void PrintTo(const Fault& fault, std::ostream* stream);

/// The first error among `findings`, or null.
const Finding* first_error(const std::vector<Finding>& findings);
/// Everything in `findings`, one a line, for a failing test.
std::string text_of(const std::vector<Finding>& findings);

/// Expects an error of that check, place, code and message among the findings, and that loading throws the first error.
void expect_refused(const Fault& fault);
/// Expects a warning that becomes an error in strict mode.
void expect_value_level(const Fault& fault);

}  // namespace plumb::test
