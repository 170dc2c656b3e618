// What a pixel covers of the triangle that its centre sees.
#ifndef PLUMB_FOOTPRINT_GLSL
#define PLUMB_FOOTPRINT_GLSL
#include "hit.glsl"

/// Change of a hit's weights one pixel to the right and one down, on the triangle's plane.
struct Footprint {
    vec3 right, down;
};

Footprint no_footprint() { return Footprint(vec3(0.0), vec3(0.0)); }

/// A ray, and its change one pixel to the right and one down.
struct RaySteps {
    dvec3 ray, right, down;
};

/// Of a lens by the rays half a pixel to both sides; where it sees nothing there, textures are not averaged.
RaySteps lens_steps(Lens lens, Hit hit) {
    RaySteps steps = RaySteps(hit.ray, dvec3(0.0lf), dvec3(0.0lf));
    dvec3 rays[4];
    // One place for the call, as it is long: drivers take their time over each copy.
    for (int i = 0; i < 4; ++i) {
        double off = (i & 1) == 0 ? -0.5lf : 0.5lf;
        rays[i] = lens_ray(lens, hit.pixel + (i < 2 ? dvec2(off, 0.0lf) : dvec2(0.0lf, off))).direction;
    }
    if (rays[0] != dvec3(0.0lf) && rays[1] != dvec3(0.0lf)) steps.right = rays[1] - rays[0];
    if (rays[2] != dvec3(0.0lf) && rays[3] != dvec3(0.0lf)) steps.down = rays[3] - rays[2];
    return steps;
}

/// Weights are e / sum(e) with e[i] = dot(normal of the plane through eye and opposite edge, (pixel, 1)), or with the ray that a
/// lens sees: the derivative is closed-form.
Footprint footprint_of(FrameRef frame, CameraMoment camera, Hit hit) {
    InstanceMoment moment = instance_at(frame, hit.view, NOW, hit.draw.instance);
    Vertices positions = positions_of(frame, hit.draw, hit.primitive, hit.view, NOW);
    bool is_orthographic = camera.is_orthographic != 0u;
    dvec3 h[3];
    for (int i = 0; i < 3; ++i) h[i] = seen_vertex(moment, positions, hit.corners[i], is_orthographic);
    dvec3 n[3] = dvec3[3](cross(h[1], h[2]), cross(h[2], h[0]), cross(h[0], h[1]));
    dvec3 total = n[0] + n[1] + n[2];
    RaySteps steps;
    steps.ray = dvec3(hit.pixel, 1.0lf);
    if (HAS_LENS != 0u) steps = lens_steps(lens_at(frame, hit.view, NOW), hit);
    double sum = dot(total, steps.ray);
    if (sum == 0.0lf) return no_footprint();
    Footprint result;
    for (int i = 0; i < 3; ++i) {
        dvec3 change = n[i] - hit.weights[i] * total;
        result.right[i] = float((HAS_LENS != 0u ? dot(change, steps.right) : change.x) / sum);
        result.down[i] = float((HAS_LENS != 0u ? dot(change, steps.down) : change.y) / sum);
    }
    return result;
}

#endif
