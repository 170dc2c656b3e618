#pragma once

#include "gltf/json_view.hpp"
#include "recipe/place.hpp"

#include <map>
#include <string>
#include <vector>

namespace plumb::recipe {

/// docs/recipe.schema.json, as it was when the library was built.
const Json& recipe_schema();

/// What a number that may be drawn is held to, whichever value it takes.
struct Allowed {
    gltf::Range range;
    bool is_flag = false;  ///< 0 or 1

    [[nodiscard]] bool contains(double value) const noexcept {
        return is_flag ? value == 0 || value == 1 : range.contains(value);
    }
    [[nodiscard]] std::string text() const { return is_flag ? "0 or 1" : range.text(); }
};

/// By JSON pointer of the number in the recipe; of a vector, those of its components.
using AllowedNumbers = std::map<std::string, Allowed>;

/// What a number without bounds of its own is held to.
Allowed any_number();

/// Holds `document` against the schema, and each distribution in it against what its kind needs.
///
/// The keywords in use are those of JSON Schema 2020-12. Beyond a schema's own reach, `minimum` and its like beside a
/// reference to `#/$defs/number` bound every value that a distribution can give.
/// @return        what the numbers are held to that may be drawn
/// @throws Error  bad_asset with pointer, what was found, what is allowed and the nearest known name
AllowedNumbers check_schema(const Place& document);

/// Keywords of `schema` that check_schema() does not know; empty for one that it obeys whole.
std::vector<std::string> unknown_keywords(const Json& schema);

}  // namespace plumb::recipe
