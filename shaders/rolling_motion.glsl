// At which instant another image, read out row by row, sees the point of a hit.
#ifndef PLUMB_ROLLING_MOTION_GLSL
#define PLUMB_ROLLING_MOTION_GLSL

/// Lets the other moment be looked at as the row is exposed in which the point of a hit is seen then.
/// @return  whether there is such a row
bool look_where_it_is(FrameRef frame, CameraMoment here, Hit hit, uint moment) {
    if (!hit.is_surface && is_dark(hit)) return true;
    RollingPose pose;
    Rows carrier;
    dvec3 point;
    if (hit.is_surface) {
        pose = rolling_pose(frame, hit.view, moment, hit.draw.instance);
        carrier = rows_of(instance_moments(frame, hit.view, moment).v[hit.draw.instance].pixel_from_object);
        point = point_at(frame, hit, moment);
    } else {
        pose = rolling_camera(frame, hit.view, moment).environment;
        carrier = environment_rows(Cameras(frame.v.cameras).v[moment_index(frame, hit.view, moment)]);
        point = direction_by(inverse_of_rigid(environment_rows(here)), hit.ray);
    }
    return look_at_point(frame, hit.view, moment, pose, carrier, point, !hit.is_surface);
}

#endif
