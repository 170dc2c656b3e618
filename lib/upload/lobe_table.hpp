#pragma once

#include "scene/scene_data.hpp"
#include "shared/lobes.h"

#include <plumb/shot.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace plumb::upload {

/// What colour needs of materials beyond metallic-roughness, by index as material_table().
std::vector<shared::MaterialLobes> lobe_table(const std::vector<scene::Material>& materials);

/// What a shot changes: its transform of texture coordinates.
void apply_override(const MaterialOverride& change, shared::MaterialLobes& lobes);

/// LOBE_ bits that any material of the scene has, or that a clip can give it.
std::uint32_t lobes_of(const scene::SceneData& data);

/// Bytes of shared::AlbedoTables.
std::span<const std::byte> albedo_tables();

}  // namespace plumb::upload
