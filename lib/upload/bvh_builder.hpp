#pragma once

#include "shared/bvh.h"

#include <glm/glm.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace plumb::upload {

/// What is put into a tree: any box with lower <= upper.
struct BvhBox {
    glm::vec3 lower{0};
    glm::vec3 upper{0};
};

/// A tree over boxes, parents before their children. Node 0 is always there.
struct Bvh {
    std::vector<shared::BvhNode> nodes;
    std::vector<std::uint32_t> order;  ///< boxes in the order of the leaves, the last of each leaf with BVH_LEAF
};

/// How much care a build takes.
enum class BvhCare : std::uint8_t {
    sah,   ///< the surface area heuristic: for what is built once
    fast,  ///< by the order of the boxes' middles along a Morton curve: several times faster, its trees are walked
           ///< slower
};

/// Builds trees in parallel; for any number of threads at once. The same boxes give the same tree, whatever the number
/// of threads.
class BvhBuilder {
public:
    /// @param thread_count  0: as many as the machine runs at once
    /// @throws Error  internal if the library that builds cannot be started
    explicit BvhBuilder(std::uint32_t thread_count = 0);
    ~BvhBuilder();
    BvhBuilder(const BvhBuilder&) = delete;
    BvhBuilder& operator=(const BvhBuilder&) = delete;

    /// A tree of at most BVH_MOST_LEVELS levels, made with `care` where that keeps to them, else by build_by_halves().
    ///
    /// @param boxes         at most 2^31 - 1
    /// @param most_in_leaf  1..8
    /// @throws Error        out_of_memory
    [[nodiscard]] Bvh build(std::span<const BvhBox> boxes, std::uint32_t most_in_leaf,
                            BvhCare care = BvhCare::sah) const;

private:
    struct Device;
    std::unique_ptr<Device> device_;
};

/// The tree that build() falls back to: halves by the median, so that no distribution of boxes makes it deep.
Bvh build_by_halves(std::span<const BvhBox> boxes, std::uint32_t most_in_leaf);

/// Levels of nodes from the root down.
std::uint32_t levels_of(const Bvh& bvh);

}  // namespace plumb::upload
