vec2 pass_flow_backward(Sample s) { return s.previous.flow_px; }
