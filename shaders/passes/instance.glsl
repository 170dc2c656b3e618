uint pass_instance(Sample s) { return s.hit.is_surface ? s.hit.instance.id : 0u; }
