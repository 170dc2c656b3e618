#include <plumb/dataset.hpp>
#include <plumb/error.hpp>

#include "base/nearest_name.hpp"
#include "base/parallel.hpp"
#include "dataset/atomic_file.hpp"
#include "dataset/frame_json.hpp"
#include "dataset/pass_files.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <system_error>
#include <thread>
#include <utility>

namespace plumb {

namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 3> known_formats{"npy", "png", "exr"};

void check_formats(const std::vector<std::string>& formats) {
    if (formats.empty()) {
        throw Error(ErrorCode::invalid_argument, "writing a frame in no format; known formats: npy, png, exr");
    }
    for (const std::string& format : formats) {
        if (std::find(known_formats.begin(), known_formats.end(), format) != known_formats.end()) continue;
        throw Error(ErrorCode::invalid_argument, "unknown format '" + format + "'; " +
                                                     suggestion(format, known_formats) +
                                                     "known formats: " + join_names(known_formats));
    }
}

void check_free(const fs::path& folder, const std::vector<std::string>& names) {
    for (const std::string& name : names) {
        std::error_code error;
        if (!fs::exists(fs::symlink_status(folder / name, error))) continue;
        throw Error(ErrorCode::invalid_argument,
                    "writing " + (folder / name).string() + ": the file is there and overwriting was not asked for");
    }
}

/// A description that is there would speak of files that are being replaced.
void remove_description(const fs::path& path) {
    std::error_code error;
    fs::remove(path, error);
    if (!error) return;
    throw Error(ErrorCode::io, "removing " + path.string() + ": " + error.message());
}

void write(const fs::path& path, const dataset::EncodedFile& file, bool overwrite) {
    const std::array parts{std::span<const std::byte>(file.bytes)};
    dataset::write_file_atomically(path, parts, overwrite);
}

}  // namespace

fs::path frame_folder(const fs::path& root, std::uint64_t index) {
    return root / "frames" / dataset::index_text(index);
}

std::vector<fs::path> write_frame(const fs::path& root, std::uint64_t index, const Scene& scene, const Frame& frame,
                                  const FrameFileOptions& options) {
    // All that can be known to fail is found before the first file is there.
    check_formats(options.formats);
    const fs::path folder = frame_folder(root, index);
    const dataset::PassFiles format({.formats = options.formats, .previews = options.previews});
    const std::span<const std::string> passes = frame.pass_names();
    if (!options.overwrite) check_free(folder, format.file_names(passes));
    const dataset::SetInfo set{.scene = scene, .size = frame.size(), .passes = {passes.begin(), passes.end()}};
    const std::vector<dataset::EncodedFile> files =
        format
            .encode({.set = set,
                     .scene = scene,
                     .frame = frame,
                     .index = index,
                     .thread_count = std::max(1U, std::thread::hardware_concurrency())})
            .files;

    dataset::create_folder(folder);
    std::vector<fs::path> paths;
    for (const dataset::EncodedFile& file : files) paths.push_back(root / file.path);
    if (options.overwrite) remove_description(paths.back());
    in_parallel(files.size() - 1, [&](std::size_t i) { write(paths[i], files[i], options.overwrite); });
    write(paths.back(), files.back(), options.overwrite);
    return paths;
}

}  // namespace plumb
