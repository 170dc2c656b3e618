uint pass_material(Sample s) { return s.hit.is_surface ? s.hit.draw.material_id : 0u; }
