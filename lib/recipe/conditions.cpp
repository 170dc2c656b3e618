#include "recipe/conditions.hpp"

#include "base/exact_math.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace plumb::recipe {

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

std::string number_text(double value) {
    std::array<char, 32> digits{};
    const int length = std::snprintf(digits.data(), digits.size(), "%.6g", value);
    return {digits.data(), static_cast<std::size_t>(length)};
}

double mean_luminance(const Frame& frame) {
    const PassView view = frame["rgb"];
    std::array<double, 256> linear{};
    for (std::size_t code = 0; code < linear.size(); ++code) {
        const double value = static_cast<double>(code) / 255;
        linear[code] = value <= 0.04045 ? value / 12.92 : exact_pow((value + 0.055) / 1.055, 2.4);
    }
    const auto bytes = view.as<std::uint8_t>();
    double sum = 0;
    for (std::size_t at = 0; at + 3 < bytes.size(); at += 4)
        sum += 0.2126 * linear[bytes[at]] + 0.7152 * linear[bytes[at + 1]] + 0.0722 * linear[bytes[at + 2]];
    return bytes.empty() ? nothing : sum / static_cast<double>(bytes.size() / 4);
}

double mean_flow(const Frame& frame) {
    const auto flow = frame["flow_forward"].as<float>();
    double sum = 0;
    std::size_t count = 0;
    for (std::size_t at = 0; at + 1 < flow.size(); at += 2) {
        const double length = std::sqrt(double{flow[at]} * flow[at] + double{flow[at + 1]} * flow[at + 1]);
        if (!std::isfinite(length)) continue;
        sum += length;
        ++count;
    }
    return count == 0 ? nothing : sum / static_cast<double>(count);
}

const AmodalAnnotation& amodal_of(const InstanceAnnotation& instance) {
    if (instance.amodal) return *instance.amodal;
    throw Error(ErrorCode::invalid_argument,
                "judging a frame: keep_if reads visible_fraction or truncation, and the frame was rendered with "
                "RendererOptions::amodal = false");
}

/// Pixels of the image that an object of these parts would cover if it were alone.
double amodal_pixels(const Frame& frame, const std::vector<std::uint32_t>& instances) {
    const FrameAnnotations& annotations = frame.annotations();
    if (instances.size() == 1) return amodal_of(annotations.instances.at(instances[0])).pixels;
    std::vector<bool> is_covered(std::size_t{frame.size().width} * frame.size().height, false);
    for (const std::uint32_t index : instances) {
        if (amodal_of(annotations.instances.at(index)).pixels == 0) continue;
        const MaskView mask = frame.amodal(index + 1);
        for (std::uint32_t y = mask.box.y_min; y < mask.box.y_max; ++y)
            for (std::uint32_t x = mask.box.x_min; x < mask.box.x_max; ++x)
                if (mask.at(x, y)) is_covered[std::size_t{y} * frame.size().width + x] = true;
    }
    return static_cast<double>(std::count(is_covered.begin(), is_covered.end(), true));
}

double visible_fraction(const Frame& frame, const std::vector<std::uint32_t>& instances) {
    double visible = 0;
    for (const std::uint32_t index : instances) visible += frame.annotations().instances.at(index).pixels;
    const double covered = amodal_pixels(frame, instances);
    return covered > 0 ? visible / covered : nothing;
}

double truncation(const FrameAnnotations& annotations, const std::vector<std::uint32_t>& instances) {
    double inside = 0;
    double outside = 0;
    for (const std::uint32_t index : instances) {
        const AmodalAnnotation& amodal = amodal_of(annotations.instances.at(index));
        inside += amodal.pixels;
        outside += amodal.pixels_outside;
    }
    return inside + outside > 0 ? outside / (inside + outside) : nothing;
}

FailedCondition failure(const std::string& pointer, double found, const std::string& allowed) {
    return {.condition = pointer,
            .found = found,
            .message =
                pointer + ": found " + (std::isnan(found) ? "nothing" : number_text(found)) + "; allowed: " + allowed};
}

}  // namespace

std::string Conditions::Range::text() const {
    if (std::isinf(max)) return "at least " + number_text(min);
    if (std::isinf(min)) return "at most " + number_text(max);
    return number_text(min) + " to " + number_text(max);
}

Conditions::Range Conditions::parse_range(const Place& place) {
    Range range;
    range.min = place.number_or("min", range.min);
    range.max = place.number_or("max", range.max);
    if (range.min > range.max) place.refuse("found " + place.json().dump() + "; allowed: a min that is at most max");
    return range;
}

Conditions::Conditions(const Place& document, Binder& binder) {
    const std::optional<Place> keep_if = document.find("keep_if");
    if (!keep_if) return;
    const Place all = (*keep_if)["all"];
    for (std::size_t index = 0; index < all.size(); ++index) {
        const Place condition = all[index];
        if (condition.has("match"))
            bind_objects(condition, binder);
        else if (condition.has("class"))
            bind_count(condition, binder);
        else if (const auto flow = condition.find("flow_px"))
            images_.push_back({flow->pointer().string(), true, parse_range(*flow)});
        else
            images_.push_back({condition["luminance"].pointer().string(), false, parse_range(condition["luminance"])});
    }
}

void Conditions::bind_objects(const Place& place, Binder& binder) {
    ObjectCondition condition{.pointer = place.pointer().string(), .objects = {}, .bounds = {}};
    for (const Target& target : binder.index.resolve(place["match"], false))
        condition.objects.push_back(target.instances);
    const auto add = [&](const char* key, Measure measure) {
        if (const auto bound = place.find(key))
            condition.bounds.push_back({measure, bound->pointer().string(), parse_range(*bound)});
    };
    add("pixels", Measure::pixels);
    add("distance_m", Measure::distance_m);
    add("box_px", Measure::box_px);
    add("visible_fraction", Measure::visible_fraction);
    add("truncation", Measure::truncation);
    if (condition.bounds.empty())
        place.refuse("found no bound; allowed: pixels, distance_m, box_px, visible_fraction, truncation");
    objects_.push_back(std::move(condition));
}

void Conditions::bind_count(const Place& place, Binder& binder) {
    const std::vector<std::string>& classes = binder.data.classes;
    const std::string& name = place["class"].text();
    const auto found = std::find(classes.begin(), classes.end(), name);
    if (found == classes.end()) {
        const std::vector<std::string_view> known(classes.begin(), classes.end());
        place["class"].refuse_name(name, "class", known);
    }
    CountCondition condition{.pointer = place.pointer().string(),
                             .instances = {},
                             .min_pixels = place.number_or("min_pixels", 1),
                             .range = parse_range(place["count"])};
    const auto semantic = static_cast<std::uint32_t>(found - classes.begin());
    for (std::uint32_t index = 0; index < binder.data.instances.size(); ++index)
        if (binder.data.instances[index].semantic == semantic) condition.instances.push_back(index);
    counts_.push_back(std::move(condition));
}

double Conditions::measured(const Frame& frame, const std::vector<std::uint32_t>& instances, Measure measure) {
    const FrameAnnotations& annotations = frame.annotations();
    if (measure == Measure::visible_fraction) return visible_fraction(frame, instances);
    if (measure == Measure::truncation) return truncation(annotations, instances);
    double pixels = 0;
    double distance = nothing;
    std::optional<PixelBox> box;
    for (const std::uint32_t index : instances) {
        const InstanceAnnotation& instance = annotations.instances.at(index);
        pixels += instance.pixels;
        const double length = glm::length(instance.box_3d.center);
        if (instance.is_visible && !(distance <= length)) distance = length;
        if (!instance.box_tight) continue;
        const PixelBox& next = *instance.box_tight;
        box = box ? PixelBox{std::min(box->x_min, next.x_min), std::min(box->y_min, next.y_min),
                             std::max(box->x_max, next.x_max), std::max(box->y_max, next.y_max)}
                  : next;
    }
    if (measure == Measure::pixels) return pixels;
    if (measure == Measure::distance_m) return distance;
    return box ? std::max(box->x_max - box->x_min, box->y_max - box->y_min) : 0;
}

void Conditions::judge_objects(const ObjectCondition& condition, const Frame& frame,
                               std::vector<FailedCondition>& failed) {
    bool is_met = false;
    std::vector<bool> is_bound_met(condition.bounds.size(), false);
    std::vector<double> found(condition.bounds.size(), nothing);
    for (const std::vector<std::uint32_t>& object : condition.objects) {
        bool is_object_met = true;
        for (std::size_t at = 0; at < condition.bounds.size(); ++at) {
            const double value = measured(frame, object, condition.bounds[at].measure);
            const bool is_within = condition.bounds[at].range.contains(value);
            if (is_within) is_bound_met[at] = true;
            if (std::isnan(found[at])) found[at] = value;
            is_object_met = is_object_met && is_within;
        }
        is_met = is_met || is_object_met;
    }
    if (is_met) return;
    const std::size_t before = failed.size();
    for (std::size_t at = 0; at < condition.bounds.size(); ++at)
        if (!is_bound_met[at])
            failed.push_back(failure(condition.bounds[at].pointer, found[at], condition.bounds[at].range.text()));
    if (failed.size() == before)
        failed.push_back(failure(condition.pointer, nothing, "one object that meets all of its bounds"));
}

std::vector<FailedCondition> Conditions::judge(const Frame& frame) const {
    std::vector<FailedCondition> failed;
    if (!objects_.empty() || !counts_.empty()) {
        const FrameAnnotations& annotations = frame.annotations();
        for (const ObjectCondition& condition : objects_) judge_objects(condition, frame, failed);
        for (const CountCondition& condition : counts_) {
            const auto count = std::count_if(
                condition.instances.begin(), condition.instances.end(),
                [&](std::uint32_t index) { return annotations.instances.at(index).pixels >= condition.min_pixels; });
            if (!condition.range.contains(static_cast<double>(count)))
                failed.push_back(failure(condition.pointer, static_cast<double>(count), condition.range.text()));
        }
    }
    for (const ImageCondition& condition : images_) {
        const double value = condition.is_flow ? mean_flow(frame) : mean_luminance(frame);
        if (!condition.range.contains(value))
            failed.push_back(failure(condition.pointer, value, condition.range.text()));
    }
    return failed;
}

}  // namespace plumb::recipe
