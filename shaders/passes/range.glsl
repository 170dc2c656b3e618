float pass_range(Sample s) {
    if (!s.hit.is_surface) return INFINITE;
    dvec3 ray = ray_of(s.camera, s.hit);
    double z = double(s.hit.depth_m);
    if (s.camera.is_orthographic != 0u) return float(sqrt(ray.x * ray.x + ray.y * ray.y + z * z));
    return float(z * sqrt(ray.x * ray.x + ray.y * ray.y + ray.z * ray.z));
}
