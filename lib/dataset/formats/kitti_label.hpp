#pragma once

#include "dataset/format.hpp"

#include <cstdint>
#include <string>

namespace plumb::dataset {

struct KittiLabels {
    std::string text;          ///< a row an instance that is seen
    std::uint64_t tilted = 0;  ///< rows whose 3-D part is marked as unknown
};

/// Rows of label_2: type, truncated, occluded, alpha, box (left, top, right, bottom), size (height, width, length),
/// bottom centre (x, y, z), rotation_y. Length runs along the object's +z, the front of a glTF asset.
///
/// The box names its outermost pixels. KITTI knows turns about the camera's y axis alone: where the object's up axis is
/// more than a degree off the camera's, the 3-D part is -1 -1 -1 -1000 -1000 -1000 -10, KITTI's mark for unknown, and
/// alpha is -10.
KittiLabels kitti_labels(const FrameRecord& record);

}  // namespace plumb::dataset
