#include "dataset/described_set.hpp"

#include "dataset/dataset_json.hpp"
#include "scene/scene_data.hpp"

#include <plumb/error.hpp>

#include <limits>

namespace plumb::dataset {

namespace {

/// One below 0 or with a fraction would be converted in silence.
std::uint32_t edge_of(const nlohmann::ordered_json& size, const char* name) {
    const auto& edge = size.at(name);
    if (edge.is_number_unsigned() && edge.get<std::uint64_t>() <= std::numeric_limits<std::uint32_t>::max())
        return edge.get<std::uint32_t>();
    throw Error(ErrorCode::bad_asset, std::string("reading dataset.json: its size has a ") + name + " of " +
                                          edge.dump() + "; allowed: a whole number of pixels");
}

}  // namespace

DescribedSet::DescribedSet(const nlohmann::ordered_json& description) {
    try {
        auto data = std::make_shared<scene::SceneData>();
        data->classes = description.at("classes").get<std::vector<std::string>>();
        const auto& size = description.at("size");
        std::vector<std::string> passes;
        for (const auto& pass : description.at("passes")) passes.push_back(pass.at("name").get<std::string>());
        info_.emplace(SetInfo{.scene = Scene(std::move(data)),
                              .size = {edge_of(size, "width"), edge_of(size, "height")},
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
