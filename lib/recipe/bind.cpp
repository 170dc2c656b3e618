#include "recipe/bind.hpp"

namespace plumb::recipe {

std::optional<Variable> Binder::variable(const Place& place, std::string_view key, const std::string& target) {
    const std::optional<Place> member = place.find(key);
    if (!member) return std::nullopt;
    return Variable{Quantity(*member), keys.claim(target, key, *member)};
}

Variable Binder::variable_or(const Place& place, std::string_view key, const std::string& target, double otherwise) {
    if (std::optional<Variable> found = variable(place, key, target)) return *found;
    return {Quantity(otherwise), keys.claim(target, key, place)};
}

Selection Binder::selection(const TextQuantity& texts, std::string_view key, const std::string& target,
                            const Place& place) {
    return {.selector = texts.selector, .count = texts.options.size(), .name = keys.claim(target, key, place)};
}

}  // namespace plumb::recipe
