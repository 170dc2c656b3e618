uint pass_triangle(Sample s) { return s.hit.is_surface ? s.hit.draw.first_triangle + s.hit.triangle : 0xFFFFFFFFu; }
