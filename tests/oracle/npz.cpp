#include "npz.hpp"

#include <isa-l/igzip_lib.h>

#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

namespace plumb::oracle {
namespace {

using Bytes = std::vector<std::uint8_t>;

template <class T>
T read(const Bytes& bytes, std::size_t at) {
    T v;
    if (at + sizeof v > bytes.size()) throw std::runtime_error("archive ends early");
    std::memcpy(&v, bytes.data() + at, sizeof v);
    return v;
}

Bytes inflated(const std::uint8_t* from, std::size_t packed, std::size_t size) {
    Bytes out(size);
    inflate_state state;
    isal_inflate_init(&state);
    state.next_in = const_cast<std::uint8_t*>(from);  // the library only reads through it
    state.avail_in = static_cast<std::uint32_t>(packed);
    state.next_out = out.data();
    state.avail_out = static_cast<std::uint32_t>(size);
    state.crc_flag = ISAL_DEFLATE;
    if (isal_inflate(&state) != ISAL_DECOMP_OK || state.avail_out != 0) throw std::runtime_error("archive is damaged");
    return out;
}

NpyArray parse_npy(const Bytes& bytes) {
    const std::size_t length = read<std::uint16_t>(bytes, 8);
    const std::string header(reinterpret_cast<const char*>(bytes.data()) + 10, length);
    NpyArray array;
    std::size_t count = 1;
    const std::size_t open = header.find('(', header.find("'shape'"));
    std::stringstream shape(header.substr(open + 1, header.find(')', open) - open - 1));
    for (std::string part; std::getline(shape, part, ',');) {
        if (part.find_first_of("0123456789") == std::string::npos) continue;
        array.shape.push_back(std::stoul(part));
        count *= array.shape.back();
    }
    array.values.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t base = 10 + length;
        if (header.find("'<f8'") != std::string::npos)
            array.values[i] = read<double>(bytes, base + 8 * i);
        else if (header.find("'<i8'") != std::string::npos)
            array.values[i] = static_cast<double>(read<std::int64_t>(bytes, base + 8 * i));
        else if (header.find("'|b1'") != std::string::npos)
            array.values[i] = read<std::uint8_t>(bytes, base + i);
        else
            throw std::runtime_error("array type in " + header);
    }
    return array;
}

}  // namespace

std::map<std::string, NpyArray> read_npz(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error("cannot open " + path.string());
    const Bytes bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    std::map<std::string, NpyArray> arrays;
    // The central directory has the sizes; the end record that points to it has no comment in these files.
    if (bytes.size() < 22) throw std::runtime_error("archive ends early");
    const std::size_t end = bytes.size() - 22;
    const std::size_t count = read<std::uint16_t>(bytes, end + 10);
    std::size_t at = read<std::uint32_t>(bytes, end + 16);
    for (std::size_t i = 0; i < count; ++i) {
        const auto method = read<std::uint16_t>(bytes, at + 10);
        const auto packed = read<std::uint32_t>(bytes, at + 20);
        const auto size = read<std::uint32_t>(bytes, at + 24);
        const auto name_length = read<std::uint16_t>(bytes, at + 28);
        const std::size_t local = read<std::uint32_t>(bytes, at + 42);
        std::string name(reinterpret_cast<const char*>(bytes.data()) + at + 46, name_length);
        const std::size_t data =
            local + 30 + read<std::uint16_t>(bytes, local + 26) + read<std::uint16_t>(bytes, local + 28);
        if (data + packed > bytes.size()) throw std::runtime_error("archive ends early");
        const Bytes content = method == 0 ? Bytes(bytes.begin() + static_cast<std::ptrdiff_t>(data),
                                                  bytes.begin() + static_cast<std::ptrdiff_t>(data + packed))
                                          : inflated(bytes.data() + data, packed, size);
        arrays[name.substr(0, name.rfind(".npy"))] = parse_npy(content);
        at += 46U + name_length + read<std::uint16_t>(bytes, at + 30) + read<std::uint16_t>(bytes, at + 32);
    }
    return arrays;
}

}  // namespace plumb::oracle
