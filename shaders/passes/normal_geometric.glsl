vec3 pass_normal_geometric(Sample s) {
    return s.hit.is_surface ? geometric_normal(s.frame, s.camera, s.hit) : vec3(0.0);
}
