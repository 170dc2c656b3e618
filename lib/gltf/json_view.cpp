#include "gltf/json_view.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace plumb::gltf {

namespace {

const Json& empty_array() {
    static const Json empty = Json::array();
    return empty;
}

const Json& empty_object() {
    static const Json empty = Json::object();
    return empty;
}

std::string text_of(double value) {
    std::ostringstream stream;
    stream.precision(9);
    stream << value;
    return stream.str();
}

template <class List>
std::string list_text(const List& allowed) {
    std::ostringstream stream;
    bool is_first = true;
    for (const auto& value : allowed) {
        if (!is_first) stream << ", ";
        stream << value;
        is_first = false;
    }
    return stream.str();
}

}  // namespace

const Json* find(const Json& object, std::string_view key) {
    if (!object.is_object()) return nullptr;
    const auto found = object.find(key);
    return found == object.end() ? nullptr : &*found;
}

const Json& array_of(const Json& object, std::string_view key) {
    const Json* value = find(object, key);
    return value != nullptr && value->is_array() ? *value : empty_array();
}

const Json* find_extension(const Json& object, std::string_view name) {
    const Json* extensions = find(object, "extensions");
    const Json* extension = extensions == nullptr ? nullptr : find(*extensions, name);
    return extension != nullptr && extension->is_object() ? extension : nullptr;
}

std::optional<std::uint64_t> whole_number(const Json& value) {
    constexpr std::uint64_t limit = 1ULL << 53;
    if (value.is_number_unsigned()) {
        const auto whole = value.get<std::uint64_t>();
        return whole <= limit ? std::optional(whole) : std::nullopt;
    }
    if (value.is_number_integer()) {
        const auto whole = value.get<std::int64_t>();
        return whole >= 0 && static_cast<std::uint64_t>(whole) <= limit
                   ? std::optional(static_cast<std::uint64_t>(whole))
                   : std::nullopt;
    }
    if (value.is_number_float()) {
        const auto number = value.get<double>();
        if (number >= 0 && number <= static_cast<double>(limit) && number == std::floor(number))
            return static_cast<std::uint64_t>(number);
    }
    return std::nullopt;
}

std::uint64_t whole_or(const Json& object, std::string_view key, std::uint64_t otherwise) {
    const Json* value = find(object, key);
    return value == nullptr ? otherwise : whole_number(*value).value_or(otherwise);
}

std::uint32_t index_or_none(const Json& object, std::string_view key) {
    const std::uint64_t value = whole_or(object, key, no_index);
    return value < no_index ? static_cast<std::uint32_t>(value) : no_index;
}

double number_or(const Json& object, std::string_view key, double otherwise) {
    const Json* value = find(object, key);
    return value != nullptr && value->is_number() ? value->get<double>() : otherwise;
}

bool bool_or(const Json& object, std::string_view key, bool otherwise) {
    const Json* value = find(object, key);
    return value != nullptr && value->is_boolean() ? value->get<bool>() : otherwise;
}

std::string string_or(const Json& object, std::string_view key, std::string_view otherwise) {
    const Json* value = find(object, key);
    return value != nullptr && value->is_string() ? value->get<std::string>() : std::string(otherwise);
}

std::vector<double> numbers_of(const Json& object, std::string_view key) {
    std::vector<double> numbers;
    for (const Json& value : array_of(object, key)) numbers.push_back(value.is_number() ? value.get<double>() : 0.0);
    return numbers;
}

std::vector<std::uint32_t> indices_of(const Json& object, std::string_view key) {
    std::vector<std::uint32_t> indices;
    for (const Json& value : array_of(object, key)) {
        const std::uint64_t whole = whole_number(value).value_or(no_index);
        indices.push_back(whole < no_index ? static_cast<std::uint32_t>(whole) : no_index);
    }
    return indices;
}

std::string describe(const Json& value) {
    constexpr std::size_t shown = 40;
    if (value.is_object() || value.is_array())
        return std::string(value.is_object() ? "object" : "array") + " of " + std::to_string(value.size());
    if (value.is_string()) return "string " + quote(value.get_ref<const std::string&>());
    return std::string(value.type_name()) + " " + value.dump().substr(0, shown);
}

std::string Range::text() const {
    if (std::isinf(min) && std::isinf(max)) return "any number";
    if (std::isinf(max)) return (is_min_open ? "> " : ">= ") + text_of(min);
    if (std::isinf(min)) return (is_max_open ? "< " : "<= ") + text_of(max);
    return (is_min_open ? "(" : "[") + text_of(min) + ", " + text_of(max) + (is_max_open ? ")" : "]");
}

ObjectView::ObjectView(const Json& value, Pointer at, Findings& findings) : at_(std::move(at)), findings_(&findings) {
    if (value.is_object())
        object_ = &value;
    else
        findings.error("schema.type", at_, "found " + describe(value) + "; allowed: an object");
}

const Json* ObjectView::find(std::string_view key) const {
    return object_ == nullptr ? nullptr : gltf::find(*object_, key);
}

const Json& ObjectView::json() const noexcept {
    return object_ == nullptr ? empty_object() : *object_;
}

const Json* ObjectView::member(std::string_view key, Presence presence) const {
    const Json* value = find(key);
    if (value == nullptr && presence == Presence::required && object_ != nullptr)
        findings_->error("schema.required", at_, quote(key) + " is missing; it must be defined");
    return value;
}

std::optional<double> ObjectView::number(std::string_view key, Range range, Presence presence) const {
    const Json* value = member(key, presence);
    if (value == nullptr) return std::nullopt;
    if (!value->is_number()) {
        findings_->error("schema.type", at_ / key, "found " + describe(*value) + "; allowed: a number");
        return std::nullopt;
    }
    const auto number = value->get<double>();
    if (!range.contains(number)) {
        findings_->error("schema.range", at_ / key, "found " + describe(*value) + "; allowed: " + range.text());
        return std::nullopt;
    }
    return number;
}

std::optional<std::uint64_t> ObjectView::whole(std::string_view key, std::uint64_t min, std::uint64_t max,
                                               Presence presence) const {
    const Json* value = member(key, presence);
    if (value == nullptr) return std::nullopt;
    const auto whole = whole_number(*value);
    if (whole && *whole >= min && *whole <= max) return whole;
    const bool is_number =
        value->is_number() && (value->is_number_integer() || value->get<double>() == std::floor(value->get<double>()));
    findings_->error(is_number ? "schema.range" : "schema.type", at_ / key,
                     "found " + describe(*value) + "; allowed: an integer in [" + std::to_string(min) + ", " +
                         std::to_string(max) + "]");
    return std::nullopt;
}

namespace {

/// The index in `value`, or nullopt with a finding.
std::optional<std::uint32_t> checked_index(const Json& value, std::size_t count, std::string_view array_name,
                                           const Pointer& at, Findings& findings) {
    constexpr std::uint64_t index_limit = 1ULL << 31;
    const auto whole = whole_number(value);
    if (!whole || *whole >= index_limit) {
        findings.error("schema.index", at,
                       "found " + describe(value) + "; allowed: an index, an integer in [0, 2147483648)");
        return std::nullopt;
    }
    if (*whole >= count) {
        findings.error("reference", at,
                       "found index " + std::to_string(*whole) + "; " + std::string(array_name) + " has " +
                           std::to_string(count) + " entries");
        return std::nullopt;
    }
    return static_cast<std::uint32_t>(*whole);
}

}  // namespace

std::optional<std::uint32_t> ObjectView::index(std::string_view key, std::size_t count, std::string_view array_name,
                                               Presence presence) const {
    const Json* value = member(key, presence);
    return value == nullptr ? std::nullopt : checked_index(*value, count, array_name, at_ / key, *findings_);
}

std::optional<std::string_view> ObjectView::text(std::string_view key, Presence presence) const {
    const Json* value = member(key, presence);
    if (value == nullptr) return std::nullopt;
    if (!value->is_string()) {
        findings_->error("schema.type", at_ / key, "found " + describe(*value) + "; allowed: a string");
        return std::nullopt;
    }
    return std::string_view(value->get_ref<const std::string&>());
}

std::optional<bool> ObjectView::boolean(std::string_view key) const {
    const Json* value = find(key);
    if (value == nullptr) return std::nullopt;
    if (!value->is_boolean()) {
        findings_->error("schema.type", at_ / key, "found " + describe(*value) + "; allowed: true or false");
        return std::nullopt;
    }
    return value->get<bool>();
}

std::optional<std::string_view> ObjectView::choice(std::string_view key,
                                                   std::initializer_list<std::string_view> allowed,
                                                   Presence presence) const {
    const auto value = text(key, presence);
    if (!value || std::find(allowed.begin(), allowed.end(), *value) != allowed.end()) return value;
    findings_->error("schema.enum", at_ / key, "found " + quote(*value) + "; allowed: " + list_text(allowed),
                     ErrorCode::unsupported);
    return std::nullopt;
}

std::optional<std::uint64_t> ObjectView::choice(std::string_view key, std::initializer_list<std::uint64_t> allowed,
                                                Presence presence) const {
    const Json* value = member(key, presence);
    if (value == nullptr) return std::nullopt;
    const auto whole = whole_number(*value);
    if (whole && std::find(allowed.begin(), allowed.end(), *whole) != allowed.end()) return whole;
    findings_->error("schema.enum", at_ / key, "found " + describe(*value) + "; allowed: " + list_text(allowed),
                     whole ? ErrorCode::unsupported : ErrorCode::bad_asset);
    return std::nullopt;
}

std::optional<std::vector<double>> ObjectView::numbers(std::string_view key, std::size_t size, Range range,
                                                       Presence presence) const {
    const Json* value = member(key, presence);
    if (value == nullptr) return std::nullopt;
    if (!value->is_array() || value->size() != size) {
        findings_->error(value->is_array() ? "schema.length" : "schema.type", at_ / key,
                         "found " + describe(*value) + "; allowed: an array of " + std::to_string(size) + " numbers");
        return std::nullopt;
    }
    std::vector<double> numbers;
    for (std::size_t i = 0; i < size; ++i) {
        const Json& element = (*value)[i];
        if (!element.is_number() || !range.contains(element.get<double>())) {
            findings_->error(element.is_number() ? "schema.range" : "schema.type", at_ / key / i,
                             "found " + describe(element) + "; allowed: " + range.text());
            return std::nullopt;
        }
        numbers.push_back(element.get<double>());
    }
    return numbers;
}

std::optional<std::vector<std::uint32_t>> ObjectView::indices(std::string_view key, std::size_t count,
                                                              std::string_view array_name, Presence presence) const {
    const Json* value = array(key, presence);
    if (value == nullptr) return std::nullopt;
    std::vector<std::uint32_t> indices;
    indices.reserve(value->size());
    bool is_sound = true;
    for (std::size_t i = 0; i < value->size(); ++i) {
        const auto index = checked_index((*value)[i], count, array_name, at_ / key / i, *findings_);
        is_sound = is_sound && index;
        indices.push_back(index.value_or(no_index));
    }
    if (!is_sound) return std::nullopt;
    std::vector<std::uint32_t> sorted = indices;
    std::sort(sorted.begin(), sorted.end());
    const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
    if (twice != sorted.end()) {
        const auto second = std::find(std::find(indices.begin(), indices.end(), *twice) + 1, indices.end(), *twice);
        findings_->error("schema.duplicate", at_ / key / static_cast<std::size_t>(second - indices.begin()),
                         "found " + std::to_string(*twice) + " a second time; entries must differ");
        return std::nullopt;
    }
    return indices;
}

const Json* ObjectView::array(std::string_view key, Presence presence) const {
    const Json* value = member(key, presence);
    if (value == nullptr) return nullptr;
    if (!value->is_array()) {
        findings_->error("schema.type", at_ / key, "found " + describe(*value) + "; allowed: an array");
        return nullptr;
    }
    if (value->empty())
        findings_->value("schema.empty", at_ / key, "found an empty array; at least one entry is needed");
    return value;
}

const Json* ObjectView::object(std::string_view key, Presence presence) const {
    const Json* value = member(key, presence);
    if (value == nullptr) return nullptr;
    if (!value->is_object()) {
        findings_->error("schema.type", at_ / key, "found " + describe(*value) + "; allowed: an object");
        return nullptr;
    }
    return value;
}

void ObjectView::only(std::initializer_list<std::string_view> names) const {
    if (object_ == nullptr) return;
    for (const auto& [key, value] : object_->items()) {
        if (key == "extensions" || key == "extras") continue;
        if (std::find(names.begin(), names.end(), key) == names.end())
            findings_->warning("schema.unexpected", at_ / key, "unexpected member " + quote(key));
    }
}

}  // namespace plumb::gltf
