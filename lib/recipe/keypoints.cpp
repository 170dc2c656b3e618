#include "recipe/keypoints.hpp"

#include "recipe/target.hpp"

#include <plumb/keypoint.hpp>

namespace plumb::recipe {

void add_keypoints(const Place& keypoints, scene::SceneData& data) {
    const TargetIndex index(data);
    for (std::size_t i = 0; i < keypoints.size(); ++i) {
        const Place entry = keypoints[i];
        KeypointRule rule;
        rule.name = entry.text_or("name", "");
        rule.reach_m = entry.number_or("reach_m", rule.reach_m);
        if (const auto position = entry.find("position_m")) {
            rule.point = {(*position)[0].number(), (*position)[1].number(), (*position)[2].number()};
        }
        const std::vector<std::uint32_t> nodes = index.matching_nodes(entry["match"], entry.flag("optional", false));
        for (const std::uint32_t node : nodes) data.nodes[node].keypoints.push_back(rule);
    }
}

}  // namespace plumb::recipe
