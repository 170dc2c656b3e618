vec2 pass_uv(Sample s) { return s.hit.is_surface ? s.surface.uv : vec2(NAN); }
