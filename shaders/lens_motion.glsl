// Where a lens sees the point of a hit in a neighbouring frame.
#ifndef PLUMB_LENS_MOTION_GLSL
#define PLUMB_LENS_MOTION_GLSL

/// A direction of the environment in a camera's frame.
dvec3 environment_seen(CameraMoment camera, dvec3 e) {
    dvec3 d;
    for (int i = 0; i < 3; ++i)
        d[i] = camera.camera_from_environment[3 * i] * e.x + camera.camera_from_environment[3 * i + 1] * e.y +
               camera.camera_from_environment[3 * i + 2] * e.z;
    return d;
}

/// Place and flow of a point that is at `here` in the camera's frame and will be, or was, at `there` in that of the other
/// moment. Both ends take the same way through the arithmetic, so that what is still has a flow of exactly 0.
Motion lens_motion(FrameRef frame, Hit hit, uint moment, dvec3 here, dvec3 there) {
    Lens lens = lens_at(frame, hit.view, moment), lens_now = lens_at(frame, hit.view, NOW);
    lens_now.reach = double(uintBitsToFloat(0x7F800000u));  // it is seen: by rounding alone its place may be none
    LensPlace end = lens_place(lens, there);
    if (!end.is_seen) return behind();
    Motion motion = no_motion(CLASS_VISIBLE);
    motion.flow_px = vec2(lens_way(lens, lens_place(lens_now, here).px, end.px));
    motion.place = end.px;
    motion.depth_m = lens_along(lens, there);
    motion.sight = there;
    return motion;
}

/// The same of the background, which lies at infinity.
Motion lens_background_motion(FrameRef frame, CameraMoment here, CameraMoment there, Hit hit, uint moment) {
    if (is_dark(hit)) return no_motion(CLASS_NO_NEIGHBOUR);
    dvec3 e;
    for (int i = 0; i < 3; ++i)
        e[i] = here.camera_from_environment[i] * hit.ray.x + here.camera_from_environment[3 + i] * hit.ray.y +
               here.camera_from_environment[6 + i] * hit.ray.z;
    Motion motion = lens_motion(frame, hit, moment, environment_seen(here, e), environment_seen(there, e));
    motion.depth_m = double(uintBitsToFloat(0x7F800000u));
    if (motion.known_class == CLASS_VISIBLE) motion.known_class = class_by_place(frame, there, motion, true, false);
    return motion;
}

#endif
