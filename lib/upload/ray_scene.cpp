#include "upload/ray_scene.hpp"

#include "base/parallel.hpp"
#include "scene/box.hpp"
#include "scene/pose.hpp"
#include "upload/ray_margin.hpp"

#include <plumb/error.hpp>

#include <algorithm>
#include <map>
#include <string>

namespace plumb::upload {

static_assert(sizeof(shared::BvhNode) == shared::BVH_NODE_BYTES);
static_assert(sizeof(shared::BvhTriangle) == shared::BVH_TRIANGLE_BYTES);
static_assert(sizeof(shared::RayDraw) == shared::RAY_DRAW_BYTES);

namespace {

constexpr std::uint32_t most_triangles_in_leaf = 4;

/// Corners of triangle `t`.
std::array<glm::vec3, 3> corners_of(const scene::Primitive& primitive, std::size_t t) {
    return {primitive.positions[primitive.indices[3 * t]], primitive.positions[primitive.indices[3 * t + 1]],
            primitive.positions[primitive.indices[3 * t + 2]]};
}

Bvh tree_of(const scene::Primitive& primitive, const BvhBuilder& builder) {
    std::vector<BvhBox> boxes(primitive.indices.size() / 3);
    for (std::size_t t = 0; t < boxes.size(); ++t) {
        const auto [a, b, c] = corners_of(primitive, t);
        boxes[t] = widened({glm::min(a, glm::min(b, c)), glm::max(a, glm::max(b, c))});
    }
    return builder.build(boxes, most_triangles_in_leaf);
}

std::vector<shared::BvhTriangle> triangles_of(const scene::Primitive& primitive, const Bvh& tree) {
    std::vector<shared::BvhTriangle> triangles;
    triangles.reserve(tree.order.size());
    for (const std::uint32_t index : tree.order) {
        const auto [a, b, c] = corners_of(primitive, index & ~shared::BVH_LEAF);
        triangles.push_back({a, b, c, index});
    }
    return triangles;
}

std::vector<shared::ClusterTriangle> corners_in_order(const scene::Primitive& primitive, const Bvh& tree) {
    std::vector<shared::ClusterTriangle> triangles;
    triangles.reserve(tree.order.size());
    for (const std::uint32_t index : tree.order) {
        const std::size_t first = 3 * std::size_t{index & ~shared::BVH_LEAF};
        triangles.push_back(
            {{primitive.indices[first], primitive.indices[first + 1], primitive.indices[first + 2]}, index});
    }
    return triangles;
}

/// Height of each node above those whose children are leaves.
std::vector<std::uint32_t> heights_of(const Bvh& tree) {
    std::vector<std::uint32_t> heights(tree.nodes.size(), 0);
    for (std::size_t i = tree.nodes.size(); i-- > 0;)
        for (const std::uint32_t child : {tree.nodes[i].child_0, tree.nodes[i].child_1})
            if ((child & shared::BVH_LEAF) == 0) heights[i] = std::max(heights[i], heights[child] + 1);
    return heights;
}

/// Sorted by height; `ends` gets where each one ends.
std::vector<shared::RefitItem> sorted_by_height(const std::vector<std::vector<shared::RefitItem>>& by_height,
                                                std::vector<std::uint32_t>& ends) {
    std::vector<shared::RefitItem> items;
    for (const std::vector<shared::RefitItem>& some : by_height) {
        items.insert(items.end(), some.begin(), some.end());
        ends.push_back(static_cast<std::uint32_t>(items.size()));
    }
    return items;
}

template <class T>
std::vector<std::byte> bytes_of(const std::vector<T>& values) {
    const auto bytes = std::as_bytes(std::span(values));
    return {bytes.begin(), bytes.end()};
}

}  // namespace

/// Trees of all primitives, before any of them has a place.
struct RayScene::Shapes {
    std::vector<const scene::Primitive*> primitives;
    std::vector<Bvh> trees;
};

RayScene::Shapes RayScene::build_shapes(const scene::SceneData& data, const BvhBuilder& builder) {
    Shapes shapes;
    for (const scene::Mesh& mesh : data.meshes)
        for (const scene::Primitive& primitive : mesh.primitives) shapes.primitives.push_back(&primitive);
    shapes.trees.resize(shapes.primitives.size());
    in_parallel(shapes.primitives.size(),
                [&](std::size_t i) { shapes.trees[i] = tree_of(*shapes.primitives[i], builder); });
    return shapes;
}

RayScene::RayScene(const std::shared_ptr<gpu::Context>& context, const scene::SceneData& data, const SceneGpu& scene) {
    const Shapes shapes = build_shapes(data, builder_);
    add_rigid(shapes, context, scene);
    add_posed(shapes, context, scene, data);
}

void RayScene::add_rigid(const Shapes& shapes, const std::shared_ptr<gpu::Context>& context, const SceneGpu& scene) {
    std::vector<bool> is_rigid(shapes.primitives.size(), false);
    for (std::uint32_t d = 0; d < scene.draw_count; ++d)
        if (scene.draws[d].first_posed_vertex == shared::NO_POSE) is_rigid[scene.draws[d].primitive] = true;
    std::vector<std::pair<Arena::Piece, Arena::Piece>> places(shapes.primitives.size());
    for (std::size_t i = 0; i < places.size(); ++i)
        if (is_rigid[i])
            places[i] = {arrays_.add(shapes.trees[i].nodes),
                         arrays_.keep(bytes_of(triangles_of(*shapes.primitives[i], shapes.trees[i])))};
    arrays_.allocate(context, "ray trees", Arena::Sharing::by_content);
    arrays_.upload(context);
    trees.resize(places.size());
    for (std::size_t i = 0; i < places.size(); ++i) {
        for (const std::uint32_t index : shapes.primitives[i]->indices)
            scene::extend(trees[i].box, glm::dvec3(shapes.primitives[i]->positions[index]));
        if (!is_rigid[i]) continue;
        trees[i].nodes = arrays_.address(places[i].first);
        trees[i].triangles = arrays_.address(places[i].second);
    }
}

void RayScene::add_posed(const Shapes& shapes, const std::shared_ptr<gpu::Context>& context, const SceneGpu& scene,
                         const scene::SceneData& data) {
    struct Place {
        Arena::Piece nodes, triangles;
        std::vector<std::uint32_t> heights;
        std::size_t bounds = 0;
    };
    std::map<std::pair<std::uint32_t, bool>, Place> places;  // by primitive, and whether it is skinned
    std::vector<std::vector<shared::RefitItem>> by_height;
    std::vector<const Place*> place_of_tree;
    std::vector<shared::PosedBvh> posed;
    std::uint64_t node_count = 0, triangle_count = 0;
    for (std::uint32_t d = 0; d < scene.draw_count; ++d) {
        const shared::Draw& draw = scene.draws[d];
        if (draw.first_posed_vertex == shared::NO_POSE) continue;
        const Bvh& tree = shapes.trees[draw.primitive];
        const scene::Primitive& primitive = *shapes.primitives[draw.primitive];
        const bool is_skinned = scene::is_skinned(data.instances[draw.instance], primitive);
        const auto [place, is_new] = places.try_emplace({draw.primitive, is_skinned});
        if (is_new) {
            place->second = {tables_.add(tree.nodes), tables_.keep(bytes_of(corners_in_order(primitive, tree))),
                             heights_of(tree), posed_bounds.size()};
            posed_bounds.push_back(upload::posed_bounds(primitive, is_skinned));
        }
        const auto tree_index = static_cast<std::uint32_t>(posed.size());
        posed.push_back({0, 0, static_cast<std::uint32_t>(node_count), static_cast<std::uint32_t>(triangle_count),
                         draw.first_posed_vertex, 0});
        place_of_tree.push_back(&place->second);
        posed_draws.push_back(
            {d, posed.back().first_node, posed.back().first_triangle, place->second.bounds, is_skinned});
        for (std::uint32_t n = 0; n < tree.nodes.size(); ++n) {
            const std::uint32_t height = place->second.heights[n];
            if (by_height.size() <= height) by_height.resize(height + 1);
            by_height[height].push_back({tree_index, n});
        }
        node_count += tree.nodes.size();
        triangle_count += tree.order.size();
        if (std::max(node_count, triangle_count) >= shared::BVH_LEAF)
            throw Error(ErrorCode::unsupported, "building trees for rays of '" + data.path.string() +
                                                    "': its skinned and morphed instances have " +
                                                    std::to_string(triangle_count) +
                                                    " triangles in sum; at most 2147483647 are possible");
    }
    const std::vector<shared::RefitItem> items = sorted_by_height(by_height, height_ends);
    const Arena::Piece item_place = tables_.add(items), tree_place = tables_.add(posed);
    tables_.allocate(context, "posed ray trees");
    for (std::size_t i = 0; i < posed.size(); ++i) {
        posed[i].nodes = tables_.address(place_of_tree[i]->nodes);
        posed[i].triangles = tables_.address(place_of_tree[i]->triangles);
    }
    tables_.upload(context);
    refit_items = tables_.address(item_place);
    posed_trees = tables_.address(tree_place);
    posed_node_count = static_cast<std::uint32_t>(node_count);
    posed_triangle_count = static_cast<std::uint32_t>(triangle_count);
}

}  // namespace plumb::upload
