// A node of a tree, and which of its two children a ray goes on to.
#ifndef PLUMB_RAYS_FORK_GLSL
#define PLUMB_RAYS_FORK_GLSL
#include "rays/triangle.glsl"

struct Fork {
    uvec2 children;
    vec2 entries;  // where the ray enters their boxes, see entry(); negative for BVH_NOTHING, too
};

/// @param drawn  whose tree it is; of the upper one something that is not flat
Fork fork_at(uint64_t nodes, uint index, Slabs slabs, Entered drawn, float t_min, float t_max) {
    Words node = Words(nodes + uint64_t(index) * BVH_NODE_BYTES);
    vec2 p0 = unpacked(node.v[0]), p1 = unpacked(node.v[1]), p2 = unpacked(node.v[2]);
    vec2 q0 = unpacked(node.v[3]), q1 = unpacked(node.v[4]), q2 = unpacked(node.v[5]);
    vec3 lower_0 = vec3(p0, p1.x), upper_0 = vec3(p1.y, p2), lower_1 = vec3(q0, q1.x), upper_1 = vec3(q1.y, q2);
    Fork fork;
    fork.children = unpackUint2x32(node.v[6]);
    if (is_flat(drawn)) {
        fork.entries = vec2(entry_moved(slabs, MATRIX_OF(drawn), lower_0, upper_0, t_min, t_max),
                            entry_moved(slabs, MATRIX_OF(drawn), lower_1, upper_1, t_min, t_max));
    } else {
        fork.entries = vec2(entry(slabs, lower_0, upper_0, t_min, t_max), entry(slabs, lower_1, upper_1, t_min, t_max));
    }
    if (fork.children.x == BVH_NOTHING) fork.entries.x = -1.0;
    if (fork.children.y == BVH_NOTHING) fork.entries.y = -1.0;
    return fork;
}

#endif
