#include "scene/mesh_summary.hpp"
#include "scene/scene_data.hpp"

#include <plumb/error.hpp>

#include <algorithm>
#include <optional>
#include <ranges>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace plumb::scene {

namespace {

constexpr std::uint64_t path_bytes_limit = 256ULL << 20;
constexpr std::uint32_t unlabelled = 1;

[[noreturn]] void refuse(const std::string& what, std::uint64_t value, std::uint64_t limit) {
    throw Error(ErrorCode::out_of_memory, "cannot prepare the scene: " + std::to_string(value) + " " + what +
                                              ", the limit is " + std::to_string(limit));
}

std::uint32_t added(std::uint32_t count, std::uint64_t more, const std::string& what) {
    const std::uint64_t sum = count + more;
    if (sum >= none) refuse(what, sum, none - 1);
    return static_cast<std::uint32_t>(sum);
}

std::string name_or(const std::string& name, const char* prefix, std::size_t index) {
    return name.empty() ? prefix + std::to_string(index) : name;
}

/// Calls visit(node, depth) for the trees under `roots`, parents first, children in file order; no recursion.
template <class Visit>
void walk(const std::vector<Node>& nodes, const std::vector<std::uint32_t>& roots, const Visit& visit) {
    struct Entry {
        std::uint32_t node, depth;
    };
    std::vector<Entry> open;
    for (const std::uint32_t root : std::views::reverse(roots)) open.push_back({root, 0});
    while (!open.empty()) {
        const Entry entry = open.back();
        open.pop_back();
        visit(entry.node, entry.depth);
        for (const std::uint32_t child : std::views::reverse(nodes[entry.node].children))
            open.push_back({child, entry.depth + 1});
    }
}

/// Gathers instances and cameras while the active nodes are walked.
class Finisher {
public:
    explicit Finisher(SceneData& data)
        : data_(data), summaries_(data.meshes.size()), first_joint_(data.skins.size(), none) {}

    void visit(std::uint32_t index, std::uint32_t depth) {
        const Node& node = data_.nodes[index];
        data_.depth_first.push_back(index);
        enter(index, depth);
        if (node.camera != none) add_camera(index);
        if (node.mesh == none) return;
        const MeshSummary& summary = summary_of(node.mesh);
        if (summary.triangle_count > 0) add_instances(index, summary, *classes_[depth]);
    }

    /// Classes that were given to instances, and the instances that copies have; after the walk.
    void complete() {
        for (const AssignedClass& assigned : data_.assigned_classes) {
            if (assigned.instance >= data_.instances.size())
                throw Error(ErrorCode::invalid_argument, "cannot give class \"" + assigned.name + "\" to instance " +
                                                             std::to_string(std::uint64_t{assigned.instance} + 1) +
                                                             ": the scene has instances 1 to " +
                                                             std::to_string(data_.instances.size()));
            data_.instances[assigned.instance].semantic = semantic_of(assigned.name);
        }
        std::vector<std::uint32_t> counts(data_.copy_groups.size(), 0);
        for (std::uint32_t index = 0; index < data_.instances.size(); ++index) {
            const std::uint32_t group = copy_group_of(data_, data_.instances[index].node);
            if (group != none && counts[group]++ == 0) data_.copy_groups[group].info.first_instance = index;
        }
        for (std::size_t group = 0; group < counts.size(); ++group) {
            CopyInfo& info = data_.copy_groups[group].info;
            info.instance_count = info.count == 0 ? 0 : counts[group] / info.count;
            data_.copy_infos.push_back(info);
        }
    }

private:
    /// Keeps the path and the class of the way from the root to the node that is visited.
    void enter(std::uint32_t index, std::uint32_t depth) {
        const Node& node = data_.nodes[index];
        static const std::string no_class;
        lengths_.resize(depth + 1);
        classes_.resize(depth + 1);
        const std::string* const inherited = depth > 0 ? classes_[depth - 1] : &no_class;
        classes_[depth] = node.semantic_class.empty() ? inherited : &node.semantic_class;
        path_.resize(depth > 0 ? lengths_[depth - 1] : 0);
        if (depth > 0) path_ += '/';
        path_ += name_or(node.name, "node_", index);
        lengths_[depth] = path_.size();
    }

    const MeshSummary& summary_of(std::uint32_t mesh) {
        // Through const: the meshes may be shared with another scene, and are not changed here.
        if (!summaries_[mesh]) summaries_[mesh] = summarize(std::as_const(data_.meshes)[mesh], data_.materials.size());
        return *summaries_[mesh];
    }

    /// Material ids of `summary` as an instance of node `index` has them.
    std::vector<std::uint32_t> materials_of(std::uint32_t index, const MeshSummary& summary) const {
        const std::size_t count = data_.materials.size();
        std::vector<std::uint32_t> ids;
        for (const std::uint32_t id : summary.materials) {
            const std::uint32_t drawn = drawn_material(data_, index, id == count + 1 ? none : id - 1);
            ids.push_back(1 + (drawn == none ? static_cast<std::uint32_t>(count) : drawn));
        }
        std::ranges::sort(ids);
        return ids;
    }

    std::uint32_t semantic_of(const std::string& name) {
        if (name.empty() || name == data_.classes[unlabelled]) return unlabelled;
        const auto [found, is_new] = semantic_ids_.try_emplace(name, static_cast<std::uint32_t>(data_.classes.size()));
        if (is_new) data_.classes.push_back(name);
        return found->second;
    }

    void add_camera(std::uint32_t index) {
        const Node& node = data_.nodes[index];
        const CameraData& camera = data_.cameras[node.camera];
        const std::string fallback = name_or(camera.name, "camera_", data_.camera_infos.size());
        data_.camera_infos.push_back(
            {.node = index, .name = node.name.empty() ? fallback : node.name, .projection = camera.projection});
    }

    void set_ranges(InstanceInfo& info, const Node& node, const MeshSummary& summary) {
        if (node.skin != none && summary.is_skinnable) {
            std::uint32_t& first = first_joint_[node.skin];
            const std::size_t count = data_.skins[node.skin].joints.size();
            if (first == none) {
                first = data_.joint_count;
                data_.joint_count = added(data_.joint_count, count, "joints of skinned instances");
            }
            info.first_joint = first;
            info.joint_count = static_cast<std::uint32_t>(count);
        }
        if (summary.target_count > 0) {
            info.first_weight = data_.weight_count;
            info.weight_count = summary.target_count;
            data_.weight_count = added(data_.weight_count, summary.target_count, "weights of morphed instances");
        }
    }

    void add_instances(std::uint32_t index, const MeshSummary& summary, const std::string& semantic_class) {
        const Node& node = data_.nodes[index];
        InstanceInfo info;
        info.node = index;
        info.mesh = node.mesh;
        info.materials = materials_of(index, summary);
        info.semantic = semantic_of(semantic_class);
        info.triangle_count = summary.triangle_count;
        info.rest_box = summary.box;
        set_ranges(info, node, summary);
        const std::string name = name_or(node.name, "node_", index);
        const std::size_t copies = node.instance_transforms.size();
        added(static_cast<std::uint32_t>(data_.instances.size()), std::max<std::size_t>(copies, 1), "instances");
        for (std::size_t copy = 0; copy < std::max<std::size_t>(copies, 1); ++copy) {
            std::string suffix;
            if (copies > 0) suffix.append("[").append(std::to_string(copy)).append("]");
            path_bytes_ += path_.size() + suffix.size();
            if (path_bytes_ > path_bytes_limit) refuse("bytes of node paths", path_bytes_, path_bytes_limit);
            info.id = static_cast<std::uint32_t>(data_.instances.size() + 1);
            info.name = name + suffix;
            info.path = path_ + suffix;
            data_.triangle_count += summary.triangle_count;
            data_.instances.push_back(info);
            data_.instance_copy.push_back(copies > 0 ? static_cast<std::uint32_t>(copy) : none);
        }
    }

    SceneData& data_;
    std::vector<std::optional<MeshSummary>> summaries_;
    std::vector<std::uint32_t> first_joint_;  // by skin
    std::unordered_map<std::string_view, std::uint32_t> semantic_ids_;
    std::string path_;
    std::vector<std::size_t> lengths_;         // of the path, by depth
    std::vector<const std::string*> classes_;  // by depth
    std::uint64_t path_bytes_ = 0;
};

void clear_derived(SceneData& data) {
    data.depth_first.clear();
    data.node_order.clear();
    data.instances.clear();
    data.instance_copy.clear();
    data.copy_infos.clear();
    data.camera_infos.clear();
    data.animation_infos.clear();
    data.material_names.clear();
    data.texture_names.clear();
    data.variant_names.clear();
    data.classes = {"background", "unlabelled"};
    data.triangle_count = 0;
    data.joint_count = 0;
    data.weight_count = 0;
}

void order_nodes(SceneData& data) {
    std::vector<std::uint32_t> roots;
    for (std::uint32_t index = 0; index < data.nodes.size(); ++index)
        if (data.nodes[index].parent == none) roots.push_back(index);
    data.node_order.reserve(data.nodes.size());
    walk(data.nodes, roots, [&](std::uint32_t index, std::uint32_t) { data.node_order.push_back(index); });
}

void describe_animations(SceneData& data) {
    for (std::size_t index = 0; index < data.animations.size(); ++index) {
        // Through const, since clips may be shared with another scene; whose duration is known then.
        const Animation& animation = std::as_const(data.animations)[index];
        double duration_s = 0;
        for (const AnimationSampler& sampler : animation.samplers)
            if (!sampler.times_s.empty())
                duration_s = std::max(duration_s, static_cast<double>(sampler.times_s.back()));
        if (animation.duration_s != duration_s) data.animations[index].duration_s = duration_s;
        data.animation_infos.push_back({name_or(animation.name, "animation_", index), duration_s});
    }
}

void name_looks(SceneData& data) {
    for (std::size_t index = 0; index < data.materials.size(); ++index)
        data.material_names.push_back(name_or(data.materials[index].name, "material_", index));
    for (std::size_t index = 0; index < data.textures.size(); ++index) {
        const Texture& texture = data.textures[index];
        const bool has_image_name = texture.name.empty() && texture.image != none;
        const std::string& name = has_image_name ? std::as_const(data.images)[texture.image].name : texture.name;
        data.texture_names.push_back(name_or(name, "texture_", index));
    }
    for (std::size_t index = 0; index < data.variants.size(); ++index)
        data.variant_names.push_back(name_or(data.variants[index], "variant_", index));
}

}  // namespace

std::uint32_t copy_group_of(const SceneData& data, std::uint32_t node) {
    const auto after = std::ranges::upper_bound(data.copy_groups, node, {}, &CopyGroup::first_node);
    return after == data.copy_groups.begin() ? none : static_cast<std::uint32_t>(after - data.copy_groups.begin() - 1);
}

std::uint32_t drawn_material(const SceneData& data, std::uint32_t node, std::uint32_t material) {
    const std::uint32_t index = copy_group_of(data, node);
    if (index == none || data.copy_groups[index].materials.empty()) return material;
    const CopyGroup& group = data.copy_groups[index];
    const auto found = std::ranges::lower_bound(group.materials, material);
    if (found == group.materials.end() || *found != material) return material;
    const std::size_t copy = (node - group.first_node) / group.nodes.size();
    return group.first_material + static_cast<std::uint32_t>(copy * group.materials.size() +
                                                             static_cast<std::size_t>(found - group.materials.begin()));
}

void finish(SceneData& data) {
    clear_derived(data);
    order_nodes(data);
    Finisher finisher(data);
    walk(data.nodes, data.roots, [&](std::uint32_t index, std::uint32_t depth) { finisher.visit(index, depth); });
    finisher.complete();
    describe_animations(data);
    name_looks(data);
}

}  // namespace plumb::scene
