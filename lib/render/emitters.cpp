#include "render/emitters.hpp"

#include <algorithm>
#include <cmath>

namespace plumb::render {

namespace {

double luminance(const glm::vec3& color) {
    return 0.2126 * double{color.r} + 0.7152 * double{color.g} + 0.0722 * double{color.b};
}

/// What a draw's material shines, as the file has it; nothing for those that light does not light.
double shine_of(const scene::SceneData& data, const shared::Draw& draw) {
    const std::size_t index = draw.material_id - 1;
    if (index >= data.materials.size() || data.materials[index].is_unlit) return 0;
    const scene::Material& material = data.materials[index];
    return std::max(luminance(material.emissive * material.emissive_strength), 0.0);
}

/// The same as a shot has it.
double shine_of(const scene::SceneData& data, const shared::Draw& draw, const Shot& shot) {
    for (const MaterialOverride& change : shot.materials)
        if (change.material + 1 == draw.material_id && change.emission)
            return shine_of(data, draw) > 0 ? std::max(luminance(*change.emission), 0.0) : 0;
    return shine_of(data, draw);
}

/// Sums of the areas of a primitive's triangles, over their total. @return  the total
double sum_areas(const scene::Primitive& primitive, std::vector<float>& shares) {
    std::vector<double> sums;
    double sum = 0;
    for (std::size_t i = 0; i + 2 < primitive.indices.size(); i += 3) {
        const glm::dvec3 a(primitive.positions[primitive.indices[i]]);
        const glm::dvec3 u = glm::dvec3(primitive.positions[primitive.indices[i + 1]]) - a;
        const glm::dvec3 v = glm::dvec3(primitive.positions[primitive.indices[i + 2]]) - a;
        sum += glm::length(glm::cross(u, v)) / 2;
        sums.push_back(sum);
    }
    if (!(sum > 0 && std::isfinite(sum))) return 0;
    for (const double part : sums) shares.push_back(static_cast<float>(part / sum));
    return sum;
}

/// By how much an instance's areas are larger than at rest, about; what deforms is taken at rest.
double growth_of(const glm::dmat4& world_from_instance) {
    const double volume = std::abs(glm::determinant(glm::dmat3(world_from_instance)));
    return std::isfinite(volume) ? std::pow(volume, 2.0 / 3) : 0;
}

}  // namespace

Emitters::Emitters(const std::shared_ptr<gpu::Context>& context, const scene::SceneData& data,
                   const upload::SceneGpu& scene)
    : draw_count_(scene.draw_count) {
    std::vector<const scene::Primitive*> primitives;
    for (const scene::Mesh& mesh : data.meshes)
        for (const scene::Primitive& primitive : mesh.primitives) primitives.push_back(&primitive);
    surfaces_.resize(primitives.size());
    std::vector<bool> shines(scene.draw_count);
    for (std::size_t i = 0; i < scene.draws.size(); ++i)
        if (shine_of(data, scene.draws[i]) > 0) shines[i % scene.draw_count] = true;
    std::vector<std::vector<float>> shares(primitives.size());
    std::vector<std::pair<std::size_t, upload::Arena::Piece>> pieces;
    for (std::uint32_t draw = 0; draw < scene.draw_count; ++draw) {
        const std::uint32_t primitive = scene.draws[draw].primitive;
        if (!shines[draw]) continue;
        Surface& surface = surfaces_[primitive];
        if (shares[primitive].empty()) {
            surface.area = sum_areas(*primitives[primitive], shares[primitive]);
            surface.triangle_count = static_cast<std::uint32_t>(shares[primitive].size());
            if (surface.area > 0) pieces.emplace_back(primitive, arena_.add(shares[primitive]));
        }
        if (surface.area > 0) draws_.push_back(draw);
    }
    if (pieces.empty()) return;
    arena_.allocate(context, "areas of what shines");
    for (const auto& [primitive, piece] : pieces) surfaces_[primitive].areas = arena_.address(piece);
    arena_.upload(context);
}

std::uint64_t Emitters::bytes_per_view() const {
    if (draws_.empty()) return 0;
    return UploadRing::bytes_for(draws_.size() * sizeof(shared::Emitter)) +
           UploadRing::bytes_for(draw_count_ * sizeof(float));
}

void Emitters::write(const scene::SceneData& data, const upload::SceneGpu& scene, ShotSpan shots, UploadRing& ring,
                     std::span<shared::ViewShading> shadings) const {
    if (draws_.empty()) return;
    for (std::size_t v = 0; v < shots.size(); ++v) {
        const Shot& shot = shots[v];
        const shared::Draw* const draws =
            scene.draws.data() + (shot.variant ? 1 + *shot.variant : 0) * std::size_t{scene.draw_count};
        const UploadRing::Part<shared::Emitter> emitters = ring.take<shared::Emitter>(draws_.size());
        const UploadRing::Part<float> densities = ring.take<float>(draw_count_);
        std::ranges::fill(densities.values, 0.0F);
        std::vector<double> weights(draws_.size());
        double sum = 0;
        for (std::size_t i = 0; i < draws_.size(); ++i) {
            const shared::Draw& draw = draws[draws_[i]];
            const bool is_skinned = data.instances[draw.instance].joint_count != 0;
            if (shot.now.visible[draw.instance] != 0)
                weights[i] = shine_of(data, draw, shot) * surfaces_[draw.primitive].area *
                             (is_skinned ? 1 : growth_of(shot.now.world_from_instance[draw.instance]));
            sum += weights[i];
        }
        if (!(sum > 0 && std::isfinite(sum))) continue;
        std::uint32_t count = 0;
        double end = 0;
        for (std::size_t i = 0; i < draws_.size(); ++i) {
            if (!(weights[i] > 0)) continue;
            const Surface& surface = surfaces_[draws[draws_[i]].primitive];
            end += weights[i];
            const auto density = static_cast<float>(weights[i] / sum / surface.area);
            emitters.values[count++] = {surface.areas, draws_[i], surface.triangle_count, static_cast<float>(end / sum),
                                        density};
            densities.values[draws_[i]] = density;
        }
        shadings[v].emitters = emitters.address;
        shadings[v].emitter_densities = densities.address;
        shadings[v].emitter_count = count;
    }
}

}  // namespace plumb::render
