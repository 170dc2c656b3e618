// Check 4: a URI opens regular files below the asset's folder and nothing else.
#include "gltf/confined_file.hpp"
#include "gltf/uri.hpp"
#include "sound_asset.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>
#include <unistd.h>

namespace plumb::test {
namespace {

/// A folder with an asset's folder in it, baits around it, and traps inside.
class Confinement : public testing::Test {
protected:
    Confinement() {
        std::filesystem::create_directories(folder_ / "asset/textures");
        std::filesystem::create_directories(folder_ / "outside");
        for (const char* name :
             {"bait.bin", "outside/bait.bin", "asset/good.bin", "asset/textures/good.bin", "asset/a b.bin"})
            write_file(folder_ / name, "1234", 4);
        std::filesystem::create_symlink(folder_ / "outside/bait.bin", folder_ / "asset/link.bin");
        std::filesystem::create_symlink("good.bin", folder_ / "asset/inner_link.bin");
        std::filesystem::create_directory_symlink(folder_ / "outside", folder_ / "asset/linked");
        std::filesystem::create_symlink("/dev/zero", folder_ / "asset/device.bin");
        EXPECT_EQ(mkfifo((folder_ / "asset/fifo.bin").c_str(), 0600), 0);
    }

    [[nodiscard]] std::vector<Finding> check(const std::string& uri) const {
        const Json json = {{"asset", {{"version", "2.0"}}}, {"buffers", {{{"byteLength", 4}, {"uri", uri}}}}};
        const std::string text = json.dump();
        write_file(folder_ / "asset/asset.gltf", text.data(), text.size());
        return gltf::check_file(folder_ / "asset/asset.gltf", {});
    }

    TestFolder folder_;
};

TEST_F(Confinement, OpensWhatIsBelow) {
    for (const char* uri : {"good.bin", "textures/good.bin", "./good.bin", "textures/../good.bin", "textures//good.bin",
                            "a%20b.bin", "a b.bin", "%67ood.bin"})
        EXPECT_EQ(text_of(check(uri)), "") << uri;
}

TEST_F(Confinement, RefusesEverythingElse) {
    struct Row {
        std::string uri;
        ErrorCode code;
        const char* message;
    };
    const std::string absolute = (folder_ / "bait.bin").string();
    const std::vector<Row> rows = {
        {"../bait.bin", ErrorCode::unsupported, "leaves the file's folder"},
        {"textures/../../bait.bin", ErrorCode::unsupported, "leaves the file's folder"},
        {"..%2fbait.bin", ErrorCode::unsupported, "leaves the file's folder"},
        {"%2e%2e/bait.bin", ErrorCode::unsupported, "leaves the file's folder"},
        {"%2E%2E%2Fbait.bin", ErrorCode::unsupported, "leaves the file's folder"},
        {"textures/%2e%2e/%2e%2e/bait.bin", ErrorCode::unsupported, "leaves the file's folder"},
        {"%252e%252e/bait.bin", ErrorCode::not_found, "no such file"},
        {absolute, ErrorCode::unsupported, "absolute path"},
        {"%2f" + absolute.substr(1), ErrorCode::unsupported, "absolute path"},
        {"//host/bait.bin", ErrorCode::unsupported, "absolute path"},
        {"file://" + absolute, ErrorCode::unsupported, "scheme 'file:'"},
        {"http://example.com/bait.bin", ErrorCode::unsupported, "scheme 'http:'"},
        {"C:/bait.bin", ErrorCode::unsupported, "scheme 'c:'"},
        {"good.bin%00.txt", ErrorCode::bad_asset, "NUL"},
        {"good%0a.bin", ErrorCode::bad_asset, "control character"},
        {"..\\bait.bin", ErrorCode::bad_asset, "backslash"},
        {"..%5cbait.bin", ErrorCode::bad_asset, "backslash"},
        {"good%2.bin", ErrorCode::bad_asset, "percent sign"},
        {"good%zz.bin", ErrorCode::bad_asset, "percent sign"},
        {"%c0%ae%c0%ae/bait.bin", ErrorCode::bad_asset, "UTF-8"},
        {"", ErrorCode::bad_asset, "empty"},
        {".", ErrorCode::bad_asset, "folder"},
        {"textures/", ErrorCode::bad_asset, "folder"},
        {"textures", ErrorCode::bad_asset, "folder, not a regular file"},
        {"link.bin", ErrorCode::unsupported, "symbolic link"},
        {"inner_link.bin", ErrorCode::unsupported, "symbolic link"},
        {"linked/bait.bin", ErrorCode::unsupported, "symbolic link"},
        {"device.bin", ErrorCode::unsupported, "symbolic link"},
        {"fifo.bin", ErrorCode::bad_asset, "not a regular file"},
        {"none.bin", ErrorCode::not_found, "no such file"},
        {"good.bin/x", ErrorCode::not_found, "no such file"},
    };
    for (const Row& row : rows) {
        const auto findings = check(row.uri);
        const Finding* error = first_error(findings);
        ASSERT_NE(error, nullptr) << row.uri;
        EXPECT_EQ(error->code, row.code) << row.uri << "\n" << text_of(findings);
        EXPECT_EQ(error->pointer, "/buffers/0/uri") << row.uri;
        EXPECT_NE(error->message.find(row.message), std::string::npos) << row.uri << "\n" << text_of(findings);
    }
}

TEST_F(Confinement, NeverLooksIntoTheWorkingFolder) {
    const std::filesystem::path before = std::filesystem::current_path();
    std::filesystem::current_path(folder_.path());
    const auto findings = check("bait.bin");
    std::filesystem::current_path(before);
    const Finding* error = first_error(findings);
    ASSERT_NE(error, nullptr);
    EXPECT_EQ(error->code, ErrorCode::not_found);
}

TEST_F(Confinement, TheComponentWalkDecidesLikeOpenat2) {
    using gltf::ConfinedOpen;
    for (const char* path : {"good.bin", "textures/good.bin", "link.bin", "inner_link.bin", "linked/bait.bin",
                             "device.bin", "fifo.bin", "textures", "none.bin", "none/none.bin", "../bait.bin"}) {
        const auto fast = gltf::read_confined_file(folder_ / "asset", path, 100, ConfinedOpen::fastest);
        const auto walk = gltf::read_confined_file(folder_ / "asset", path, 100, ConfinedOpen::component_walk);
        // decode_relative_uri() lets no ".." through; the walk need not understand it.
        if (std::string_view(path) != "../bait.bin") {
            EXPECT_EQ(fast.problem, walk.problem) << path << ": " << fast.reason << " / " << walk.reason;
            EXPECT_EQ(fast.bytes.size(), walk.bytes.size()) << path;
        } else {
            EXPECT_EQ(fast.problem, gltf::FileProblem::outside);
        }
    }
}

TEST_F(Confinement, SizeIsCheckedBeforeReading) {
    const auto at_limit = gltf::read_confined_file(folder_ / "asset", "good.bin", 4);
    EXPECT_EQ(at_limit.problem, gltf::FileProblem::none);
    EXPECT_EQ(at_limit.bytes.size(), 4U);
    const auto beyond = gltf::read_confined_file(folder_ / "asset", "good.bin", 3);
    EXPECT_EQ(beyond.problem, gltf::FileProblem::too_large);
    EXPECT_EQ(beyond.size, 4U);
    EXPECT_TRUE(beyond.bytes.empty());
}

}  // namespace
}  // namespace plumb::test
