#include "dataset/formats/keypoint_figures.hpp"

#include "annotate/keypoints.hpp"

#include <plumb/error.hpp>

#include <algorithm>

namespace plumb::dataset {

std::vector<KeypointFigure> keypoint_figures(const FrameRecord& record) {
    const FrameAnnotations& annotations = record.frame.annotations();
    std::map<std::uint32_t, KeypointFigure> figures;
    for (const KeypointAnnotation& keypoint : annotations.keypoints) {
        if (figures[keypoint.figure].keypoints.emplace(keypoint.name, &keypoint).second) continue;
        throw Error(ErrorCode::unsupported,
                    "writing keypoints by their names: '" + keypoint.name + "' is the name of two on '" +
                        record.scene.instances()[keypoint.figure - 1].path + "'; rename one of them");
    }
    if (figures.empty()) return {};
    const std::vector<std::uint32_t> figure_of = annotation::figures_of(record.scene.data());
    for (const InstanceAnnotation& instance : annotations.instances) {
        const auto found = figures.find(figure_of.at(instance.id - 1) + 1);
        if (found == figures.end() || !instance.box_tight) continue;
        KeypointFigure& figure = found->second;
        const PixelBox& box = *instance.box_tight;
        if (figure.pixels == 0) figure.box = box;
        figure.box = {std::min(figure.box.x_min, box.x_min), std::min(figure.box.y_min, box.y_min),
                      std::max(figure.box.x_max, box.x_max), std::max(figure.box.y_max, box.y_max)};
        figure.pixels += instance.pixels;
        figure.instances.push_back(instance.id);
    }
    std::vector<KeypointFigure> seen;
    for (auto& [id, figure] : figures) {
        if (figure.pixels == 0) continue;
        figure.id = id;
        figure.semantic = record.scene.instances()[id - 1].semantic;
        seen.push_back(std::move(figure));
    }
    return seen;
}

std::map<std::uint32_t, std::vector<std::string>> keypoint_names(const FrameRecord& record) {
    std::map<std::uint32_t, std::vector<std::string>> names;
    for (const KeypointAnnotation& keypoint : record.frame.annotations().keypoints) {
        std::vector<std::string>& list = names[record.scene.instances()[keypoint.figure - 1].semantic];
        if (std::find(list.begin(), list.end(), keypoint.name) == list.end()) list.push_back(keypoint.name);
    }
    return names;
}

}  // namespace plumb::dataset
