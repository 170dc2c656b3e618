#include "recipe/quantity.hpp"

#include "gltf/json_view.hpp"

#include <algorithm>
#include <limits>

namespace plumb::recipe {

namespace {

constexpr double unbounded = std::numeric_limits<double>::infinity();

Distribution make(const Place& place, Shape shape, Distribution::Source source) {
    try {
        return Distribution(std::move(shape), source);
    } catch (const Error& error) {
        place.refuse("found " + place.json().dump().substr(0, 80) + "; " + error.what());
    }
}

Shape parse_normal(const Place& normal) {
    return Normal{.mean = normal["mean"].number(),
                  .sigma = normal["sigma"].number(),
                  .min = normal.number_or("min", -unbounded),
                  .max = normal.number_or("max", unbounded)};
}

Shape parse_shape(const Place& place) {
    if (const auto uniform = place.find("uniform"))
        return Uniform{(*uniform)[std::size_t{0}].number(), (*uniform)[1].number()};
    if (const auto normal = place.find("normal")) return parse_normal(*normal);
    if (const auto uniform = place.find("log_uniform"))
        return LogUniform{(*uniform)[std::size_t{0}].number(), (*uniform)[1].number()};
    if (const auto p = place.find("bernoulli")) return Bernoulli{p->number()};
    if (const auto constant = place.find("constant")) return Constant{constant->number()};
    place.refuse("found " + gltf::describe(place.json()) + "; allowed: a distribution");
}

bool is_list(const Place& place) {
    return place.has("choice") || place.has("sequence");
}

Place unwrapped(const Place& place) {
    return place.has("sobol") ? place["sobol"] : place;
}

}  // namespace

Distribution parse_selector(const Place& place, std::size_t count) {
    const auto source = place.has("sobol") ? Distribution::Source::stratified : Distribution::Source::independent;
    const Place inner = unwrapped(place);
    if (inner.has("sequence")) {
        Sequence sequence{.values = std::vector<double>(count),
                          .holds_last = inner.text_or("at_end", "repeat") == "hold"};
        for (std::size_t index = 0; index < count; ++index) sequence.values[index] = static_cast<double>(index);
        return make(inner, std::move(sequence), source);
    }
    Choice choice{.weights = std::vector<double>(count, 1.0)};
    if (const auto weights = inner.find("weights")) {
        if (weights->size() != count)
            weights->refuse("found " + std::to_string(weights->size()) + " weights for " + std::to_string(count) +
                            " entries; allowed: one weight an entry");
        for (std::size_t index = 0; index < count; ++index) choice.weights[index] = (*weights)[index].number();
    }
    return make(inner, std::move(choice), source);
}

Quantity::Quantity(const Place& place) {
    if (place.json().is_boolean()) {
        constants_[0] = place.json().get<bool>() ? 1 : 0;
        return;
    }
    if (place.json().is_object() && is_list(unwrapped(place))) {
        const Place inner = unwrapped(place);
        const Place list = inner[inner.has("choice") ? "choice" : "sequence"];
        for (std::size_t index = 0; index < list.size(); ++index) {
            const Quantity option(list[index]);
            if (index > 0 && option.size() != size_)
                list[index].refuse("found " + std::to_string(option.size()) +
                                   " numbers; allowed: " + std::to_string(size_) + ", as in the first entry");
            size_ = option.size();
            options_.push_back(option.constants_);
        }
        selector_ = parse_selector(place, options_.size());
        return;
    }
    if (!place.json().is_array()) {
        add_component(place);
    } else {
        size_ = place.size();
        for (std::size_t index = 0; index < size_; ++index) add_component(place[index]);
    }
    const bool is_drawn = std::any_of(components_.begin(), components_.end(), [](const Distribution& component) {
        return !std::holds_alternative<Constant>(component.shape());
    });
    if (is_drawn) return;
    for (std::size_t index = 0; index < size_; ++index) constants_[index] = components_[index].range().min;
    components_.clear();
}

void Quantity::add_component(const Place& place) {
    if (place.json().is_number()) {
        components_.push_back(make(place, Constant{place.number()}, Distribution::Source::independent));
        return;
    }
    const auto source = place.has("sobol") ? Distribution::Source::stratified : Distribution::Source::independent;
    const Place inner = unwrapped(place);
    if (!is_list(inner)) {
        components_.push_back(make(inner, parse_shape(inner), source));
        return;
    }
    if (!inner.has("sequence")) inner.refuse("found a choice within a vector; allowed: a choice of whole vectors");
    const Place list = inner["sequence"];
    Sequence sequence{.values = {}, .holds_last = inner.text_or("at_end", "repeat") == "hold"};
    for (std::size_t index = 0; index < list.size(); ++index) sequence.values.push_back(list[index].number());
    components_.push_back(make(inner, std::move(sequence), source));
}

Distribution::Range Quantity::range(std::size_t component) const {
    if (!components_.empty()) return components_[component].range();
    if (options_.empty()) return {constants_[component], constants_[component]};
    Distribution::Range range{unbounded, -unbounded};
    for (const Values& option : options_)
        range = {std::min(range.min, option[component]), std::max(range.max, option[component])};
    return range;
}

void Quantity::draw(const DrawAddress& address, std::span<double> drawn) const {
    if (selector_)
        drawn[0] = selector_->draw(address);
    else if (components_.empty())
        std::copy_n(constants_.begin(), size_, drawn.begin());
    else if (size_ == 1)
        drawn[0] = components_[0].draw(address);
    else
        draw_vector(components_, address, drawn.first(size_));
}

Quantity::Values Quantity::values(std::span<const double> drawn) const {
    if (selector_) return options_[static_cast<std::size_t>(drawn[0])];
    Values values{};
    std::copy_n(drawn.begin(), size_, values.begin());
    return values;
}

TextQuantity::TextQuantity(const Place& place) {
    if (place.json().is_string()) {
        options.push_back(place.text());
        places.push_back(place);
        return;
    }
    const Place inner = unwrapped(place);
    const Place list = inner[inner.has("choice") ? "choice" : "sequence"];
    for (std::size_t index = 0; index < list.size(); ++index) {
        options.push_back(list[index].text());
        places.push_back(list[index]);
    }
    selector = parse_selector(place, options.size());
}

}  // namespace plumb::recipe
