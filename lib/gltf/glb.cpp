#include "gltf/glb.hpp"

#include <array>
#include <cstdio>
#include <string>

namespace plumb::gltf {

namespace {

constexpr std::uint32_t magic = 0x46546C67;
constexpr std::uint32_t json_type = 0x4E4F534A;
constexpr std::uint32_t bin_type = 0x004E4942;
constexpr std::size_t header_bytes = 12;
constexpr std::size_t chunk_header_bytes = 8;

std::uint32_t read_u32(std::span<const std::byte> file, std::size_t offset) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) value |= static_cast<std::uint32_t>(file[offset + i]) << (8 * i);
    return value;
}

std::string hex(std::uint32_t value) {
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "0x%08x", value);
    return text.data();
}

/// The declared length, or 0 after an error.
std::size_t read_header(std::span<const std::byte> file, Findings& findings) {
    if (file.size() < header_bytes) {
        findings.error_at_byte("glb.header", file.size(),
                               "found " + std::to_string(file.size()) + " bytes; a binary glTF header has 12");
        return 0;
    }
    if (const std::uint32_t found = read_u32(file, 0); found != magic) {
        findings.error_at_byte("glb.magic", 0, "found magic " + hex(found) + "; allowed: " + hex(magic) + " ('glTF')");
        return 0;
    }
    if (const std::uint32_t version = read_u32(file, 4); version != 2) {
        findings.error_at_byte("glb.version", 4, "found container version " + std::to_string(version) + "; allowed: 2");
        return 0;
    }
    const std::uint32_t length = read_u32(file, 8);
    if (length < header_bytes + chunk_header_bytes || length > file.size()) {
        findings.error_at_byte("glb.length", 8,
                               "found declared length " + std::to_string(length) + "; the file has " +
                                   std::to_string(file.size()) + " bytes, and 20 are the least");
        return 0;
    }
    if (length < file.size())
        findings.warning_at_byte(
            "glb.length", length,
            "found " + std::to_string(file.size() - length) + " bytes behind the declared length; they are ignored");
    return length;
}

/// Length of the chunk whose header is at `offset`, or nothing after an error.
bool read_chunk(std::span<const std::byte> file, std::size_t end, std::size_t offset, std::uint32_t& length,
                std::uint32_t& type, Findings& findings) {
    if (end - offset < chunk_header_bytes) {
        findings.error_at_byte("glb.chunk", offset,
                               "found " + std::to_string(end - offset) + " bytes; a chunk header has 8");
        return false;
    }
    length = read_u32(file, offset);
    type = read_u32(file, offset + 4);
    const std::uint64_t room = end - offset - chunk_header_bytes;
    if (length > room) {
        findings.error_at_byte(
            "glb.chunk", offset,
            "found a chunk of " + std::to_string(length) + " bytes; " + std::to_string(room) + " are left");
        return false;
    }
    if (length % 4 != 0) {
        findings.error_at_byte("glb.alignment", offset,
                               "found a chunk of " + std::to_string(length) + " bytes; allowed: a multiple of 4");
        return false;
    }
    return true;
}

}  // namespace

bool starts_with_glb_magic(std::span<const std::byte> file) {
    return file.size() >= 4 && read_u32(file, 0) == magic;
}

GlbLayout read_glb_layout(std::span<const std::byte> file, Findings& findings) {
    GlbLayout layout;
    const std::size_t end = read_header(file, findings);
    std::size_t offset = header_bytes;
    for (std::size_t chunk = 0; offset < end; ++chunk) {
        std::uint32_t length = 0;
        std::uint32_t type = 0;
        if (!read_chunk(file, end, offset, length, type, findings)) return layout;
        const std::size_t begin = offset + chunk_header_bytes;
        if (chunk == 0 && type != json_type) {
            findings.error_at_byte("glb.order", offset, "found a first chunk of type " + hex(type) + "; allowed: JSON");
            return layout;
        }
        if (type == json_type && chunk > 0) {
            findings.error_at_byte("glb.duplicate", offset, "found a second JSON chunk; allowed: one");
            return layout;
        }
        if (type == bin_type && layout.has_bin) {
            findings.error_at_byte("glb.duplicate", offset, "found a second BIN chunk; allowed: one");
            return layout;
        }
        if (type == bin_type && chunk != 1) {
            findings.error_at_byte("glb.order", offset,
                                   "found BIN as chunk " + std::to_string(chunk) + "; it has to follow JSON at once");
            return layout;
        }
        if (type == json_type) {
            if (length == 0) {
                findings.error_at_byte("glb.empty", offset, "found an empty JSON chunk; allowed: at least 2 bytes");
                return layout;
            }
            layout.json_offset = begin;
            layout.json_length = length;
        } else if (type == bin_type) {
            layout.bin_offset = begin;
            layout.bin_length = length;
            layout.has_bin = true;
        } else {
            findings.warning_at_byte("glb.unknown", offset,
                                     "found a chunk of unknown type " + hex(type) + "; it is ignored");
        }
        offset = begin + length;
    }
    return layout;
}

}  // namespace plumb::gltf
