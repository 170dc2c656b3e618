#version 460
// One thread a place of an image: depth and instance of the nearest surface there, as a lens sees it.
#include "hit.glsl"
#include "rays/rays.glsl"
layout(local_size_x = 64) in;
layout(push_constant, scalar) uniform Push {
    FrameRef frame;
    uint64_t places;  // Place
    uint64_t seen;    // SeenThere
    uint place_count;
};

void main() {
    uint index = gl_GlobalInvocationID.y * (gl_NumWorkGroups.x * 64u) + gl_GlobalInvocationID.x;
    if (index >= place_count) return;
    Place place = Places(places).v[index];
    look_at_row(frame, place.view, place.y);
    CameraMoment camera = camera_at(frame, place.view, NOW);
    RayPath path;
    path.origin = dvec3(0.0lf);
    path.direction = lens_ray(lens_at(frame, place.view, NOW), dvec2(place.x, place.y)).direction;
    path.exact_min = camera.near_m;
    path.exact_max = camera.far_m;
    path.t_min = float(camera.near_m) * (1.0 - BOX_MARGIN);
    path.t_max = float(camera.far_m);
    path.excluded = NO_REFERENCE;
    path.moment = NOW;
    SeenThere there = SeenThere(0.0, 0u);
    if (path.direction != dvec3(0.0lf)) {
        RayHit hit = first_seen(frame, place.view, path, 0u);
        if (hit.reference != NO_REFERENCE)
            there = SeenThere(hit.t, Draws(frame.v.draws).v[hit.draw].instance + 1u);
    }
    SeenTheres(seen).v[index] = there;
}
