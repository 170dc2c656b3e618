#pragma once

#include <plumb/scene.hpp>

#include <cstdlib>
#include <filesystem>

namespace plumb::bench {

/// The scene to measure with: PLUMB_BENCH_SCENE of the environment, else the bundled one.
inline std::filesystem::path scene_path() {
    const char* const wish = std::getenv("PLUMB_BENCH_SCENE");
    return wish == nullptr ? BUNDLED_SCENE : wish;
}

/// Loaded once a process.
inline const Scene& scene() {
    static const Scene loaded = Scene::load(scene_path());
    return loaded;
}

/// An instant of a clip, with neighbours a thirtieth of a second away.
inline ShotOptions instant(int k) {
    ShotOptions options;
    options.time_s = k / 30.0;
    options.dt_s = 1 / 30.0;
    return options;
}

}  // namespace plumb::bench
