#pragma once

#include "dataset/format.hpp"

#include <plumb/keypoint.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace plumb::dataset {

/// A figure of which something is seen, with its keypoints.
struct KeypointFigure {
    std::uint32_t id = 0;        ///< of its first instance
    std::uint32_t semantic = 1;  ///< class of that instance
    std::uint64_t pixels = 0;    ///< visible ones of all of its instances; at least 1
    PixelBox box;                ///< of these
    std::vector<std::uint32_t> instances;
    std::map<std::string, const KeypointAnnotation*> keypoints;  ///< by name; into the frame
};

/// The figures that have keypoints, by id. A figure's keypoints of one name count once, the first of them.
std::vector<KeypointFigure> keypoint_figures(const FrameRecord& record);

/// Names of the keypoints of every class, in the order of the frame's list; the same for all frames of a scene.
std::map<std::uint32_t, std::vector<std::string>> keypoint_names(const FrameRecord& record);

}  // namespace plumb::dataset
