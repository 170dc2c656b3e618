#include "recipe/bind.hpp"

#include <utility>

namespace plumb::recipe {

Variable Binder::bound(const Place& place, NamedKey name) const {
    Variable variable{Quantity(place), std::move(name)};
    const Quantity& quantity = variable.quantity;
    if (quantity.is_constant() || quantity.option_count() > 0) return variable;
    const std::string at = place.pointer().string();
    for (std::size_t i = 0; i < quantity.size(); ++i)
        variable.allowed.push_back(allowed.at(place.json().is_array() ? at + "/" + std::to_string(i) : at));
    return variable;
}

std::optional<Variable> Binder::variable(const Place& place, std::string_view key, const std::string& target) {
    const std::optional<Place> member = place.find(key);
    if (!member) return std::nullopt;
    return bound(*member, keys.claim(target, key, *member));
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
