#pragma once

#include <plumb/export.hpp>
#include <plumb/scene.hpp>
#include <plumb/shot.hpp>

#include <filesystem>
#include <string>
#include <string_view>

namespace plumb {

/// The text of `shot.json`: every member of `shot`, so that shot_from_json() gives the same shot bit for bit. Numbers
/// have the fewest digits that give them back; an infinite distance is the text "inf"; matrices are rows of
/// target_from_source. Instances, materials, textures, clip and variant have their names beside their indices.
///
/// An environment map is told by EnvironmentMap::source and a hash of its pixels; one without source by its pixels.
/// @throws Error  invalid_argument if the shot does not fit `scene`, or holds NaN, an infinity where a number must be
///                finite, or a text that is not UTF-8; the message has the JSON pointer of what is wrong
PLUMB_API std::string shot_json(const Scene& scene, const Shot& shot);

/// The shot that shot_json() wrote. Reading is strict: every member must be there except those that are
/// std::optional or null pointers in Shot, and no other.
///
/// @param scene   of the same instances, materials, textures, clips and variants: their names are compared
/// @param folder  where a relative path of an environment map starts; the working folder if empty
/// @throws Error  bad_asset for text that is not such a shot, invalid_argument for one of another scene, with JSON
///                pointer, what was found and what is allowed; what load_environment() throws
PLUMB_API Shot shot_from_json(const Scene& scene, std::string_view text, const std::filesystem::path& folder = {});

/// Reads a file written by shot_json(); relative paths in it start at the file's folder.
/// @throws Error  not_found or io if it cannot be read, and what shot_from_json() throws with the file's name before it
PLUMB_API Shot load_shot(const Scene& scene, const std::filesystem::path& path);

}  // namespace plumb
