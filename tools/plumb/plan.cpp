#include "command.hpp"
#include "draw_statistics.hpp"
#include "options.hpp"
#include "render_arguments.hpp"
#include "text.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <memory>

namespace plumb::program {

namespace {

struct PlanArguments {
    std::filesystem::path recipe, scene, svg;
    FrameRange frames{0, 1000};
    std::uint64_t seed = 0;
    bool is_json = false;
    std::uint64_t measured_count = 0;
    Size size{320, 240};
    std::string device;
};

/// Renders labels of the first frames and judges them.
std::optional<KeepRates> measure(const PlanArguments& arguments, const Recipe& recipe, const Scene& scene) {
    if (arguments.measured_count == 0) return std::nullopt;
    if (!recipe.has_conditions()) {
        throw Error(ErrorCode::invalid_argument,
                    "measuring " + arguments.recipe.string() + ": it has no 'keep_if'; --measure needs one");
    }
    std::vector<std::uint64_t> indices;
    for (std::uint64_t k = 0; k < arguments.measured_count; ++k) indices.push_back(arguments.frames.first + k);
    ShotKeeper keeper(Device::create({.device = arguments.device}), scene, recipe, arguments.size);
    return keeper.measure(arguments.seed, indices);
}

std::string percent(std::uint64_t part, std::uint64_t whole) {
    return short_number(100.0 * static_cast<double>(part) / static_cast<double>(whole)) + " %";
}

void print_rates(const KeepRates& rates) {
    std::printf("\nkeep_if holds in %llu of %s, %s\n", static_cast<unsigned long long>(rates.kept),
                counted(rates.attempts, "frame").c_str(), percent(rates.kept, rates.attempts).c_str());
    for (const auto& [condition, failures] : rates.failures) {
        std::printf("  %s fails in %s\n", printable(condition).c_str(), percent(failures, rates.attempts).c_str());
    }
}

Json rates_json(const std::optional<KeepRates>& rates) {
    if (!rates) return nullptr;
    return {{"frames", rates->attempts}, {"kept", rates->kept}, {"failures", rates->failures}};
}

/// One character a part, eight heights.
std::string text_histogram(const DrawColumn& column) {
    constexpr std::array<const char*, 9> heights{" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    constexpr std::size_t part_count = 16;
    const Histogram histogram = column.histogram(part_count);
    const std::uint64_t largest = *std::max_element(histogram.counts.begin(), histogram.counts.end());
    std::string text;
    // Rounded up, so that nothing that was drawn looks empty.
    for (const std::uint64_t count : histogram.counts) text += heights[(count * 8 + largest - 1) / largest];
    return text;
}

/// Letters of UTF-8 text.
std::size_t width_of(const std::string& text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string padded(const std::string& text, std::size_t width) {
    return text + std::string(width - std::min(width, width_of(text)), ' ');
}

/// Rows as text, each column as wide as its widest entry; the last one may be ragged.
void print_rows(const std::vector<std::vector<std::string>>& rows) {
    std::vector<std::size_t> widths(rows.front().size());
    for (const auto& row : rows) {
        for (std::size_t i = 0; i + 1 < row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]));
    }
    for (const auto& row : rows) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) line += padded(row[i], widths[i]) + "  ";
        line.erase(line.find_last_not_of(' ') + 1);
        std::printf("%s\n", line.c_str());
    }
}

void print_table(const std::vector<DrawColumn>& columns) {
    std::vector<std::vector<std::string>> rows{{"draw", "distribution", "frames", "min", "mean", "max", "histogram"}};
    for (const DrawColumn& column : columns) {
        rows.push_back({printable(column.name()), shortened(printable(column.definition), 48),
                        std::to_string(column.values.size()), short_number(column.min()), short_number(column.mean()),
                        short_number(column.max()), text_histogram(column)});
    }
    print_rows(rows);
}

Json table_json(const std::vector<DrawColumn>& columns) {
    Json list = Json::array();
    for (const DrawColumn& column : columns) {
        const Histogram histogram = column.histogram(24);
        list.push_back({{"key", column.key},
                        {"component", column.component},
                        {"distribution", column.definition.empty() ? Json(nullptr) : Json(column.definition)},
                        {"frames", column.values.size()},
                        {"min", column.min()},
                        {"mean", column.mean()},
                        {"max", column.max()},
                        {"histogram", histogram.counts}});
    }
    return list;
}

void write_text(const std::filesystem::path& path, const std::string& text) {
    std::ofstream file(path, std::ios::binary);
    file << text;
    file.close();
    if (!file) throw Error(ErrorCode::io, "writing " + path.string() + ": the file cannot be written");
}

int plan(const PlanArguments& arguments) {
    const Recipe recipe = Recipe::load(arguments.recipe);
    const Scene scene = recipe.prepare(Scene::load(arguments.scene));
    DrawStatistics statistics;
    for (std::uint64_t k = arguments.frames.first; k < arguments.frames.end; ++k) {
        statistics.add(recipe.shot(scene, arguments.seed, k, {.settles = false}));
    }
    statistics.define(recipe.draws(scene));
    const std::string title = arguments.recipe.filename().string() + ": " + counted(arguments.frames.count(), "frame") +
                              ", seed " + std::to_string(arguments.seed);
    if (!arguments.svg.empty()) write_text(arguments.svg, plan_svg(title, statistics.columns()));
    const std::optional<KeepRates> rates = measure(arguments, recipe, scene);
    if (arguments.is_json) {
        std::printf("%s\n", json_text({{"recipe", arguments.recipe.filename().string()},
                                       {"seed", arguments.seed},
                                       {"first", arguments.frames.first},
                                       {"frames", arguments.frames.count()},
                                       {"draws", table_json(statistics.columns())},
                                       {"keep_if", rates_json(rates)}})
                                .c_str());
        return exit_success;
    }
    std::printf("%s\n", printable(title).c_str());
    if (statistics.columns().empty()) {
        std::printf("nothing is drawn\n");
    } else {
        print_table(statistics.columns());
    }
    if (rates) print_rates(*rates);
    return exit_success;
}

}  // namespace

void add_plan(CLI::App& app, Action& action) {
    CLI::App& command = *app.add_subcommand("plan", "Show what a recipe draws, without rendering");
    const auto arguments = std::make_shared<PlanArguments>();
    command.add_option("RECIPE", arguments->recipe, "Recipe, .json")->required()->check(not_empty());
    add_scene(command, arguments->scene);
    command
        .add_option_function<std::string>(
            "--frames", [arguments](const std::string& text) { arguments->frames = parse_frames("--frames", text); },
            "Number of frames, or A:B for frames A to B-1 (1000)")
        ->type_name("N|A:B");
    command
        .add_option_function<std::string>(
            "--seed", [arguments](const std::string& text) { arguments->seed = parse_whole("--seed", text); },
            "Which run of the recipe, 0 to 2^64-1 (0)")
        ->type_name("S");
    command.add_option("--svg", arguments->svg, "Also plot a histogram of each draw")
        ->type_name("FILE")
        ->check(not_empty());
    command
        .add_option_function<std::string>(
            "--measure",
            [arguments](const std::string& text) {
                arguments->measured_count = parse_whole("--measure", text);
                if (arguments->measured_count >= 1 && arguments->measured_count <= 1'000'000) return;
                throw CLI::ValidationError("--measure", "'" + text + "' is not 1 to 1000000");
            },
            "Render labels of K frames and tell how often keep_if holds, and how often each condition fails")
        ->type_name("K");
    add_size(command, "--size", arguments->size,
             "Of the labels that --measure renders; conditions in pixels depend on it");
    add_device(command, arguments->device);
    command.add_flag("--json", arguments->is_json, "Print JSON");
    command.footer("Example: plumb plan recipe.json scene.glb --frames 1000 --svg plan.svg");
    command.callback([&action, arguments] { action = [arguments] { return plan(*arguments); }; });
}

}  // namespace plumb::program
