// Where a hit is in a neighbouring frame, and what can be said of it there without looking.
#ifndef PLUMB_MOTION_GLSL
#define PLUMB_MOTION_GLSL
#include "quick_flow.glsl"

const uint CLASS_NO_NEIGHBOUR = 0u, CLASS_VISIBLE = 1u, CLASS_HIDDEN_BY_OTHER = 2u, CLASS_HIDDEN_BY_ITSELF = 3u,
           CLASS_OUTSIDE = 4u, CLASS_BEHIND = 5u, CLASS_ABSENT = 6u;

struct Motion {
    vec2 flow_px;
    vec3 scene_flow_m;
    dvec2 place;     // px in the other image
    dvec3 sight;     // HAS_LENS: towards it, in the other camera's frame
    double depth_m;  // there; +inf for points at infinity
    bool is_left_out;  // culled or cut out there
    uint known_class;  // CLASS_VISIBLE where only a look into the other frame can tell
};

/// What follows from the place alone. Points that the other camera's near or far plane cuts off are outside its view.
uint class_by_place(FrameRef frame, CameraMoment there, Motion motion, bool is_infinite, bool is_absent) {
    if (is_absent) return CLASS_ABSENT;
    if (!is_infinite && (motion.depth_m < there.near_m || motion.depth_m > there.far_m)) return CLASS_OUTSIDE;
    bool is_inside = motion.place.x >= 0.0lf && motion.place.y >= 0.0lf && motion.place.x < double(frame.v.width) &&
                     motion.place.y < double(frame.v.height);
    return is_inside ? CLASS_VISIBLE : CLASS_OUTSIDE;
}

Motion no_motion(uint known_class) {
    return Motion(vec2(0.0), vec3(0.0), dvec2(0.0lf), dvec3(0.0lf), 0.0lf, false, known_class);
}

Motion behind() {
    float nan = uintBitsToFloat(0x7FC00000u);
    Motion motion = no_motion(CLASS_BEHIND);
    motion.flow_px = vec2(nan);
    return motion;
}

#include "lens_motion.glsl"

/// (X, Y, z) of a direction of the environment.
dvec3 environment_pixel(CameraMoment camera, dvec3 e) {
    dvec3 d = environment_seen(camera, e);
    return dvec3(camera.fx * d.x + camera.cx * d.z, camera.fy * d.y + camera.cy * d.z, d.z);
}

/// Direction in the environment that a background pixel sees.
dvec3 environment_direction(CameraMoment here, dvec2 pixel) {
    dvec3 d = ray_direction(here, pixel), e;
    for (int i = 0; i < 3; ++i)
        e[i] = here.camera_from_environment[i] * d.x + here.camera_from_environment[3 + i] * d.y +
               here.camera_from_environment[6 + i] * d.z;
    return e;
}

vec2 exact_background_flow(FrameRef frame, Hit hit, uint moment) {
    CameraMoment here = camera_at(frame, hit.view, NOW), there = camera_at(frame, hit.view, moment);
    dvec3 e = environment_direction(here, hit.pixel), end = environment_pixel(there, e);
    if (end.z <= 0.0lf) return behind().flow_px;
    dvec3 start = environment_pixel(here, e);
    return vec2(end.xy / end.z - start.xy / start.z);
}

/// Points at infinity follow the rotations of camera and environment. An orthographic camera sees one of them only.
Motion background_motion(FrameRef frame, Hit hit, uint moment) {
    CameraMoment here = camera_at(frame, hit.view, NOW), there = camera_at(frame, hit.view, moment);
    Motion motion = no_motion(CLASS_VISIBLE);
    motion.depth_m = double(uintBitsToFloat(0x7F800000u));
    motion.place = hit.pixel;
    bool is_behind = false;
    if (here.is_orthographic == 0u && there.is_orthographic == 0u) {
        QuickFlow quick = quick_background_flow(frame, hit, moment);
        motion.flow_px = quick.flow_px;
        if (!quick.is_sure) motion.flow_px = exact_background_flow(frame, hit, moment);
        dvec3 end = environment_pixel(there, environment_direction(here, hit.pixel));
        is_behind = end.z <= 0.0lf;
        motion.place = end.xy / end.z;
    }
    motion.known_class = is_behind ? CLASS_BEHIND : class_by_place(frame, there, motion, true, false);
    return motion;
}

/// The point of a hit in object or pose space at another moment.
dvec3 point_at(FrameRef frame, Hit hit, uint moment) {
    if (hit.draw.first_posed_vertex == NO_POSE) return hit.object_point;
    return weighted(positions_of(frame, hit.draw, hit.primitive, hit.view, moment), hit.corners, hit.weights);
}

vec2 exact_flow(FrameRef frame, Hit hit, uint moment) {
    InstanceMoments now = instance_moment_at(frame, hit.view, NOW, hit.draw.instance);
    InstanceMoments then = instance_moment_at(frame, hit.view, moment, hit.draw.instance);
    dvec3 p = transform_point(then.v[0].pixel_from_object, point_at(frame, hit, moment));
    bool is_absent = (then.v[0].flags & INSTANCE_VISIBLE) == 0u;
    // NaN says "behind", which is no place of what is absent.
    if (p.z <= 0.0lf) return is_absent ? vec2(0.0) : behind().flow_px;
    // Both ends take the same way through the arithmetic, so that what is still has a flow of exactly 0.
    dvec3 end = homogeneous(p, camera_at(frame, hit.view, moment).is_orthographic != 0u);
    dvec3 start = homogeneous(transform_point(now.v[0].pixel_from_object, hit.object_point),
                              camera_at(frame, hit.view, NOW).is_orthographic != 0u);
    return vec2(end.xy / end.z - start.xy / start.z);
}

vec2 surface_flow(FrameRef frame, Hit hit, uint moment) {
    QuickFlow quick = QuickFlow(vec2(0.0), false);
    bool is_simple = hit.draw.first_posed_vertex == NO_POSE &&
                     (camera_at(frame, hit.view, NOW).is_orthographic |
                      camera_at(frame, hit.view, moment).is_orthographic) == 0u;
    if (is_simple) quick = quick_surface_flow(hit, instance_moment_at(frame, hit.view, moment, hit.draw.instance));
    return quick.is_sure ? quick.flow_px : exact_flow(frame, hit, moment);
}

/// All but the flow, of a surface.
Motion place_of(FrameRef frame, CameraMoment here, CameraMoment there, Hit hit, uint moment) {
    InstanceMoment now = instance_at(frame, hit.view, NOW, hit.draw.instance);
    InstanceMoment then = instance_at(frame, hit.view, moment, hit.draw.instance);
    Vertices positions = positions_of(frame, hit.draw, hit.primitive, hit.view, moment);
    dvec3 point = point_at(frame, hit, moment);
    dvec3 p = transform_point(then.pixel_from_object, point);
    bool is_orthographic = there.is_orthographic != 0u;
    bool is_absent = (then.flags & INSTANCE_VISIBLE) == 0u;
    Motion motion = p.z <= 0.0lf ? behind() : no_motion(CLASS_VISIBLE);
    if (HAS_LENS != 0u)
        motion = lens_motion(frame, hit, moment, transform_point(now.pixel_from_object, hit.object_point), p);
    if (motion.known_class == CLASS_BEHIND) {
        if (is_absent) motion = no_motion(CLASS_ABSENT);
    } else {
        if (HAS_LENS == 0u) {
            dvec3 end = homogeneous(p, is_orthographic);
            motion.place = end.xy / end.z;
            motion.depth_m = p.z;
        }
        motion.known_class = class_by_place(frame, there, motion, false, is_absent);
        dvec3 h0 = seen_vertex(then, positions, hit.corners.x, is_orthographic);
        dvec3 h1 = seen_vertex(then, positions, hit.corners.y, is_orthographic);
        dvec3 h2 = seen_vertex(then, positions, hit.corners.z, is_orthographic);
        bool is_positive = homogeneous_area(h0, h1, h2) > 0.0lf;
        bool is_back = is_positive != ((then.flags & INSTANCE_MIRRORED) != 0u);
        motion.is_left_out =
            ((hit.draw.flags & DRAW_DOUBLE_SIDED) == 0u && is_back) || is_cut_out_then(frame, hit, moment);
    }
    dvec3 moved = transform_point(then.world_from_object, point) - transform_point(now.world_from_object, hit.object_point);
    motion.scene_flow_m = vec3(camera_direction(here, moved));
    return motion;
}

#ifdef PLUMB_ROLLING
#include "rolling_motion.glsl"
#endif

/// @param moment  NEXT or PREVIOUS
Motion motion_of(FrameRef frame, CameraMoment here, Hit hit, uint moment) {
    CameraMoment there = camera_at(frame, hit.view, moment);
    if (there.exists == 0u) return no_motion(CLASS_NO_NEIGHBOUR);
#ifdef PLUMB_ROLLING
    bool is_exposed = look_where_it_is(frame, here, hit, moment);
    there = camera_at(frame, hit.view, moment);
    if (!is_exposed && !hit.is_surface) return behind();
#endif
    if (!hit.is_surface && HAS_LENS != 0u) return lens_background_motion(frame, here, there, hit, moment);
    if (!hit.is_surface) return background_motion(frame, hit, moment);
    Motion motion = place_of(frame, here, there, hit, moment);
#ifdef PLUMB_ROLLING
    if (!is_exposed && motion.known_class != CLASS_ABSENT) {
        motion.flow_px = behind().flow_px;
        motion.known_class = CLASS_BEHIND;
    }
#endif
    if (HAS_LENS == 0u) motion.flow_px = surface_flow(frame, hit, moment);
    return motion;
}

/// Surfaces closer together than this, relative to their depth, count as the same point.
const double SAME_DEPTH = 1e-5lf;

/// @param seen  the nearest surface at the place in the other frame, as a word of the visibility buffer
uint class_by_sight(FrameRef frame, Hit hit, Motion motion, uint64_t seen) {
    if (motion.known_class != CLASS_VISIBLE) return motion.known_class;
    if (!hit.is_surface) return seen == NOTHING ? CLASS_VISIBLE : CLASS_HIDDEN_BY_OTHER;
    double depth = double(uintBitsToFloat(uint(seen >> 32)));
    if (seen != NOTHING && depth < motion.depth_m * (1.0lf - SAME_DEPTH)) {
        uint instance = Draws(frame.v.draws).v[find_draw(frame, uint(seen))].instance;
        return instance == hit.draw.instance ? CLASS_HIDDEN_BY_ITSELF : CLASS_HIDDEN_BY_OTHER;
    }
    return motion.is_left_out ? CLASS_HIDDEN_BY_ITSELF : CLASS_VISIBLE;
}

#endif
