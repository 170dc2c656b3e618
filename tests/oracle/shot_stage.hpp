#pragma once

#include "labels.hpp"
#include "model.hpp"

#include <plumb/plumb.hpp>

namespace plumb::oracle {

/// Camera of a shot, for the oracle.
Camera from_library(const plumb::Camera& camera, Size size, const glm::dmat3& world_from_environment);

/// A shot as the oracle sees it; of a rolling shutter the edges of its own image alone. Where instances, joints and
/// weights stand is taken from the shot's own arrays.
/// @param scene  for the ranges of joints and weights
StagedFrame stage(const Model& model, const Scene& scene, const Shot& shot, Size size);

/// `model` with the materials that the shot has; added textures are those of the file alone.
Model dressed(const Model& model, const Shot& shot);

}  // namespace plumb::oracle
