// Vertices of a draw: the primitive's own or, of what is deformed, posed ones.
#ifndef PLUMB_VERTICES_GLSL
#define PLUMB_VERTICES_GLSL

/// Index of a draw's first posed vertex in a phase.
/// @param slot  of a moment of a view, or a view where there is one moment only
uint64_t first_posed(FrameRef frame, uint slot, uint phase, uint first_posed_vertex) {
    return uint64_t(slot * frame.v.phase_count + phase) * frame.v.posed_vertex_count + first_posed_vertex;
}

/// Address of posed positions in a phase of a moment, from a draw's first one on.
uint64_t posed_positions(FrameRef frame, uint view, uint moment, uint phase, uint first_posed_vertex) {
    uint64_t first = first_posed(frame, moment_index(frame, view, moment), phase, first_posed_vertex);
    return frame.v.posed_positions + first * 12ul;
}

#ifdef PLUMB_ROLLING
/// Vertices of the middle of a read-out, on a share of their way to an edge.
struct Vertices {
    Vec3s middle, edge;
    double share;
};

/// What a number a vertex has in the middle is after a share of the way. Rounded, so that whoever asks gets the same.
vec3 on_the_way(vec3 middle, vec3 edge, double share) {
    if (middle == edge) return middle;
    return vec3(dvec3(middle) + share * (dvec3(edge) - dvec3(middle)));
}

vec3 vertex_at(Vertices vertices, uint index) {
    if (vertices.share == 0.0lf) return vertices.middle.v[index];
    return on_the_way(vertices.middle.v[index], vertices.edge.v[index], vertices.share);
}

/// Phase of the edge towards which a moment is looked at.
uint phase_of(uint moment) { return looked_at[moment] < 0.0lf ? PHASE_TOP : PHASE_BOTTOM; }

/// Vertices that do not depend on the moment.
Vertices own_vertices(uint64_t address) { return Vertices(Vec3s(address), Vec3s(address), 0.0lf); }

/// @param middle  address of those of the middle
Vertices posed_vertices(FrameRef frame, uint moment, uint64_t middle) {
    uint64_t edge = middle + uint64_t(phase_of(moment)) * frame.v.posed_vertex_count * 12ul;
    return Vertices(Vec3s(middle), Vec3s(edge), abs(looked_at[moment]));
}
#else
#define Vertices Vec3s
vec3 vertex_at(Vertices vertices, uint index) { return vertices.v[index]; }

Vertices own_vertices(uint64_t address) { return Vec3s(address); }

Vertices posed_vertices(FrameRef frame, uint moment, uint64_t middle) { return Vec3s(middle); }
#endif

/// Positions of a draw's vertices at a moment.
Vertices positions_of(FrameRef frame, Draw draw, Primitive primitive, uint view, uint moment) {
    if (draw.first_posed_vertex == NO_POSE) return own_vertices(primitive.positions);
    return posed_vertices(frame, moment, posed_positions(frame, view, moment, PHASE_MIDDLE, draw.first_posed_vertex));
}

/// Their normals at NOW.
Vertices normals_of(FrameRef frame, Draw draw, Primitive primitive, uint view) {
    if (draw.first_posed_vertex == NO_POSE) return own_vertices(primitive.normals);
    uint64_t first = first_posed(frame, view, PHASE_MIDDLE, draw.first_posed_vertex);
    return posed_vertices(frame, NOW, frame.v.posed_normals + first * 12ul);
}

#endif
