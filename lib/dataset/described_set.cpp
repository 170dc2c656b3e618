#include "dataset/described_set.hpp"

#include "dataset/dataset_json.hpp"
#include "scene/scene_data.hpp"

#include <plumb/error.hpp>

namespace plumb::dataset {

DescribedSet::DescribedSet(const nlohmann::ordered_json& description) {
    try {
        auto data = std::make_shared<scene::SceneData>();
        data->classes = description.at("classes").get<std::vector<std::string>>();
        const auto& size = description.at("size");
        std::vector<std::string> passes;
        for (const auto& pass : description.at("passes")) passes.push_back(pass.at("name").get<std::string>());
        info_.emplace(SetInfo{.scene = Scene(std::move(data)),
                              .size = {size.at("width").get<std::uint32_t>(), size.at("height").get<std::uint32_t>()},
                              .passes = std::move(passes),
                              .id = set_id(description),
                              .frames_per_second = std::nullopt});
        const auto& recipe = description.at("recipe");
        if (recipe.is_string()) info_->recipe = recipe.get<std::string>();
        const auto& rate = description.at("frames_per_second");
        if (rate.is_number()) info_->frames_per_second = rate.get<double>();
        formats_ = make_formats(description.at("formats").get<std::vector<std::string>>(),
                                {.previews = description.at("previews").get<bool>()});
    } catch (const nlohmann::ordered_json::exception& error) {
        throw Error(ErrorCode::bad_asset,
                    "reading dataset.json: a member is missing or of another type: " + std::string(error.what()));
    }
}

}  // namespace plumb::dataset
