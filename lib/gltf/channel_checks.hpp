#pragma once

#include "gltf/animation_pointer.hpp"
#include "gltf/findings.hpp"

namespace plumb::gltf {

/// A channel whose target is known, and the sampler that it reads.
struct ResolvedChannel {
    const scene::SceneData& data;
    const AnimatedTarget& target;
    const scene::AnimationSampler& sampler;
    Pointer at;                  ///< of the channel
    bool is_by_pointer = false;  ///< the gate has looked at the turns of other channels
};

/// Checks what a channel drives as the gate checks what stands still: nodes with a matrix have no translation, rotation
/// or scale, and values of keys lie in the range of their property. Between keys a spline may go beyond.
void check_channel(const ResolvedChannel& channel, Findings& findings);

}  // namespace plumb::gltf
