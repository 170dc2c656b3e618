// The ray of a camera through a place of its image.
#ifndef PLUMB_CAMERA_PATH_GLSL
#define PLUMB_CAMERA_PATH_GLSL
#include "hit.glsl"
#include "rays/rays.glsl"

/// Its direction is 0 where the lens sees nothing.
RayPath path_through(FrameRef frame, uint view, CameraMoment camera, dvec2 at) {
    RayPath path;
    path.origin = dvec3(0.0lf);
    path.direction = ray_at(frame, camera, view, at);  // so that depth is its parameter
    if (camera.is_orthographic != 0u) {
        path.origin = dvec3(path.direction.xy, 0.0lf);
        path.direction = dvec3(0.0lf, 0.0lf, 1.0lf);
    }
    path.exact_min = camera.near_m;
    path.exact_max = camera.far_m;
    path.t_min = float(camera.near_m) * (1.0 - BOX_MARGIN);
    path.t_max = float(camera.far_m);
    path.excluded = NO_REFERENCE;
    path.moment = NOW;
    return path;
}

#endif
