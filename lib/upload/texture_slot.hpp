#pragma once

#include "scene/scene_data.hpp"
#include "shared/scene.h"

#include <plumb/shot.hpp>

namespace plumb::upload {

/// A use of a texture as the shaders read it.
shared::TextureSlot texture_slot(const scene::TextureSlot& slot);

/// A transform alone, without a texture.
shared::TextureSlot texture_slot(const MaterialOverride::UvTransform& transform);

/// Lets the transform of `after` follow that of `slot`.
void transform_after(const shared::TextureSlot& after, shared::TextureSlot& slot);

}  // namespace plumb::upload
