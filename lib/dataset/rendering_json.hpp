#pragma once

#include <plumb/renderer.hpp>

#include <nlohmann/json.hpp>

namespace plumb::dataset {

/// All of `options` that decides what is in a frame, but size and passes.
nlohmann::ordered_json rendering_json(const RendererOptions& options);

}  // namespace plumb::dataset
