#version 460
// One thread a (view, cluster of a draw): lists the clusters that may touch the image.
#include "geometry.glsl"
layout(local_size_x = 64) in;
layout(push_constant, scalar) uniform Push { RasterRef raster; };

/// Whether a sphere lies wholly where plane . (p, 1) < 0.
bool is_outside(dvec4 plane, dvec3 center, double radius) {
    return dot(plane.xyz, center) + plane.w + radius * length(plane.xyz) < 0.0lf;
}

bool may_be_seen(Frame frame, InstanceMoment instance, CameraMoment camera, Cluster cluster) {
    dvec4 x = dvec4(instance.pixel_from_object[0], instance.pixel_from_object[1], instance.pixel_from_object[2],
                    instance.pixel_from_object[3]);
    dvec4 y = dvec4(instance.pixel_from_object[4], instance.pixel_from_object[5], instance.pixel_from_object[6],
                    instance.pixel_from_object[7]);
    dvec4 z = dvec4(instance.pixel_from_object[8], instance.pixel_from_object[9], instance.pixel_from_object[10],
                    instance.pixel_from_object[11]);
    dvec4 w = camera.is_orthographic != 0u ? dvec4(0.0lf, 0.0lf, 0.0lf, 1.0lf) : z;
    dvec3 center = dvec3(cluster.center);
    double radius = double(cluster.radius);
    if (is_outside(dvec4(z.xyz, z.w - camera.near_m), center, radius)) return false;
    if (!isinf(camera.far_m) && is_outside(dvec4(-z.xyz, camera.far_m - z.w), center, radius)) return false;
    return !is_outside(x, center, radius) && !is_outside(double(frame.width) * w - x, center, radius) &&
           !is_outside(y, center, radius) && !is_outside(double(frame.height) * w - y, center, radius);
}

void main() {
    Frame frame = FrameRef(raster.v.frame).v;
    uint index = gl_GlobalInvocationID.y * (gl_NumWorkGroups.x * 64u) + gl_GlobalInvocationID.x;
    if (index >= frame.draw_cluster_count * frame.view_count) return;
    uint view = index / frame.draw_cluster_count;
    uint item = index - view * frame.draw_cluster_count;
    DrawCluster draw_cluster = DrawClusters(frame.draw_clusters).v[item];
    Draw draw = Draws(frame.draws).v[draw_cluster.draw];
    if (raster.v.skips_blended != 0u && (draw.flags & DRAW_BLENDED) != 0u) return;
    CameraMoment camera = camera_at(frame, view, raster.v.moment);
    if (camera.exists == 0u) return;
    InstanceMoment instance = instance_moments(frame, view, raster.v.moment).v[draw.instance];
    if ((instance.flags & INSTANCE_VISIBLE) == 0u) return;
    if (draw.first_posed_vertex == NO_POSE &&
        !may_be_seen(frame, instance, camera, Clusters(frame.clusters).v[draw_cluster.cluster]))
        return;
    uint slot = atomicAdd(CountersRef(raster.v.counters).v.work_count, 1u);
    Uints(raster.v.work).v[2u * slot] = view;
    Uints(raster.v.work).v[2u * slot + 1u] = item;
}
