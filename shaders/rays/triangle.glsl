// One triangle against one ray. Corners are taken relative to the ray's origin, which is held in two numbers, so that nothing is
// lost far out; an edge's value changes only its sign with the direction it is walked in, so that two triangles that
// share an edge leave no gap.
#ifndef PLUMB_RAY_TRIANGLE_GLSL
#define PLUMB_RAY_TRIANGLE_GLSL
#include "rays/slabs.glsl"

/// Where a ray meets a triangle's plane.
struct Crossing {
    bool is_inside;
    bool is_back;   // the side that glTF calls back is seen
    float t;
    vec3 weights;   // of the corners
};

/// A draw as a ray sees it that has entered its space.
struct Entered {
    vec3 origin, origin_rest;  // their sum is the origin to 48 bits
    vec3 direction;
    uint64_t place;  // RayDraw
    uint flags;
#ifdef PLUMB_ROLLING
    double matrix[12];  // as RayDraw::matrix, for the row that the ray belongs to
    uint64_t to_edge;   // bytes from a triangle to itself in the phase of the edge; 0 where corners are as they are stored
    double share;       // of the way there
#endif
};

#ifdef PLUMB_ROLLING
#define MATRIX_OF(drawn) (drawn).matrix
#else
#define MATRIX_OF(drawn) RayDraws((drawn).place).v[0].matrix
#endif

bool is_flat(Entered drawn) { return (drawn.flags & RAY_DRAW_FLAT) != 0u; }

/// A corner in the space in which the ray is, relative to the ray's origin: off by two roundings of the result.
vec3 from_origin(Entered drawn, vec3 corner) {
    if (is_flat(drawn))
        return vec3(transform_point(MATRIX_OF(drawn), dvec3(corner)) - dvec3(drawn.origin)) -
               drawn.origin_rest;
    return (corner - drawn.origin) - drawn.origin_rest;
}

/// Whether what is positive is seen from behind: the winding of what is flattened is told by its mirror bit alone.
bool is_seen_from_behind(Entered drawn, bool is_positive) {
    return is_positive != (is_flat(drawn) && (drawn.flags & RAY_DRAW_MIRRORED) != 0u);
}

/// Values of the edges opposite to each corner.
vec3 edges_of(vec3 direction, vec3 a, vec3 b, vec3 c) {
    return vec3(dot(direction, cross(b, c)), dot(direction, cross(c, a)), dot(direction, cross(a, b)));
}

Crossing crossing(Entered drawn, vec3 corners[3]) {
    vec3 a = from_origin(drawn, corners[0]), b = from_origin(drawn, corners[1]), c = from_origin(drawn, corners[2]);
    vec3 d = drawn.direction;
    vec3 e = edges_of(d, a, b, c);
    float sum = e.x + e.y + e.z;
    Crossing result;
    result.is_inside = (all(greaterThanEqual(e, vec3(0.0))) || all(lessThanEqual(e, vec3(0.0)))) && sum != 0.0;
    result.is_back = is_seen_from_behind(drawn, sum > 0.0);
    result.weights = e / sum;
    result.t = dot(a * result.weights.x + b * result.weights.y + c * result.weights.z, d) / dot(d, d);
    return result;
}

/// Whether a ray surely passes a triangle by: false for whatever single precision cannot tell.
bool surely_passes(Entered drawn, vec3 corners[3]) {
    vec3 a = from_origin(drawn, corners[0]), b = from_origin(drawn, corners[1]), c = from_origin(drawn, corners[2]);
    vec3 e = edges_of(drawn.direction, a, b, c);
    float la = length(a), lb = length(b), lc = length(c);
    vec3 doubt = BOX_MARGIN * length(drawn.direction) * vec3(lb * lc, lc * la, la * lb);
    return any(greaterThan(e, doubt)) && any(lessThan(e, -doubt));
}

dvec3 cross_of(dvec3 a, dvec3 b) { return dvec3(a.y * b.z - b.y * a.z, a.z * b.x - b.z * a.x, a.x * b.y - b.x * a.y); }
double dot_of(dvec3 a, dvec3 b) { return a.x * b.x + a.y * b.y + a.z * b.z; }

/// The same in double precision from the ray in the camera frame: what decides a label.
struct ExactCrossing {
    bool is_inside;
    bool is_back;
    double t;
    dvec3 weights;
};

ExactCrossing exact_crossing(Entered drawn, dvec3 ray_origin, dvec3 ray_direction, vec3 corners[3]) {
    double matrix[12] = MATRIX_OF(drawn);
    dvec3 o = ray_origin, d = ray_direction, p[3];
    for (int i = 0; i < 3; ++i) p[i] = dvec3(corners[i]);
    if (is_flat(drawn)) {
        for (int i = 0; i < 3; ++i) p[i] = transform_point(matrix, p[i]);
    } else {
        o = transform_point(matrix, o);
        d = transform_direction(matrix, d);
    }
    dvec3 a = p[0] - o, b = p[1] - o, c = p[2] - o;
    dvec3 e = dvec3(dot_of(d, cross_of(b, c)), dot_of(d, cross_of(c, a)), dot_of(d, cross_of(a, b)));
    double sum = e.x + e.y + e.z;
    dvec3 n = cross_of(b - a, c - a);
    ExactCrossing result;
    result.is_inside = (all(greaterThanEqual(e, dvec3(0.0lf))) || all(lessThanEqual(e, dvec3(0.0lf)))) && sum != 0.0lf;
    result.is_back = is_seen_from_behind(drawn, sum > 0.0lf);
    result.weights = e / sum;
    result.t = dot_of(n, a) / dot_of(n, d);
    return result;
}

#endif
