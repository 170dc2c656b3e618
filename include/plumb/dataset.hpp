#pragma once

#include <plumb/export.hpp>
#include <plumb/frame.hpp>
#include <plumb/recipe.hpp>
#include <plumb/renderer.hpp>
#include <plumb/scene.hpp>
#include <plumb/shot.hpp>

#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
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

/// Indices first .. end - 1.
struct IndexRange {
    std::uint64_t first = 0;
    std::uint64_t end = std::numeric_limits<std::uint64_t>::max();
    [[nodiscard]] bool contains(std::uint64_t index) const noexcept { return index >= first && index < end; }
};

struct DatasetOptions {
    std::vector<std::string> formats{"png"};
    bool previews = false;  ///< colourized PASS_preview.png and contact.png
    bool shots = false;     ///< shot.json of every frame; write() needs the shot then
    /// Replace frames of the range that are there. A set that is another one (other scene, recipe ..) is begun anew if
    /// the range covers all of its frames, and refused otherwise.
    bool overwrite = false;
    std::optional<std::uint64_t> seed = {};  ///< of the recipe's run; that of the first frame without it
    IndexRange range = {};                   ///< frames that this writer may write
    /// Size and passes, to find out before the first frame whether a set that is there is the same one.
    std::optional<RendererOptions> renderer = {};
    /// JSON text: what else decides the frames, such as the camera of a clip. Kept in dataset.json and compared.
    std::string source = "null";
    std::optional<double> frames_per_second = {};          ///< of a clip, for formats that hold it
    std::vector<std::filesystem::path> environments = {};  ///< maps of the frames that are not the recipe's
    /// SPDX identifiers; where there are any, scenes, pictures and environment maps under others are refused.
    std::vector<std::string> allowed_licenses = {};
    std::uint32_t thread_count = 0;  ///< that encode; as many as the machine runs at once if 0
};

/// What one frame is written with, beside its arrays.
struct DatasetFrameOptions {
    const Shot* shot = nullptr;  ///< for DatasetOptions::shots
    /// A text that tells what the frame is of, where seed and index do not; its hash is kept. A frame that is there
    /// under another key is not this one.
    std::string key = {};
};

/// How far the writing of a set is.
struct DatasetProgress {
    std::uint64_t frames_encoded = 0;  ///< by this writer
    std::uint64_t frames_done = 0;     ///< by this writer, with a line in the journal
    std::uint64_t bytes_written = 0;   ///< of encoded frames
};

/// What a writer came upon when it opened its set.
struct DatasetStart {
    std::uint64_t done_count = 0;  ///< frames of the set that are done
    std::uint64_t lost_count = 0;  ///< frames that has() found in the journal with files missing or of another size
};

/// A folder of frames with their journal, see docs/formats.md. Nothing is lost, doubled or half there however a writer
/// ends: opening the same set again goes on with the frames that has() does not know. Several processes may write
/// frames of one set at once. Once all frames are there and finish() has returned, the files are the same bytes however
/// the frames came about. Not for use by two threads at once.
class PLUMB_API Dataset {
public:
    /// @param scene   that the frames are rendered from, as Recipe::prepare() gave it
    /// @throws Error  invalid_argument for unknown formats, for licences that are not allowed, for another set that is
    ///                there (with what differs) and for frames that are there without a set; unsupported for what a
    ///                format cannot hold; io; not_found for a file of scene or recipe that is no longer there
    Dataset(std::filesystem::path root, const Scene& scene, const Recipe& recipe, const DatasetOptions& options = {});
    Dataset(std::filesystem::path root, const Scene& scene, const DatasetOptions& options = {});
    /// Commits what was written, as far as that succeeds; flush() tells whether it does.
    ~Dataset();
    Dataset(Dataset&&) noexcept;
    Dataset& operator=(Dataset&&) noexcept;

    /// Whether the frame is done: it need not be rendered. Always false with DatasetOptions::overwrite for frames that
    /// this writer has not written.
    /// @throws Error  invalid_argument if it is there under another key
    [[nodiscard]] bool has(std::uint64_t index, const std::string& key = {});

    /// Writes a frame of a recipe, whose index its shot has. Returns before it is done: frames are encoded by threads
    /// beside the caller, and a few wait; the call waits while there are too many.
    /// @throws Error  what went wrong with an earlier frame: io, unsupported for a value that a format can neither hold
    ///                nor mark; invalid_argument for a frame without index, of another size, of other passes, of
    ///                another seed or device than the set's, outside the range
    void write(const Frame& frame, const DatasetFrameOptions& options = {});
    /// The same for any frame.
    void write(std::uint64_t index, const Frame& frame, const DatasetFrameOptions& options = {});

    /// Returns when every frame written is done.
    /// @throws Error  as write()
    void flush();
    /// flush(), and writes the files of the set as a whole, dataset.json and the journal in its last form. While other
    /// processes write to the set this is left to the last of them.
    /// @return        false where it was left to another process
    /// @throws Error  as write()
    bool finish();

    [[nodiscard]] DatasetProgress progress() const;
    [[nodiscard]] DatasetStart start() const;
    /// 32 hexadecimal digits of scene, recipe, seed, size, passes and formats; empty until size and passes are known.
    [[nodiscard]] std::string id() const;

    struct Impl;

private:
    std::unique_ptr<Impl> impl_;
};

}  // namespace plumb
