#include "gltf/json_reader.hpp"

#include <cmath>
#include <cstring>
#include <string>
#include <vector>

namespace plumb::gltf {

namespace {

/// Builds the document while it watches depth, entries and duplicate keys; false from a member stops the parser.
class Builder : public nlohmann::json_sax<Json> {
public:
    Builder(std::uint64_t offset, const LoadLimits& limits, Findings& findings)
        : offset_(offset), limits_(limits), findings_(findings) {}

    [[nodiscard]] Json take() { return std::move(root_); }

    bool null() override { return put(Json(nullptr)); }
    bool boolean(bool value) override { return put(Json(value)); }
    bool number_integer(number_integer_t value) override { return put(Json(value)); }
    bool number_unsigned(number_unsigned_t value) override { return put(Json(value)); }
    bool number_float(number_float_t value, const string_t& text) override {
        if (std::isfinite(value)) return put(Json(value));
        return refuse("json.number",
                      "found the number " + quote(text) + "; allowed: numbers that are finite in 64 bits");
    }
    bool string(string_t& value) override { return put(Json(std::move(value))); }
    bool binary(binary_t&) override { return refuse("json.syntax", "found binary data"); }
    bool start_object(std::size_t) override { return open(Json::object()); }
    bool start_array(std::size_t) override { return open(Json::array()); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }
    bool key(string_t& key) override {
        Level& level = levels_.back();
        if (level.container->size() >= limits_.array_entries) return refuse_entries();
        const auto [place, is_new] = level.container->get_ref<Json::object_t&>().emplace(std::move(key), nullptr);
        level.key = &place->first;
        level.slot = &place->second;
        return is_new || refuse("json.duplicate_key",
                                "found the key " + quote(*level.key) + " a second time; keys of an object must differ");
    }
    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception& error) override {
        std::string message = error.what();
        const std::size_t colon = message.find(": ");
        if (colon != std::string::npos) message.erase(0, colon + 2);
        findings_.error_at_byte(
            dynamic_cast<const nlohmann::json::out_of_range*>(&error) != nullptr ? "json.number" : "json.syntax",
            offset_ + (position > 0 ? position - 1 : 0),
            "found " + quote_inside(message) + "; allowed: JSON (RFC 8259) in UTF-8");
        return false;
    }

private:
    struct Level {
        Json* container = nullptr;
        const std::string* key = nullptr;  ///< of the member being read
        Json* slot = nullptr;              ///< where an object's next value goes
    };

    static std::string quote_inside(const std::string& message) {
        // The parser's text repeats what it read, which may be long and may not be printable.
        const std::string text = quote(message);
        return text.substr(1, text.size() - 2);
    }

    [[nodiscard]] Pointer place() const {
        Pointer at;
        for (const Level& level : levels_) {
            if (level.container->is_array())
                at = at / (level.container->empty() ? 0 : level.container->size() - 1);
            else if (level.key != nullptr)
                at = at / *level.key;
        }
        return at;
    }

    bool refuse(std::string_view check, std::string message) {
        findings_.error(check, place(), std::move(message));
        return false;
    }

    bool refuse_entries() {
        return refuse("limit.array_entries", "found more than " + std::to_string(limits_.array_entries) +
                                                 " entries; the limit array_entries is " +
                                                 std::to_string(limits_.array_entries));
    }

    Json* add(Json&& value) {
        if (levels_.empty()) {
            root_ = std::move(value);
            return &root_;
        }
        Level& level = levels_.back();
        if (level.container->is_object()) {
            *level.slot = std::move(value);
            return level.slot;
        }
        auto& array = level.container->get_ref<Json::array_t&>();
        if (array.size() >= limits_.array_entries) {
            refuse_entries();
            return nullptr;
        }
        array.push_back(std::move(value));
        return &array.back();
    }

    bool put(Json&& value) { return add(std::move(value)) != nullptr; }

    bool open(Json&& container) {
        Json* const added = add(std::move(container));
        if (added == nullptr) return false;
        if (levels_.size() >= limits_.json_nesting)
            return refuse("limit.json_nesting", "found nesting deeper than " + std::to_string(limits_.json_nesting) +
                                                    "; the limit json_nesting is " +
                                                    std::to_string(limits_.json_nesting));
        levels_.push_back({added, nullptr, nullptr});
        return true;
    }

    bool close() {
        levels_.pop_back();
        return true;
    }

    std::uint64_t offset_;
    const LoadLimits& limits_;
    Findings& findings_;
    Json root_;
    std::vector<Level> levels_;
};

}  // namespace

Json read_json(std::span<const std::byte> text, std::uint64_t offset, const LoadLimits& limits, Findings& findings) {
    if (text.size() > limits.json_bytes) {
        findings.error_at_byte("limit.json_bytes", offset,
                               "found " + std::to_string(text.size()) + " bytes of JSON; the limit json_bytes is " +
                                   std::to_string(limits.json_bytes));
        return {};
    }
    const auto* const begin = reinterpret_cast<const char*>(text.data());
    const std::string_view view(begin, text.size());
    if (view.starts_with("\xEF\xBB\xBF")) {
        findings.error_at_byte("json.bom", offset, "found a byte order mark; allowed: UTF-8 without one");
        return {};
    }
    // The parser takes NUL for the end of its input, so that anything could follow.
    if (const std::size_t nul = view.find('\0'); nul != std::string_view::npos) {
        findings.error_at_byte("json.syntax", offset + nul, "found a NUL byte; allowed: JSON (RFC 8259) in UTF-8");
        return {};
    }
    Builder builder(offset, limits, findings);
    if (!Json::sax_parse(begin, begin + text.size(), &builder)) return {};
    return builder.take();
}

}  // namespace plumb::gltf
