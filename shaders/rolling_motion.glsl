// At which instant another image, read out row by row, sees the point of a hit.
#ifndef PLUMB_ROLLING_MOTION_GLSL
#define PLUMB_ROLLING_MOTION_GLSL

/// The point of a hit in object or pose space, in a phase of another moment.
dvec3 point_in_phase(FrameRef frame, Hit hit, uint moment, uint phase) {
    uint64_t posed = posed_positions(frame, hit.view, moment, phase, hit.draw.first_posed_vertex);
    return weighted(own_vertices(posed), hit.corners, hit.weights);
}

/// Lets the other moment be looked at as the row is exposed in which the point of a hit is seen then.
/// @return  whether there is such a row
bool look_where_it_is(FrameRef frame, CameraMoment here, Hit hit, uint moment) {
    if (!hit.is_surface && is_dark(hit)) return true;
    RollingPoint point;
    point.to_top = dvec3(0.0lf);
    point.to_bottom = dvec3(0.0lf);
    point.is_infinite = hit.is_surface ? 0u : 1u;
    if (hit.is_surface) {
        point.carrier = rolling_pose(frame, hit.view, moment, hit.draw.instance);
        point.middle = rows_of(instance_moments(frame, hit.view, moment).v[hit.draw.instance].pixel_from_object);
        point.point = hit.object_point;
        if (hit.draw.first_posed_vertex != NO_POSE) {
            point.point = point_in_phase(frame, hit, moment, PHASE_MIDDLE);
            point.to_top = point_in_phase(frame, hit, moment, PHASE_TOP) - point.point;
            point.to_bottom = point_in_phase(frame, hit, moment, PHASE_BOTTOM) - point.point;
        }
    } else {
        point.carrier = rolling_camera(frame, hit.view, moment).environment;
        point.middle = environment_rows(Cameras(frame.v.cameras).v[moment_index(frame, hit.view, moment)]);
        point.point = direction_by(inverse_of_rigid(environment_rows(here)), hit.ray);
    }
    return look_at_point(frame, hit.view, moment, point);
}

#endif
