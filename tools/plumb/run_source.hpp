#pragma once

#include "render_arguments.hpp"
#include "text.hpp"

#include <optional>

namespace plumb::program {

/// What of the arguments decides the frames and stands nowhere else in dataset.json.
/// @param view  of a stereo recipe; none where there is one view
Json source_json(const RenderArguments& arguments, std::optional<std::uint32_t> view);

/// Puts back what source_json() told. Files (scene, recipe, environment map) are not told: their folders differ from
/// machine to machine.
/// @return        the view; none where there is one
/// @throws Error  bad_asset if `source` was not made by source_json()
std::optional<std::uint32_t> read_source(const Json& source, RenderArguments& arguments);

/// Puts back what dataset.json tells as `rendering`.
/// @throws Error  bad_asset as read_source()
void read_rendering(const Json& rendering, RendererOptions& options);

}  // namespace plumb::program
