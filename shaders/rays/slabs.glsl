// Boxes against rays, in single precision and conservative: a box that the exact ray touches is never missed. Boxes are
// widened where they are made by what their own coordinates are rounded by; here, by what the ray's are.
#ifndef PLUMB_SLABS_GLSL
#define PLUMB_SLABS_GLSL
#include "geometry.glsl"

const float BOX_MARGIN = 1.0 / 1048576.0;  // of the largest coordinate: 16 roundings

/// A ray as boxes see it.
struct Slabs {
    vec3 inverse;  // of the direction
    vec3 offset;   // origin times inverse
    vec3 margin;   // in the ray's parameter
};

float largest_of(vec3 v) { return max(max(v.x, v.y), v.z); }

Slabs slabs_of(vec3 origin, vec3 direction) {
    // Parallel to a pair of planes is almost parallel: inside they are left at +-1e18 or so, outside never entered.
    float least = largest_of(abs(direction)) * 1e-18;
    vec3 safe = mix(direction, vec3(least), lessThan(abs(direction), vec3(least)));
    Slabs slabs;
    slabs.inverse = 1.0 / safe;
    slabs.offset = origin * slabs.inverse;
    slabs.margin = BOX_MARGIN * largest_of(abs(origin)) * abs(slabs.inverse);
    return slabs;
}

/// Where the ray enters a box; negative if it passes it by. Nothing here is not a number, so that what is smaller may be
/// chosen by one comparison; min() looks for that twice.
/// @param t_min  >= 0
float entry(Slabs slabs, vec3 lower, vec3 upper, float t_min, float t_max) {
    vec3 a = lower * slabs.inverse - slabs.offset, b = upper * slabs.inverse - slabs.offset;
    float enter = t_min, leave = t_max;
    for (int i = 0; i < 3; ++i) {
        bool is_up = a[i] < b[i];
        float first = (is_up ? a[i] : b[i]) - slabs.margin[i], last = (is_up ? b[i] : a[i]) + slabs.margin[i];
        enter = first > enter ? first : enter;
        leave = last < leave ? last : leave;
    }
    return enter <= leave ? enter : -1.0;
}

/// The same for the box around a box that a matrix (3 rows of 4) has moved.
float entry_moved(Slabs slabs, const double rows[12], vec3 lower, vec3 upper, float t_min, float t_max) {
    dvec3 center = (dvec3(lower) + dvec3(upper)) * 0.5lf, extent = (dvec3(upper) - dvec3(lower)) * 0.5lf;
    dvec3 moved = transform_point(rows, center);
    double absolute[12];
    for (int i = 0; i < 12; ++i) absolute[i] = abs(rows[i]);
    dvec3 reach = transform_direction(absolute, extent);
    float margin = BOX_MARGIN * largest_of(vec3(abs(moved) + reach));
    return entry(slabs, vec3(moved - reach) - margin, vec3(moved + reach) + margin, t_min, t_max);
}

#endif
