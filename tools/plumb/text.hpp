#pragma once

#include <plumb/scene.hpp>

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace plumb::program {

using Json = nlohmann::ordered_json;

/// Prints what the loader said about a file to the error stream; many are cut short with a hint.
void print_warnings(const Scene& scene);

/// "1 frame", "2 frames".
std::string counted(std::uint64_t count, const std::string& noun);
/// At most four significant digits, for people; whole numbers keep all of theirs.
std::string short_number(double value);

/// The first `length` bytes of UTF-8 text, or fewer so that no letter is cut, and an ellipsis where there are more.
std::string shortened(const std::string& text, std::size_t length);

/// JSON text of `value` with a line a member; broken UTF-8 becomes U+FFFD.
std::string json_text(const Json& value);

/// `text` with control characters and broken terminals' escape sequences made visible, for names from foreign files.
std::string printable(std::string_view text);

}  // namespace plumb::program
