#include "recipe/schema.hpp"

#include "base/nearest_name.hpp"
#include "gltf/json_view.hpp"
#include "recipe/quantity.hpp"

#include <recipe_schema_text.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <utility>

namespace plumb::recipe {

namespace {

constexpr std::array assertions = {"$ref",
                                   "type",
                                   "properties",
                                   "additionalProperties",
                                   "required",
                                   "items",
                                   "minItems",
                                   "maxItems",
                                   "enum",
                                   "const",
                                   "minimum",
                                   "maximum",
                                   "anyOf",
                                   "minProperties",
                                   "maxProperties",
                                   "minLength",
                                   "exclusiveMinimum",
                                   "exclusiveMaximum"};
constexpr std::array annotations = {"$schema", "$id", "$defs", "title", "description", "default", "examples"};

using Limits = gltf::Range;
/// What is wrong, with file and pointer; none if nothing is.
using Result = std::optional<std::string>;

std::string type_of(const Json& value) {
    if (value.is_number()) return "number";
    return value.type_name();
}

bool is_whole(const Json& value) {
    if (value.is_number_integer()) return true;
    return value.is_number_float() && std::trunc(value.get<double>()) == value.get<double>();
}

class Checker {
public:
    explicit Checker(const Json& root) : root_(root) {}

    /// Of what has passed.
    [[nodiscard]] AllowedNumbers allowed() { return std::move(allowed_); }

    Result check(const Json& schema, const Place& place) {
        if (const auto ref = schema.find("$ref"); ref != schema.end()) {
            if (*ref == "#/$defs/number") return check_number(schema, place);
            if (Result problem = check(resolve(schema), place)) return problem;
            if (*ref == "#/$defs/flag") allowed_[place.pointer().string()] = {.range = {}, .is_flag = true};
        }
        if (Result problem = check_type(schema, place)) return problem;
        if (Result problem = check_values(schema, place)) return problem;
        if (Result problem = check_bounds(schema, place)) return problem;
        if (place.json().is_object())
            if (Result problem = check_object(schema, place)) return problem;
        if (place.json().is_array())
            if (Result problem = check_array(schema, place)) return problem;
        if (const auto branches = schema.find("anyOf"); branches != schema.end()) return check_any(*branches, place);
        return std::nullopt;
    }

private:
    const Json& resolve(const Json& schema) const {
        const auto ref = schema.find("$ref");
        if (ref == schema.end()) return schema;
        return root_.at(Json::json_pointer(ref->get<std::string>().substr(1)));
    }

    static std::string problem(const Place& place, const std::string& allowed) {
        return place.complaint("found " + gltf::describe(place.json()) + "; allowed: " + allowed);
    }

    static Result check_type(const Json& schema, const Place& place) {
        const auto type = schema.find("type");
        if (type == schema.end()) return std::nullopt;
        if (*type == type_of(place.json())) return std::nullopt;
        if (*type == "integer" && place.json().is_number() && is_whole(place.json())) return std::nullopt;
        return problem(place, *type == "integer" ? "a whole number" : "a value of type " + type->get<std::string>());
    }

    static Result check_values(const Json& schema, const Place& place) {
        if (const auto value = schema.find("const"); value != schema.end() && *value != place.json())
            return problem(place, value->dump());
        const auto values = schema.find("enum");
        if (values == schema.end() || std::find(values->begin(), values->end(), place.json()) != values->end())
            return std::nullopt;
        std::vector<std::string_view> names;
        for (const Json& value : *values)
            if (value.is_string()) names.push_back(value.get_ref<const std::string&>());
        const std::string guess =
            place.json().is_string() ? suggestion(place.json().get_ref<const std::string&>(), names) : "";
        return place.complaint("found " + gltf::describe(place.json()) + "; " + guess +
                               "allowed: " + join_names(names));
    }

    static Result check_bounds(const Json& schema, const Place& place) {
        if (place.json().is_string() && schema.contains("minLength") &&
            place.text().size() < schema["minLength"].get<std::size_t>())
            return problem(place, "a text that is not empty");
        if (!place.json().is_number()) return std::nullopt;
        const Limits limits = limits_of(schema);
        if (limits.contains(place.number())) return std::nullopt;
        return problem(place, limits.text());
    }

    /// Within `limits`.
    static Limits limits_of(const Json& schema, Limits limits = {}) {
        limits.min = schema.value("minimum", limits.min);
        limits.max = schema.value("maximum", limits.max);
        if (const auto open = schema.find("exclusiveMinimum"); open != schema.end())
            limits.min = open->get<double>(), limits.is_min_open = true;
        if (const auto open = schema.find("exclusiveMaximum"); open != schema.end())
            limits.max = open->get<double>(), limits.is_max_open = true;
        return limits;
    }

    /// Form and meaning of a number that may be drawn; the bounds hold for all that it can be.
    Result check_number(const Json& schema, const Place& place) {
        if (Result problem = check(resolve(schema), place)) return problem;
        try {
            const Quantity quantity(place);
            const Limits limits = limits_of(schema);
            const auto [least, most] = quantity.range();
            if (limits.contains(least) && limits.contains(most)) {
                allowed_[place.pointer().string()] = {.range = limits_of(schema, any_number().range)};
                return std::nullopt;
            }
            if (place.json().is_number()) return problem(place, limits.text());
            return problem(place, "a distribution whose values are " + limits.text());
        } catch (const Error& error) {
            return error.what();
        }
    }

    std::vector<std::string_view> keys_of(const Json& schema) const {
        std::vector<std::string_view> keys;
        const Json& resolved = resolve(schema);
        if (const auto properties = resolved.find("properties"); properties != resolved.end())
            for (const auto& [key, unused] : properties->items()) keys.push_back(key);
        return keys;
    }

    static std::string unknown_key(const Place& place, const std::string& key,
                                   const std::vector<std::string_view>& known) {
        std::string guess = suggestion(key, known);
        // A unit that was left out lies further away than any letter.
        for (const std::string_view name : known)
            if (key.size() >= 3 && name.starts_with(key) && guess.empty())
                guess = "did you mean '" + std::string(name) + "'? ";
        return place[key].complaint("found the key " + gltf::quote(key) + "; " + guess +
                                    "allowed: " + join_names(known));
    }

    Result check_object(const Json& schema, const Place& place) {
        const Json empty = Json::object();
        const auto found = schema.find("properties");
        const Json& properties = found != schema.end() ? *found : empty;
        const auto others = schema.find("additionalProperties");
        for (const auto& [key, unused] : place.json().items()) {
            if (const auto member = properties.find(key); member != properties.end()) {
                if (Result problem = check(*member, place[key])) return problem;
            } else if (others != schema.end()) {
                if (others->is_boolean()) return unknown_key(place, key, keys_of(schema));
                if (Result problem = check(*others, place[key])) return problem;
            }
        }
        if (const auto required = schema.find("required"); required != schema.end())
            for (const Json& key : *required)
                if (!place.has(key.get_ref<const std::string&>()))
                    return place.complaint("found no member " + gltf::quote(key.get<std::string>()) +
                                           ", which is required");
        const std::size_t count = place.size();
        if (count < schema.value("minProperties", std::size_t{0}) || count > schema.value("maxProperties", count))
            return place.complaint("found " + std::to_string(count) + " members; allowed: " +
                                   count_text(schema, "Properties") + " of " + join_names(keys_of(schema)));
        return std::nullopt;
    }

    static std::string count_text(const Json& schema, const std::string& what) {
        const bool has_max = schema.contains("max" + what);
        const std::size_t least = schema.value("min" + what, std::size_t{0});
        if (!has_max) return std::to_string(least) + " or more";
        const std::size_t most = schema["max" + what].get<std::size_t>();
        return least == most ? std::to_string(least) : std::to_string(least) + " to " + std::to_string(most);
    }

    Result check_array(const Json& schema, const Place& place) {
        const std::size_t count = place.size();
        if (count < schema.value("minItems", std::size_t{0}) || count > schema.value("maxItems", count))
            return place.complaint("found " + std::to_string(count) +
                                   " entries; allowed: " + count_text(schema, "Items"));
        if (const auto items = schema.find("items"); items != schema.end())
            for (std::size_t index = 0; index < count; ++index)
                if (Result problem = check(*items, place[index])) return problem;
        return std::nullopt;
    }

    /// The branches that could have been meant: of the value's type and, for objects, with a key in common.
    std::vector<const Json*> meant(const Json& branches, const Place& place) const {
        std::vector<const Json*> typed;
        for (const Json& branch : branches) {
            const Json& resolved = resolve(branch);
            const auto type = resolved.find("type");
            if (type == resolved.end() || !check_type(resolved, place)) typed.push_back(&branch);
        }
        if (!place.json().is_object()) return typed;
        std::vector<const Json*> shared;
        for (const Json* branch : typed)
            for (const std::string_view key : keys_of(*branch))
                if (place.has(key)) {
                    shared.push_back(branch);
                    break;
                }
        return shared.empty() && typed.size() == 1 ? typed : shared;
    }

    Result check_any(const Json& branches, const Place& place) {
        Result first;
        for (const Json* branch : meant(branches, place)) {
            const Result problem = check(*branch, place);
            if (!problem) return std::nullopt;
            if (!first) first = problem;
        }
        return first ? first : none_meant(branches, place);
    }

    std::string none_meant(const Json& branches, const Place& place) const {
        std::vector<std::string_view> keys;
        std::vector<std::string> types;
        gather(branches, keys, types);
        if (place.json().is_object() && !keys.empty()) {
            if (place.json().empty()) return problem(place, "an object with one of " + join_names(keys));
            return unknown_key(place, place.json().begin().key(), keys);
        }
        const std::vector<std::string_view> views(types.begin(), types.end());
        return problem(place, join_names(views));
    }

    void gather(const Json& branches, std::vector<std::string_view>& keys, std::vector<std::string>& types) const {
        for (const Json& branch : branches) {
            const Json& resolved = resolve(branch);
            if (const auto inner = resolved.find("anyOf"); inner != resolved.end()) gather(*inner, keys, types);
            for (const std::string_view key : keys_of(branch)) keys.push_back(key);
            if (!resolved.contains("type")) continue;
            const std::string type = resolved["type"].get<std::string>();
            if (std::find(types.begin(), types.end(), type) == types.end()) types.push_back(type);
        }
    }

    const Json& root_;
    AllowedNumbers allowed_;
};

void gather_unknown(const Json& schema, std::vector<std::string>& unknown) {
    if (!schema.is_object()) return;
    for (const auto& [key, value] : schema.items()) {
        const bool is_assertion = std::find(assertions.begin(), assertions.end(), key) != assertions.end();
        const bool is_annotation = std::find(annotations.begin(), annotations.end(), key) != annotations.end();
        if (!is_assertion && !is_annotation) unknown.push_back(key);
        if (key == "properties" || key == "$defs")
            for (const Json& member : value) gather_unknown(member, unknown);
        else if (key == "anyOf")
            for (const Json& branch : value) gather_unknown(branch, unknown);
        else if (key == "items" || key == "additionalProperties")
            gather_unknown(value, unknown);
    }
}

}  // namespace

const Json& recipe_schema() {
    static const Json schema = Json::parse(recipe_schema_text);
    return schema;
}

Allowed any_number() {
    const Json& written = recipe_schema().at("$defs").at("number").at("anyOf").at(0);
    return {.range = {.min = written.at("minimum").get<double>(), .max = written.at("maximum").get<double>()}};
}

AllowedNumbers check_schema(const Place& document) {
    const Json& schema = recipe_schema();
    Checker checker(schema);
    if (const Result problem = checker.check(schema, document)) throw Error(ErrorCode::bad_asset, *problem);
    return checker.allowed();
}

std::vector<std::string> unknown_keywords(const Json& schema) {
    std::vector<std::string> unknown;
    gather_unknown(schema, unknown);
    return unknown;
}

}  // namespace plumb::recipe
