#include "spirv_layout.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>

namespace plumb::spirv {

namespace {

// Numbers of the SPIR-V specification.
constexpr std::uint32_t op_name = 5;
constexpr std::uint32_t op_member_name = 6;
constexpr std::uint32_t op_type_array = 28;
constexpr std::uint32_t op_type_runtime_array = 29;
constexpr std::uint32_t op_type_struct = 30;
constexpr std::uint32_t op_decorate = 71;
constexpr std::uint32_t op_member_decorate = 72;
constexpr std::uint32_t decoration_array_stride = 6;
constexpr std::uint32_t decoration_offset = 35;

std::string text_of(std::span<const std::uint32_t> words) {
    std::string text;
    for (const std::uint32_t word : words) {
        for (unsigned shift = 0; shift < 32; shift += 8) {
            const char c = static_cast<char>(word >> shift & 0xFFU);
            if (c == '\0') {
                return text;
            }
            text += c;
        }
    }
    return text;
}

/// What a module says of its types, by their ids.
struct Types {
    std::map<std::uint32_t, std::string> names;
    std::map<std::uint32_t, std::map<std::uint32_t, std::string>> member_names;
    std::map<std::uint32_t, std::map<std::uint32_t, std::uint32_t>> offsets;
    std::map<std::uint32_t, std::uint32_t> strides;
    std::map<std::uint32_t, std::uint32_t> array_elements;  ///< array type -> element type
    std::vector<std::uint32_t> structs;
};

Types read_types(std::span<const std::uint32_t> module) {
    Types types;
    for (const auto& [opcode, words] : instructions_of(module)) {
        switch (opcode) {
            case op_name:
                types.names[words[1]] = text_of(words.subspan(2));
                break;
            case op_member_name:
                types.member_names[words[1]][words[2]] = text_of(words.subspan(3));
                break;
            case op_type_array:
            case op_type_runtime_array:
                types.array_elements[words[1]] = words[2];
                break;
            case op_type_struct:
                types.structs.push_back(words[1]);
                break;
            case op_decorate:
                if (words[2] == decoration_array_stride) {
                    types.strides[words[1]] = words[3];
                }
                break;
            case op_member_decorate:
                if (words[3] == decoration_offset) {
                    types.offsets[words[1]][words[2]] = words[4];
                }
                break;
            default:
                break;
        }
    }
    return types;
}

StructLayout layout_of(const Types& types, std::uint32_t id) {
    StructLayout layout;
    for (const auto& [index, offset] : types.offsets.at(id)) {
        layout.members.push_back({types.member_names.at(id).at(index), offset});
    }
    for (const auto& [array, element] : types.array_elements) {
        if (element == id && types.strides.contains(array)) {
            layout.array_stride_bytes = types.strides.at(array);
        }
    }
    return layout;
}

bool have_same_members(const StructLayout& a, const StructLayout& b) {
    return std::equal(
        a.members.begin(), a.members.end(), b.members.begin(), b.members.end(),
        [](const Member& x, const Member& y) { return x.name == y.name && x.offset_bytes == y.offset_bytes; });
}

}  // namespace

std::vector<Instruction> instructions_of(std::span<const std::uint32_t> module) {
    constexpr std::size_t header_words = 5;
    constexpr std::uint32_t magic = 0x07230203;
    if (module.size() < header_words || module[0] != magic) {
        throw std::runtime_error("not a SPIR-V module");
    }
    std::vector<Instruction> instructions;
    for (std::size_t at = header_words; at < module.size();) {
        const std::size_t length = module[at] >> 16U;
        if (length == 0 || length > module.size() - at) {
            throw std::runtime_error("a SPIR-V instruction runs over the end of its module");
        }
        instructions.push_back({module[at] & 0xFFFFU, module.subspan(at, length)});
        at += length;
    }
    return instructions;
}

std::uint32_t StructLayout::offset_of(std::string_view member) const {
    const auto found =
        std::find_if(members.begin(), members.end(), [&](const Member& candidate) { return candidate.name == member; });
    if (found == members.end()) {
        throw std::runtime_error("the shader's struct has no member '" + std::string(member) + "'");
    }
    return found->offset_bytes;
}

StructLayout struct_layout(std::span<const std::uint32_t> module, std::string_view name) {
    const Types types = read_types(module);
    StructLayout layout;
    bool is_found = false;
    for (const std::uint32_t id : types.structs) {
        const auto named = types.names.find(id);
        if (named == types.names.end() || named->second != name || !types.offsets.contains(id)) {
            continue;
        }
        const StructLayout candidate = layout_of(types, id);
        if (is_found && !have_same_members(layout, candidate)) {
            throw std::runtime_error("the shader has two structs '" + std::string(name) + "' that differ");
        }
        const std::uint32_t stride = std::max(layout.array_stride_bytes, candidate.array_stride_bytes);
        layout = candidate;
        layout.array_stride_bytes = stride;
        is_found = true;
    }
    if (!is_found) {
        throw std::runtime_error("the shader has no struct '" + std::string(name) + "' with offsets");
    }
    return layout;
}

}  // namespace plumb::spirv
