#pragma once

#include <plumb/annotate.hpp>

#include <optional>

namespace plumb::dataset {

/// Visible pixels of an instance as a share of those that it would cover alone inside the image; none where that was
/// not rendered, or is nothing.
inline std::optional<double> visible_fraction(const InstanceAnnotation& instance) {
    return instance.amodal ? instance.amodal->visible_fraction : std::nullopt;
}

/// Share of what it would cover alone that lies outside the image; none as above.
inline std::optional<double> truncation(const InstanceAnnotation& instance) {
    return instance.amodal ? instance.amodal->truncation : std::nullopt;
}

}  // namespace plumb::dataset
