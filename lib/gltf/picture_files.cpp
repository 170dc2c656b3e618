#include "gltf/picture_files.hpp"

#include "base/parallel.hpp"
#include "gltf/confined_file.hpp"
#include "gltf/image_codecs.hpp"
#include "gltf/image_header.hpp"

#include <plumb/error.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <new>
#include <string>
#include <system_error>

namespace plumb::gltf {

namespace {

namespace fs = std::filesystem;

struct Encoded {
    fs::path path;
    std::vector<std::byte> bytes;
};

[[noreturn]] void refuse(ErrorCode code, const fs::path& path, const std::string& reason) {
    throw Error(code, "cannot read picture " + path.string() + ": " + reason);
}

bool is_called_picture(const fs::path& path) {
    std::string extension = path.extension().string();
    std::ranges::transform(extension, extension.begin(), [](unsigned char c) { return std::tolower(c); });
    constexpr std::array<std::string_view, 4> known{".png", ".jpg", ".jpeg", ".webp"};
    return std::ranges::find(known, extension) != known.end();
}

void add_folder(const fs::path& folder, std::vector<fs::path>& files) {
    std::vector<fs::path> found;
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
        if (std::error_code ignored; is_called_picture(it->path()) && it->is_regular_file(ignored))
            found.push_back(it->path());
    if (error) refuse(ErrorCode::io, folder, "the folder cannot be listed: " + error.message());
    if (found.empty()) refuse(ErrorCode::not_found, folder, "the folder has no file called .png, .jpg, .jpeg or .webp");
    std::ranges::sort(found);
    files.insert(files.end(), found.begin(), found.end());
}

ErrorCode code_of(FileProblem problem) {
    if (problem == FileProblem::not_found) return ErrorCode::not_found;
    return problem == FileProblem::too_large ? ErrorCode::bad_asset : ErrorCode::io;
}

Encoded read_file(const fs::path& path, const LoadLimits& limits, std::uint64_t& all_bytes, std::uint64_t& all_pixels) {
    FileBytes file = read_named_file(path, std::min(limits.file_bytes, limits.all_resource_bytes - all_bytes));
    if (file.problem != FileProblem::none) refuse(code_of(file.problem), path, file.reason);
    all_bytes += file.bytes.size();
    const ImageFormat format = image_format(file.bytes);
    if (format == ImageFormat::unknown)
        refuse(ErrorCode::unsupported, path, "it starts with the bytes of no known kind; PNG, JPEG and WebP are read");
    const ImageHeader header = read_image_header(file.bytes, format);
    if (!header.reason.empty()) refuse(ErrorCode::bad_asset, path, header.reason);
    all_pixels += std::uint64_t{header.width} * header.height * 4;
    if (all_pixels > limits.all_image_bytes)
        refuse(ErrorCode::bad_asset, path,
               "with it the pictures take " + std::to_string(all_pixels) + " bytes; the limit is " +
                   std::to_string(limits.all_image_bytes));
    return {path, std::move(file.bytes)};
}

scene::Image decoded(const Encoded& encoded, const ImageBounds& bounds) {
    try {
        DecodedImage result = decode_image(encoded.bytes, bounds);
        result.image.name = encoded.path.filename().string();
        return std::move(result.image);
    } catch (const Error& error) {
        refuse(error.code(), encoded.path, error.what());
    } catch (const std::bad_alloc&) {
        refuse(ErrorCode::out_of_memory, encoded.path, "there is no memory for its pixels");
    }
}

}  // namespace

std::vector<fs::path> picture_paths(const std::vector<fs::path>& paths, const LoadLimits& limits) {
    std::vector<fs::path> files;
    for (const fs::path& path : paths) {
        if (std::error_code ignored; fs::is_directory(path, ignored))
            add_folder(path, files);
        else
            files.push_back(path);
        if (files.size() > limits.array_entries)
            refuse(ErrorCode::bad_asset, path,
                   "with it there are " + std::to_string(files.size()) + " pictures; the limit is " +
                       std::to_string(limits.array_entries));
    }
    return files;
}

std::vector<scene::Image> read_pictures(const std::vector<fs::path>& paths, const LoadLimits& limits) {
    std::vector<Encoded> encoded;
    std::uint64_t all_bytes = 0, all_pixels = 0;
    const ImageBounds bounds{limits.image_edge, limits.image_pixels};
    for (const fs::path& path : picture_paths(paths, limits))
        encoded.push_back(read_file(path, limits, all_bytes, all_pixels));
    std::vector<scene::Image> images(encoded.size());
    in_parallel(encoded.size(), [&](std::size_t index) { images[index] = decoded(encoded[index], bounds); });
    return images;
}

}  // namespace plumb::gltf
