#pragma once

#include <glm/glm.hpp>
#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace plumb::oracle {

/// How the values of an accessor are stored.
enum class Storage { f32, u8, u16, u32, i16, u8_normalized, u16_normalized, i8_normalized, i16_normalized };

struct TargetData {
    std::vector<glm::vec3> positions, normals;
};

/// One primitive to be written; what is empty is left out.
struct PrimitiveData {
    std::vector<glm::vec3> positions, normals;
    std::vector<glm::vec4> tangents, colors;
    std::vector<glm::vec2> uvs, uvs_1;
    std::vector<glm::uvec4> joints, joints_1;
    std::vector<glm::vec4> weights, weights_1;
    std::vector<TargetData> targets;
    std::vector<std::uint32_t> indices;
    int mode = 4;
    int material = -1;
    Storage index_storage = Storage::u32;
    Storage position_storage = Storage::f32;  ///< i16 or i16_normalized for KHR_mesh_quantization
    Storage uv_storage = Storage::f32;
    Storage color_storage = Storage::f32;
    Storage weight_storage = Storage::f32;
    bool is_position_sparse = false;  ///< zeros with every vertex substituted
};

struct SamplerData {
    bool is_linear = true;
    int wrap_u = 10497, wrap_v = 10497;
};

struct TrackData {
    int node = 0;
    std::string path = "translation";  ///< or rotation, scale, weights, visible
    std::vector<float> times;
    std::vector<float> values;
    std::string mode = "LINEAR";
};

/// Puts a glTF file together piece by piece; every function that adds something returns its index.
class SceneWriter {
public:
    SceneWriter();

    int mesh(const std::vector<PrimitiveData>& primitives, const nlohmann::json& more = nlohmann::json::object());
    /// @param node  as in the file: {"mesh": 0, "translation": [..]}; added as a root unless `is_root` is false
    int node(const nlohmann::json& node, bool is_root = true);
    int material(const nlohmann::json& material);
    /// @param rgba  4 bytes a texel, width * height texels
    int texture(int width, int height, const std::vector<std::uint8_t>& rgba, const SamplerData& sampler = {});
    int perspective(double fov_y_rad, double near_m, double far_m = 0);
    int orthographic(double half_height_m, double half_width_m, double near_m, double far_m);
    /// Adds a channel to the one animation of the file.
    void track(const TrackData& track);
    int skin(const std::vector<int>& joints, const std::vector<glm::mat4>& inverse_bind);
    /// Draws `mesh` at each of the places.
    nlohmann::json instancing(const std::vector<glm::vec3>& translations, const std::vector<glm::vec4>& rotations,
                              const std::vector<glm::vec3>& scales);
    void use_extension(const std::string& name, bool is_required = false);
    [[nodiscard]] nlohmann::json& root() noexcept { return json_; }

    /// Writes .gltf (data URIs) or .glb, as the name ends.
    void write(const std::filesystem::path& path) const;

private:
    int view(const void* data, std::size_t size);
    int accessor(const std::vector<float>& values, std::size_t width, Storage storage, bool has_bounds = false);
    int sparse(const std::vector<float>& values, std::size_t width);
    nlohmann::json primitive(const PrimitiveData& data);

    nlohmann::json json_;
    std::vector<std::uint8_t> buffer_;
};

}  // namespace plumb::oracle
