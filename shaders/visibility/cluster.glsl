// A workgroup's share of the rasterizer: the vertices of one cluster in shared memory, and what each of its triangles
// needs to be walked over the pixel grid.
#ifndef PLUMB_CLUSTER_GLSL
#define PLUMB_CLUSTER_GLSL
#include "visibility/screen_triangle.glsl"
#include "material.glsl"

const uint GROUP = 64u;
const int SMALL_PX = 64;        // up to this extent edges fit 32 bits
const int ALONE_PX = 128;       // boxes up to this area are walked by one thread

shared dvec3 shared_p[64];
shared ivec2 shared_snapped[64];
shared uint shared_is_snapped[64];

struct Job {
    Frame frame;
    CameraMoment camera;
    Draw draw;
    Primitive primitive;
    uint view;
    bool is_orthographic;
    bool is_mirrored;
};

/// A triangle all of whose vertices are snapped and whose box is at most SMALL_PX wide and high.
struct SmallTriangle {
    ivec2 first, last;  // pixels, inclusive
    ivec3 edge;         // at the centre of `first`; inside is >= 0, ties already decided
    ivec3 step_x, step_y;
    uint triangle;      // in the primitive
};

bool is_culled(Job job, bool is_positive_area) {
    return (job.draw.flags & DRAW_DOUBLE_SIDED) == 0u && is_positive_area != job.is_mirrored;
}

/// Edges of a small triangle with the top-left rule folded in: a tie belongs to the side where x grows inward, or,
/// for horizontal edges, y does.
void set_edges(inout SmallTriangle small, ivec2 s[3], int orientation) {
    ivec2 center = small.first * SUBPIXELS + SUBPIXELS / 2;
    for (int i = 0; i < 3; ++i) {
        ivec2 a = s[(i + 1) % 3], b = s[(i + 2) % 3];
        int gx = -(b.y - a.y) * orientation, gy = (b.x - a.x) * orientation;
        int tie = gx > 0 || (gx == 0 && gy > 0) ? 0 : -1;
        small.edge[i] = gx * (center.x - a.x) + gy * (center.y - a.y) + tie;
        small.step_x[i] = gx * SUBPIXELS;
        small.step_y[i] = gy * SUBPIXELS;
    }
}

ScreenVertex shared_vertex(uint i) { return ScreenVertex(shared_p[i], shared_snapped[i], shared_is_snapped[i] != 0u); }

/// Local vertices of the cluster's i-th triangle.
uvec3 cluster_corner(Job job, Cluster cluster, uint i) {
    uint packed = Uints(job.frame.cluster_triangles).v[cluster.first_packed + i];
    return uvec3(packed, packed >> 8, packed >> 16) & 255u;
}

Job job_of(RasterRef raster, uint view, uint draw) {
    Job job;
    job.frame = FrameRef(raster.v.frame).v;
    job.view = view;
    job.camera = camera_at(job.frame, view, raster.v.moment);
    job.is_orthographic = job.camera.is_orthographic != 0u;
    job.draw = Draws(job.frame.draws).v[draw];
    job.primitive = Primitives(job.frame.primitives).v[job.draw.primitive];
    uint flags = instance_moments(job.frame, view, raster.v.moment).v[job.draw.instance].flags;
    job.is_mirrored = (flags & INSTANCE_MIRRORED) != 0u;
    return job;
}

/// Each thread transforms one vertex of the cluster. A barrier must follow.
void transform_cluster(RasterRef raster, Job job, Cluster cluster) {
    uint thread = gl_LocalInvocationIndex;
    if (thread >= cluster.vertex_count) return;
    InstanceMoment instance = instance_moments(job.frame, job.view, raster.v.moment).v[job.draw.instance];
    Vec3s positions = positions_of(job.frame, job.draw, job.primitive, job.view, raster.v.moment);
    uint index = Uints(job.frame.cluster_vertices).v[cluster.first_vertex + thread];
    ScreenVertex vertex = screen_vertex(instance.pixel_from_object, positions.v[index], job.is_orthographic);
    shared_p[thread] = vertex.p;
    shared_snapped[thread] = vertex.snapped;
    shared_is_snapped[thread] = vertex.is_snapped ? 1u : 0u;
}

#endif
