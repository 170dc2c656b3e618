// What happens where a ray comes to a triangle.
#ifndef PLUMB_MEET_GLSL
#define PLUMB_MEET_GLSL

/// What a surface that is not all there lets through, per channel: 1 where a cut-out is open, 0 where it is solid.
///
/// @param flags  of the draw; blended ones let nothing through where DRAW_BLENDED is left out
vec3 let_through(FrameRef frame, uint view, uint moment, uint draw_index, uint flags, uint reference, vec3 weights) {
    Draw draw = draws_of(frame, view).v[draw_index];
    Primitive primitive = Primitives(frame.v.primitives).v[draw.primitive];
    Material material = material_at(frame, view, moment, draw);
    uvec3 corners = triangle_corners(primitive, reference - draw.first_reference);
    vec4 color = base_color_at(frame, primitive, material, corners, weights);
    if ((flags & DRAW_MASKED) != 0u && color.a < material.alpha_cutoff) return vec3(1.0);
    if ((flags & DRAW_BLENDED) == 0u) return vec3(0.0);
    float alpha = material.alpha_mode == ALPHA_BLEND ? clamp(color.a, 0.0, 1.0) : 1.0;
    vec3 passed = vec3(0.0);
    if (material.transmission > 0.0) {
        vec2 uv0 = interpolated(primitive.uv0, corners, weights), uv1 = interpolated(primitive.uv1, corners, weights);
        float metallic = material.metallic * sample_slot(frame, material.metallic_roughness_slot, uv0, uv1, false).b;
        passed = material.transmission * (1.0 - metallic) * clamp(color.rgb, 0.0, 1.0);
    }
    return vec3(1.0 - alpha) + alpha * passed;
}

/// Adds a surface to what fades a ray: whole numbers, so that the order in which surfaces are met changes nothing.
void fade(vec3 through, inout RayHit hit) {
    uvec3 loss = uvec3(min(-log2(max(through, vec3(exp2(-32.0)))), vec3(32.0)) * 65536.0 + 0.5);
    hit.fading = min(hit.fading + loss, uvec3(FADED_OUT));
}

/// Takes a triangle into account. @return  whether it is the last one of its leaf
bool meet(FrameRef frame, uint view, RayPath path, uint kind, Entered drawn, uint64_t place, inout RayHit hit) {
    Words words = Words(place);
    vec2 p0 = unpacked(words.v[0]), p1 = unpacked(words.v[1]), p2 = unpacked(words.v[2]), p3 = unpacked(words.v[3]),
         p4 = unpacked(words.v[4]);
    vec3 corners[3] = vec3[3](vec3(p0, p1.x), vec3(p1.y, p2), vec3(p3, p4.x));
    uint index = floatBitsToUint(p4.y);
#ifdef PLUMB_ROLLING
    move_to_row(drawn, place, corners);
#endif
    bool is_last = (index & BVH_LEAF) != 0u;
    Crossing crossed;
    double exact_t = 0.0lf;
    if ((kind & RAY_IS_EXACT) != 0u) {
        if (surely_passes(drawn, corners)) return is_last;
        ExactCrossing exact = exact_crossing(drawn, path.origin, path.direction, corners);
        exact_t = exact.t;
        crossed = Crossing(exact.is_inside && exact_t >= path.exact_min && exact_t <= path.exact_max, exact.is_back,
                           float(exact_t), vec3(exact.weights));
    } else {
        crossed = crossing(drawn, corners);
        crossed.is_inside = crossed.is_inside && crossed.t >= path.t_min && crossed.t <= path.t_max;
    }
    if (!crossed.is_inside || crossed.t > hit.t) return is_last;
    if ((kind & RAY_CULLS_BACK) != 0u && crossed.is_back && (drawn.flags & DRAW_DOUBLE_SIDED) == 0u) return is_last;
    RayDraws drawn_as = RayDraws(drawn.place);
    uint reference = drawn_as.v[0].first_reference + (index & ~BVH_LEAF), draw = drawn_as.v[0].draw;
    if (reference == path.excluded || (crossed.t == hit.t && reference > hit.reference)) return is_last;
    uint looked_at = drawn.flags & ((kind & RAY_FADES) != 0u ? DRAW_MASKED | DRAW_BLENDED : DRAW_MASKED);
    if (looked_at != 0u) {
        vec3 through = let_through(frame, view, path.moment, draw, looked_at, reference, crossed.weights);
        if (all(equal(through, vec3(1.0)))) return is_last;
        fade(through, hit);
        if ((looked_at & DRAW_BLENDED) != 0u && any(lessThan(hit.fading, uvec3(FADED_OUT)))) return is_last;
    }
    if ((kind & RAY_TAKES_ANY) == 0u) hit.t = crossed.t;
    hit.reference = reference;
    hit.draw = draw;
    hit.weights = crossed.weights;
    hit.is_back = crossed.is_back;
    return is_last;
}

#endif
