vec3 pass_normal(Sample s) { return s.hit.is_surface ? s.surface.normal : vec3(0.0); }
