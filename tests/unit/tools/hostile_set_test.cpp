// Folders that somebody has been at: every command ends with an error that tells, and touches nothing outside.
#include "program.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace plumb::test {
namespace {

namespace fs = std::filesystem;
using Files = std::map<std::string, std::string>;

class HostileSet : public ::testing::Test {
protected:
    HostileSet() {
        place.write("mine.txt", "mine");
        const Outcome run = render("o");
        EXPECT_EQ(run.exit_code, 0) << run.error;
        sound_ = place.files("o");
    }

    [[nodiscard]] Outcome render(const std::string& out, std::vector<std::string> more = {}) const {
        more.insert(more.begin(), {"render", "sail.gltf", "--out", out, "--size", "8x6", "--frames", "2", "--format",
                                   "png,webdataset"});
        return place.plumb(more);
    }
    /// A copy of the set with one file changed.
    void spoil(const std::string& name, const std::string& text) const {
        fs::remove_all(place.path() / "x");
        fs::copy(place.path() / "o", place.path() / "x", fs::copy_options::recursive);
        place.write("x/" + name, text);
    }
    [[nodiscard]] std::string replaced(const std::string& name, const std::string& what, const std::string& by) const {
        std::string text = sound_.at(name);
        const std::size_t at = text.find(what);
        EXPECT_NE(at, std::string::npos) << what;
        return text.replace(at, what.size(), by);
    }
    /// Every command that reads the folder fails with `message`, and nothing of others is touched.
    void expect_refused(const std::string& message) const {
        const std::vector<std::vector<std::string>> commands{
            {"verify", "x"}, {"merge", "m", "x"}, {"verify", "x", "--sample", "1", "--scene", "sail.gltf"}};
        for (const std::vector<std::string>& command : commands) expect_failure(place.plumb(command), message);
        expect_failure(render("x"), message);
        expect_failure(render("x", {"--overwrite"}), message);
        EXPECT_EQ(place.text("mine.txt"), "mine");
        EXPECT_FALSE(fs::exists(place.path() / "m/frames"));
    }
    static void expect_failure(const Outcome& run, const std::string& message) {
        EXPECT_EQ(run.exit_code, 1) << run.out << run.error;
        EXPECT_NE(run.error.find(message), std::string::npos) << run.error;
        EXPECT_EQ(run.error.find("internal"), std::string::npos) << run.error;
    }

    Workplace place;

private:
    Files sound_;
};

TEST_F(HostileSet, AJournalThatLeadsOutOfTheFolderIsRefused) {
    for (const char* const path : {"../mine.txt", "/etc/passwd", "frames/../../mine.txt", ".plumb/lock"}) {
        spoil("journal.jsonl", replaced("journal.jsonl", "frames/000000/rgb.png", path));
        expect_refused("is no path of a file within the set's folder");
    }
    spoil("journal.jsonl", replaced("journal.jsonl", "\"in\":\"", "\"in\":\"../"));
    expect_refused("is no path of a file within the set's folder");
}

TEST_F(HostileSet, AJournalOfRubbishIsToldByItsLine) {
    for (const std::string text : {"rubbish\n", "{\"index\":0}\n", "[1,2]\n", "null\n", "{\"set\":7}\n",
                                   "{\"index\":99999999999999999999,\"files\":[]}\n", "{\"index\":0,\"files\":{}}\n"}) {
        spoil("journal.jsonl", text);
        expect_refused("journal.jsonl, line 1");
    }
    spoil("journal.jsonl", std::string(4096, '\0') + "\n");
    expect_refused("journal.jsonl, line 1");
}

/// Blocks of zeros are what some file systems leave at the end of a file when the power fails.
TEST_F(HostileSet, AJournalWithoutItsEndGoesOn) {
    const std::string whole = place.text("o/journal.jsonl");
    const std::size_t first = whole.find('\n') + 1;
    for (const std::string& text : {whole.substr(0, first) + std::string(512, '\0'), whole.substr(0, first + 20),
                                    whole.substr(0, first), std::string(), std::string("{\"ind")}) {
        spoil("journal.jsonl", text);
        const Outcome run = render("x");
        EXPECT_EQ(run.exit_code, 0) << run.error;
        EXPECT_TRUE(place.files("x") == place.files("o")) << text.size();
    }
}

TEST_F(HostileSet, ADescriptionThatIsNoneIsRefused) {
    for (const char* const text :
         {"", "{", "[]", "null", "{\"format\": \"plumb-dataset\"}", "{\"format_version\": 1}"}) {
        spoil("dataset.json", text);
        expect_refused("dataset.json");
    }
    spoil("dataset.json", replaced("dataset.json", "\"format_version\": 1", "\"format_version\": 2"));
    expect_refused("version 2");
}

TEST_F(HostileSet, MembersOfAnotherTypeAreTold) {
    const std::vector<std::pair<std::string, std::string>> changes{{"\"width\": 8", "\"width\": \"8\""},
                                                                   {"\"width\": 8", "\"width\": -8"},
                                                                   {"\"width\": 8", "\"width\": 4294967304"},
                                                                   {"\"classes\": [", "\"classes\": 5, \"was\": ["},
                                                                   {"\"formats\": [", "\"formats\": {}, \"was\": ["},
                                                                   {"\"source\": {", "\"source\": 5, \"was\": {"}};
    for (const auto& [what, by] : changes) {
        spoil("dataset.json", replaced("dataset.json", what, by));
        const Outcome merged = place.plumb({"merge", "m", "x"});
        EXPECT_EQ(merged.exit_code, 1) << what;
        EXPECT_EQ(merged.error.find("internal"), std::string::npos) << merged.error;
        for (const std::vector<std::string>& command :
             std::vector<std::vector<std::string>>{{"verify", "x", "--sample", "1", "--scene", "sail.gltf"},
                                                   {"export", "x", "m", "--as", "coco", "--scene", "sail.gltf"}}) {
            const Outcome run = place.plumb(command);
            EXPECT_EQ(run.exit_code, 1) << what << run.out;
            EXPECT_EQ(run.error.find("internal"), std::string::npos) << run.error;
        }
    }
    for (const char* const ranges : {"[[0,18446744073709551615]]", "[[5,5]]", "[[7,3]]", "[[0]]", "[[-1,2]]", "7"}) {
        std::string text = place.text("o/dataset.json");
        const std::size_t first = text.find("\"ranges\": [") + 10;
        text.replace(first, text.find(']', text.find(']', first) + 1) + 1 - first, ranges);
        spoil("dataset.json", text);
        const Outcome run = place.plumb({"export", "x", "m", "--as", "coco", "--scene", "sail.gltf"});
        EXPECT_EQ(run.exit_code, 1) << ranges << run.out;
        EXPECT_EQ(run.error.find("internal"), std::string::npos) << run.error;
    }
}

TEST_F(HostileSet, WhatIsNoRegularFileIsNotFollowed) {
    spoil("frames/notes.txt", "mine");
    const fs::path frame = place.path() / "x/frames/000000/rgb.png";
    fs::remove(frame);
    fs::create_symlink(place.path() / "mine.txt", frame);
    EXPECT_EQ(place.plumb({"verify", "x"}).exit_code, 1);
    // Rendered anew, the link is replaced, and not what it leads to.
    EXPECT_EQ(render("x", {"--overwrite"}).exit_code, 0);
    EXPECT_EQ(place.text("mine.txt"), "mine");
    EXPECT_FALSE(fs::is_symlink(frame));
    EXPECT_EQ(place.text("x/frames/notes.txt"), "mine") << "files of others stay";
    fs::remove_all(place.path() / "x/journal.jsonl");
    fs::create_directory(place.path() / "x/journal.jsonl");
    EXPECT_EQ(render("x").exit_code, 3);
}

}  // namespace
}  // namespace plumb::test
