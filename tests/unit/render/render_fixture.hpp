#pragma once

#include "gpu/context.hpp"
#include "render/engine.hpp"
#include "rendering.hpp"

#include <plumb/plumb.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

namespace plumb::render {

inline std::vector<std::string> all_passes() {
    std::vector<std::string> names;
    for (const PassInfo& info : pass_table) names.emplace_back(info.name);
    return names;
}

/// A file of assets/.
inline std::filesystem::path asset(const char* name) {
    return std::filesystem::path(PLUMB_ASSETS) / name;
}

inline Scene boxes() {
    return Scene::load(asset("small/moving_boxes.glb"));
}

/// With skins, morphs, cut-outs, glass.
inline Scene workshop() {
    return Scene::load(asset("workshop/workshop.glb"));
}

/// From the origin along -z.
inline Shot front_shot(const Scene& scene) {
    return oracle::shot_of(scene, oracle::look({0, 0, 0}, {0, 0, -1}));
}

/// Options for a size and passes.
inline RendererOptions options_of(Size size, std::vector<std::string> passes = all_passes()) {
    RendererOptions options;
    options.size = size;
    options.passes = std::move(passes);
    return options;
}

/// A scene that `build` writes.
template <class Build>
Scene made_scene(const std::string& name, const Build& build) {
    oracle::SceneCase scene_case;
    scene_case.name = name;
    scene_case.build = [&](oracle::SceneWriter& writer, oracle::Random& random) { build(writer, random); };
    const oracle::SceneFile file(scene_case);
    return Scene::load(file.path());
}

/// Names of the passes whose bytes differ.
inline std::vector<std::string> differing_passes(const Frame& a, const Frame& b) {
    std::vector<std::string> names;
    for (const std::string& name : a.pass_names()) {
        if (!std::ranges::equal(a[name].bytes, b[name].bytes)) names.push_back(name);
    }
    return names;
}

/// Whether every component of a pass has one value.
template <class T>
bool is_all(const Frame& frame, const char* pass, T value) {
    const auto values = frame[pass].as<T>();
    return !values.empty() && std::ranges::all_of(values, [&](T v) { return v == value; });
}

}  // namespace plumb::render
