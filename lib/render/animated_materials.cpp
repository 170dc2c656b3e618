#include "render/view_data.hpp"
#include "scene/clip.hpp"
#include "upload/lobe_table.hpp"
#include "upload/material_table.hpp"

#include <algorithm>
#include <array>

namespace plumb::render {

namespace {

bool is_driven(const scene::SceneData& data, const Shot& shot) {
    return shot.animation && scene::materials_at(data, shot.animation, shot.time_s).has_value();
}

/// Whether a shot has materials of its own.
bool has_table(const scene::SceneData& data, const Shot& shot) {
    return !shot.materials.empty() || is_driven(data, shot);
}

/// Of how many moments there are tables.
std::uint32_t table_moments(const scene::SceneData& data, ShotSpan shots, std::uint32_t moment_count) {
    return std::ranges::any_of(shots, [&](const Shot& shot) { return is_driven(data, shot); }) ? moment_count : 1;
}

/// When the moments of a shot are, in the order of their slots. Where there is no other frame it is this one.
std::array<double, 3> times_of(const Shot& shot) {
    return {shot.time_s, shot.next ? shot.next->time_s : shot.time_s,
            shot.previous ? shot.previous->time_s : shot.time_s};
}

}  // namespace

std::uint64_t material_bytes(const scene::SceneData& data, ShotSpan shots, std::uint32_t moment_count) {
    if (std::ranges::none_of(shots, [&](const Shot& shot) { return has_table(data, shot); })) return 0;
    const std::size_t count = shots.size() * (data.materials.size() + 1);
    return UploadRing::bytes_for(count * table_moments(data, shots, moment_count) * sizeof(shared::Material)) +
           UploadRing::bytes_for(count * sizeof(shared::MaterialLobes));
}

void write_materials(const scene::SceneData& data, ShotSpan shots, std::uint32_t moment_count, UploadRing& ring,
                     shared::Frame& frame) {
    if (material_bytes(data, shots, moment_count) == 0) return;
    const std::size_t stride = data.materials.size() + 1, moment_stride = shots.size() * stride;
    const std::uint32_t moments = table_moments(data, shots, moment_count);
    const UploadRing::Part<shared::Material> part = ring.take<shared::Material>(moments * moment_stride);
    const UploadRing::Part<shared::MaterialLobes> lobes = ring.take<shared::MaterialLobes>(moment_stride);
    const std::vector<shared::Material> still = upload::material_table(data.materials);
    const std::vector<shared::MaterialLobes> still_lobes = upload::lobe_table(data.materials);
    for (std::uint32_t m = 0; m < moments; ++m)
        for (std::size_t v = 0; v < shots.size(); ++v) {
            const auto driven = scene::materials_at(data, shots[v].animation, times_of(shots[v])[m]);
            const std::span<shared::Material> table = part.values.subspan(m * moment_stride + v * stride, stride);
            std::ranges::copy(driven ? upload::material_table(*driven) : still, table.begin());
            for (const MaterialOverride& change : shots[v].materials)
                upload::apply_override(change, table[change.material]);
            if (m != shared::NOW) continue;
            const std::span<shared::MaterialLobes> lobe_table = lobes.values.subspan(v * stride, stride);
            std::ranges::copy(driven ? upload::lobe_table(*driven) : still_lobes, lobe_table.begin());
            for (const MaterialOverride& change : shots[v].materials)
                upload::apply_override(change, lobe_table[change.material]);
        }
    frame.materials = part.address;
    frame.material_lobes = lobes.address;
    frame.material_stride = static_cast<std::uint32_t>(stride);
    frame.material_moment_stride = moments > 1 ? static_cast<std::uint32_t>(moment_stride) : 0;
}

std::uint64_t draw_set_bytes(ShotSpan shots) {
    const bool has_any = std::ranges::any_of(shots, [](const Shot& shot) { return shot.variant.has_value(); });
    return has_any ? UploadRing::bytes_for(shots.size() * sizeof(std::uint32_t)) : 0;
}

void write_draw_sets(ShotSpan shots, UploadRing& ring, shared::Frame& frame) {
    if (draw_set_bytes(shots) == 0) return;
    const UploadRing::Part<std::uint32_t> part = ring.take<std::uint32_t>(shots.size());
    for (std::size_t v = 0; v < shots.size(); ++v) part.values[v] = shots[v].variant ? 1 + *shots[v].variant : 0;
    frame.draw_sets = part.address;
}

}  // namespace plumb::render
