#include <plumb/error.hpp>
#include <plumb/shot_json.hpp>
#include <plumb/version.hpp>

#include "recipe/environment_pixels.hpp"
#include "recipe/json_path.hpp"
#include "recipe/shot_members.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <charconv>
#include <cmath>
#include <type_traits>
#include <utility>

namespace plumb {

namespace recipe {

namespace {

using OrderedJson = nlohmann::ordered_json;

/// The double whose shortest text gives `value` back: that of the float's own shortest text, unless rounding twice
/// would miss it.
double widened(float value) {
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    double wide = 0;
    std::from_chars(text.data(), end, wide);
    return static_cast<float>(wide) == value ? wide : double{value};
}

/// Turns a shot into JSON.
class Writer {
public:
    template <class T>
    using Value = const T;

    explicit Writer(const scene::SceneData& data) : data_(data) {}
    [[nodiscard]] const scene::SceneData& data() const { return data_; }
    [[nodiscard]] OrderedJson take() { return std::move(object_); }

    template <class T>
    void operator()(std::string_view key, const T& member) {
        const auto step = path_ / key;
        object_[std::string(key)] = json(member);
    }
    template <class T>
    void operator()(std::string_view key, const std::optional<T>& member) {
        if (member) (*this)(key, *member);
    }
    template <class T>
    void distance(std::string_view key, T metres) {
        const auto step = path_ / key;
        object_[std::string(key)] = metres == std::numeric_limits<T>::infinity() ? OrderedJson("inf") : json(metres);
    }
    /// A list that is left out where it is empty.
    template <class T>
    void some(std::string_view key, const std::vector<T>& list) {
        if (!list.empty()) (*this)(key, list);
    }
    template <class T>
    void sized(std::string_view key, const std::vector<T>& list, std::size_t count) {
        const auto step = path_ / key;
        check_count(list.size(), count);
        object_[std::string(key)] = json(list);
    }
    void reference(std::string_view key, std::uint32_t index, const NameTable& table) {
        const auto step = path_ / key;
        if (index >= table.count) {
            refuse(std::to_string(index), "an index below " + std::to_string(table.count) + ", the number of " +
                                              std::string(table.what) + "s of the scene");
        }
        object_[std::string(key)] = {{"index", index}, {"name", json(std::string(table.name(index)))}};
    }
    void reference(std::string_view key, const std::optional<std::uint32_t>& index, const NameTable& table) {
        if (index) reference(key, *index, table);
    }
    void instances(std::string_view key, const std::vector<glm::dmat4>& poses,
                   const std::vector<std::uint8_t>& visible) {
        const auto step = path_ / key;
        check_count(poses.size(), data_.instances.size());
        check_count(visible.size(), data_.instances.size());
        OrderedJson list = OrderedJson::array();
        for (std::size_t i = 0; i < poses.size(); ++i) {
            const auto entry = path_ / i;
            const InstanceInfo& info = data_.instances[i];
            OrderedJson instance{{"id", info.id}, {"name", json(info.name)}, {"visible", visible[i]}};
            const auto pose = path_ / "world_from_instance";
            instance["world_from_instance"] = json(poses[i]);
            list.push_back(std::move(instance));
        }
        object_[std::string(key)] = std::move(list);
    }
    void map(std::string_view key, const std::shared_ptr<const EnvironmentMap>& map) {
        if (!map) return;
        const auto step = path_ / key;
        check_count(map->rgb.size(), std::uint64_t{map->width} * map->height * 3);
        OrderedJson entry{{"width", map->width}, {"height", map->height}, {"name", json(map->name)}};
        if (map->source.empty()) {
            entry["pixels"] = pixels_as_data_uri(*map);
        } else {
            entry["file"] = json(map->source.string());
            entry["xxh3_128"] = pixel_hash(*map);
        }
        object_[std::string(key)] = std::move(entry);
    }

private:
    [[noreturn]] void refuse(const std::string& found, const std::string& allowed) const {
        throw Error(ErrorCode::invalid_argument,
                    "writing a shot as JSON: " + path_.string() + ": found " + found + "; allowed: " + allowed);
    }
    void check_count(std::uint64_t found, std::uint64_t expected) const {
        if (found != expected) refuse(std::to_string(found) + " entries", std::to_string(expected));
    }

    template <class T>
    requires std::is_floating_point_v<T> OrderedJson json(T value)
    const {
        if (!std::isfinite(value)) refuse(std::to_string(value), "a finite number");
        if constexpr (std::is_same_v<T, float>) {
            return widened(value);
        } else {
            return value;
        }
    }
    template <class T>
    requires std::is_integral_v<T> OrderedJson json(T value)
    const { return value; }
    template <class T>
    requires std::is_enum_v<T> OrderedJson json(T value)
    const {
        constexpr auto names = names_of(T{});
        const auto index = static_cast<std::size_t>(value);
        if (index >= names.size()) refuse(std::to_string(index), "below " + std::to_string(names.size()));
        return names[index];
    }
    OrderedJson json(const std::string& text) const {
        OrderedJson value = text;
        try {
            static_cast<void>(value.dump());
        } catch (const OrderedJson::exception&) {
            refuse("bytes that are not UTF-8", "UTF-8");
        }
        return value;
    }
    template <int N, class T>
    OrderedJson json(const glm::vec<N, T>& vector) {
        OrderedJson list = OrderedJson::array();
        for (int i = 0; i < N; ++i) {
            const auto step = path_ / static_cast<std::size_t>(i);
            list.push_back(json(vector[i]));
        }
        return list;
    }
    template <int N>
    OrderedJson json(const glm::mat<N, N, double>& matrix) {
        const glm::mat<N, N, double> rows = glm::transpose(matrix);
        OrderedJson list = OrderedJson::array();
        for (int row = 0; row < N; ++row) {
            const auto step = path_ / static_cast<std::size_t>(row);
            list.push_back(json(rows[row]));
        }
        return list;
    }
    template <class T>
    OrderedJson json(const std::vector<T>& entries) {
        OrderedJson list = OrderedJson::array();
        for (std::size_t i = 0; i < entries.size(); ++i) {
            const auto step = path_ / i;
            list.push_back(json(entries[i]));
        }
        return list;
    }
    template <class T>
    requires std::is_aggregate_v<T> OrderedJson json(const T& members) {
        OrderedJson outer = std::exchange(object_, OrderedJson::object());
        visit_members(*this, members);
        return std::exchange(object_, std::move(outer));
    }

    const scene::SceneData& data_;
    JsonPath path_;
    OrderedJson object_ = OrderedJson::object();
};

/// Lists of lists and objects have a line an entry down to `lines_depth`; everything below stands on one line.
void lay_out(const OrderedJson& value, int depth, std::string& text) {
    constexpr int lines_depth = 3;
    const bool has_lines = value.is_structured() && !value.empty() && depth < lines_depth &&
                           (value.is_object() || value.front().is_structured());
    if (!has_lines) {
        text += value.dump();
        return;
    }
    const std::string indent(static_cast<std::size_t>(depth + 1) * 2, ' ');
    text += value.is_object() ? '{' : '[';
    bool is_first = true;
    for (const auto& [key, entry] : value.items()) {
        text += is_first ? "\n" : ",\n";
        is_first = false;
        text += indent;
        if (value.is_object()) text += OrderedJson(key).dump() + ": ";
        lay_out(entry, depth + 1, text);
    }
    text += '\n';
    text.append(indent, 2);
    text += value.is_object() ? '}' : ']';
}

}  // namespace

}  // namespace recipe

std::string shot_json(const Scene& scene, const Shot& shot) {
    recipe::Writer writer(scene.data());
    writer("format", std::string("plumb-shot"));
    writer("format_version", 1);
    writer("generator", std::string("plumb ") + version());
    recipe::visit_members(writer, shot);
    std::string text;
    recipe::lay_out(writer.take(), 0, text);
    return text + "\n";
}

}  // namespace plumb
