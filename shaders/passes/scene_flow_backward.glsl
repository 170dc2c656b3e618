vec3 pass_scene_flow_backward(Sample s) { return s.previous.scene_flow_m; }
