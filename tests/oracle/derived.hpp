#pragma once

#include "labels.hpp"
#include "model.hpp"

#include <cstddef>
#include <vector>

namespace plumb::oracle {

/// Appends `count` copies of some instances to `model`, copy after copy, as Scene::with() numbers them.
/// @param originals          indices into Model::instances, rising
/// @param has_own_materials  each copy gets one of every material that the originals show, in the order of their
/// indices
void add_copies(Model& model, const std::vector<std::size_t>& originals, std::size_t count,
                bool has_own_materials = false);

/// How one copy stands: by which clip, when, and moved to where.
struct CopyStance {
    int animation = 0;
    double time_s = 0;
    glm::dmat4 moved{1};
};

/// Stances of `originals` as a copy has them.
std::vector<Stance> copy_stances(const Model& model, const std::vector<std::size_t>& originals,
                                 const CopyStance& stance);

}  // namespace plumb::oracle
