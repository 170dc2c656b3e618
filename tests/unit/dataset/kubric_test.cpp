#include "dataset/formats/kubric_metadata.hpp"

#include "made_frame.hpp"

#include <nlohmann/json.hpp>

#include <glm/gtc/quaternion.hpp>

namespace plumb::dataset::kubric_test {
namespace {

using nlohmann::json;

/// A frame of two instances, and what it adds to metadata.json.
class KubricMetadata : public ::testing::Test {
protected:
    [[nodiscard]] std::string piece() {
        const Frame frame = maker.annotate(annotations).make();
        const FrameRecord record{set, scene, frame, 7};
        without_rotation = count_without_rotation(record);
        return kubric_piece(record);
    }
    Scene scene = test::made_scene({"cup", "plate"});
    FrameAnnotations annotations = test::made_annotations(2);
    SetInfo set{.scene = scene, .size = {4, 1}, .passes = {}};
    test::FrameMaker maker{{4, 1}};
    std::uint64_t without_rotation = 0;
};

TEST_F(KubricMetadata, SplitsWhatIsMirroredIntoARotationAndAScaleBelowZero) {
    const glm::dmat4 turn = glm::mat4_cast(glm::angleAxis(0.7, glm::normalize(glm::dvec3(1, 2, 3))));
    glm::dmat4 pose = turn;
    pose[0] *= -2;
    annotations.instances[0].camera_from_object = pose;
    const json instance = json::parse(piece())["instances"][0];
    EXPECT_EQ(without_rotation, 0U);
    const std::vector<double> q = instance["quaternion"];
    const glm::dmat3 rotation = glm::mat3_cast(glm::dquat(q[0], q[1], q[2], q[3]));
    const glm::dmat3 z_up(1, 0, 0, 0, 0, 1, 0, -1, 0);
    for (int axis = 0; axis < 3; ++axis) {
        // The file's frames are ours, both turned to have z up.
        const glm::dvec3 found = glm::transpose(z_up) * rotation * z_up[axis] * double{instance["scale"]};
        EXPECT_LT(glm::length(found - glm::normalize(glm::dvec3(pose[axis]))), 1e-12) << axis;
    }
    EXPECT_EQ(json::parse(piece())["instances"][1]["scale"], 1.0);
}

TEST_F(KubricMetadata, HasNoRotationForWhatIsFlatOrSheared) {
    annotations.instances[0].camera_from_object[1] = glm::dvec4(0);
    annotations.instances[1].camera_from_object[1] = {0.5, 1, 0, 0};
    const json instances = json::parse(piece())["instances"];
    EXPECT_TRUE(instances[0]["quaternion"].is_null());
    EXPECT_TRUE(instances[1]["quaternion"].is_null());
    EXPECT_EQ(without_rotation, 2U);
}

TEST_F(KubricMetadata, HasTheLensOfEachFrameWhereItChanges) {
    const std::vector<std::uint64_t> frames{0, 1};
    std::vector<std::string> pieces{piece(), piece()};
    const auto read = [&](std::uint64_t index) { return pieces[index]; };
    const json still = json::parse(kubric_metadata(set, frames, read))["camera"];
    EXPECT_TRUE(still["focal_length"].is_number());
    EXPECT_EQ(still["K"].size(), 3U);
    annotations.camera.intrinsics.fx *= 2;
    pieces[1] = piece();
    const json zoomed = json::parse(kubric_metadata(set, frames, read))["camera"];
    ASSERT_EQ(zoomed["focal_length"].size(), 2U);
    EXPECT_EQ(zoomed["focal_length"][0], still["focal_length"]);
    EXPECT_EQ(zoomed["focal_length"][1], 2 * double{still["focal_length"]});
    EXPECT_EQ(zoomed["K"][0], still["K"]);
}

}  // namespace
}  // namespace plumb::dataset::kubric_test
