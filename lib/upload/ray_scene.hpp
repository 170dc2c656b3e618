#pragma once

#include "gpu/context.hpp"
#include "scene/scene_data.hpp"
#include "shared/bvh.h"
#include "upload/arena.hpp"
#include "upload/bvh_builder.hpp"
#include "upload/posed_bounds.hpp"
#include "upload/scene_gpu.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace plumb::upload {

/// What rays can meet, in device memory: a tree for each primitive in its own space, shared by all draws of it; for
/// skinned and morphed draws its shape alone. Immutable.
class RayScene {
public:
    /// @throws Error  out_of_memory; unsupported if posed draws have 2^31 nodes or triangles or more in sum
    RayScene(const std::shared_ptr<gpu::Context>& context, const scene::SceneData& data, const SceneGpu& scene);

    struct Tree {
        std::uint64_t nodes = 0, triangles = 0;  ///< addresses; 0 if no rigid draw has the primitive
        Box box;                                 ///< rest pose, object space
    };
    std::vector<Tree> trees;  ///< of all primitives, by mesh

    struct PosedDraw {
        std::uint32_t draw = 0;
        std::uint32_t first_node = 0, first_triangle = 0;
        std::size_t bounds = 0;  ///< into posed_bounds
        bool is_skinned = false;
    };
    std::vector<PosedDraw> posed_draws;  ///< by draw
    std::vector<PosedBounds> posed_bounds;
    std::uint32_t posed_node_count = 0;  ///< of one view
    std::uint32_t posed_triangle_count = 0;
    std::vector<std::uint32_t> height_ends;  ///< RefitItems up to and with each height, from the leaves on
    std::uint64_t refit_items = 0;           ///< address of RefitItem, by height
    std::uint64_t posed_trees = 0;           ///< address of PosedBvh

    [[nodiscard]] const BvhBuilder& builder() const noexcept { return builder_; }

private:
    struct Shapes;
    [[nodiscard]] static Shapes build_shapes(const scene::SceneData& data, const BvhBuilder& builder);
    void add_rigid(const Shapes& shapes, const std::shared_ptr<gpu::Context>& context, const SceneGpu& scene);
    void add_posed(const Shapes& shapes, const std::shared_ptr<gpu::Context>& context, const SceneGpu& scene,
                   const scene::SceneData& data);

    BvhBuilder builder_;
    Arena arrays_, tables_;
};

}  // namespace plumb::upload
