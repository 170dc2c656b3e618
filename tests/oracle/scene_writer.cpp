#include "scene_writer.hpp"

#include <spng.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string_view>

namespace plumb::oracle {
namespace {

using nlohmann::json;

struct StorageInfo {
    int component_type;
    std::size_t bytes;
    double full;  // 0: stored as it is
};

StorageInfo info_of(Storage storage) {
    switch (storage) {
        case Storage::f32:
            return {5126, 4, 0};
        case Storage::u8:
            return {5121, 1, 0};
        case Storage::u16:
            return {5123, 2, 0};
        case Storage::u32:
            return {5125, 4, 0};
        case Storage::i16:
            return {5122, 2, 0};
        case Storage::u8_normalized:
            return {5121, 1, 255};
        case Storage::u16_normalized:
            return {5123, 2, 65535};
        case Storage::i8_normalized:
            return {5120, 1, 127};
        case Storage::i16_normalized:
            return {5122, 2, 32767};
    }
    return {};
}

template <class V>
std::vector<float> flat(const std::vector<V>& values) {
    std::vector<float> out;
    for (const V& v : values) {
        for (int c = 0; c < V::length(); ++c) out.push_back(static_cast<float>(v[c]));
    }
    return out;
}

std::string to_base64(const std::vector<std::uint8_t>& bytes) {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t left = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t bits = 0;
        for (std::size_t k = 0; k < 3; ++k) bits = (bits << 8) | (k < left ? bytes[i + k] : 0U);
        for (std::size_t k = 0; k < 4; ++k) out += k <= left ? alphabet[(bits >> (18 - 6 * k)) & 63U] : '=';
    }
    return out;
}

const char* type_name(std::size_t width) {
    constexpr const char* names[] = {"", "SCALAR", "VEC2", "VEC3", "VEC4"};
    return width == 16 ? "MAT4" : names[width];
}

}  // namespace

SceneWriter::SceneWriter() {
    json_ = {{"asset", {{"version", "2.0"}}}, {"scene", 0}, {"scenes", {{{"nodes", json::array()}}}}};
}

int SceneWriter::view(const void* data, std::size_t size) {
    buffer_.resize((buffer_.size() + 3) / 4 * 4);
    json& views = json_["bufferViews"];
    views.push_back({{"buffer", 0}, {"byteOffset", buffer_.size()}, {"byteLength", size}});
    const auto* bytes = static_cast<const std::uint8_t*>(data);
    buffer_.insert(buffer_.end(), bytes, bytes + size);
    return static_cast<int>(views.size()) - 1;
}

int SceneWriter::accessor(const std::vector<float>& values, std::size_t width, Storage storage, bool has_bounds) {
    const StorageInfo info = info_of(storage);
    const std::size_t count = values.size() / width;
    // Vertex data must start every element at a multiple of four bytes.
    const std::size_t stride =
        storage == Storage::u16 || storage == Storage::u8 ? width * info.bytes : (width * info.bytes + 3) / 4 * 4;
    std::vector<std::uint8_t> bytes(count * stride);
    std::vector<double> low(width, 1e300);
    std::vector<double> high(width, -1e300);
    for (std::size_t i = 0; i < values.size(); ++i) {
        std::uint8_t* at = bytes.data() + i / width * stride + i % width * info.bytes;
        double stored = values[i];
        if (info.component_type == 5126) {
            std::memcpy(at, &values[i], 4);
        } else {
            stored = std::round(info.full > 0 ? stored * info.full : stored);
            const auto whole = static_cast<std::int64_t>(stored);
            std::memcpy(at, &whole, info.bytes);
        }
        low[i % width] = std::min(low[i % width], stored);
        high[i % width] = std::max(high[i % width], stored);
    }
    json a = {{"bufferView", view(bytes.data(), bytes.size())},
              {"componentType", info.component_type},
              {"count", count},
              {"type", type_name(width)}};
    if (stride != width * info.bytes) json_["bufferViews"].back()["byteStride"] = stride;
    if (info.full > 0) a["normalized"] = true;
    if (has_bounds) {
        a["min"] = low;
        a["max"] = high;
    }
    json_["accessors"].push_back(std::move(a));
    return static_cast<int>(json_["accessors"].size()) - 1;
}

int SceneWriter::sparse(const std::vector<float>& values, std::size_t width) {
    const std::size_t count = values.size() / width;
    std::vector<float> order(count);
    for (std::size_t i = 0; i < count; ++i) order[i] = static_cast<float>(i);
    // The bounds of the whole are those of the values, since each one is substituted.
    const int index = accessor(values, width, Storage::f32, true);
    json a = json_["accessors"].back();
    const int indices = accessor(order, 1, Storage::u16);
    const json where = {{"bufferView", json_["accessors"].back()["bufferView"]}, {"componentType", 5123}};
    json_["accessors"].erase(static_cast<std::size_t>(indices));
    a["sparse"] = {{"count", count}, {"indices", where}, {"values", {{"bufferView", a["bufferView"]}}}};
    a.erase("bufferView");
    json_["accessors"].back() = std::move(a);
    return index;
}

json SceneWriter::primitive(const PrimitiveData& d) {
    json attributes;
    attributes["POSITION"] =
        d.is_position_sparse ? sparse(flat(d.positions), 3) : accessor(flat(d.positions), 3, d.position_storage, true);
    if (d.position_storage != Storage::f32) use_extension("KHR_mesh_quantization", true);
    if (!d.normals.empty()) attributes["NORMAL"] = accessor(flat(d.normals), 3, Storage::f32);
    if (!d.tangents.empty()) attributes["TANGENT"] = accessor(flat(d.tangents), 4, Storage::f32);
    if (!d.uvs.empty()) attributes["TEXCOORD_0"] = accessor(flat(d.uvs), 2, d.uv_storage);
    if (!d.uvs_1.empty()) attributes["TEXCOORD_1"] = accessor(flat(d.uvs_1), 2, d.uv_storage);
    if (!d.colors.empty()) attributes["COLOR_0"] = accessor(flat(d.colors), 4, d.color_storage);
    if (!d.joints.empty()) attributes["JOINTS_0"] = accessor(flat(d.joints), 4, Storage::u8);
    if (!d.weights.empty()) attributes["WEIGHTS_0"] = accessor(flat(d.weights), 4, d.weight_storage);
    if (!d.joints_1.empty()) attributes["JOINTS_1"] = accessor(flat(d.joints_1), 4, Storage::u16);
    if (!d.weights_1.empty()) attributes["WEIGHTS_1"] = accessor(flat(d.weights_1), 4, d.weight_storage);
    json p = {{"attributes", attributes}};
    if (d.mode != 4) p["mode"] = d.mode;
    if (d.material >= 0) p["material"] = d.material;
    if (!d.indices.empty()) {
        std::vector<float> indices(d.indices.begin(), d.indices.end());
        p["indices"] = accessor(indices, 1, d.index_storage);
    }
    for (const TargetData& target : d.targets) {
        json t = {{"POSITION", accessor(flat(target.positions), 3, Storage::f32, true)}};
        if (!target.normals.empty()) t["NORMAL"] = accessor(flat(target.normals), 3, Storage::f32);
        p["targets"].push_back(std::move(t));
    }
    return p;
}

int SceneWriter::mesh(const std::vector<PrimitiveData>& primitives, const json& more) {
    json m = more;
    for (const PrimitiveData& data : primitives) m["primitives"].push_back(primitive(data));
    json_["meshes"].push_back(std::move(m));
    return static_cast<int>(json_["meshes"].size()) - 1;
}

int SceneWriter::node(const json& node, bool is_root) {
    json_["nodes"].push_back(node);
    const int index = static_cast<int>(json_["nodes"].size()) - 1;
    if (is_root) json_["scenes"][0]["nodes"].push_back(index);
    return index;
}

int SceneWriter::material(const json& material) {
    json_["materials"].push_back(material);
    return static_cast<int>(json_["materials"].size()) - 1;
}

int SceneWriter::texture(int width, int height, const std::vector<std::uint8_t>& rgba, const SamplerData& sampler) {
    const std::unique_ptr<spng_ctx, decltype(&spng_ctx_free)> png(spng_ctx_new(SPNG_CTX_ENCODER), spng_ctx_free);
    spng_ihdr header{};
    header.width = static_cast<std::uint32_t>(width);
    header.height = static_cast<std::uint32_t>(height);
    header.bit_depth = 8;
    header.color_type = SPNG_COLOR_TYPE_TRUECOLOR_ALPHA;
    spng_set_option(png.get(), SPNG_ENCODE_TO_BUFFER, 1);
    spng_set_ihdr(png.get(), &header);
    int error = spng_encode_image(png.get(), rgba.data(), rgba.size(), SPNG_FMT_PNG, SPNG_ENCODE_FINALIZE);
    std::size_t size = 0;
    const std::unique_ptr<void, decltype(&std::free)> file(
        error == 0 ? spng_get_png_buffer(png.get(), &size, &error) : nullptr, std::free);
    if (error != 0) throw std::runtime_error(std::string("cannot encode a PNG: ") + spng_strerror(error));
    json_["images"].push_back({{"bufferView", view(file.get(), size)}, {"mimeType", "image/png"}});
    const int filter = sampler.is_linear ? 9729 : 9728;
    json_["samplers"].push_back(
        {{"magFilter", filter}, {"minFilter", filter}, {"wrapS", sampler.wrap_u}, {"wrapT", sampler.wrap_v}});
    json_["textures"].push_back({{"source", json_["images"].size() - 1}, {"sampler", json_["samplers"].size() - 1}});
    return static_cast<int>(json_["textures"].size()) - 1;
}

int SceneWriter::perspective(double fov_y_rad, double near_m, double far_m) {
    json values = {{"yfov", fov_y_rad}, {"znear", near_m}};
    if (far_m > 0) values["zfar"] = far_m;
    json_["cameras"].push_back({{"type", "perspective"}, {"perspective", values}});
    return static_cast<int>(json_["cameras"].size()) - 1;
}

int SceneWriter::orthographic(double half_height_m, double half_width_m, double near_m, double far_m) {
    const json values = {{"ymag", half_height_m}, {"xmag", half_width_m}, {"znear", near_m}, {"zfar", far_m}};
    json_["cameras"].push_back({{"type", "orthographic"}, {"orthographic", values}});
    return static_cast<int>(json_["cameras"].size()) - 1;
}

void SceneWriter::track(const TrackData& track) {
    json& animations = json_["animations"];
    if (animations.is_null()) animations.push_back({{"channels", json::array()}, {"samplers", json::array()}});
    const std::size_t per_key = track.path == "translation" || track.path == "scale" ? 3
                                : track.path == "rotation"                           ? 4
                                                                                     : 1;
    const bool is_flag = track.path == "visible";
    json sampler = {{"input", accessor(track.times, 1, Storage::f32, true)},
                    {"output", accessor(track.values, per_key, is_flag ? Storage::u8 : Storage::f32)},
                    {"interpolation", track.mode}};
    json target = {{"node", track.node}, {"path", track.path}};
    if (is_flag) {
        use_extension("KHR_animation_pointer");
        const std::string pointer = "/nodes/" + std::to_string(track.node) + "/extensions/KHR_node_visibility/visible";
        target = {{"path", "pointer"}, {"extensions", {{"KHR_animation_pointer", {{"pointer", pointer}}}}}};
    }
    animations[0]["samplers"].push_back(std::move(sampler));
    animations[0]["channels"].push_back({{"sampler", animations[0]["samplers"].size() - 1}, {"target", target}});
}

int SceneWriter::skin(const std::vector<int>& joints, const std::vector<glm::mat4>& inverse_bind) {
    std::vector<float> values;
    for (const glm::mat4& m : inverse_bind) {
        for (int c = 0; c < 4; ++c) {
            for (int r = 0; r < 4; ++r) values.push_back(m[c][r]);
        }
    }
    json_["skins"].push_back({{"joints", joints}, {"inverseBindMatrices", accessor(values, 16, Storage::f32)}});
    return static_cast<int>(json_["skins"].size()) - 1;
}

json SceneWriter::instancing(const std::vector<glm::vec3>& translations, const std::vector<glm::vec4>& rotations,
                             const std::vector<glm::vec3>& scales) {
    use_extension("EXT_mesh_gpu_instancing", true);
    json attributes;
    if (!translations.empty()) attributes["TRANSLATION"] = accessor(flat(translations), 3, Storage::f32);
    if (!rotations.empty()) attributes["ROTATION"] = accessor(flat(rotations), 4, Storage::f32);
    if (!scales.empty()) attributes["SCALE"] = accessor(flat(scales), 3, Storage::f32);
    return {{"EXT_mesh_gpu_instancing", {{"attributes", attributes}}}};
}

void SceneWriter::use_extension(const std::string& name, bool is_required) {
    for (const char* list : {"extensionsUsed", "extensionsRequired"}) {
        json& names = json_[list];
        const bool is_listed = std::find(names.begin(), names.end(), name) != names.end();
        if (!is_listed && (is_required || std::string_view(list) == "extensionsUsed")) names.push_back(name);
        if (names.is_null()) json_.erase(list);
    }
}

void SceneWriter::write(const std::filesystem::path& path) const {
    json out = json_;
    std::vector<std::uint8_t> binary = buffer_;
    binary.resize((binary.size() + 3) / 4 * 4);
    if (!binary.empty()) out["buffers"] = {{{"byteLength", binary.size()}}};
    std::ofstream file(path, std::ios::binary);
    if (path.extension() != ".glb") {
        if (!binary.empty()) out["buffers"][0]["uri"] = "data:application/octet-stream;base64," + to_base64(binary);
        file << out.dump();
    } else {
        std::string text = out.dump();
        text.resize((text.size() + 3) / 4 * 4, ' ');
        const auto put = [&file](std::size_t value) {
            const auto v = static_cast<std::uint32_t>(value);
            file.write(reinterpret_cast<const char*>(&v), 4);
        };
        put(0x46546C67U);
        put(2);
        put(12 + 8 + text.size() + (binary.empty() ? 0 : 8 + binary.size()));
        put(text.size());
        put(0x4E4F534AU);
        file << text;
        if (!binary.empty()) {
            put(binary.size());
            put(0x004E4942U);
            file.write(reinterpret_cast<const char*>(binary.data()), static_cast<std::streamsize>(binary.size()));
        }
    }
    if (!file.flush()) throw std::runtime_error("cannot write " + path.string());
}

}  // namespace plumb::oracle
