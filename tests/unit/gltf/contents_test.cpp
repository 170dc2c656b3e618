// Checks 5, 7, 8, 9, 11, 13 to 16, as far as the bytes decide them.
#include "sound_asset.hpp"

#include <gtest/gtest.h>
#include <meshoptimizer.h>

#include <cmath>
#include <limits>

namespace plumb::test {
namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();

class ContentFaults : public testing::TestWithParam<Fault> {};
TEST_P(ContentFaults, AreRefused) {
    expect_refused(GetParam());
}

std::string data_uri(const std::string& type, const std::string& text) {
    return "data:" + type + ";base64," + text;
}

// The bytes of buffer 0 as the test sets them, in place of the sound ones.
void set_uri(SoundAsset& a, const std::string& type, const std::string& tail, bool has_bytes = true) {
    a.json["buffers"][0]["uri"] = data_uri(type, (has_bytes ? base64(a.bytes) : "") + tail);
}

const std::vector<Fault> uri_faults = {
    {"BufferMediaType", [](auto& a) { set_uri(a, "text/html", ""); }, "uri.media_type", "/buffers/0/uri",
     "'text/html'"},
    {"Base64Length", [](auto& a) { set_uri(a, "application/octet-stream", "A"); }, "uri.data", "/buffers/0/uri",
     "a multiple of 4"},
    {"Base64Character", [](auto& a) { set_uri(a, "application/octet-stream", "AA*A", false); }, "uri.data",
     "/buffers/0/uri", "not base64 at position 2"},
    {"Base64Space", [](auto& a) { set_uri(a, "application/octet-stream", "AA A", false); }, "uri.data",
     "/buffers/0/uri", "not base64 at position 2"},
    {"Base64Padding", [](auto& a) { set_uri(a, "application/octet-stream", "A===", false); }, "uri.data",
     "/buffers/0/uri", "not base64"},
    {"Base64Bits", [](auto& a) { set_uri(a, "application/octet-stream", "AB==", false); }, "uri.data", "/buffers/0/uri",
     "beyond its last byte"},
    {"NoComma", [](auto& a) { a.json["buffers"][0]["uri"] = "data:application/octet-stream;base64"; }, "uri.data",
     "/buffers/0/uri", "without a comma"},
    {"TooShort", [](auto& a) { a.json["buffers"][0]["byteLength"] = a.bytes.size() + 1; }, "buffer.length",
     "/buffers/0", "byteLength is"},
    {"ClaimsMuch", [](auto& a) { a.json["buffers"][0]["byteLength"] = 1ULL << 50; }, "buffer.length", "/buffers/0",
     "1125899906842624"},
    {"NoUri",
     [](auto& a) {
         a.json["buffers"].push_back({{"byteLength", 36}});
         a.json["bufferViews"][0]["buffer"] = 1;
     },
     "buffer.source", "/bufferViews/0/buffer", "buffer 1 has no uri", ErrorCode::unsupported},
    {"ImageType", [](auto& a) { a.json["images"][0]["mimeType"] = "image/jpeg"; }, "image.media_type", "/images/0/uri",
     "found image/png data; the declared type is 'image/jpeg'"},
    {"ImageUriType",
     [](auto& a) {
         std::string uri = a.json["images"][0]["uri"];
         a.json["images"][0]["uri"] = "data:image/gif" + uri.substr(14);
     },
     "image.media_type", "/images/0/uri", "'image/gif'"},
    {"ImageGarbage", [](auto& a) { a.json["images"][0]["uri"] = data_uri("image/png", "AAAA"); }, "image.format",
     "/images/0", "not known", ErrorCode::unsupported},
    {"ImageHeader",
     [](auto& a) { a.json["images"][0]["uri"] = data_uri("image/png", "iVBORw0KGgoAAAANSUhEUgAAAAAAAAAB"); },
     "image.header", "/images/0", "header cannot be read"},
    {"JpegHeader", [](auto& a) { a.json["images"][0]["uri"] = data_uri("image/jpeg", "/9j/4AAA"); }, "image.header",
     "/images/0", "header cannot be read"},
};
INSTANTIATE_TEST_SUITE_P(Uris, ContentFaults, testing::ValuesIn(uri_faults),
                         [](const auto& row) { return std::string(row.param.name); });

const std::vector<Fault> byte_faults = {
    {"NaN", [](auto& a) { a.poke(0, 4, std::nanf("")); }, "accessor.finite", "/accessors/0", "found NaN at element 0"},
    {"Infinity", [](auto& a) { a.poke(0, 12, infinity); }, "accessor.finite", "/accessors/0",
     "found infinity at element 1"},
    {"MinusInfinity", [](auto& a) { a.poke(sound::weights, 0, -infinity); }, "accessor.finite", "/accessors/4",
     "found -infinity at element 0"},
    {"Coordinate", [](auto& a) { a.poke(0, 0, 1.1e9F); }, "geometry.coordinate",
     "/meshes/0/primitives/0/attributes/POSITION", "up to 1e9"},
    {"Index", [](auto& a) { a.poke(sound::triangle, 4, std::uint16_t{3}); }, "indices.bounds",
     "/meshes/0/primitives/0/indices", "found index 3; the primitive has 3 vertices"},
    {"Restart", [](auto& a) { a.poke(sound::triangle, 4, std::uint16_t{65535}); }, "indices.restart",
     "/meshes/0/primitives/0/indices", "primitive restart"},
    {"SparseOrder", [](auto& a) { a.poke(sound::sparse_indices_view, 2, std::uint16_t{1}); }, "sparse.order",
     "/accessors/9/sparse/indices", "found sparse index 1 at 1 behind 1"},
    {"SparseIndex", [](auto& a) { a.poke(sound::sparse_indices_view, 2, std::uint16_t{3}); }, "sparse.index",
     "/accessors/9/sparse/indices", "found sparse index 3"},
    {"Joint", [](auto& a) { a.poke(sound::joints, 5, std::uint8_t{1}); }, "joints.bounds",
     "/meshes/0/primitives/0/attributes/JOINTS_0", "found joint 1; skin 0 has 1 joints"},
    {"Weight", [](auto& a) { a.poke(sound::weights, 4, -0.5F); }, "weights.negative",
     "/meshes/0/primitives/0/attributes/WEIGHTS_0", "-0.5"},
    {"TimeOrder", [](auto& a) { a.poke(sound::times, 4, 0.0F); }, "animation.time", "/animations/0/samplers/0/input",
     "strictly increasing"},
    {"TimeNegative", [](auto& a) { a.poke(sound::times, 0, -1.0F); }, "animation.time",
     "/animations/0/samplers/0/input", ">= 0"},
    {"LastRow", [](auto& a) { a.poke(sound::inverse_bind, 12, 0.5F); }, "skin.matrix", "/skins/0/inverseBindMatrices",
     "last row of matrix 0"},
};
INSTANTIATE_TEST_SUITE_P(Bytes, ContentFaults, testing::ValuesIn(byte_faults),
                         [](const auto& row) { return std::string(row.param.name); });

class ContentValueFaults : public testing::TestWithParam<Fault> {};
TEST_P(ContentValueFaults, WarnAndAreRefusedWhenStrict) {
    expect_value_level(GetParam());
}

const std::vector<Fault> value_faults = {
    {"Min",
     [](auto& a) {
         a.json["accessors"][0]["min"] = {-1, 0, 0};
     },
     "accessor.min_max", "/accessors/0/min/0", "the data has number 0.0"},
    {"Max", [](auto& a) { a.poke(0, 12, 2.0F); }, "accessor.min_max", "/accessors/0/max/0", "the data has number 2.0"},
    {"Normal", [](auto& a) { a.poke(sound::normals, 8, 2.0F); }, "attribute.unit",
     "/meshes/0/primitives/0/attributes/NORMAL", "element 0"},
    {"WeightSum", [](auto& a) { a.poke(sound::weights, 16, 0.9F); }, "weights.sum",
     "/meshes/0/primitives/0/attributes/WEIGHTS_0", "at vertex 1"},
    {"JointTwice",
     [](auto& a) {
         a.poke(sound::weights, 0, 0.5F);
         a.poke(sound::weights, 4, 0.5F);
     },
     "joints.duplicate", "/meshes/0/primitives/0/attributes/JOINTS_0", "twice at vertex 0"},
    {"KeyRotation", [](auto& a) { a.poke(sound::rotations, 12, 1.01F); }, "animation.rotation",
     "/animations/0/channels/0/sampler", "element 0"},
};
INSTANTIATE_TEST_SUITE_P(Each, ContentValueFaults, testing::ValuesIn(value_faults),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(DataUris, MayBePercentEncodedText) {
    SoundAsset a;
    a.json["buffers"].push_back({{"byteLength", 4}, {"uri", "data:application/octet-stream,a%00bc"}});
    EXPECT_EQ(text_of(a.check()), "");
}

TEST(DataUris, MayBeLongerThanTheBufferWithAWarning) {
    SoundAsset a;
    a.json["buffers"].push_back({{"byteLength", 2}, {"uri", "data:application/octet-stream;base64,AAAA"}});
    const auto findings = a.check();
    ASSERT_EQ(findings.size(), 1U) << text_of(findings);
    EXPECT_EQ(findings[0].check, "buffer.length");
    EXPECT_EQ(findings[0].severity, Finding::Severity::warning);
}

/// The sound asset with its indices compressed into a buffer of their own.
SoundAsset compressed_asset(const std::vector<std::uint32_t>& indices) {
    SoundAsset a;
    std::vector<unsigned char> packed(meshopt_encodeIndexBufferBound(indices.size(), 1000));
    packed.resize(meshopt_encodeIndexBuffer(packed.data(), packed.size(), indices.data(), indices.size()));
    std::vector<std::byte> bytes(packed.size());
    std::memcpy(bytes.data(), packed.data(), packed.size());
    a.json["extensionsUsed"] = {"EXT_meshopt_compression"};
    a.json["extensionsRequired"] = {"EXT_meshopt_compression"};
    a.json["buffers"].push_back(
        {{"byteLength", bytes.size()}, {"uri", data_uri("application/octet-stream", base64(bytes))}});
    a.json["buffers"].push_back(
        {{"byteLength", 6}, {"extensions", {{"EXT_meshopt_compression", {{"fallback", true}}}}}});
    a.json["bufferViews"][sound::triangle] = {
        {"buffer", 2},
        {"byteLength", 6},
        {"extensions",
         {{"EXT_meshopt_compression",
           {{"buffer", 1}, {"byteLength", bytes.size()}, {"byteStride", 2}, {"count", 3}, {"mode", "TRIANGLES"}}}}}};
    return a;
}

TEST(Meshopt, IsCheckedAgainAfterDecompression) {
    EXPECT_EQ(text_of(compressed_asset({0, 1, 2}).check()), "");
    const auto findings = compressed_asset({0, 1, 7}).check();
    const Finding* error = first_error(findings);
    ASSERT_NE(error, nullptr);
    EXPECT_EQ(error->check, "indices.bounds");
    EXPECT_NE(error->message.find("found index 7; the primitive has 3 vertices"), std::string::npos) << error->message;
}

TEST(Meshopt, RefusesABrokenStream) {
    SoundAsset a = compressed_asset({0, 1, 2});
    a.json["buffers"][1]["uri"] =
        data_uri("application/octet-stream",
                 base64(std::vector<std::byte>(a.json["buffers"][1]["byteLength"].get<std::size_t>())));
    const auto findings = a.check();
    const Finding* error = first_error(findings);
    ASSERT_NE(error, nullptr);
    EXPECT_EQ(error->check, "meshopt");
    EXPECT_EQ(error->pointer, "/bufferViews/5/extensions/EXT_meshopt_compression");
}

TEST(Meshopt, AllocatesNoMoreThanAStreamCanGive) {
    SoundAsset a = compressed_asset({0, 1, 2});
    a.json["buffers"][2]["byteLength"] = 6'000'000'000ULL;
    a.json["bufferViews"][sound::triangle]["byteLength"] = 600'000'000ULL;
    a.json["bufferViews"][sound::triangle]["extensions"]["EXT_meshopt_compression"]["count"] = 300'000'000ULL;
    const auto findings = a.check();
    const Finding* error = first_error(findings);
    ASSERT_NE(error, nullptr);
    EXPECT_EQ(error->check, "meshopt") << text_of(findings);
    EXPECT_NE(error->message.find("claims 300000000 elements"), std::string::npos) << error->message;
}

}  // namespace
}  // namespace plumb::test
