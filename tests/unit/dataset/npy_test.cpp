#include "dataset/npy.hpp"

#include "made_frame.hpp"

#include <plumb/packing.hpp>

namespace plumb {
namespace {

TEST(Npy, HeaderFollowsTheFormat) {
    const Frame frame = test::FrameMaker({3, 2})
                            .add<std::uint8_t>("rgb", std::vector<std::uint8_t>(24))
                            .add<float>("depth", std::vector<float>(6))
                            .add<std::uint32_t>("instance", std::vector<std::uint32_t>(6))
                            .add<float>("flow_forward", std::vector<float>(12))
                            .make();
    const std::pair<const char*, const char*> expected[] = {
        {"rgb", "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3, 4), }"},
        {"depth", "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }"},
        {"instance", "{'descr': '<u4', 'fortran_order': False, 'shape': (2, 3), }"},
        {"flow_forward", "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3, 2), }"}};
    for (const auto& [pass, dictionary] : expected) {
        const std::string header = dataset::npy_header(frame[pass]);
        EXPECT_EQ(header.substr(0, 8), std::string("\x93NUMPY\x01\x00", 8));
        const std::size_t length = static_cast<std::uint8_t>(header[8]) + 256U * static_cast<std::uint8_t>(header[9]);
        EXPECT_EQ(header.size(), 10 + length);
        EXPECT_EQ(header.size() % 64, 0U);
        EXPECT_EQ(header.back(), '\n');
        EXPECT_EQ(header.substr(10, std::string(dictionary).size()), dictionary);
        EXPECT_EQ(header.find_first_not_of(' ', 10 + std::string(dictionary).size()), header.size() - 1);
    }
}

TEST(Npy, HoldsPackedPassesAsTheyAre) {
    const std::vector<std::uint16_t> values{1, 2, 3, 4, 5, 65535};
    const auto header_of = [&](const char* name, Packing packing) {
        return dataset::npy_header({&packed_pass(name, packing), {3, 2}, std::as_bytes(std::span(values))});
    };
    EXPECT_NE(header_of("depth", Packing::f16).find("'<f2', 'fortran_order': False, 'shape': (2, 3)"),
              std::string::npos);
    EXPECT_NE(header_of("depth", Packing::u16_mm).find("'<u2'"), std::string::npos);
    EXPECT_NE(header_of("instance", Packing::u8).find("'|u1'"), std::string::npos);
    EXPECT_NE(header_of("rgb", Packing::rgb8).find("(2, 3, 3)"), std::string::npos);
}

}  // namespace
}  // namespace plumb
