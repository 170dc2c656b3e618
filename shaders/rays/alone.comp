#version 460
// One thread a pixel of the canvas: which instances does its ray meet if each of them is alone? Nothing hides anything,
// and of each the first surface that is found will do. A run before, MEASURES, finds out how far instances reach: it only
// looks at the boxes of their draws.
#include "rays/camera_path.glsl"
#include "rays/traverse.glsl"
#include "shared/alone.h"
#include "visibility/region.glsl"
PLUMB_ARRAY(CanvasReaches, CanvasReach);
layout(local_size_x = CANVAS_TILE, local_size_y = CANVAS_TILE) in;
layout(constant_id = 0) const uint MEASURES = 0u;
layout(push_constant, scalar) uniform Push {
    FrameRef frame;
    uint64_t reaches;  // CanvasReach, [view][instance]
    uint64_t tiles;    // uint, [view][row][column]: whether a ray through the tile comes to a box
    uint64_t regions;  // AmodalRegion, [view][instance]
    uint round;        // of those regions
    uint first_tile_row;
};
const uint KIND = RAY_IS_EXACT | RAY_CULLS_BACK | RAY_TAKES_ANY;

/// A pixel of the canvas, whose place in it is `at`.
struct Spot {
    uint view;
    uvec2 at;
    uint64_t tile;  // Uints
};

uint64_t entry_of(Spot spot, uint instance) { return uint64_t(spot.view) * frame.v.instance_count + instance; }

void extend_reach(Spot spot, uint instance) {
    CanvasReaches reach = CanvasReaches(reaches + entry_of(spot, instance) * CANVAS_REACH_BYTES);
    if (reach.v[0].not_x_min < ~spot.at.x) atomicMax(reach.v[0].not_x_min, ~spot.at.x);
    if (reach.v[0].not_y_min < ~spot.at.y) atomicMax(reach.v[0].not_y_min, ~spot.at.y);
    if (reach.v[0].x_end <= spot.at.x) atomicMax(reach.v[0].x_end, spot.at.x + 1u);
    if (reach.v[0].y_end <= spot.at.y) atomicMax(reach.v[0].y_end, spot.at.y + 1u);
    Uints(spot.tile).v[0] = 1u;
}

/// The pixel in an instance's region.
struct Bit {
    uint64_t word;
    uint mask;
    bool is_open;  // asked for in this round, and not set yet
};

Bit bit_of(Spot spot, uint instance) {
    AmodalRegion region = AmodalRegions(regions + entry_of(spot, instance) * AMODAL_REGION_BYTES).v[0];
    ivec2 pixel = ivec2(spot.at) - ivec2(frame.v.width, frame.v.height);
    ivec2 first = ivec2(region.first_x, region.first_y), end = ivec2(region.end_x, region.end_y);
    Bit bit = Bit(0ul, 0u, false);
    if (region.round != round || any(lessThan(pixel, first)) || any(greaterThanEqual(pixel, end))) return bit;
    uvec2 at = uvec2(pixel - region_origin(first));
    bit.word = region.bits + (uint64_t(at.y) * region_row_words(first, end) + (at.x >> 5)) * 4ul;
    bit.mask = 1u << (at.x & 31u);
    bit.is_open = (Uints(bit.word).v[0] & bit.mask) == 0u;
    return bit;
}

/// As walk() of rays/traverse.glsl, through everything in reach.
void walk_through(Spot spot, RayPath path) {
    RayView seen = RayViews(frame.v.ray_views).v[spot.view * frame.v.ray_moment_count + path.moment];
#ifdef PLUMB_ROLLING
    path = path_in_middle(frame, spot.view, path);
#endif
    Slabs outer = slabs_of(vec3(path.origin), vec3(path.direction)), slabs = outer;
    uint64_t nodes = seen.nodes, triangles = 0ul;
    Entered drawn;
    drawn.flags = 0u;
    Bit bit;
    uint stack[2u * BVH_MOST_LEVELS + 1u];
    uint height = 0u, floor_height = 0u, current = 0u;
    bool is_inside_draw = false, is_done = false;
    for (uint turns = 0u; turns < 65535u && !is_done; ++turns)
        for (uint turn = 0u; turn < 65535u && !is_done; ++turn) {
            uint other = BVH_NOTHING;
            if ((current & BVH_LEAF) == 0u) {
                Fork fork = fork_at(nodes, current, slabs, drawn, path.t_min, path.t_max);
                bool meets_0 = fork.entries.x >= 0.0, meets_1 = fork.entries.y >= 0.0;
                current = meets_0 ? fork.children.x : (meets_1 ? fork.children.y : BVH_NOTHING);
                if (meets_0 && meets_1) other = fork.children.y;
            }
            // Stored by every thread, whether it counts or not: the software device stores lane by lane, each behind a
            // branch, which it guesses wrong half of the time if some lanes store and others do not.
            stack[height] = other;
            if (other != BVH_NOTHING) ++height;
            if ((current & BVH_LEAF) != 0u && current != BVH_NOTHING) {
                if (!is_inside_draw) {
                    uint64_t place = seen.draws + uint64_t(current & ~BVH_LEAF) * RAY_DRAW_BYTES;
                    uint instance = Draws(frame.v.draws).v[RayDraws(place).v[0].draw].instance;
                    current = BVH_NOTHING;
                    if (MEASURES != 0u) {
                        extend_reach(spot, instance);
                    } else {
                        bit = bit_of(spot, instance);
                        if (bit.is_open) {
                            drawn = entered(frame, spot.view, path, place);
                            slabs = slabs_of(drawn.origin, drawn.direction);
                            nodes = RayDraws(place).v[0].nodes;
                            triangles = RayDraws(place).v[0].triangles;
                            is_inside_draw = true;
                            floor_height = height;
                            current = 0u;
                        }
                    }
                } else {
                    RayHit hit = nothing_before(path.t_max);
                    uint64_t place = triangles + uint64_t(current & ~BVH_LEAF) * BVH_TRIANGLE_BYTES;
                    current = meet(frame, spot.view, path, KIND, drawn, place, hit) ? BVH_NOTHING : current + 1u;
                    if (hit.reference != NO_REFERENCE) {
                        atomicOr(Uints(bit.word).v[0], bit.mask);
                        height = floor_height;
                        current = BVH_NOTHING;
                    }
                }
            }
            if (current == BVH_NOTHING) {
                if (is_inside_draw && height == floor_height) {
                    is_inside_draw = false;
                    drawn.flags = 0u;
                    slabs = outer;
                    nodes = seen.nodes;
                }
                is_done = height == 0u;
                if (!is_done) current = stack[--height];
            }
        }
}

/// Whether a place shows a direction that no other place of the canvas shows. A panorama goes around once, with the image in
/// the middle, and ends at the poles.
bool is_shown_once(uint view, dvec2 at) {
    if (HAS_LENS == 0u) return true;
    Lens lens = lens_at(frame, view, NOW);
    if (lens.model != LENS_EQUIRECTANGULAR) return true;
    double aside = at.x - 0.5lf * double(frame.v.width), half_turn = 0.5lf * lens_turn_px(lens);
    return aside >= -half_turn && aside < half_turn && abs(at.y - lens.cy) <= right_angle() * lens.fy;
}

void main() {
    uvec2 tile = gl_WorkGroupID.xy + uvec2(0u, first_tile_row), size = 3u * uvec2(frame.v.width, frame.v.height);
    uvec2 tile_count = (size + (CANVAS_TILE - 1u)) / CANVAS_TILE;
    Spot spot;
    spot.view = gl_WorkGroupID.z;
    spot.at = tile * CANVAS_TILE + gl_LocalInvocationID.xy;
    spot.tile = tiles + ((uint64_t(spot.view) * tile_count.y + tile.y) * tile_count.x + tile.x) * 4ul;
    if (any(greaterThanEqual(spot.at, size)) || (MEASURES == 0u && Uints(spot.tile).v[0] == 0u)) return;
    dvec2 at = dvec2(spot.at) - dvec2(frame.v.width, frame.v.height) + 0.5lf;
    look_at_row(frame, spot.view, at.y);
    RayPath path = path_through(frame, spot.view, camera_at(frame, spot.view, NOW), at);
    if (path.direction != dvec3(0.0lf) && is_shown_once(spot.view, at)) walk_through(spot, path);
}
