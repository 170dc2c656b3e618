#pragma once

#include "scene/scene_data.hpp"

#include <glm/glm.hpp>
#include <glm/gtc/quaternion.hpp>

#include <span>
#include <vector>

namespace plumb::scene {

/// Spherical interpolation along the shorter arc; `from` and `to` need not be unit, the result is.
///
/// glTF 2.0, appendix C.4.
/// @throws Error  bad_asset if an end has length 0
glm::dquat slerp(const glm::dquat& from, const glm::dquat& to, double share);

/// Value of `sampler` at `time_s`, clamped to its first and last key; componentwise, in double precision.
///
/// glTF 2.0, section 3.11 and appendix C.
/// @return        `sampler.width` numbers
std::vector<double> sample(const AnimationSampler& sampler, double time_s);

/// The same for a sampler of unit quaternions (xyzw): LINEAR is spherical, the result is unit.
/// @throws Error  bad_asset if the interpolated quaternion has length 0
glm::dquat sample_rotation(const AnimationSampler& sampler, double time_s);

/// The same for samplers of one and of three numbers.
double sample_scalar(const AnimationSampler& sampler, double time_s);
glm::dvec3 sample_vec3(const AnimationSampler& sampler, double time_s);

}  // namespace plumb::scene
