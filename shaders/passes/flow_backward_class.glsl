uint pass_flow_backward_class(Sample s) { return class_by_sight(s.frame, s.hit, s.previous, s.previous_sight); }
