#include "base/nearest_name.hpp"

#include <plumb/error.hpp>
#include <plumb/passes.hpp>

#include <string>
#include <vector>

namespace plumb {

std::string_view to_string(ComponentType type) noexcept {
    switch (type) {
        case ComponentType::u8:
            return "u8";
        case ComponentType::u32:
            return "u32";
        case ComponentType::f32:
            return "f32";
    }
    return "unknown";
}

std::span<const PassInfo> passes() noexcept {
    return pass_table;
}

const PassInfo& find_pass(std::string_view name) {
    std::vector<std::string_view> names;
    for (const PassInfo& pass : pass_table) {
        if (pass.name == name) return pass;
        names.push_back(pass.name);
    }
    throw Error(ErrorCode::invalid_argument, "unknown pass '" + std::string(name) + "'; " + suggestion(name, names) +
                                                 "known passes: " + join_names(names));
}

}  // namespace plumb
