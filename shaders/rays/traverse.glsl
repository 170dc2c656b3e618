// The walk of one ray through both levels. What it does at a triangle depends on the ray's kind, which
// is a constant where it is called: each kind becomes a walk of its own.
#ifndef PLUMB_TRAVERSE_GLSL
#define PLUMB_TRAVERSE_GLSL
#include "material.glsl"
#include "rays/fork.glsl"
#include "rays/stack.glsl"

const uint RAY_CULLS_BACK = 1u;      // passes the back of what is not double-sided, as a camera does
const uint RAY_SKIPS_BLENDED = 2u;   // passes blended and transmitting surfaces: policy `through`
const uint RAY_TAKES_ANY = 4u;       // is content with the first surface it finds, near or far
const uint RAY_FADES = 8u;           // counts the light that blended surfaces let through
const uint RAY_IS_EXACT = 16u;       // decides in double precision

/// A ray on its way, in the camera frame.
struct RayPath {
    dvec3 origin, direction;
    float t_min, t_max;
    double exact_min, exact_max;  // of what is exact
    uint excluded;                // reference of the one triangle that is not met
    uint moment;                  // slot of the instant at which the scene is met
};

/// What a ray has met so far.
struct RayHit {
    float t;         // metres along a unit direction
    uint reference;  // NO_REFERENCE: nothing
    uint draw;
    vec3 weights;    // of the triangle's corners
    bool is_back;
    uvec3 fading;    // RAY_FADES: minus the binary logarithm of what is let through, in 1/65536
};
const uint NO_REFERENCE = 0xFFFFFFFFu;
const uint FADED_OUT = 32u << 16;  // 2^-32

#ifdef PLUMB_ROLLING
#include "rays/rolling.glsl"
#endif
#include "rays/meet.glsl"

Entered entered(FrameRef frame, uint view, RayPath path, uint64_t place) {
    RayDraw draw = RayDraws(place).v[0];
    Entered drawn;
    drawn.place = place;
    drawn.flags = draw.flags;
    double matrix[12] = draw.matrix;
#ifdef PLUMB_ROLLING
    matrix = matrix_in_row(frame, view, path.moment, draw);
    drawn.matrix = matrix;
    pose_in_row(path.moment, draw, drawn);
#endif
    dvec3 origin = path.origin;
    drawn.direction = vec3(path.direction);
    if (!is_flat(drawn)) {
        origin = transform_point(matrix, path.origin);
        drawn.direction = vec3(transform_direction(matrix, path.direction));
    }
    drawn.origin = vec3(origin);
    drawn.origin_rest = vec3(origin - dvec3(drawn.origin));
    return drawn;
}

void walk(FrameRef frame, uint view, RayPath path, uint kind, inout RayHit hit) {
    RayView seen = RayViews(frame.v.ray_views).v[view * frame.v.ray_moment_count + path.moment];
#ifdef PLUMB_ROLLING
    path = path_in_middle(frame, view, path);
#endif
    Slabs outer = slabs_of(vec3(path.origin), vec3(path.direction)), slabs = outer;
    uint64_t nodes = seen.nodes, triangles = 0ul;
    Entered drawn;
    drawn.flags = 0u;
    uint floor_height = 0u, current = 0u;
    clear_stack();
    bool is_inside_draw = false, is_done = false;
    // Two loops, so that neither runs more often than every device allows; each node is met once, so both end.
    for (uint round = 0u; round < 65535u && !is_done; ++round)
        for (uint turn = 0u; turn < 65535u && !is_done; ++turn) {
            if ((current & BVH_LEAF) == 0u) {
                Fork fork = fork_at(nodes, current, slabs, drawn, path.t_min, hit.t);
                bool meets_0 = fork.entries.x >= 0.0, meets_1 = fork.entries.y >= 0.0;
                // A ray that any surface stops gains nothing from an order: telling it costs more than it saves.
                bool is_ordered = (kind & RAY_TAKES_ANY) == 0u;
                bool is_0_first = meets_0 && (!meets_1 || !is_ordered || fork.entries.x <= fork.entries.y);
                current = is_0_first ? fork.children.x : (meets_1 ? fork.children.y : BVH_NOTHING);
                if (meets_0 && meets_1) push(is_0_first ? fork.children.y : fork.children.x);
            }
            // In the same turn, as lanes that are at a leaf would otherwise wait while others are at a node.
            if ((current & BVH_LEAF) != 0u && current != BVH_NOTHING) {
                if (!is_inside_draw) {
                    drawn = entered(frame, view, path, seen.draws + uint64_t(current & ~BVH_LEAF) * RAY_DRAW_BYTES);
                    bool is_passed = (kind & RAY_SKIPS_BLENDED) != 0u && (drawn.flags & DRAW_BLENDED) != 0u;
                    slabs = slabs_of(drawn.origin, drawn.direction);
                    nodes = RayDraws(drawn.place).v[0].nodes;
                    triangles = RayDraws(drawn.place).v[0].triangles;
                    is_inside_draw = true;
                    floor_height = stack_height();
                    current = is_passed ? BVH_NOTHING : 0u;
                } else {
                    uint64_t place = triangles + uint64_t(current & ~BVH_LEAF) * BVH_TRIANGLE_BYTES;
                    current = meet(frame, view, path, kind, drawn, place, hit) ? BVH_NOTHING : current + 1u;
                    if ((kind & RAY_TAKES_ANY) != 0u) is_done = hit.reference != NO_REFERENCE;
                }
            }
            if (current == BVH_NOTHING) {
                if (is_inside_draw && stack_height() == floor_height) {
                    is_inside_draw = false;
                    drawn.flags = 0u;
                    slabs = outer;
                    nodes = seen.nodes;
                }
                current = pop();
                if (current == BVH_NOTHING) is_done = true;
            }
        }
}

#endif
