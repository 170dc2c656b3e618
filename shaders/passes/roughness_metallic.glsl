vec2 pass_roughness_metallic(Sample s) {
    return s.hit.is_surface ? vec2(s.surface.roughness, s.surface.metallic) : vec2(0.0);
}
