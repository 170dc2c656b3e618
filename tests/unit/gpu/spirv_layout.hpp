#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace plumb::spirv {

/// One instruction of a module, operands included.
struct Instruction {
    std::uint32_t opcode = 0;
    std::span<const std::uint32_t> words;  ///< words[0] holds length and opcode
};

/// The instructions of a module in order.
///
/// @throws std::runtime_error  if it is no SPIR-V
std::vector<Instruction> instructions_of(std::span<const std::uint32_t> module);

/// A member of a struct as the compiled shader places it.
struct Member {
    std::string name;
    std::uint32_t offset_bytes = 0;
};

/// The layout of one struct of a module.
struct StructLayout {
    std::vector<Member> members;           ///< in order of declaration
    std::uint32_t array_stride_bytes = 0;  ///< of arrays of the struct; 0 if the module has none

    /// @throws std::runtime_error  if there is no such member
    [[nodiscard]] std::uint32_t offset_of(std::string_view member) const;
};

/// The layout of the struct called `name`, to be compared with offsetof and sizeof. The module must have its names:
/// compile it with plumb_add_shader(... UNOPTIMIZED). Structs of that name without offsets (those in registers) are
/// passed over.
///
/// @throws std::runtime_error  if there is none, or several that differ
StructLayout struct_layout(std::span<const std::uint32_t> module, std::string_view name);

/// Compares a member's place in C++ with the shader's; for use in a GoogleTest case.
#define PLUMB_EXPECT_SAME_OFFSET(layout, Struct, member) \
    EXPECT_EQ((layout).offset_of(#member), offsetof(Struct, member))

}  // namespace plumb::spirv
