// What the one ray through a pixel's centre met, worked out once and handed to every pass.
#ifndef PLUMB_HIT_GLSL
#define PLUMB_HIT_GLSL
#include "visibility/screen_triangle.glsl"
#include "material.glsl"
#ifdef PLUMB_LENS  // views are drawn through a Lens, not by matrices alone: modules of their own, so that others pay nothing
const uint HAS_LENS = 1u;
#else
const uint HAS_LENS = 0u;
#endif

struct Hit {
    bool is_surface;
    bool is_back;       // seen from behind
    uint view;
    uint triangle;      // in the primitive
    float depth_m;      // along +z; through a fisheye or in a panorama the range: what the ray's direction is taken times
    dvec2 pixel;        // the ray's place in the image, continuous px: for labels the pixel's centre
    dvec3 ray;          // HAS_LENS: its direction in the camera frame; 0 where the lens sees nothing
    dvec3 weights;      // of the three vertices
    dvec3 object_point; // at t, mesh or pose space
    uvec3 corners;
    Draw draw;
    Primitive primitive;
    InstanceStatic instance;
};

/// The draw whose references contain `reference`.
uint find_draw(FrameRef frame, uint reference) {
    Uints guide = Uints(frame.v.draw_guide);
    uint block = reference >> frame.v.draw_guide_shift;
    uint low = guide.v[block], high = guide.v[block + 1u];
    while (low < high) {
        uint middle = (low + high + 1u) / 2u;
        if (Draws(frame.v.draws).v[middle].first_reference <= reference)
            low = middle;
        else
            high = middle - 1u;
    }
    return low;
}

dvec3 weighted(Vertices v, uvec3 corners, dvec3 weights) {
    return dvec3(vertex_at(v, corners.x)) * weights.x + dvec3(vertex_at(v, corners.y)) * weights.y +
           dvec3(vertex_at(v, corners.z)) * weights.z;
}

/// A vertex as a moment sees it, see homogeneous().
dvec3 seen_vertex(InstanceMoment moment, Vertices positions, uint index, bool is_orthographic) {
    return homogeneous(transform_point(moment.pixel_from_object, dvec3(vertex_at(positions, index))), is_orthographic);
}

/// Values of the edges opposite to each of three points, seen from the origin: of the parts that are across the ray, which
/// are small beside it.
dvec3 edges_around(dvec3 ray, dvec3 p0, dvec3 p1, dvec3 p2) {
    double squared = dot(ray, ray);
    dvec3 a = p0 - ray * (dot(p0, ray) / squared), b = p1 - ray * (dot(p1, ray) / squared),
          c = p2 - ray * (dot(p2, ray) / squared);
    return dvec3(dot(ray, cross(b, c)), dot(ray, cross(c, a)), dot(ray, cross(a, b)));
}

/// The hit at a place of the image that a word names.
Hit hit_at(FrameRef frame, CameraMoment camera, uint view, dvec2 place, uint64_t word) {
    Hit hit;
    hit.is_surface = word != NOTHING;
    hit.is_back = false;
    hit.view = view;
    hit.pixel = place;
    if (HAS_LENS != 0u) hit.ray = lens_ray(lens_at(frame, view, NOW), place).direction;
    if (!hit.is_surface) return hit;
    hit.depth_m = uintBitsToFloat(uint(word >> 32));
    uint reference = uint(word);
    hit.draw = draws_of(frame, view).v[find_draw(frame, reference)];
    hit.primitive = Primitives(frame.v.primitives).v[hit.draw.primitive];
    hit.instance = Instances(frame.v.instances).v[hit.draw.instance];
    hit.triangle = reference - hit.draw.first_reference;
    hit.corners = triangle_corners(hit.primitive, hit.triangle);
    InstanceMoment moment = instance_at(frame, view, NOW, hit.draw.instance);
    Vertices positions = positions_of(frame, hit.draw, hit.primitive, view, NOW);
    bool is_orthographic = camera.is_orthographic != 0u;
    dvec3 v0 = dvec3(vertex_at(positions, hit.corners.x)), v1 = dvec3(vertex_at(positions, hit.corners.y)),
          v2 = dvec3(vertex_at(positions, hit.corners.z));
    dvec3 h0 = homogeneous(transform_point(moment.pixel_from_object, v0), is_orthographic);
    dvec3 h1 = homogeneous(transform_point(moment.pixel_from_object, v1), is_orthographic);
    dvec3 h2 = homogeneous(transform_point(moment.pixel_from_object, v2), is_orthographic);
    dvec2 a = h0.xy - hit.pixel * h0.z, b = h1.xy - hit.pixel * h1.z, c = h2.xy - hit.pixel * h2.z;
    dvec3 e = dvec3(b.x * c.y - b.y * c.x, c.x * a.y - c.y * a.x, a.x * b.y - a.y * b.x);
    if (HAS_LENS != 0u) e = edges_around(hit.ray, h0, h1, h2);
    double sum = e.x + e.y + e.z;
    hit.weights = sum != 0.0lf ? e / sum : dvec3(1.0lf, 0.0lf, 0.0lf);
    hit.is_back = (sum > 0.0lf) != ((moment.flags & INSTANCE_MIRRORED) != 0u);
    hit.object_point = v0 * hit.weights.x + v1 * hit.weights.y + v2 * hit.weights.z;
    return hit;
}

/// The hit that a word of the visibility buffer names.
Hit hit_of(FrameRef frame, CameraMoment camera, uint view, uvec2 pixel, uint64_t word) {
    return hit_at(frame, camera, view, dvec2(pixel) + 0.5lf, word);
}

/// Direction through a pixel in the camera frame, z = 1 (perspective only).
dvec3 ray_direction(CameraMoment camera, dvec2 pixel) {
    return dvec3((pixel.x - camera.cx) / camera.fx, (pixel.y - camera.cy) / camera.fy, 1.0lf);
}

/// The same of a view that may have a lens, see ray_of(); 0 where that sees nothing.
dvec3 ray_at(FrameRef frame, CameraMoment camera, uint view, dvec2 place) {
    return HAS_LENS != 0u ? lens_ray(lens_at(frame, view, NOW), place).direction : ray_direction(camera, place);
}

/// Direction of a hit's ray in the camera frame, of which its depth is the multiple; orthographic: its x and y are where
/// the ray starts.
dvec3 ray_of(CameraMoment camera, Hit hit) { return HAS_LENS != 0u ? hit.ray : ray_direction(camera, hit.pixel); }

/// Whether the lens sees nothing there, not even the background.
bool is_dark(Hit hit) { return HAS_LENS != 0u && hit.ray == dvec3(0.0lf); }

/// A world direction in the camera frame.
dvec3 camera_direction(CameraMoment camera, dvec3 d) {
    return dvec3(camera.world_from_camera[0] * d.x + camera.world_from_camera[4] * d.y + camera.world_from_camera[8] * d.z,
                 camera.world_from_camera[1] * d.x + camera.world_from_camera[5] * d.y + camera.world_from_camera[9] * d.z,
                 camera.world_from_camera[2] * d.x + camera.world_from_camera[6] * d.y + camera.world_from_camera[10] * d.z);
}

/// Rows of a packed 3 x 3 matrix, as columns: it stands to the right of the vector it transforms.
mat3 unpacked_matrix(const uint64_t words[5]) {
    vec2 a = unpacked(words[0]), b = unpacked(words[1]), c = unpacked(words[2]), d = unpacked(words[3]);
    return mat3(vec3(a, b.x), vec3(b.y, c), vec3(d, unpacked(words[4]).x));
}

vec3 normalized(vec3 v) {
    float l = length(v);
    return l > 0.0 ? v / l : vec3(0.0);
}

/// The triangle's own normal, unit, camera frame, facing the camera.
vec3 geometric_normal(FrameRef frame, CameraMoment camera, Hit hit) {
    Vertices positions = positions_of(frame, hit.draw, hit.primitive, hit.view, NOW);
    InstanceMoment moment = instance_at(frame, hit.view, NOW, hit.draw.instance);
    dvec3 v0 = dvec3(vertex_at(positions, hit.corners.x));
    dvec3 u = transform_direction(moment.world_from_object, dvec3(vertex_at(positions, hit.corners.y)) - v0);
    dvec3 v = transform_direction(moment.world_from_object, dvec3(vertex_at(positions, hit.corners.z)) - v0);
    dvec3 n = dvec3(u.y * v.z - u.z * v.y, u.z * v.x - u.x * v.z, u.x * v.y - u.y * v.x);
    double l = sqrt(n.x * n.x + n.y * n.y + n.z * n.z);
    if (l > 0.0lf) n /= l;
    bool is_flipped = hit.is_back != ((moment.flags & INSTANCE_MIRRORED) != 0u);
    vec3 result = vec3(camera_direction(camera, n));
    return is_flipped ? -result : result;
}

/// Whether alphaMode MASK leaves nothing of the hit's point at another moment, whose materials a clip may have changed.
bool is_cut_out_then(FrameRef frame, Hit hit, uint moment) {
    if (frame.v.material_moment_stride == 0u || (hit.draw.flags & DRAW_MASKED) == 0u) return false;
    Material material = material_at(frame, hit.view, moment, hit.draw);
    return base_color_at(frame, hit.primitive, material, hit.corners, vec3(hit.weights)).a < material.alpha_cutoff;
}

#endif
