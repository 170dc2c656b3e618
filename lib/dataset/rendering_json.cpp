#include "dataset/rendering_json.hpp"

#include "dataset/json_text.hpp"

#include <cmath>

namespace plumb::dataset {

namespace {

Json color_json(const ColorOptions& color) {
    return {{"mode", color.mode == ColorOptions::Mode::path ? "path" : "direct"},
            {"energy", color.energy == ColorOptions::Energy::conserving ? "conserving" : "specification"},
            {"path_samples", color.path_samples},
            {"shadows", color.shadows},
            {"light_samples", color.light_samples},
            {"ambient_samples", color.ambient_samples},
            {"ambient_distance_m",
             std::isfinite(color.ambient_distance_m) ? Json(color.ambient_distance_m) : Json(nullptr)}};
}

}  // namespace

Json rendering_json(const RendererOptions& options) {
    Json keypoints = Json::array();
    for (const KeypointRule& rule : options.keypoints) {
        keypoints.push_back({{"node", rule.node},
                             {"name", rule.name},
                             {"point", {rule.point.x, rule.point.y, rule.point.z}},
                             {"reach_m", rule.reach_m}});
    }
    return {{"samples", options.samples},
            {"filter", options.filter == PixelFilter::blackman_harris ? "blackman-harris" : "box"},
            {"keypoints", std::move(keypoints)},
            {"amodal", options.amodal},
            {"visibility", options.visibility == Visibility::rays ? "rays" : "rasterizer"},
            {"color", color_json(options.color)}};
}

}  // namespace plumb::dataset
