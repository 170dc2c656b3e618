// Coverage of one triangle on the pixel grid: fixed point with 8 sub-pixel bits and the top-left rule where both ends
// of an edge can be snapped, homogeneous double precision where one lies behind the eye or far outside. The choice is
// made edge by edge from the edge's own ends, so two triangles that share an edge always agree on it.
#ifndef PLUMB_SCREEN_TRIANGLE_GLSL
#define PLUMB_SCREEN_TRIANGLE_GLSL
#include "geometry.glsl"

const int SUBPIXELS = 256;
const double GUARD_PX = 524288.0lf;  // beyond it a vertex is not snapped; keeps 64-bit edges exact

struct ScreenVertex {
    dvec3 p;       // (X, Y, z), see InstanceMoment
    ivec2 snapped; // 1/256 px
    bool is_snapped;
};

ScreenVertex screen_vertex(const double pixel_from_object[12], vec3 position, bool is_orthographic) {
    ScreenVertex vertex;
    vertex.p = transform_point(pixel_from_object, dvec3(position));
    vertex.snapped = ivec2(0);
    vertex.is_snapped = is_orthographic || vertex.p.z > 0.0lf;
    if (vertex.is_snapped) {
        dvec2 xy = is_orthographic ? vertex.p.xy : vertex.p.xy / vertex.p.z;
        vertex.is_snapped = abs(xy.x) < GUARD_PX && abs(xy.y) < GUARD_PX;
        dvec2 nearest = floor(xy * double(SUBPIXELS) + 0.5lf);
        if (vertex.is_snapped) vertex.snapped = ivec2(whole(nearest.x), whole(nearest.y));
    }
    return vertex;
}

/// Twice the signed area in 1/256 px, y down: negative for what is counter-clockwise as glTF sees it, that is, front.
int64_t snapped_area(ivec2 a, ivec2 b, ivec2 c) {
    i64vec2 u = i64vec2(b) - i64vec2(a), v = i64vec2(c) - i64vec2(a);
    return u.x * v.y - u.y * v.x;
}

/// det(h0, h1, h2): the same sign convention for vertices anywhere, also behind the eye.
double homogeneous_area(dvec3 h0, dvec3 h1, dvec3 h2) {
    return dot(h0, dvec3(h1.y * h2.z - h1.z * h2.y, h1.z * h2.x - h1.x * h2.z, h1.x * h2.y - h1.y * h2.x));
}

/// Depth over the image: 1 / depth (perspective) or depth (orthographic) is linear in the pixel.
struct DepthPlane {
    double numerator;    // perspective: depth = numerator / (slope . offset + base)
    dvec2 slope;         // orthographic: depth = slope . offset + base
    double base;
};

/// @param origin  pixel coordinates from which offsets count; near the triangle, for the sake of tiny ones
DepthPlane depth_plane(dvec3 p0, dvec3 p1, dvec3 p2, dvec2 origin, bool is_orthographic) {
    DepthPlane plane;
    if (is_orthographic) {
        dvec3 u = p1 - p0, v = p2 - p0;
        dvec3 n = dvec3(u.y * v.z - u.z * v.y, u.z * v.x - u.x * v.z, u.x * v.y - u.y * v.x);
        plane.numerator = 1.0lf;
        plane.slope = -n.xy / n.z;
        plane.base = p0.z + plane.slope.x * (origin.x - p0.x) + plane.slope.y * (origin.y - p0.y);
    } else {
        dvec3 a = dvec3(p0.xy - origin * p0.z, p0.z), b = dvec3(p1.xy - origin * p1.z, p1.z),
              c = dvec3(p2.xy - origin * p2.z, p2.z);
        dvec3 u = b - a, v = c - a;
        dvec3 n = dvec3(u.y * v.z - u.z * v.y, u.z * v.x - u.x * v.z, u.x * v.y - u.y * v.x);
        plane.numerator = n.x * a.x + n.y * a.y + n.z * a.z;
        plane.slope = n.xy;
        plane.base = n.z;
    }
    return plane;
}

double depth_at(DepthPlane plane, dvec2 offset, bool is_orthographic) {
    double value = plane.slope.x * offset.x + plane.slope.y * offset.y + plane.base;
    return is_orthographic ? value : plane.numerator / value;
}

/// Barycentric weights of the three vertices at a place of the image, perspective-correct.
dvec3 barycentrics_at(dvec3 p0, dvec3 p1, dvec3 p2, dvec2 pixel, bool is_orthographic) {
    dvec3 h0 = homogeneous(p0, is_orthographic), h1 = homogeneous(p1, is_orthographic),
          h2 = homogeneous(p2, is_orthographic);
    dvec2 a = h0.xy - pixel * h0.z, b = h1.xy - pixel * h1.z, c = h2.xy - pixel * h2.z;
    dvec3 e = dvec3(b.x * c.y - b.y * c.x, c.x * a.y - c.y * a.x, a.x * b.y - a.y * b.x);
    double sum = e.x + e.y + e.z;
    return sum != 0.0lf ? e / sum : dvec3(1.0lf, 0.0lf, 0.0lf);
}

#endif
