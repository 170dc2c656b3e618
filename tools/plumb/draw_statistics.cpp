#include "draw_statistics.hpp"

#include "text.hpp"

#include <algorithm>
#include <cmath>

namespace plumb::program {

std::string DrawColumn::name() const {
    return component_count == 1 ? key : key + "[" + std::to_string(component) + "]";
}

double DrawColumn::min() const {
    return *std::min_element(values.begin(), values.end());
}

double DrawColumn::max() const {
    return *std::max_element(values.begin(), values.end());
}

double DrawColumn::mean() const {
    // A running mean does not overflow where the sum would.
    double mean = 0;
    double count = 0;
    for (const double value : values) mean += (value - mean) / ++count;
    return mean;
}

Histogram DrawColumn::histogram(std::size_t part_count) const {
    constexpr double whole_limit = 64;
    Histogram histogram{.min = min(), .max = max(), .is_whole = false, .counts = {}};
    const double width = histogram.max - histogram.min;
    histogram.is_whole =
        width < whole_limit && std::all_of(values.begin(), values.end(), [](double v) { return std::trunc(v) == v; });
    if (histogram.is_whole) {
        histogram.counts.resize(static_cast<std::size_t>(width) + 1);
    } else {
        histogram.counts.resize(width > 0 ? part_count : 1);
    }
    const double last = static_cast<double>(histogram.counts.size() - 1);
    for (const double value : values) {
        const double offset = value - histogram.min;
        // Halves of both keep the quotient finite where the width is not.
        const double place =
            histogram.is_whole ? offset
            : width > 0        ? std::floor((value / 2 - histogram.min / 2) / (histogram.max / 2 - histogram.min / 2) *
                                            static_cast<double>(histogram.counts.size()))
                               : 0;
        ++histogram.counts[static_cast<std::size_t>(std::clamp(place, 0.0, last))];
    }
    return histogram;
}

void DrawStatistics::add(const Shot& shot) {
    for (const Draw& draw : shot.draws) {
        for (std::size_t i = 0; i < draw.value.size(); ++i) {
            const auto [place, is_new] = places_.try_emplace({draw.key, i}, columns_.size());
            if (is_new) columns_.push_back({draw.key, i, draw.value.size(), {}, {}});
            columns_[place->second].values.push_back(draw.value[i]);
        }
    }
}

void DrawStatistics::define(const std::vector<DrawInfo>& draws) {
    for (const DrawInfo& draw : draws) {
        const Json definition = Json::parse(draw.definition);
        for (std::size_t i = 0;; ++i) {
            const auto place = places_.find({draw.key, i});
            if (place == places_.end()) break;
            DrawColumn& column = columns_[place->second];
            const bool has_own = definition.is_array() && definition.size() == column.component_count;
            column.definition = has_own ? definition[i].dump() : draw.definition;
        }
    }
}

}  // namespace plumb::program
