vec2 pass_flow_forward(Sample s) { return s.next.flow_px; }
