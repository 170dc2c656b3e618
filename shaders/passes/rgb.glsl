uvec4 pass_rgb(Sample s) {
    vec3 c = clamp(s.radiance * Shadings(s.frame.v.shadings).v[s.hit.view].exposure, 0.0, 1.0);
    vec3 low = c * 12.92, high = 1.055 * pow(max(c, vec3(1e-9)), vec3(1.0 / 2.4)) - 0.055;
    vec3 display = mix(high, low, lessThanEqual(c, vec3(0.0031308)));
    return uvec4(uvec3(display * 255.0 + 0.5), 255u);
}
