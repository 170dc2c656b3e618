#include "render/view_data.hpp"
#include "scene/clip.hpp"
#include "upload/material_table.hpp"

#include <algorithm>

namespace plumb::render {

namespace {

bool drives_materials(const scene::SceneData& data, const Shot& shot) {
    return shot.animation && scene::materials_at(data, shot.animation, shot.time_s).has_value();
}

}  // namespace

std::uint64_t material_bytes(const scene::SceneData& data, std::span<const Shot> shots) {
    const bool is_driven =
        std::any_of(shots.begin(), shots.end(), [&](const Shot& shot) { return drives_materials(data, shot); });
    return is_driven ? UploadRing::bytes_for(shots.size() * (data.materials.size() + 1) * sizeof(shared::Material)) : 0;
}

void write_materials(const scene::SceneData& data, std::span<const Shot> shots, UploadRing& ring,
                     shared::Frame& frame) {
    if (material_bytes(data, shots) == 0) return;
    const std::size_t stride = data.materials.size() + 1;
    const UploadRing::Part<shared::Material> part = ring.take<shared::Material>(shots.size() * stride);
    for (std::size_t v = 0; v < shots.size(); ++v) {
        const auto driven = scene::materials_at(data, shots[v].animation, shots[v].time_s);
        const std::vector<shared::Material> table = upload::material_table(driven ? *driven : data.materials);
        std::copy(table.begin(), table.end(), part.values.begin() + static_cast<std::ptrdiff_t>(v * stride));
    }
    frame.materials = part.address;
    frame.material_stride = static_cast<std::uint32_t>(stride);
}

}  // namespace plumb::render
