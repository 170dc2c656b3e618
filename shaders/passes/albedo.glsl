vec3 pass_albedo(Sample s) { return s.hit.is_surface ? s.surface.base_color.rgb : vec3(0.0); }
