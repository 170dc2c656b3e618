#include "dataset/dataset_json.hpp"

#include <plumb/error.hpp>
#include <plumb/passes.hpp>
#include <plumb/version.hpp>

#include "dataset/frame_json.hpp"
#include "dataset/json_text.hpp"
#include "shaders/all_of_plumb_objects.hpp"

#include <array>
#include <string_view>

namespace plumb::dataset {

namespace {

constexpr int format_version = 1;

Json optional_text(const std::string& text) {
    return text.empty() ? Json(nullptr) : Json(text);
}

Json asset_json(const Asset& asset) {
    Json json{{"role", asset.role}, {"file", optional_text(asset.name)}};
    if (asset.hash) {
        json["bytes"] = asset.hash->bytes;
        json["sha256"] = asset.hash->sha256;
    }
    if (asset.role == "recipe") return json;
    json["license"] = asset.license;
    json["license_text"] = optional_text(asset.license_text);
    json["license_source"] = optional_text(asset.license_source);
    json["copyright"] = optional_text(asset.copyright);
    return json;
}

Json pass_json(const std::string& name) {
    const PassInfo& pass = find_pass(name);
    return {{"name", name},
            {"type", to_string(pass.type)},
            {"channels", pass.channels},
            {"unit", pass.unit},
            {"frame", pass.frame.empty() ? Json(nullptr) : Json(pass.frame)},
            {"background", pass.background},
            {"meaning", pass.meaning}};
}

Json device_json(const DeviceInfo& device) {
    return {{"name", device.name}, {"driver", device.driver}, {"vulkan", device.api_version}};
}

/// Each shader by its name, as it was compiled into this library.
Json shaders_json() {
    Json json = Json::object();
    for (const auto& [name, words] : shaders::all_of_plumb_objects()) {
        json[std::string(name)] = sha256(std::as_bytes(words));
    }
    return json;
}

std::string short_text(const Json& value) {
    constexpr std::size_t limit = 80;
    std::string text = compact(value);
    if (text.size() > limit) text = text.substr(0, limit) + "...";
    return text;
}

}  // namespace

Json describe_set(const SetFacts& facts) {
    Json json{{"generator", std::string("plumb ") + version()},
              {"format", "plumb-dataset"},
              {"format_version", format_version},
              {"conventions_version", conventions_version}};
    Json assets = Json::array();
    for (const Asset& asset : facts.assets) assets.push_back(asset_json(asset));
    json["assets"] = std::move(assets);
    json["recipe"] = facts.recipe_text ? Json(*facts.recipe_text) : Json(nullptr);
    if (facts.seed || !facts.recipe_text) json["seed"] = facts.seed ? Json(*facts.seed) : Json(nullptr);
    json["source"] = facts.source;
    json["frames_per_second"] = facts.frames_per_second ? Json(*facts.frames_per_second) : Json(nullptr);
    json["formats"] = facts.formats;
    json["previews"] = facts.has_previews;
    json["shots"] = facts.has_shots;
    if (facts.size) json["size"] = {{"width", facts.size->width}, {"height", facts.size->height}};
    if (facts.passes) {
        Json passes = Json::array();
        for (const std::string& name : *facts.passes) passes.push_back(pass_json(name));
        json["passes"] = std::move(passes);
    }
    if (facts.rendering) json["rendering"] = *facts.rendering;
    json["classes"] = facts.classes;
    json["instance_count"] = facts.instance_count;
    json["conventions"] = conventions_json();
    if (facts.device) json["device"] = device_json(*facts.device);
    json["shaders_sha256"] = shaders_json();
    return json;
}

std::string set_id(const Json& description) {
    constexpr std::size_t digits = 32;
    Json key = Json::object();
    for (const char* const member :
         {"recipe", "seed", "source", "formats", "previews", "shots", "size", "passes", "rendering"}) {
        key[member] = description.value(member, Json(nullptr));
    }
    Json hashes = Json::array();
    for (const Json& asset : description.at("assets")) hashes.push_back(asset.value("sha256", ""));
    key["assets"] = std::move(hashes);
    return sha256(compact(key)).substr(0, digits);
}

std::string dataset_json_text(const Json& description, const IndexSet* done,
                              const std::map<std::string, std::uint64_t>& losses) {
    Json json = Json::object();
    for (const auto& [key, value] : description.items()) {
        json[key] = value;
        if (key == "conventions_version") json["id"] = set_id(description);
    }
    if (done != nullptr) {
        Json ranges = Json::array();
        for (const auto& [first, end] : done->ranges()) ranges.push_back({first, end});
        json["frames"] = {{"count", done->count()}, {"ranges", std::move(ranges)}};
        json["losses"] = losses;
    }
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json parse_description(const std::string& text, const std::string& file) {
    try {
        Json json = Json::parse(text);
        if (json.at("format") != "plumb-dataset" || json.at("format_version") != format_version) {
            throw Error(ErrorCode::bad_asset, "reading " + file + ": found format " + short_text(json["format"]) +
                                                  ", version " + short_text(json["format_version"]) +
                                                  "; plumb-dataset, version " + std::to_string(format_version) +
                                                  " is needed");
        }
        for (const char* const member : {"id", "frames", "losses"}) json.erase(member);
        return json;
    } catch (const Json::exception& error) {
        throw Error(ErrorCode::bad_asset, "reading " + file + ": it is no dataset.json: " + error.what());
    }
}

std::vector<std::string> differences(const Json& there, const Json& asked) {
    std::vector<std::string> found;
    for (const auto& [key, value] : asked.items()) {
        const Json known = there.value(key, Json(nullptr));
        if (known == value) continue;
        // The place within the member says more than two long texts.
        const Json patch = Json::diff(known, value);
        const std::string path = patch.front().value("path", "");
        const bool is_inside = !path.empty() && patch.front().at("op") == "replace";
        const Json::json_pointer place(path);
        found.push_back(key + (is_inside ? path : "") + ": there " + short_text(is_inside ? known.at(place) : known) +
                        ", asked for " + short_text(is_inside ? value.at(place) : value));
    }
    return found;
}

}  // namespace plumb::dataset
