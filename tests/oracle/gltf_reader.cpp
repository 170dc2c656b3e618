#include "gltf_reader.hpp"

#include <spng.h>
#include <turbojpeg.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace plumb::oracle {
namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error("cannot open " + path.string());
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

Bytes from_base64(std::string_view text) {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::array<int, 256> value{};
    value.fill(-1);
    for (std::size_t i = 0; i < alphabet.size(); ++i)
        value[static_cast<unsigned char>(alphabet[i])] = static_cast<int>(i);
    Bytes bytes;
    bytes.reserve(text.size() * 3 / 4);
    std::uint32_t bits = 0;
    int bit_count = 0;
    for (const char c : text) {
        const int v = value[static_cast<unsigned char>(c)];
        if (v < 0) break;
        bits = (bits << 6) | static_cast<std::uint32_t>(v);
        bit_count += 6;
        if (bit_count < 8) continue;
        bit_count -= 8;
        bytes.push_back(static_cast<std::uint8_t>((bits >> bit_count) & 255U));
    }
    return bytes;
}

std::uint32_t read_u32(const std::uint8_t* at) {
    std::uint32_t v = 0;
    std::memcpy(&v, at, 4);
    return v;
}

std::size_t component_size(int type) {
    switch (type) {
        case 5120:
        case 5121:
            return 1;
        case 5122:
        case 5123:
            return 2;
        case 5125:
        case 5126:
            return 4;
        default:
            throw std::runtime_error("component type " + std::to_string(type));
    }
}

template <class T>
double load(const std::uint8_t* at) {
    T v;
    std::memcpy(&v, at, sizeof v);
    return static_cast<double>(v);
}

double component(const std::uint8_t* at, int type, bool is_normalized) {
    double v = 0;
    double full = 1;
    switch (type) {
        case 5120:
            v = load<std::int8_t>(at);
            full = 127;
            break;
        case 5121:
            v = load<std::uint8_t>(at);
            full = 255;
            break;
        case 5122:
            v = load<std::int16_t>(at);
            full = 32767;
            break;
        case 5123:
            v = load<std::uint16_t>(at);
            full = 65535;
            break;
        case 5125:
            v = load<std::uint32_t>(at);
            full = 4294967295.0;
            break;
        default:
            return load<float>(at);
    }
    return is_normalized ? std::max(v / full, -1.0) : v;
}

struct Shape {
    std::size_t width;
    std::size_t rows;  // a matrix column is padded to four bytes
};

Shape shape_of(const std::string& type) {
    if (type == "SCALAR") return {1, 1};
    if (type == "VEC2") return {2, 2};
    if (type == "VEC3") return {3, 3};
    if (type == "VEC4") return {4, 4};
    if (type == "MAT2") return {4, 2};
    if (type == "MAT3") return {9, 3};
    if (type == "MAT4") return {16, 4};
    throw std::runtime_error("accessor type " + type);
}

Picture decoded_png(const Bytes& file) {
    const std::unique_ptr<spng_ctx, decltype(&spng_ctx_free)> png(spng_ctx_new(0), spng_ctx_free);
    spng_ihdr header{};
    std::size_t size = 0;
    if (spng_set_png_buffer(png.get(), file.data(), file.size()) != 0 || spng_get_ihdr(png.get(), &header) != 0 ||
        spng_decoded_image_size(png.get(), SPNG_FMT_RGBA8, &size) != 0) {
        throw std::runtime_error("an image is no PNG");
    }
    Picture picture{static_cast<int>(header.width), static_cast<int>(header.height), Bytes(size)};
    if (spng_decode_image(png.get(), picture.rgba.data(), size, SPNG_FMT_RGBA8, SPNG_DECODE_TRNS) != 0) {
        throw std::runtime_error("a PNG does not decode");
    }
    return picture;
}

Picture decoded_jpeg(const Bytes& file) {
    const std::unique_ptr<void, decltype(&tjDestroy)> decoder(tjInitDecompress(), tjDestroy);
    Picture picture;
    int subsampling = 0;
    int space = 0;
    const auto size = static_cast<unsigned long>(file.size());
    if (tjDecompressHeader3(decoder.get(), file.data(), size, &picture.width, &picture.height, &subsampling, &space) !=
        0) {
        throw std::runtime_error("an image is no JPEG");
    }
    picture.rgba.resize(4 * static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(picture.height));
    if (tjDecompress2(decoder.get(), file.data(), size, picture.rgba.data(), picture.width, 0, picture.height,
                      TJPF_RGBA, 0) != 0) {
        throw std::runtime_error("a JPEG does not decode");
    }
    return picture;
}

}  // namespace

Document::Document(const std::filesystem::path& path) : folder_(path.parent_path()) {
    const Bytes file = read_file(path);
    Bytes binary;
    if (file.size() > 12 && std::memcmp(file.data(), "glTF", 4) == 0) {
        for (std::size_t at = 12; at + 8 <= file.size();) {
            const std::size_t length = read_u32(file.data() + at);
            const std::uint32_t kind = read_u32(file.data() + at + 4);
            const std::uint8_t* begin = file.data() + at + 8;
            if (kind == 0x4E4F534AU) json_ = nlohmann::json::parse(begin, begin + length);
            if (kind == 0x004E4942U) binary.assign(begin, begin + length);
            at += 8 + (length + 3) / 4 * 4;
        }
    } else {
        json_ = nlohmann::json::parse(file.begin(), file.end());
    }
    for (const auto& buffer : json_.value("buffers", nlohmann::json::array())) {
        buffers_.push_back(buffer.contains("uri") ? resource(buffer.at("uri")) : binary);
    }
}

std::vector<std::uint8_t> Document::resource(const std::string& uri) const {
    if (uri.starts_with("data:")) return from_base64(std::string_view(uri).substr(uri.find(',') + 1));
    return read_file(folder_ / uri);
}

Document::Span Document::view(std::size_t index) const {
    const auto& v = json_.at("bufferViews").at(index);
    const Bytes& buffer = buffers_.at(v.at("buffer").get<std::size_t>());
    const std::size_t offset = v.value("byteOffset", std::size_t{0});
    const std::size_t size = v.at("byteLength");
    if (offset + size > buffer.size()) throw std::runtime_error("buffer view beyond its buffer");
    return {buffer.data() + offset, size, v.value("byteStride", std::size_t{0})};
}

Accessor Document::accessor(std::size_t index) const {
    const auto& a = json_.at("accessors").at(index);
    const int type = a.at("componentType");
    const bool is_normalized = a.value("normalized", false);
    const std::size_t bytes = component_size(type);
    const Shape shape = shape_of(a.at("type"));
    const std::size_t column =
        a.at("type").get<std::string>().starts_with("MAT") ? (shape.rows * bytes + 3) / 4 * 4 : shape.width * bytes;
    const std::size_t element = shape.width / shape.rows * column;

    Accessor out{a.at("count"), shape.width, {}};
    out.values.assign(out.count * out.width, 0.0);
    const auto copy = [&](const Span& span, std::size_t offset, std::size_t from, std::size_t to) {
        const std::uint8_t* row = span.data + offset + from * (span.stride != 0 ? span.stride : element);
        for (std::size_t c = 0; c < out.width; ++c) {
            const std::uint8_t* at = row + c / shape.rows * column + c % shape.rows * bytes;
            if (at + bytes > span.data + span.size) throw std::runtime_error("accessor beyond its view");
            out.values[to * out.width + c] = component(at, type, is_normalized);
        }
    };
    if (a.contains("bufferView")) {
        const Span span = view(a.at("bufferView"));
        for (std::size_t i = 0; i < out.count; ++i) copy(span, a.value("byteOffset", std::size_t{0}), i, i);
    }
    if (a.contains("sparse")) {
        const auto& sparse = a.at("sparse");
        const auto& indices = sparse.at("indices");
        const auto& values = sparse.at("values");
        const int index_type = indices.at("componentType");
        const Span where = view(indices.at("bufferView"));
        const Span what = view(values.at("bufferView"));
        const std::uint8_t* at = where.data + indices.value("byteOffset", std::size_t{0});
        for (std::size_t i = 0; i < sparse.at("count").get<std::size_t>(); ++i, at += component_size(index_type)) {
            copy(what, values.value("byteOffset", std::size_t{0}), i,
                 static_cast<std::size_t>(component(at, index_type, false)));
        }
    }
    return out;
}

Picture Document::image(std::size_t index) const {
    const auto& image = json_.at("images").at(index);
    Bytes file;
    if (image.contains("uri")) {
        file = resource(image.at("uri"));
    } else {
        const Span span = view(image.at("bufferView"));
        file.assign(span.data, span.data + span.size);
    }
    return file.size() > 2 && file[0] == 0xFF && file[1] == 0xD8 ? decoded_jpeg(file) : decoded_png(file);
}

}  // namespace plumb::oracle
