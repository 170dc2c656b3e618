// The moments of views whose rows are exposed one after the other, each at the instant that this thread looks at.
#ifndef PLUMB_ROLLING_GLSL
#define PLUMB_ROLLING_GLSL

double looked_at[3] = double[3](0.0lf, 0.0lf, 0.0lf);  // instants of the moments, see shared/rolling.h
Rows row_from_middle;  // of the camera at NOW

RollingCamera rolling_camera(FrameRef frame, uint view, uint moment) {
    return RollingCameras(frame.v.rolling_cameras).v[moment_index(frame, view, moment)];
}

RollingPose rolling_pose(FrameRef frame, uint view, uint moment, uint instance) {
    uint64_t first = uint64_t(moment_index(frame, view, moment)) * frame.v.instance_count;
    return RollingPoses(frame.v.rolling_poses + (first + instance) * ROLLING_POSE_BYTES).v[0];
}

Rows rows_of(const double rows[12]) {
    Rows r;
    for (int i = 0; i < 12; ++i) r.v[i] = rows[i];
    return r;
}

Rows environment_rows(CameraMoment camera) {
    Rows r;
    for (int i = 0; i < 3; ++i) {
        for (int k = 0; k < 3; ++k) r.v[4 * i + k] = camera.camera_from_environment[3 * i + k];
        r.v[4 * i + 3] = 0.0lf;
    }
    return r;
}

/// middle_from_row of a moment's camera.
Rows row_of(FrameRef frame, uint view, uint moment) {
    return row_pose(rolling_camera(frame, view, moment).camera, looked_at[moment]);
}

void look_at_row(FrameRef frame, uint view, double y) {
    looked_at[NOW] = instant_of(y, double(frame.v.height));
    row_from_middle = inverse_of_rigid(row_of(frame, view, NOW));
}

CameraMoment camera_at(FrameRef frame, uint view, uint moment) {
    CameraMoment camera = Cameras(frame.v.cameras).v[moment_index(frame, view, moment)];
    RollingCamera rolling = rolling_camera(frame, view, moment);
    if ((rolling.camera.is_moving | rolling.environment.is_moving) == 0u) return camera;
    Rows middle_from_row = row_pose(rolling.camera, looked_at[moment]);
    Rows turned = product_of(inverse_of_rigid(middle_from_row),
                             pose_at(environment_rows(camera), rolling.environment, looked_at[moment]));
    for (int i = 0; i < 3; ++i)
        for (int k = 0; k < 3; ++k) camera.camera_from_environment[3 * i + k] = turned.v[4 * i + k];
    Rows world_from_row = product_of(rows_of(camera.world_from_camera), middle_from_row);
    for (int i = 0; i < 12; ++i) camera.world_from_camera[i] = world_from_row.v[i];
    return camera;
}

/// Packs a matrix up to a factor, its largest number 1, as write_directions() of the host does.
void pack_direction(dvec3 rows[3], out uint64_t words[5]) {
    double largest = 0.0lf;
    for (int i = 0; i < 3; ++i) largest = max(largest, max(abs(rows[i].x), max(abs(rows[i].y), abs(rows[i].z))));
    double scale = largest > 0.0lf ? 1.0lf / largest : 0.0lf;
    float v[10];
    for (int i = 0; i < 9; ++i) v[i] = float(rows[i / 3][i % 3] * scale);
    v[9] = 0.0;
    for (int i = 0; i < 5; ++i) words[i] = packUint2x32(uvec2(floatBitsToUint(v[2 * i]), floatBitsToUint(v[2 * i + 1])));
}

/// By value, as a row of the moment sees it.
InstanceMoment instance_at(FrameRef frame, uint view, uint moment, uint instance) {
    InstanceMoment result = instance_moments(frame, view, moment).v[instance];
    RollingPose pose = rolling_pose(frame, view, moment, instance);
    RollingPose camera = rolling_camera(frame, view, moment).camera;
    if ((pose.is_moving | camera.is_moving) == 0u) return result;
    Rows from_object = pose_at(rows_of(result.pixel_from_object), pose, looked_at[moment]);
    if (pose.is_moving != 0u) {
        CameraMoment middle = Cameras(frame.v.cameras).v[moment_index(frame, view, moment)];
        result.world_from_object = product_of(rows_of(middle.world_from_camera), from_object).v;
    }
    Rows m = product_of(inverse_of_rigid(row_pose(camera, looked_at[moment])), from_object);
    result.pixel_from_object = m.v;
    dvec3 rows[3], across[3];
    for (int i = 0; i < 3; ++i) rows[i] = dvec3(m.v[4 * i], m.v[4 * i + 1], m.v[4 * i + 2]);
    double side = (result.flags & INSTANCE_MIRRORED) != 0u ? -1.0lf : 1.0lf;
    for (int i = 0; i < 3; ++i) across[i] = cross(rows[(i + 1) % 3], rows[(i + 2) % 3]) * side;
    pack_direction(across, result.camera_from_normal);
    pack_direction(rows, result.camera_from_tangent);
    return result;
}

/// Finds the instant at which a moment exposes a point; without one its middle is looked at. @return  whether there is one
/// @param followed  at that moment; all but its camera
bool look_at_point(FrameRef frame, uint view, uint moment, RollingPoint followed) {
    followed.camera = rolling_camera(frame, view, moment).camera;
    Lens lens = lens_at(frame, view, moment);
    Exposed exposed = exposed_at(lens, followed, double(frame.v.height));
    if (!sight_at(lens, followed, exposed.instant).place.is_seen) exposed = never_exposed();
    looked_at[moment] = exposed.instant;
    return exposed.is_known;
}

#endif
