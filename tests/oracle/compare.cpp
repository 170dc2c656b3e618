#include "compare.hpp"

#include "raycast.hpp"

#include <plumb/passes.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <sstream>

namespace plumb::oracle {
namespace {

constexpr double class_band_px = 1.0 / 64;
constexpr double depth_share = 1e-5;
constexpr double flow_px = 0.01;
constexpr double flow_median_px = 1e-4;
constexpr double normal_deg = 0.05;
constexpr std::size_t messages_per_pass = 6;

enum class Rule { exact, depth, flow, flow_class, angle, position, displacement, share, texture };

struct PassRule {
    const char* pass;
    Rule rule;
    int direction = 0;  // 1 next, -1 previous
};

constexpr PassRule rules[] = {
    {"instance", Rule::exact},
    {"triangle", Rule::exact},
    {"semantic", Rule::exact},
    {"material", Rule::exact},
    {"depth", Rule::depth},
    {"range", Rule::depth},
    {"barycentric", Rule::share},
    {"flow_forward", Rule::flow, 1},
    {"flow_backward", Rule::flow, -1},
    {"flow_forward_class", Rule::flow_class, 1},
    {"flow_backward_class", Rule::flow_class, -1},
    {"scene_flow_forward", Rule::displacement, 1},
    {"scene_flow_backward", Rule::displacement, -1},
    {"normal", Rule::angle},
    {"normal_geometric", Rule::angle},
    {"position", Rule::position},
    {"object_position", Rule::share},
    {"uv", Rule::share},
    {"albedo", Rule::texture},
    {"roughness_metallic", Rule::texture},
    {"emission", Rule::texture},
};

using Values = std::array<double, 3>;

/// Magnitude of the largest finite component.
double largest(const Values& v) {
    double out = 0;
    for (const double c : v) out = std::isfinite(c) ? std::max(out, std::abs(c)) : out;
    return out;
}

/// Angle between two vectors in degrees; infinite where one of them is not of unit length but the other is.
double angle_deg(const Values& a, const Values& b) {
    const glm::dvec3 u(a[0], a[1], a[2]);
    const glm::dvec3 v(b[0], b[1], b[2]);
    if (u == v) return 0;
    if (std::abs(glm::length(u) - 1) > 1e-4 || std::abs(glm::length(v) - 1) > 1e-4) return infinity;
    return glm::degrees(std::atan2(glm::length(glm::cross(u, v)), glm::dot(u, v)));
}

/// One comparison at a time.
class Comparison {
public:
    Comparison(const Labels& expected, const Arrays& rendered) : expected_(expected), rendered_(rendered) {}

    Report run(const Allowance& allowance) {
        if (!has_all_arrays()) return report_;
        for (std::size_t i = 0; i < expected_.edge_px.size(); ++i) compare_pixel(i);
        for (auto& [pass, errors] : flow_errors_) {
            if (errors.empty()) continue;
            const auto middle = errors.begin() + static_cast<std::ptrdiff_t>(errors.size() / 2);
            std::nth_element(errors.begin(), middle, errors.end());
            if (*middle > flow_median_px) add(pass, "median error " + std::to_string(*middle) + " px is over 1e-4 px");
        }
        check_shares(allowance);
        return report_;
    }

private:
    void add(const std::string& pass, const std::string& message) {
        ++report_.violation_count;
        if (report_.passes[pass].violations++ < messages_per_pass) report_.violations.push_back({pass, message});
    }

    bool has_all_arrays() {
        for (const auto& [pass, plane] : expected_.planes) {
            const auto found = rendered_.planes.find(pass);
            if (found == rendered_.planes.end()) {
                add(pass, "was not rendered");
            } else if (found->second.size() != plane.values.size()) {
                add(pass, "has " + std::to_string(found->second.size()) + " values, not " +
                              std::to_string(plane.values.size()));
            }
        }
        return report_.violation_count == 0;
    }

    void compare_pixel(std::size_t pixel) {
        const bool is_exempt = expected_.edge_px[pixel] <= edge_band_px || expected_.rival_gap[pixel] <= depth_share;
        const bool is_surface = std::isfinite(expected_.range[pixel]);
        bool is_same = true;
        for (const PassRule& rule : rules) {
            PassReport& pass = report_.passes[rule.pass];
            // What another triangle says about itself is no further error.
            if (is_exempt || !is_same || is_exempt_from(rule, pixel)) {
                ++pass.excluded;
                continue;
            }
            ++pass.compared;
            if (!check(rule, pixel) && rule.rule == Rule::exact) is_same = false;
        }
        if (is_surface && !is_exempt && is_same) ++report_.surface_compared;
    }

    [[nodiscard]] bool is_exempt_from(const PassRule& rule, std::size_t pixel) const {
        const Plane& plane = expected_.planes.at(rule.pass);
        if (!plane.slack.empty() && std::isinf(plane.slack[pixel])) return true;
        if (rule.direction == 0) return false;
        const Target& target = rule.direction > 0 ? expected_.next : expected_.previous;
        if (rule.rule == Rule::flow) return target.is_remote[pixel] != 0;
        if (rule.rule == Rule::displacement) return target.is_ambiguous[pixel] != 0;
        if (rule.rule != Rule::flow_class) return false;
        return target.edge_px[pixel] <= class_band_px || target.is_uncertain[pixel] != 0;
    }

    [[nodiscard]] bool check(const PassRule& rule, std::size_t pixel) {
        const Plane& plane = expected_.planes.at(rule.pass);
        const std::vector<double>& other = rendered_.planes.at(rule.pass);
        Values want{};
        Values have{};
        Values difference{};
        bool is_same_kind = true;
        for (std::size_t c = 0; c < plane.channels; ++c) {
            want[c] = plane.values[pixel * plane.channels + c];
            have[c] = other[pixel * plane.channels + c];
            if (std::isfinite(want[c]) && std::isfinite(have[c]))
                difference[c] = want[c] - have[c];
            else if (std::isnan(want[c]) ? !std::isnan(have[c]) : want[c] != have[c])
                is_same_kind = false;
        }
        const double slack = plane.slack.empty() ? 0 : plane.slack[pixel];
        double error = largest(difference);
        if (rule.rule == Rule::flow) error = std::hypot(difference[0], difference[1]);
        if (rule.rule == Rule::angle) error = angle_deg(want, have);
        if (!is_same_kind) error = infinity;
        const double allowed = allowance_of(rule.rule, pixel, want, slack);
        if (rule.rule == Rule::flow && std::isfinite(error) && std::isfinite(want[0])) {
            flow_errors_[rule.pass].push_back(error);
        }
        PassReport& report = report_.passes[rule.pass];
        if (allowed > 0) report.worst = std::max(report.worst, error / allowed);
        if (error <= allowed) return true;
        add(rule.pass, describe(rule, pixel, want, have, error, allowed));
        return false;
    }

    [[nodiscard]] double allowance_of(Rule rule, std::size_t pixel, const Values& want, double slack) const {
        const double range = std::isfinite(expected_.range[pixel]) ? expected_.range[pixel] : 0;
        switch (rule) {
            case Rule::exact:
            case Rule::flow_class:
                return 0;
            case Rule::depth:
                return depth_share * largest(want);
            case Rule::flow:
                return flow_px;
            case Rule::angle:
                return normal_deg + glm::degrees(2 * slack);
            // Depth may differ by its share, and a float32 world coordinate is rounded.
            case Rule::position:
                return 2 * depth_share * range + 1.2e-7 * largest(want);
            case Rule::displacement:
                return 2 * depth_share * (range + largest(want));
            case Rule::share:
                return depth_share * (1 + largest(want)) + slack;
            // A hardware filter has 8 fractional bits, of values stored in 8 bits.
            case Rule::texture:
                return 1.0 / 512 * std::max(1.0, largest(want)) + slack;
        }
        return 0;
    }

    [[nodiscard]] std::string describe(const PassRule& rule, std::size_t pixel, const Values& want, const Values& have,
                                       double error, double allowed) const {
        const auto columns = static_cast<std::size_t>(expected_.width);
        std::ostringstream out;
        out.precision(9);
        out << "pixel (" << pixel % columns << ", " << pixel / columns << "): expected";
        const std::size_t channels = expected_.planes.at(rule.pass).channels;
        for (std::size_t c = 0; c < channels; ++c) out << ' ' << want[c];
        out << ", rendered";
        for (std::size_t c = 0; c < channels; ++c) out << ' ' << have[c];
        out << "; error " << error << ", allowed " << allowed << "; nearest edge "
            << (expected_.edge_px[pixel] < edge_reach_px ? std::to_string(expected_.edge_px[pixel]) : "over 1/16")
            << " px, next surface behind by " << expected_.rival_gap[pixel] << ", range " << expected_.range[pixel]
            << (expected_.is_back[pixel] != 0 ? " m, back face" : " m") << ", instance "
            << expected_.planes.at("instance").values[pixel] << ", triangle "
            << expected_.planes.at("triangle").values[pixel];
        if (rule.direction != 0) {
            const Target& target = rule.direction > 0 ? expected_.next : expected_.previous;
            out << "; flow "
                << expected_.planes.at(rule.direction > 0 ? "flow_forward" : "flow_backward").values[2 * pixel] << ' '
                << expected_.planes.at(rule.direction > 0 ? "flow_forward" : "flow_backward").values[2 * pixel + 1]
                << ", edge there " << target.edge_px[pixel] << " px";
        }
        return out.str();
    }

    void check_shares(const Allowance& allowance) {
        const auto count = static_cast<double>(expected_.edge_px.size());
        for (const PassRule& rule : rules) {
            if (report_.passes[rule.pass].violations > 0) continue;
            const bool is_class = rule.rule == Rule::flow_class;
            const double limit = is_class ? allowance.class_excluded_share : allowance.excluded_share;
            const double share = static_cast<double>(report_.passes[rule.pass].excluded) / count;
            if (share <= limit || report_.violation_count > 0) continue;
            add(rule.pass,
                "share of pixels left out is " + std::to_string(share) + ", allowed " + std::to_string(limit));
        }
        const double surface = static_cast<double>(report_.surface_compared) / count;
        if (surface < allowance.surface_share && report_.violation_count == 0) {
            add("instance", "share of surface pixels compared is " + std::to_string(surface) + ", needed " +
                                std::to_string(allowance.surface_share));
        }
    }

    const Labels& expected_;
    const Arrays& rendered_;
    Report report_;
    std::map<std::string, std::vector<double>> flow_errors_;
};

}  // namespace

Arrays as_rendered(const Labels& labels) {
    Arrays arrays{labels.width, labels.height, {}};
    for (const PassInfo& info : pass_table) {
        const auto found = labels.planes.find(std::string(info.name));
        if (found == labels.planes.end()) continue;
        std::vector<double>& out = arrays.planes[found->first] = found->second.values;
        if (info.type != ComponentType::f32) continue;
        for (double& v : out) v = static_cast<double>(static_cast<float>(v));
    }
    return arrays;
}

std::string Report::text(const std::string& name) const {
    std::ostringstream out;
    out.precision(3);
    for (const auto& [pass, report] : passes) {
        if (report.violations == 0) continue;
        out << name << ": " << pass << ": " << report.violations << " violations in " << report.compared
            << " pixels compared, " << report.excluded << " left out, worst " << report.worst
            << " of what is allowed\n";
        for (const Violation& violation : violations) {
            if (violation.pass == pass) out << name << ": " << pass << ": " << violation.message << '\n';
        }
    }
    return out.str();
}

Report compare(const Labels& expected, const Arrays& rendered, const Allowance& allowance) {
    return Comparison(expected, rendered).run(allowance);
}

}  // namespace plumb::oracle
