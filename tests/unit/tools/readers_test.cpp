#include "program.hpp"

#include <gtest/gtest.h>

namespace plumb::test {
namespace {

TEST(Readers, NumPyAndPillowReadTheFrame) {
    const Workplace place;
    const Outcome render =
        place.plumb({"render", "sail.gltf", "--out", "o", "--size", "33x17", "--passes", "all", "--format", "npy,png",
                     "--preview", "--eye", "1,1,6", "--target", "1,1,0", "--fov-y-deg", "70", "--dt", "0.1"});
    ASSERT_EQ(render.exit_code, 0) << render.error;
    const std::string frame = (place.path() / "o/frames/000000").string();
    constexpr int library_missing = 77;
    Outcome run = place.run({"python3", READ_FRAME_SCRIPT, frame});
    // Another Python may come first on the path than the one whose packages the system brings.
    if (run.exit_code == library_missing) run = place.run({"/usr/bin/python3", READ_FRAME_SCRIPT, frame});
    if (run.exit_code == library_missing) GTEST_SKIP() << "lacks NumPy or Pillow: " << run.out;
    EXPECT_EQ(run.exit_code, 0) << run.error;
}

TEST(Layouts, StandBesideTheFramesOrInTheirPlace) {
    const Workplace place;
    const std::vector<std::string> view{"--size",   "32x16", "--passes",    "depth", "--eye",    "1,1,6",
                                        "--target", "1,1,0", "--fov-y-deg", "70",    "--frames", "2"};
    std::vector<std::string> render{"render", "sail.gltf", "--out", "o", "--format", "coco,csv:folder=tables/all"};
    render.insert(render.end(), view.begin(), view.end());
    const Outcome beside = place.plumb(render);
    ASSERT_EQ(beside.exit_code, 0) << beside.error;
    // coco brought the passes that it needs.
    const nlohmann::json coco = place.json("o/coco/annotations/instances.json");
    EXPECT_EQ(coco.at("images").size(), 2U);
    EXPECT_EQ(coco.at("annotations").size(), 2U);
    EXPECT_EQ(coco.at("categories").at(1).at("name"), "cloth");
    EXPECT_EQ(place.text("o/tables/all/annotations.csv").substr(0, 6), "frame,");
    EXPECT_EQ(place.files("o/coco/images").size(), 2U);
    EXPECT_EQ(place.json("o/frames/000001/frame.json").at("index"), 1);

    std::vector<std::string> as{"render", "sail.gltf", "--out", "p", "--as", "bop"};
    as.insert(as.end(), view.begin(), view.end());
    const Outcome instead = place.plumb(as);
    ASSERT_EQ(instead.exit_code, 0) << instead.error;
    EXPECT_EQ(place.json("p/train_pbr/000000/scene_gt.json").at("1").at(0).at("obj_id"), 1);
    EXPECT_EQ(place.files("p/models").size(), 2U);

    const std::string help = place.plumb({"render", "--help"}).out;
    for (const char* const name : {"npy", "exr-nuke", "coco", "yolo-pose", "kitti", "webdataset", "csv"}) {
        EXPECT_NE(help.find(std::string("  ") + name + " "), std::string::npos) << name;
    }
}

}  // namespace
}  // namespace plumb::test
