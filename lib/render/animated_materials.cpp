#include "render/view_data.hpp"
#include "scene/clip.hpp"
#include "upload/lobe_table.hpp"
#include "upload/material_table.hpp"

#include <algorithm>

namespace plumb::render {

namespace {

/// Whether a shot has materials of its own.
bool has_table(const scene::SceneData& data, const Shot& shot) {
    return !shot.materials.empty() ||
           (shot.animation && scene::materials_at(data, shot.animation, shot.time_s).has_value());
}

}  // namespace

std::uint64_t material_bytes(const scene::SceneData& data, std::span<const Shot> shots) {
    const bool has_any =
        std::any_of(shots.begin(), shots.end(), [&](const Shot& shot) { return has_table(data, shot); });
    const std::size_t count = shots.size() * (data.materials.size() + 1);
    return has_any ? UploadRing::bytes_for(count * sizeof(shared::Material)) +
                         UploadRing::bytes_for(count * sizeof(shared::MaterialLobes))
                   : 0;
}

void write_materials(const scene::SceneData& data, std::span<const Shot> shots, UploadRing& ring,
                     shared::Frame& frame) {
    if (material_bytes(data, shots) == 0) return;
    const std::size_t stride = data.materials.size() + 1;
    const UploadRing::Part<shared::Material> part = ring.take<shared::Material>(shots.size() * stride);
    const UploadRing::Part<shared::MaterialLobes> lobes = ring.take<shared::MaterialLobes>(shots.size() * stride);
    const std::vector<shared::Material> still = upload::material_table(data.materials);
    const std::vector<shared::MaterialLobes> still_lobes = upload::lobe_table(data.materials);
    for (std::size_t v = 0; v < shots.size(); ++v) {
        const std::span<shared::Material> table = part.values.subspan(v * stride, stride);
        const auto driven = scene::materials_at(data, shots[v].animation, shots[v].time_s);
        std::ranges::copy(driven ? upload::material_table(*driven) : still, table.begin());
        const std::span<shared::MaterialLobes> lobe_table = lobes.values.subspan(v * stride, stride);
        std::ranges::copy(driven ? upload::lobe_table(*driven) : still_lobes, lobe_table.begin());
        for (const MaterialOverride& change : shots[v].materials) {
            upload::apply_override(change, table[change.material]);
            upload::apply_override(change, lobe_table[change.material]);
        }
    }
    frame.materials = part.address;
    frame.material_lobes = lobes.address;
    frame.material_stride = static_cast<std::uint32_t>(stride);
}

std::uint64_t draw_set_bytes(std::span<const Shot> shots) {
    const bool has_any = std::ranges::any_of(shots, [](const Shot& shot) { return shot.variant.has_value(); });
    return has_any ? UploadRing::bytes_for(shots.size() * sizeof(std::uint32_t)) : 0;
}

void write_draw_sets(std::span<const Shot> shots, UploadRing& ring, shared::Frame& frame) {
    if (draw_set_bytes(shots) == 0) return;
    const UploadRing::Part<std::uint32_t> part = ring.take<std::uint32_t>(shots.size());
    for (std::size_t v = 0; v < shots.size(); ++v) part.values[v] = shots[v].variant ? 1 + *shots[v].variant : 0;
    frame.draw_sets = part.address;
}

}  // namespace plumb::render
