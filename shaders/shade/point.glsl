// Everything that light needs to know of a hit: its place, axes and material with all textures.
#ifndef PLUMB_POINT_GLSL
#define PLUMB_POINT_GLSL
#include "shade/footprint.glsl"
#include "shade/lobe_inputs.glsl"
#include "surface.glsl"

/// Tangent, bitangent and interpolated normal in the camera frame, on the side that is seen. Without tangents any will
/// do: nothing that lacks them depends on them.
mat3 vertex_axes(FrameRef frame, CameraMoment camera, Hit hit, vec3 weights) {
    InstanceMoment moment = instance_at(frame, hit.view, NOW, hit.draw.instance);
    vec3 n = smooth_normal(frame, camera, hit, moment, weights);
    vec4 tangent = vec4(coat_axes(n)[0], 1.0);
    if (hit.primitive.tangents != 0ul) tangent = smooth_tangent(frame, hit, moment, weights);
    return mat3(tangent.xyz, cross(n, tangent.xyz) * tangent.w, n);
}

/// Axes whose z is that of a normal map.
vec3 mapped_normal(TexturePlace place, TextureSlot slot, float scale, mat3 axes) {
    if (slot.texture == NO_TEXTURE) return axes[2];
    vec3 t = looked_up(place, slot, false).xyz * 2.0 - 1.0;
    vec3 mapped = normalized(axes * vec3(t.xy * scale, t.z));
    return dot(mapped, mapped) > 0.0 ? mapped : axes[2];
}

/// `n` as z, x as near to `tangent` as can be.
mat3 axes_along(vec3 n, vec3 tangent) {
    vec3 x = tangent - n * dot(n, tangent);
    if (dot(x, x) < 1e-8) return coat_axes(n);
    x = normalize(x);
    return mat3(x, cross(n, x), n);
}

vec4 movement(uint64_t uvs, uvec3 corners, Footprint footprint) {
    return vec4(interpolated(uvs, corners, footprint.right), interpolated(uvs, corners, footprint.down));
}

/// @param footprint  over which textures are averaged
ShadingPoint shading_point(FrameRef frame, CameraMoment camera, Hit hit, Footprint footprint) {
    Material material = material_of(frame, hit.view, hit.draw);
    MaterialLobes lobes = lobes_of(frame, hit.view, hit.draw);
    vec3 weights = vec3(hit.weights);
    TexturePlace place = TexturePlace(frame, interpolated(hit.primitive.uv0, hit.corners, weights),
                                      interpolated(hit.primitive.uv1, hit.corners, weights),
                                      movement(hit.primitive.uv0, hit.corners, footprint),
                                      movement(hit.primitive.uv1, hit.corners, footprint));
    ShadingPoint p;
    p.lobes = lobes;
    vec4 color = material.base_color * looked_up(place, material.base_color_slot, true) *
                 vertex_color(hit.primitive.colors, hit.corners, weights);
    p.alpha = material.alpha_mode == ALPHA_BLEND ? color.a : 1.0;
    p.is_unlit = material.is_unlit != 0u;
    p.bsdf.base_color = color.rgb;
    p.bsdf.tables = AlbedoRef(frame.v.albedo_tables);
    vec4 mr = looked_up(place, material.metallic_roughness_slot, false);
    float roughness = material.roughness * mr.g;
    p.bsdf.metallic = material.metallic * mr.b;
    p.bsdf.alpha = vec2(max(roughness * roughness, SMALLEST_ALPHA));
    p.emission = material.emission * looked_up(place, material.emission_slot, true).rgb;
    // Mostly one picture holds all three.
    float open_share = mr.r;
    if (material.occlusion_slot != material.metallic_roughness_slot)
        open_share = looked_up(place, material.occlusion_slot, false).r;
    p.occlusion = 1.0 + material.occlusion_strength * (open_share - 1.0);
    add_dielectric(place, lobes, p.bsdf);
    add_layers(place, lobes, p.bsdf);
    add_transmission(place, lobes, hit.is_back, p);
    mat3 axes = vertex_axes(frame, camera, hit, weights);
    vec3 n = mapped_normal(place, material.normal_slot, material.normal_scale, axes);
    vec3 tangent = add_anisotropy(place, lobes, axes, p.bsdf);
    float side = hit.is_back ? -1.0 : 1.0;
    p.camera_from_local = axes_along(side * n, tangent);
    p.bsdf.coat_normal = vec3(0.0, 0.0, 1.0);
    if (has_lobe(LOBE_COAT))
        p.bsdf.coat_normal =
            side * mapped_normal(place, lobes.coat_normal_slot, lobes.coat_normal_scale, axes) * p.camera_from_local;
    return p;
}

/// A direction of the camera frame, local, kept off the horizon where a normal map turns the surface away.
vec3 seen_from(ShadingPoint p, vec3 direction) {
    vec3 local = direction * p.camera_from_local;
    return local.z > 1e-3 ? local : normalize(vec3(local.xy, 1e-3));
}

#endif
