#version 460
// One workgroup an entry of the tile queue: walks a large triangle over 64 x 64 pixels.
#include "visibility/large_triangle.glsl"
layout(local_size_x_id = 1) in;  // 64; 8, one group of lanes, on the software device
layout(constant_id = 0) const uint HAS_CUT_OUTS = 1u;
layout(push_constant, scalar) uniform Push {
    FrameRef frame;
    RasterRef raster;
};

#include "visibility/put.glsl"

void main() {
    uint index = gl_WorkGroupID.y * gl_NumWorkGroups.x + gl_WorkGroupID.x;
    if (index >= min(CountersRef(raster.v.counters).v.tile_count, raster.v.tile_capacity)) return;
    TileWork work = TileWorks(raster.v.tiles).v[index];
    Job job = job_of(frame, raster, work);
    ScreenTriangle t = queued_triangle(frame, raster.v.moment, job, work.reference);
    LargeTriangle large = large_triangle(job, t);
    ivec2 tile = job.canvas.first + ivec2(work.tile & 0xFFFFu, work.tile >> 16) * int(TILE_SIZE);
    for (int block = 0; block < 64; ++block) {
        ivec2 corner = tile + 8 * ivec2(block & 7, block >> 3);
        if (misses_box(large, corner, ivec2(8))) continue;
        for (uint i = gl_LocalInvocationIndex; i < 64u; i += gl_WorkGroupSize.x) {
            ivec2 pixel = corner + ivec2(i & 7u, i >> 3);
            if (covers(large, pixel))
                put(job, t, pixel,
                    depth_at(large.plane, dvec2(pixel) + sample_offset(job.canvas) - large.origin, job.is_orthographic));
        }
    }
}
