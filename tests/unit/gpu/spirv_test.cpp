#include "spirv_layout.hpp"

#include "shaders/all_of_plumb_gpu_test.hpp"
#include "shaders/all_of_plumb_objects.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace plumb::spirv {
namespace {

using Named = std::pair<std::string_view, std::span<const std::uint32_t>>;

std::vector<Named> every_shader() {
    std::vector<Named> shaders = shaders::all_of_plumb_objects();
    for (const Named& shader : shaders::all_of_plumb_gpu_test()) {
        shaders.push_back(shader);
    }
    return shaders;
}

/// Opcodes of floating-point arithmetic whose result a driver could fuse.
const std::map<std::uint32_t, std::string> float_arithmetic = {{127, "OpFNegate"},
                                                               {129, "OpFAdd"},
                                                               {131, "OpFSub"},
                                                               {133, "OpFMul"},
                                                               {136, "OpFDiv"},
                                                               {140, "OpFRem"},
                                                               {141, "OpFMod"},
                                                               {142, "OpVectorTimesScalar"},
                                                               {143, "OpMatrixTimesScalar"},
                                                               {144, "OpVectorTimesMatrix"},
                                                               {145, "OpMatrixTimesVector"},
                                                               {146, "OpMatrixTimesMatrix"},
                                                               {147, "OpOuterProduct"},
                                                               {148, "OpDot"}};

std::multiset<std::uint32_t> ids_without_contraction(std::span<const std::uint32_t> module) {
    std::multiset<std::uint32_t> ids;
    for (const auto& [opcode, words] : instructions_of(module)) {
        constexpr std::uint32_t op_decorate = 71;
        constexpr std::uint32_t no_contraction = 42;
        if (opcode == op_decorate && words[2] == no_contraction) {
            ids.insert(words[1]);
        }
    }
    return ids;
}

TEST(EmbeddedShaders, EveryFloatArithmeticIsMarkedOnce) {
    for (const auto& [name, words] : every_shader()) {
        const auto marked = ids_without_contraction(words);
        std::size_t arithmetic_count = 0;
        for (const auto& [opcode, operands] : instructions_of(words)) {
            if (const auto found = float_arithmetic.find(opcode); found != float_arithmetic.end()) {
                EXPECT_EQ(marked.count(operands[2]), 1U) << name << ": " << found->second << " %" << operands[2];
                ++arithmetic_count;
            }
        }
        EXPECT_EQ(marked.size(), arithmetic_count) << name;
    }
}

TEST(EmbeddedShaders, TheTestShaderSaysEachKind) {
    std::set<std::uint32_t> seen;
    for (const auto& [opcode, words] : instructions_of(shaders::test_float_arithmetic)) {
        seen.insert(opcode);
    }
    for (const auto& [opcode, name] : float_arithmetic) {
        if (name != "OpFRem") {  // GLSL has no operator for it
            EXPECT_TRUE(seen.contains(opcode)) << name;
        }
    }
}

TEST(EmbeddedShaders, AreValid) {
    if (std::system("spirv-val --version > /dev/null 2>&1") != 0) {
        GTEST_SKIP() << "lacks spirv-val (package spirv-tools)";
    }
    const auto folder = std::filesystem::temp_directory_path() / ("plumb-spirv-" + std::to_string(std::rand()));
    std::filesystem::create_directories(folder);
    for (const auto& [name, words] : every_shader()) {
        const auto path = folder / (std::string(name) + ".spv");
        std::ofstream(path, std::ios::binary)
            .write(reinterpret_cast<const char*>(words.data()), static_cast<std::streamsize>(words.size_bytes()));
        const std::string command = "spirv-val --target-env vulkan1.3 --scalar-block-layout '" + path.string() + "'";
        EXPECT_EQ(std::system(command.c_str()), 0) << name;
    }
    std::filesystem::remove_all(folder);
}

TEST(EmbedTool, RefusesWhatIsNoModule) {
    const auto folder = std::filesystem::temp_directory_path() / ("plumb-embed-" + std::to_string(std::rand()));
    std::filesystem::create_directories(folder);
    const auto module = folder / "module.spv";
    const auto embed = [&](std::size_t bytes) {
        std::ofstream(module, std::ios::binary)
            .write(reinterpret_cast<const char*>(shaders::test_layout_probe.data()),
                   static_cast<std::streamsize>(bytes));
        const std::string command = std::string("'") + PLUMB_EMBED_SPIRV + "' '" + module.string() + "' name '" +
                                    (folder / "out.cpp").string() + "' 2>/dev/null";
        return std::system(command.c_str());
    };
    EXPECT_EQ(embed(shaders::test_layout_probe.size_bytes()), 0);
    for (const std::size_t bytes : {0U, 3U, 4U, 19U, 20U, 24U}) {
        EXPECT_NE(embed(bytes), 0) << bytes;
    }
    std::filesystem::remove_all(folder);
}

/// The same struct as in shaders/layout_probe.comp.
struct Mixed {
    float direction[3];
    std::uint32_t id;
    std::uint64_t address;
    float offset[2];
    float pose[12];
    double exact;
};

TEST(StructLayout, AgreesWithTheCompiler) {
    const StructLayout layout = struct_layout(shaders::test_layout_probe, "Mixed");
    ASSERT_EQ(layout.members.size(), 6U);
    PLUMB_EXPECT_SAME_OFFSET(layout, Mixed, direction);
    PLUMB_EXPECT_SAME_OFFSET(layout, Mixed, id);
    PLUMB_EXPECT_SAME_OFFSET(layout, Mixed, address);
    PLUMB_EXPECT_SAME_OFFSET(layout, Mixed, offset);
    PLUMB_EXPECT_SAME_OFFSET(layout, Mixed, pose);
    PLUMB_EXPECT_SAME_OFFSET(layout, Mixed, exact);
    EXPECT_EQ(layout.array_stride_bytes, sizeof(Mixed));
}

TEST(StructLayout, RefusesWhatIsNotThere) {
    EXPECT_THROW(struct_layout(shaders::test_layout_probe, "Other"), std::runtime_error);
    EXPECT_THROW((void)struct_layout(shaders::test_layout_probe, "Mixed").offset_of("other"), std::runtime_error);
    const std::vector<std::uint32_t> words(shaders::test_layout_probe.begin(), shaders::test_layout_probe.end());
    EXPECT_THROW(instructions_of(std::span(words).first(4)), std::runtime_error);
    EXPECT_THROW(instructions_of(std::span(words).first(6)), std::runtime_error);
    EXPECT_THROW(instructions_of(std::span(words).subspan(1)), std::runtime_error);
}

}  // namespace
}  // namespace plumb::spirv
