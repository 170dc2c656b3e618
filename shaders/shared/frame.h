// The root of everything a shader reads and writes in one submission.
#ifndef PLUMB_SHARED_FRAME_H
#define PLUMB_SHARED_FRAME_H
#include "shared/layout.h"
PLUMB_SHARED_BEGIN

const uint MAX_PASSES = 32u;

const uint COVERAGE_SAMPLES = 64u;  // of a pixel
const uint COVERAGE_RANKS = 8u;     // instances a pixel that are told

struct Frame {
    // scene
    uint64_t draws;      // [variant set][draw]; the first set is the file's default
    uint64_t draw_sets;  // uint, [view]: which set; 0 where all views have the first one
    uint64_t draw_guide;  // uint, [block of references]: the draw that owns the first of them; one more: the last draw
    uint64_t draw_clusters, cluster_triangles, primitives;
    uint64_t
        cluster_corners;  // uint, beside each ClusterTriangle: its corners among the cluster's vertices, 8 bits each
    uint64_t cluster_vertices;  // uint, vertices of the primitive, each once a cluster
    uint64_t instances, materials, textures, srgb_to_linear;
    uint64_t material_lobes, albedo_tables;  // for colour
    // views: [view][moment] and [view][moment][instance]
    uint64_t cameras, instance_moments, shadings;
    uint64_t lenses;  // Lens, [view][moment]; 0 where matrices alone draw the views
    // RollingCamera, [view][moment], and RollingPose, [view][moment][instance]; 0 where all rows are exposed at once
    uint64_t rolling_cameras, rolling_poses;
    // posed geometry, relative to the instance's origin: [view][moment][phase][vertex]; normals and tangents:
    // [view][phase][vertex], 0 where no pass asks for them
    uint64_t posed_positions, posed_normals, posed_tangents;
    uint64_t ray_views;  // RayView, [view][ray moment]; 0 where no ray is asked for
    // outputs of one policy by row of the pass table: [view][y][x][channel]
    uint64_t outputs[MAX_PASSES];
    uint width, height;
    uint view_count;
    uint moment_count;  // slots in use: 1 or 3
    uint draw_count, draw_cluster_count, instance_count;
    uint draw_guide_shift;  // a block has 2^draw_guide_shift references
    uint posed_vertex_count;
    uint material_stride;         // entries of `materials` a view; 0 where all views share them
    uint material_moment_stride;  // entries a moment, of all views; 0 where all moments share them
    uint ray_moment_count;        // of which moments rays can ask: 1 (NOW) or all
    uint phase_count;  // poses of a moment: 1, or ROLLING_PHASES where rows are exposed one after the other
    uint padding;
};

/// What one run of the rasterizer works on.
struct Raster {
    uint64_t depth_and_reference;  // uint64, [view][y][x]
    uint64_t work;                 // visible clusters: uvec2 (view, draw cluster)
    uint64_t tiles;                // TileWork
    uint64_t counters;             // Counters
    uint64_t queries;              // sight only: Query, [view][y][x]
    uint64_t query_heads;          // sight only: QueryHead, [view][y][x]
    uint64_t query_cells;  // sight only: uint, [view][slot], 1 + index of the first query in a cell of that slot
    uint moment;           // slot
    uint tile_capacity;
    uint skips_blended;         // policy `through`
    uint round;                 // amodal only: which regions take part
    uint64_t regions;           // amodal only: AmodalRegion, [view][instance]; 0 otherwise
    int sample_x, sample_y;     // samples only: place in each pixel, 1/256 px
    int sample_reach;           // how far beyond its pixel the place may lie, px, rounded up
    uint first_row, row_count;  // samples only: the rows that are looked at, alone in memory; 0: all
    uint sample_padding;
};

/// What the resolve of one policy reads.
struct Resolve {
    uint64_t depth_and_reference;  // uint64, [view][y][x]
    uint64_t through;              // the same past blended surfaces; 0 if the scene has none or no pass needs it
    uint64_t next_sight;           // uint64, [view][y][x]: nearest surface at the place in the other frame
    uint64_t previous_sight;
    uint64_t counts;  // PixelCount, [view][instance]
    // Further samples of each pixel for colour: uint64, [sample - 1][view][y][x], as the two above; places in 1/256 px.
    uint64_t samples, samples_through;
    uint64_t sample_places;   // ivec2, [sample]
    uint64_t shares;          // see Shadows; 0 where nothing is shadowed
    uint64_t through_shares;  // those of `through`
    uint share_stride;
    float path_share;    // 1 over the number of paths
    uint64_t path_sums;  // vec4, [view][y][x]: radiance of all paths or exposures; 0 where colour is of one instant
};

/// What a pass that traces shadows works on: one sample of each pixel, and what one policy sees there.
struct Shadows {
    uint64_t surface, through;              // uint64, [view][y][x]: words of the sample; 0 where none looks through
    uint64_t first_surface, first_through;  // those of the first sample, whose shares serve all that see the same; 0
                                            // for the first one itself
    uint64_t shares;     // uint64, [view][y][x][stride]: three numbers of 16 bits; of the sky, then of each light
    uint64_t ray_count;  // one uint64
    uint is_through;     // which of the two is shadowed
    uint sample_index;
    int x, y;  // of the sample in the pixel, 1/256 px
    uint stride;
    uint has_light_shadows;
    uint light_samples;    // of a light that has a size
    uint ambient_samples;  // 0: all of the sky counts as free
    float ambient_distance_m;
    uint padding;
};

const uint FILTER_BOX = 0u;
const uint FILTER_BLACKMAN_HARRIS = 1u;

/// Paths through the pixels of all views.
struct Paths {
    uint64_t sums;       // vec4, [view][y][x]: radiance of all samples so far
    uint64_t ray_count;  // uint64
    uint filter_kind;
    uint padding;
};

/// Visible pixels of an instance. Minima are stored as complements, so that zeroed memory is a neutral start.
struct PixelCount {
    uint pixels;
    uint not_x_min, not_y_min;
    uint x_end, y_end;
};

/// Where an instance is drawn alone: pixels first..end of the canvas. Bits lie in rows of whole words, whose first bit
/// is a column divisible by 32, see region_origin() in visibility/region.glsl.
struct AmodalRegion {
    uint64_t counts;  // AmodalCount, then uint[instance_count]: amodal pixels whose view is taken by each instance
    uint64_t bits;    // uint, [row][word]
    int first_x, first_y;
    int end_x, end_y;
    uint round;  // NO_ROUND: nothing of the instance can be on the canvas
    uint padding;
};
const uint NO_ROUND = 0xFFFFFFFFu;
const uint AMODAL_REGION_BYTES = 40u;

/// A few rows of a region, the share of one workgroup when bits are counted.
struct AmodalStrip {
    uint view;
    uint instance;  // 0-based
    int first_y, end_y;
};

/// What a region's bits come to. Minima are stored as complements; columns and rows count from the region's first ones.
struct AmodalCount {
    uint inside, outside;  // pixels of the image, and of the canvas around it
    uint not_x_min, not_y_min;
    uint x_end, y_end;
    uint inside_not_x_min, inside_not_y_min;
    uint inside_x_end, inside_y_end;
};
const uint AMODAL_COUNT_BYTES = 40u;

const uint NO_JOINT = 0xFFFFFFFFu;

/// One primitive of a skinned or morphed instance.
struct PoseDraw {
    uint64_t positions, normals, tangents;
    uint64_t joints;                                             // uint16, influences a vertex
    uint64_t weights;                                            // float, influences a vertex
    uint64_t target_positions, target_normals, target_tangents;  // vec3, [target][vertex]; 0 where no target has any
    double origin[3];  // morphed only: posed positions are stored relative to this place of object space
    uint vertex_count;
    uint influences;  // 0 if not skinned
    uint target_count;
    uint first_posed_vertex;
    uint first_joint;   // of the instance, into a moment's joints; without influences that of all vertices, or NO_JOINT
    uint first_weight;  // of the instance, into a moment's morph weights
};

struct Pose {
    uint64_t
        joints;  // double[12], [view][moment][phase][joint]: from the mesh to the world, relative to the instance's
                 // origin in that phase
    uint64_t weights;  // float, [view][moment][phase][weight]
    uint joint_count;  // of one phase of a moment
    uint weight_count;
};

struct TileWork {
    uint view;
    uint draw;
    uint reference;
    uint tile;  // x in the low 16 bits, y in the high ones, in tiles of TILE_SIZE
};
const uint TILE_SIZE = 64u;

/// Indirect arguments and how much there is; cleared before each run.
struct Counters {
    uint work_count;
    uint tile_count;
    uint work_groups[3];
    uint tile_groups[3];
};

/// A place in another frame at which the nearest surface is looked for.
struct Query {
    double x, y;        // px, continuous
    uint next;          // 1 + index of the next query in the same pixel, 0 at the end
    uint next_in_slot;  // the same of the cells that share a slot
};

/// A place of an image at which one asks what is seen.
struct Place {
    double x, y;  // px, continuous; inside the image
    uint view;
    uint padding;
};

/// What is seen at a Place.
struct SeenThere {
    float depth_m;
    uint instance;  // id; 0 for the background
};

/// The queries in one pixel of the other frame.
struct QueryHead {
    uint first;  // 1 + index, 0 if there is none
    uint count;
};

PLUMB_SHARED_END
#endif
