uint pass_flow_forward_class(Sample s) { return class_by_sight(s.frame, s.hit, s.next, s.next_sight); }
