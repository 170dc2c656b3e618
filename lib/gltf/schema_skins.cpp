#include "gltf/accessor_bytes.hpp"
#include "gltf/schema_context.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace plumb::gltf {

namespace {

void check_inverse_bind(const ObjectView& skin, std::size_t joint_count, SchemaContext& context) {
    const auto index = skin.index("inverseBindMatrices", context.accessors.size(), "accessors");
    if (!index) return;
    const Pointer at = skin.at() / "inverseBindMatrices";
    const Json& accessor = context.accessors[*index];
    const AccessorShape shape = accessor_shape(accessor);
    context.use_accessor(*index, Usage::inverse_bind, at);
    if (shape.rows != 4 || shape.columns != 4 || shape.component != Component::float32)
        context.findings.error("skin.format", at, "found " + accessor_format(accessor) + "; allowed: {MAT4, FLOAT}");
    if (shape.count < joint_count)
        context.findings.error("skin.count", at,
                               "found " + std::to_string(shape.count) + " matrices; the skin has " +
                                   std::to_string(joint_count) + " joints");
    const std::uint32_t view = index_or_none(accessor, "bufferView");
    if (view < context.buffer_views.size() && find(context.buffer_views[view], "byteStride") != nullptr)
        context.findings.error("skin.stride", at,
                               "found buffer view " + std::to_string(view) +
                                   " with byteStride; a view of inverse bind matrices must not have it");
}

void check_hierarchy(const ObjectView& skin, const std::vector<std::uint32_t>& joints, SchemaContext& context) {
    const SchemaContext::Tree& tree = context.tree;
    const auto skeleton = skin.index("skeleton", context.nodes.size(), "nodes");
    if (tree.roots.empty() || joints.empty()) return;
    for (std::size_t k = 0; k < joints.size(); ++k) {
        if (tree.roots[joints[k]] != tree.roots[joints[0]]) {
            context.findings.error("skin.root", skin.at() / "joints",
                                   "found joints " + std::to_string(joints[0]) + " and " + std::to_string(joints[k]) +
                                       " in different trees; allowed: joints with a common root");
            return;
        }
        if (skeleton &&
            (tree.enter[joints[k]] < tree.enter[*skeleton] || tree.enter[joints[k]] >= tree.leave[*skeleton])) {
            context.findings.error("skin.skeleton", skin.at() / "skeleton",
                                   "found node " + std::to_string(*skeleton) + ", which is no ancestor of joint " +
                                       std::to_string(joints[k]));
            return;
        }
    }
}

void check_skin(const ObjectView& skin, SchemaContext& context) {
    check_common(skin, context, {"inverseBindMatrices", "skeleton", "joints", "name"});
    const auto joints = skin.indices("joints", context.nodes.size(), "nodes", Presence::required);
    const std::size_t joint_count = array_of(skin.json(), "joints").size();
    if (joint_count > context.limits.joints)
        context.findings.error("limit.joints", skin.at() / "joints",
                               "found " + std::to_string(joint_count) + " joints; the limit joints is " +
                                   std::to_string(context.limits.joints));
    check_inverse_bind(skin, joint_count, context);
    check_hierarchy(skin, joints.value_or(std::vector<std::uint32_t>()), context);
}

/// A skinned node and its joints have to be in the same scenes.
void check_scenes_of_skins(SchemaContext& context) {
    const std::vector<std::uint32_t>& roots = context.tree.roots;
    if (roots.empty()) return;
    std::vector<std::vector<std::uint32_t>> scenes_of_root(roots.size());
    for (std::uint32_t s = 0; s < context.scenes.size(); ++s)
        for (const std::uint32_t node : indices_of(context.scenes[s], "nodes"))
            if (node < roots.size()) scenes_of_root[node].push_back(s);
    std::set<std::pair<std::uint32_t, std::uint32_t>> known;
    for (std::uint32_t i = 0; i < context.nodes.size(); ++i) {
        const std::uint32_t skin = index_or_none(context.nodes[i], "skin");
        if (skin >= context.skins.size()) continue;
        const Json& joints = array_of(context.skins[skin], "joints");
        const std::uint64_t joint = joints.empty() ? no_index : whole_number(joints[0]).value_or(no_index);
        if (joint >= roots.size() || !known.emplace(roots[i], roots[joint]).second) continue;
        const auto& own = scenes_of_root[roots[i]];
        const auto& of_joints = scenes_of_root[roots[joint]];
        if (!std::includes(of_joints.begin(), of_joints.end(), own.begin(), own.end()))
            context.findings.error("skin.scene", Pointer() / "nodes" / i,
                                   "found a skinned mesh in a scene that does not contain its joints");
    }
}

}  // namespace

void check_skins(SchemaContext& context) {
    for (std::size_t i = 0; i < context.skins.size(); ++i)
        check_skin(ObjectView(context.skins[i], Pointer() / "skins" / i, context.findings), context);
    check_scenes_of_skins(context);
}

}  // namespace plumb::gltf
