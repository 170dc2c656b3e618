// What each view of a frame is made of, at each of its moments.
#ifndef PLUMB_SHARED_VIEW_H
#define PLUMB_SHARED_VIEW_H
#include "shared/layout.h"
PLUMB_SHARED_BEGIN

const uint CAMERA_MOMENT_BYTES = 264u;

/// Slots of the moments of a view.
const uint NOW = 0u;
const uint NEXT = 1u;
const uint PREVIOUS = 2u;

struct CameraMoment {
    double fx, fy, cx, cy;  // px; orthographic: fx, fy in px per metre
    double near_m, far_m;
    double world_from_camera[12];       // 3 rows of 4, OpenCV axes
    double camera_from_environment[9];  // 3 rows of 3: from directions of the environment to the camera
    uint is_orthographic;
    uint exists;  // 0: the shot has no such neighbour
    // Perspective: takes a pixel (x, y, 1) that sees the environment at NOW to (X, Y, w) at this moment, minus identity;
    // packed as in InstanceMoment.
    uint64_t environment_motion[5];
};

const uint INSTANCE_VISIBLE = 1u;
const uint INSTANCE_MIRRORED = 2u;  // negative determinant: the winding is flipped

struct InstanceMoment {
    // Rows X, Y, z: a point is seen at (X, Y) / z, orthographic (X, Y); of a view with a lens X, Y, z in the camera's frame.
    double pixel_from_object[12];
    double world_from_object[12];
    double eye[4];    // the camera in object space; orthographic: the direction towards it, and 0
    uint flags;
    uint padding;
    // 3 x 4 and 3 x 3 single-precision matrices, two numbers a word: the software device reads as many words as floats
    // in the time.
    uint64_t pixel_motion[6];        // pixel_from_object minus that of NOW
    uint64_t camera_from_normal[5];  // for normals, up to length: cofactors, mirrored where the instance is
    uint64_t camera_from_tangent[5];  // for directions, up to length
};
const uint INSTANCE_MOMENT_BYTES = 360u;

const uint LIGHT_DIRECTIONAL = 0u;
const uint LIGHT_POINT = 1u;
const uint LIGHT_SPOT = 2u;
const uint LIGHT_RECTANGLE = 3u;

struct Light {
    vec3 position;     // camera frame, metres
    uint kind;         // LIGHT_
    vec3 direction;    // camera frame, unit, the way the light travels
    float range_m;     // infinity if unbounded
    vec3 intensity;    // color times intensity, candela or lux
    float cone_scale;  // spot: attenuation = clamp(cos * scale + offset, 0, 1)^2
    float cone_offset;
    float radius_m;     // of the shining sphere; 0 for others
    float sine_radius;  // sine of half the angle under which a directional light is seen; 0 for others
    vec3 half_across;   // of a rectangle: from its middle to that of an edge, camera frame, metres
    vec3 half_up;
};

/// A cell of the sphere of directions, see render::CellTable.
struct EnvironmentCell {
    float threshold;  // above it the cell stands for another one
    uint other;
    float density;  // of its directions per solid angle
};

/// A draw that shines by itself, for paths that look for light.
struct Emitter {
    uint64_t areas;  // float, [triangle]: share of the primitive's area at rest up to and with it
    uint draw;
    uint triangle_count;
    float end;      // share of all that shines, up to and with it
    float density;  // of places chosen there, per area at rest
};

/// Pictures of what rough surfaces mirror of a map, besides the map itself; half as high as wide.
const uint ENVIRONMENT_LOBES = 5u;
const uint ENVIRONMENT_LOBE_WIDTH = 64u;

/// Preetham's sky: each vec3 is for luminance, x and y of the CIE chromaticity.
struct Sky {
    vec3 to_sun;  // world, unit
    vec3 zenith;  // over the distribution there: kcd/m2, 1, 1
    vec3 a, b, c, d, e;
    vec3 ground;  // radiance below the horizon, linear Rec.709
};

/// Haze as the camera sees it.
struct Fog {
    vec3 color;
    float log_density;      // natural logarithm of the extinction per metre at the camera's height; -infinity for none
    float inverse_falloff;  // per metre
};

const uint VIEW_SRGB = 0u;
const uint VIEW_PBR_NEUTRAL = 1u;
const uint VIEW_ACES = 2u;

// Places of the table of VIEW_ACES are log2(value / ACES_OFFSET + 1), from 0 to ACES_STOPS (2^6 less the offset), in
// ACES_EDGE - 1 steps for each channel.
const uint ACES_EDGE = 65u;
const float ACES_OFFSET = 1.0f / 2048.0f;
const float ACES_STOPS = 17.0f;

struct Sensor {
    uint64_t noise_seed;
    uint64_t aces;        // vec4, [blue][green][red], encoded for the display; 0 unless VIEW_ACES
    vec3 gains;  // white balance times exposure
    uint view_transform;  // VIEW_
    float vignette;
    float full_well_electrons;
    float read_noise_electrons;
    uint padding;
};

struct ViewShading {
    uint64_t lights;
    uint64_t environment_map;  // vec4 texels, height x width; 0 if none
    uint64_t cells;            // EnvironmentCell, height x width; 0 where it is even
    uint64_t environment_lobes;  // vec4, [roughness][y][x], see render::lobes_of_map(); 0 if none
    uint64_t emitters;           // Emitter
    uint64_t emitter_densities;  // float, [draw]: that of the draw's Emitter, 0 where it is none
    Sensor sensor;
    uint light_count;
    vec3 environment_color;  // radiance everywhere, if there is neither map nor sky
    float environment_intensity;
    uint environment_width;
    uint environment_height;
    uint has_sky;
    uint cells_width;
    uint cells_height;
    uint path_key;  // of the random numbers of paths
    uint emitter_count;
    float aperture_radius_m;  // 0: a pinhole
    float focus_distance_m;   // along +z
    uint aperture_blades;     // 0: round
    float aperture_rotation;
    uint aperture_padding;
    Sky sky;
    Fog fog;
    vec4 diffuse_sh[9];  // irradiance / pi as spherical harmonics over the environment's directions
};

PLUMB_SHARED_END
#endif
