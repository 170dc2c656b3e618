#include "upload/scene_gpu.hpp"

#include "base/parallel.hpp"
#include "scene/pose.hpp"
#include "upload/draw_guide.hpp"
#include "upload/lobe_table.hpp"
#include "upload/material_table.hpp"
#include "upload/pyramid.hpp"

#include <plumb/error.hpp>

#include <cstring>
#include <limits>
#include <string>

namespace plumb::upload {

static_assert(sizeof(shared::Draw) == shared::DRAW_BYTES);

namespace {

/// Displacements of all targets in one array, [target][vertex]; empty if no target has any.
std::vector<std::byte> gathered_targets(const scene::Primitive& primitive,
                                        std::vector<glm::vec3> scene::MorphTarget::*member) {
    bool has_any = false;
    for (const scene::MorphTarget& target : primitive.targets) has_any = has_any || !(target.*member).empty();
    if (!has_any) return {};
    const std::size_t bytes = primitive.positions.size() * sizeof(glm::vec3);
    std::vector<std::byte> all(primitive.targets.size() * bytes);
    for (std::size_t i = 0; i < primitive.targets.size(); ++i) {
        const std::vector<glm::vec3>& values = primitive.targets[i].*member;
        if (!values.empty()) std::memcpy(all.data() + i * bytes, values.data(), bytes);
    }
    return all;
}

std::uint32_t wrap_of(scene::Wrap wrap) {
    switch (wrap) {
        case scene::Wrap::repeat:
            return shared::WRAP_REPEAT;
        case scene::Wrap::mirrored_repeat:
            return shared::WRAP_MIRRORED_REPEAT;
        case scene::Wrap::clamp_to_edge:
            return shared::WRAP_CLAMP_TO_EDGE;
    }
    return shared::WRAP_REPEAT;
}

/// DRAW_ bits of each material; those of the default material last.
std::vector<std::uint32_t> flags_of_materials(const scene::SceneData& data) {
    std::vector<std::uint32_t> table(data.materials.size() + 1);
    for (std::size_t i = 0; i < data.materials.size(); ++i) {
        const scene::Material& material = data.materials[i];
        if (material.is_double_sided) table[i] |= shared::DRAW_DOUBLE_SIDED;
        if (material.alpha_mode == scene::AlphaMode::mask) table[i] |= shared::DRAW_MASKED;
        if (material.alpha_mode == scene::AlphaMode::blend || material.transmission > 0)
            table[i] |= shared::DRAW_BLENDED;
    }
    for (const scene::Animation& clip : data.animations)
        for (const scene::AnimationChannel& channel : clip.channels)
            if (channel.property == scene::AnimatedProperty::material_transmission)
                table[channel.target] |= shared::DRAW_BLENDED;
    return table;
}

std::vector<shared::InstanceStatic> instance_table(const scene::SceneData& data) {
    std::vector<shared::InstanceStatic> table;
    for (const InstanceInfo& info : data.instances)
        table.push_back(
            {info.id, info.semantic, glm::vec3(info.rest_box.min), glm::vec3(info.rest_box.max - info.rest_box.min)});
    return table;
}

}  // namespace

SceneGpu::SceneGpu(const std::shared_ptr<gpu::Context>& context, const scene::SceneData& data, bool is_shaded) {
    add_textures(data, is_shaded);
    ClusterTable clusters;
    for (const scene::Mesh& mesh : data.meshes) {
        first_primitive_.push_back(static_cast<std::uint32_t>(places_.size()));
        for (const scene::Primitive& primitive : mesh.primitives) {
            PrimitivePlace place;
            place.first_cluster = static_cast<std::uint32_t>(clusters.clusters.size());
            place.cluster_count = append_clusters(primitive, clusters);
            places_.push_back(place);
        }
    }
    add_geometry(data);
    arrays_.allocate(context, "scene arrays", Arena::Sharing::by_content);
    const std::uint64_t reference_count = add_draws(data, clusters);
    draw_count = static_cast<std::uint32_t>(draws.size());
    const DrawGuide guide = draw_guide(draws, reference_count);
    draw_guide_shift = guide.shift;
    add_draw_sets(data);

    const std::vector<shared::Primitive> primitives = primitive_table(data);
    const std::vector<shared::Texture> textures = texture_table(data);
    const std::vector<shared::InstanceStatic> instances = instance_table(data);
    const std::vector<shared::Material> materials = material_table(data.materials);
    const std::vector<shared::MaterialLobes> material_lobes = lobe_table(data.materials);
    const std::vector<float> srgb = srgb_table();
    lobes = lobes_of(data);
    const Arena::Piece draw_place = tables_.add(draws), guide_place = tables_.add(guide.draws);
    const Arena::Piece draw_clusters = tables_.add(draw_clusters_);
    const Arena::Piece cluster_triangles = tables_.add(clusters.triangles);
    const Arena::Piece cluster_corners = tables_.add(clusters.corners),
                       cluster_vertices = tables_.add(clusters.vertices);
    const Arena::Piece primitive_place = tables_.add(primitives), texture_place = tables_.add(textures);
    const Arena::Piece instance_place = tables_.add(instances), material_place = tables_.add(materials);
    const Arena::Piece srgb_place = tables_.add(srgb), pose_place = tables_.add(pose_draws);
    const Arena::Piece lobe_place = tables_.add(material_lobes), albedo_place = tables_.add(albedo_tables());
    tables_.allocate(context, "scene tables");
    arrays_.upload(context);
    tables_.upload(context);
    addresses_.draws = tables_.address(draw_place);
    addresses_.draw_guide = tables_.address(guide_place);
    addresses_.draw_clusters = tables_.address(draw_clusters);
    addresses_.cluster_triangles = tables_.address(cluster_triangles);
    addresses_.cluster_corners = tables_.address(cluster_corners);
    addresses_.cluster_vertices = tables_.address(cluster_vertices);
    addresses_.primitives = tables_.address(primitive_place);
    addresses_.textures = tables_.address(texture_place);
    addresses_.instances = tables_.address(instance_place);
    addresses_.materials = tables_.address(material_place);
    addresses_.srgb_to_linear = tables_.address(srgb_place);
    addresses_.material_lobes = tables_.address(lobe_place);
    addresses_.albedo = tables_.address(albedo_place);
    pose_draw_table = tables_.address(pose_place);
    draw_cluster_count = static_cast<std::uint32_t>(draw_clusters_.size());
    instance_count = static_cast<std::uint32_t>(data.instances.size());
    draw_clusters_ = {};
    places_ = {};
}

std::vector<shared::Primitive> SceneGpu::primitive_table(const scene::SceneData& data) const {
    std::vector<shared::Primitive> table;
    for (const scene::Mesh& mesh : data.meshes)
        for (const scene::Primitive& primitive : mesh.primitives) {
            const PrimitivePlace& place = places_[table.size()];
            table.push_back({arrays_.address(place.indices), arrays_.address(place.positions),
                             arrays_.address(place.normals), arrays_.address(place.tangents),
                             arrays_.address(place.uv0), arrays_.address(place.uv1), arrays_.address(place.colors),
                             static_cast<std::uint32_t>(primitive.positions.size()), 0});
        }
    return table;
}

std::vector<shared::Texture> SceneGpu::texture_table(const scene::SceneData& data) const {
    std::vector<shared::Texture> table;
    for (const scene::Texture& texture : data.textures) {
        shared::Texture entry{};  // stays empty where no material uses a texture and its image was left out
        if (texture.image != scene::none) {
            const scene::Image& image = data.images[texture.image];
            const bool has_levels = !srgb_levels_.empty();
            entry = {arrays_.address(image_places_[texture.image]),
                     has_levels ? arrays_.address(srgb_levels_[texture.image]) : 0,
                     has_levels ? arrays_.address(linear_levels_[texture.image]) : 0,
                     image.width,
                     image.height,
                     wrap_of(texture.wrap_u),
                     wrap_of(texture.wrap_v),
                     texture.is_linear ? 1U : 0U};
        }
        table.push_back(entry);
    }
    return table;
}

void SceneGpu::add_textures(const scene::SceneData& data, bool is_shaded) {
    for (const scene::Image& image : data.images) image_places_.push_back(arrays_.add(image.rgba));
    if (!is_shaded) return;
    const std::vector<std::uint8_t> readings = readings_of_images(data);
    std::vector<std::vector<std::byte>> srgb(data.images.size()), linear(data.images.size());
    in_parallel(data.images.size(), [&](std::size_t i) {
        if (data.images[i].rgba.empty()) return;
        if ((readings[i] & reads_linear) != 0) linear[i] = pyramid_of(data.images[i], false);
        if ((readings[i] & reads_srgb) != 0) srgb[i] = pyramid_of(data.images[i], true);
    });
    for (std::size_t i = 0; i < data.images.size(); ++i) {
        srgb_levels_.push_back(arrays_.keep(std::move(srgb[i])));
        linear_levels_.push_back(arrays_.keep(std::move(linear[i])));
    }
}

void SceneGpu::add_geometry(const scene::SceneData& data) {
    std::size_t index = 0;
    for (const scene::Mesh& mesh : data.meshes)
        for (const scene::Primitive& primitive : mesh.primitives) {
            PrimitivePlace& place = places_[index++];
            place.indices = arrays_.add(primitive.indices);
            place.positions = arrays_.add(primitive.positions);
            place.normals = arrays_.add(primitive.normals);
            place.tangents = arrays_.add(primitive.tangents);
            place.uv0 = arrays_.add(primitive.uvs[0]);
            place.uv1 = arrays_.add(primitive.uvs[1]);
            place.colors = arrays_.add(primitive.colors);
            place.joints = arrays_.add(primitive.joints);
            place.weights = arrays_.add(primitive.weights);
            place.target_positions = arrays_.keep(gathered_targets(primitive, &scene::MorphTarget::positions));
            place.target_normals = arrays_.keep(gathered_targets(primitive, &scene::MorphTarget::normals));
            place.target_tangents = arrays_.keep(gathered_targets(primitive, &scene::MorphTarget::tangents));
        }
}

std::uint64_t SceneGpu::add_draws(const scene::SceneData& data, const ClusterTable& clusters) {
    material_flags_ = flags_of_materials(data);
    joint_count = data.joint_count;
    std::uint64_t next_reference = 0;
    for (std::uint32_t instance = 0; instance < data.instances.size(); ++instance)
        add_instance(data, clusters, instance, next_reference);
    return next_reference;
}

void SceneGpu::set_material(const scene::SceneData& data, std::uint32_t node, std::uint32_t material,
                            shared::Draw& draw) const {
    const std::uint32_t drawn = scene::drawn_material(data, node, material);
    const std::uint32_t index = drawn == scene::none ? static_cast<std::uint32_t>(data.materials.size()) : drawn;
    draw.flags = material_flags_[index];
    draw.material_id = 1 + index;
}

/// Appends the draws of each variant to those of the default materials.
void SceneGpu::add_draw_sets(const scene::SceneData& data) {
    std::vector<const scene::Primitive*> primitives;
    for (const scene::Mesh& mesh : data.meshes)
        for (const scene::Primitive& primitive : mesh.primitives) primitives.push_back(&primitive);
    draws.reserve(draws.size() * (1 + data.variants.size()));
    for (std::size_t variant = 0; variant < data.variants.size(); ++variant)
        for (std::uint32_t i = 0; i < draw_count; ++i) {
            shared::Draw draw = draws[i];
            const scene::Primitive& primitive = *primitives[draw.primitive];
            if (variant < primitive.variant_materials.size())
                set_material(data, data.instances[draw.instance].node, primitive.variant_materials[variant], draw);
            draws.push_back(draw);
        }
    for (const shared::Draw& draw : draws) {
        has_cut_outs = has_cut_outs || (draw.flags & shared::DRAW_MASKED) != 0;
        has_blended = has_blended || (draw.flags & shared::DRAW_BLENDED) != 0;
    }
}

void SceneGpu::add_instance(const scene::SceneData& data, const ClusterTable& clusters, std::uint32_t instance,
                            std::uint64_t& next_reference) {
    const InstanceInfo& info = data.instances[instance];
    const scene::Mesh& mesh = data.meshes[info.mesh];
    std::uint32_t first_triangle = 0;
    bool is_posed = false;
    std::uint32_t own_joint = shared::NO_JOINT;
    for (std::size_t p = 0; p < mesh.primitives.size(); ++p) {
        const scene::Primitive& primitive = mesh.primitives[p];
        const auto triangle_count = static_cast<std::uint32_t>(primitive.indices.size() / 3);
        if (triangle_count == 0) continue;
        const std::uint32_t primitive_index = first_primitive_[info.mesh] + static_cast<std::uint32_t>(p);
        shared::Draw draw{};
        draw.first_reference = static_cast<std::uint32_t>(next_reference);
        draw.instance = instance;
        draw.primitive = primitive_index;
        draw.first_triangle = first_triangle;
        draw.first_posed_vertex = shared::NO_POSE;
        set_material(data, info.node, primitive.material, draw);
        if (info.joint_count > 0 || !primitive.targets.empty()) {
            if (info.joint_count > 0 && primitive.influences == 0 && own_joint == shared::NO_JOINT)
                own_joint = joint_count++;
            const std::uint32_t first_joint = scene::is_skinned(info, primitive) ? info.first_joint : own_joint;
            add_pose(data, instance, primitive, primitive_index, first_joint, draw);
            is_posed = true;
        }
        add_clusters(clusters, places_[primitive_index], draw);
        draws.push_back(draw);
        first_triangle += triangle_count;
        next_reference += triangle_count;
        if (next_reference >= std::numeric_limits<std::uint32_t>::max())
            throw Error(ErrorCode::unsupported, "uploading '" + data.path.string() + "': its instances have " +
                                                    std::to_string(data.triangle_count) +
                                                    " triangles in sum; at most 4294967294 are possible");
    }
    if (is_posed)
        posed_instances.push_back(
            {instance, info.joint_count > 0, (info.rest_box.min + info.rest_box.max) / 2.0, own_joint});
}

void SceneGpu::add_clusters(const ClusterTable& clusters, const PrimitivePlace& place, const shared::Draw& draw) {
    for (std::uint32_t c = place.first_cluster; c < place.first_cluster + place.cluster_count; ++c) {
        const Cluster& cluster = clusters.clusters[c];
        shared::DrawCluster item{};
        item.positions = arrays_.address(place.positions);
        item.center = cluster.center;
        item.radius = cluster.radius;
        item.cone_axis = cluster.cone_axis;
        item.cone_cutoff = cluster.cone_cutoff;
        item.draw = static_cast<std::uint32_t>(draws.size());
        item.instance = draw.instance;
        item.flags = draw.flags;
        item.first_posed_vertex = draw.first_posed_vertex;
        item.first_reference = draw.first_reference;
        item.first_triangle = cluster.first_triangle;
        item.triangle_count = cluster.triangle_count;
        item.first_vertex = cluster.first_vertex;
        item.vertex_count = cluster.vertex_count;
        draw_clusters_.push_back(item);
    }
}

void SceneGpu::add_pose(const scene::SceneData& data, std::uint32_t instance, const scene::Primitive& primitive,
                        std::uint32_t primitive_index, std::uint32_t first_joint, shared::Draw& draw) {
    const InstanceInfo& info = data.instances[instance];
    const PrimitivePlace& place = places_[primitive_index];
    shared::PoseDraw pose{};
    pose.positions = arrays_.address(place.positions);
    pose.normals = arrays_.address(place.normals);
    pose.tangents = arrays_.address(place.tangents);
    pose.joints = arrays_.address(place.joints);
    pose.weights = arrays_.address(place.weights);
    pose.target_positions = arrays_.address(place.target_positions);
    pose.target_normals = arrays_.address(place.target_normals);
    pose.target_tangents = arrays_.address(place.target_tangents);
    const glm::dvec3 center = (info.rest_box.min + info.rest_box.max) / 2.0;
    for (int axis = 0; axis < 3; ++axis) pose.origin[axis] = center[axis];
    pose.vertex_count = static_cast<std::uint32_t>(primitive.positions.size());
    pose.influences = info.joint_count > 0 ? primitive.influences : 0;
    pose.target_count = static_cast<std::uint32_t>(primitive.targets.size());
    pose.first_posed_vertex = posed_vertex_count;
    pose.first_joint = first_joint;
    pose.first_weight = info.first_weight;
    draw.first_posed_vertex = posed_vertex_count;
    if (pose.vertex_count >= shared::NO_POSE - posed_vertex_count)
        throw Error(ErrorCode::unsupported,
                    "uploading '" + data.path.string() + "': its skinned and morphed instances " + "up to '" +
                        info.path + "' have " + std::to_string(std::uint64_t{posed_vertex_count} + pose.vertex_count) +
                        " vertices in sum; at most 4294967294 are possible");
    posed_vertex_count += pose.vertex_count;
    pose_draws.push_back(pose);
}

void SceneGpu::describe(shared::Frame& frame) const {
    frame.draws = addresses_.draws;
    frame.draw_guide = addresses_.draw_guide;
    frame.draw_guide_shift = draw_guide_shift;
    frame.draw_clusters = addresses_.draw_clusters;
    frame.cluster_triangles = addresses_.cluster_triangles;
    frame.cluster_corners = addresses_.cluster_corners;
    frame.cluster_vertices = addresses_.cluster_vertices;
    frame.primitives = addresses_.primitives;
    frame.instances = addresses_.instances;
    frame.materials = addresses_.materials;
    frame.textures = addresses_.textures;
    frame.srgb_to_linear = addresses_.srgb_to_linear;
    frame.material_lobes = addresses_.material_lobes;
    frame.albedo_tables = addresses_.albedo;
    frame.draw_count = draw_count;
    frame.draw_cluster_count = draw_cluster_count;
    frame.instance_count = instance_count;
    frame.posed_vertex_count = posed_vertex_count;
    frame.phase_count = 1;
}

}  // namespace plumb::upload
