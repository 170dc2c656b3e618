// A box without extent along an axis has its only place in the middle.
vec3 pass_object_position(Sample s) {
    if (!s.hit.is_surface) return vec3(NAN);
    dvec3 rest = weighted(own_vertices(s.hit.primitive.positions), s.hit.corners, s.hit.weights);
    dvec3 size = dvec3(s.hit.instance.rest_size);
    dvec3 offset = rest - dvec3(s.hit.instance.rest_min);
    return vec3(size.x > 0.0lf ? float(offset.x / size.x) : 0.5, size.y > 0.0lf ? float(offset.y / size.y) : 0.5,
                size.z > 0.0lf ? float(offset.z / size.z) : 0.5);
}
