#include "dataset/format_table.hpp"
#include "dataset/format_spec.hpp"

#include "made_frame.hpp"

namespace plumb::dataset {
namespace {

using Strings = std::vector<std::string>;

TEST(FormatSpec, TakesValuesAndRefusesOthers) {
    FormatSpec spec("x:count=12:scale=0.5:names=nuke");
    EXPECT_EQ(spec.name(), "x");
    EXPECT_EQ(spec.take_whole("count", 1, 1, 100), 12U);
    EXPECT_EQ(spec.take_positive("scale", 1, 10), 0.5);
    constexpr std::array<std::string_view, 2> words{"blender", "nuke"};
    EXPECT_EQ(spec.take_choice("names", words), 1U);
    EXPECT_EQ(spec.take_whole("absent", 7, 1, 100), 7U);
    spec.check_all_taken();
}

TEST(FormatSpec, SaysWhatIsAllowed) {
    const auto message = [](const std::string& text) {
        const Error error = test::error_of([&] {
            FormatSpec spec(text);
            static_cast<void>(spec.take_whole("count", 1, 1, 100));
            static_cast<void>(spec.take_positive("scale", 1, 10));
            spec.check_all_taken();
        });
        EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
        return std::string(error.what());
    };
    EXPECT_NE(message("x:count=0").find("'0' is not a whole number of 1 to 100"), std::string::npos);
    EXPECT_NE(message("x:count=101").find("101"), std::string::npos);
    EXPECT_NE(message("x:count=1x").find("1x"), std::string::npos);
    EXPECT_NE(message("x:scale=0").find("above 0"), std::string::npos);
    EXPECT_NE(message("x:scale=inf").find("above 0"), std::string::npos);
    EXPECT_NE(message("x:scale=nan").find("above 0"), std::string::npos);
    EXPECT_NE(message("x:cuont=1").find("did you mean 'count'"), std::string::npos);
    EXPECT_NE(message("x:count").find("not KEY=VALUE"), std::string::npos);
    EXPECT_NE(message("x:count=1:count=2").find("twice"), std::string::npos);
    EXPECT_NE(message(":count=1").find("no name"), std::string::npos);
}

TEST(FormatTable, ListsEveryFormatOnceInOneLine) {
    std::vector<std::string_view> names;
    for (const FormatInfo& info : dataset_formats()) {
        EXPECT_FALSE(info.summary.empty()) << info.name;
        EXPECT_EQ(info.summary.find('\n'), std::string_view::npos) << info.name;
        EXPECT_EQ(std::count(names.begin(), names.end(), info.name), 0) << info.name;
        names.push_back(info.name);
        check_format(std::string(info.name));
    }
    EXPECT_GE(names.size(), 3U);
    EXPECT_NE(std::string(test::error_of([] { check_format("npv"); }).what()).find("did you mean 'npy'"),
              std::string::npos);
}

TEST(FormatTable, GathersThePassFiles) {
    const Strings specs{"png", "npy"};
    const auto formats = make_formats(specs, {});
    ASSERT_EQ(formats.size(), 1U);
    EXPECT_EQ(formats[0]->name(), "frames");
    EXPECT_EQ(test::error_of([] { make_formats(Strings{"png", "png"}, {}); }).code(), ErrorCode::invalid_argument);
    EXPECT_EQ(test::error_of([] { make_formats(Strings{}, {}); }).code(), ErrorCode::invalid_argument);
    EXPECT_EQ(test::error_of([] { make_formats(Strings{"png:level=9"}, {}); }).code(), ErrorCode::invalid_argument);
}

TEST(PassFiles, ReportsDistancesThatDoNotFit) {
    const Scene scene = test::made_scene({"cup"});
    const Frame frame = test::FrameMaker({2, 1})
                            .add<float>("depth", {100, std::numeric_limits<float>::infinity()})
                            .annotate(test::made_annotations(1))
                            .make();
    const SetInfo set{.scene = scene, .size = {2, 1}, .passes = {"depth"}};
    const auto formats = make_formats(Strings{"png"}, {});
    const EncodedFrame encoded = formats[0]->encode({set, scene, frame, 1234567});
    ASSERT_EQ(encoded.files.size(), 2U);
    EXPECT_EQ(encoded.files[0].path, "frames/1234567/depth.png");
    EXPECT_EQ(encoded.files[1].path, "frames/1234567/frame.json");
    ASSERT_EQ(encoded.losses.size(), 1U);
    EXPECT_EQ(encoded.losses[0].count, 1U);
}

}  // namespace
}  // namespace plumb::dataset
