#pragma once

#include "gpu/context.hpp"
#include "scene/scene_data.hpp"
#include "shared/frame.h"
#include "shared/scene.h"
#include "upload/arena.hpp"
#include "upload/clusters.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace plumb::upload {

/// A scene in device memory, with what the host must know of it to record frames. Immutable.
struct SceneGpu {
    /// @throws Error  out_of_memory; unsupported if the instances have 2^32 - 1 triangles or more in sum, or the
    /// skinned
    ///                and morphed ones 2^32 - 1 vertices or more
    /// @param is_shaded  with what colour needs of textures
    SceneGpu(const std::shared_ptr<gpu::Context>& context, const scene::SceneData& data, bool is_shaded);

    /// Puts the scene's addresses and counts into `frame`.
    void describe(shared::Frame& frame) const;

    /// An instance whose vertices depend on the moment.
    struct PosedInstance {
        std::uint32_t instance = 0;  ///< 0-based
        bool is_skinned = false;
        glm::dvec3 rest_center{0};  ///< of the rest box, object space
        /// Of the matrix by which primitives without joints follow the instance's node all the same, behind the joints
        /// of the scene; NO_JOINT where there are none.
        std::uint32_t own_joint = shared::NO_JOINT;
    };

    std::vector<PosedInstance> posed_instances;
    std::vector<shared::Draw> draws;  ///< [variant set][draw], as on the device
    std::vector<shared::PoseDraw> pose_draws;
    std::uint64_t pose_draw_table = 0;  ///< address of pose_draws
    std::uint32_t posed_vertex_count = 0;
    std::uint32_t joint_count = 0;  ///< matrices of a pose: those of the scene, then PosedInstance::own_joint
    std::uint32_t draw_count = 0;
    std::uint32_t draw_guide_shift = 0;  ///< see DrawGuide
    std::uint32_t draw_cluster_count = 0;
    std::uint32_t instance_count = 0;
    std::uint32_t lobes = 0;    ///< LOBE_ bits of any material, whenever
    bool has_cut_outs = false;  ///< in any variant
    bool has_blended = false;   ///< in any variant

private:
    /// What is known of a primitive once its arrays have a place.
    struct PrimitivePlace {
        Arena::Piece indices, positions, normals, tangents, uv0, uv1, colors;
        Arena::Piece joints, weights, target_positions, target_normals, target_tangents;
        std::uint32_t first_cluster = 0;
        std::uint32_t cluster_count = 0;
    };

    [[nodiscard]] std::vector<shared::Primitive> primitive_table(const scene::SceneData& data) const;
    [[nodiscard]] std::vector<shared::Texture> texture_table(const scene::SceneData& data) const;
    void add_textures(const scene::SceneData& data, bool is_shaded);
    void add_geometry(const scene::SceneData& data);
    /// @return how many references the draws have
    std::uint64_t add_draws(const scene::SceneData& data, const ClusterTable& clusters);
    void add_instance(const scene::SceneData& data, const ClusterTable& clusters, std::uint32_t instance,
                      std::uint64_t& next_reference);
    /// Gives a draw a material of the file (index, or none for the default one), as the node has it.
    void set_material(const scene::SceneData& data, std::uint32_t node, std::uint32_t material,
                      shared::Draw& draw) const;
    void add_draw_sets(const scene::SceneData& data);
    void add_clusters(const ClusterTable& clusters, const PrimitivePlace& place, const shared::Draw& draw);
    void add_pose(const scene::SceneData& data, std::uint32_t instance, const scene::Primitive& primitive,
                  std::uint32_t primitive_index, std::uint32_t first_joint, shared::Draw& draw);

    Arena arrays_;
    Arena tables_;
    std::vector<PrimitivePlace> places_;          ///< all primitives, by mesh
    std::vector<std::uint32_t> first_primitive_;  ///< by mesh
    std::vector<Arena::Piece> image_places_;
    std::vector<Arena::Piece> srgb_levels_, linear_levels_;  ///< by image; empty where colour is not asked for
    std::vector<std::uint32_t> material_flags_;              ///< DRAW_ bits; the default material's last
    std::vector<shared::DrawCluster> draw_clusters_;
    struct Tables {
        std::uint64_t draws, draw_guide, draw_clusters, cluster_triangles, cluster_corners, cluster_vertices,
            primitives, instances, materials, textures, srgb_to_linear, material_lobes, albedo;
    } addresses_{};
};

}  // namespace plumb::upload
