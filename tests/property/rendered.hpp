#pragma once

#include "rendering.hpp"

#include <plumb/plumb.hpp>

#include <memory>
#include <string>
#include <vector>

namespace plumb::property {

/// Names of all passes of both policies.
std::vector<std::string> all_passes();

/// A scene, what was asked of it and all its passes.
struct Rendered {
    std::string name;
    Scene scene;
    Shot shot;
    std::shared_ptr<Renderer> renderer;  ///< of all passes
    Frame frame;
};

/// Loads and renders a generated scene.
Rendered render_case(const oracle::SceneCase& scene_case);

/// random_scene(seed), rendered at first use and kept for all tests: preparing a renderer costs more than its frames.
const Rendered& rendered(int seed);

/// Every random scene and every one of other_scenes(), rendered at first use and kept for all tests.
const std::vector<Rendered>& all_rendered();

/// What some pass says of a pixel, counted over row-major indices.
template <class T>
T value(const Frame& frame, const char* pass, std::size_t pixel, std::size_t channel = 0) {
    const PassView view = frame[pass];
    return view.as<T>()[pixel * view.info->channels + channel];
}
glm::dvec3 vector_at(const Frame& frame, const char* pass, std::size_t pixel);
glm::dvec2 pair_at(const Frame& frame, const char* pass, std::size_t pixel);
std::size_t pixel_count(const Frame& frame);

/// Surface point of a pixel in the camera frame, from depth alone.
glm::dvec3 unprojected(const Camera& camera, Size size, std::size_t pixel, double depth_m);
/// Pixel coordinates of a world point.
glm::dvec2 projected(const Camera& camera, Size size, const glm::dvec3& world);

/// Names of the passes whose bytes differ.
std::vector<std::string> differing_passes(const Frame& a, const Frame& b);

}  // namespace plumb::property
