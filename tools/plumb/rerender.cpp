#include "rerender.hpp"

#include "render_arguments.hpp"
#include "run_sets.hpp"
#include "run_source.hpp"
#include "shot_source.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>

namespace plumb::program {

namespace {

namespace fs = std::filesystem;

/// A folder of its own that goes with it.
class TemporaryFolder {
public:
    TemporaryFolder() {
        std::string name = (fs::temp_directory_path() / "plumb-verify-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) {
            throw Error(ErrorCode::io, "verifying: no folder for temporary files, tried " + name);
        }
        path_ = name;
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    [[nodiscard]] const fs::path& path() const { return path_; }

private:
    fs::path path_;
};

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

/// The command that the set came from.
RenderArguments arguments_of(const Json& set, const RerenderOptions& options, const fs::path& out) {
    RenderArguments arguments;
    arguments.scene = options.scene;
    arguments.out = out;
    arguments.device = options.device;
    arguments.environment = options.environment;
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
    if (options.recipe.empty()) {
        throw Error(ErrorCode::invalid_argument,
                    "rendering frames of a recipe again: --recipe FILE.json is needed, as it may name further files");
    }
    arguments.recipe = options.recipe;
    if (set.at("seed").is_number()) arguments.seed = set.at("seed").get<std::uint64_t>();
    return arguments;
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

Json read_json(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return Json::parse(file);
}

}  // namespace

RerenderReport render_again(const fs::path& folder, std::span<const std::uint64_t> frames,
                            const RerenderOptions& options) {
    const TemporaryFolder place;
    const Json set = read_json(folder / "dataset.json");
    RenderArguments arguments = arguments_of(set, options, place.path());
    const bool is_of_shots = set.at("source").at("kind") == "shot";
    if (is_of_shots && !arguments.writes_shots) {
        throw Error(ErrorCode::invalid_argument,
                    "rendering frames of " + folder.string() +
                        " again: they were made from shots that the set does not keep (--write-shots keeps them)");
    }
    fs::path root = place.path();
    if (!arguments.views.empty()) root /= arguments.views.front();
    // With the set's own description there, whatever differs from it is refused.
    fs::create_directories(root);
    fs::copy_file(folder / "dataset.json", root / "dataset.json");
    RerenderReport report{spread(frames, options.count), {}};
    if (!is_of_shots && !report.frames.empty()) render_frames(arguments, report.frames);
    for (std::size_t i = 0; is_of_shots && i < report.frames.size(); ++i) {
        arguments.shot = folder / "frames" / frame_folder({}, report.frames[i]).filename() / "shot.json";
        render_frames(arguments, std::span(report.frames).subspan(i, 1));
    }
    compare(folder, root, report);
    return report;
}

}  // namespace plumb::program
