#pragma once

#include "gltf/load.hpp"
#include "scene/scene_data.hpp"

#include <gtest/gtest.h>
#include <glm/glm.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace plumb::test {

using Json = nlohmann::json;

/// Folder of the running test's own, removed at the end.
class TestFolder {
public:
    TestFolder() {
        const auto* info = testing::UnitTest::GetInstance()->current_test_info();
        std::string name = std::string("plumb_") + info->test_suite_name() + "_" + info->name();
        std::replace(name.begin(), name.end(), '/', '_');
        path_ = std::filesystem::path(testing::TempDir()) / name;
        std::filesystem::remove_all(path_);
        std::filesystem::create_directories(path_);
    }
    ~TestFolder() { std::filesystem::remove_all(path_); }
    TestFolder(const TestFolder&) = delete;
    TestFolder& operator=(const TestFolder&) = delete;
    [[nodiscard]] std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

inline void write_file(const std::filesystem::path& path, const void* data, std::size_t size) {
    std::ofstream stream(path, std::ios::binary);
    stream.write(static_cast<const char*>(data), static_cast<std::streamsize>(size));
    ASSERT_TRUE(stream.good()) << path;
}

inline std::string base64(const std::vector<std::byte>& bytes) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 3; ++k)
            group = group << 8 | (i + k < bytes.size() ? std::to_integer<std::uint32_t>(bytes[i + k]) : 0U);
        for (std::size_t k = 0; k < 4; ++k) text += i + k > bytes.size() ? '=' : digits[group >> (18 - 6 * k) & 63U];
    }
    return text;
}

template <typename Value>
constexpr int component_type() {
    if constexpr (std::is_same_v<Value, std::int8_t>)
        return 5120;
    else if constexpr (std::is_same_v<Value, std::uint8_t>)
        return 5121;
    else if constexpr (std::is_same_v<Value, std::int16_t>)
        return 5122;
    else if constexpr (std::is_same_v<Value, std::uint16_t>)
        return 5123;
    else if constexpr (std::is_same_v<Value, std::uint32_t>)
        return 5125;
    else
        return 5126;
}

/// Builds glTF documents with one buffer, piece by piece; `json` is open for everything that has no function.
class GltfBuilder {
public:
    Json json = {{"asset", {{"version", "2.0"}}}};

    GltfBuilder() = default;

    /// Appends bytes, aligned to four, as a view of their own.
    std::uint32_t add_view(const void* data, std::size_t size, std::uint32_t stride = 0) {
        while (bytes_.size() % 4 != 0) bytes_.push_back(std::byte{0});
        Json view = {{"buffer", 0}, {"byteOffset", bytes_.size()}, {"byteLength", size}};
        if (stride != 0) view["byteStride"] = stride;
        const auto* begin = static_cast<const std::byte*>(data);
        bytes_.insert(bytes_.end(), begin, begin + size);
        return add("bufferViews", std::move(view));
    }
    /// Appends `value` to the array `key` and gives its index.
    std::uint32_t add(const char* key, Json value) {
        json[key].push_back(std::move(value));
        return static_cast<std::uint32_t>(json[key].size() - 1);
    }
    /// A tightly packed accessor.
    template <typename Value>
    std::uint32_t add_accessor(const std::vector<Value>& values, const char* type, bool is_normalized = false) {
        const std::uint32_t view = add_view(values.data(), values.size() * sizeof(Value));
        return add_accessor_of_view(view, component_type<Value>(), type, values.size() / components(type),
                                    is_normalized);
    }
    std::uint32_t add_accessor_of_view(std::uint32_t view, int component, const char* type, std::size_t count,
                                       bool is_normalized = false, std::size_t offset = 0) {
        Json accessor = {{"bufferView", view}, {"componentType", component}, {"type", type}, {"count", count}};
        if (is_normalized) accessor["normalized"] = true;
        if (offset != 0) accessor["byteOffset"] = offset;
        return add("accessors", std::move(accessor));
    }
    /// With the bounds that glTF asks for.
    std::uint32_t add_positions(const std::vector<glm::vec3>& positions) {
        const std::uint32_t view = add_view(positions.data(), positions.size() * sizeof(glm::vec3));
        const std::uint32_t accessor = add_accessor_of_view(view, 5126, "VEC3", positions.size());
        set_bounds(accessor, positions);
        return accessor;
    }
    void set_bounds(std::uint32_t accessor, const std::vector<glm::vec3>& positions) {
        glm::vec3 low = positions.at(0);
        glm::vec3 high = low;
        for (const glm::vec3& position : positions) {
            low = glm::min(low, position);
            high = glm::max(high, position);
        }
        json["accessors"][accessor]["min"] = {low.x, low.y, low.z};
        json["accessors"][accessor]["max"] = {high.x, high.y, high.z};
    }
    template <typename Vec>
    std::uint32_t add_vectors(const std::vector<Vec>& values) {
        const std::uint32_t view = add_view(values.data(), values.size() * sizeof(Vec));
        constexpr const char* types[] = {"", "SCALAR", "VEC2", "VEC3", "VEC4"};
        return add_accessor_of_view(view, 5126, types[Vec::length()], values.size());
    }
    /// A mesh of one primitive, in a node of its own, in the only scene.
    std::uint32_t add_mesh(Json primitive) {
        const std::uint32_t mesh = add("meshes", {{"primitives", Json::array({std::move(primitive)})}});
        add_node({{"mesh", mesh}});
        return mesh;
    }
    std::uint32_t add_node(Json node) {
        const std::uint32_t index = add("nodes", std::move(node));
        if (!json.contains("scenes")) json["scenes"] = {{{"nodes", Json::array()}}};
        json["scenes"][0]["nodes"].push_back(index);
        json["scene"] = 0;
        return index;
    }
    void use(const char* extension, bool is_required = false) {
        json["extensionsUsed"].push_back(extension);
        if (is_required) json["extensionsRequired"].push_back(extension);
    }
    [[nodiscard]] const std::vector<std::byte>& bytes() const { return bytes_; }

    [[nodiscard]] std::filesystem::path write_glb(const std::filesystem::path& path) const {
        Json document = json;
        std::vector<std::byte> bin = bytes_;
        while (bin.size() % 4 != 0) bin.push_back(std::byte{0});
        if (!bin.empty()) set_buffer(document, bytes_.size());
        std::string text = document.dump();
        text.resize((text.size() + 3) / 4 * 4, ' ');
        std::string file = "glTF";
        const auto put = [&](std::size_t value) {
            for (int shift = 0; shift < 32; shift += 8) file += static_cast<char>(value >> shift & 0xFFU);
        };
        put(2);
        put(12 + 8 + text.size() + (bin.empty() ? 0 : 8 + bin.size()));
        put(text.size());
        file += "JSON" + text;
        if (!bin.empty()) {
            put(bin.size());
            file += std::string("BIN\0", 4);
            file.append(reinterpret_cast<const char*>(bin.data()), bin.size());
        }
        write_file(path, file.data(), file.size());
        return path;
    }
    [[nodiscard]] std::filesystem::path write_gltf(const std::filesystem::path& path, bool has_data_uri) const {
        Json document = json;
        const std::string bin_name = path.stem().string() + ".bin";
        set_buffer(document, bytes_.size());
        document["buffers"][0]["uri"] =
            has_data_uri ? "data:application/octet-stream;base64," + base64(bytes_) : bin_name;
        if (!has_data_uri) write_file(path.parent_path() / bin_name, bytes_.data(), bytes_.size());
        const std::string text = document.dump();
        write_file(path, text.data(), text.size());
        return path;
    }
    /// Through a .glb in the test's folder.
    [[nodiscard]] std::shared_ptr<const scene::SceneData> load(const LoadOptions& options = {}) const {
        const TestFolder folder;
        return gltf::load_scene(write_glb(folder / "scene.glb"), options);
    }

private:
    static std::size_t components(std::string_view type) {
        return type == "SCALAR" ? 1 : type == "VEC2" ? 2 : type == "VEC3" ? 3 : type == "MAT4" ? 16 : 4;
    }
    static void set_buffer(Json& document, std::size_t size) {
        if (!document.contains("buffers")) document["buffers"] = Json::array({Json::object()});
        document["buffers"][0]["byteLength"] = size;
    }

    std::vector<std::byte> bytes_;
};

/// True if a warning of the rule `check` at `pointer` was given.
inline bool has_warning(const scene::SceneData& data, std::string_view check, std::string_view pointer) {
    return std::any_of(data.warnings.begin(), data.warnings.end(),
                       [&](const Finding& finding) { return finding.check == check && finding.pointer == pointer; });
}

}  // namespace plumb::test
