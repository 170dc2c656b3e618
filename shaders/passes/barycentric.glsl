vec2 pass_barycentric(Sample s) { return s.hit.is_surface ? vec2(s.hit.weights.yz) : vec2(NAN); }
