#include "run_sets.hpp"

#include "run_source.hpp"

#include <algorithm>

namespace plumb::program {

namespace {

DatasetOptions options_of(const RenderArguments& arguments, const ShotSource& source, const RunFolder& folder) {
    DatasetOptions options;
    options.formats = arguments.files.formats;
    options.previews = arguments.files.previews;
    options.shots = arguments.writes_shots;
    options.overwrite = arguments.files.overwrite;
    if (!arguments.recipe.empty() && arguments.shot.empty()) options.seed = arguments.seed;
    const std::uint64_t first = source.place(0).index, last = source.place(source.count() - 1).index;
    options.range = {first, last + 1};
    options.renderer = arguments.renderer;
    options.source = source_json(arguments, folder.view).dump();
    if (arguments.is_clip()) options.frames_per_second = arguments.rate();
    if (!arguments.environment.empty()) options.environments = {arguments.environment};
    options.allowed_licenses = arguments.allowed_licenses;
    return options;
}

}  // namespace

RunSets::RunSets(const RenderArguments& arguments, const ShotSource& source) : arguments_(arguments), source_(source) {
    const std::optional<Recipe> recipe = source.recipe();
    for (const RunFolder& folder : source.folders()) {
        const DatasetOptions options = options_of(arguments, source, folder);
        if (recipe) {
            sets_.emplace_back(folder.root, source.scene(), *recipe, options);
        } else {
            sets_.emplace_back(folder.root, source.scene(), options);
        }
    }
    for (std::uint64_t position = 0; position < source.count(); ++position) {
        const RunPlace place = source.place(position);
        if (sets_[place.folder].has(place.index, place.key)) continue;
        ++todo_count_;
        if (!todo_.empty() && todo_.back().first + todo_.back().count == position) {
            ++todo_.back().count;
        } else {
            todo_.push_back({position, 1});
        }
    }
}

Stretch RunSets::next(std::uint64_t limit) {
    if (next_ == todo_.size()) return {};
    Stretch& left = todo_[next_];
    const Stretch taken{left.first, std::min(limit, left.count)};
    left.first += taken.count;
    left.count -= taken.count;
    if (left.count == 0) ++next_;
    return taken;
}

void RunSets::write(std::uint64_t position, const Frame& frame, const Shot& shot) {
    const RunPlace place = source_.place(position);
    sets_[place.folder].write(place.index, frame, {arguments_.writes_shots ? &shot : nullptr, place.key});
}

void RunSets::flush() {
    for (Dataset& set : sets_) set.flush();
}

bool RunSets::finish() {
    bool is_last = true;
    for (Dataset& set : sets_) is_last = set.finish() && is_last;
    return is_last;
}

DatasetProgress RunSets::progress() const {
    DatasetProgress sum;
    for (const Dataset& set : sets_) {
        const DatasetProgress one = set.progress();
        sum.frames_encoded += one.frames_encoded;
        sum.frames_done += one.frames_done;
        sum.bytes_written += one.bytes_written;
    }
    return sum;
}

std::uint64_t RunSets::lost_count() const {
    std::uint64_t count = 0;
    for (const Dataset& set : sets_) count += set.start().lost_count;
    return count;
}

}  // namespace plumb::program
