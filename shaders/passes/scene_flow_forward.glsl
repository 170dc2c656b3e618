vec3 pass_scene_flow_forward(Sample s) { return s.next.scene_flow_m; }
