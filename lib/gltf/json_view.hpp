#pragma once

#include "gltf/document.hpp"
#include "gltf/findings.hpp"

#include <cstdint>
#include <initializer_list>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace plumb::gltf {

inline constexpr std::uint32_t no_index = std::numeric_limits<std::uint32_t>::max();

// Reading without findings, for a document that check_document() accepted. Absent or unfit values give the default.

/// The member `key` of `object`, or null where `object` is no object or has no such member.
const Json* find(const Json& object, std::string_view key);
/// The array `key` of `object`, or an empty array.
const Json& array_of(const Json& object, std::string_view key);
/// The object `extensions[name]` of `object`, or null.
const Json* find_extension(const Json& object, std::string_view name);
/// A whole number in [0, 2^53], be it written 3 or 3.0.
std::optional<std::uint64_t> whole_number(const Json& value);
std::uint64_t whole_or(const Json& object, std::string_view key, std::uint64_t otherwise);
/// `no_index` if absent.
std::uint32_t index_or_none(const Json& object, std::string_view key);
double number_or(const Json& object, std::string_view key, double otherwise);
bool bool_or(const Json& object, std::string_view key, bool otherwise);
std::string string_or(const Json& object, std::string_view key, std::string_view otherwise);
/// Empty if absent.
std::vector<double> numbers_of(const Json& object, std::string_view key);
std::vector<std::uint32_t> indices_of(const Json& object, std::string_view key);

/// Bounds of a number; both ends belong to it unless marked open.
struct Range {
    double min = -std::numeric_limits<double>::infinity();
    double max = std::numeric_limits<double>::infinity();
    bool is_min_open = false;
    bool is_max_open = false;
    [[nodiscard]] bool contains(double value) const noexcept {
        return (is_min_open ? value > min : value >= min) && (is_max_open ? value < max : value <= max);
    }
    [[nodiscard]] std::string text() const;
};

enum class Presence : std::uint8_t { optional, required };

/// A JSON object that is being checked: each reader reports what it finds wrong, with a pointer, and then gives
/// nullopt (or null); a required member that is absent is reported, an optional one is not.
class ObjectView {
public:
    /// Reports if `value` is no object; the view is then empty and reports nothing more.
    ObjectView(const Json& value, Pointer at, Findings& findings);

    [[nodiscard]] bool is_object() const noexcept { return object_ != nullptr; }
    [[nodiscard]] const Pointer& at() const noexcept { return at_; }
    [[nodiscard]] Findings& findings() const noexcept { return *findings_; }
    [[nodiscard]] bool has(std::string_view key) const { return find(key) != nullptr; }
    [[nodiscard]] const Json* find(std::string_view key) const;
    [[nodiscard]] const Json& json() const noexcept;

    std::optional<double> number(std::string_view key, Range range = {}, Presence presence = Presence::optional) const;
    std::optional<std::uint64_t> whole(std::string_view key, std::uint64_t min, std::uint64_t max,
                                       Presence presence = Presence::optional) const;
    /// An index below `count`, which is that of the array `array_name`.
    std::optional<std::uint32_t> index(std::string_view key, std::size_t count, std::string_view array_name,
                                       Presence presence = Presence::optional) const;
    std::optional<std::string_view> text(std::string_view key, Presence presence = Presence::optional) const;
    std::optional<bool> boolean(std::string_view key) const;
    /// One of `allowed`; another value of the right type may come with a later version or an extension, so that it is
    /// refused as unsupported, not as malformed.
    std::optional<std::string_view> choice(std::string_view key, std::initializer_list<std::string_view> allowed,
                                           Presence presence = Presence::optional) const;
    std::optional<std::uint64_t> choice(std::string_view key, std::initializer_list<std::uint64_t> allowed,
                                        Presence presence = Presence::optional) const;
    /// Exactly `size` finite numbers within `range`.
    std::optional<std::vector<double>> numbers(std::string_view key, std::size_t size, Range range = {},
                                               Presence presence = Presence::optional) const;
    /// An array of distinct indices below `count`.
    std::optional<std::vector<std::uint32_t>> indices(std::string_view key, std::size_t count,
                                                      std::string_view array_name,
                                                      Presence presence = Presence::optional) const;
    /// An array, reported as a value-level finding if it is empty.
    const Json* array(std::string_view key, Presence presence = Presence::optional) const;
    /// An object; `at()` / key is its place.
    const Json* object(std::string_view key, Presence presence = Presence::optional) const;
    /// Warns of members beside `names`, "extensions" and "extras".
    void only(std::initializer_list<std::string_view> names) const;

private:
    const Json* member(std::string_view key, Presence presence) const;

    const Json* object_ = nullptr;
    Pointer at_;
    Findings* findings_;
};

/// Name of a JSON type, and the start of its text, for messages.
std::string describe(const Json& value);

}  // namespace plumb::gltf
