// Attributes and material of a hit.
#ifndef PLUMB_SURFACE_GLSL
#define PLUMB_SURFACE_GLSL
#include "hit.glsl"

struct Surface {
    vec2 uv;         // TEXCOORD_0
    vec4 base_color; // linear, with alpha
    vec3 normal;     // shading normal, unit, camera frame, turned to the side that is seen
    vec3 emission;
    float roughness;
    float metallic;
};

/// Interpolated vertex normal or, without one, the triangle's; camera frame, unit, on the front side.
vec3 smooth_normal(FrameRef frame, CameraMoment camera, Hit hit, InstanceMoment moment, vec3 weights) {
    if (hit.primitive.normals == 0ul) {
        // Fetches the camera by itself, where it is needed.
        vec3 flat_normal = geometric_normal(frame, camera_at(frame, hit.view, NOW), hit);
        return hit.is_back ? -flat_normal : flat_normal;
    }
    Vertices normals = normals_of(frame, hit.draw, hit.primitive, hit.view);
    // Each vertex has a unit normal in space before it is interpolated, as glTF's viewers do: a scale that is not
    // uniform, or a morph, would otherwise weight the vertices by the lengths it leaves.
    mat3 camera_from_normal = unpacked_matrix(moment.camera_from_normal);
    vec3 n = vec3(0.0);
    for (int i = 0; i < 3; ++i) n += normalized(vertex_at(normals, hit.corners[i]) * camera_from_normal) * weights[i];
    return normalized(n);
}

vec4 tangent_in(uint64_t tangents, uint index) {
    Words words = Words(tangents);
    return vec4(unpacked(words.v[2u * index]), unpacked(words.v[2u * index + 1u]));
}

/// A vertex' tangent with the bitangent's sign; mesh or pose space.
vec4 tangent_of(FrameRef frame, Hit hit, uint index) {
    uint posed = hit.draw.first_posed_vertex;
    if (posed == NO_POSE) return tangent_in(hit.primitive.tangents, index);
    vec4 tangent = tangent_in(frame.v.posed_tangents + first_posed(frame, hit.view, PHASE_MIDDLE, posed) * 16ul, index);
#ifdef PLUMB_ROLLING
    uint64_t edge = frame.v.posed_tangents + first_posed(frame, hit.view, phase_of(NOW), posed) * 16ul;
    tangent.xyz = on_the_way(tangent.xyz, tangent_in(edge, index).xyz, abs(looked_at[NOW]));
#endif
    return tangent;
}

/// Tangent with the bitangent's sign; camera frame.
vec4 smooth_tangent(FrameRef frame, Hit hit, InstanceMoment moment, vec3 weights) {
    vec3 t = vec3(0.0);
    float sign = 0.0;
    for (int i = 0; i < 3; ++i) {
        vec4 tangent = tangent_of(frame, hit, hit.corners[i]);
        t += tangent.xyz * weights[i];
        if (i == 0) sign = tangent.w;
    }
    if ((moment.flags & INSTANCE_MIRRORED) != 0u) sign = -sign;
    return vec4(normalized(t * unpacked_matrix(moment.camera_from_tangent)), sign);
}

Surface surface_of(FrameRef frame, CameraMoment camera, Hit hit) {
    Material material = material_of(frame, hit.view, hit.draw);
    InstanceMoment moment = instance_at(frame, hit.view, NOW, hit.draw.instance);
    vec3 weights = vec3(hit.weights);
    Surface surface;
    vec2 uv0 = interpolated(hit.primitive.uv0, hit.corners, weights);
    surface.uv = hit.primitive.uv0 == 0ul ? vec2(uintBitsToFloat(0x7FC00000u)) : uv0;
    vec2 uv1 = interpolated(hit.primitive.uv1, hit.corners, weights);
    surface.base_color = material.base_color * sample_slot(frame, material.base_color_slot, uv0, uv1, true) *
                         vertex_color(hit.primitive.colors, hit.corners, weights);
    vec4 mr = sample_slot(frame, material.metallic_roughness_slot, uv0, uv1, false);
    surface.roughness = material.roughness * mr.g;
    surface.metallic = material.metallic * mr.b;
    surface.emission = material.emission * sample_slot(frame, material.emission_slot, uv0, uv1, true).rgb;

    vec3 n = smooth_normal(frame, camera, hit, moment, weights);
    if (material.normal_slot.texture != NO_TEXTURE && hit.primitive.tangents != 0ul) {
        vec3 t = sample_slot(frame, material.normal_slot, uv0, uv1, false).xyz * 2.0 - 1.0;
        t.xy *= material.normal_scale;
        vec4 tangent = smooth_tangent(frame, hit, moment, weights);
        vec3 bitangent = cross(n, tangent.xyz) * tangent.w;
        vec3 mapped = normalized(tangent.xyz * t.x + bitangent * t.y + n * t.z);
        if (dot(mapped, mapped) > 0.0) n = mapped;
    }
    surface.normal = hit.is_back ? -n : n;
    return surface;
}

#endif
