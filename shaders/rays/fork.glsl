// Where a ray that wants to know of everything goes on from a node, in no order.
#ifndef PLUMB_RAYS_FORK_GLSL
#define PLUMB_RAYS_FORK_GLSL
#include "rays/traverse.glsl"

/// The children of a node whose boxes a ray touches, BVH_NOTHING for others.
/// @param drawn  whose tree it is; of the upper one something that is not flat
uvec2 touched(uint64_t nodes, uint index, Slabs slabs, RayPath path, Entered drawn) {
    Words node = Words(nodes + uint64_t(index) * BVH_NODE_BYTES);
    vec2 p0 = unpacked(node.v[0]), p1 = unpacked(node.v[1]), p2 = unpacked(node.v[2]);
    vec2 q0 = unpacked(node.v[3]), q1 = unpacked(node.v[4]), q2 = unpacked(node.v[5]);
    vec3 lower_0 = vec3(p0, p1.x), upper_0 = vec3(p1.y, p2), lower_1 = vec3(q0, q1.x), upper_1 = vec3(q1.y, q2);
    if (is_flat(drawn)) {
        move_box(MATRIX_OF(drawn), lower_0, upper_0);
        move_box(MATRIX_OF(drawn), lower_1, upper_1);
    }
    uvec2 children = unpackUint2x32(node.v[6]);
    bool touches_0 = entry(slabs, lower_0, upper_0, path.t_min, path.t_max) >= 0.0;
    bool touches_1 = entry(slabs, lower_1, upper_1, path.t_min, path.t_max) >= 0.0;
    return uvec2(touches_0 ? children.x : BVH_NOTHING, touches_1 ? children.y : BVH_NOTHING);
}

#endif
