#include "dataset_fixture.hpp"

#include "dataset/sha256.hpp"

#include <plumb/dataset_check.hpp>
#include <plumb/error.hpp>

#include <nlohmann/json.hpp>

namespace plumb::test {
namespace {

using nlohmann::json;

TEST_F(DatasetTest, KeepsFramesAJournalAndADescription) {
    write_all(root());
    const auto files = files_in(root());
    EXPECT_EQ(files.size(), frame_count * 3 + 2) << "depth.png, instance.png, frame.json a frame";
    const dataset::Journal journal(root() / "journal.jsonl");
    EXPECT_TRUE(journal.is_complete());
    EXPECT_EQ(journal.done().ranges(), (std::vector<dataset::IndexSet::Range>{{0, frame_count}}));
    std::size_t listed = 0;
    for (std::uint64_t i = 0; i < frame_count; ++i) {
        const dataset::FrameLine line = *journal.find(i);
        for (const dataset::JournalFile& file : line.files) {
            ASSERT_TRUE(files.contains(file.path)) << file.path;
            EXPECT_EQ(file.hash, (dataset::FileHash{files.at(file.path).size(), dataset::sha256(files.at(file.path))}));
            ++listed;
        }
        EXPECT_EQ(line.files.back().path,
                  "frames/" + std::string(i < 10 ? "00000" : "0000") + std::to_string(i) + "/frame.json");
    }
    EXPECT_EQ(listed, frame_count * 3);
    const json description = json::parse(files.at("dataset.json"));
    EXPECT_EQ(description["frames"]["count"], frame_count);
    EXPECT_EQ(description["frames"]["ranges"], json::parse("[[0,12]]"));
    EXPECT_EQ(description["id"].get<std::string>().size(), 32U);
    // A text chunk is its keyword, a zero, and the text.
    const auto has_text = [&](const std::string& keyword, const std::string& text) {
        return files.at("frames/000003/depth.png").find(keyword + std::string(1, '\0') + text) != std::string::npos;
    };
    EXPECT_TRUE(has_text("plumb:dataset", description["id"].get<std::string>()));
    EXPECT_TRUE(has_text("plumb:index", "3"));
    EXPECT_EQ(description["classes"], json::parse(R"(["background","unlabelled","mug"])"));
    EXPECT_EQ(description["assets"][0]["sha256"], dataset::sha256(text_of(scene_->path())));
    EXPECT_EQ(description["assets"][0]["license"], "CC0-1.0");
    EXPECT_EQ(description["passes"].size(), 2U);
    EXPECT_EQ(description["shaders_sha256"]["resolve"].get<std::string>().size(), 64U);
    EXPECT_EQ(journal.set_line()->files.back().path, "dataset.json");
    EXPECT_EQ(journal.set_line()->files.back().hash.sha256, dataset::sha256(files.at("dataset.json")));
}

TEST_F(DatasetTest, OrderAndThreadsChangeNoByte) {
    const auto whole = uninterrupted();
    for (const std::uint32_t threads : {1U, 4U}) {
        const fs::path place = root("set" + std::to_string(threads));
        {
            Dataset set = open(place, {.thread_count = threads});
            for (std::uint64_t i = frame_count; i-- > 0;) set.write(i, frame(i));
            EXPECT_TRUE(set.finish());
        }
        EXPECT_EQ(differing(files_in(place), whole), none);
    }
}

TEST_F(DatasetTest, GoesOnWhereItStopped) {
    const auto whole = uninterrupted();
    {
        Dataset set = open(root());
        for (const std::uint64_t i : {3U, 4U, 0U}) set.write(i, frame(i));
        set.flush();
        EXPECT_EQ(set.progress().frames_done, 3U);
    }
    EXPECT_FALSE(fs::exists(root() / ".plumb")) << "a writer that ended well leaves nothing behind";
    {
        Dataset set = open(root());
        EXPECT_EQ(set.start().done_count, 3U);
        for (std::uint64_t i = 0; i < frame_count; ++i) {
            EXPECT_EQ(set.has(i), i == 0 || i == 3 || i == 4) << i;
            if (!set.has(i)) set.write(i, frame(i));
            EXPECT_TRUE(set.has(i));
        }
        EXPECT_TRUE(set.finish());
    }
    EXPECT_EQ(differing(files_in(root()), whole), none);
}

TEST_F(DatasetTest, FinishingTwiceChangesNothing) {
    write_all(root());
    const auto whole = files_in(root());
    const auto time = fs::last_write_time(root() / "dataset.json");
    write_all(root());
    EXPECT_EQ(differing(files_in(root()), whole), none);
    EXPECT_EQ(fs::last_write_time(root() / "dataset.json"), time);
}

TEST_F(DatasetTest, RangesInAnyOrderMakeTheWhole) {
    const auto whole = uninterrupted();
    write_all(root(), {.range = {8, 12}}, 8, 12);
    EXPECT_EQ(json::parse(text_of(root() / "dataset.json"))["frames"]["ranges"], json::parse("[[8,12]]"));
    write_all(root(), {.range = {0, 5}}, 0, 5);
    write_all(root(), {.range = {4, 8}}, 4, 8);
    EXPECT_EQ(differing(files_in(root()), whole), none);
}

TEST_F(DatasetTest, TwoWritersShareAFolder) {
    const auto whole = uninterrupted();
    bool is_first_last = false, is_second_last = false;
    {
        Dataset first = open(root()), second = open(root());
        for (std::uint64_t i = 0; i < frame_count; ++i) (i % 2 == 0 ? first : second).write(i, frame(i));
        // The same frame by both is the same bytes.
        first.write(1, frame(1));
        is_first_last = first.finish();
        // Although the first is still there.
        is_second_last = second.finish();
    }
    EXPECT_FALSE(is_first_last);
    EXPECT_TRUE(is_second_last);
    EXPECT_EQ(differing(files_in(root()), whole), none);
}

TEST_F(DatasetTest, TheSameFrameWithOtherBytesIsAnError) {
    Dataset first = open(root()), second = open(root());
    first.write(0, frame(0));
    first.flush();
    second.write(0, frame(5));
    const Error error = error_of([&] { second.flush(); });
    EXPECT_EQ(error.code(), ErrorCode::internal) << error.what();
    EXPECT_NE(std::string(error.what()).find("000000"), std::string::npos) << error.what();
    EXPECT_EQ(dataset::Journal(root() / "journal.jsonl").done().count(), 1U);
}

TEST_F(DatasetTest, AnotherSetIsRefusedWithWhatDiffers) {
    write_all(root());
    const auto before = files_in(root());
    const RendererOptions same{.size = {4, 3}, .passes = {"depth", "instance"}};
    RendererOptions other_size = same, other_passes = same;
    other_size.size = {8, 6};
    other_passes.passes = {"depth"};
    const std::vector<std::pair<DatasetOptions, std::string>> others{
        {{.formats = {"npy"}}, "formats"},
        {{.previews = true}, "previews"},
        {{.renderer = other_size}, "size/width: there 4, asked for 8"},
        {{.renderer = other_passes}, "passes"},
        {{.source = R"({"camera":"side"})"}, "source"},
        {{.shots = true}, "shots"}};
    for (const auto& [options, what] : others) {
        const Error error = error_of([&, &how = options] { (void)open(root(), how); });
        EXPECT_EQ(error.code(), ErrorCode::invalid_argument) << error.what();
        EXPECT_NE(std::string(error.what()).find(what), std::string::npos) << error.what();
    }
    const Recipe recipe = Recipe::parse(R"({"version": 1})");
    EXPECT_NE(std::string(error_of([&] { const Dataset set(root(), *scene_, recipe); }).what()).find("recipe"),
              std::string::npos);
    std::ofstream(scene_->path(), std::ios::app) << " ";
    EXPECT_NE(std::string(error_of([&] { (void)open(root()); }).what()).find("assets"), std::string::npos);
    EXPECT_EQ(differing(files_in(root()), before), none);
}

TEST_F(DatasetTest, SizesAndPassesAreKnownWithTheFirstFrame) {
    write_all(root());
    Dataset set = open(root());
    EXPECT_EQ(error_of([&] { set.write(20, frame(20, {8, 6})); }).code(), ErrorCode::invalid_argument);
    Dataset fresh = open(root("fresh"));
    fresh.write(0, frame(0));
    EXPECT_NE(std::string(error_of([&] { fresh.write(1, frame(1, {8, 6})); }).what()).find("8x6"), std::string::npos);
    EXPECT_THROW(fresh.write(0, frame(0)), Error) << "twice";
    EXPECT_THROW(fresh.write(frame(1)), Error) << "without an index";
    Dataset ranged = open(root("ranged"), {.range = {3, 5}});
    EXPECT_NE(std::string(error_of([&] { ranged.write(5, frame(5)); }).what()).find("3 to 4"), std::string::npos);
}

TEST_F(DatasetTest, FilesOfOthersStay) {
    fs::create_directories(root() / "frames/000001");
    std::ofstream(root() / "frames/000001/depth.png") << "somebody's";
    {
        Dataset set = open(root());
        set.write(0, frame(0));
        set.flush();
        set.write(1, frame(1));
        const Error error = error_of([&] { set.flush(); });
        EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
        EXPECT_NE(std::string(error.what()).find("000001/depth.png"), std::string::npos) << error.what();
    }
    EXPECT_EQ(text_of(root() / "frames/000001/depth.png"), "somebody's");
    EXPECT_FALSE(fs::exists(root() / "frames/000001/frame.json")) << "nothing of a frame that is not done";
    EXPECT_EQ(dataset::Journal(root() / "journal.jsonl").done().count(), 1U);
}

TEST_F(DatasetTest, OverwritingReplacesFramesOfTheSameSet) {
    const auto whole = uninterrupted();
    write_all(root());
    {
        Dataset set = open(root(), {.overwrite = true, .range = {2, 4}});
        EXPECT_FALSE(set.has(2));
        set.write(2, frame(9));
        set.flush();
    }
    EXPECT_NE(files_in(root()).at("frames/000002/depth.png"), whole.at("frames/000002/depth.png"));
    EXPECT_EQ(dataset::Journal(root() / "journal.jsonl").done().count(), frame_count);
    write_all(root(), {.overwrite = true, .range = {2, 4}}, 2, 4);
    EXPECT_EQ(differing(files_in(root()), whole), none);
}

TEST_F(DatasetTest, OverwritingBeginsAnotherSetAnewOnlyAsAWhole) {
    write_all(root());
    const Error error = error_of([&] { (void)open(root(), {.formats = {"npy"}, .overwrite = true, .range = {0, 5}}); });
    EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
    EXPECT_EQ(dataset::Journal(root() / "journal.jsonl").done().count(), frame_count) << "nothing is lost";
    write_all(root(), {.formats = {"npy"}, .overwrite = true, .range = {0, 20}}, 0, 2);
    EXPECT_EQ(files_in(root()).size(), 2 * 3 + 2U) << "nothing of the other set is left";
}

TEST_F(DatasetTest, FramesWithoutADescriptionAreRefusedOrOverwritten) {
    const auto whole = uninterrupted();
    fs::remove(root("whole") / "dataset.json");
    const auto expect_refusal = [&](const DatasetOptions& options, const std::string& part) {
        const Error error = error_of([&] { static_cast<void>(open(root("whole"), options)); });
        EXPECT_EQ(error.code(), ErrorCode::bad_asset);
        EXPECT_NE(std::string(error.what()).find("there is no dataset.json, and the journal has 12 frames"),
                  std::string::npos)
            << error.what();
        EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
    };
    expect_refusal({}, "or overwrite them, which renders them anew");
    expect_refusal({.overwrite = true, .range = {0, 5}}, "or overwrite all of them");
    const Error error = error_of([&] { verify_dataset(root("whole")); });
    EXPECT_EQ(error.code(), ErrorCode::not_found);
    EXPECT_NE(std::string(error.what()).find("--overwrite"), std::string::npos) << error.what();
    EXPECT_EQ(files_in(root("whole")).size(), whole.size() - 1);
    write_all(root("whole"), {.overwrite = true});
    EXPECT_EQ(differing(whole, files_in(root("whole"))), none);
    EXPECT_TRUE(verify_dataset(root("whole")).findings.empty());
}

TEST_F(DatasetTest, FramesWhoseFilesAreGoneAreNotThere) {
    const auto whole = uninterrupted();
    write_all(root());
    fs::remove(root() / "frames/000004/instance.png");
    std::ofstream(root() / "frames/000007/depth.png", std::ios::app) << "longer";
    {
        Dataset set = open(root());
        EXPECT_FALSE(set.has(4));
        EXPECT_FALSE(set.has(7));
        EXPECT_TRUE(set.has(5));
        EXPECT_EQ(set.start().lost_count, 2U);
    }
    write_all(root());
    EXPECT_EQ(differing(files_in(root()), whole), none);
}

TEST_F(DatasetTest, KeysTellFramesApart) {
    {
        Dataset set = open(root());
        set.write(0, frame(0), {.key = "one shot"});
        EXPECT_TRUE(set.finish());
    }
    Dataset set = open(root());
    EXPECT_TRUE(set.has(0, "one shot"));
    EXPECT_EQ(error_of([&] { (void)set.has(0, "another"); }).code(), ErrorCode::invalid_argument);
}

TEST_F(DatasetTest, LicensesThatAreNotAllowedAreRefused) {
    const Error error = error_of([&] { (void)open(root(), {.allowed_licenses = {"MIT"}}); });
    EXPECT_NE(std::string(error.what()).find("scene cups.gltf: CC0-1.0"), std::string::npos) << error.what();
    EXPECT_FALSE(fs::exists(root()));
    EXPECT_NO_THROW((void)open(root(), {.allowed_licenses = {"MIT", "CC0-1.0"}}));
}

}  // namespace
}  // namespace plumb::test
