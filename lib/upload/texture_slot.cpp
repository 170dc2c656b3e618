#include "upload/texture_slot.hpp"

#include <cmath>

namespace plumb::upload {

shared::TextureSlot texture_slot(const scene::TextureSlot& slot) {
    const double c = std::cos(slot.rotation_rad), s = std::sin(slot.rotation_rad);
    shared::TextureSlot result{};
    result.texture = slot.is_used() ? slot.texture : shared::NO_TEXTURE;
    result.uv_set = slot.uv_set;
    // Scaled, then turned counter-clockwise as seen with v pointing down, then moved (KHR_texture_transform).
    result.row_u = {static_cast<float>(c * slot.scale.x), static_cast<float>(s * slot.scale.y), slot.offset.x};
    result.row_v = {static_cast<float>(-s * slot.scale.x), static_cast<float>(c * slot.scale.y), slot.offset.y};
    return result;
}

shared::TextureSlot texture_slot(const MaterialOverride::UvTransform& transform) {
    scene::TextureSlot slot;
    slot.offset = transform.offset;
    slot.rotation_rad = transform.rotation_rad;
    slot.scale = transform.scale;
    return texture_slot(slot);
}

void transform_after(const shared::TextureSlot& after, shared::TextureSlot& slot) {
    const auto chained = [&](const glm::vec3& row) {
        const glm::vec3 offset(0, 0, row.z);
        return row.x * slot.row_u + row.y * slot.row_v + offset;
    };
    const glm::vec3 row_u = chained(after.row_u), row_v = chained(after.row_v);
    slot.row_u = row_u;
    slot.row_v = row_v;
}

}  // namespace plumb::upload
