// What does not change between frames. Addresses are device addresses; 0 where an array is absent.
#ifndef PLUMB_SHARED_SCENE_H
#define PLUMB_SHARED_SCENE_H
#include "shared/layout.h"
PLUMB_SHARED_BEGIN

/// Geometry with one material, shared by all instances of its mesh.
struct Primitive {
    uint64_t indices;    // uint, 3 a triangle
    uint64_t positions;  // vec3, relative to the mesh's origin
    uint64_t normals;    // vec3
    uint64_t tangents;   // vec4
    uint64_t uv0;        // vec2
    uint64_t uv1;        // vec2
    uint64_t colors;     // vec4
    uint vertex_count;
    uint padding;
};

const uint DRAW_DOUBLE_SIDED = 1u;
const uint DRAW_MASKED = 2u;
const uint DRAW_BLENDED = 4u;  // alphaMode BLEND or transmission: the policy `through` looks past it
const uint NO_POSE = 0xFFFFFFFFu;

/// One primitive of one instance. Sorted by first_reference, which rises with (instance, triangle): a triangle's
/// reference is first_reference plus its index in the primitive.
struct Draw {
    uint first_reference;
    uint instance;  // 0-based
    uint primitive;
    uint first_triangle;  // of the primitive within the mesh
    uint flags;
    uint first_posed_vertex;  // NO_POSE if rigid
    uint material_id;         // as the pass `material` has it: 1 + index of Material
};
const uint DRAW_BYTES = 28u;

/// Up to 64 triangles of a draw: the unit of culling and of rasterization.
struct DrawCluster {
    uint64_t positions;  // vec3, of the primitive
    uint draw;
    uint instance;  // 0-based
    uint flags;     // of the draw
    uint first_posed_vertex;
    uint first_reference;  // of the draw
    uint first_triangle;   // into the list of ClusterTriangles
    uint triangle_count;
    uint first_vertex;  // into the list of cluster vertices
    uint vertex_count;
    uint padding;
    vec3 center;  // bounding sphere, object space
    float radius;
    vec3 cone_axis;     // of the triangles' normals: all are seen from behind where
    float cone_cutoff;  // dot(center - eye, axis) >= cutoff * |center - eye| + radius; never if above 1
};
const uint MOST_CLUSTER_VERTICES = 192u;  // what 64 triangles can have

/// A triangle in the order of the clusters.
struct ClusterTriangle {
    uint corners[3];  // vertices of the primitive
    uint index;       // in the primitive, as in the file
};
const uint DRAW_CLUSTER_BYTES = 80u;
const uint CLUSTER_TRIANGLE_BYTES = 16u;

struct InstanceStatic {
    uint id;
    uint semantic;
    vec3 rest_min;  // of the rest box, relative to the mesh's origin
    vec3 rest_size;
};

struct TextureSlot {
    uint texture;  // NO_TEXTURE if unused
    uint uv_set;
    vec3 row_u;  // (u', v') = row . (u, v, 1)
    vec3 row_v;
};
const uint NO_TEXTURE = 0xFFFFFFFFu;

const uint ALPHA_OPAQUE = 0u;
const uint ALPHA_MASK = 1u;
const uint ALPHA_BLEND = 2u;

struct Material {
    vec4 base_color;
    vec3 emission;  // factor times strength
    float metallic;
    float roughness;
    float normal_scale;
    float occlusion_strength;
    float alpha_cutoff;
    float transmission;
    uint alpha_mode;
    uint is_unlit;
    TextureSlot base_color_slot;
    TextureSlot metallic_roughness_slot;
    TextureSlot normal_slot;
    TextureSlot occlusion_slot;
    TextureSlot emission_slot;
};

const uint WRAP_REPEAT = 0u;
const uint WRAP_MIRRORED_REPEAT = 1u;
const uint WRAP_CLAMP_TO_EDGE = 2u;

struct Texture {
    uint64_t texels;  // uint, RGBA8, red in the low byte, rows from the top
    uint64_t levels_of_srgb;    // averages, see upload::pyramid_of(); 0 where none is needed
    uint64_t levels_of_linear;
    uint width;
    uint height;
    uint wrap_u;
    uint wrap_v;
    uint is_linear;
};

PLUMB_SHARED_END
#endif
