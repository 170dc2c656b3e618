float pass_depth(Sample s) { return s.hit.is_surface ? s.hit.depth_m : INFINITE; }
