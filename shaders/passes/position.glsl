vec3 pass_position(Sample s) {
    if (!s.hit.is_surface) return vec3(NAN);
    InstanceMoment moment = instance_at(s.frame, s.hit.view, NOW, s.hit.draw.instance);
    return vec3(transform_point(moment.world_from_object, s.hit.object_point));
}
