#pragma once

#include <plumb/export.hpp>
#include <plumb/frame.hpp>
#include <plumb/scene.hpp>
#include <plumb/shot.hpp>

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace plumb {

/// A layout of files that frames can be written in.
struct FormatInfo {
    std::string_view name;     ///< as it is asked for
    std::string_view summary;  ///< one line: what it holds and who reads it
    std::string_view options;  ///< what may follow the name as ":KEY=VALUE", in words; empty without
};

/// All known formats.
PLUMB_API std::span<const FormatInfo> dataset_formats() noexcept;

/// Checks `spec`: a name of dataset_formats(), perhaps with options, such as "NAME:KEY=VALUE:KEY=VALUE".
/// @throws Error  invalid_argument with value and what is allowed
PLUMB_API void check_format(const std::string& spec);

/// What frames must have for formats.
struct FormatNeeds {
    std::vector<std::string> passes;  ///< in the order of the pass table
    bool amodal = false;              ///< RendererOptions::amodal
};

/// What the formats called `specs` cannot do without.
/// @throws Error  invalid_argument as check_format(), for a format that is there twice, and for none
PLUMB_API FormatNeeds format_needs(std::span<const std::string> specs);

struct FrameFileOptions {
    std::vector<std::string> formats{"png"};  ///< of npy, png, exr
    bool previews = false;                    ///< colourized PASS_preview.png and contact.png
    bool overwrite = false;                   ///< replace files that are there
};

/// Folder of one frame: `root/frames/INDEX`, six digits or more.
PLUMB_API std::filesystem::path frame_folder(const std::filesystem::path& root, std::uint64_t index);

/// Writes `PASS.EXT` for every pass of `frame` into `frame_folder(root, index)`, and `frame.json` last. Each file
/// gets its name only when it is complete.
///
/// - npy: the array as it is.
/// - exr: 32-bit floats, or 32-bit unsigned integers for ids and codes, without loss; `rgb` as linear colour.
/// - png: 8-bit colour and codes; ids as 16 bits; distances as 16-bit millimetres, where 0 is no surface and what does
///   not fit is 0, counted in `frame.json`. PNG cannot hold the other passes: where neither npy nor exr is asked for,
///   they are written as npy, so that nothing is lost.
///
/// With `overwrite`, files of passes that `frame` does not have stay in the folder.
/// Passes are encoded by all processors at once.
/// @return        the paths written, in the order of passes, `frame.json` last
/// @throws Error  io (with the system's reason), invalid_argument (unknown format, files there, a frame of another
/// scene
///                or without annotations), unsupported (an id that does not fit 16-bit PNG; no file is written then)
PLUMB_API std::vector<std::filesystem::path> write_frame(const std::filesystem::path& root, std::uint64_t index,
                                                         const Scene& scene, const Frame& frame,
                                                         const FrameFileOptions& options);

/// Writes the text of shot_json() as `shot.json` into `frame_folder(root, index)`, complete or not at all.
/// @param overwrite  replace a file that is there
/// @return           the path written
/// @throws Error     io, invalid_argument if the file is there and must stay, and what shot_json() throws
PLUMB_API std::filesystem::path write_shot(const std::filesystem::path& root, std::uint64_t index, const Scene& scene,
                                           const Shot& shot, bool overwrite = false);

/// The text of `frame.json`.
PLUMB_API std::string frame_json(const Scene& scene, const Frame& frame, std::uint64_t index);

}  // namespace plumb
