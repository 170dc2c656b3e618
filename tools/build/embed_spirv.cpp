// Build-time tool: embed_spirv MODULE.spv NAME OUTPUT.cpp
//
// Writes the module as a C++ array, with NoContraction on every floating-point arithmetic result. A driver may
// otherwise fuse a multiplication and an addition in one variant of a shader and not in another, and a label's bits
// would depend on which passes were asked for.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <fstream>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using Words = std::vector<std::uint32_t>;

// Numbers of the SPIR-V specification, section 3 "Binary Form".
constexpr std::uint32_t magic = 0x07230203;
constexpr std::size_t header_words = 5;
constexpr std::uint32_t op_line = 8;
constexpr std::uint32_t op_decorate = 71;
constexpr std::uint32_t decoration_no_contraction = 42;

struct Instruction {
    std::size_t at = 0;  ///< of its first word
    std::uint32_t opcode = 0;
    std::size_t length = 0;  ///< in words
};

bool is_float_arithmetic(std::uint32_t opcode) {
    switch (opcode) {
        case 127:  // OpFNegate
        case 129:  // OpFAdd
        case 131:  // OpFSub
        case 133:  // OpFMul
        case 136:  // OpFDiv
        case 140:  // OpFRem
        case 141:  // OpFMod
        case 142:  // OpVectorTimesScalar
        case 143:  // OpMatrixTimesScalar
        case 144:  // OpVectorTimesMatrix
        case 145:  // OpMatrixTimesVector
        case 146:  // OpMatrixTimesMatrix
        case 147:  // OpOuterProduct
        case 148:  // OpDot
            return true;
        default:
            return false;
    }
}

bool is_annotation(std::uint32_t opcode) {
    return (opcode >= 71 && opcode <= 75) || opcode == 332 || opcode == 5632 || opcode == 5633;
}

bool is_type(std::uint32_t opcode) {
    return opcode >= 19 && opcode <= 39;
}

Words read_module(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream bytes;
    bytes << file.rdbuf();
    const std::string text = bytes.str();
    if (!file || text.size() % 4 != 0 || text.size() / 4 < header_words) {
        throw std::runtime_error(path + " cannot be read or is no SPIR-V module");
    }
    Words words(text.size() / 4);
    for (std::size_t i = 0; i < words.size(); ++i) {
        for (std::size_t byte = 0; byte < 4; ++byte) {
            words[i] |= static_cast<std::uint32_t>(static_cast<unsigned char>(text[i * 4 + byte])) << (8 * byte);
        }
    }
    if (words[0] != magic) {
        throw std::runtime_error(path + " does not begin with SPIR-V's magic number");
    }
    return words;
}

std::vector<Instruction> split(const Words& words) {
    std::vector<Instruction> instructions;
    for (std::size_t at = header_words; at < words.size();) {
        const std::size_t length = words[at] >> 16U;
        if (length == 0 || at + length > words.size()) {
            throw std::runtime_error("an instruction runs over the end of the module");
        }
        instructions.push_back({at, words[at] & 0xFFFFU, length});
        at += length;
    }
    return instructions;
}

/// Where a further decoration may stand: after the last one, else before the first type.
std::size_t decoration_place(const std::vector<Instruction>& instructions) {
    const auto last = std::find_if(instructions.rbegin(), instructions.rend(),
                                   [](const Instruction& i) { return is_annotation(i.opcode); });
    if (last != instructions.rend()) {
        return last->at + last->length;
    }
    auto type =
        std::find_if(instructions.begin(), instructions.end(), [](const Instruction& i) { return is_type(i.opcode); });
    if (type == instructions.end()) {
        throw std::runtime_error("the module declares no type");
    }
    while (type != instructions.begin() && (type - 1)->opcode == op_line) {
        --type;
    }
    return type->at;
}

Words forbid_contraction(const Words& words) {
    const std::vector<Instruction> instructions = split(words);
    std::set<std::uint32_t> decorated;
    std::vector<std::uint32_t> results;
    for (const Instruction& instruction : instructions) {
        if (instruction.opcode == op_decorate && instruction.length == 3 &&
            words[instruction.at + 2] == decoration_no_contraction) {
            decorated.insert(words[instruction.at + 1]);
        } else if (is_float_arithmetic(instruction.opcode)) {
            results.push_back(words.at(instruction.at + 2));
        }
    }
    Words added;
    for (const std::uint32_t id : results) {
        if (!decorated.contains(id)) {
            added.insert(added.end(), {3U << 16U | op_decorate, id, decoration_no_contraction});
        }
    }
    Words result = words;
    result.insert(result.begin() + static_cast<std::ptrdiff_t>(decoration_place(instructions)), added.begin(),
                  added.end());
    return result;
}

void write_source(const Words& words, const std::string& name, const std::string& path) {
    std::ofstream file(path);
    file << "#include \"shaders/" << name << ".hpp\"\n\nnamespace plumb::shaders {\nnamespace {\n"
         << "constexpr std::uint32_t " << name << "_words[] = {";
    constexpr std::size_t words_a_line = 10;
    for (std::size_t i = 0; i < words.size(); ++i) {
        file << (i % words_a_line == 0 ? "\n    " : " ") << words[i] << "U,";
    }
    file << "\n};\n}  // namespace\nconstinit const std::span<const std::uint32_t> " << name << "{" << name
         << "_words};\n}  // namespace plumb::shaders\n";
    file.close();
    if (!file) {
        throw std::runtime_error("cannot write " + path);
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 4) {
        std::fprintf(stderr, "usage: embed_spirv MODULE.spv NAME OUTPUT.cpp\n");
        return 2;
    }
    try {
        write_source(forbid_contraction(read_module(argv[1])), argv[2], argv[3]);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "embed_spirv: %s: %s\n", argv[1], error.what());
        return 1;
    }
    return 0;
}
