#pragma once

#include "sampler_probe.hpp"
#include "scene/scene_data.hpp"

#include <memory>
#include <string>
#include <vector>

namespace plumb::render {

/// From which all cases look for light, world.
const glm::dvec3 sampled_point(0.3, 0.8, -0.4);

/// From -1 to 1 in x and y, two triangles.
scene::Primitive square_of(std::uint32_t material);

Scene finished(const std::shared_ptr<scene::SceneData>& data);

/// One square of a material that does not shine.
Scene dark_scene();

/// What all cases have in common: a camera that looks along no axis, and surroundings turned against it.
SamplerCase case_of(const std::string& name, const Scene& scene, std::uint32_t kind);

/// The case among `cases` that is called so.
SamplerCase case_called(const std::vector<SamplerCase>& cases, const std::string& name);

/// Expects the samples of each case where its density wants them.
void expect_followed(const std::vector<SamplerCase>& cases);

/// A mistake that such a sampler is made with.
struct WrongSampler {
    const char* name;
    SamplerFault fault;
};

/// Expects that expect_followed() would pass none of these.
void expect_caught(const std::vector<SamplerCase>& cases, const std::vector<WrongSampler>& wrong);

}  // namespace plumb::render
