#include "shared_structs.hpp"
#include "shared/frame.h"
#include "shared/lobes.h"
#include "shared/scene.h"

#include <gtest/gtest.h>

#include <cstddef>

namespace plumb::shared {
namespace {

TEST(SharedStructs, Primitive) {
    LAYOUT_OF(Primitive);
    ASSERT_EQ(layout.members.size(), 9U);
    PLUMB_EXPECT_SAME_OFFSET(layout, Primitive, indices);
    PLUMB_EXPECT_SAME_OFFSET(layout, Primitive, positions);
    PLUMB_EXPECT_SAME_OFFSET(layout, Primitive, normals);
    PLUMB_EXPECT_SAME_OFFSET(layout, Primitive, tangents);
    PLUMB_EXPECT_SAME_OFFSET(layout, Primitive, uv0);
    PLUMB_EXPECT_SAME_OFFSET(layout, Primitive, uv1);
    PLUMB_EXPECT_SAME_OFFSET(layout, Primitive, colors);
    PLUMB_EXPECT_SAME_OFFSET(layout, Primitive, vertex_count);
    PLUMB_EXPECT_SAME_OFFSET(layout, Primitive, padding);
}

TEST(SharedStructs, Draw) {
    LAYOUT_OF(Draw);
    ASSERT_EQ(layout.members.size(), 7U);
    PLUMB_EXPECT_SAME_OFFSET(layout, Draw, first_reference);
    PLUMB_EXPECT_SAME_OFFSET(layout, Draw, instance);
    PLUMB_EXPECT_SAME_OFFSET(layout, Draw, primitive);
    PLUMB_EXPECT_SAME_OFFSET(layout, Draw, first_triangle);
    PLUMB_EXPECT_SAME_OFFSET(layout, Draw, flags);
    PLUMB_EXPECT_SAME_OFFSET(layout, Draw, first_posed_vertex);
    PLUMB_EXPECT_SAME_OFFSET(layout, Draw, material_id);
}

TEST(SharedStructs, DrawCluster) {
    LAYOUT_OF(DrawCluster);
    ASSERT_EQ(layout.members.size(), 15U);
    PLUMB_EXPECT_SAME_OFFSET(layout, DrawCluster, positions);
    PLUMB_EXPECT_SAME_OFFSET(layout, DrawCluster, center);
    PLUMB_EXPECT_SAME_OFFSET(layout, DrawCluster, radius);
    PLUMB_EXPECT_SAME_OFFSET(layout, DrawCluster, cone_axis);
    PLUMB_EXPECT_SAME_OFFSET(layout, DrawCluster, cone_cutoff);
    PLUMB_EXPECT_SAME_OFFSET(layout, DrawCluster, draw);
    PLUMB_EXPECT_SAME_OFFSET(layout, DrawCluster, instance);
    PLUMB_EXPECT_SAME_OFFSET(layout, DrawCluster, flags);
    PLUMB_EXPECT_SAME_OFFSET(layout, DrawCluster, first_posed_vertex);
    PLUMB_EXPECT_SAME_OFFSET(layout, DrawCluster, first_reference);
    PLUMB_EXPECT_SAME_OFFSET(layout, DrawCluster, first_triangle);
    PLUMB_EXPECT_SAME_OFFSET(layout, DrawCluster, triangle_count);
    PLUMB_EXPECT_SAME_OFFSET(layout, DrawCluster, first_vertex);
    PLUMB_EXPECT_SAME_OFFSET(layout, DrawCluster, vertex_count);
    PLUMB_EXPECT_SAME_OFFSET(layout, DrawCluster, padding);
}

TEST(SharedStructs, ClusterTriangle) {
    LAYOUT_OF(ClusterTriangle);
    ASSERT_EQ(layout.members.size(), 2U);
    PLUMB_EXPECT_SAME_OFFSET(layout, ClusterTriangle, corners);
    PLUMB_EXPECT_SAME_OFFSET(layout, ClusterTriangle, index);
}

TEST(SharedStructs, InstanceStatic) {
    LAYOUT_OF(InstanceStatic);
    ASSERT_EQ(layout.members.size(), 4U);
    PLUMB_EXPECT_SAME_OFFSET(layout, InstanceStatic, id);
    PLUMB_EXPECT_SAME_OFFSET(layout, InstanceStatic, semantic);
    PLUMB_EXPECT_SAME_OFFSET(layout, InstanceStatic, rest_min);
    PLUMB_EXPECT_SAME_OFFSET(layout, InstanceStatic, rest_size);
}

TEST(SharedStructs, Material) {
    LAYOUT_OF(Material);
    ASSERT_EQ(layout.members.size(), 15U);
    PLUMB_EXPECT_SAME_OFFSET(layout, Material, base_color);
    PLUMB_EXPECT_SAME_OFFSET(layout, Material, emission);
    PLUMB_EXPECT_SAME_OFFSET(layout, Material, metallic);
    PLUMB_EXPECT_SAME_OFFSET(layout, Material, roughness);
    PLUMB_EXPECT_SAME_OFFSET(layout, Material, normal_scale);
    PLUMB_EXPECT_SAME_OFFSET(layout, Material, occlusion_strength);
    PLUMB_EXPECT_SAME_OFFSET(layout, Material, alpha_cutoff);
    PLUMB_EXPECT_SAME_OFFSET(layout, Material, transmission);
    PLUMB_EXPECT_SAME_OFFSET(layout, Material, alpha_mode);
    PLUMB_EXPECT_SAME_OFFSET(layout, Material, is_unlit);
    PLUMB_EXPECT_SAME_OFFSET(layout, Material, base_color_slot);
    PLUMB_EXPECT_SAME_OFFSET(layout, Material, metallic_roughness_slot);
    PLUMB_EXPECT_SAME_OFFSET(layout, Material, normal_slot);
    PLUMB_EXPECT_SAME_OFFSET(layout, Material, occlusion_slot);
    PLUMB_EXPECT_SAME_OFFSET(layout, Material, emission_slot);
}

TEST(SharedStructs, Texture) {
    LAYOUT_OF(Texture);
    ASSERT_EQ(layout.members.size(), 8U);
    PLUMB_EXPECT_SAME_OFFSET(layout, Texture, texels);
    PLUMB_EXPECT_SAME_OFFSET(layout, Texture, levels_of_srgb);
    PLUMB_EXPECT_SAME_OFFSET(layout, Texture, levels_of_linear);
    PLUMB_EXPECT_SAME_OFFSET(layout, Texture, width);
    PLUMB_EXPECT_SAME_OFFSET(layout, Texture, height);
    PLUMB_EXPECT_SAME_OFFSET(layout, Texture, wrap_u);
    PLUMB_EXPECT_SAME_OFFSET(layout, Texture, wrap_v);
    PLUMB_EXPECT_SAME_OFFSET(layout, Texture, is_linear);
}

TEST(SharedStructs, MaterialLobes) {
    LAYOUT_OF(MaterialLobes);
    ASSERT_EQ(layout.members.size(), 31U);
    PLUMB_EXPECT_SAME_OFFSET(layout, MaterialLobes, lobes);
    PLUMB_EXPECT_SAME_OFFSET(layout, MaterialLobes, ior);
    PLUMB_EXPECT_SAME_OFFSET(layout, MaterialLobes, dispersion);
    PLUMB_EXPECT_SAME_OFFSET(layout, MaterialLobes, specular);
    PLUMB_EXPECT_SAME_OFFSET(layout, MaterialLobes, specular_color);
    PLUMB_EXPECT_SAME_OFFSET(layout, MaterialLobes, coat);
    PLUMB_EXPECT_SAME_OFFSET(layout, MaterialLobes, coat_roughness);
    PLUMB_EXPECT_SAME_OFFSET(layout, MaterialLobes, coat_normal_scale);
    PLUMB_EXPECT_SAME_OFFSET(layout, MaterialLobes, sheen_color);
    PLUMB_EXPECT_SAME_OFFSET(layout, MaterialLobes, sheen_roughness);
    PLUMB_EXPECT_SAME_OFFSET(layout, MaterialLobes, transmission);
    PLUMB_EXPECT_SAME_OFFSET(layout, MaterialLobes, thickness_m);
    PLUMB_EXPECT_SAME_OFFSET(layout, MaterialLobes, extinction);
    PLUMB_EXPECT_SAME_OFFSET(layout, MaterialLobes, anisotropy);
    PLUMB_EXPECT_SAME_OFFSET(layout, MaterialLobes, anisotropy_direction);
    PLUMB_EXPECT_SAME_OFFSET(layout, MaterialLobes, film);
    PLUMB_EXPECT_SAME_OFFSET(layout, MaterialLobes, film_ior);
    PLUMB_EXPECT_SAME_OFFSET(layout, MaterialLobes, film_min_nm);
    PLUMB_EXPECT_SAME_OFFSET(layout, MaterialLobes, film_max_nm);
    PLUMB_EXPECT_SAME_OFFSET(layout, MaterialLobes, specular_slot);
    PLUMB_EXPECT_SAME_OFFSET(layout, MaterialLobes, specular_color_slot);
    PLUMB_EXPECT_SAME_OFFSET(layout, MaterialLobes, coat_slot);
    PLUMB_EXPECT_SAME_OFFSET(layout, MaterialLobes, coat_roughness_slot);
    PLUMB_EXPECT_SAME_OFFSET(layout, MaterialLobes, coat_normal_slot);
    PLUMB_EXPECT_SAME_OFFSET(layout, MaterialLobes, sheen_color_slot);
    PLUMB_EXPECT_SAME_OFFSET(layout, MaterialLobes, sheen_roughness_slot);
    PLUMB_EXPECT_SAME_OFFSET(layout, MaterialLobes, transmission_slot);
    PLUMB_EXPECT_SAME_OFFSET(layout, MaterialLobes, thickness_slot);
    PLUMB_EXPECT_SAME_OFFSET(layout, MaterialLobes, anisotropy_slot);
    PLUMB_EXPECT_SAME_OFFSET(layout, MaterialLobes, film_slot);
    PLUMB_EXPECT_SAME_OFFSET(layout, MaterialLobes, film_thickness_slot);
}

TEST(SharedStructs, AlbedoTables) {
    LAYOUT_OF(AlbedoTables);
    ASSERT_EQ(layout.members.size(), 3U);
    PLUMB_EXPECT_SAME_OFFSET(layout, AlbedoTables, specular);
    PLUMB_EXPECT_SAME_OFFSET(layout, AlbedoTables, glass);
    PLUMB_EXPECT_SAME_OFFSET(layout, AlbedoTables, sheen);
}

TEST(SharedStructs, Paths) {
    LAYOUT_OF(Paths);
    ASSERT_EQ(layout.members.size(), 4U);
    PLUMB_EXPECT_SAME_OFFSET(layout, Paths, sums);
    PLUMB_EXPECT_SAME_OFFSET(layout, Paths, ray_count);
    PLUMB_EXPECT_SAME_OFFSET(layout, Paths, filter_kind);
    PLUMB_EXPECT_SAME_OFFSET(layout, Paths, padding);
}

TEST(SharedStructs, Frame) {
    LAYOUT_OF(Frame);
    ASSERT_EQ(layout.members.size(), 39U);
    PLUMB_EXPECT_SAME_OFFSET(layout, Frame, draws);
    PLUMB_EXPECT_SAME_OFFSET(layout, Frame, draw_sets);
    PLUMB_EXPECT_SAME_OFFSET(layout, Frame, draw_guide);
    PLUMB_EXPECT_SAME_OFFSET(layout, Frame, draw_clusters);
    PLUMB_EXPECT_SAME_OFFSET(layout, Frame, cluster_triangles);
    PLUMB_EXPECT_SAME_OFFSET(layout, Frame, primitives);
    PLUMB_EXPECT_SAME_OFFSET(layout, Frame, cluster_corners);
    PLUMB_EXPECT_SAME_OFFSET(layout, Frame, cluster_vertices);
    PLUMB_EXPECT_SAME_OFFSET(layout, Frame, instances);
    PLUMB_EXPECT_SAME_OFFSET(layout, Frame, materials);
    PLUMB_EXPECT_SAME_OFFSET(layout, Frame, textures);
    PLUMB_EXPECT_SAME_OFFSET(layout, Frame, srgb_to_linear);
    PLUMB_EXPECT_SAME_OFFSET(layout, Frame, material_lobes);
    PLUMB_EXPECT_SAME_OFFSET(layout, Frame, albedo_tables);
    PLUMB_EXPECT_SAME_OFFSET(layout, Frame, cameras);
    PLUMB_EXPECT_SAME_OFFSET(layout, Frame, instance_moments);
    PLUMB_EXPECT_SAME_OFFSET(layout, Frame, shadings);
    PLUMB_EXPECT_SAME_OFFSET(layout, Frame, lenses);
    PLUMB_EXPECT_SAME_OFFSET(layout, Frame, rolling_cameras);
    PLUMB_EXPECT_SAME_OFFSET(layout, Frame, rolling_poses);
    PLUMB_EXPECT_SAME_OFFSET(layout, Frame, posed_positions);
    PLUMB_EXPECT_SAME_OFFSET(layout, Frame, posed_normals);
    PLUMB_EXPECT_SAME_OFFSET(layout, Frame, posed_tangents);
    PLUMB_EXPECT_SAME_OFFSET(layout, Frame, ray_views);
    PLUMB_EXPECT_SAME_OFFSET(layout, Frame, outputs);
    PLUMB_EXPECT_SAME_OFFSET(layout, Frame, width);
    PLUMB_EXPECT_SAME_OFFSET(layout, Frame, height);
    PLUMB_EXPECT_SAME_OFFSET(layout, Frame, view_count);
    PLUMB_EXPECT_SAME_OFFSET(layout, Frame, moment_count);
    PLUMB_EXPECT_SAME_OFFSET(layout, Frame, draw_count);
    PLUMB_EXPECT_SAME_OFFSET(layout, Frame, draw_cluster_count);
    PLUMB_EXPECT_SAME_OFFSET(layout, Frame, draw_guide_shift);
    PLUMB_EXPECT_SAME_OFFSET(layout, Frame, instance_count);
    PLUMB_EXPECT_SAME_OFFSET(layout, Frame, posed_vertex_count);
    PLUMB_EXPECT_SAME_OFFSET(layout, Frame, material_stride);
    PLUMB_EXPECT_SAME_OFFSET(layout, Frame, material_moment_stride);
    PLUMB_EXPECT_SAME_OFFSET(layout, Frame, ray_moment_count);
    PLUMB_EXPECT_SAME_OFFSET(layout, Frame, phase_count);
    PLUMB_EXPECT_SAME_OFFSET(layout, Frame, padding);
}

TEST(SharedStructs, Resolve) {
    LAYOUT_OF(Resolve);
    ASSERT_EQ(layout.members.size(), 13U);
    PLUMB_EXPECT_SAME_OFFSET(layout, Resolve, depth_and_reference);
    PLUMB_EXPECT_SAME_OFFSET(layout, Resolve, through);
    PLUMB_EXPECT_SAME_OFFSET(layout, Resolve, next_sight);
    PLUMB_EXPECT_SAME_OFFSET(layout, Resolve, previous_sight);
    PLUMB_EXPECT_SAME_OFFSET(layout, Resolve, counts);
    PLUMB_EXPECT_SAME_OFFSET(layout, Resolve, samples);
    PLUMB_EXPECT_SAME_OFFSET(layout, Resolve, samples_through);
    PLUMB_EXPECT_SAME_OFFSET(layout, Resolve, sample_places);
    PLUMB_EXPECT_SAME_OFFSET(layout, Resolve, shares);
    PLUMB_EXPECT_SAME_OFFSET(layout, Resolve, through_shares);
    PLUMB_EXPECT_SAME_OFFSET(layout, Resolve, share_stride);
    PLUMB_EXPECT_SAME_OFFSET(layout, Resolve, path_share);
    PLUMB_EXPECT_SAME_OFFSET(layout, Resolve, path_sums);
}

TEST(SharedStructs, PoseDraw) {
    LAYOUT_OF(PoseDraw);
    ASSERT_EQ(layout.members.size(), 15U);
    PLUMB_EXPECT_SAME_OFFSET(layout, PoseDraw, positions);
    PLUMB_EXPECT_SAME_OFFSET(layout, PoseDraw, normals);
    PLUMB_EXPECT_SAME_OFFSET(layout, PoseDraw, tangents);
    PLUMB_EXPECT_SAME_OFFSET(layout, PoseDraw, joints);
    PLUMB_EXPECT_SAME_OFFSET(layout, PoseDraw, weights);
    PLUMB_EXPECT_SAME_OFFSET(layout, PoseDraw, target_positions);
    PLUMB_EXPECT_SAME_OFFSET(layout, PoseDraw, target_normals);
    PLUMB_EXPECT_SAME_OFFSET(layout, PoseDraw, target_tangents);
    PLUMB_EXPECT_SAME_OFFSET(layout, PoseDraw, origin);
    PLUMB_EXPECT_SAME_OFFSET(layout, PoseDraw, vertex_count);
    PLUMB_EXPECT_SAME_OFFSET(layout, PoseDraw, influences);
    PLUMB_EXPECT_SAME_OFFSET(layout, PoseDraw, target_count);
    PLUMB_EXPECT_SAME_OFFSET(layout, PoseDraw, first_posed_vertex);
    PLUMB_EXPECT_SAME_OFFSET(layout, PoseDraw, first_joint);
    PLUMB_EXPECT_SAME_OFFSET(layout, PoseDraw, first_weight);
}

TEST(SharedStructs, Pose) {
    LAYOUT_OF(Pose);
    ASSERT_EQ(layout.members.size(), 4U);
    PLUMB_EXPECT_SAME_OFFSET(layout, Pose, joints);
    PLUMB_EXPECT_SAME_OFFSET(layout, Pose, weights);
    PLUMB_EXPECT_SAME_OFFSET(layout, Pose, joint_count);
    PLUMB_EXPECT_SAME_OFFSET(layout, Pose, weight_count);
}

TEST(SharedStructs, Shadows) {
    LAYOUT_OF(Shadows);
    ASSERT_EQ(layout.members.size(), 16U);
    PLUMB_EXPECT_SAME_OFFSET(layout, Shadows, surface);
    PLUMB_EXPECT_SAME_OFFSET(layout, Shadows, through);
    PLUMB_EXPECT_SAME_OFFSET(layout, Shadows, first_surface);
    PLUMB_EXPECT_SAME_OFFSET(layout, Shadows, first_through);
    PLUMB_EXPECT_SAME_OFFSET(layout, Shadows, shares);
    PLUMB_EXPECT_SAME_OFFSET(layout, Shadows, ray_count);
    PLUMB_EXPECT_SAME_OFFSET(layout, Shadows, is_through);
    PLUMB_EXPECT_SAME_OFFSET(layout, Shadows, sample_index);
    PLUMB_EXPECT_SAME_OFFSET(layout, Shadows, x);
    PLUMB_EXPECT_SAME_OFFSET(layout, Shadows, y);
    PLUMB_EXPECT_SAME_OFFSET(layout, Shadows, stride);
    PLUMB_EXPECT_SAME_OFFSET(layout, Shadows, has_light_shadows);
    PLUMB_EXPECT_SAME_OFFSET(layout, Shadows, light_samples);
    PLUMB_EXPECT_SAME_OFFSET(layout, Shadows, ambient_samples);
    PLUMB_EXPECT_SAME_OFFSET(layout, Shadows, ambient_distance_m);
    PLUMB_EXPECT_SAME_OFFSET(layout, Shadows, padding);
}

}  // namespace
}  // namespace plumb::shared
