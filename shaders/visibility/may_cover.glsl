// A first look at a triangle in single precision: most triangles of a dense mesh cover no pixel centre or are seen from
// behind, and that can be told without the exact arithmetic as long as every doubt counts as "may".
#ifndef PLUMB_MAY_COVER_GLSL
#define PLUMB_MAY_COVER_GLSL
#include "visibility/cluster.glsl"

/// Error of one row of a rough transform, relative to largest * |p| + largest_constant: four products and sums, the
/// rounding of the coefficients, and room to spare.
const float ROUGH_ERROR = 16.0 / 16777216.0;

/// Whether a triangle surely leaves a place outside, given that its corners are off by at most `margin`.
bool surely_misses(vec2 s[3], vec2 place, float orientation, float margin) {
    for (int k = 0; k < 3; ++k) {
        vec2 a = s[(k + 1) % 3] - place, edge = s[(k + 2) % 3] - s[(k + 1) % 3];
        float value = (a.x * edge.y - a.y * edge.x) * orientation;
        if (value < -4.0 * margin * (abs(edge.x) + abs(edge.y) + abs(a.x) + abs(a.y) + 2.0 * margin)) return true;
    }
    return false;
}

bool may_cover(Cluster cluster, uint i) {
    Job job = cluster.job;
    float rows[12] = cluster.rough;
    ClusterTriangle triangle = ClusterTriangles(cluster.triangles).v[i];
    Vec3s positions = Vec3s(cluster.positions);
    vec3 v[3] = vec3[3](positions.v[triangle.corners[0]], positions.v[triangle.corners[1]],
                        positions.v[triangle.corners[2]]);
    vec3 extent = max(max(abs(v[0]), abs(v[1])), abs(v[2]));
    float error = ROUGH_ERROR * (cluster.largest * max(max(extent.x, extent.y), extent.z) + cluster.largest_constant);
    vec2 s[3];
    float nearest = 1.0;
    for (int k = 0; k < 3; ++k) {
        vec3 h = vec3(rows[0] * v[k].x + rows[1] * v[k].y + rows[2] * v[k].z + rows[3],
                      rows[4] * v[k].x + rows[5] * v[k].y + rows[6] * v[k].z + rows[7],
                      rows[8] * v[k].x + rows[9] * v[k].y + rows[10] * v[k].z + rows[11]);
        float w = job.is_orthographic ? 1.0 : h.z;
        s[k] = h.xy * (1.0 / w);
        nearest = k == 0 ? w : min(nearest, w);
    }
    // Behind the eye, or so close to its plane that the error matters: no claim can be made.
    if (!(nearest > 64.0 * error) && !job.is_orthographic) return true;
    vec2 low = min(min(s[0], s[1]), s[2]), high = max(max(s[0], s[1]), s[2]);
    vec2 farthest = max(abs(low), abs(high));
    float size = max(farthest.x, farthest.y);
    // Quotient of two values that are each off by `error`, its own rounding, and the snapping to 1/256 px.
    float margin = 2.0 * error * (1.0 + size) / nearest + size * (4.0 / 16777216.0) + 1.0 / 256.0;
    if (!(margin < 0.25)) return true;
    vec2 offset = vec2(job.canvas.sample_at) / 256.0;
    vec2 first = max(ceil(low - offset - margin), vec2(job.canvas.first));
    vec2 last = min(floor(high - offset + margin), vec2(job.canvas.end) - 1.0);
    if (any(lessThan(last, first))) return false;
    vec2 u = s[1] - s[0], w = s[2] - s[0];
    float area = u.x * w.y - u.y * w.x;
    float doubt = 4.0 * margin * (abs(u.x) + abs(u.y) + abs(w.x) + abs(w.y) + 2.0 * margin);
    if (abs(area) <= doubt) return true;
    if (is_culled(job, area > 0.0)) return false;
    return first != last || !surely_misses(s, first + offset, sign(area), margin);
}

#endif
