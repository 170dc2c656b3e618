// Merging folders of one set; shard_test.cpp has those with shards.
#include "dataset_fixture.hpp"

#include <plumb/dataset_check.hpp>
#include <plumb/error.hpp>

namespace plumb::test {
namespace {

class MergeTest : public DatasetTest {
protected:
    /// Two folders that both have frame 2.
    MergeTest() {
        write_all(root("a"), {}, 0, 3);
        write_all(root("b"), {}, 2, 5);
    }

    Error refusal(const std::vector<fs::path>& parts) const {
        const Error error = error_of([&] { merge_datasets(root("merged"), parts); });
        EXPECT_FALSE(fs::exists(root("merged")));
        return error;
    }
};

TEST_F(MergeTest, FoldersThatShareAFrameMakeTheWhole) {
    const std::vector<fs::path> parts{root("a"), root("b")};
    const MergeReport report = merge_datasets(root("merged"), parts);
    EXPECT_EQ(report.copied_count, 5U);
    EXPECT_EQ(report.there_count, 1U);
    write_all(root("whole"), {}, 0, 5);
    EXPECT_EQ(differing(files_in(root("merged")), files_in(root("whole"))), none);
}

TEST_F(MergeTest, ADamagedFileIsFoundInAnyOrder) {
    for (const char* const name : {"frames/000002/depth.png", "dataset.json"}) {
        for (const char* const damaged : {"a", "b"}) {
            const fs::path path = root(damaged) / name;
            const std::string before = files_in(root(damaged)).at(name);
            // White space keeps it readable.
            std::ofstream(path, std::ios::app) << ' ';
            for (const auto& parts : {std::vector{root("a"), root("b")}, std::vector{root("b"), root("a")}}) {
                const Error error = refusal(parts);
                EXPECT_EQ(error.code(), ErrorCode::bad_asset) << name;
                EXPECT_NE(std::string(error.what()).find(path.string() + ": the file is not as its journal says"),
                          std::string::npos)
                    << error.what();
            }
            std::ofstream(path, std::ios::trunc) << before;
        }
    }
    fs::remove(root("b") / "frames/000002/depth.png");
    EXPECT_EQ(refusal({root("a"), root("b")}).code(), ErrorCode::not_found);
    EXPECT_EQ(refusal({root("b"), root("a")}).code(), ErrorCode::not_found);
}

TEST_F(MergeTest, FoldersWithinEachOtherAreRefused) {
    const auto whole = files_in(folder_.path());
    for (const auto& [out, in] : {std::pair{"a/more", "a"}, {".", "a"}, {"b/../a/more/", "a"}}) {
        const Error error = error_of([&] { merge_datasets(root(out), std::vector{root("b"), root(in)}); });
        EXPECT_EQ(error.code(), ErrorCode::invalid_argument) << out;
        EXPECT_NE(std::string(error.what()).find("it lies within "), std::string::npos) << error.what();
    }
    EXPECT_EQ(differing(whole, files_in(folder_.path())), none);
}

}  // namespace
}  // namespace plumb::test
