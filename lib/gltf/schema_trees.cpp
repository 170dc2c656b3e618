#include "gltf/schema_context.hpp"

#include <algorithm>

namespace plumb::gltf {

namespace {

using Children = std::vector<std::vector<std::uint32_t>>;

/// The children of every node and their parents; false after a reference that is not sound.
bool read_children(SchemaContext& context, Children& children, std::vector<std::uint32_t>& parents) {
    const std::size_t errors = context.findings.error_count();
    for (std::uint32_t i = 0; i < context.nodes.size(); ++i) {
        if (!context.nodes[i].is_object()) continue;
        const ObjectView node(context.nodes[i], Pointer() / "nodes" / i, context.findings);
        const auto indices = node.indices("children", context.nodes.size(), "nodes");
        if (!indices) continue;
        for (std::size_t k = 0; k < indices->size(); ++k) {
            std::uint32_t& parent = parents[(*indices)[k]];
            if (parent != no_index)
                context.findings.error("node.parent", node.at() / "children" / k,
                                       "found node " + std::to_string((*indices)[k]) +
                                           ", which is already a child of node " + std::to_string(parent) +
                                           "; a node has at most one parent");
            parent = i;
        }
        children[i] = *indices;
    }
    return context.findings.error_count() == errors;
}

/// Numbers the trees depth first without recursion; nodes of cycles stay unnumbered.
void number_trees(const Children& children, SchemaContext::Tree& tree, std::vector<std::uint32_t>& depths) {
    struct Visit {
        std::uint32_t node;
        std::size_t next_child;
    };
    std::uint32_t number = 0;
    std::vector<Visit> stack;
    for (std::uint32_t root = 0; root < children.size(); ++root) {
        if (tree.parents[root] != no_index) continue;
        stack.push_back({root, 0});
        while (!stack.empty()) {
            Visit& visit = stack.back();
            const std::uint32_t node = visit.node;
            if (visit.next_child == 0) {
                tree.enter[node] = number++;
                tree.roots[node] = root;
                depths[node] = static_cast<std::uint32_t>(stack.size());
            }
            if (visit.next_child < children[node].size()) {
                stack.push_back({children[node][visit.next_child++], 0});
            } else {
                tree.leave[node] = number;
                stack.pop_back();
            }
        }
    }
}

/// Nodes that no root reaches either lie on a cycle or hang below one; only the former are to blame.
void report_cycles(SchemaContext& context, const SchemaContext::Tree& tree) {
    std::vector<std::uint32_t> seen_by(tree.parents.size(), no_index);
    for (std::uint32_t start = 0; start < tree.parents.size(); ++start) {
        if (tree.roots[start] != no_index) continue;
        std::uint32_t node = start;
        while (seen_by[node] == no_index) {
            seen_by[node] = start;
            node = tree.parents[node];
        }
        if (seen_by[node] != start) continue;
        for (std::uint32_t member = node;;) {
            context.findings.error("node.cycle", Pointer() / "nodes" / member,
                                   "found a node that is its own ancestor; allowed: trees");
            member = tree.parents[member];
            if (member == node) break;
        }
    }
}

/// By depth-first number: how many nodes with a mesh come before it.
std::vector<std::uint32_t> count_meshes(const SchemaContext& context) {
    std::vector<std::uint32_t> counts(context.nodes.size() + 1, 0);
    for (std::size_t i = 0; i < context.nodes.size(); ++i)
        if (find(context.nodes[i], "mesh") != nullptr) counts[context.tree.enter[i] + 1] = 1;
    for (std::size_t i = 1; i < counts.size(); ++i) counts[i] += counts[i - 1];
    return counts;
}

bool is_identity(const Json& node) {
    const auto is = [&](std::string_view key, const std::vector<double>& identity) {
        return find(node, key) == nullptr || numbers_of(node, key) == identity;
    };
    return is("matrix", {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1}) && is("translation", {0, 0, 0}) &&
           is("rotation", {0, 0, 0, 1}) && is("scale", {1, 1, 1});
}

/// Whether nothing above `node` is part of the scene, moves it, or hides it.
bool are_ancestors_void(const SchemaContext& context, std::uint32_t node, const std::set<std::uint32_t>& listed) {
    for (std::uint32_t above = context.tree.parents[node]; above != no_index; above = context.tree.parents[above])
        if (listed.contains(above) || !is_identity(context.nodes[above]) ||
            find(context.nodes[above], "extensions") != nullptr)
            return false;
    return true;
}

}  // namespace

void check_node_trees(SchemaContext& context) {
    const std::size_t count = context.nodes.size();
    SchemaContext::Tree tree;
    Children children(count);
    tree.parents.assign(count, no_index);
    tree.roots.assign(count, no_index);
    tree.enter.assign(count, 0);
    tree.leave.assign(count, 0);
    if (!read_children(context, children, tree.parents)) return;
    std::vector<std::uint32_t> depths(count, 0);
    number_trees(children, tree, depths);
    if (std::find(tree.roots.begin(), tree.roots.end(), no_index) != tree.roots.end()) {
        report_cycles(context, tree);
        return;
    }
    for (std::size_t i = 0; i < count; ++i)
        if (depths[i] == context.limits.node_depth + 1)
            context.findings.error("limit.node_depth", Pointer() / "nodes" / i,
                                   "found a node at depth " + std::to_string(depths[i]) + "; the limit node_depth is " +
                                       std::to_string(context.limits.node_depth));
    context.tree = std::move(tree);
}

void check_scenes(SchemaContext& context) {
    std::vector<std::uint32_t> meshes_before;
    for (std::size_t i = 0; i < context.scenes.size(); ++i) {
        const ObjectView scene(context.scenes[i], Pointer() / "scenes" / i, context.findings);
        check_common(scene, context, {"nodes", "name"});
        const auto nodes = scene.indices("nodes", context.nodes.size(), "nodes");
        if (!nodes || context.tree.parents.empty()) continue;
        const std::set<std::uint32_t> listed(nodes->begin(), nodes->end());
        for (std::size_t k = 0; k < nodes->size(); ++k) {
            const std::uint32_t node = (*nodes)[k];
            if (context.tree.parents[node] == no_index) continue;
            if (meshes_before.empty()) meshes_before = count_meshes(context);
            const std::string message = "found node " + std::to_string(node) + ", a child of node " +
                                        std::to_string(context.tree.parents[node]) + "; allowed: root nodes";
            // Exporters in wide use leave an empty parent outside the scene above what they draw. Where it moves
            // nothing, there is one way to read the scene.
            const bool is_drawn = meshes_before[context.tree.leave[node]] > meshes_before[context.tree.enter[node]];
            if (is_drawn && are_ancestors_void(context, node, listed))
                context.findings.value("scene.root", scene.at() / "nodes" / k, message);
            else
                context.findings.error("scene.root", scene.at() / "nodes" / k, message);
        }
    }
}

}  // namespace plumb::gltf
