#include "dataset/npy.hpp"

#include <bit>

namespace plumb::dataset {

// The arrays are written as they lie in memory.
static_assert(std::endian::native == std::endian::little, "the NPY writer needs a little-endian machine");

namespace {

const char* descriptor(ComponentType type) noexcept {
    switch (type) {
        case ComponentType::u8:
            return "'|u1'";
        case ComponentType::u32:
            return "'<u4'";
        case ComponentType::f32:
            return "'<f4'";
        case ComponentType::u16:
            return "'<u2'";
        case ComponentType::f16:
            return "'<f2'";
    }
    return "'|V1'";
}

}  // namespace

std::string npy_header(std::string_view descriptor, std::span<const std::size_t> shape) {
    std::string edges;
    for (std::size_t i = 0; i < shape.size(); ++i) edges += (i == 0 ? "" : ", ") + std::to_string(shape[i]);
    if (shape.size() == 1) edges += ",";
    std::string dictionary = "{'descr': ";
    dictionary.append(descriptor).append(", 'fortran_order': False, 'shape': (").append(edges).append("), }");
    constexpr std::size_t preamble_bytes = 10;
    constexpr std::size_t alignment = 64;
    const std::size_t unpadded = preamble_bytes + dictionary.size() + 1;
    dictionary.append((alignment - unpadded % alignment) % alignment, ' ');
    dictionary += '\n';

    std::string header("\x93NUMPY\x01\x00", 8);
    header += static_cast<char>(dictionary.size() & 0xFF);
    header += static_cast<char>(dictionary.size() >> 8);
    return header + dictionary;
}

std::string npy_header(const PassView& pass) {
    const std::size_t shape[] = {pass.size.height, pass.size.width, pass.info->channels};
    return npy_header(descriptor(pass.info->type), std::span(shape).first(pass.info->channels == 1 ? 2 : 3));
}

std::vector<std::byte> npy_bytes(const PassView& pass) {
    const std::string header = npy_header(pass);
    const auto header_bytes = std::as_bytes(std::span(header));
    std::vector<std::byte> bytes;
    bytes.reserve(header.size() + pass.bytes.size());
    bytes.assign(header_bytes.begin(), header_bytes.end());
    bytes.insert(bytes.end(), pass.bytes.begin(), pass.bytes.end());
    return bytes;
}

}  // namespace plumb::dataset
