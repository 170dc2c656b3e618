uint pass_semantic(Sample s) { return s.hit.is_surface ? s.hit.instance.semantic : 0u; }
