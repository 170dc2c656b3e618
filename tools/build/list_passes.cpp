// Writes the GLSL that the pass table implies: which passes exist, what they need, and where each result is stored.
// usage: list_passes OUTPUT

#include <plumb/passes.hpp>

#include <fstream>
#include <iostream>
#include <string>

namespace {

using plumb::ComponentType;
using plumb::PassInfo;
using plumb::PassNeeds;

void write_needs(std::ostream& out, const char* name, PassNeeds need) {
    std::uint32_t mask = 0;
    for (std::size_t i = 0; i < plumb::pass_count; ++i)
        if (contains(plumb::pass_table[i].needs, need)) mask |= 1U << i;
    out << "const uint NEEDS_" << name << " = " << mask << "u;\n";
}

std::string store(const PassInfo& pass) {
    const std::string value = "pass_" + std::string(pass.name) + "(s)";
    if (pass.type == ComponentType::u8 && pass.channels == 4)
        return "uvec4 c = " + value + "; Uints(to + pixel * 4ul).v[0] = c.x | c.y << 8 | c.z << 16 | c.w << 24;";
    if (pass.type == ComponentType::u8) return "Bytes(to + pixel).v[0] = uint8_t(" + value + ");";
    // A word of 64 bits is stored in the time of one of 32.
    if (pass.type == ComponentType::f32 && pass.channels == 2)
        return "Words(to + pixel * 8ul).v[0] = packUint2x32(floatBitsToUint(" + value + "));";
    const char* const array = pass.type == ComponentType::u32 ? "Uints"
                              : pass.channels == 1            ? "Floats"
                              : pass.channels == 3            ? "Vec3s"
                                                              : "Vec4s";
    return std::string(array) + "(to + pixel * " + std::to_string(pass.channels * 4) + "ul).v[0] = " + value + ";";
}

void write_all(std::ostream& out) {
    static_assert(plumb::pass_count <= 32, "one bit a pass in PASS_MASK");
    out << "// Generated from include/plumb/passes.hpp.\n";
    write_needs(out, "SURFACE", PassNeeds::surface);
    write_needs(out, "NEXT", PassNeeds::next);
    write_needs(out, "PREVIOUS", PassNeeds::previous);
    write_needs(out, "NEXT_SIGHT", PassNeeds::next_sight);
    write_needs(out, "PREVIOUS_SIGHT", PassNeeds::previous_sight);
    write_needs(out, "SHADING", PassNeeds::shading);
    for (const PassInfo& pass : plumb::pass_table) out << "#include \"passes/" << pass.name << ".glsl\"\n";
    out << "void store_passes(FrameRef frame, uint64_t pixel, Sample s) {\n";
    for (std::size_t i = 0; i < plumb::pass_count; ++i)
        out << "    if ((PASS_MASK & " << (1U << i) << "u) != 0u) {\n        uint64_t to = frame.v.outputs[" << i
            << "];\n        " << store(plumb::pass_table[i]) << "\n    }\n";
    out << "}\n";
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::cerr << "usage: list_passes OUTPUT\n";
        return 2;
    }
    std::ofstream out(argv[1]);
    write_all(out);
    out.flush();
    if (!out) {
        std::cerr << "list_passes: cannot write " << argv[1] << "\n";
        return 1;
    }
    return 0;
}
