// Checks 1 and 2: the GLB container and the JSON text.
#include "sound_asset.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>
#include <chrono>

namespace plumb::test {
namespace {

std::string u32(std::uint32_t value) {
    std::string text;
    for (int shift = 0; shift < 32; shift += 8) text += static_cast<char>(value >> shift & 0xFFU);
    return text;
}

std::string chunk(const std::string& type, const std::string& data) {
    return u32(static_cast<std::uint32_t>(data.size())) + type + data;
}

std::string glb(const std::string& chunks) {
    return "glTF" + u32(2) + u32(static_cast<std::uint32_t>(12 + chunks.size())) + chunks;
}

const std::string json_text = R"({"asset":{"version":"2.0"}} )";  // 28 characters
const std::string bin_type("BIN\0", 4);

std::vector<Finding> check_text(const std::string& text, const std::string& name = "file.gltf",
                                const LoadOptions& options = {}) {
    const TestFolder folder;
    write_file(folder / name, text.data(), text.size());
    return gltf::check_file(folder / name, options);
}

void expect_error(const std::vector<Finding>& findings, const char* check, const std::string& place,
                  const char* message) {
    const Finding* error = first_error(findings);
    ASSERT_NE(error, nullptr) << text_of(findings);
    EXPECT_EQ(error->check, check) << text_of(findings);
    EXPECT_EQ(error->pointer, place) << text_of(findings);
    EXPECT_EQ(error->code, ErrorCode::bad_asset);
    EXPECT_NE(error->message.find(message), std::string::npos) << text_of(findings);
}

TEST(Container, AcceptsJsonAndBin) {
    ASSERT_EQ(json_text.size() % 4, 0U);
    EXPECT_EQ(text_of(check_text(glb(chunk("JSON", json_text)), "a.glb")), "");
    EXPECT_EQ(text_of(check_text(glb(chunk("JSON", json_text) + chunk(bin_type, "1234")), "a.glb")), "");
    EXPECT_EQ(text_of(check_text(glb(chunk("JSON", json_text)), "called.gltf")), "");
}

struct BrokenContainer {
    const char* name;
    std::string file;
    const char* check;
    const char* place;
    const char* message;
};

void PrintTo(const BrokenContainer& broken, std::ostream* stream) {
    *stream << broken.name;
}

class Containers : public testing::TestWithParam<BrokenContainer> {};

TEST_P(Containers, AreRefusedWithTheirOffset) {
    const BrokenContainer& broken = GetParam();
    expect_error(check_text(broken.file, "a.glb"), broken.check, broken.place, broken.message);
}

std::vector<BrokenContainer> broken_containers() {
    const std::string json = chunk("JSON", json_text);
    return {
        {"Empty", "", "glb.header", "byte 0", "found 0 bytes"},
        {"Magic", "glTG" + glb(json).substr(4), "glb.magic", "byte 0", "found magic 0x47546c67"},
        {"Version1", "glTF" + u32(1) + glb(json).substr(8), "glb.version", "byte 4", "version 1; allowed: 2"},
        {"Version3", "glTF" + u32(3) + glb(json).substr(8), "glb.version", "byte 4", "version 3; allowed: 2"},
        {"LengthTooLarge", "glTF" + u32(2) + u32(49) + json, "glb.length", "byte 8",
         "declared length 49; the file has 48"},
        {"LengthTooSmall", "glTF" + u32(2) + u32(12) + json, "glb.length", "byte 8", "declared length 12"},
        {"ChunkBeyondFile", glb(u32(400) + "JSON" + json_text), "glb.chunk", "byte 12",
         "chunk of 400 bytes; 28 are left"},
        {"ChunkNear32Bits", glb(u32(0xFFFFFFFC) + "JSON" + json_text), "glb.chunk", "byte 12", "4294967292"},
        {"HalfAHeader", glb(json + "1234"), "glb.chunk", "byte 48", "a chunk header has 8"},
        {"Unaligned", glb(chunk("JSON", json_text + " ")), "glb.alignment", "byte 12",
         "29 bytes; allowed: a multiple of 4"},
        {"BinFirst", glb(chunk(bin_type, "1234") + json), "glb.order", "byte 12", "allowed: JSON"},
        {"TwoJson", glb(json + json), "glb.duplicate", "byte 48", "second JSON"},
        {"TwoBin", glb(json + chunk(bin_type, "1234") + chunk(bin_type, "1234")), "glb.duplicate", "byte 60",
         "second BIN"},
        {"BinAfterUnknown", glb(json + chunk("ABCD", "1234") + chunk(bin_type, "1234")), "glb.order", "byte 60",
         "follow JSON"},
        {"EmptyJson", glb(chunk("JSON", "")), "glb.empty", "byte 12", "empty JSON"},
    };
}

INSTANTIATE_TEST_SUITE_P(Each, Containers, testing::ValuesIn(broken_containers()),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Container, IgnoresUnknownChunksAndTrailingBytesWithAWarning) {
    const auto unknown = check_text(glb(chunk("JSON", json_text) + chunk("ABCD", "1234")), "a.glb");
    ASSERT_EQ(unknown.size(), 1U) << text_of(unknown);
    EXPECT_EQ(unknown[0].check, "glb.unknown");
    EXPECT_EQ(unknown[0].severity, Finding::Severity::warning);
    const auto trailing = check_text(glb(chunk("JSON", json_text)) + "more", "a.glb");
    ASSERT_EQ(trailing.size(), 1U) << text_of(trailing);
    EXPECT_EQ(trailing[0].pointer, "byte 48");
    EXPECT_EQ(trailing[0].severity, Finding::Severity::warning);
}

TEST(Container, BinChunkIsBufferZero) {
    const auto with = [](int length, const std::string& bin) {
        std::string json = R"({"asset":{"version":"2.0"},"buffers":[{"byteLength":)" + std::to_string(length) + "}]}";
        json.resize((json.size() + 3) / 4 * 4, ' ');
        return check_text(glb(chunk("JSON", json) + (bin.empty() ? "" : chunk(bin_type, bin))), "a.glb");
    };
    EXPECT_EQ(text_of(with(4, "1234")), "");
    EXPECT_EQ(text_of(with(1, "1234")), "");
    expect_error(with(5, "1234"), "buffer.length", "/buffers/0", "found 4 bytes of data; byteLength is 5");
    expect_error(with(5, ""), "buffer.glb", "/buffers/0", "no BIN chunk");
    const auto longer = with(4, "12345678");
    ASSERT_EQ(longer.size(), 1U) << text_of(longer);
    EXPECT_EQ(longer[0].severity, Finding::Severity::warning);
}

struct BrokenJson {
    const char* name;
    std::string text;
    const char* check;
    std::string place;
    const char* message;
};

void PrintTo(const BrokenJson& broken, std::ostream* stream) {
    *stream << broken.name;
}

class JsonTexts : public testing::TestWithParam<BrokenJson> {};

TEST_P(JsonTexts, AreRefusedWithTheirPlace) {
    const BrokenJson& broken = GetParam();
    expect_error(check_text(broken.text), broken.check, broken.place, broken.message);
}

std::string nested(std::size_t depth) {
    return R"({"asset":{"version":"2.0"},"extras":)" + std::string(depth - 1, '[') + std::string(depth - 1, ']') + "}";
}

/// Of the value at depth 65 in nested().
std::string too_deep_place() {
    std::string place = "/extras";
    for (int i = 0; i < 63; ++i) place += "/0";
    return place;
}

std::vector<BrokenJson> broken_json() {
    return {
        {"Empty", "", "json.syntax", "byte 0", "unexpected end of input"},
        {"Bom", "\xEF\xBB\xBF" + json_text, "json.bom", "byte 0", "byte order mark"},
        {"Utf16", std::string("{\0\"\0", 4), "json.syntax", "byte 1", "NUL"},
        {"InvalidUtf8", "{\"asset\":{\"version\":\"2.0\",\"copyright\":\"\xC0\xAF\"}}", "json.syntax", "byte 39",
         "UTF-8"},
        {"NulHidesTheRest", json_text + std::string("\0garbage", 8), "json.syntax", "byte 28", "NUL"},
        {"Trailing", json_text + "x", "json.syntax", "byte 28", "syntax error"},
        {"Comment", "{/**/}", "json.syntax", "byte 1", "allowed: JSON"},
        {"NotANumber", R"({"asset":{"version":"2.0"},"scene":NaN})", "json.syntax", "byte 35", "allowed: JSON"},
        {"Infinite", R"({"asset":{"version":"2.0"},"extras":1e999})", "json.number", "byte 40", "1e999"},
        {"DuplicateKey", R"({"asset":{"version":"2.0"},"nodes":[{"mesh":0,"mesh":1}]})", "json.duplicate_key",
         "/nodes/0/mesh", "'mesh' a second time"},
        {"DuplicateEscapedKey", R"({"asset":{"version":"2.0"},"extras":{"a":1,"\u0061":2}})", "json.duplicate_key",
         "/extras/a", "'a' a second time"},
        {"Array", "[]", "schema.type", "", "found array of 0; allowed: an object"},
        {"TooDeep", nested(65), "limit.json_nesting", too_deep_place(), "the limit json_nesting is 64"},
        {"FarTooDeep", nested(2'000'000), "limit.json_nesting", too_deep_place(), "the limit json_nesting is 64"},
    };
}

INSTANTIATE_TEST_SUITE_P(Each, JsonTexts, testing::ValuesIn(broken_json()),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(JsonText, NestingAtItsLimitIsRead) {
    EXPECT_EQ(text_of(check_text(nested(64))), "");
}

TEST(JsonText, RefusesAMillionClaimedKeysQuickly) {
    std::string text = R"({"asset":{"version":"2.0"},"extras":{)";
    for (int i = 0; i <= 1'000'000; ++i) text += (i > 0 ? ",\"" : "\"") + std::to_string(i) + "\":0";
    const auto begin = std::chrono::steady_clock::now();
    const auto findings = check_text(text + "}}");
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin;
    expect_error(findings, "limit.array_entries", "/extras/999999", "the limit array_entries is 1000000");
    // Sanitizers and a shared machine are several times slower than the second that a release build has.
    EXPECT_LT(spent.count(), 10);
}

TEST(Truncations, OfBothFormsAreRefusedOrNoticed) {
    const TestFolder folder;
    GltfBuilder builder;
    const std::uint32_t positions = builder.add_positions({{0, 0, 0}, {1, 0, 0}, {0, 1, 0}});
    builder.add_mesh({{"attributes", {{"POSITION", positions}}}});
    for (const auto& path :
         {builder.write_glb(folder / "whole.glb"), builder.write_gltf(folder / "whole.gltf", true)}) {
        std::ifstream stream(path, std::ios::binary);
        const std::string whole{std::istreambuf_iterator<char>(stream), {}};
        ASSERT_EQ(first_error(gltf::check_file(path, {})), nullptr);
        const std::filesystem::path part = folder / ("part" + path.extension().string());
        for (std::size_t size = 0; size < whole.size(); ++size) {
            write_file(part, whole.data(), size);
            const auto findings = gltf::check_file(part, {});
            const Finding* error = first_error(findings);
            ASSERT_NE(error, nullptr) << size << " of " << whole.size();
            EXPECT_EQ(error->code, ErrorCode::bad_asset) << text_of(findings);
            EXPECT_EQ(error->pointer.rfind("byte ", 0), 0U) << text_of(findings);
        }
    }
}

TEST(File, MissingOrNotRegular) {
    const TestFolder folder;
    try {
        gltf::check_file(folder / "none.gltf", {});
        ADD_FAILURE();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::not_found);
    }
    ASSERT_EQ(mkfifo((folder / "fifo.gltf").c_str(), 0600), 0);
    const auto fifo = gltf::check_file(folder / "fifo.gltf", {});
    expect_error(fifo, "file.regular", (folder / "fifo.gltf").string(), "not a regular file");
    std::filesystem::create_directory(folder / "folder.gltf");
    expect_error(gltf::check_file(folder / "folder.gltf", {}), "file.regular", (folder / "folder.gltf").string(),
                 "folder");
}

}  // namespace
}  // namespace plumb::test
