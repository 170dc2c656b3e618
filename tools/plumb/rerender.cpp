#include "rerender.hpp"

#include "options.hpp"
#include "render_arguments.hpp"
#include "run_sets.hpp"
#include "run_source.hpp"
#include "shot_source.hpp"
#include "temporary_folder.hpp"
#include "text.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>

namespace plumb::program {

namespace {

namespace fs = std::filesystem;

/// The lines of a journal by frame.
std::map<std::uint64_t, Json> journal_lines(const fs::path& root) {
    std::map<std::uint64_t, Json> lines;
    std::ifstream file(root / "journal.jsonl");
    for (std::string text; std::getline(file, text);) {
        Json line = Json::parse(text, nullptr, false);
        if (!line.is_object() || !line.contains("files")) continue;
        const auto index = line.at("index").get<std::uint64_t>();
        lines[index] = std::move(line);
    }
    return lines;
}

std::vector<std::uint64_t> spread(std::span<const std::uint64_t> frames, std::uint64_t count) {
    std::vector<std::uint64_t> chosen;
    const std::uint64_t taken = std::min<std::uint64_t>(count, frames.size());
    for (std::uint64_t k = 0; k < taken; ++k) chosen.push_back(frames[k * frames.size() / taken]);
    return chosen;
}

/// Renders frames into the set that the arguments name; ascending.
void render_frames(RenderArguments arguments, std::span<const std::uint64_t> indices) {
    arguments.frames = FrameRange{indices.front(), indices.back() + 1};
    const std::unique_ptr<ShotSource> source = make_shot_source(arguments);
    RunSets sets(arguments, *source);
    const Device device = Device::create({.device = arguments.device});
    Renderer renderer(device, source->scene(), arguments.renderer);
    source->start(device);
    for (const std::uint64_t index : indices) {
        const std::uint64_t position = index - indices.front();
        const Shot shot = std::move(source->shots(position, 1).front());
        sets.write(position, renderer.render(shot), shot);
    }
    sets.flush();
}

void compare(const fs::path& root, const fs::path& again, RerenderReport& report) {
    const std::map<std::uint64_t, Json> expected = journal_lines(root), found = journal_lines(again);
    for (const std::uint64_t index : report.frames) {
        const auto line = found.find(index);
        if (line != found.end() && line->second == expected.at(index)) continue;
        for (const Json& file : expected.at(index).at("files")) {
            const Json files = line == found.end() ? Json::array() : line->second.at("files");
            if (std::find(files.begin(), files.end(), file) != files.end()) continue;
            report.differing.push_back(file.at("path").get<std::string>());
        }
    }
}

bool is_of_shots(const Json& set) {
    return set.at("source").at("kind") == "shot";
}

RenderArguments read_arguments(const Json& set, const SetSource& source, const fs::path& out) {
    RenderArguments arguments;
    arguments.scene = source.scene;
    arguments.out = out;
    arguments.device = source.device;
    arguments.environment = source.environment;
    arguments.renderer.size = {set.at("size").at("width").get<std::uint32_t>(),
                               set.at("size").at("height").get<std::uint32_t>()};
    arguments.renderer.passes.clear();
    for (const Json& pass : set.at("passes")) arguments.renderer.passes.push_back(pass.at("name").get<std::string>());
    read_rendering(set.at("rendering"), arguments.renderer);
    arguments.files.formats = set.at("formats").get<std::vector<std::string>>();
    arguments.files.previews = set.at("previews").get<bool>();
    arguments.writes_shots = set.at("shots").get<bool>();
    if (const auto view = read_source(set.at("source"), arguments)) arguments.views = {*view == 0 ? "left" : "right"};
    if (set.at("recipe").is_null()) return arguments;
    if (source.recipe.empty()) {
        throw Error(ErrorCode::invalid_argument,
                    "rendering frames of a recipe again: --recipe FILE.json is needed, as it may name further files");
    }
    arguments.recipe = source.recipe;
    if (set.at("seed").is_number()) arguments.seed = set.at("seed").get<std::uint64_t>();
    return arguments;
}

}  // namespace

void add_set_source(CLI::App& command, SetSource& source, CLI::Option* needed_by) {
    CLI::Option* const scene = command.add_option("--scene", source.scene, "The scene that the frames are of")
                                   ->type_name("FILE")
                                   ->check(not_empty());
    command.add_option("--recipe", source.recipe, "The recipe that they were drawn from")
        ->type_name("FILE.json")
        ->check(not_empty())
        ->needs(scene);
    command.add_option("--environment", source.environment, "The surroundings that a clip was rendered with")
        ->type_name("FILE.hdr")
        ->check(not_empty())
        ->needs(scene);
    if (needed_by != nullptr) {
        needed_by->needs(scene);
    } else {
        scene->required();
    }
    add_device(command, source.device);
}

Json read_set(const fs::path& folder) {
    const fs::path path = folder / "dataset.json";
    std::ifstream file(path, std::ios::binary);
    if (!file) throw Error(ErrorCode::not_found, "reading " + path.string() + ": there is no such file");
    Json set = Json::parse(file, nullptr, false);
    if (set.is_object() && set.value("format", Json()) == "plumb-dataset") return set;
    throw Error(ErrorCode::bad_asset, "reading " + path.string() + ": it is no dataset.json");
}

RenderArguments arguments_of(const fs::path& folder, const SetSource& source, const fs::path& out) {
    const Json set = read_set(folder);
    try {
        RenderArguments arguments = read_arguments(set, source, out);
        if (!is_of_shots(set) || arguments.writes_shots) return arguments;
    } catch (const Json::exception& error) {
        throw Error(ErrorCode::bad_asset, "reading " + (folder / "dataset.json").string() +
                                              ": a member is missing or of another type: " + error.what());
    }
    throw Error(ErrorCode::invalid_argument,
                "rendering frames of " + folder.string() +
                    " again: they were made from shots that the set does not keep (--write-shots keeps them)");
}

fs::path shot_file(const fs::path& folder, std::uint64_t index) {
    return frame_folder(folder, index) / "shot.json";
}

RerenderReport render_again(const fs::path& folder, std::span<const std::uint64_t> frames,
                            const RerenderOptions& options) {
    const TemporaryFolder place("verify");
    RenderArguments arguments = arguments_of(folder, options.source, place.path());
    fs::path root = place.path();
    if (!arguments.views.empty()) root /= arguments.views.front();
    // With the set's own description there, whatever differs from it is refused.
    fs::create_directories(root);
    fs::copy_file(folder / "dataset.json", root / "dataset.json");
    RerenderReport report{spread(frames, options.count), {}};
    const bool has_shots = is_of_shots(read_set(folder));
    if (!has_shots && !report.frames.empty()) render_frames(arguments, report.frames);
    for (std::size_t i = 0; has_shots && i < report.frames.size(); ++i) {
        arguments.shot = shot_file(folder, report.frames[i]);
        render_frames(arguments, std::span(report.frames).subspan(i, 1));
    }
    compare(folder, root, report);
    return report;
}

}  // namespace plumb::program
