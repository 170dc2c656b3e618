#pragma once

#include "recipe/place.hpp"

#include <string>
#include <vector>

namespace plumb::recipe {

/// docs/recipe.schema.json, as it was when the library was built.
const Json& recipe_schema();

/// Holds `document` against the schema, and each distribution in it against what its kind needs.
///
/// The keywords in use are those of JSON Schema 2020-12. Beyond a schema's own reach, `minimum` and its like beside a
/// reference to `#/$defs/number` bound every value that a distribution can give.
/// @throws Error  bad_asset with pointer, what was found, what is allowed and the nearest known name
void check_schema(const Place& document);

/// Keywords of `schema` that check_schema() does not know; empty for one that it obeys whole.
std::vector<std::string> unknown_keywords(const Json& schema);

}  // namespace plumb::recipe
