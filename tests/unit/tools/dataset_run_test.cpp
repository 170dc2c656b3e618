#include "dataset_run.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <sstream>

namespace plumb::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

TEST_F(DatasetRun, TheSameCommandGoesOnWithWhatIsMissing) {
    const Files whole = rendered("whole", {"--frames", "6", "--fps", "24"});
    EXPECT_EQ(json::parse(whole.at("dataset.json"))["frames"]["count"], 6);
    rendered("o", {"--frames", "1:3", "--fps", "24"});
    const Outcome on = render("o", {"--frames", "6", "--fps", "24"});
    EXPECT_EQ(on.exit_code, 0) << on.error;
    EXPECT_NE(on.error.find("2 frames there already, 4 to go"), std::string::npos) << on.error;
    EXPECT_TRUE(on.out.starts_with("4 frames in o/frames")) << on.out;
    EXPECT_TRUE(place.files("o") == whole);
    const Outcome again = render("o", {"--frames", "6", "--fps", "24"});
    EXPECT_EQ(again.exit_code, 0);
    EXPECT_TRUE(again.out.starts_with("0 frames")) << again.out;
    EXPECT_TRUE(place.files("o") == whole);
}

TEST_F(DatasetRun, AnotherCommandInTheSameFolderIsRefused) {
    const Files whole = rendered("o", {"--frames", "2", "--fps", "24"});
    const std::vector<std::pair<std::vector<std::string>, std::string>> others{
        {{"--frames", "2", "--fps", "25"}, "source/dt_s"},
        {{"--frames", "2", "--fps", "24", "--eye", "1,1,1", "--target", "0,0,0"}, "source/eye_m"},
        {{"--frames", "2", "--fps", "24", "--preview"}, "previews"},
        {{"--frames", "2", "--fps", "24", "--write-shots"}, "shots"},
        {{"--frames", "2", "--fps", "24", "--environment", "sky.hdr"}, "source/environment"}};
    place.write("sky.hdr", std::string("#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 1 +X 1\n") + "\x80\x80\x80\x80");
    for (const auto& [more, what] : others) {
        const Outcome run = render("o", more);
        EXPECT_EQ(run.exit_code, 1);
        EXPECT_NE(run.error.find(what), std::string::npos) << run.error;
        EXPECT_TRUE(place.files("o") == whole);
    }
    EXPECT_EQ(render("o", {"--frames", "3", "--fps", "25", "--overwrite"}).exit_code, 0);
    EXPECT_EQ(done_count("o"), 3U);
}

TEST_F(DatasetRun, AFolderThatCannotBeWrittenIsAnErrorOfItsOwn) {
    // A folder where its frames should be a folder: the system's reason is told.
    place.write("file", "not a folder");
    const Outcome run = render("file/o", {});
    EXPECT_EQ(run.exit_code, 3) << run.error;
    EXPECT_TRUE(run.error.find("plumb: error: io: ") != std::string::npos) << run.error;
    if (::geteuid() == 0 && place.run({"setpriv", "--version"}).exit_code != 0) {
        GTEST_SKIP() << "read-only folders mean nothing to root, and setpriv is missing";
    }
    fs::permissions(place.path(), fs::perms::all);
    fs::create_directory(place.path() / "locked");
    fs::permissions(place.path() / "locked", fs::perms::owner_read | fs::perms::owner_exec | fs::perms::group_read |
                                                 fs::perms::group_exec | fs::perms::others_read |
                                                 fs::perms::others_exec);
    std::vector<std::string> command = render_command("locked", {});
    if (::geteuid() == 0) {
        const std::vector<std::string> as_nobody{"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"};
        command.insert(command.begin(), as_nobody.begin(), as_nobody.end());
    }
    const Outcome locked = place.run(command);
    EXPECT_EQ(locked.exit_code, 3) << locked.error;
    EXPECT_NE(locked.error.find("locked"), std::string::npos) << locked.error;
    EXPECT_TRUE(place.files("locked").empty());
}

TEST_F(DatasetRun, ProgressForProgramsIsLinesOfJson) {
    const Outcome run = render("o", {"--frames", "9", "--json-progress"});
    ASSERT_EQ(run.exit_code, 0) << run.error;
    std::istringstream lines(run.out);
    std::vector<json> told;
    for (std::string line; std::getline(lines, line);) told.push_back(json::parse(line));
    ASSERT_GE(told.size(), 3U);
    EXPECT_EQ(told.front()["frames"], 0);
    EXPECT_TRUE(told.front()["seconds_left"].is_null());
    EXPECT_EQ(told.back()["state"], "done");
    EXPECT_EQ(told.back()["frames"], 9);
    EXPECT_EQ(told.back()["frames_total"], 9);
    std::uint64_t bytes = 0;
    for (const auto& [name, text] : place.files("o/frames")) bytes += text.size();
    EXPECT_EQ(told.back()["bytes"], bytes);
    for (std::size_t i = 1; i < told.size(); ++i) EXPECT_GE(told[i]["frames"], told[i - 1]["frames"]);
}

TEST_F(DatasetRun, LicensesCanBeRequired) {
    const Outcome run = render("o", {"--require-licence", "CC0-1.0,CC-BY-4.0"});
    EXPECT_EQ(run.exit_code, 1);
    EXPECT_NE(run.error.find("scene sail.gltf: NOASSERTION, found 'nobody'"), std::string::npos) << run.error;
    EXPECT_FALSE(fs::exists(place.path() / "o"));
    place.write("sail.gltf.license", "SPDX-License-Identifier: CC0-1.0\n");
    EXPECT_EQ(render("o", {"--require-licence", "CC0-1.0,CC-BY-4.0"}).exit_code, 0);
    EXPECT_EQ(place.json("o/dataset.json")["assets"][0]["license"], "CC0-1.0");
}

TEST_F(DatasetRun, VerifyFindsWhatIsNotAsTheJournalSays) {
    rendered("o", {"--frames", "3", "--fps", "24"});
    const Outcome sound = place.plumb({"verify", "o"});
    EXPECT_EQ(sound.exit_code, 0) << sound.out;
    EXPECT_NE(sound.out.find("o: 3 frames, 25 files"), std::string::npos) << sound.out;
    EXPECT_NE(sound.out.find("0 findings"), std::string::npos) << sound.out;
    fs::remove(place.path() / "o/frames/000000/rgb.png");
    std::string changed = place.text("o/frames/000001/depth.exr");
    changed[changed.size() / 2] = static_cast<char>(changed[changed.size() / 2] ^ 1);
    place.write("o/frames/000001/depth.exr", changed);
    place.write("o/frames/notes.txt", "mine");
    place.write("o/dataset.json", place.text("o/dataset.json") + " ");
    const Outcome broken = place.plumb({"verify", "o", "--json"});
    EXPECT_EQ(broken.exit_code, 1);
    std::vector<std::string> told;
    const json report = json::parse(broken.out);
    for (const json& finding : report["findings"]) {
        told.push_back(finding["kind"].get<std::string>() + " " + finding["path"].get<std::string>());
    }
    EXPECT_EQ(told, (std::vector<std::string>{"changed dataset.json", "missing frames/000000/rgb.png",
                                              "changed frames/000001/depth.exr", "stray frames/notes.txt"}));
    EXPECT_EQ(place.plumb({"verify", "absent"}).exit_code, 1);
}

TEST_F(DatasetRun, VerifyRendersFramesAgain) {
    rendered("o", {"--frames", "5", "--fps", "24"});
    const std::vector<std::string> command{"verify", "o", "--sample", "3", "--scene", "sail.gltf"};
    const Outcome same = place.plumb(command);
    EXPECT_EQ(same.exit_code, 0) << same.out << same.error;
    EXPECT_NE(same.out.find("3 frames rendered again: the same bytes"), std::string::npos) << same.out;
    // Another scene is not what the set was made from.
    std::string other = place.text("sail.gltf");
    other.replace(other.find("canvas"), 6, "cotton");
    place.write("other.gltf", other);
    const Outcome refused = place.plumb({"verify", "o", "--sample", "3", "--scene", "other.gltf"});
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_NE(refused.error.find("assets"), std::string::npos) << refused.error;
    // A line of the journal that tells other bytes than rendering gives.
    std::string journal = place.text("o/journal.jsonl");
    const std::size_t hash = journal.find("sha256\":\"") + 9;
    journal[hash] = journal[hash] == '0' ? '1' : '0';
    place.write("o/journal.jsonl", journal);
    const Outcome wrong = place.plumb(command);
    EXPECT_EQ(wrong.exit_code, 1);
    EXPECT_NE(wrong.out.find("differs when rendered again: frames/000000/"), std::string::npos) << wrong.out;
}

TEST_F(DatasetRun, ExportingWritesTheSameFramesInAnotherFormat) {
    rendered("a", {"--frames", "1:3", "--fps", "24"});
    rendered("a", {"--frames", "5:7", "--fps", "24"});
    const std::vector<std::string> coco{
        "render", "sail.gltf", "--out", "direct", "--size",  "24x18", "--passes", "rgb,depth,instance,flow_forward",
        "--as",   "coco",      "--fps", "24",     "--frames"};
    for (const char* const range : {"1:3", "5:7"}) {
        std::vector<std::string> command = coco;
        command.emplace_back(range);
        EXPECT_EQ(place.plumb(command).exit_code, 0);
    }
    const Outcome run = place.plumb({"export", "a", "b", "--as", "coco", "--scene", "sail.gltf"});
    EXPECT_EQ(run.exit_code, 0) << run.error;
    EXPECT_TRUE(place.files("b") == place.files("direct"));
    EXPECT_EQ(place.json("b/annotations/instances.json")["images"].size(), 4U);
    // Passes and masks that the set has not are rendered where the format needs them.
    EXPECT_EQ(place.plumb({"export", "a", "c", "--as", "bop", "--passes", "rgb", "--scene", "sail.gltf"}).exit_code, 0);
    EXPECT_TRUE(fs::exists(place.path() / "c/train_pbr/000000/mask/000001_000000.png"));

    std::string other = place.text("sail.gltf");
    other.replace(other.find("canvas"), 6, "cotton");
    place.write("other.gltf", other);
    const Outcome refused = place.plumb({"export", "a", "d", "--as", "coco", "--scene", "other.gltf"});
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_NE(refused.error.find("not what the set was made from"), std::string::npos) << refused.error;
    EXPECT_FALSE(fs::exists(place.path() / "d"));
    EXPECT_EQ(place.plumb({"export", "absent", "d", "--as", "coco", "--scene", "sail.gltf"}).exit_code, 1);
    EXPECT_EQ(place.plumb({"export", "a", "d", "--scene", "sail.gltf"}).exit_code, 2);
    const Files before = place.files("a");
    for (const char* const out : {"a", "a/sub", ".", "b/../a/sub/"}) {
        const Outcome nested = place.plumb({"export", "a", out, "--as", "coco", "--scene", "sail.gltf"});
        EXPECT_EQ(nested.exit_code, 1) << out;
        EXPECT_NE(nested.error.find("one is the other or lies within it"), std::string::npos) << nested.error;
    }
    EXPECT_TRUE(place.files("a") == before);
    EXPECT_EQ(place.plumb({"verify", "a"}).exit_code, 0);
}

TEST_F(DatasetRun, ExportingTakesShotsThatASetKeeps) {
    rendered("shots", {"--frames", "2", "--fps", "24", "--write-shots"});
    for (const char* const k : {"0", "1"}) {
        const std::string range = std::string(k) + ":" + std::to_string(std::atoi(k) + 1);
        rendered("a",
                 {"--frames", range, "--write-shots", "--shot", "shots/frames/00000" + std::string(k) + "/shot.json"});
    }
    const Outcome run = place.plumb({"export", "a", "b", "--format", "npz", "--scene", "sail.gltf"});
    EXPECT_EQ(run.exit_code, 0) << run.error;
    EXPECT_EQ(place.json("b/dataset.json")["frames"]["count"], 2);
    EXPECT_TRUE(fs::exists(place.path() / "b/npz/000001.npz"));
}

TEST_F(DatasetRun, MergingPartsGivesTheWhole) {
    const Files whole = rendered("whole", {"--frames", "6", "--fps", "24"});
    rendered("a", {"--frames", "0:3", "--fps", "24"});
    rendered("b", {"--frames", "2:6", "--fps", "24"});
    const Outcome run = place.plumb({"merge", "all", "b", "a"});
    EXPECT_EQ(run.exit_code, 0) << run.error;
    EXPECT_NE(run.out.find("6 frames copied, 1 there already"), std::string::npos) << run.out;
    EXPECT_TRUE(place.files("all") == whole);
    EXPECT_EQ(place.plumb({"merge", "a", "b"}).exit_code, 0);
    EXPECT_EQ(place.plumb({"merge", "a", "a/", "b"}).exit_code, 0) << "into one of them";
    EXPECT_TRUE(place.files("a") == whole);

    rendered("other", {"--frames", "6:8", "--fps", "25"});
    const Outcome refused = place.plumb({"merge", "all", "other"});
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_NE(refused.error.find("another set"), std::string::npos) << refused.error;
    std::string changed = place.text("b/frames/000005/rgb.png");
    changed.back() = 'x';
    place.write("b/frames/000005/rgb.png", changed);
    const Outcome nested = place.plumb({"merge", "b/all", "b"});
    EXPECT_EQ(nested.exit_code, 1);
    EXPECT_NE(nested.error.find("lies within"), std::string::npos) << nested.error;
    const Outcome broken = place.plumb({"merge", "c", "b"});
    EXPECT_EQ(broken.exit_code, 1);
    EXPECT_NE(broken.error.find("000005/rgb.png"), std::string::npos) << broken.error;
    EXPECT_TRUE(place.files("all") == whole);
}

}  // namespace
}  // namespace plumb::test
