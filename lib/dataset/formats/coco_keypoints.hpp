#pragma once

#include "dataset/format.hpp"
#include "dataset/formats/rle.hpp"

#include <cstddef>
#include <string>

namespace plumb::dataset {

/// What a frame adds to keypoints.json.
struct CocoKeypoints {
    std::string categories;  ///< JSON list of the classes that have keypoints, with their names
    std::string lines;       ///< an annotation a figure, each on a line, without its opening brace and id
};

/// A figure's annotation has the box and the mask of all of its instances. Places are those of pixels, the first of
/// which COCO puts at 0: 0.5 less than ours. A keypoint outside the image is 0, 0, 0.
CocoKeypoints coco_keypoints(const FrameRecord& record);

}  // namespace plumb::dataset
