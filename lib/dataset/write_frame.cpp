#include <plumb/dataset.hpp>
#include <plumb/error.hpp>

#include "base/nearest_name.hpp"
#include "base/parallel.hpp"
#include "dataset/atomic_file.hpp"
#include "dataset/contact_sheet.hpp"
#include "dataset/exr.hpp"
#include "dataset/frame_json.hpp"
#include "dataset/npy.hpp"
#include "dataset/png_pass.hpp"
#include "dataset/preview.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <system_error>
#include <utility>

namespace plumb {

namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 3> known_formats{"npy", "png", "exr"};
constexpr const char* contact_name = "contact.png";
constexpr const char* description_name = "frame.json";
constexpr const char* preview_suffix = "_preview.png";

/// `rgb` is a picture to look at by itself.
bool has_preview(std::string_view pass) {
    return pass != "rgb";
}

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

/// The formats of one pass in the order of `known_formats`, each once: PNG becomes NPY where it cannot hold the pass.
std::vector<std::string_view> formats_of(const PassInfo& pass, const std::vector<std::string>& wanted) {
    const auto is_wanted = [&](std::string_view format) {
        return std::find(wanted.begin(), wanted.end(), format) != wanted.end();
    };
    const bool needs_substitute = is_wanted("png") && !dataset::has_png(pass) && !is_wanted("exr");
    std::vector<std::string_view> formats;
    for (const std::string_view format : known_formats) {
        const bool is_held = format != "png" || dataset::has_png(pass);
        if ((is_wanted(format) && is_held) || (format == "npy" && needs_substitute)) formats.push_back(format);
    }
    return formats;
}

/// Writes the files of one frame. Its parts may be called by several threads at once for different passes.
class FrameWriter {
public:
    FrameWriter(fs::path folder, const FrameFileOptions& options) : folder_(std::move(folder)), options_(options) {}

    [[nodiscard]] dataset::PassFile write_pass(const PassView& pass, std::string_view format) const {
        dataset::PassFile file;
        file.pass = pass.info->name;
        file.file = file.pass + "." + std::string(format);
        file.format = format;
        if (format == "npy") {
            const std::string header = dataset::npy_header(pass);
            write(file.file, {std::as_bytes(std::span(header)), pass.bytes});
            file.encoding = "array as it is";
        } else if (format == "png") {
            const dataset::PngPass png = dataset::png_pass(pass);
            write(file.file, {png.bytes});
            file.encoding = png.encoding;
            file.metres_per_value = png.metres_per_value;
            if (png.metres_per_value) file.unrepresentable = png.unrepresentable;
        } else {
            const std::vector<std::byte> exr = dataset::encode_exr(pass);
            write(file.file, {exr});
            file.encoding = dataset::exr_encoding(*pass.info);
        }
        return file;
    }

    void write_picture(const std::string& name, const dataset::RgbImage& image) const {
        write(name, {dataset::encode_png({.width = image.width,
                                          .height = image.height,
                                          .layout = dataset::PngLayout::rgb8,
                                          .pixels = std::as_bytes(std::span(image.pixels)),
                                          .is_srgb = true,
                                          .texts = {{"plumb:kind", "preview to look at, not data"}}})});
    }

    void write(const std::string& name, std::initializer_list<std::span<const std::byte>> parts) const {
        dataset::write_file_atomically(folder_ / name, {parts.begin(), parts.size()}, options_.overwrite);
    }

private:
    fs::path folder_;
    const FrameFileOptions& options_;
};

/// Every pass in every format it gets, encoded by all processors; in the order of passes, then formats.
std::vector<dataset::PassFile> write_passes(const FrameWriter& writer, const Frame& frame,
                                            const FrameFileOptions& options) {
    std::vector<std::pair<PassView, std::string_view>> tasks;
    for (const std::string& name : frame.pass_names()) {
        const PassView pass = frame[name];
        for (const std::string_view format : formats_of(*pass.info, options.formats)) tasks.emplace_back(pass, format);
    }
    std::vector<dataset::PassFile> files(tasks.size());
    in_parallel(tasks.size(), [&](std::size_t i) { files[i] = writer.write_pass(tasks[i].first, tasks[i].second); });
    return files;
}

void write_previews(const FrameWriter& writer, const Frame& frame) {
    const std::span<const std::string> names = frame.pass_names();
    std::vector<dataset::ContactTile> tiles(names.size());
    in_parallel(names.size(), [&](std::size_t i) {
        tiles[i] = {names[i], dataset::preview(frame[names[i]])};
        if (has_preview(names[i])) writer.write_picture(names[i] + preview_suffix, tiles[i].image);
    });
    if (!tiles.empty()) writer.write_picture(contact_name, dataset::contact_sheet(tiles));
}

std::vector<std::string> names_to_write(const Frame& frame, const FrameFileOptions& options) {
    std::vector<std::string> names;
    for (const std::string& name : frame.pass_names()) {
        for (const std::string_view format : formats_of(find_pass(name), options.formats)) {
            names.push_back(name + "." + std::string(format));
        }
        if (options.previews && has_preview(name)) names.push_back(name + preview_suffix);
    }
    if (options.previews && !frame.pass_names().empty()) names.emplace_back(contact_name);
    names.emplace_back(description_name);
    return names;
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
void remove_description(const fs::path& folder) {
    std::error_code error;
    fs::remove(folder / description_name, error);
    if (!error) return;
    throw Error(ErrorCode::io, "removing " + (folder / description_name).string() + ": " + error.message());
}

}  // namespace

fs::path frame_folder(const fs::path& root, std::uint64_t index) {
    constexpr std::size_t digits = 6;
    std::string number = std::to_string(index);
    if (number.size() < digits) number.insert(0, digits - number.size(), '0');
    return root / "frames" / number;
}

std::vector<fs::path> write_frame(const fs::path& root, std::uint64_t index, const Scene& scene, const Frame& frame,
                                  const FrameFileOptions& options) {
    // All that can be known to fail is found before the first file is there.
    check_formats(options.formats);
    const fs::path folder = frame_folder(root, index);
    const std::vector<std::string> names = names_to_write(frame, options);
    if (!options.overwrite) check_free(folder, names);
    const bool has_png_files =
        std::find(options.formats.begin(), options.formats.end(), "png") != options.formats.end();
    for (const std::string& name : frame.pass_names()) {
        const PassView pass = frame[name];
        if (has_png_files && dataset::has_png(*pass.info)) dataset::check_png_pass(pass);
    }
    dataset::check_describable(scene, frame);

    dataset::create_folder(folder);
    if (options.overwrite) remove_description(folder);
    const FrameWriter writer(folder, options);
    const std::vector<dataset::PassFile> files = write_passes(writer, frame, options);
    if (options.previews) write_previews(writer, frame);
    const std::string description = dataset::frame_json_text(scene, frame, index, files);
    writer.write(description_name, {std::as_bytes(std::span(description))});
    std::vector<fs::path> paths;
    for (const std::string& name : names) paths.push_back(folder / name);
    return paths;
}

}  // namespace plumb
