// Shards take in what frames have written: nothing is there twice, and sets of them go on, merge and are verified.
#include "dataset_fixture.hpp"

#include "dataset/set_bytes.hpp"

#include <plumb/dataset_check.hpp>

namespace plumb::test {
namespace {

const DatasetOptions in_shards{.formats = {"webdataset:frames_per_shard=5"}};

DatasetOptions in_range(std::uint64_t first, std::uint64_t end) {
    DatasetOptions options = in_shards;
    options.range = {first, end};
    return options;
}

class ShardTest : public DatasetTest {
protected:
    [[nodiscard]] Files whole() const {
        write_all(root("whole"), in_shards);
        return files_in(root("whole"));
    }
    [[nodiscard]] std::vector<std::string> findings(const fs::path& folder) const {
        std::vector<std::string> texts;
        for (const DatasetFinding& finding : verify_dataset(folder).findings)
            texts.push_back(std::string(to_string(finding.kind)) + " " + finding.path);
        return texts;
    }
};

TEST_F(ShardTest, NothingIsThereTwice) {
    const Files files = whole();
    std::vector<std::string> names;
    for (const auto& [name, text] : files)
        if (name.starts_with("webdataset/")) names.push_back(name);
    EXPECT_EQ(names, (std::vector<std::string>{"webdataset/shard-000000.tar", "webdataset/shard-000001.tar",
                                               "webdataset/shard-000002.tar"}));
    EXPECT_EQ(findings(root("whole")), none);
    // Each piece that the journal names is a run of whole members.
    const dataset::Journal journal(root("whole") / "journal.jsonl");
    const dataset::SetBytes bytes(root("whole"));
    const dataset::JournalFile piece = journal.find(7)->files.back();
    EXPECT_EQ(piece.path, "webdataset/pieces/000007.members");
    EXPECT_EQ(piece.container, "webdataset/shard-000001.tar");
    const auto place = bytes.find(piece);
    ASSERT_TRUE(place);
    EXPECT_EQ(place->path, root("whole") / piece.container);
    EXPECT_EQ(dataset::hash_bytes(*place), piece.hash);
    EXPECT_TRUE(dataset::read_bytes(*place).starts_with("000007.frame.json"));
    EXPECT_FALSE(bytes.find("webdataset/pieces/000004.members", piece.container)) << "of another shard";
}

TEST_F(ShardTest, ASetGoesOnInAnyOrder) {
    const Files files = whole();
    write_all(root(), in_range(6, 9), 6, 9);
    write_all(root(), in_range(0, 7), 0, 7);
    EXPECT_EQ(findings(root()), none);
    write_all(root(), in_range(0, frame_count));
    EXPECT_EQ(differing(files_in(root()), files), none);
}

TEST_F(ShardTest, AShardThatIsWholeIsNotWrittenAgain) {
    write_all(root(), in_range(0, 5), 0, 5);
    const auto time = fs::last_write_time(root() / "webdataset/shard-000000.tar");
    const Files files = whole();
    write_all(root(), in_shards);
    EXPECT_EQ(fs::last_write_time(root() / "webdataset/shard-000000.tar"), time);
    EXPECT_EQ(differing(files_in(root()), files), none);
}

/// Killed after some shards were written and some of their pieces removed, before the journal was completed.
TEST_F(ShardTest, KilledWhileItFinishesItEndsTheSame) {
    const Files files = whole();
    {
        Dataset set = open(root(), in_shards);
        for (std::uint64_t i = 0; i < frame_count; ++i) set.write(i, frame(i));
        set.flush();
    }
    const Files before = files_in(root());
    const auto state = [&](std::size_t shard_count, std::size_t removed_count) {
        fs::remove_all(root());
        for (const auto& [name, text] : before) {
            fs::create_directories((root() / name).parent_path());
            std::ofstream(root() / name, std::ios::binary) << text;
        }
        for (std::size_t k = 0; k < shard_count; ++k) {
            const std::string name = "webdataset/shard-00000" + std::to_string(k) + ".tar";
            std::ofstream(root() / name, std::ios::binary) << files.at(name);
        }
        for (std::size_t i = 0; i < removed_count; ++i)
            fs::remove(root() / ("webdataset/pieces/00000" + std::to_string(i) + ".members"));
    };
    for (const auto& [shards, removed] : {std::pair{0, 0}, {1, 0}, {1, 3}, {1, 5}, {2, 5}, {2, 7}}) {
        state(static_cast<std::size_t>(shards), static_cast<std::size_t>(removed));
        write_all(root(), in_shards);
        EXPECT_EQ(differing(files_in(root()), files), none) << shards << " shards, " << removed << " pieces removed";
    }
}

TEST_F(ShardTest, FramesAreMadeAnewWhereTheirShardIsGoneOrOverwritten) {
    const Files files = whole();
    write_all(root(), in_shards);
    fs::remove(root() / "webdataset/shard-000001.tar");
    EXPECT_EQ(findings(root()).size(), 6U) << "five pieces and the shard";
    {
        Dataset set = open(root(), in_shards);
        EXPECT_TRUE(set.has(4));
        EXPECT_FALSE(set.has(5));
    }
    write_all(root(), in_shards);
    EXPECT_EQ(differing(files_in(root()), files), none);
    DatasetOptions anew = in_range(3, 6);
    anew.overwrite = true;
    {
        Dataset set = open(root(), anew);
        set.write(3, frame(9));
        EXPECT_TRUE(set.finish());
    }
    EXPECT_EQ(findings(root()), none);
    EXPECT_NE(text_of(root() / "webdataset/shard-000000.tar"), files.at("webdataset/shard-000000.tar"));
    write_all(root(), anew, 3, 6);
    EXPECT_EQ(differing(files_in(root()), files), none);
}

TEST_F(ShardTest, PartsMergeToTheWhole) {
    const Files files = whole();
    write_all(root("a"), in_range(0, 7), 0, 7);
    write_all(root("b"), in_range(6, frame_count), 6, frame_count);
    const std::vector<fs::path> parts{root("b"), root("a")};
    const MergeReport report = merge_datasets(root(), parts);
    EXPECT_EQ(report.copied_count, frame_count);
    EXPECT_EQ(differing(files_in(root()), files), none);
    EXPECT_EQ(merge_datasets(root(), parts).copied_count, 0U);
    EXPECT_EQ(differing(files_in(root()), files), none);
}

TEST_F(ShardTest, WhatAShardHoldsIsVerified) {
    write_all(root(), in_shards);
    const fs::path shard = root() / "webdataset/shard-000001.tar";
    std::string text = text_of(shard);
    const std::size_t member = text.find("000006.frame.json");
    ASSERT_NE(member, std::string::npos);
    text[member + 600] = static_cast<char>(text[member + 600] ^ 1);
    std::ofstream(shard, std::ios::binary) << text;
    EXPECT_EQ(findings(root()), (std::vector<std::string>{"changed webdataset/pieces/000006.members",
                                                          "changed webdataset/shard-000001.tar"}));
    const std::vector<fs::path> parts{root()};
    EXPECT_EQ(error_of([&] { merge_datasets(root("merged"), parts); }).code(), ErrorCode::bad_asset);
    // Every way to cut it short is told, and none ends in anything but findings.
    for (const std::size_t length :
         {std::size_t{0}, std::size_t{1}, std::size_t{511}, std::size_t{512}, text.size() / 2}) {
        std::ofstream(shard, std::ios::binary) << text.substr(0, length);
        EXPECT_FALSE(findings(root()).empty()) << length;
    }
    fs::remove(shard);
    fs::create_directory(shard);
    EXPECT_EQ(findings(root()).size(), 6U);
}

}  // namespace
}  // namespace plumb::test
