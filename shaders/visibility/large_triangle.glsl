// Triangles that cover many pixels, reach behind the eye or far outside the image. Edge values are held in double: a
// fixed-point edge that passes through a tile is below 2^53 there and therefore exact; one that does not keeps its sign.
#ifndef PLUMB_LARGE_TRIANGLE_GLSL
#define PLUMB_LARGE_TRIANGLE_GLSL
#include "visibility/cluster.glsl"

struct LargeTriangle {
    bool is_seen;
    ivec2 first, last;  // pixels, inclusive, inside the canvas
    ivec2 origin_px;    // edges count from the sample of this pixel
    dvec3 edge[3];      // value at the origin, step in x, step in y; inside is > 0
    bool owns_ties[3];
    dvec2 origin;
    DepthPlane plane;
};

/// Box of what lies in front of the near plane, in pixels.
void extend_box(inout dvec2 low, inout dvec2 high, dvec3 p, bool is_orthographic) {
    dvec2 xy = is_orthographic ? p.xy : p.xy / p.z;
    low = min(low, xy);
    high = max(high, xy);
}

void clipped_box(dvec3 p[3], double near, bool is_orthographic, out dvec2 low, out dvec2 high) {
    low = dvec2(1e30lf);
    high = dvec2(-1e30lf);
    for (int i = 0; i < 3; ++i) {
        dvec3 a = p[i], b = p[(i + 1) % 3];
        if (a.z >= near) extend_box(low, high, a, is_orthographic);
        if ((a.z >= near) != (b.z >= near)) {
            double t = (near - a.z) / (b.z - a.z);
            extend_box(low, high, dvec3(a.xy + (b.xy - a.xy) * t, near), is_orthographic);
        }
    }
}

/// Edge opposite to vertex i, from a to b.
dvec3 edge_through(Canvas canvas, ScreenVertex a, ScreenVertex b, ivec2 origin_px, double orientation,
                   bool is_orthographic) {
    if (a.is_snapped && b.is_snapped) {
        i64vec2 center = i64vec2(origin_px) * int64_t(SUBPIXELS) + i64vec2(canvas.sample_at);
        int64_t gx = -int64_t(b.snapped.y - a.snapped.y), gy = int64_t(b.snapped.x - a.snapped.x);
        int64_t value = gx * (center.x - int64_t(a.snapped.x)) + gy * (center.y - int64_t(a.snapped.y));
        return orientation * dvec3(double(value), double(gx * int64_t(SUBPIXELS)), double(gy * int64_t(SUBPIXELS)));
    }
    dvec3 h = homogeneous(a.p, is_orthographic), k = homogeneous(b.p, is_orthographic);
    dvec3 line = dvec3(h.y * k.z - h.z * k.y, h.z * k.x - h.x * k.z, h.x * k.y - h.y * k.x);
    dvec2 center = dvec2(origin_px) + sample_offset(canvas);
    return orientation * dvec3(line.x * center.x + line.y * center.y + line.z, line.x, line.y);
}

LargeTriangle large_triangle(Job job, ScreenTriangle t) {
    LargeTriangle large;
    ScreenVertex a = t.a, b = t.b, c = t.c;
    bool is_positive;
    if (are_snapped(t)) {
        int64_t area = snapped_area(a.snapped, b.snapped, c.snapped);
        is_positive = area > 0l;
        large.is_seen = area != 0l;
    } else {
        double area = homogeneous_area(homogeneous(a.p, job.is_orthographic), homogeneous(b.p, job.is_orthographic),
                                       homogeneous(c.p, job.is_orthographic));
        is_positive = area > 0.0lf;
        large.is_seen = area != 0.0lf;
    }
    large.is_seen = large.is_seen && !is_culled(job, is_positive);
    dvec2 low, high;
    clipped_box(dvec3[3](a.p, b.p, c.p), job.near_m, job.is_orthographic, low, high);
    dvec2 first = dvec2(job.canvas.first), end = dvec2(job.canvas.end);
    dvec2 aside = sample_offset(job.canvas) - 0.5lf;
    large.first = ivec2(clamp(floor(low - aside) - 1.0lf, first, end));
    large.last = ivec2(clamp(floor(high - aside) + 1.0lf, first - 1.0lf, end - 1.0lf));
    large.is_seen = large.is_seen && all(lessThanEqual(large.first, large.last));
    large.origin_px = ivec2(0);
    large.origin = dvec2(large.first) + sample_offset(job.canvas);
    double orientation = is_positive ? 1.0lf : -1.0lf;
    large.edge[0] = edge_through(job.canvas, b, c, large.origin_px, orientation, job.is_orthographic);
    large.edge[1] = edge_through(job.canvas, c, a, large.origin_px, orientation, job.is_orthographic);
    large.edge[2] = edge_through(job.canvas, a, b, large.origin_px, orientation, job.is_orthographic);
    for (int i = 0; i < 3; ++i)
        large.owns_ties[i] = large.edge[i].y > 0.0lf || (large.edge[i].y == 0.0lf && large.edge[i].z > 0.0lf);
    large.plane = depth_plane(a.p, b.p, c.p, large.origin, job.is_orthographic);
    return large;
}

/// The triangle of an entry of the tile queue.
ScreenTriangle queued_triangle(FrameRef frame, uint moment, Job job, uint reference) {
    Draw draw = Draws(frame.v.draws).v[job.draw];
    Primitive primitive = Primitives(frame.v.primitives).v[draw.primitive];
    InstanceMoment instance = instance_moments(frame, job.view, moment).v[draw.instance];
    uvec3 corners = triangle_corners(primitive, reference - draw.first_reference);
    Vertices positions = positions_of(frame, draw, primitive, job.view, moment);
    return ScreenTriangle(
        screen_vertex(instance.pixel_from_object, vertex_at(positions, corners.x), job.is_orthographic),
        screen_vertex(instance.pixel_from_object, vertex_at(positions, corners.y), job.is_orthographic),
        screen_vertex(instance.pixel_from_object, vertex_at(positions, corners.z), job.is_orthographic), reference);
}

/// The job of an entry of the tile queue.
Job job_of(FrameRef frame, RasterRef raster, TileWork work) {
    uint moment = raster.v.moment;
    CameraMoment camera = camera_at(frame, work.view, moment);
    Draw draw = draws_of(frame, work.view).v[work.draw];
    uint flags = instance_moments(frame, work.view, moment).v[draw.instance].flags;
    return Job(work.view, work.draw, draw.flags, camera.near_m, camera.far_m, camera.is_orthographic != 0u,
               (flags & INSTANCE_MIRRORED) != 0u,
               canvas_of(frame, raster, work.view, draw.instance));
}

double edge_at(dvec3 edge, dvec2 offset) { return edge.x + edge.y * offset.x + edge.z * offset.y; }

bool covers(LargeTriangle large, ivec2 pixel) {
    if (any(lessThan(pixel, large.first)) || any(greaterThan(pixel, large.last))) return false;
    for (int i = 0; i < 3; ++i) {
        double value = edge_at(large.edge[i], dvec2(pixel));
        if (value < 0.0lf || (value == 0.0lf && !large.owns_ties[i])) return false;
    }
    return true;
}

/// Whether nothing in a box of pixels can be covered, their centres or any other place.
bool misses_box(LargeTriangle large, ivec2 corner, ivec2 size) {
    for (int i = 0; i < 3; ++i) {
        dvec2 far = dvec2(corner) - 0.5lf + dvec2(large.edge[i].y > 0.0lf ? double(size.x) : 0.0lf,
                                                  large.edge[i].z > 0.0lf ? double(size.y) : 0.0lf);
        if (edge_at(large.edge[i], far) < 0.0lf) return true;
    }
    return false;
}

/// Puts the tiles that a large triangle may touch into the queue; false if it did not take all of them.
bool enqueue(RasterRef raster, Job job, LargeTriangle large, uint reference) {
    bool is_complete = true;
    ivec2 origin = job.canvas.first;
    ivec2 first = (large.first - origin) / int(TILE_SIZE), last = (large.last - origin) / int(TILE_SIZE);
    for (int y = first.y; y <= last.y; ++y)
        for (int x = first.x; x <= last.x; ++x) {
            if (misses_box(large, origin + ivec2(x, y) * int(TILE_SIZE), ivec2(TILE_SIZE))) continue;
            uint slot = atomicAdd(CountersRef(raster.v.counters).v.tile_count, 1u);
            if (slot >= raster.v.tile_capacity) {
                is_complete = false;
                break;
            }
            TileWorks(raster.v.tiles).v[slot] = TileWork(job.view, job.draw, reference, uint(x) | uint(y) << 16);
        }
    return is_complete;
}

#endif
