#include "scene/mesh_summary.hpp"
#include "scene/scene_data.hpp"

#include <plumb/error.hpp>

#include <algorithm>
#include <optional>
#include <ranges>
#include <string_view>
#include <unordered_map>

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
        if (!summaries_[mesh]) summaries_[mesh] = summarize(data_.meshes[mesh], data_.materials.size());
        return *summaries_[mesh];
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
        info.materials = summary.materials;
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
    data.camera_infos.clear();
    data.animation_infos.clear();
    data.material_names.clear();
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
        Animation& animation = data.animations[index];
        animation.duration_s = 0;
        for (const AnimationSampler& sampler : animation.samplers)
            if (!sampler.times_s.empty())
                animation.duration_s = std::max(animation.duration_s, static_cast<double>(sampler.times_s.back()));
        data.animation_infos.push_back({name_or(animation.name, "animation_", index), animation.duration_s});
    }
}

}  // namespace

void finish(SceneData& data) {
    clear_derived(data);
    order_nodes(data);
    Finisher finisher(data);
    walk(data.nodes, data.roots, [&](std::uint32_t index, std::uint32_t depth) { finisher.visit(index, depth); });
    describe_animations(data);
    for (std::size_t index = 0; index < data.materials.size(); ++index)
        data.material_names.push_back(name_or(data.materials[index].name, "material_", index));
}

}  // namespace plumb::scene
