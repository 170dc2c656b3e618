#pragma once

#include "scene/shared_list.hpp"

#include <plumb/keypoint.hpp>
#include <plumb/scene.hpp>

#include <glm/glm.hpp>
#include <glm/gtc/quaternion.hpp>

#include <array>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>
#include <variant>
#include <vector>

namespace plumb::scene {

inline constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

/// Decoded picture, 8 bits a channel, RGBA, rows from the top; values as in the file (sRGB or not is the slot's
/// matter).
struct Image {
    std::string name;
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::vector<std::uint8_t> rgba;
};

enum class Wrap : std::uint8_t { repeat, mirrored_repeat, clamp_to_edge };

struct Texture {
    std::uint32_t image = none;
    Wrap wrap_u = Wrap::repeat;
    Wrap wrap_v = Wrap::repeat;
    bool is_linear = true;  ///< magnification filter
    std::string name = {};  ///< empty where the file gives none
};

/// Use of a texture by a material, with KHR_texture_transform.
struct TextureSlot {
    std::uint32_t texture = none;
    std::uint32_t uv_set = 0;  ///< 0 or 1; the transform's own texCoord already taken into account
    glm::vec2 offset{0};
    float rotation_rad = 0;
    glm::vec2 scale{1};
    [[nodiscard]] bool is_used() const noexcept { return texture != none; }
};

enum class AlphaMode : std::uint8_t { opaque, mask, blend };

/// Metallic-roughness and the ratified extensions, at their defaults where absent.
struct Material {
    std::string name;
    AlphaMode alpha_mode = AlphaMode::opaque;
    float alpha_cutoff = 0.5F;
    bool is_double_sided = false;
    bool is_unlit = false;

    glm::vec4 base_color{1};
    float metallic = 1;
    float roughness = 1;
    float normal_scale = 1;
    float occlusion_strength = 1;
    glm::vec3 emissive{0};
    float emissive_strength = 1;
    TextureSlot base_color_texture, metallic_roughness_texture, normal_texture, occlusion_texture, emissive_texture;

    float ior = 1.5F;
    float specular = 1;
    glm::vec3 specular_color{1};
    TextureSlot specular_texture, specular_color_texture;
    float clearcoat = 0;
    float clearcoat_roughness = 0;
    float clearcoat_normal_scale = 1;
    TextureSlot clearcoat_texture, clearcoat_roughness_texture, clearcoat_normal_texture;
    glm::vec3 sheen_color{0};
    float sheen_roughness = 0;
    TextureSlot sheen_color_texture, sheen_roughness_texture;
    float transmission = 0;
    TextureSlot transmission_texture;
    float thickness = 0;
    float attenuation_distance = std::numeric_limits<float>::infinity();
    glm::vec3 attenuation_color{1};
    TextureSlot thickness_texture;
    float anisotropy = 0;
    float anisotropy_rotation_rad = 0;
    TextureSlot anisotropy_texture;
    float iridescence = 0;
    float iridescence_ior = 1.3F;
    float iridescence_thickness_min_nm = 100;
    float iridescence_thickness_max_nm = 400;
    TextureSlot iridescence_texture, iridescence_thickness_texture;
    float dispersion = 0;
};

struct MorphTarget {
    std::vector<glm::vec3> positions, normals, tangents;  ///< displacements; empty or one a vertex
};

/// Triangles with one material. Strips and fans are resolved; winding is counter-clockwise from the front.
struct Primitive {
    std::uint32_t material = none;              ///< none: the default material
    std::vector<std::uint32_t> indices;         ///< 3 a triangle, all < positions.size(); file order, degenerates kept
    std::vector<glm::vec3> positions;           ///< object space, metres
    std::vector<glm::vec3> normals;             ///< unit; empty: flat, computed from the (posed) triangle
    std::vector<glm::vec4> tangents;            ///< w is the bitangent's sign; empty if not needed
    std::array<std::vector<glm::vec2>, 2> uvs;  ///< TEXCOORD_0 and _1; empty if absent
    std::vector<glm::vec4> colors;              ///< COLOR_0, linear; empty if absent
    std::uint32_t influences = 0;               ///< joints a vertex: 0, 4, 8, ..
    std::vector<std::uint16_t> joints;          ///< influences a vertex
    std::vector<float> weights;                 ///< influences a vertex, sum 1
    std::vector<MorphTarget> targets;
    std::vector<std::uint32_t> variant_materials;  ///< by KHR_materials_variants index, `material` where unmapped
};

struct Mesh {
    std::string name;
    std::vector<Primitive> primitives;
    std::vector<float> weights;             ///< default, one a morph target
    std::vector<std::string> target_names;  ///< from extras.targetNames; may be empty
};

struct Skin {
    std::string name;
    std::vector<std::uint32_t> joints;              ///< node indices
    std::vector<glm::dmat4> inverse_bind_matrices;  ///< one a joint
    std::uint32_t skeleton = none;                  ///< node index
};

/// glTF camera; see plumb::Camera for the meaning of its numbers.
struct CameraData {
    std::string name;
    Camera::Projection projection = Camera::Projection::perspective;
    double fov_y_rad = 0.8;
    double half_height_m = 1;
    double near_m = 0.01;
    double far_m = std::numeric_limits<double>::infinity();
};

/// KHR_lights_punctual: shines along the node's -z.
struct LightData {
    std::string name;
    Light::Kind kind = Light::Kind::point;
    glm::vec3 color{1};
    float intensity = 1;
    float range_m = std::numeric_limits<float>::infinity();
    float inner_cone_rad = 0;
    float outer_cone_rad = 0.7853982F;
};

struct Node {
    std::string name;
    std::uint32_t parent = none;
    std::vector<std::uint32_t> children;
    bool has_matrix = false;
    glm::dmat4 matrix{1};  ///< if has_matrix; else translation * rotation * scale
    glm::dvec3 translation{0};
    glm::dquat rotation{1, 0, 0, 0};  ///< glm's w, x, y, z constructor order
    glm::dvec3 scale{1};
    std::uint32_t mesh = none, skin = none, camera = none, light = none;
    std::vector<float> weights;  ///< empty: the mesh's
    bool is_visible = true;      ///< KHR_node_visibility; inherited downward
    bool is_set_aside = false;   ///< template that is absent, whatever a clip says; as is what is below
    std::vector<glm::dmat4> instance_transforms;  ///< EXT_mesh_gpu_instancing; empty without it
    std::string semantic_class;                   ///< extras.class of the node, else of its mesh; empty if neither
    std::vector<KeypointRule> keypoints;          ///< extras.keypoints; KeypointRule::node is unused
};

enum class Interpolation : std::uint8_t { linear, step, cubic_spline };

struct AnimationSampler {
    Interpolation interpolation = Interpolation::linear;
    std::vector<float> times_s;  ///< strictly increasing
    std::vector<float> values;   ///< width a key; cubic: in-tangent, value, out-tangent a key
    std::uint32_t width = 0;     ///< floats a value
};

/// What a channel drives. Pointers of KHR_animation_pointer are resolved to the same set.
enum class AnimatedProperty : std::uint8_t {
    node_translation,
    node_rotation,
    node_scale,
    node_weights,
    node_visibility,
    node_weight,  // node_weight: one of them
    material_base_color,
    material_metallic,
    material_roughness,
    material_alpha_cutoff,
    material_emissive,
    material_emissive_strength,
    material_normal_scale,
    material_occlusion_strength,
    material_ior,
    material_transmission,
    material_texture_offset,
    material_texture_rotation,
    material_texture_scale,
    light_color,
    light_intensity,
    light_range,
    light_inner_cone,
    light_outer_cone,
    camera_fov_y,
    camera_near,
    camera_far,
    camera_half_height,
    unsupported,  // valid, kept, without effect; a warning was given
};

struct AnimationChannel {
    AnimatedProperty property = AnimatedProperty::unsupported;
    std::uint32_t target = none;  ///< index of the node, material, light or camera
    std::uint32_t element = 0;    ///< node_weight: target index; material_texture_*: slot, see texture_slot()
    std::uint32_t sampler = 0;
};

struct Animation {
    std::string name;
    std::vector<AnimationSampler> samplers;
    std::vector<AnimationChannel> channels;
    double duration_s = 0;
};

/// Copies of a template, and where in the arrays they stand. Node i of copy c is first_node + c * nodes.size() + i.
struct CopyGroup {
    CopyInfo info;                     ///< its instance range comes from finish()
    std::vector<std::uint32_t> nodes;  ///< of the template, parents first
    std::uint32_t first_node = none;
    std::vector<std::uint32_t> materials;  ///< of the template, sorted, `none` for the default; empty: all shared
    std::uint32_t first_material = none;   ///< material i of copy c is first_material + c * materials.size() + i
};

/// Replaces the class that an instance has by its node.
struct AssignedClass {
    std::uint32_t instance = 0;  ///< index, id - 1
    std::string name;            ///< empty: unlabelled
};

/// Slots in the order that AnimationChannel::element counts: base colour, metallic-roughness, normal, occlusion,
/// emissive.
inline constexpr std::uint32_t animated_slot_count = 5;
inline TextureSlot& texture_slot(Material& material, std::uint32_t element) {
    TextureSlot* const slots[animated_slot_count] = {&material.base_color_texture, &material.metallic_roughness_texture,
                                                     &material.normal_texture, &material.occlusion_texture,
                                                     &material.emissive_texture};
    return *slots[element];
}

/// Everything a file holds, checked: each index is in range, each number that matters is finite.
/// Whoever fills it calls finish() last, which derives the part below the line.
struct SceneData {
    std::filesystem::path path;
    SharedList<Image> images;
    std::vector<Texture> textures;
    std::vector<Material> materials;
    SharedList<Mesh> meshes;
    std::vector<Skin> skins;
    std::vector<CameraData> cameras;
    std::vector<LightData> lights;
    std::vector<Node> nodes;
    SharedList<Animation> animations;
    std::vector<std::string> variants;
    std::vector<std::uint32_t> roots;      ///< of the active scene
    std::vector<std::string> scene_names;  ///< of every scene of the file, empty where unnamed
    std::uint32_t active_scene = none;     ///< index into scene_names; none where the file has no scene
    std::vector<std::string> extensions_used, extensions_required;  ///< as the file states them
    std::string copyright, generator;
    std::vector<Finding> warnings;
    std::vector<CopyGroup> copy_groups;  ///< by rising first_node; see scene/derive.hpp
    std::vector<AssignedClass> assigned_classes;

    // Derived by finish().
    std::vector<std::uint32_t> depth_first;    ///< active nodes, parents before children, file order of children
    std::vector<std::uint32_t> node_order;     ///< all nodes, active or not, parents before children
    std::vector<InstanceInfo> instances;       ///< id i at index i - 1
    std::vector<std::uint32_t> instance_copy;  ///< per instance: index into Node::instance_transforms, or none
    std::vector<CopyInfo> copy_infos;          ///< of copy_groups
    std::vector<CameraInfo> camera_infos;      ///< active camera nodes, depth-first
    std::vector<AnimationInfo> animation_infos;
    std::vector<std::string> classes;  ///< "background", "unlabelled", then in order of first use
    std::vector<std::string> material_names;
    std::vector<std::string> texture_names;
    std::vector<std::string> variant_names;
    std::uint64_t triangle_count = 0;  ///< of all instances
    std::uint32_t joint_count = 0;     ///< length of Moment::world_from_joint; instances share a skin's range
    std::uint32_t weight_count = 0;    ///< length of Moment::morph_weights; copies of a node share its range
};

/// Which of SceneData::copy_groups `node` belongs to; none for a node of the file.
std::uint32_t copy_group_of(const SceneData& data, std::uint32_t node);

/// The material that an instance of `node` has where its mesh has `material`: another one if the node belongs to a copy
/// with materials of its own. `none` is the default material.
std::uint32_t drawn_material(const SceneData& data, std::uint32_t node, std::uint32_t material);

/// Fills the derived part of `data`, and Animation::duration_s. Nodes that draw no triangle get no instance. A class
/// that a file calls "unlabelled" is 1; "background" is a class like any other, since 0 means that nothing is seen.
/// @throws Error  out_of_memory if the paths of all instances exceed 256 MiB, or if the scene has more instances,
///                joints, morph weights or triangles a mesh than 32 bits count; invalid_argument for an assigned class
///                of an instance that is not there
void finish(SceneData& data);

}  // namespace plumb::scene
