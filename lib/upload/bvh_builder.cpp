#include "upload/bvh_builder.hpp"

#include <plumb/error.hpp>

#if __has_include(<embree4/rtcore.h>)
#include <embree4/rtcore.h>
#else
#include <embree3/rtcore.h>
#endif

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>
#include <string>

namespace plumb::upload {

namespace {

using shared::BVH_LEAF;
using shared::BVH_NOTHING;

/// Beyond it the areas that the heuristic compares have no room in single precision.
constexpr float largest_coordinate = 1e15F;

/// What Embree's callbacks make: an inner node or a leaf.
struct Branch {
    bool is_leaf = false;
    std::array<BvhBox, 2> boxes{};
    std::array<Branch*, 2> children{};
    std::array<std::uint32_t, 8> items{};
    std::uint32_t item_count = 0;
};

void* create_node(RTCThreadLocalAllocator allocator, unsigned int, void*) {
    return new (rtcThreadLocalAlloc(allocator, sizeof(Branch), 16)) Branch;
}

void set_children(void* node, void** children, unsigned int count, void*) {
    for (unsigned int i = 0; i < count; ++i)
        static_cast<Branch*>(node)->children[i] = static_cast<Branch*>(children[i]);
}

void set_bounds(void* node, const RTCBounds** bounds, unsigned int count, void*) {
    for (unsigned int i = 0; i < count; ++i)
        static_cast<Branch*>(node)->boxes[i] = {{bounds[i]->lower_x, bounds[i]->lower_y, bounds[i]->lower_z},
                                                {bounds[i]->upper_x, bounds[i]->upper_y, bounds[i]->upper_z}};
}

void* create_leaf(RTCThreadLocalAllocator allocator, const RTCBuildPrimitive* items, std::size_t count, void*) {
    auto* const leaf = new (rtcThreadLocalAlloc(allocator, sizeof(Branch), 16)) Branch;
    leaf->is_leaf = true;
    leaf->item_count = static_cast<std::uint32_t>(count);
    for (std::size_t i = 0; i < count; ++i) leaf->items[i] = items[i].primID;
    // Which thread moved what decides the order in which they come.
    std::sort(leaf->items.begin(), leaf->items.begin() + static_cast<std::ptrdiff_t>(count));
    return leaf;
}

void set_child(shared::BvhNode& node, int which, const BvhBox& box, std::uint32_t child) {
    (which == 0 ? node.lower_0 : node.lower_1) = box.lower;
    (which == 0 ? node.upper_0 : node.upper_1) = box.upper;
    (which == 0 ? node.child_0 : node.child_1) = child;
}

/// Appends a leaf; returns the word that names it.
std::uint32_t append_leaf(Bvh& bvh, std::span<const std::uint32_t> items) {
    const auto first = static_cast<std::uint32_t>(bvh.order.size());
    bvh.order.insert(bvh.order.end(), items.begin(), items.end());
    bvh.order.back() |= BVH_LEAF;
    return BVH_LEAF | first;
}

std::uint32_t append(Bvh& bvh, const Branch& branch) {
    if (branch.is_leaf) return append_leaf(bvh, {branch.items.data(), branch.item_count});
    const auto index = static_cast<std::uint32_t>(bvh.nodes.size());
    bvh.nodes.emplace_back();
    for (int i = 0; i < 2; ++i) {
        const std::uint32_t child = append(bvh, *branch.children[static_cast<std::size_t>(i)]);
        set_child(bvh.nodes[index], i, branch.boxes[static_cast<std::size_t>(i)], child);
    }
    return index;
}

BvhBox united(std::span<const BvhBox> boxes, std::span<const std::uint32_t> items) {
    BvhBox all = boxes[items.front()];
    for (const std::uint32_t item : items) {
        all.lower = glm::min(all.lower, boxes[item].lower);
        all.upper = glm::max(all.upper, boxes[item].upper);
    }
    return all;
}

/// A root with one child, for what fits one leaf or is nothing at all.
Bvh single_leaf(std::span<const BvhBox> boxes) {
    Bvh bvh;
    std::vector<std::uint32_t> items(boxes.size());
    std::iota(items.begin(), items.end(), 0U);
    shared::BvhNode& root = bvh.nodes.emplace_back();
    root.child_0 = BVH_NOTHING;
    root.child_1 = BVH_NOTHING;
    if (!items.empty()) set_child(root, 0, united(boxes, items), append_leaf(bvh, items));
    return bvh;
}

std::uint32_t append_half(Bvh& bvh, std::span<const BvhBox> boxes, std::span<std::uint32_t> items,
                          std::uint32_t most_in_leaf) {
    if (items.size() <= most_in_leaf) {
        std::sort(items.begin(), items.end());
        return append_leaf(bvh, items);
    }
    const BvhBox all = united(boxes, items);
    const glm::dvec3 extent = glm::dvec3(all.upper) - glm::dvec3(all.lower);
    const int axis = extent.x >= extent.y && extent.x >= extent.z ? 0 : extent.y >= extent.z ? 1 : 2;
    const auto middle = static_cast<std::ptrdiff_t>(items.size() / 2);
    std::nth_element(items.begin(), items.begin() + middle, items.end(), [&](std::uint32_t a, std::uint32_t b) {
        const double at_a = double{boxes[a].lower[axis]} + boxes[a].upper[axis];
        const double at_b = double{boxes[b].lower[axis]} + boxes[b].upper[axis];
        return at_a != at_b ? at_a < at_b : a < b;
    });
    const auto index = static_cast<std::uint32_t>(bvh.nodes.size());
    bvh.nodes.emplace_back();
    const std::array halves{items.first(static_cast<std::size_t>(middle)),
                            items.subspan(static_cast<std::size_t>(middle))};
    for (int i = 0; i < 2; ++i) {
        const std::span<std::uint32_t> half = halves[static_cast<std::size_t>(i)];
        const BvhBox box = united(boxes, half);
        const std::uint32_t child = append_half(bvh, boxes, half, most_in_leaf);
        set_child(bvh.nodes[index], i, box, child);
    }
    return index;
}

bool is_moderate(const BvhBox& box) {
    for (int axis = 0; axis < 3; ++axis)
        if (!(box.lower[axis] > -largest_coordinate && box.upper[axis] < largest_coordinate)) return false;
    return true;
}

RTCBuildPrimitive primitive_of(const BvhBox& box, std::uint32_t index) {
    RTCBuildPrimitive primitive{};
    primitive.lower_x = box.lower.x;
    primitive.lower_y = box.lower.y;
    primitive.lower_z = box.lower.z;
    primitive.upper_x = box.upper.x;
    primitive.upper_y = box.upper.y;
    primitive.upper_z = box.upper.z;
    primitive.primID = index;
    return primitive;
}

/// Owns what one build made.
struct Forest {
    RTCBVH bvh;
    explicit Forest(RTCDevice device) : bvh(rtcNewBVH(device)) {}
    ~Forest() { rtcReleaseBVH(bvh); }
    Forest(const Forest&) = delete;
    Forest& operator=(const Forest&) = delete;
};

}  // namespace

struct BvhBuilder::Device {
    RTCDevice handle = nullptr;
    explicit Device(std::uint32_t thread_count)
        : handle(rtcNewDevice(("threads=" + std::to_string(thread_count)).c_str())) {
        if (handle != nullptr) return;
        const RTCError error = rtcGetDeviceError(nullptr);
        throw Error(error == RTC_ERROR_OUT_OF_MEMORY ? ErrorCode::out_of_memory : ErrorCode::internal,
                    "starting Embree to build trees for rays: error " + std::to_string(static_cast<int>(error)));
    }
    ~Device() { rtcReleaseDevice(handle); }
    Device(const Device&) = delete;
    Device& operator=(const Device&) = delete;
};

BvhBuilder::BvhBuilder(std::uint32_t thread_count) : device_(std::make_unique<Device>(thread_count)) {}
BvhBuilder::~BvhBuilder() = default;

Bvh BvhBuilder::build(std::span<const BvhBox> boxes, std::uint32_t most_in_leaf, BvhCare care) const {
    if (boxes.size() <= most_in_leaf) return single_leaf(boxes);
    if (!std::ranges::all_of(boxes, is_moderate)) return build_by_halves(boxes, most_in_leaf);
    std::vector<RTCBuildPrimitive> primitives(boxes.size());
    for (std::size_t i = 0; i < boxes.size(); ++i)
        primitives[i] = primitive_of(boxes[i], static_cast<std::uint32_t>(i));
    const Forest forest(device_->handle);
    RTCBuildArguments arguments = rtcDefaultBuildArguments();
    arguments.buildQuality = care == BvhCare::sah ? RTC_BUILD_QUALITY_MEDIUM : RTC_BUILD_QUALITY_LOW;
    arguments.maxDepth = shared::BVH_MOST_LEVELS;
    arguments.minLeafSize = 1;
    arguments.maxLeafSize = most_in_leaf;
    arguments.bvh = forest.bvh;
    arguments.primitives = primitives.data();
    arguments.primitiveCount = primitives.size();
    arguments.primitiveArrayCapacity = primitives.size();
    arguments.createNode = create_node;
    arguments.setNodeChildren = set_children;
    arguments.setNodeBounds = set_bounds;
    arguments.createLeaf = create_leaf;
    const auto* const root = static_cast<const Branch*>(rtcBuildBVH(&arguments));
    // Boxes that no plane parts make it give up, or go deeper than what a ray remembers.
    if (rtcGetDeviceError(device_->handle) != RTC_ERROR_NONE || root == nullptr || root->is_leaf)
        return build_by_halves(boxes, most_in_leaf);
    Bvh bvh;
    bvh.nodes.reserve(boxes.size());
    bvh.order.reserve(boxes.size());
    append(bvh, *root);
    if (bvh.order.size() != boxes.size() || levels_of(bvh) > shared::BVH_MOST_LEVELS)
        return build_by_halves(boxes, most_in_leaf);
    return bvh;
}

Bvh build_by_halves(std::span<const BvhBox> boxes, std::uint32_t most_in_leaf) {
    if (boxes.size() <= most_in_leaf) return single_leaf(boxes);
    Bvh bvh;
    std::vector<std::uint32_t> items(boxes.size());
    std::iota(items.begin(), items.end(), 0U);
    append_half(bvh, boxes, items, most_in_leaf);
    return bvh;
}

std::uint32_t levels_of(const Bvh& bvh) {
    std::vector<std::uint32_t> level(bvh.nodes.size(), 1);
    std::uint32_t most = 0;
    for (std::size_t i = 0; i < bvh.nodes.size(); ++i) {
        most = std::max(most, level[i]);
        for (const std::uint32_t child : {bvh.nodes[i].child_0, bvh.nodes[i].child_1})
            if ((child & BVH_LEAF) == 0) level[child] = level[i] + 1;
    }
    return most;
}

}  // namespace plumb::upload
