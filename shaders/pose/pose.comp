#version 460
// Morphs and skins the vertices of one draw, for every view (z), moment and phase of it (y). Sums are double; results are
// floats relative to the instance's origin, so that far from the world's origin nothing is lost.
#include "geometry.glsl"
layout(local_size_x = 64) in;
layout(push_constant, scalar) uniform Push {
    FrameRef frame;
    PoseRef pose;
    PoseDraws draws;
    uint draw_index;
};

dvec3 morphed(PoseDraw draw, uint64_t base, uint64_t targets, uint stride, Floats weights, uint vertex) {
    Floats source = Floats(base);
    dvec3 sum = dvec3(source.v[vertex * stride], source.v[vertex * stride + 1u], source.v[vertex * stride + 2u]);
    if (targets == 0ul) return sum;
    for (uint i = 0u; i < draw.target_count; ++i) {
        double w = double(weights.v[i]);
        if (w != 0.0lf) sum += w * dvec3(Vec3s(targets + uint64_t(i) * draw.vertex_count * 12ul).v[vertex]);
    }
    return sum;
}

/// The vertex's blend of joint matrices, 3 rows of 4.
void blend(PoseDraw draw, Doubles joints, uint vertex, out double rows[12]) {
    for (uint k = 0u; k < 12u; ++k) rows[k] = draw.influences == 0u ? joints.v[k] : 0.0lf;
    for (uint i = 0u; i < draw.influences; ++i) {
        double w = double(Floats(draw.weights).v[vertex * draw.influences + i]);
        if (w == 0.0lf) continue;
        uint joint = uint(Shorts(draw.joints).v[vertex * draw.influences + i]);
        for (uint k = 0u; k < 12u; ++k) rows[k] += w * joints.v[joint * 12u + k];
    }
}

/// Inverse transpose up to a positive factor.
vec3 cofactor_times(double rows[12], vec3 n) {
    vec3 r0 = vec3(rows[0], rows[1], rows[2]), r1 = vec3(rows[4], rows[5], rows[6]), r2 = vec3(rows[8], rows[9], rows[10]);
    vec3 c0 = cross(r1, r2), c1 = cross(r2, r0), c2 = cross(r0, r1);
    vec3 result = vec3(dot(c0, n), dot(c1, n), dot(c2, n));
    return dot(r0, c0) < 0.0 ? -result : result;
}

vec3 unit(vec3 v) {
    float l = length(v);
    return l > 0.0 ? v / l : v;
}

void main() {
    uint vertex = gl_GlobalInvocationID.x;
    PoseDraw draw = draws.v[draw_index];
    if (vertex >= draw.vertex_count) return;
    uint moment = gl_WorkGroupID.y / frame.v.phase_count, phase = gl_WorkGroupID.y % frame.v.phase_count;
    uint view = gl_WorkGroupID.z;
    uint index = moment_index(frame, view, moment) * frame.v.phase_count + phase;
    Floats weights = Floats(pose.v.weights + (uint64_t(index) * pose.v.weight_count + draw.first_weight) * 4ul);
    Doubles joints = Doubles(pose.v.joints + (uint64_t(index) * pose.v.joint_count + draw.first_joint) * 96ul);
    double rows[12];
    bool is_skinned = draw.first_joint != NO_JOINT;
    if (is_skinned) blend(draw, joints, vertex, rows);

    dvec3 p = morphed(draw, draw.positions, draw.target_positions, 3u, weights, vertex);
    p = is_skinned ? transform_point(rows, p) : p - dvec3(draw.origin[0], draw.origin[1], draw.origin[2]);
    Vec3s(posed_positions(frame, view, moment, phase, draw.first_posed_vertex)).v[vertex] = vec3(p);
    if (moment != NOW) return;

    uint64_t now_at = first_posed(frame, view, phase, draw.first_posed_vertex) + vertex;
    if (draw.normals != 0ul && frame.v.posed_normals != 0ul) {
        vec3 n = unit(vec3(morphed(draw, draw.normals, draw.target_normals, 3u, weights, vertex)));
        if (is_skinned) n = unit(cofactor_times(rows, n));
        Vec3s(frame.v.posed_normals + now_at * 12ul).v[0] = n;
    }
    if (draw.tangents != 0ul && frame.v.posed_tangents != 0ul) {
        vec3 t = vec3(morphed(draw, draw.tangents, draw.target_tangents, 4u, weights, vertex));
        if (is_skinned) t = vec3(transform_direction(rows, dvec3(t)));
        Vec4s(frame.v.posed_tangents + now_at * 16ul).v[0] = vec4(unit(t), Floats(draw.tangents).v[vertex * 4u + 3u]);
    }
}
