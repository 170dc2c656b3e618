#pragma once

#include "dataset/assets.hpp"
#include "dataset/index_set.hpp"

#include <plumb/device.hpp>
#include <plumb/recipe.hpp>
#include <plumb/scene.hpp>

#include <nlohmann/json.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace plumb::dataset {

inline constexpr const char* description_file_name = "dataset.json";

/// What decides the bytes of a set. Some of it may not be known before the first frame.
struct SetFacts {
    std::vector<std::string> classes;
    std::uint32_t instance_count = 0;
    std::vector<Asset> assets;
    std::optional<std::string> recipe_text;
    std::optional<std::uint64_t> seed;
    nlohmann::ordered_json source;            ///< what the caller says of where frames come from
    std::optional<double> frames_per_second;  ///< of a clip
    std::vector<std::string> formats;
    bool has_previews = false;
    bool has_shots = false;
    std::optional<Size> size;
    std::optional<std::vector<std::string>> passes;
    std::optional<nlohmann::ordered_json> rendering;  ///< the renderer's other options
    std::optional<DeviceInfo> device;
};

/// The members of dataset.json that say what the set is, as far as `facts` knows them; without `id` and `frames`.
nlohmann::ordered_json describe_set(const SetFacts& facts);

/// 32 hexadecimal digits that depend on scene, recipe, seed, source, size, passes and formats alone.
std::string set_id(const nlohmann::ordered_json& description);

/// Text of dataset.json.
/// @param done    frames that are there, or null while the set is being written
/// @param losses  of all of them
std::string dataset_json_text(const nlohmann::ordered_json& description, const IndexSet* done,
                              const std::map<std::string, std::uint64_t>& losses);

/// How a set that is there differs from what is asked for, a line each; empty where `asked` says nothing else. Members
/// that `asked` does not have are not compared.
std::vector<std::string> differences(const nlohmann::ordered_json& there, const nlohmann::ordered_json& asked);

/// The document without what differs between a set that is being written and a complete one.
/// @throws Error  bad_asset if `text` is no dataset.json
nlohmann::ordered_json parse_description(const std::string& text, const std::string& file);

}  // namespace plumb::dataset
