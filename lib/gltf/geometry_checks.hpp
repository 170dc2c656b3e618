#pragma once

#include "gltf/document.hpp"
#include "gltf/findings.hpp"
#include "gltf/resources.hpp"

namespace plumb::gltf {

/// What only the bytes behind a checked document decide: indices below the vertex count, sparse indices in order,
/// finite coordinates, min and max, joints, weights, key times, unit quaternions, normals and tangents, inverse bind
/// matrices. To be called for a document without errors, before anything is filled from it.
void check_geometry(const Document& document, Resources& resources, const LoadOptions& options, Findings& findings);

}  // namespace plumb::gltf
