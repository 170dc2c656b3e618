#pragma once

#include <plumb/plumb.hpp>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace plumb::program {

using Json = nlohmann::ordered_json;

/// Each turns the text of option `name` into a value.
/// @throws CLI::ValidationError  naming the option, what was read, and what is allowed
Size parse_size(const std::string& name, const std::string& text);
glm::dvec3 parse_vector(const std::string& name, const std::string& text);
double parse_number(const std::string& name, const std::string& text);
/// Digits alone, 0 to 2^64-1.
std::uint64_t parse_whole(const std::string& name, const std::string& text);
/// Comma-separated pass names in the order of the pass table; "all" is every pass.
std::vector<std::string> parse_passes(const std::string& name, const std::string& text);
/// Comma-separated formats with their options, each once.
std::vector<std::string> parse_formats(const std::string& name, const std::string& text);

/// Refuses the empty text, which names nothing.
CLI::Validator not_empty();

/// Adds a required positional argument SCENE.
void add_scene(CLI::App& command, std::filesystem::path& path, const char* name = "SCENE");
/// Adds --device, with PLUMB_DEVICE in its help text.
void add_device(CLI::App& command, std::string& device);
/// Width over height.
inline double aspect_of(Size size) {
    return static_cast<double>(size.width) / size.height;
}

/// Adds --size, already parsed.
void add_size(CLI::App& command, const std::string& name, Size& size, const std::string& help);

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
