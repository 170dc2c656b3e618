vec3 pass_emission(Sample s) { return s.hit.is_surface ? s.surface.emission : vec3(0.0); }
