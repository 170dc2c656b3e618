#pragma once

#include "recipe/bind.hpp"

#include <plumb/frame.hpp>
#include <plumb/recipe.hpp>

#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace plumb::recipe {

/// The section `keep_if`: what a frame's labels must say for it to be kept.
class Conditions {
public:
    Conditions(const Place& document, Binder& binder);

    /// The conditions that `frame` fails.
    /// @throws Error  invalid_argument if it lacks annotations, amodal ones or a pass
    [[nodiscard]] std::vector<FailedCondition> judge(const Frame& frame) const;

private:
    struct Range {
        double min = -std::numeric_limits<double>::infinity();
        double max = std::numeric_limits<double>::infinity();
        [[nodiscard]] bool contains(double value) const noexcept { return value >= min && value <= max; }
        [[nodiscard]] std::string text() const;
    };
    enum class Measure : std::uint8_t { pixels, distance_m, box_px, visible_fraction, truncation };
    struct Bound {
        Measure measure = Measure::pixels;
        std::string pointer;
        Range range;
    };
    /// Some object must lie within all bounds.
    struct ObjectCondition {
        std::string pointer;
        std::vector<std::vector<std::uint32_t>> objects;  ///< instances of each
        std::vector<Bound> bounds;
    };
    struct CountCondition {
        std::string pointer;
        std::vector<std::uint32_t> instances;  ///< of the class
        double min_pixels = 1;
        Range range;
    };
    struct ImageCondition {
        std::string pointer;
        bool is_flow = false;  ///< else luminance
        Range range;
    };

    static Range parse_range(const Place& place);
    void bind_objects(const Place& place, Binder& binder);
    void bind_count(const Place& place, Binder& binder);
    static double measured(const Frame& frame, const std::vector<std::uint32_t>& instances, Measure measure);
    static void judge_objects(const ObjectCondition& condition, const Frame& frame,
                              std::vector<FailedCondition>& failed);

    std::vector<ObjectCondition> objects_;
    std::vector<CountCondition> counts_;
    std::vector<ImageCondition> images_;
};

}  // namespace plumb::recipe
