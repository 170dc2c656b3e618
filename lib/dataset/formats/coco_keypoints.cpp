#include "dataset/formats/coco_keypoints.hpp"

#include "dataset/formats/keypoint_figures.hpp"
#include "dataset/json_text.hpp"

#include <utility>

namespace plumb::dataset {

namespace {

RunLengths mask_of_figure(const FrameRecord& record, const KeypointFigure& figure) {
    std::vector<bool> is_part(record.scene.instances().size() + 1);
    for (const std::uint32_t id : figure.instances) is_part[id] = true;
    const PassView ids = record.frame["instance"];
    return mask_of(
        figure.box, [&](std::uint32_t x, std::uint32_t y) { return is_part[ids.at<std::uint32_t>(x, y)]; },
        record.frame.size());
}

}  // namespace

CocoKeypoints coco_keypoints(const FrameRecord& record) {
    const Size size = record.frame.size();
    const auto names = keypoint_names(record);
    CocoKeypoints result;
    Json categories = Json::array();
    for (const auto& [semantic, list] : names) {
        categories.push_back({{"id", semantic},
                              {"name", record.scene.classes()[semantic]},
                              {"supercategory", ""},
                              {"keypoints", list},
                              {"skeleton", Json::array()}});
    }
    result.categories = compact(categories);
    for (const KeypointFigure& figure : keypoint_figures(record)) {
        Json places = Json::array();
        std::uint32_t count = 0;
        for (const std::string& name : names.at(figure.semantic)) {
            const auto found = figure.keypoints.find(name);
            const bool is_there = found != figure.keypoints.end() && found->second->pixel &&
                                  found->second->state != KeypointState::outside;
            if (is_there) ++count;
            places.push_back(is_there ? found->second->pixel->x - 0.5 : 0.0);
            places.push_back(is_there ? found->second->pixel->y - 0.5 : 0.0);
            places.push_back(is_there ? static_cast<int>(found->second->state) : 0);
        }
        const PixelBox& box = figure.box;
        const Json annotation{
            {"image_id", record.index},
            {"category_id", figure.semantic},
            {"keypoints", std::move(places)},
            {"num_keypoints", count},
            {"segmentation",
             {{"size", Json::array({size.height, size.width})}, {"counts", pack(mask_of_figure(record, figure))}}},
            {"area", figure.pixels},
            {"bbox", Json::array({box.x_min, box.y_min, box.x_max - box.x_min, box.y_max - box.y_min})},
            {"iscrowd", 0},
            {"instance_id", figure.id}};
        result.lines += compact(annotation).substr(1) + "\n";
    }
    return result;
}

}  // namespace plumb::dataset
