// Extensions, shared structs, and typed views of the device addresses in them.
#ifndef PLUMB_ACCESS_GLSL
#define PLUMB_ACCESS_GLSL
#extension GL_EXT_scalar_block_layout : require
#extension GL_EXT_buffer_reference : require
#extension GL_EXT_buffer_reference2 : require
#extension GL_EXT_shader_explicit_arithmetic_types : require
#extension GL_EXT_shader_explicit_arithmetic_types_int64 : require
#extension GL_EXT_shader_atomic_int64 : require
#extension GL_KHR_shader_subgroup_basic : require
#extension GL_KHR_shader_subgroup_ballot : require

#include "shared/bvh.h"
#include "shared/scene.h"
#include "shared/view.h"
#include "shared/frame.h"
#include "shared/lens.h"
#include "shared/rolling.h"

#define PLUMB_ARRAY(Name, Type) \
    layout(buffer_reference, scalar, buffer_reference_align = 4) buffer Name { Type v[]; }
#define PLUMB_ARRAY8(Name, Type) \
    layout(buffer_reference, scalar, buffer_reference_align = 8) buffer Name { Type v[]; }

PLUMB_ARRAY(Uints, uint);
PLUMB_ARRAY(Bytes, uint8_t);
PLUMB_ARRAY(Floats, float);
PLUMB_ARRAY(Ivec2s, ivec2);
PLUMB_ARRAY(Vec2s, vec2);
PLUMB_ARRAY(Vec3s, vec3);
PLUMB_ARRAY(Vec4s, vec4);
PLUMB_ARRAY8(Words, uint64_t);
PLUMB_ARRAY(Draws, Draw);
PLUMB_ARRAY8(DrawClusters, DrawCluster);
PLUMB_ARRAY(ClusterTriangles, ClusterTriangle);
PLUMB_ARRAY8(Primitives, Primitive);
PLUMB_ARRAY(Instances, InstanceStatic);
PLUMB_ARRAY(Materials, Material);
PLUMB_ARRAY8(Textures, Texture);
PLUMB_ARRAY8(Cameras, CameraMoment);
PLUMB_ARRAY8(Lenses, Lens);
PLUMB_ARRAY8(RollingCameras, RollingCamera);
PLUMB_ARRAY8(RollingPoses, RollingPose);
PLUMB_ARRAY8(InstanceMoments, InstanceMoment);
PLUMB_ARRAY8(Shadings, ViewShading);
PLUMB_ARRAY(Lights, Light);
PLUMB_ARRAY8(Queries, Query);
PLUMB_ARRAY8(QueryHeads, QueryHead);
PLUMB_ARRAY8(Places, Place);
PLUMB_ARRAY(SeenTheres, SeenThere);
PLUMB_ARRAY(TileWorks, TileWork);
PLUMB_ARRAY(PixelCounts, PixelCount);
PLUMB_ARRAY8(AmodalRegions, AmodalRegion);
PLUMB_ARRAY(AmodalStrips, AmodalStrip);
PLUMB_ARRAY(AmodalCounts, AmodalCount);
PLUMB_ARRAY8(PoseDraws, PoseDraw);
PLUMB_ARRAY8(Doubles, double);
PLUMB_ARRAY8(RayViews, RayView);
PLUMB_ARRAY8(RayDraws, RayDraw);
PLUMB_ARRAY8(BvhNodes, BvhNode);
PLUMB_ARRAY8(BvhTriangles, BvhTriangle);
PLUMB_ARRAY8(PosedBvhs, PosedBvh);
PLUMB_ARRAY(RefitItems, RefitItem);
layout(buffer_reference, scalar, buffer_reference_align = 2) buffer Shorts { uint16_t v[]; };
layout(buffer_reference, scalar, buffer_reference_align = 8) readonly buffer ResolveRef { Resolve v; };
layout(buffer_reference, scalar, buffer_reference_align = 8) readonly buffer PoseRef { Pose v; };
layout(buffer_reference, scalar, buffer_reference_align = 8) readonly buffer RefitRef { Refit v; };
layout(buffer_reference, scalar, buffer_reference_align = 8) readonly buffer ShadowsRef { Shadows v; };
#ifdef FRAME_BY_VALUE  // for a shader that reads it once at its start, where every thread is on
layout(buffer_reference, scalar, buffer_reference_align = 8) readonly buffer FrameAddress { Frame v; };
struct FrameRef {
    Frame v;
};
#else
layout(buffer_reference, scalar, buffer_reference_align = 8) readonly buffer FrameRef { Frame v; };
#endif
layout(buffer_reference, scalar, buffer_reference_align = 8) readonly buffer RasterRef { Raster v; };
layout(buffer_reference, scalar, buffer_reference_align = 4) buffer CountersRef { Counters v; };

const uint64_t NOTHING = 0xFFFFFFFFFFFFFFFFul;  // a pixel that sees no surface

#endif
