#pragma once

#include <plumb/scene.hpp>
#include <plumb/shot.hpp>

#include <cstdint>
#include <random>

namespace plumb::test {

/// A scene with three instances (two of one name), joints, morph weights, materials, textures, clips and variants.
Scene scene_with_everything();

/// A shot of `scene` whose every number is a random finite bit pattern of its type and whose every optional member is
/// there or not at random; its texts hold quotes, control characters and letters beyond ASCII.
Shot random_shot(const Scene& scene, std::mt19937_64& random);

/// Fails the test for each member of the two that is not the same bit for bit.
void expect_same(const Shot& a, const Shot& b);

}  // namespace plumb::test
