#pragma once

#include "recipe/quantity.hpp"
#include "recipe/schema.hpp"
#include "recipe/stream.hpp"

#include <plumb/shot.hpp>

#include <glm/glm.hpp>
#include <glm/gtc/quaternion.hpp>

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace plumb::recipe {

/// Something of a recipe that has a name to be drawn by.
struct NamedKey {
    std::string text;  ///< target and property, as Shot::draws has it
    DrawKey key;
};

/// A quantity bound to what it belongs to.
struct Variable {
    Quantity quantity;
    NamedKey name;
    std::vector<Allowed> allowed = {};  ///< one a number that an override may give; none where it is an index
};

/// One of some texts, bound to what it belongs to.
struct Selection {
    std::optional<Distribution> selector;  ///< none: always entry 0
    std::size_t count = 1;
    NamedKey name;
};

/// Where a draw comes from.
struct KeySource {
    std::string pointer;     ///< of the place in the recipe
    std::string definition;  ///< JSON text of its distribution where that is not what stands there
};

/// Gives out keys and sees to it that none is given twice.
class KeyRegistry {
public:
    /// @param definition  JSON text of what is drawn from, where the recipe does not say it at `place`
    /// @throws Error      at `place` if another place sets the same property of the same target
    NamedKey claim(const std::string& target, std::string_view property, const Place& place,
                   std::string_view definition = {});

    [[nodiscard]] std::size_t count() const noexcept { return sources_.size(); }
    [[nodiscard]] std::map<std::string, KeySource> sources() const { return {sources_.begin(), sources_.end()}; }

private:
    std::unordered_map<std::string, KeySource> sources_;    ///< by text
    std::unordered_map<std::uint64_t, std::string> texts_;  ///< by hash
};

/// Draws for one shot, and keeps the record.
class Drawer {
public:
    /// @param overrides  must outlive the drawer
    Drawer(std::uint64_t seed, std::uint64_t frame, std::uint32_t attempt, std::span<const Draw> overrides,
           std::vector<Draw>& record);

    double number(const Variable& variable) { return values(variable)[0]; }
    bool flag(const Variable& variable) { return values(variable)[0] != 0; }
    glm::dvec3 vec3(const Variable& variable);
    Quantity::Values values(const Variable& variable);
    std::size_t pick(const Selection& selection);
    /// Any rotation with the same chance. Recorded as a quaternion xyzw.
    glm::dquat rotation(const NamedKey& name);

    /// The random numbers of a draw that does its own arithmetic, to be recorded by record().
    [[nodiscard]] Stream stream(const NamedKey& name) const { return Stream(address(name)); }
    /// What the caller is to use in place of a draw of its own; null if it is to draw.
    /// @param allowed  each number is held to it
    /// @throws Error   invalid_argument if the override has other than `size` such numbers
    [[nodiscard]] const Draw* override_of(const NamedKey& name, std::size_t size, const Allowed& allowed);
    void record(const NamedKey& name, std::span<const double> value);

    /// @throws Error  not_found for an override that nothing asked for; invalid_argument for one whose key another has
    void check_overrides() const;

private:
    [[nodiscard]] DrawAddress address(const NamedKey& name) const noexcept {
        return {.seed = seed_, .frame = frame_, .attempt = attempt_, .key = name.key};
    }
    const Draw* find_override(const NamedKey& name, std::size_t size);
    static void check_number(const NamedKey& name, double value, const Allowed& allowed);
    void check_index(const NamedKey& name, double index, std::size_t count) const;

    std::uint64_t seed_;
    std::uint64_t frame_;
    std::uint32_t attempt_;
    std::span<const Draw> overrides_;
    std::vector<bool> is_used_;
    std::vector<Draw>& record_;
};

}  // namespace plumb::recipe
