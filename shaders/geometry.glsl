// Vertices of a triangle at one moment of one view, in pixels and in space. Everything that decides a label is double
// and free of contraction, so that shared edges are watertight and no bit depends on the shader it is compiled into.
#ifndef PLUMB_GEOMETRY_GLSL
#define PLUMB_GEOMETRY_GLSL
#include "access.glsl"

// The software device converts a number to int lane by lane, in seven instructions each. Added to such a constant, a
// whole number stands in the low bits of the sum.

/// A whole number of less than 2^31.
int whole(double d) { return int(unpackDouble2x32(d + 6755399441055744.0lf).x); }

/// A whole number of less than 2^22.
int whole(float f) { return floatBitsToInt(f + 12582912.0) - floatBitsToInt(12582912.0); }

uint moment_index(FrameRef frame, uint view, uint moment) { return view * frame.v.moment_count + moment; }

InstanceMoments instance_moments(FrameRef frame, uint view, uint moment) {
    return InstanceMoments(frame.v.instance_moments + uint64_t(moment_index(frame, view, moment)) *
                                                          frame.v.instance_count * INSTANCE_MOMENT_BYTES);
}

/// The moment of one instance.
InstanceMoments instance_moment_at(FrameRef frame, uint view, uint moment, uint instance) {
    uint64_t first = uint64_t(moment_index(frame, view, moment)) * frame.v.instance_count;
    return InstanceMoments(frame.v.instance_moments + (first + instance) * INSTANCE_MOMENT_BYTES);
}

Lens lens_at(FrameRef frame, uint view, uint moment) {
    return Lenses(frame.v.lenses).v[moment_index(frame, view, moment)];
}

#ifdef PLUMB_ROLLING  // rows are exposed one after the other: what follows depends on the row
#include "rolling.glsl"
#else
CameraMoment camera_at(FrameRef frame, uint view, uint moment) {
    return Cameras(frame.v.cameras).v[moment_index(frame, view, moment)];
}

/// The moment of one instance, by value.
InstanceMoment instance_at(FrameRef frame, uint view, uint moment, uint instance) {
    return instance_moments(frame, view, moment).v[instance];
}

/// Says at which height of the image the shot's own moment is looked at, px: of a whole row its middle.
void look_at_row(FrameRef frame, uint view, double y) {}
#endif

/// All draws with the materials of a view's variant.
Draws draws_of(FrameRef frame, uint view) {
    if (frame.v.draw_sets == 0ul) return Draws(frame.v.draws);
    uint64_t first = uint64_t(Uints(frame.v.draw_sets).v[view]) * frame.v.draw_count;
    return Draws(frame.v.draws + first * DRAW_BYTES);
}

/// Flags of a draw in a view.
/// @param default_flags  those of the first set
uint flags_of(FrameRef frame, uint view, uint draw, uint default_flags) {
    return frame.v.draw_sets == 0ul ? default_flags : draws_of(frame, view).v[draw].flags;
}

#include "vertices.glsl"

/// rows * (position, 1).
dvec3 transform_point(const double rows[12], dvec3 p) {
    return dvec3(rows[0] * p.x + rows[1] * p.y + rows[2] * p.z + rows[3],
                 rows[4] * p.x + rows[5] * p.y + rows[6] * p.z + rows[7],
                 rows[8] * p.x + rows[9] * p.y + rows[10] * p.z + rows[11]);
}

/// rows * (direction, 0).
dvec3 transform_direction(const double rows[12], dvec3 d) {
    return dvec3(rows[0] * d.x + rows[1] * d.y + rows[2] * d.z, rows[4] * d.x + rows[5] * d.y + rows[6] * d.z,
                 rows[8] * d.x + rows[9] * d.y + rows[10] * d.z);
}

/// (X, Y, w) of a point given as (X, Y, z): it is seen at (X, Y) / w.
dvec3 homogeneous(dvec3 pixel_and_z, bool is_orthographic) {
    return is_orthographic ? dvec3(pixel_and_z.xy, 1.0lf) : pixel_and_z;
}

#endif
