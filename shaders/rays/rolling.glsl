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

#endif
