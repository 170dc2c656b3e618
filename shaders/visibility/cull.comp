#version 460
// One thread a (view, cluster of a draw): lists the clusters that may touch the image, or, in an amodal
// run, the region of an instance of this round.
#include "geometry.glsl"
#include "visibility/region.glsl"
layout(local_size_x = 64) in;
layout(push_constant, scalar) uniform Push {
    FrameRef frame;
    RasterRef raster;
};

/// Whether a sphere lies wholly where plane . (p, 1) < 0.
bool is_outside(dvec4 plane, dvec3 center, double radius) {
    return dot(plane.xyz, center) + plane.w + radius * length(plane.xyz) < 0.0lf;
}

bool may_be_seen(InstanceMoment instance, CameraMoment camera, ivec2 first, ivec2 end, dvec3 center, double radius) {
    dvec4 x = dvec4(instance.pixel_from_object[0], instance.pixel_from_object[1], instance.pixel_from_object[2],
                    instance.pixel_from_object[3]);
    dvec4 y = dvec4(instance.pixel_from_object[4], instance.pixel_from_object[5], instance.pixel_from_object[6],
                    instance.pixel_from_object[7]);
    dvec4 z = dvec4(instance.pixel_from_object[8], instance.pixel_from_object[9], instance.pixel_from_object[10],
                    instance.pixel_from_object[11]);
    dvec4 w = camera.is_orthographic != 0u ? dvec4(0.0lf, 0.0lf, 0.0lf, 1.0lf) : z;
    if (is_outside(dvec4(z.xyz, z.w - camera.near_m), center, radius)) return false;
    if (!isinf(camera.far_m) && is_outside(dvec4(-z.xyz, camera.far_m - z.w), center, radius)) return false;
    return !is_outside(x - double(first.x) * w, center, radius) &&
           !is_outside(double(end.x) * w - x, center, radius) &&
           !is_outside(y - double(first.y) * w, center, radius) &&
           !is_outside(double(end.y) * w - y, center, radius);
}

/// Whether all triangles are seen from behind, by a margin far above the rounding of snapped vertices.
bool faces_away(InstanceMoments instance, DrawClusters cluster) {
    float cutoff = cluster.v[0].cone_cutoff;
    if (cutoff > 1.0) return false;
    dvec3 eye = dvec3(instance.v[0].eye[0], instance.v[0].eye[1], instance.v[0].eye[2]);
    vec3 away = instance.v[0].eye[3] != 0.0lf ? vec3(dvec3(cluster.v[0].center) - eye) : vec3(-eye);
    float radius = instance.v[0].eye[3] != 0.0lf ? cluster.v[0].radius : 0.0;
    float distance = length(away);
    return dot(away, cluster.v[0].cone_axis) >= cutoff * distance + radius + 1e-3 * (distance + radius);
}

void main() {
    uint index = gl_GlobalInvocationID.y * (gl_NumWorkGroups.x * 64u) + gl_GlobalInvocationID.x;
    if (index >= frame.v.draw_cluster_count * frame.v.view_count) return;
    uint view = index / frame.v.draw_cluster_count;
    uint item = index - view * frame.v.draw_cluster_count;
    DrawClusters cluster = DrawClusters(frame.v.draw_clusters + uint64_t(item) * DRAW_CLUSTER_BYTES);
    uint flags = flags_of(frame, view, cluster.v[0].draw, cluster.v[0].flags);
    if (raster.v.skips_blended != 0u && (flags & DRAW_BLENDED) != 0u) return;
    ivec2 first = ivec2(0), end = ivec2(frame.v.width, frame.v.height);
    if (raster.v.regions != 0ul) {
        AmodalRegion region = region_at(frame, raster, view, cluster.v[0].instance).v[0];
        if (region.round != raster.v.round) return;
        first = ivec2(region.first_x, region.first_y);
        end = ivec2(region.end_x, region.end_y);
    }
    if (raster.v.row_count != 0u) {
        first.y = int(raster.v.first_row);
        end.y = int(raster.v.first_row + raster.v.row_count);
    }
    first -= raster.v.sample_reach;
    end += raster.v.sample_reach;
    CameraMoment camera = camera_at(frame, view, raster.v.moment);
    if (camera.exists == 0u) return;
    InstanceMoments instance = instance_moment_at(frame, view, raster.v.moment, cluster.v[0].instance);
    if ((instance.v[0].flags & INSTANCE_VISIBLE) == 0u) return;
    if (cluster.v[0].first_posed_vertex == NO_POSE) {
        if ((flags & DRAW_DOUBLE_SIDED) == 0u && faces_away(instance, cluster)) return;
        if (!may_be_seen(instance.v[0], camera, first, end, dvec3(cluster.v[0].center), double(cluster.v[0].radius)))
            return;
    }
    uint slot = atomicAdd(CountersRef(raster.v.counters).v.work_count, 1u);
    Uints(raster.v.work).v[2u * slot] = view;
    Uints(raster.v.work).v[2u * slot + 1u] = item;
}
