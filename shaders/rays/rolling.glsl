// Rays of one row of a view whose rows are exposed one after the other. Trees stand in the frame of the camera as it is in
// the middle of the read-out, with boxes around all that their draws do meanwhile.
#ifndef PLUMB_RAYS_ROLLING_GLSL
#define PLUMB_RAYS_ROLLING_GLSL

/// A ray of the row's camera in that frame.
RayPath path_in_middle(FrameRef frame, uint view, RayPath path) {
    Rows middle_from_row = row_of(frame, view, path.moment);
    path.origin = point_by(middle_from_row, path.origin);
    path.direction = direction_by(middle_from_row, path.direction);
    return path;
}

/// The inverse of an affine matrix.
Rows inverse_of(Rows m) {
    dvec3 a = dvec3(m.v[0], m.v[4], m.v[8]), b = dvec3(m.v[1], m.v[5], m.v[9]), c = dvec3(m.v[2], m.v[6], m.v[10]);
    dvec3 t = dvec3(m.v[3], m.v[7], m.v[11]), rows[3] = dvec3[3](cross(b, c), cross(c, a), cross(a, b));
    double determinant = dot(a, rows[0]);
    Rows r;
    for (int i = 0; i < 3; ++i) {
        rows[i] /= determinant;
        r.v[4 * i] = rows[i].x;
        r.v[4 * i + 1] = rows[i].y;
        r.v[4 * i + 2] = rows[i].z;
        r.v[4 * i + 3] = -dot(rows[i], t);
    }
    return r;
}

/// RayDraw::matrix as the row sees it.
double[12] matrix_in_row(FrameRef frame, uint view, uint moment, RayDraw draw) {
    uint instance = Draws(frame.v.draws).v[draw.draw].instance;
    RollingPose pose = rolling_pose(frame, view, moment, instance);
    if (pose.is_moving == 0u) return draw.matrix;
    Rows middle = rows_of(instance_moments(frame, view, moment).v[instance].pixel_from_object);
    Rows placed = pose_at(middle, pose, looked_at[moment]);
    if ((draw.flags & RAY_DRAW_FLAT) != 0u) return placed.v;
    return inverse_of(placed).v;
}

/// Where the corners of a posed draw are as the row sees them.
void pose_in_row(uint moment, RayDraw draw, inout Entered drawn) {
    drawn.share = abs(looked_at[moment]);
    drawn.to_edge = 0ul;
    if (drawn.share != 0.0lf) drawn.to_edge = uint64_t(phase_of(moment)) * draw.phase_stride * BVH_TRIANGLE_BYTES;
}

/// Takes the corners of the triangle at a place, as they are in the middle, to where the row sees them.
void move_to_row(Entered drawn, uint64_t place, inout vec3 corners[3]) {
    if (drawn.to_edge == 0ul) return;
    Words edge = Words(place + drawn.to_edge);
    vec2 p0 = unpacked(edge.v[0]), p1 = unpacked(edge.v[1]), p2 = unpacked(edge.v[2]), p3 = unpacked(edge.v[3]);
    corners[0] = on_the_way(corners[0], vec3(p0, p1.x), drawn.share);
    corners[1] = on_the_way(corners[1], vec3(p1.y, p2), drawn.share);
    corners[2] = on_the_way(corners[2], vec3(p3, unpacked(edge.v[4]).x), drawn.share);
}

#endif
