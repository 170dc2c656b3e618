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

}  // namespace
}  // namespace plumb::test
