#version 460
// Every struct that C++ and shaders share, as the elements of a buffer; its compiled layout is compared with C++.
#include "access.glsl"
#include "shared/alone.h"
#include "shared/lobes.h"
PLUMB_ARRAY8(Frames, Frame);
PLUMB_ARRAY8(Rasters, Raster);
PLUMB_ARRAY8(Resolves, Resolve);
PLUMB_ARRAY8(Poses, Pose);
PLUMB_ARRAY8(Refits, Refit);
PLUMB_ARRAY8(ShadowsArray, Shadows);
PLUMB_ARRAY(CountersArray, Counters);
PLUMB_ARRAY(Skies, Sky);
PLUMB_ARRAY(Fogs, Fog);
PLUMB_ARRAY8(Sensors, Sensor);
PLUMB_ARRAY(CellArrays, EnvironmentCell);
PLUMB_ARRAY8(EmitterArrays, Emitter);
PLUMB_ARRAY8(PathArrays, Paths);
PLUMB_ARRAY(CanvasReaches, CanvasReach);
PLUMB_ARRAY(LobeTables, MaterialLobes);
PLUMB_ARRAY(AlbedoArrays, AlbedoTables);
PLUMB_ARRAY8(DriftArrays, Drift);
layout(local_size_x = 1) in;
layout(push_constant, scalar) uniform Push { uint64_t at; };

void main() {
    Frames(at).v[0] = Frames(at).v[1];
    Rasters(at).v[0] = Rasters(at).v[1];
    Resolves(at).v[0] = Resolves(at).v[1];
    Poses(at).v[0] = Poses(at).v[1];
    CountersArray(at).v[0] = CountersArray(at).v[1];
    PoseDraws(at).v[0] = PoseDraws(at).v[1];
    PixelCounts(at).v[0] = PixelCounts(at).v[1];
    AmodalRegions(at).v[0] = AmodalRegions(at).v[1];
    Places(at).v[0] = Places(at).v[1];
    SeenTheres(at).v[0] = SeenTheres(at).v[1];
    AmodalStrips(at).v[0] = AmodalStrips(at).v[1];
    AmodalCounts(at).v[0] = AmodalCounts(at).v[1];
    CanvasReaches(at).v[0] = CanvasReaches(at).v[1];
    TileWorks(at).v[0] = TileWorks(at).v[1];
    Queries(at).v[0] = Queries(at).v[1];
    QueryHeads(at).v[0] = QueryHeads(at).v[1];
    Draws(at).v[0] = Draws(at).v[1];
    DrawClusters(at).v[0] = DrawClusters(at).v[1];
    ClusterTriangles(at).v[0] = ClusterTriangles(at).v[1];
    Primitives(at).v[0] = Primitives(at).v[1];
    Instances(at).v[0] = Instances(at).v[1];
    Materials(at).v[0] = Materials(at).v[1];
    LobeTables(at).v[0] = LobeTables(at).v[1];
    AlbedoArrays(at).v[0] = AlbedoArrays(at).v[1];
    CellArrays(at).v[0] = CellArrays(at).v[1];
    EmitterArrays(at).v[0] = EmitterArrays(at).v[1];
    PathArrays(at).v[0] = PathArrays(at).v[1];
    Textures(at).v[0] = Textures(at).v[1];
    Cameras(at).v[0] = Cameras(at).v[1];
    Lenses(at).v[0] = Lenses(at).v[1];
    DriftArrays(at).v[0] = DriftArrays(at).v[1];
    RollingPoses(at).v[0] = RollingPoses(at).v[1];
    RollingCameras(at).v[0] = RollingCameras(at).v[1];
    InstanceMoments(at).v[0] = InstanceMoments(at).v[1];
    Skies(at).v[0] = Skies(at).v[1];
    Fogs(at).v[0] = Fogs(at).v[1];
    Sensors(at).v[0] = Sensors(at).v[1];
    Lights(at).v[0] = Lights(at).v[1];
    BvhNodes(at).v[0] = BvhNodes(at).v[1];
    BvhTriangles(at).v[0] = BvhTriangles(at).v[1];
    RayDraws(at).v[0] = RayDraws(at).v[1];
    RayViews(at).v[0] = RayViews(at).v[1];
    PosedBvhs(at).v[0] = PosedBvhs(at).v[1];
    RefitItems(at).v[0] = RefitItems(at).v[1];
    Refits(at).v[0] = Refits(at).v[1];
    ShadowsArray(at).v[0] = ShadowsArray(at).v[1];
    Shadings(at).v[0] = Shadings(at).v[1];
}
