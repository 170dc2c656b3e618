#include "dataset/npy.hpp"

#include <bit>

namespace plumb::dataset {

// The arrays are written as they lie in memory.
static_assert(std::endian::native == std::endian::little, "the NPY writer needs a little-endian machine");

namespace {

const char* descriptor(ComponentType type) noexcept {
    switch (type) {
        case ComponentType::u8:
            return "|u1";
        case ComponentType::u32:
            return "<u4";
        case ComponentType::f32:
            return "<f4";
    }
    return "|V1";
}

}  // namespace

std::string npy_header(const PassView& pass) {
    std::string shape = std::to_string(pass.size.height) + ", " + std::to_string(pass.size.width);
    if (pass.info->channels != 1) shape += ", " + std::to_string(pass.info->channels);
    std::string dictionary = std::string("{'descr': '") + descriptor(pass.info->type) +
                             "', 'fortran_order': False, 'shape': (" + shape + "), }";
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

}  // namespace plumb::dataset
