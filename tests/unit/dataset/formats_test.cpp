#include "dataset/format.hpp"

#include <plumb/dataset.hpp>

#include "made_frame.hpp"

#include <array>
#include <cstdio>
#include <limits>

namespace plumb::dataset {
namespace {

using Strings = std::vector<std::string>;

std::unique_ptr<Format> format_of(const std::string& spec) {
    const Strings specs{spec + ":folder=."};
    return std::move(make_formats(specs, {.describes_frames = false}).front());
}

std::string text_of(const EncodedFile& file) {
    return {reinterpret_cast<const char*>(file.bytes.data()), file.bytes.size()};
}

const EncodedFile& file_of(const EncodedFrame& frame, const std::string& path) {
    for (const EncodedFile& file : frame.files) {
        if (file.path == path) return file;
    }
    ADD_FAILURE() << "no file " << path;
    return frame.files.front();
}

/// One row of pixels with all that the formats of flow, depth and ids take.
class Formats : public ::testing::Test {
protected:
    [[nodiscard]] EncodedFrame encode(const std::string& spec) const {
        const Frame frame = maker.make();
        SetInfo set{.scene = scene, .size = frame.size(), .passes = {}};
        for (const std::string& pass : frame.pass_names()) set.passes.push_back(pass);
        const std::unique_ptr<Format> format = format_of(spec);
        format->check(set);
        return format->encode({set, scene, frame, 7});
    }
    Scene scene = test::made_scene({"cup", "plate"});
    FrameAnnotations annotations = test::made_annotations(2);
    test::FrameMaker maker{{4, 1}};
};

TEST_F(Formats, FloMarksWhatIsUnknownAndCountsIt) {
    const float nan = std::numeric_limits<float>::quiet_NaN();
    maker.add<float>("flow_forward", {3, -8, nan, nan, 1, 1, 2, 2})
        .add<std::uint8_t>("flow_forward_class", {1, 5, 6, 4})
        .annotate(annotations);
    const EncodedFrame encoded = encode("flo");
    ASSERT_EQ(encoded.files.size(), 1U);
    EXPECT_EQ(encoded.files[0].path, "forward/000007.flo");
    const std::vector<std::byte>& bytes = encoded.files[0].bytes;
    ASSERT_EQ(bytes.size(), 12U + 32);
    EXPECT_EQ(std::memcmp(bytes.data(), "PIEH\4\0\0\0\1\0\0\0", 12), 0);
    std::array<float, 8> values{};
    std::memcpy(values.data(), bytes.data() + 12, 32);
    EXPECT_EQ(values, (std::array<float, 8>{3, -8, 1e10F, 1e10F, 1e10F, 1e10F, 2, 2}));
    ASSERT_EQ(encoded.losses.size(), 1U);
    EXPECT_EQ(encoded.losses[0].count, 2U);
}

TEST_F(Formats, NameThePassTheyLack) {
    maker.add<float>("flow_forward", std::vector<float>(8)).annotate(annotations);
    const Error error = test::error_of([&] { static_cast<void>(encode("flo")); });
    EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
    EXPECT_NE(std::string(error.what()).find("'flow_forward_class'"), std::string::npos) << error.what();
    EXPECT_EQ(format_needs(Strings{"flo", "bop"}).passes,
              (Strings{"rgb", "depth", "instance", "flow_forward", "flow_forward_class"}));
    EXPECT_TRUE(format_needs(Strings{"bop"}).amodal);
    EXPECT_FALSE(format_needs(Strings{"png", "coco"}).amodal);
}

TEST_F(Formats, BopNeedsEachInstanceAlone) {
    maker.add<std::uint8_t>("rgb", std::vector<std::uint8_t>(16))
        .add<float>("depth", std::vector<float>(4, 1))
        .add<std::uint32_t>("instance", {1, 1, 0, 2})
        .annotate(annotations);
    const Error error = test::error_of([&] { static_cast<void>(encode("bop")); });
    EXPECT_NE(std::string(error.what()).find("amodal"), std::string::npos) << error.what();
}

TEST_F(Formats, KittiRefusesAnOrthographicCamera) {
    annotations.camera.camera.projection = Camera::Projection::orthographic;
    maker.add<std::uint8_t>("rgb", std::vector<std::uint8_t>(16))
        .add<std::uint32_t>("instance", {1, 1, 0, 2})
        .annotate(annotations);
    EXPECT_EQ(test::error_of([&] { static_cast<void>(encode("kitti")); }).code(), ErrorCode::unsupported);
}

TEST_F(Formats, KittiRefusesClassesOfSeveralWords) {
    auto data = std::make_shared<scene::SceneData>(scene.data());
    data->classes[2] = "coffee mug";
    scene = Scene(data);
    maker.add<std::uint8_t>("rgb", std::vector<std::uint8_t>(16))
        .add<std::uint32_t>("instance", {1, 1, 0, 2})
        .annotate(annotations);
    const Error error = test::error_of([&] { static_cast<void>(encode("kitti")); });
    EXPECT_EQ(error.code(), ErrorCode::unsupported);
    EXPECT_NE(std::string(error.what()).find("'coffee mug'"), std::string::npos) << error.what();
}

TEST_F(Formats, KittiMarksTiltedBoxes) {
    const double angle = 0.1;
    annotations.instances[0].box_3d.camera_from_box =
        glm::dmat3(1, 0, 0, 0, -std::cos(angle), -std::sin(angle), 0, std::sin(angle), -std::cos(angle));
    maker.add<std::uint8_t>("rgb", std::vector<std::uint8_t>(16))
        .add<std::uint32_t>("instance", {1, 1, 0, 2})
        .annotate(annotations);
    const EncodedFrame encoded = encode("kitti");
    EXPECT_EQ(text_of(file_of(encoded, "label_2/000007.txt")), "mug -1 3 -10 1 2 4 3 -1 -1 -1 -1000 -1000 -1000 -10\n");
    ASSERT_EQ(encoded.losses.size(), 1U);
    EXPECT_NE(encoded.losses[0].what.find("tilted"), std::string::npos);
}

TEST_F(Formats, KubricRefusesFlowBeyondItsRange) {
    const std::vector<float> zeros(12);
    maker.add<std::uint8_t>("rgb", std::vector<std::uint8_t>(16))
        .add<float>("range", std::vector<float>(4, 2))
        .add<std::uint32_t>("instance", {1, 1, 0, 2})
        .add<float>("flow_forward", {0, 0, 4, -4, 5, 0, 0, 0})
        .add<float>("flow_backward", std::vector<float>(8))
        .add<float>("normal", zeros)
        .add<float>("object_position", zeros)
        .annotate(annotations);
    const Error error = test::error_of([&] { static_cast<void>(encode("kubric")); });
    EXPECT_EQ(error.code(), ErrorCode::unsupported);
    EXPECT_NE(std::string(error.what()).find("flow of 5"), std::string::npos) << error.what();
    EXPECT_TRUE(encode("kubric:flow_px=5").losses.empty());
}

TEST_F(Formats, KubricRefusesMoreInstancesThanEightBitsHold) {
    scene = test::made_scene(std::vector<std::string>(256, "cup"));
    SetInfo set{.scene = scene, .size = {4, 1}, .passes = {}};
    for (const std::string_view pass : format_of("kubric")->needed_passes()) set.passes.emplace_back(pass);
    const Error error = test::error_of([&] { format_of("kubric")->check(set); });
    EXPECT_EQ(error.code(), ErrorCode::unsupported);
    EXPECT_NE(std::string(error.what()).find("256"), std::string::npos) << error.what();
    EXPECT_THROW(format_of("exr-blender:names=nuke"), Error);
}

TEST_F(Formats, ExrCountsColourThatHalfFloatsDoNotHold) {
    maker.add<float>("hdr", {1, 65504, 70000, 1, 1e6F, 2, 3, 1, 0, 0, 0, 1, 0, 0, 0, 1}).annotate(annotations);
    for (const char* const spec : {"exr-nuke", "exr-blender"}) {
        const EncodedFrame encoded = encode(spec);
        ASSERT_EQ(encoded.losses.size(), 1U) << spec;
        EXPECT_EQ(encoded.losses[0].count, 2U) << spec;
    }
}

TEST_F(Formats, RefuseTwoKeypointsOfOneName) {
    KeypointAnnotation keypoint;
    keypoint.name = "tip";
    keypoint.figure = 1;
    annotations.keypoints = {keypoint, keypoint};
    maker.add<std::uint8_t>("rgb", std::vector<std::uint8_t>(16))
        .add<std::uint32_t>("instance", {1, 1, 0, 2})
        .annotate(annotations);
    for (const char* const spec : {"coco", "yolo-pose"}) {
        const Error error = test::error_of([&] { static_cast<void>(encode(spec)); });
        EXPECT_EQ(error.code(), ErrorCode::unsupported) << spec;
        EXPECT_NE(std::string(error.what()).find("'tip'"), std::string::npos) << error.what();
    }
}

TEST_F(Formats, CsvQuotesNames) {
    auto data = std::make_shared<scene::SceneData>(scene.data());
    data->instances[0].name = "say \"hi\", mug";
    scene = Scene(data);
    maker.add<std::uint32_t>("instance", {1, 1, 0, 2}).annotate(annotations);
    const std::string rows = text_of(encode("csv").files.at(0));
    EXPECT_EQ(rows.substr(0, rows.find(",table")), "7,1.5,0.25,,1,10,\"say \"\"hi\"\", mug\"");
}

TEST_F(Formats, YoloNeedsAClass) {
    auto data = std::make_shared<scene::SceneData>(scene.data());
    data->classes.resize(2);
    for (InstanceInfo& info : data->instances) info.semantic = 1;
    scene = Scene(data);
    maker.add<std::uint8_t>("rgb", std::vector<std::uint8_t>(16)).annotate(annotations);
    EXPECT_EQ(test::error_of([&] { static_cast<void>(encode("yolo")); }).code(), ErrorCode::unsupported);
}

TEST_F(Formats, RefuseFoldersElsewhere) {
    for (const char* const folder : {"..", "a/../b", "/tmp", "frames", "frames/x", "./a", "a/", "a//b/"}) {
        const std::string spec = std::string("csv:folder=") + folder;
        EXPECT_EQ(test::error_of([&] { check_format(spec); }).code(), ErrorCode::invalid_argument) << spec;
    }
    EXPECT_THROW(make_formats(Strings{"coco", "coco:segmentation=polygon"}, {}), Error);
    EXPECT_THROW(make_formats(Strings{"yolo:folder=.", "coco:folder=."}, {}), Error);
    EXPECT_THROW(make_formats(Strings{"png:folder=x"}, {}), Error);
}

TEST_F(Formats, StandInAFolderOfTheirOwn) {
    const Strings specs{"png", "coco", "csv:folder=for/tables", "coco:segmentation=polygon:folder=polygons"};
    const auto formats = make_formats(specs, {});
    ASSERT_EQ(formats.size(), 4U);
    maker.add<std::uint32_t>("instance", {1, 1, 0, 2}).annotate(annotations);
    const Frame frame = maker.make();
    const SetInfo set{.scene = scene, .size = frame.size(), .passes = {"instance"}};
    EXPECT_EQ(formats[2]->encode({set, scene, frame, 1000000}).files.at(0).path, "for/tables/pieces/1000000.csv");
}

TEST_F(Formats, KittiTakesThePairFromTheRecipe) {
    const float depth = 2;
    maker.add<std::uint8_t>("rgb", std::vector<std::uint8_t>(16, 255))
        .add<float>("depth", {depth, depth, depth, depth})
        .add<std::uint32_t>("instance", {1, 1, 1, 1})
        .annotate(annotations);
    const Frame frame = maker.make();
    SetInfo set{.scene = scene, .size = frame.size(), .passes = {"rgb", "depth", "instance"}};
    const std::unique_ptr<Format> format = format_of("kitti:baseline_m=recipe");
    const Error error = test::error_of([&] { format->check(set); });
    EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
    EXPECT_NE(std::string(error.what()).find("'stereo'"), std::string::npos) << error.what();
    const double fx = annotations.camera.intrinsics.fx;
    for (const char* const baseline : {"0.25", R"({"constant": 0.25})"}) {
        set.recipe = R"({"version": 1, "stereo": {"baseline_m": )" + std::string(baseline) + "}}";
        format->check(set);
        const EncodedFrame encoded = format->encode({set, scene, frame, 7});
        const std::string calibration = text_of(file_of(encoded, "calib/000007.txt"));
        const std::string third = calibration.substr(calibration.find("P3: ") + 4);
        double k[4] = {};
        EXPECT_EQ(std::sscanf(third.c_str(), "%lf %lf %lf %lf", &k[0], &k[1], &k[2], &k[3]), 4) << calibration;
        EXPECT_DOUBLE_EQ(k[3], -fx * 0.25);
        EXPECT_NO_THROW((void)file_of(encoded, "disp_occ_0/000007_10.png"));
    }
    EXPECT_THROW((void)format_of("kitti:baseline_m=recipes"), Error);
}

}  // namespace
}  // namespace plumb::dataset
