#pragma once

#include "gltf_reader.hpp"
#include "lens.hpp"

#include <glm/glm.hpp>

#include <array>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace plumb::oracle {

/// One use of a texture: picture, sampler and KHR_texture_transform together.
struct TextureUse {
    int picture = -1;  ///< -1: no texture
    bool is_linear = true;
    int wrap_u = 10497, wrap_v = 10497;  ///< glTF's own numbers
    int uv_set = 0;
    glm::dvec2 offset{0};
    glm::dvec2 scale{1};
    double rotation_rad = 0;
    glm::dmat3 after{1};  ///< of (u, v, 1), after offset, rotation and scale: what a shot adds
};

struct Material {
    bool is_double_sided = false;
    bool is_mask = false;
    bool is_see_through = false;  ///< blended or transmissive
    double cutoff = 0.5;
    glm::dvec4 base_color{1};
    double metallic = 1, roughness = 1, normal_scale = 1;
    glm::dvec3 emissive{0};  ///< strength included
    TextureUse base_color_texture, metallic_roughness_texture, normal_texture, emissive_texture;
};

struct MorphTarget {
    std::vector<glm::dvec3> positions, normals, tangents;  ///< empty where the target has none
};

struct Primitive {
    int material = -1;
    std::vector<std::array<std::uint32_t, 3>> triangles;
    std::vector<glm::dvec3> positions, normals;
    std::vector<glm::dvec4> tangents, colors;
    std::array<std::vector<glm::dvec2>, 2> uvs;
    std::size_t influence_count = 0;
    std::vector<std::uint32_t> joints;  ///< influence_count a vertex
    std::vector<double> weights;        ///< influence_count a vertex
    std::vector<MorphTarget> targets;
};

struct Mesh {
    std::vector<Primitive> primitives;
    std::vector<double> weights;
    glm::dvec3 rest_min{0}, rest_max{0};
    std::size_t triangle_count = 0;
    std::string class_name;
};

struct Skin {
    std::vector<int> joints;
    std::vector<glm::dmat4> inverse_bind;
};

struct Node {
    int parent = -1;
    std::vector<int> children;
    bool has_matrix = false;
    glm::dmat4 matrix{1};
    glm::dvec3 translation{0};
    glm::dvec4 rotation_xyzw{0, 0, 0, 1};
    glm::dvec3 scale{1};
    int mesh = -1, skin = -1, camera = -1;
    bool is_visible = true;
    std::vector<double> weights;
    std::vector<glm::dmat4> copies;  ///< EXT_mesh_gpu_instancing
    std::string class_name;          ///< own or of the mesh, then inherited
    std::string name;
};

struct Lens {
    bool is_perspective = true;
    double fov_y_rad = 0.8, half_height_m = 1, near_m = 0.01, far_m = 0;
    Distortion distortion;  ///< no file has one
};

struct Channel {
    enum class Path { translation, rotation, scale, weights, visibility };
    enum class Mode { linear, step, cubic };
    int node = -1;
    Path path = Path::translation;
    Mode mode = Mode::linear;
    std::vector<double> times;
    std::vector<double> values;
    std::size_t width = 0;  ///< numbers a key (cubic: a third of what is stored a key)
};

/// What gets an id: id i stands at index i - 1.
struct Instance {
    int node = -1;
    int copy = -1;  ///< index into Node::copies
    int mesh = -1;
    std::uint32_t semantic = 1;
    std::map<int, std::size_t> own_materials = {};  ///< Model::materials by Primitive::material; of a copy with its own
};

/// Everything of a glTF file that a label can depend on.
struct Model {
    std::vector<Picture> pictures;
    std::vector<TextureUse> textures;  ///< of the file, without transforms
    std::vector<Material> materials;   ///< one more than in the file: the default material stands last
    std::vector<Mesh> meshes;
    std::vector<Skin> skins;
    std::vector<Node> nodes;
    std::vector<int> depth_first;  ///< active nodes, parents first
    std::vector<Lens> lenses;
    std::vector<int> camera_nodes;  ///< depth-first
    std::vector<std::vector<Channel>> animations;
    std::vector<Instance> instances;
    std::vector<std::string> classes;

    /// Whether any material is blended or transmissive.
    [[nodiscard]] bool has_see_through() const;
    /// @throws std::runtime_error  for what it cannot read
    static Model load(const std::filesystem::path& path);
};

/// Reads the `meshes` of a document; a part of Model::load.
std::vector<Mesh> read_meshes(const Document& document);
/// Reads materials, textures and images into `model`; a part of Model::load.
void read_materials(const Document& document, Model& model);

}  // namespace plumb::oracle
