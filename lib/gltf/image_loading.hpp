#pragma once

#include "gltf/fill.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace plumb::gltf {

/// Decodes on several threads while other parts of the scene are read. The encoded bytes are those of the Resources,
/// which live longer.
class ImageLoading {
public:
    /// Starts to decode `images` (glTF indices, in the order of SceneData::images). What cannot be had is a finding.
    ImageLoading(Filling& filling, const std::vector<std::uint32_t>& images);
    ~ImageLoading();
    ImageLoading(const ImageLoading&) = delete;
    ImageLoading& operator=(const ImageLoading&) = delete;

    /// Waits, and moves the pictures into SceneData::images; broken ones are findings.
    void finish(Filling& filling);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace plumb::gltf
