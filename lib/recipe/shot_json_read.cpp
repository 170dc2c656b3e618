#include <plumb/error.hpp>
#include <plumb/shot_json.hpp>

#include "base/nearest_name.hpp"
#include "gltf/confined_file.hpp"
#include "gltf/json_reader.hpp"
#include "gltf/json_view.hpp"
#include "recipe/environment_pixels.hpp"
#include "recipe/json_path.hpp"
#include "recipe/shot_members.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>
#include <utility>

namespace plumb {

namespace recipe {

namespace {

using gltf::Json;

[[noreturn]] void refuse_at(const std::string& pointer, const std::string& found, const std::string& allowed,
                            ErrorCode code = ErrorCode::bad_asset) {
    throw Error(code, "reading a shot: " + (pointer.empty() ? std::string("the whole") : pointer) + ": found " + found +
                          "; allowed: " + allowed);
}

/// The object that is being read: which of its keys were asked for, and which one first was not there.
struct ObjectState {
    const Json* object = nullptr;
    std::vector<std::string_view> known_keys;
    std::string_view missing_key;
};

/// Fills a shot from JSON.
class Reader {
public:
    template <class T>
    using Value = T;

    Reader(const scene::SceneData& data, const std::filesystem::path& folder) : data_(data), folder_(folder) {}
    [[nodiscard]] const scene::SceneData& data() const { return data_; }

    /// Calls `members`, which asks for every member that `json` may have.
    template <class Members>
    void object(const Json& json, const Members& members) {
        if (!json.is_object()) refuse(json, "an object");
        ObjectState outer = std::exchange(state_, ObjectState{&json, {}, {}});
        members();
        check_keys();
        state_ = std::move(outer);
    }

    template <class T>
    void operator()(std::string_view key, T& member) {
        const auto step = path_ / key;
        if (const Json* const json = find(key)) read(*json, member);
    }
    template <class T>
    void operator()(std::string_view key, std::optional<T>& member) {
        const auto step = path_ / key;
        if (const Json* const json = find_optional(key)) read(*json, member.emplace());
    }
    template <class T>
    void distance(std::string_view key, T& metres) {
        const auto step = path_ / key;
        const Json* const json = find(key);
        if (json == nullptr) return;
        if (json->is_string() && json->get_ref<const std::string&>() == "inf") {
            metres = std::numeric_limits<T>::infinity();
        } else if (json->is_number()) {
            read(*json, metres);
        } else {
            refuse(*json, "a finite number or \"inf\"");
        }
    }
    /// A list that is empty where it is left out.
    template <class T>
    void some(std::string_view key, std::vector<T>& list) {
        const auto step = path_ / key;
        if (const Json* const json = find_optional(key)) read(*json, list);
    }
    template <class T>
    void sized(std::string_view key, std::vector<T>& list, std::size_t count) {
        const auto step = path_ / key;
        const Json* const json = find(key);
        if (json == nullptr) return;
        check_array(*json, count);
        read(*json, list);
    }
    void reference(std::string_view key, std::uint32_t& index, const NameTable& table) {
        const auto step = path_ / key;
        if (const Json* const json = find(key)) read_reference(*json, index, table);
    }
    void reference(std::string_view key, std::optional<std::uint32_t>& index, const NameTable& table) {
        const auto step = path_ / key;
        if (const Json* const json = find_optional(key)) read_reference(*json, index.emplace(), table);
    }
    void instances(std::string_view key, std::vector<glm::dmat4>& poses, std::vector<std::uint8_t>& visible) {
        const auto step = path_ / key;
        const Json* const json = find(key);
        if (json == nullptr) return;
        const std::size_t count = data_.instances.size();
        if (json->is_array() && json->size() != count) {
            refuse(*json, std::to_string(count) + " entries, one an instance of this scene",
                   ErrorCode::invalid_argument);
        }
        check_array(*json, count);
        poses.resize(count);
        visible.resize(count);
        for (std::size_t i = 0; i < count; ++i) {
            const auto entry = path_ / i;
            object((*json)[i], [&] {
                expect("id", data_.instances[i].id);
                expect("name", data_.instances[i].name);
                (*this)("visible", visible[i]);
                (*this)("world_from_instance", poses[i]);
            });
        }
    }
    void map(std::string_view key, std::shared_ptr<const EnvironmentMap>& map) {
        const auto step = path_ / key;
        if (const Json* const json = find_optional(key)) map = read_map(*json);
    }
    /// A member with one possible value.
    void expect(std::string_view key, const std::string& value) { expect_value(key, value, gltf::quote(value)); }
    void expect(std::string_view key, std::uint32_t value) { expect_value(key, value, std::to_string(value)); }

private:
    [[noreturn]] void refuse(const Json& found, const std::string& allowed,
                             ErrorCode code = ErrorCode::bad_asset) const {
        refuse_at(path_.string(), gltf::describe(found), allowed, code);
    }

    const Json* find_optional(std::string_view key) {
        state_.known_keys.push_back(key);
        const auto place = state_.object->find(key);
        return place == state_.object->end() ? nullptr : &*place;
    }
    const Json* find(std::string_view key) {
        const Json* const json = find_optional(key);
        if (json == nullptr && state_.missing_key.empty()) state_.missing_key = key;
        return json;
    }
    /// A misspelt key is told before the one that is missing for it.
    void check_keys() const {
        for (const auto& [key, value] : state_.object->items()) {
            if (std::find(state_.known_keys.begin(), state_.known_keys.end(), key) != state_.known_keys.end()) continue;
            const std::string pointer = path_.string() + (gltf::Pointer() / key).string();
            refuse_at(pointer, "the unknown member " + gltf::quote(key),
                      suggestion(key, state_.known_keys) + join_names(state_.known_keys));
        }
        if (state_.missing_key.empty()) return;
        refuse_at(path_.string(), "no member '" + std::string(state_.missing_key) + "'",
                  "one; " + join_names(state_.known_keys) + " belong here");
    }
    void check_array(const Json& json, std::size_t count) const {
        if (!json.is_array() || json.size() != count) refuse(json, "array of " + std::to_string(count));
    }
    template <class T>
    void expect_value(std::string_view key, const T& value, const std::string& text) {
        const auto step = path_ / key;
        const Json* const json = find(key);
        if (json == nullptr) return;
        T found{};
        read(*json, found);
        if (found != value) refuse(*json, text + ", as in this scene", ErrorCode::invalid_argument);
    }

    void read_reference(const Json& json, std::uint32_t& index, const NameTable& table) {
        object(json, [&] {
            (*this)("index", index);
            if (state_.missing_key.empty() && index >= table.count) {
                const auto step = path_ / "index";
                refuse(json["index"],
                       "below " + std::to_string(table.count) + ", the number of " + std::string(table.what) +
                           "s of this scene",
                       ErrorCode::invalid_argument);
            }
            expect("name", std::string(table.name(index)));
        });
    }

    std::shared_ptr<const EnvironmentMap> read_map(const Json& json) {
        EnvironmentMap told;
        std::optional<std::string> file, hash, pixels;
        object(json, [&] {
            (*this)("width", told.width);
            (*this)("height", told.height);
            (*this)("name", told.name);
            (*this)("file", file);
            (*this)("xxh3_128", hash);
            (*this)("pixels", pixels);
        });
        if (file.has_value() != hash.has_value() || file.has_value() == pixels.has_value()) {
            refuse(json, "either 'file' and 'xxh3_128' or 'pixels'");
        }
        if (pixels) {
            const auto step = path_ / "pixels";
            const std::string problem = read_data_uri(*pixels, told);
            if (!problem.empty()) refuse_at(path_.string(), "a text that " + problem, "a data URI of all pixels");
            return std::make_shared<const EnvironmentMap>(std::move(told));
        }
        auto map = load_environment(std::filesystem::path(*file).is_absolute() ? std::filesystem::path(*file)
                                                                               : folder_ / *file);
        const std::string size = std::to_string(map->width) + " x " + std::to_string(map->height);
        const std::string found = pixel_hash(*map);
        if (map->width != told.width || map->height != told.height || found != *hash) {
            refuse_at(path_.string(), "other pixels in " + *file + ": " + size + ", xxh3_128 " + found,
                      std::to_string(told.width) + " x " + std::to_string(told.height) + ", " + gltf::quote(*hash),
                      ErrorCode::invalid_argument);
        }
        if (map->name == told.name) return map;
        told.rgb = map->rgb;
        told.source = map->source;
        return std::make_shared<const EnvironmentMap>(std::move(told));
    }

    void read(const Json& json, double& value) const {
        if (!json.is_number()) refuse(json, "a finite number");
        value = json.get<double>();
    }
    void read(const Json& json, float& value) const {
        if (!json.is_number()) refuse(json, "a finite number");
        const auto wide = json.get<double>();
        constexpr double rounds_to_infinity = 0x1.ffffffp127;
        if (!(std::abs(wide) < rounds_to_infinity)) refuse(json, "a number that is finite in 32 bits");
        value = static_cast<float>(wide);
    }
    template <class T>
    requires std::is_unsigned_v<T>
    void read(const Json& json, T& value) const {
        constexpr std::uint64_t limit = std::numeric_limits<T>::max();
        if (!json.is_number_unsigned() || json.get<std::uint64_t>() > limit) {
            refuse(json, "a whole number from 0 to " + std::to_string(limit));
        }
        value = static_cast<T>(json.get<std::uint64_t>());
    }
    template <class T>
    requires std::is_enum_v<T>
    void read(const Json& json, T& value) const {
        constexpr auto names = names_of(T{});
        const auto place =
            json.is_string() ? std::find(names.begin(), names.end(), json.get_ref<const std::string&>()) : names.end();
        if (place == names.end()) refuse(json, join_names(names));
        value = static_cast<T>(place - names.begin());
    }
    void read(const Json& json, std::string& value) const {
        if (!json.is_string()) refuse(json, "a string");
        value = json.get_ref<const std::string&>();
    }
    template <int N, class T>
    void read(const Json& json, glm::vec<N, T>& vector) {
        check_array(json, N);
        for (int i = 0; i < N; ++i) {
            const auto step = path_ / static_cast<std::size_t>(i);
            read(json[static_cast<std::size_t>(i)], vector[i]);
        }
    }
    template <int N>
    void read(const Json& json, glm::mat<N, N, double>& matrix) {
        check_array(json, N);
        glm::mat<N, N, double> rows;
        for (int row = 0; row < N; ++row) {
            const auto step = path_ / static_cast<std::size_t>(row);
            read(json[static_cast<std::size_t>(row)], rows[row]);
        }
        matrix = glm::transpose(rows);
    }
    template <class T>
    void read(const Json& json, std::vector<T>& list) {
        if (!json.is_array()) refuse(json, "an array");
        list.resize(json.size());
        for (std::size_t i = 0; i < list.size(); ++i) {
            const auto step = path_ / i;
            read(json[i], list[i]);
        }
    }
    template <class T>
    requires std::is_aggregate_v<T>
    void read(const Json& json, T& members) {
        object(json, [&] { visit_members(*this, members); });
    }

    const scene::SceneData& data_;
    const std::filesystem::path& folder_;
    JsonPath path_;
    ObjectState state_;
};

constexpr std::uint64_t file_bytes_limit = 4ULL << 30;

Json parse(std::string_view text) {
    LoadLimits limits;
    limits.json_bytes = file_bytes_limit;
    limits.array_entries = 100'000'000;
    gltf::Findings findings;
    Json json = gltf::read_json(std::as_bytes(std::span(text)), 0, limits, findings);
    if (!findings.has_errors()) return json;
    const Finding& first = findings.errors().front();
    throw Error(first.code, "reading a shot: " + first.pointer + ": " + first.message);
}

}  // namespace

}  // namespace recipe

Shot shot_from_json(const Scene& scene, std::string_view text, const std::filesystem::path& folder) {
    const recipe::Json json = recipe::parse(text);
    recipe::Reader reader(scene.data(), folder);
    Shot shot;
    std::string generator;
    reader.object(json, [&] {
        reader.expect("format", "plumb-shot");
        reader.expect("format_version", 1);
        reader("generator", generator);
        recipe::visit_members(reader, shot);
    });
    return shot;
}

Shot load_shot(const Scene& scene, const std::filesystem::path& path) {
    const gltf::FileBytes file = gltf::read_named_file(path, recipe::file_bytes_limit);
    if (file.problem != gltf::FileProblem::none) {
        const auto code = file.problem == gltf::FileProblem::not_found ? ErrorCode::not_found : ErrorCode::io;
        throw Error(code, path.string() + ": " + file.reason);
    }
    const std::string_view text(reinterpret_cast<const char*>(file.bytes.data()), file.bytes.size());
    try {
        return shot_from_json(scene, text, path.parent_path());
    } catch (const Error& error) {
        throw Error(error.code(), path.string() + ": " + error.what());
    }
}

}  // namespace plumb
