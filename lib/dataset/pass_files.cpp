#include "dataset/pass_files.hpp"

#include <plumb/error.hpp>
#include <plumb/packing.hpp>

#include "base/parallel.hpp"
#include "dataset/contact_sheet.hpp"
#include "dataset/exr.hpp"
#include "dataset/formats/picture.hpp"
#include "dataset/frame_json.hpp"
#include "dataset/npy.hpp"
#include "dataset/png_pass.hpp"
#include "dataset/preview.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace plumb::dataset {

namespace {

constexpr std::array<std::string_view, 3> formats_in_order{"npy", "png", "exr"};
constexpr const char* contact_name = "contact.png";
constexpr const char* description_name = "frame.json";
constexpr const char* preview_suffix = "_preview.png";

/// `rgb` is a picture to look at by itself.
bool has_preview(std::string_view pass) {
    return pass != "rgb";
}

/// The formats of one pass, each once: PNG becomes NPY where it cannot hold the pass.
std::vector<std::string_view> formats_of(const PassInfo& pass, const std::vector<std::string>& wanted) {
    const auto is_wanted = [&](std::string_view format) {
        return std::find(wanted.begin(), wanted.end(), format) != wanted.end();
    };
    const bool needs_substitute = is_wanted("png") && !has_png(pass) && !is_wanted("exr");
    std::vector<std::string_view> formats;
    for (const std::string_view format : formats_in_order) {
        const bool is_held = format != "png" || has_png(pass);
        if ((is_wanted(format) && is_held) || (format == "npy" && needs_substitute)) formats.push_back(format);
    }
    return formats;
}

struct EncodedPass {
    std::vector<std::byte> bytes;
    PassFile file;
};

using Texts = std::vector<std::pair<std::string, std::string>>;

/// What tells the set, the index and the seed. The generator is told by every file already.
Texts address_texts(const FrameRecord& record) {
    Texts texts = identity_texts(record);
    std::erase_if(texts, [](const auto& text) { return text.first == "Software"; });
    return texts;
}

/// The same as attributes of EXR.
Texts attributes_of(Texts texts) {
    for (auto& [name, text] : texts) std::replace(name.begin(), name.end(), ':', '/');
    return texts;
}

EncodedPass encode_pass(const PassView& pass, std::string_view format, const Texts& texts) {
    EncodedPass result;
    PassFile& file = result.file;
    file.pass = pass.info->name;
    file.file = file.pass + "." + std::string(format);
    file.format = format;
    if (format == "npy") {
        result.bytes = npy_bytes(pass);
        file.encoding = "array as it is";
    } else if (format == "png") {
        PngPass png = png_pass(pass, texts);
        result.bytes = std::move(png.bytes);
        file.encoding = png.encoding;
        file.metres_per_value = png.metres_per_value;
        if (png.metres_per_value) file.unrepresentable = png.unrepresentable;
    } else {
        result.bytes = encode_exr(pass, attributes_of(texts));
        file.encoding = exr_encoding(*pass.info);
    }
    return result;
}

std::vector<std::byte> encode_picture(const RgbImage& image, Texts texts) {
    texts.emplace_back("plumb:kind", "preview to look at, not data");
    return encode_png({.width = image.width,
                       .height = image.height,
                       .layout = PngLayout::rgb8,
                       .pixels = std::as_bytes(std::span(image.pixels)),
                       .is_srgb = true,
                       .texts = std::move(texts)});
}

bool is_npy(std::string_view format) {
    return format == "npy";
}

}  // namespace

std::vector<std::string> PassFiles::file_names(std::span<const std::string> passes) const {
    std::vector<std::string> names;
    for (const std::string& name : passes) {
        for (const std::string_view format : formats_of(find_pass(name), options_.formats)) {
            names.push_back(name + "." + std::string(format));
        }
        if (options_.previews && has_preview(name)) names.push_back(name + preview_suffix);
    }
    if (options_.previews && !passes.empty()) names.emplace_back(contact_name);
    names.emplace_back(description_name);
    return names;
}

EncodedFrame PassFiles::encode(const FrameRecord& record) const {
    const Frame& frame = record.frame;
    check_describable(record.scene, frame);
    const std::span<const std::string> passes = frame.pass_names();
    const bool takes_packed = !options_.previews && std::ranges::all_of(options_.formats, is_npy);
    for (const std::string& name : passes)
        if (is_packed(*frame[name].info) && !takes_packed)
            throw Error(ErrorCode::unsupported, "writing pass '" + name + "' packed as " +
                                                    std::string(to_string(frame[name].info->type)) +
                                                    ": only npy without previews holds packed passes as they are");
    struct PassResult {
        std::vector<EncodedPass> files;
        ContactTile tile;
        std::vector<std::byte> preview;
    };
    std::vector<PassResult> results(passes.size());
    const Texts texts = address_texts(record);
    in_parallel(passes.size(), record.thread_count, [&](std::size_t i) {
        const PassView pass = frame[passes[i]];
        for (const std::string_view format : formats_of(*pass.info, options_.formats)) {
            results[i].files.push_back(encode_pass(pass, format, texts));
        }
        if (!options_.previews) return;
        results[i].tile = {passes[i], preview(pass)};
        if (has_preview(passes[i])) results[i].preview = encode_picture(results[i].tile.image, texts);
    });

    const std::string folder = "frames/" + index_text(record.index) + "/";
    EncodedFrame encoded;
    std::vector<PassFile> descriptions;
    std::vector<ContactTile> tiles;
    for (PassResult& result : results) {
        for (EncodedPass& pass : result.files) {
            if (pass.file.unrepresentable.value_or(0) > 0) {
                encoded.losses.push_back(
                    {pass.file.file + ": pixels beyond what 16-bit millimetres hold", *pass.file.unrepresentable});
            }
            encoded.files.push_back({folder + pass.file.file, std::move(pass.bytes)});
            descriptions.push_back(std::move(pass.file));
        }
        if (!result.preview.empty()) {
            encoded.files.push_back({folder + result.tile.label + preview_suffix, std::move(result.preview)});
        }
        if (options_.previews) tiles.push_back(std::move(result.tile));
    }
    if (!tiles.empty()) encoded.files.push_back({folder + contact_name, encode_picture(contact_sheet(tiles), texts)});
    const std::string description = frame_json_text(record.scene, frame, record.index, descriptions);
    const auto bytes = std::as_bytes(std::span(description));
    encoded.files.push_back({folder + description_name, {bytes.begin(), bytes.end()}});
    return encoded;
}

}  // namespace plumb::dataset
