#include <plumb/dataset.hpp>

#include "dataset/journal.hpp"
#include "dataset/sha256.hpp"
#include "dataset/workspace.hpp"
#include "made_frame.hpp"

#include <nlohmann/json.hpp>

#include <sys/resource.h>
#include <sys/wait.h>

#include <csignal>
#include <functional>
#include <set>

namespace plumb::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::uint64_t frame_count = 12;

using Files = std::map<std::string, std::string>;

/// Names of the files that differ or that one side lacks.
std::vector<std::string> differing(const Files& a, const Files& b) {
    std::vector<std::string> names;
    for (const auto& [name, text] : a)
        if (const auto other = b.find(name); other == b.end() || other->second != text) names.push_back(name);
    for (const auto& [name, text] : b)
        if (!a.contains(name)) names.push_back(name);
    return names;
}

const std::vector<std::string> none;

/// A set in a folder of its own, of frames that the test makes itself.
class DatasetTest : public ::testing::Test {
protected:
    DatasetTest() {
        std::ofstream(folder_.path() / "cups.gltf") << R"({"asset":{"version":"2.0","copyright":"CC0-1.0"}})";
        auto data = std::make_shared<scene::SceneData>(made_scene({"cup", "bowl"}).data());
        data->path = folder_.path() / "cups.gltf";
        scene_.emplace(data);
    }

    [[nodiscard]] fs::path root(const std::string& name = "set") const { return folder_.path() / name; }

    [[nodiscard]] static Frame frame(std::uint64_t index, Size size = {4, 3}) {
        std::vector<float> depth(std::size_t{size.width} * size.height, 1.0F + static_cast<float>(index));
        std::vector<std::uint32_t> ids(depth.size(), static_cast<std::uint32_t>(index % 3));
        return FrameMaker(size).add("depth", depth).add("instance", ids).annotate(made_annotations(2)).make();
    }

    [[nodiscard]] Dataset open(const fs::path& root, const DatasetOptions& options = {}) const {
        return {root, *scene_, options};
    }

    /// Writes what is missing of `first` .. `end - 1` and completes the set.
    void write_all(const fs::path& root, DatasetOptions options = {}, std::uint64_t first = 0,
                   std::uint64_t end = frame_count) const {
        Dataset set = open(root, options);
        for (std::uint64_t i = first; i < end; ++i)
            if (!set.has(i)) set.write(i, frame(i));
        EXPECT_TRUE(set.finish());
    }

    [[nodiscard]] std::map<std::string, std::string> uninterrupted() const {
        write_all(root("whole"));
        return files_in(root("whole"));
    }

    ScratchFolder folder_;
    std::optional<Scene> scene_;
};

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

/// What a writer that was killed between naming the files of a frame and its line leaves behind.
TEST_F(DatasetTest, WhatADeadWriterLeftIsClearedUp) {
    const auto whole = uninterrupted();
    {
        Dataset set = open(root());
        set.write(0, frame(0));
        set.flush();
    }
    const fs::path left = root() / ".plumb/writer-0";
    fs::create_directories(left);
    std::ofstream(left / "17.tmp") << "half a picture";
    dataset::FrameLine line;
    line.index = 5;
    line.files = {{"frames/000005/depth.png", {4, "x"}}, {"frames/000005/frame.json", {4, "x"}}};
    std::ofstream(left / "pending.jsonl") << dataset::text_of(line) << "{\"index\":6,\"fi";
    fs::create_directories(root() / "frames/000005");
    std::ofstream(root() / "frames/000005/depth.png") << "torn";
    // The frame that has its line is done, whatever else was about to happen.
    line.index = 0;
    line.files = {{"frames/000000/depth.png", {4, "x"}}};
    std::ofstream(left / "pending.jsonl", std::ios::app) << "\n";
    const fs::path other = root() / ".plumb/writer-1";
    fs::create_directories(other);
    std::ofstream(other / "pending.jsonl") << dataset::text_of(line);
    { const Dataset set = open(root()); }
    EXPECT_FALSE(fs::exists(root() / ".plumb"));
    EXPECT_FALSE(fs::exists(root() / "frames/000005"));
    EXPECT_TRUE(fs::exists(root() / "frames/000000/depth.png"));
    write_all(root());
    EXPECT_EQ(differing(files_in(root()), whole), none);
}

TEST_F(DatasetTest, ALivingWritersFilesStay) {
    Dataset set = open(root());
    set.write(0, frame(0));
    const fs::path own = root() / ".plumb/writer-0";
    std::ofstream(own / "its.tmp") << "its own";
    { const Dataset other = open(root()); }
    EXPECT_TRUE(fs::exists(own / "its.tmp"));
    EXPECT_TRUE(set.finish());
}

/// Sets the limit on the size of a file in a process of its own, in the middle of writing a set.
/// @return 0 where it was written whole, 3 after Error{io}, 4 after another one
int write_with_limit(std::uint64_t bytes, const std::function<Dataset()>& open,
                     const std::function<void(Dataset&)>& write) {
    const pid_t process = ::fork();
    if (process == 0) {
        int result = 0;
        try {
            Dataset set = open();
            ::signal(SIGXFSZ, SIG_IGN);
            const rlimit limit{bytes, bytes};
            ::setrlimit(RLIMIT_FSIZE, &limit);
            write(set);
        } catch (const Error& error) {
            result = error.code() == ErrorCode::io ? 3 : 4;
        }
        ::_exit(result);
    }
    int status = 0;
    ::waitpid(process, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

TEST_F(DatasetTest, AnErrorOfTheDiskEndsCleanlyAndCanBeResumed) {
    const auto whole = uninterrupted();
    std::uint64_t largest = 0;
    for (const auto& [name, text] : whole) largest = std::max<std::uint64_t>(largest, text.size());
    int failures = 0;
    // The limit meets pictures, frame.json, the journal as it grows, or dataset.json in the end.
    constexpr std::uint64_t steps = 24;
    for (std::uint64_t step = 0; step <= steps; ++step) {
        const std::uint64_t limit = 64 + largest * step / steps;
        const fs::path place = root("limited" + std::to_string(step));
        const auto begin = [&] {
            Dataset set = open(place);
            set.write(0, frame(0));
            set.flush();
            return set;
        };
        const int result = write_with_limit(limit, begin, [&](Dataset& set) {
            for (std::uint64_t i = 1; i < frame_count; ++i) {
                set.write(i, frame(i));
                set.flush();
            }
            set.finish();
        });
        EXPECT_EQ(result, limit < largest ? 3 : 0) << "at " << limit;
        failures += result == 3 ? 1 : 0;
        EXPECT_FALSE(fs::exists(place / ".plumb")) << limit;
        // Every file that is there belongs to a frame that is done.
        const dataset::Journal journal(place / "journal.jsonl");
        EXPECT_GE(journal.done().count(), 1U) << limit;
        std::set<std::string> known{"journal.jsonl", "dataset.json"};
        for (const std::uint64_t index : journal.indices()) {
            const dataset::FrameLine line = *journal.find(index);
            for (const dataset::JournalFile& file : line.files) known.insert(file.path);
        }
        for (const auto& [name, text] : files_in(place)) EXPECT_TRUE(known.contains(name)) << name << " at " << limit;
        write_all(place);
        EXPECT_EQ(differing(files_in(place), whole), none) << limit;
    }
    EXPECT_GE(failures, 20);
}

TEST_F(DatasetTest, LicensesThatAreNotAllowedAreRefused) {
    const Error error = error_of([&] { (void)open(root(), {.allowed_licenses = {"MIT"}}); });
    EXPECT_NE(std::string(error.what()).find("scene cups.gltf: CC0-1.0"), std::string::npos) << error.what();
    EXPECT_FALSE(fs::exists(root()));
    EXPECT_NO_THROW((void)open(root(), {.allowed_licenses = {"MIT", "CC0-1.0"}}));
}

}  // namespace
}  // namespace plumb::test
