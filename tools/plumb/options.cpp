#include "options.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

namespace plumb::program {

namespace {

constexpr std::uint32_t size_limit = 16384;

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    while (true) {
        const std::size_t end = text.find(separator);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

template <class T>
std::optional<T> number_in(std::string_view text) {
    T value{};
    if (text.starts_with('+')) text.remove_prefix(1);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

[[noreturn]] void refuse(const std::string& name, const std::string& text, const std::string& allowed) {
    throw CLI::ValidationError(name, "'" + text + "' is not " + allowed);
}

}  // namespace

Size parse_size(const std::string& name, const std::string& text) {
    const std::vector<std::string_view> parts = split(text, 'x');
    if (parts.size() == 2) {
        const auto width = number_in<std::uint32_t>(parts[0]);
        const auto height = number_in<std::uint32_t>(parts[1]);
        const auto is_edge = [](const auto& edge) { return edge && *edge >= 1 && *edge <= size_limit; };
        if (is_edge(width) && is_edge(height)) return {*width, *height};
    }
    refuse(name, text, "a size WxH with edges of 1 to 16384 pixels, such as 640x480");
}

double parse_number(const std::string& name, const std::string& text) {
    const auto value = number_in<double>(text);
    if (!value || !std::isfinite(*value)) refuse(name, text, "a finite number");
    return *value;
}

std::uint64_t parse_whole(const std::string& name, const std::string& text) {
    const bool is_digits = text.find_first_not_of("0123456789") == std::string::npos;
    const auto value = number_in<std::uint64_t>(text);
    if (!is_digits || !value) refuse(name, text, "a whole number from 0 to 18446744073709551615");
    return *value;
}

glm::dvec3 parse_vector(const std::string& name, const std::string& text) {
    const std::vector<std::string_view> parts = split(text, ',');
    glm::dvec3 vector{0};
    bool is_valid = parts.size() == 3;
    for (int i = 0; is_valid && i < 3; ++i) {
        const auto value = number_in<double>(parts[static_cast<std::size_t>(i)]);
        is_valid = value && std::isfinite(*value);
        if (is_valid) vector[i] = *value;
    }
    if (!is_valid) refuse(name, text, "three finite numbers X,Y,Z, such as 0,1.5,-3");
    return vector;
}

std::vector<std::string> parse_passes(const std::string& name, const std::string& text) {
    std::vector<std::string> chosen;
    const bool is_all = text == "all";
    try {
        for (const std::string_view part : split(text, ',')) {
            if (!is_all) chosen.emplace_back(find_pass(part).name);
        }
    } catch (const Error& error) {
        throw CLI::ValidationError(name, error.what());
    }
    std::vector<std::string> ordered;
    for (const PassInfo& pass : passes()) {
        const bool is_chosen = is_all || std::find(chosen.begin(), chosen.end(), pass.name) != chosen.end();
        if (is_chosen) ordered.emplace_back(pass.name);
    }
    for (const PassInfo& pass : through_passes()) {
        if (std::find(chosen.begin(), chosen.end(), pass.name) != chosen.end()) ordered.emplace_back(pass.name);
    }
    for (const PassInfo& pass : coverage_passes()) {
        if (std::find(chosen.begin(), chosen.end(), pass.name) != chosen.end()) ordered.emplace_back(pass.name);
    }
    return ordered;
}

std::vector<std::string> parse_formats(const std::string& name, const std::string& text) {
    std::vector<std::string> formats;
    for (const std::string_view part : split(text, ',')) {
        if (std::find(formats.begin(), formats.end(), part) == formats.end()) formats.emplace_back(part);
    }
    try {
        static_cast<void>(format_needs(formats));
    } catch (const Error& error) {
        throw CLI::ValidationError(name, error.what());
    }
    return formats;
}

CLI::Validator not_empty() {
    return CLI::Validator([](const std::string& text) { return text.empty() ? "'' names nothing" : std::string(); },
                          "");
}

void add_scene(CLI::App& command, std::filesystem::path& path, const char* name) {
    command.add_option(name, path, "glTF file, .gltf or .glb")->required()->check(not_empty());
}

void add_device(CLI::App& command, std::string& device) {
    command.add_option("--device", device, "Vulkan device: index, name or UUID; else PLUMB_DEVICE, else the best one")
        ->type_name("D");
}

void add_size(CLI::App& command, const std::string& name, Size& size, const std::string& help) {
    command
        .add_option_function<std::string>(
            name, [name, &size](const std::string& text) { size = parse_size(name, text); }, help)
        ->type_name("WxH")
        ->default_str(std::to_string(size.width) + "x" + std::to_string(size.height));
}

}  // namespace plumb::program
