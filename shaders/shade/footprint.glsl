// What a pixel covers of the triangle that its centre sees.
#ifndef PLUMB_FOOTPRINT_GLSL
#define PLUMB_FOOTPRINT_GLSL
#include "hit.glsl"

/// Change of a hit's weights one pixel to the right and one down, on the triangle's plane.
struct Footprint {
    vec3 right, down;
};

Footprint no_footprint() { return Footprint(vec3(0.0), vec3(0.0)); }

/// Weights are e / sum(e) with e[i] = dot(normal of the plane through eye and opposite edge, (pixel, 1)): the derivative
/// is closed-form.
Footprint footprint_of(FrameRef frame, CameraMoment camera, Hit hit) {
    InstanceMoment moment = instance_moments(frame, hit.view, NOW).v[hit.draw.instance];
    Vec3s positions = positions_of(frame, hit.draw, hit.primitive, hit.view, NOW);
    bool is_orthographic = camera.is_orthographic != 0u;
    dvec3 h[3];
    for (int i = 0; i < 3; ++i)
        h[i] = homogeneous(transform_point(moment.pixel_from_object, dvec3(positions.v[hit.corners[i]])), is_orthographic);
    dvec3 n[3] = dvec3[3](cross(h[1], h[2]), cross(h[2], h[0]), cross(h[0], h[1]));
    dvec3 total = n[0] + n[1] + n[2];
    double sum = dot(total, dvec3(hit.pixel, 1.0lf));
    if (sum == 0.0lf) return no_footprint();
    Footprint result;
    for (int i = 0; i < 3; ++i) {
        result.right[i] = float((n[i].x - hit.weights[i] * total.x) / sum);
        result.down[i] = float((n[i].y - hit.weights[i] * total.y) / sum);
    }
    return result;
}

#endif
