#include "dataset/journal.hpp"

#include "made_frame.hpp"

#include <set>

namespace plumb::dataset {
namespace {

using test::error_of;
using test::ScratchFolder;
using test::text_of;

FrameLine line_of(std::uint64_t index, const std::string& name = "rgb.png") {
    FrameLine line;
    line.index = index;
    line.files = {{"frames/" + std::to_string(index) + "/" + name, {3, sha256("abc")}}};
    return line;
}

void write(const std::filesystem::path& path, const std::string& text) {
    std::ofstream(path, std::ios::binary) << text;
}

TEST(Sha256, GivesTheStandardsVectors) {
    // FIPS 180-4's examples.
    EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    Sha256 hash;
    hash.add("abcdbcdecdefdefgefghfghighij");
    hash.add("hijkijkljklmklmnlmnomnopnopq");
    EXPECT_EQ(hash.hex(), "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST(Sha256, OfAFileIsThatOfItsBytes) {
    const ScratchFolder folder;
    const std::string text(1'000'000, 'x');
    write(folder.path() / "long", text);
    EXPECT_EQ(hash_file(folder.path() / "long"), (FileHash{1'000'000, sha256(text)}));
    EXPECT_EQ(error_of([&] { (void)hash_file(folder.path() / "absent"); }).code(), ErrorCode::not_found);
    EXPECT_EQ(error_of([&] { (void)hash_file(folder.path()); }).code(), ErrorCode::io);
}

TEST(IndexSet, HoldsRanges) {
    IndexSet set;
    std::set<std::uint64_t> expected;
    // Every third, then all the others, then some away: joins, splits and ends of ranges.
    for (std::uint64_t i = 0; i < 30; i += 3) set.insert(i), expected.insert(i);
    EXPECT_EQ(set.ranges().size(), 10U);
    for (std::uint64_t i = 0; i < 30; ++i) set.insert(i), expected.insert(i);
    EXPECT_EQ(set.ranges(), (std::vector<IndexSet::Range>{{0, 30}}));
    for (const std::uint64_t i : {0U, 29U, 14U, 14U, 77U}) set.erase(i), expected.erase(i);
    EXPECT_EQ(set.ranges(), (std::vector<IndexSet::Range>{{1, 14}, {15, 29}}));
    EXPECT_EQ(set.count(), expected.size());
    for (std::uint64_t i = 0; i < 40; ++i) EXPECT_EQ(set.contains(i), expected.contains(i)) << i;
}

TEST(Journal, TellsWhatWasAppended) {
    const ScratchFolder folder;
    const auto path = folder.path() / journal_name;
    EXPECT_EQ(Journal(path).done().count(), 0U);
    FrameLine with_all = line_of(7);
    with_all.key = "abcd";
    with_all.losses = {{"depth: too far", 5}};
    append_to_journal(path, text_of(with_all) + text_of(line_of(2)));
    append_to_journal(path, text_of(line_of(2, "hdr.exr")));
    const Journal journal(path);
    EXPECT_EQ(journal.indices(), (std::vector<std::uint64_t>{2, 7}));
    const FrameLine found = *journal.find(7);
    EXPECT_EQ(found.key, "abcd");
    EXPECT_EQ(found.losses, with_all.losses);
    EXPECT_EQ(found.files, with_all.files);
    EXPECT_EQ(journal.find(2)->files.front().path, "frames/2/hdr.exr") << "the last line counts";
    EXPECT_FALSE(journal.find(3));
    EXPECT_FALSE(journal.is_complete());
}

TEST(Journal, ADroppedFrameIsNotDone) {
    const ScratchFolder folder;
    const auto path = folder.path() / journal_name;
    append_to_journal(path, text_of(line_of(1)) + text_of(line_of(2)) + dropped_text(1));
    EXPECT_EQ(Journal(path).indices(), (std::vector<std::uint64_t>{2}));
    append_to_journal(path, text_of(line_of(1)));
    EXPECT_EQ(Journal(path).indices(), (std::vector<std::uint64_t>{1, 2}));
}

TEST(Journal, EveryTruncationLosesNoWholeLine) {
    const ScratchFolder folder;
    const auto path = folder.path() / journal_name;
    const std::string first = text_of(line_of(1)), second = text_of(line_of(2)), all = first + second;
    for (std::size_t length = 0; length <= all.size(); ++length) {
        write(path, all.substr(0, length));
        const std::size_t whole = length == all.size() ? 2 : length >= first.size() ? 1 : 0;
        EXPECT_EQ(Journal(path).done().count(), whole) << length;
        // The next line stands behind the last whole one.
        append_to_journal(path, text_of(line_of(9)));
        EXPECT_EQ(Journal(path).done().count(), whole + 1) << length;
        EXPECT_TRUE(Journal(path).done().contains(9)) << length;
    }
}

TEST(Journal, ALineThatIsNoneIsTold) {
    const ScratchFolder folder;
    const auto path = folder.path() / journal_name;
    for (const char* const wrong : {"nonsense\n", "{}\n", "{\"index\":-1,\"files\":[]}\n", "[]\n", "{\"index\":1}\n",
                                    "{\"index\":1,\"files\":[{\"path\":\"a\"}]}\n"}) {
        write(path, text_of(line_of(1)) + wrong);
        const Error error = error_of([&] { const Journal journal(path); });
        EXPECT_EQ(error.code(), ErrorCode::bad_asset) << wrong;
        EXPECT_NE(std::string(error.what()).find("line 2"), std::string::npos) << error.what();
    }
}

TEST(Journal, ANumberThatIsNotWholeIsTold) {
    const ScratchFolder folder;
    const auto path = folder.path() / journal_name;
    const auto expect_refusal = [&](const std::string& line, const std::string& part) {
        write(path, text_of(line_of(1)) + line);
        const Error error = error_of([&] { const Journal journal(path); });
        EXPECT_EQ(error.code(), ErrorCode::bad_asset) << line;
        EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
    };
    for (const std::string wrong : {"99999999999999999999999", "-1", "1.5", "1e3", "\"1\"", "null"}) {
        const std::string files = R"("files":[{"path":"a","sha256":"","bytes":)" + wrong + "}]";
        expect_refusal("{\"index\":2," + files + "}\n", "'bytes' is ");
        expect_refusal("{\"set\":{\"frames\":1," + files + "}}\n", "'bytes' is ");
        const std::string whole = R"("files":[{"path":"a","sha256":"","bytes":1}])";
        expect_refusal("{\"index\":" + wrong + "," + whole + "}\n", "'index' is ");
        expect_refusal("{\"set\":{\"frames\":" + wrong + "," + whole + "}}\n", "'frames' is ");
        expect_refusal("{\"index\":2," + whole + ",\"losses\":{\"depth\":" + wrong + "}}\n", "'depth' is ");
    }
}

TEST(Journal, APathThatLeadsOutOfTheFolderIsNone) {
    const ScratchFolder folder;
    const auto path = folder.path() / journal_name;
    for (const char* const wrong :
         {"/etc/passwd", "../other/a", "frames/../../a", "", "frames/", "./a", ".plumb/lock"}) {
        for (const bool is_container : {false, true}) {
            FrameLine line = line_of(1);
            (is_container ? line.files.back().container : line.files.back().path) = wrong;
            if (is_container && *wrong == 0) continue;
            write(path, text_of(line));
            const Error error = error_of([&] { const Journal journal(path); });
            EXPECT_EQ(error.code(), ErrorCode::bad_asset) << wrong;
            EXPECT_NE(std::string(error.what()).find("within the set's folder"), std::string::npos) << error.what();
        }
    }
}

TEST(Journal, ItsLastFormDoesNotDependOnTheOrderOfFrames) {
    const ScratchFolder folder;
    const SetLine set{3, {{"dataset.json", {4, sha256("text")}}}};
    std::vector<std::string> texts;
    for (const std::vector<std::uint64_t>& order : {std::vector<std::uint64_t>{1, 2, 3}, {3, 1, 2}, {2, 2, 3, 1}}) {
        const auto path = folder.path() / ("journal" + std::to_string(texts.size()));
        for (const std::uint64_t index : order) append_to_journal(path, text_of(line_of(index)));
        rewrite_journal(path, Journal(path), set, folder.path() / "temporary");
        texts.push_back(text_of(path));
        const Journal journal(path);
        EXPECT_TRUE(journal.is_complete());
        EXPECT_EQ(journal.set_line()->files, set.files);
        // A frame more, and it is complete no longer.
        append_to_journal(path, text_of(line_of(4)));
        EXPECT_FALSE(Journal(path).is_complete());
    }
    EXPECT_EQ(texts[0], texts[1]);
    EXPECT_EQ(texts[0], texts[2]);
    EXPECT_EQ(texts[0], text_of(line_of(1)) + text_of(line_of(2)) + text_of(line_of(3)) + text_of(set));
}

}  // namespace
}  // namespace plumb::dataset
