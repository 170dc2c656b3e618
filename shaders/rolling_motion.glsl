// At which instant another image, read out row by row, sees the point of a hit.
#ifndef PLUMB_ROLLING_MOTION_GLSL
#define PLUMB_ROLLING_MOTION_GLSL

/// Lets the other moment be looked at as the row is exposed in which the point of a hit is seen then.
/// @return  whether there is such a row
bool look_where_it_is(FrameRef frame, CameraMoment here, Hit hit, uint moment) {
    if (hit.is_surface) {
        Rows carrier = rows_of(instance_moments(frame, hit.view, moment).v[hit.draw.instance].pixel_from_object);
        return look_at_point(frame, hit.view, moment, rolling_pose(frame, hit.view, moment, hit.draw.instance), carrier,
                             point_at(frame, hit, moment), false);
    }
    if (is_dark(hit)) return true;
    Rows carrier = environment_rows(Cameras(frame.v.cameras).v[moment_index(frame, hit.view, moment)]);
    return look_at_point(frame, hit.view, moment, rolling_camera(frame, hit.view, moment).environment, carrier,
                         direction_by(inverse_of_rigid(environment_rows(here)), hit.ray), true);
}

#endif
