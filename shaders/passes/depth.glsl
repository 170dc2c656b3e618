float pass_depth(Sample s) {
    if (!s.hit.is_surface) return INFINITE;
    // A ray that starts sideways or backwards has its length in the word, see Hit.
    return HAS_LENS != 0u ? float(s.hit.ray.z * double(s.hit.depth_m)) : s.hit.depth_m;
}
