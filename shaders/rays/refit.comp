#version 460
// One thread a node of one height of the trees of posed draws, for every view and moment (z): boxes of its children, from
// their posed triangles or from their own boxes, which a pass before has made.
#include "rays/slabs.glsl"
layout(local_size_x = 64) in;
layout(push_constant, scalar) uniform Push {
    FrameRef frame;
    RefitRef refit;
    uint first_item, item_count;
};

struct Bounds {
    vec3 lower, upper;
};

/// Where the trees of a view are made anew at one of its moments.
struct Slot {
    uint view, moment;
    uint64_t triangles;  // BvhTriangle, [phase][triangle]
};

/// Copies a leaf's triangles in the poses of all phases. @return  the box around them
Bounds pose_leaf(PosedBvh tree, Slot slot, uint first) {
    Bounds bounds = Bounds(vec3(uintBitsToFloat(0x7F800000u)), vec3(-uintBitsToFloat(0x7F800000u)));
    for (uint phase = 0u; phase < frame.v.phase_count; ++phase) {
        Vec3s positions = Vec3s(posed_positions(frame, slot.view, slot.moment, phase, tree.first_posed_vertex));
        uint64_t triangles =
            slot.triangles + (uint64_t(phase) * refit.v.triangle_count + tree.first_triangle) * BVH_TRIANGLE_BYTES;
        for (uint i = first; i < first + 8u; ++i) {
            ClusterTriangle triangle = ClusterTriangles(tree.triangles + uint64_t(i) * CLUSTER_TRIANGLE_BYTES).v[0];
            vec3 a = positions.v[triangle.corners[0]], b = positions.v[triangle.corners[1]],
                 c = positions.v[triangle.corners[2]];
            BvhTriangles(triangles + uint64_t(i) * BVH_TRIANGLE_BYTES).v[0] = BvhTriangle(a, b, c, triangle.index);
            bounds.lower = min(bounds.lower, min(a, min(b, c)));
            bounds.upper = max(bounds.upper, max(a, max(b, c)));
            if ((triangle.index & BVH_LEAF) != 0u) break;
        }
    }
    float margin = BOX_MARGIN * largest_of(max(abs(bounds.lower), abs(bounds.upper)));
    return Bounds(bounds.lower - margin, bounds.upper + margin);
}

Bounds around(uint64_t nodes, uint index) {
    BvhNode node = BvhNodes(nodes + uint64_t(index) * BVH_NODE_BYTES).v[0];
    if (node.child_1 == BVH_NOTHING) return Bounds(node.lower_0, node.upper_0);
    return Bounds(min(node.lower_0, node.lower_1), max(node.upper_0, node.upper_1));
}

void main() {
    uint index = (gl_WorkGroupID.y * gl_NumWorkGroups.x + gl_WorkGroupID.x) * 64u + gl_LocalInvocationIndex;
    if (index >= item_count) return;
    uint number = gl_WorkGroupID.z;
    RefitItem item = RefitItems(refit.v.items).v[first_item + index];
    PosedBvh tree = PosedBvhs(refit.v.trees).v[item.tree];
    uint64_t nodes = refit.v.nodes + (uint64_t(number) * refit.v.node_count + tree.first_node) * BVH_NODE_BYTES;
    Slot slot;
    slot.view = number / frame.v.ray_moment_count;
    slot.moment = number % frame.v.ray_moment_count;
    slot.triangles = refit.v.triangles +
                     uint64_t(number * frame.v.phase_count) * refit.v.triangle_count * BVH_TRIANGLE_BYTES;
    BvhNode node = BvhNodes(tree.nodes + uint64_t(item.node) * BVH_NODE_BYTES).v[0];
    uint children[2] = uint[2](node.child_0, node.child_1);
    Bounds bounds[2];
    for (int i = 0; i < 2; ++i) {
        bounds[i] = Bounds(vec3(0.0), vec3(0.0));
        if (children[i] == BVH_NOTHING) continue;
        if ((children[i] & BVH_LEAF) != 0u)
            bounds[i] = pose_leaf(tree, slot, children[i] & ~BVH_LEAF);
        else
            bounds[i] = around(nodes, children[i]);
    }
    BvhNodes(nodes + uint64_t(item.node) * BVH_NODE_BYTES).v[0] =
        BvhNode(bounds[0].lower, bounds[0].upper, bounds[1].lower, bounds[1].upper, node.child_0, node.child_1);
}
