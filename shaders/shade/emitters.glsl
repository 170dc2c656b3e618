// Triangles that shine by themselves, as lights that a path looks for: a draw by its share of all that shines, a triangle
// by its area at rest, a place evenly.
#ifndef PLUMB_EMITTERS_GLSL
#define PLUMB_EMITTERS_GLSL
#include "shade/light.glsl"
#include "shade/point.glsl"

PLUMB_ARRAY8(Emitters, Emitter);

uint chosen_emitter(ViewShading shading, float u) {
    uint low = 0u, high = shading.emitter_count - 1u;
    while (low < high) {
        uint middle = (low + high) / 2u;
        if (Emitters(shading.emitters).v[middle].end > u)
            high = middle;
        else
            low = middle + 1u;
    }
    return low;
}

uint chosen_triangle(Emitter emitter, float u) {
    uint low = 0u, high = emitter.triangle_count - 1u;
    while (low < high) {
        uint middle = (low + high) / 2u;
        if (Floats(emitter.areas).v[middle] > u)
            high = middle;
        else
            low = middle + 1u;
    }
    return low;
}

/// Half the cross product of a triangle's edges in the camera frame: its area, along its front's normal.
vec3 area_of(FrameRef frame, CameraMoment camera, Hit hit) {
    Vertices positions = positions_of(frame, hit.draw, hit.primitive, hit.view, NOW);
    InstanceMoment moment = instance_at(frame, hit.view, NOW, hit.draw.instance);
    dvec3 v0 = dvec3(vertex_at(positions, hit.corners.x));
    dvec3 u = transform_direction(moment.world_from_object, dvec3(vertex_at(positions, hit.corners.y)) - v0);
    dvec3 v = transform_direction(moment.world_from_object, dvec3(vertex_at(positions, hit.corners.z)) - v0);
    vec3 area = vec3(camera_direction(camera, cross(u, v) * 0.5lf));
    return (moment.flags & INSTANCE_MIRRORED) != 0u ? -area : area;
}

/// Density of sampled_emission() per solid angle, seen from a place at `distance_m` against `direction`; 0 for what is
/// not looked for.
float emission_density(ViewShading shading, Hit hit, uint draw_index, vec3 area, vec3 direction, float distance_m) {
    if (shading.emitter_count == 0u) return 0.0;
    float density = Floats(shading.emitter_densities).v[draw_index];
    if (density <= 0.0) return 0.0;
    Vec3s rest = Vec3s(hit.primitive.positions);
    vec3 a = rest.v[hit.corners.x];
    float at_rest = 0.5 * length(cross(rest.v[hit.corners.y] - a, rest.v[hit.corners.z] - a));
    return density * at_rest * distance_m * distance_m / max(abs(dot(area, direction)), 1e-30);
}

/// What a place shines towards a direction, as a path that meets it finds it.
vec3 emission_towards(FrameRef frame, CameraMoment camera, Hit hit, vec3 direction) {
    if (has_lobe(LOBE_COAT)) {
        ShadingPoint p = shading_point(frame, camera, hit, no_footprint());
        return p.emission * (p.alpha * (1.0 - outgoing_of(p.bsdf, seen_from(p, direction)).coat_share));
    }
    Material material = material_of(frame, hit.view, hit.draw);
    vec3 weights = vec3(hit.weights);
    vec2 uv0 = interpolated(hit.primitive.uv0, hit.corners, weights), uv1 = interpolated(hit.primitive.uv1, hit.corners, weights);
    vec3 emission = material.emission * sample_slot(frame, material.emission_slot, uv0, uv1, true).rgb;
    if (material.alpha_mode == ALPHA_OPAQUE) return emission;
    float alpha = base_color_at(frame, hit.primitive, material, hit.corners, weights).a;
    return emission * (material.alpha_mode == ALPHA_MASK ? (alpha < material.alpha_cutoff ? 0.0 : 1.0) : clamp(alpha, 0.0, 1.0));
}

/// @param which  chooses the draw and its triangle; `u` the place on it
Arrival sampled_emission(FrameRef frame, CameraMoment camera, ViewShading shading, uint view, vec3 point, vec2 which, vec2 u) {
    Emitter emitter = Emitters(shading.emitters).v[chosen_emitter(shading, which.x)];
    Hit hit;
    hit.is_surface = true;
    hit.view = view;
    hit.draw = draws_of(frame, view).v[emitter.draw];
    hit.primitive = Primitives(frame.v.primitives).v[hit.draw.primitive];
    hit.triangle = chosen_triangle(emitter, which.y);
    hit.corners = triangle_corners(hit.primitive, hit.triangle);
    float root = sqrt(u.x);
    hit.weights = dvec3(1.0 - root, root * (1.0 - u.y), root * u.y);
    InstanceMoment moment = instance_at(frame, view, NOW, hit.draw.instance);
    dvec3 place = weighted(positions_of(frame, hit.draw, hit.primitive, view, NOW), hit.corners, hit.weights);
    dvec3 eye = dvec3(camera.world_from_camera[3], camera.world_from_camera[7], camera.world_from_camera[11]);
    vec3 way = vec3(camera_direction(camera, transform_point(moment.world_from_object, place) - eye)) - point;
    Arrival a = no_arrival();
    a.distance_m = length(way);
    if (a.distance_m <= 0.0) return a;
    a.direction = way / a.distance_m;
    vec3 area = area_of(frame, camera, hit);
    hit.is_back = dot(area, a.direction) > 0.0;
    a.density = emission_density(shading, hit, emitter.draw, area, a.direction, a.distance_m);
    if (a.density > 0.0) a.light = emission_towards(frame, camera, hit, -a.direction) / a.density;
    return a;
}

#endif
