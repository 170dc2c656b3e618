#include "gltf/resources.hpp"

#include "gltf/confined_file.hpp"
#include "gltf/data_uri.hpp"
#include "gltf/json_view.hpp"
#include "gltf/meshopt_view.hpp"
#include "gltf/uri.hpp"

#include <algorithm>
#include <array>

namespace plumb::gltf {

namespace {

std::string bytes_text(std::uint64_t size) {
    return std::to_string(size) + " bytes";
}

}  // namespace

Resources::Resources(const Document& document, const LoadOptions& options, Findings& findings)
    : document_(document),
      options_(options),
      findings_(findings),
      buffers_(array_of(document.json, "buffers").size()),
      views_(array_of(document.json, "bufferViews").size()),
      images_(array_of(document.json, "images").size()) {
    for (const Json& texture : array_of(document.json, "textures")) {
        const Json* webp = find_extension(texture, "EXT_texture_webp");
        for (const std::uint32_t source :
             {index_or_none(texture, "source"), webp == nullptr ? no_index : index_or_none(*webp, "source")})
            if (source < images_.size()) images_[source].is_used = true;
    }
}

bool Resources::charge(std::uint64_t size, const Pointer& at) {
    const LoadLimits& limits = options_.limits;
    if (size > limits.resource_bytes) {
        findings_.error(
            "limit.resource_bytes", at,
            "found " + bytes_text(size) + "; the limit resource_bytes is " + std::to_string(limits.resource_bytes));
        return false;
    }
    if (size > limits.all_resource_bytes - std::min(total_bytes_, limits.all_resource_bytes)) {
        findings_.error("limit.all_resource_bytes", at,
                        "found " + bytes_text(size) + " beside " + bytes_text(total_bytes_) +
                            " of other resources; the limit all_resource_bytes is " +
                            std::to_string(limits.all_resource_bytes));
        return false;
    }
    total_bytes_ += size;
    return true;
}

bool Resources::load_uri(std::string_view uri, const Pointer& at, Kept& kept, std::string& media_type) {
    const std::uint64_t max_bytes = options_.limits.resource_bytes;
    if (is_data_uri(uri)) {
        DataUri data = decode_data_uri(uri, max_bytes);
        if (!data.reason.empty()) {
            findings_.error(data.is_too_large ? "limit.resource_bytes" : "uri.data", at, "the URI " + data.reason);
            return false;
        }
        media_type = data.media_type.empty() ? "text/plain" : data.media_type;
        kept.owned = std::move(data.bytes);
    } else {
        const UriPath path = decode_relative_uri(uri);
        if (!path.reason.empty()) {
            findings_.error("uri.path", at, "the URI " + quote(uri) + " " + path.reason,
                            path.is_well_formed ? ErrorCode::unsupported : ErrorCode::bad_asset);
            return false;
        }
        FileBytes file = read_confined_file(document_.folder, path.path, max_bytes);
        if (file.problem != FileProblem::none) {
            const bool is_limit = file.problem == FileProblem::too_large;
            const ErrorCode code = file.problem == FileProblem::not_found    ? ErrorCode::not_found
                                   : file.problem == FileProblem::unreadable ? ErrorCode::io
                                   : file.problem == FileProblem::outside    ? ErrorCode::unsupported
                                                                             : ErrorCode::bad_asset;
            findings_.error(is_limit ? "limit.resource_bytes" : "file", at,
                            "the file " + quote(path.path) + " below the asset's folder cannot be used: " +
                                file.reason + (is_limit ? " (resource_bytes)" : ""),
                            code);
            return false;
        }
        kept.owned = std::move(file.bytes);
    }
    if (!charge(kept.owned.size(), at)) return false;
    kept.bytes = kept.owned;
    return true;
}

void Resources::load_glb_chunk(const Pointer& at, Kept& kept) {
    if (!document_.has_glb_bin) {
        findings_.error("buffer.glb", at, "the buffer has no uri, and the container has no BIN chunk");
        return;
    }
    if (charge(document_.glb_bin.size(), at)) kept.bytes = document_.glb_bin;
}

void Resources::load_buffer(std::uint32_t index, Kept& kept) {
    kept.is_known = true;
    const Json& buffer = array_of(document_.json, "buffers")[index];
    const Pointer at = Pointer() / "buffers" / index;
    const Json* uri = find(buffer, "uri");
    const std::uint64_t length = whole_or(buffer, "byteLength", 0);
    const bool is_chunk = uri == nullptr && index == 0 && document_.is_glb;
    if (is_chunk && (document_.has_glb_bin || find_extension(buffer, "EXT_meshopt_compression") == nullptr)) {
        load_glb_chunk(at, kept);
    } else if (uri != nullptr && uri->is_string()) {
        std::string media_type;
        if (!load_uri(uri->get_ref<const std::string&>(), at / "uri", kept, media_type)) return;
        if (!media_type.empty() && media_type != "application/octet-stream" && media_type != "application/gltf-buffer")
            findings_.error("uri.media_type", at / "uri",
                            "found the media type " + quote(media_type) +
                                "; allowed: application/octet-stream, application/gltf-buffer");
    }
    if (kept.bytes.empty()) return;
    if (kept.bytes.size() < length) {
        findings_.error("buffer.length", at,
                        "found " + bytes_text(kept.bytes.size()) + " of data; byteLength is " + std::to_string(length));
        kept.bytes = {};
        return;
    }
    const std::uint64_t spare = kept.bytes.size() - length;
    const bool is_data = uri != nullptr && uri->is_string() && is_data_uri(uri->get_ref<const std::string&>());
    if ((is_chunk && spare > 3) || (is_data && spare > 0))
        findings_.warning("buffer.length", at,
                          "found " + std::to_string(spare) + " bytes of data more than byteLength; they are ignored");
    kept.bytes = kept.bytes.first(length);
}

std::span<const std::byte> Resources::buffer(std::uint32_t index) {
    if (index >= buffers_.size()) return {};
    Kept& kept = buffers_[index];
    if (!kept.is_known) load_buffer(index, kept);
    return kept.bytes;
}

void Resources::load_view(std::uint32_t index, Kept& kept) {
    kept.is_known = true;
    const Json& view = array_of(document_.json, "bufferViews")[index];
    const Pointer at = Pointer() / "bufferViews" / index;
    const Json* meshopt = find_extension(view, "EXT_meshopt_compression");
    const Json& source = meshopt == nullptr ? view : *meshopt;
    const std::uint32_t buffer_index = index_or_none(source, "buffer");
    const std::size_t errors = findings_.error_count();
    const std::span<const std::byte> bytes = buffer(buffer_index);
    const std::uint64_t offset = whole_or(source, "byteOffset", 0);
    const std::uint64_t length = whole_or(source, "byteLength", 0);
    if (offset > bytes.size() || length > bytes.size() - offset) {
        // A buffer that failed has been reported; one without a source is legal until somebody reads it.
        if (bytes.empty() && findings_.error_count() == errors && buffer_index < buffers_.size() &&
            find(array_of(document_.json, "buffers")[buffer_index], "uri") == nullptr)
            findings_.error("buffer.source", at / "buffer",
                            "buffer " + std::to_string(buffer_index) + " has no uri; nothing gives its bytes",
                            ErrorCode::unsupported);
        return;
    }
    if (meshopt == nullptr) {
        kept.bytes = bytes.subspan(offset, length);
        return;
    }
    const Pointer extension = at / "extensions" / "EXT_meshopt_compression";
    if (!charge(whole_or(view, "byteLength", 0), extension)) return;
    DecompressedView decompressed = decompress_meshopt(*meshopt, bytes.subspan(offset, length));
    if (!decompressed.reason.empty()) {
        findings_.error("meshopt", extension, "the view " + decompressed.reason);
        return;
    }
    kept.owned = std::move(decompressed.bytes);
    kept.bytes = kept.owned;
}

std::span<const std::byte> Resources::buffer_view(std::uint32_t index) {
    if (index >= views_.size()) return {};
    Kept& kept = views_[index];
    if (!kept.is_known) load_view(index, kept);
    return kept.bytes;
}

void Resources::load_image(std::uint32_t index) {
    Picture& picture = images_[index];
    picture.kept.is_known = true;
    const Json& image = array_of(document_.json, "images")[index];
    const Pointer at = Pointer() / "images" / index;
    const bool has_uri = find(image, "uri") != nullptr;
    const Pointer place = has_uri ? at / "uri" : at;
    std::string declared;
    if (has_uri) {
        if (!load_uri(string_or(image, "uri", ""), place, picture.kept, declared)) return;
    } else {
        picture.kept.bytes = buffer_view(index_or_none(image, "bufferView"));
        if (picture.kept.bytes.empty()) return;
    }
    const std::span<const std::byte> bytes = picture.kept.bytes;
    const ImageFormat format = image_format(bytes);
    if (format == ImageFormat::unknown) {
        const std::string message = "the image format is not known; allowed: PNG, JPEG, WebP with EXT_texture_webp";
        if (picture.is_used)
            findings_.error("image.format", at, message, ErrorCode::unsupported);
        else
            findings_.warning("image.format", at, message + "; no texture uses it");
        return;
    }
    for (const std::string& type : {declared, string_or(image, "mimeType", "")})
        if (!type.empty() && type != media_type(format)) {
            findings_.error("image.media_type", place,
                            "found " + std::string(media_type(format)) + " data; the declared type is " + quote(type));
            return;
        }
    const ImageHeader header = read_image_header(bytes, format);
    if (!header.reason.empty()) {
        findings_.error("image.header", at, "the image header cannot be read: " + header.reason);
        return;
    }
    const LoadLimits& limits = options_.limits;
    const std::uint64_t pixels = std::uint64_t{header.width} * header.height;
    const std::string size = std::to_string(header.width) + " x " + std::to_string(header.height) + " pixels";
    if (std::max(header.width, header.height) > limits.image_edge) {
        findings_.error("limit.image_edge", at,
                        "found " + size + "; the limit image_edge is " + std::to_string(limits.image_edge));
    } else if (pixels > limits.image_pixels) {
        findings_.error("limit.image_pixels", at,
                        "found " + size + "; the limit image_pixels is " + std::to_string(limits.image_pixels));
    } else if (pixels * 4 > limits.all_image_bytes - std::min(limits.all_image_bytes, total_image_bytes_)) {
        findings_.error("limit.all_image_bytes", at,
                        "found " + size + " beside " + bytes_text(total_image_bytes_) +
                            " of other images; the limit all_image_bytes is " + std::to_string(limits.all_image_bytes));
    } else {
        total_image_bytes_ += pixels * 4;
        picture.header = EncodedImage{bytes, format, header.width, header.height};
    }
}

std::optional<EncodedImage> Resources::image(std::uint32_t index) {
    if (index >= images_.size()) return std::nullopt;
    if (!images_[index].kept.is_known) load_image(index);
    return images_[index].header;
}

void check_resources(const Document& document, Resources& resources, Findings& findings) {
    const Json& json = document.json;
    for (std::uint32_t i = 0; i < array_of(json, "buffers").size(); ++i) resources.buffer(i);
    for (std::uint32_t i = 0; i < array_of(json, "images").size(); ++i) resources.image(i);
    const Json& textures = array_of(json, "textures");
    const Json& used = array_of(json, "extensionsUsed");
    const bool is_webp_declared = std::find(used.begin(), used.end(), Json("EXT_texture_webp")) != used.end();
    for (std::uint32_t i = 0; i < array_of(json, "images").size(); ++i) {
        const auto image = resources.image(i);
        if (image && image->format == ImageFormat::webp && !is_webp_declared)
            findings.error("image.extension", Pointer() / "images" / i,
                           "found image/webp, which needs EXT_texture_webp in extensionsUsed");
    }
    for (std::uint32_t i = 0; i < textures.size(); ++i) {
        const Pointer at = Pointer() / "textures" / i;
        const auto source = resources.image(index_or_none(textures[i], "source"));
        if (source && source->format == ImageFormat::webp && is_webp_declared)
            findings.error("texture.format", at / "source",
                           "found image/webp; allowed: image/png, image/jpeg, or the source of EXT_texture_webp");
        const Json* webp = find_extension(textures[i], "EXT_texture_webp");
        const auto other = webp == nullptr ? std::nullopt : resources.image(index_or_none(*webp, "source"));
        if (other && other->format != ImageFormat::webp)
            findings.error("texture.format", at / "extensions" / "EXT_texture_webp" / "source",
                           "found " + std::string(media_type(other->format)) + "; allowed: image/webp");
    }
}

}  // namespace plumb::gltf
