#pragma once

#include "shaders/probe.h"

namespace plumb::render {

/// The formulas of glTF 2.0, appendix B, and of the extensions' implementation notes, in double precision: BSDF times
/// cosine. Without sheen, whose share of the base stands in a table.
glm::dvec3 reference_value(const shared::ProbeBsdf& bsdf, const glm::dvec3& o, const glm::dvec3& i);

/// The sheen lobe at colour 1 times cosine.
double reference_sheen(double alpha, const glm::dvec3& o, const glm::dvec3& i);

}  // namespace plumb::render
