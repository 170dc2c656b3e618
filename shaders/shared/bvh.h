// Two levels of bounding volumes that rays walk: one a primitive in its own space, one a view over the draws in it.
#ifndef PLUMB_SHARED_BVH_H
#define PLUMB_SHARED_BVH_H
#include "shared/layout.h"
PLUMB_SHARED_BEGIN

/// The boxes of two children. A child is an index of a node; or, with BVH_LEAF, of the first of a leaf's triangles (of
/// a draw in the upper level); or BVH_NOTHING. Node 0 is the root. Shaders read pairs of numbers, see InstanceMoment.
struct BvhNode {
    vec3 lower_0, upper_0;
    vec3 lower_1, upper_1;
    uint child_0, child_1;
};
const uint BVH_NODE_BYTES = 56u;
const uint BVH_LEAF = 0x80000000u;
const uint BVH_NOTHING = 0xFFFFFFFFu;

/// Levels of either tree, at most; what a ray must remember on its way down.
const uint BVH_MOST_LEVELS = 32u;

/// A triangle in the order of the leaves.
struct BvhTriangle {
    vec3 a, b, c;
    uint index;  // in the primitive; with BVH_LEAF: the last one of its leaf
};
const uint BVH_TRIANGLE_BYTES = 40u;

/// A draw in reach of the rays of a view.
struct RayDraw {
    double matrix[12];   // 3 rows of 4: object_from_camera; for RAY_DRAW_FLAT camera_from_object
    uint64_t nodes;      // BvhNode
    uint64_t triangles;  // BvhTriangle
    uint draw;
    uint flags;  // of the draw, and RAY_DRAW_ bits
    uint first_reference;
    uint phase_stride;  // posed: triangles from one phase to the next, see Frame; 0 for others, and of a single phase
};
const uint RAY_DRAW_BYTES = 128u;
const uint RAY_DRAW_MIRRORED = 16u;
const uint RAY_DRAW_FLAT = 32u;  // its matrix has no inverse: boxes are taken to the ray, not the ray to the boxes

/// What rays of one view can meet at one of its moments.
struct RayView {
    uint64_t nodes;  // BvhNode, camera frame
    uint64_t draws;  // RayDraw
};

/// The tree of a skinned or morphed draw: its shape is that of the rest pose, its boxes are made anew for each view.
struct PosedBvh {
    uint64_t nodes;      // BvhNode: the children; boxes of the rest pose
    uint64_t triangles;  // ClusterTriangle in the order of the leaves; `index` as in BvhTriangle
    uint first_node;     // into the nodes of a view, see Refit
    uint first_triangle;
    uint first_posed_vertex;
    uint padding;
};

/// One node to be made anew.
struct RefitItem {
    uint tree;  // PosedBvh
    uint node;
};

/// What the passes that make posed trees anew work on.
struct Refit {
    uint64_t trees;      // PosedBvh
    uint64_t items;      // RefitItem, by height above the leaves
    uint64_t nodes;      // BvhNode, [view][ray moment][node]
    uint64_t triangles;  // BvhTriangle, [view][ray moment][phase][triangle]
    uint node_count;     // of one view and moment
    uint triangle_count;  // of one phase
};

PLUMB_SHARED_END
#endif
