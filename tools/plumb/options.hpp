#pragma once

#include "cli_forward.hpp"

#include <plumb/plumb.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace plumb::program {

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

}  // namespace plumb::program
