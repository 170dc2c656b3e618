#pragma once

#include "labels.hpp"
#include "model.hpp"
#include "random.hpp"

#include <plumb/plumb.hpp>

#include <filesystem>

namespace plumb::oracle {

/// A file as both sides read it.
struct Staged {
    Scene scene;
    Model model;
};

/// @param has_copies  adds three copies of an instance drawn at random
Staged load_staged(const std::filesystem::path& path, bool has_copies, Random& random);

/// A shot in which instances, joints, weights, visibility, materials and the camera are drawn, at all of its moments.
Shot draw_shot(Random& random, const Staged& staged, const ViewRequest& view);

/// Gives a shot a rolling shutter: camera, instances, joints and weights are drawn at the edges of all of its images.
void roll(Random& random, const Scene& scene, Shot& shot);

}  // namespace plumb::oracle
