#include "gltf/struct_model.hpp"

#include "gltf/json_view.hpp"

#include <plumb/error.hpp>

#include <cmath>
#include <exception>
#include <string>
#include <utility>

namespace plumb::gltf {

namespace {

bool refuse_image(tinygltf::Image*, int, std::string*, std::string*, int, int, const unsigned char*, int, void*) {
    return false;
}

/// Callbacks that find, open and write nothing.
tinygltf::FsCallbacks no_files() {
    tinygltf::FsCallbacks callbacks{};
    callbacks.FileExists = [](const std::string&, void*) { return false; };
    callbacks.ExpandFilePath = [](const std::string&, void*) { return std::string(); };
    callbacks.ReadWholeFile = [](std::vector<unsigned char>*, std::string*, const std::string&, void*) {
        return false;
    };
    callbacks.WriteWholeFile = [](std::string*, const std::string&, const std::vector<unsigned char>&, void*) {
        return false;
    };
    return callbacks;
}

/// A copy without extensions and extras, whose whole numbers are written as integers: tinygltf ignores an index that is
/// written 3.0. The gate bounds the nesting.
Json plain_copy(const Json& value) {
    if (value.is_number_float()) {
        const double number = value.get<double>();
        constexpr double largest = 2147483647.0;
        if (number == std::trunc(number) && std::abs(number) <= largest) return static_cast<std::int64_t>(number);
        return value;
    }
    if (value.is_array()) {
        Json copy = Json::array();
        for (const Json& element : value) copy.push_back(plain_copy(element));
        return copy;
    }
    if (value.is_object()) {
        Json copy = Json::object();
        for (const auto& [key, member] : value.items())
            if (key != "extensions" && key != "extras") copy[key] = plain_copy(member);
        return copy;
    }
    return value;
}

Json sanitized(const Json& json) {
    Json copy = {{"asset", {{"version", "2.0"}}}};
    for (const char* key : {"scene", "scenes", "nodes", "materials", "textures", "samplers", "cameras", "skins"})
        if (const auto found = json.find(key); found != json.end()) copy[key] = plain_copy(*found);
    // Absent is what tinygltf complains of, though the specification then means identities.
    if (const auto skins = copy.find("skins"); skins != copy.end())
        for (Json& skin : *skins) skin.emplace("inverseBindMatrices", -1);
    if (const Json* lights = find_extension(json, "KHR_lights_punctual"))
        copy["extensions"]["KHR_lights_punctual"] = plain_copy(*lights);
    return copy;
}

}  // namespace

tinygltf::Model read_structs(const Document& document) {
    tinygltf::TinyGLTF reader;
    reader.SetFsCallbacks(no_files());
    reader.SetImageLoader(refuse_image, nullptr);
    tinygltf::Model model;
    std::string complaints;
    std::string warnings;
    bool is_read = false;
    try {
        const std::string text = sanitized(document.json).dump();
        is_read = reader.LoadASCIIFromString(&model, &complaints, &warnings, text.data(),
                                             static_cast<unsigned int>(text.size()), "", tinygltf::NO_REQUIRE);
    } catch (const std::exception& exception) {
        complaints = exception.what();
    }
    if (!is_read)
        throw Error(ErrorCode::internal,
                    document.file.string() + ": tinygltf refuses a checked document: " + complaints);
    return model;
}

}  // namespace plumb::gltf
