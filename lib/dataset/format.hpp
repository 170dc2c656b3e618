#pragma once

#include <plumb/frame.hpp>
#include <plumb/scene.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace plumb::dataset {

/// Of the numbers of `semantic`: those below, background and unlabelled, are no classes and have no row in most
/// formats.
inline constexpr std::uint32_t first_class = 2;

/// What is known of a set before its first frame is rendered.
struct SetInfo {
    Scene scene;                                   ///< whose class table the set has
    Size size;                                     ///< of every frame
    std::vector<std::string> passes;               ///< names, of every frame
    std::string id = {};                           ///< of the set, for file headers; may be empty
    std::optional<double> frames_per_second = {};  ///< of a clip
    bool has_amodal = false;                       ///< RendererOptions::amodal
    std::optional<std::string> recipe = {};        ///< its text, where the frames are drawn from one
};

/// One frame to encode.
struct FrameRecord {
    const SetInfo& set;
    const Scene& scene;  ///< that `frame` was rendered from
    const Frame& frame;
    std::uint64_t index = 0;
    std::size_t thread_count = 1;  ///< threads that may encode it at once; they change no byte
};

/// A file of one frame, complete.
struct EncodedFile {
    std::string path;  ///< relative to the set's folder, '/' between its parts
    std::vector<std::byte> bytes;
    /// File of the whole set, below its folder, which finish() puts the bytes into; empty for a file that stays.
    std::string container = {};
};

/// Something that a file could not hold and that its mark for "no value" stands for.
struct Loss {
    std::string what;         ///< such as "coco: instances beyond 16777215"
    std::uint64_t count = 0;  ///< > 0; of pixels or objects, as `what` says
};

struct EncodedFrame {
    std::vector<EncodedFile> files;  ///< in the order they are to be written
    std::vector<Loss> losses;
};

/// The files of a set while finish() assembles what belongs to the set as a whole.
class SetFiles {
public:
    using Sink = std::function<void(std::string_view)>;

    SetFiles() = default;
    virtual ~SetFiles() = default;
    SetFiles(const SetFiles&) = delete;
    SetFiles& operator=(const SetFiles&) = delete;

    /// Bytes of a file that encode() made.
    /// @param container  EncodedFile::container
    /// @throws Error  io, not_found
    [[nodiscard]] virtual std::string read(const std::string& path, const std::string& container = {}) const = 0;
    /// Whether a file of the set has just these pieces in it, in this order, and none of them is there as a file.
    [[nodiscard]] virtual bool holds(const std::string& container, std::span<const std::string> pieces) const = 0;
    /// Leaves a file of the whole set as an earlier finish() made it.
    /// @throws Error  io, not_found
    virtual void keep(const std::string& path) = 0;
    /// Removes files that encode() made and whose bytes their container has by now.
    /// @throws Error  io
    virtual void take_in(const std::string& container, std::span<const std::string> pieces) = 0;
    /// Writes a file piece after piece, in place of one that is there; complete or not at all.
    /// @param fill  gives the pieces to the sink it gets
    /// @throws Error  io, and what `fill` throws
    virtual void write(const std::string& path, const std::function<void(const Sink&)>& fill) = 0;
};

/// A layout of files that a set can be written in. Encodes frames without knowing of each other, so that they can be
/// encoded by several processes in any order, twice, or anew; names of files are a function of the frame's index.
class Format {
public:
    Format() = default;
    virtual ~Format() = default;
    Format(const Format&) = delete;
    Format& operator=(const Format&) = delete;

    /// As it was asked for, such as "bop".
    [[nodiscard]] virtual std::string_view name() const noexcept = 0;

    /// Passes that it cannot do without.
    [[nodiscard]] virtual std::vector<std::string_view> needed_passes() const { return {}; }

    /// Whether it needs RendererOptions::amodal.
    [[nodiscard]] virtual bool needs_amodal() const { return false; }

    /// Finds what this format cannot hold, before anything is rendered.
    /// @throws Error  invalid_argument for a needed pass that the set lacks, unsupported
    virtual void check(const SetInfo& set) const;

    /// The files of one frame; a pure function of the record. May be called by several threads at once.
    /// @throws Error  unsupported for a value that the format can neither hold nor mark
    [[nodiscard]] virtual EncodedFrame encode(const FrameRecord& record) const = 0;

    /// Writes the files of the whole set from those of its frames. Nothing is rendered, so that a set can be finished
    /// again after it was continued or merged.
    /// @param set   its scene may have the class table alone
    /// @param done  indices of the frames that are there, ascending
    virtual void finish(const SetInfo& set, std::span<const std::uint64_t> done, SetFiles& files) const;
};

struct FormatsOptions {
    bool describes_frames = true;  ///< frames/INDEX/frame.json, also where no pass is written there
    bool previews = false;         ///< beside frame.json: PASS_preview.png and contact.png
};

/// The formats called `specs`: NAME, or NAME:KEY=VALUE:.. with options; see dataset_formats(). npy, png and exr become
/// one format, PassFiles, which comes first and writes frames/INDEX/; any other writes into the folder of its name, or
/// that of its option `folder`, where "." is the set's own.
/// @throws Error  invalid_argument for an unknown name, option or value (with the nearest known one), a folder that two
///                formats share, npy, png or exr twice, or no name at all
std::vector<std::unique_ptr<Format>> make_formats(std::span<const std::string> specs, const FormatsOptions& options);

/// `index` with six digits or more.
std::string index_text(std::uint64_t index);

}  // namespace plumb::dataset
