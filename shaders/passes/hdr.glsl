vec4 pass_hdr(Sample s) { return vec4(s.radiance, 1.0); }
