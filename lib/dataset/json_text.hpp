#pragma once

#include <nlohmann/json.hpp>

#include <string>

namespace plumb::dataset {

using Json = nlohmann::ordered_json;

/// One line. Names come from foreign files: what is not UTF-8 in them becomes U+FFFD.
inline std::string compact(const Json& value) {
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace plumb::dataset
