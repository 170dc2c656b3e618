#include <plumb/dataset.hpp>
#include <plumb/error.hpp>
#include <plumb/packing.hpp>
#include <plumb/shot_json.hpp>

#include "base/parallel.hpp"
#include "dataset/assets.hpp"
#include "dataset/committer.hpp"
#include "dataset/dataset_json.hpp"
#include "dataset/described_set.hpp"
#include "dataset/format.hpp"
#include "dataset/formats/bytes.hpp"
#include "dataset/frame_pipeline.hpp"
#include "dataset/json_text.hpp"
#include "dataset/rendering_json.hpp"
#include "dataset/set_finish.hpp"
#include "dataset/set_folder.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <iterator>
#include <span>
#include <thread>
#include <utility>

namespace plumb {

namespace {

namespace fs = std::filesystem;
using dataset::Json;
using dataset::SetFacts;

[[noreturn]] void refuse_frame(const std::string& message) {
    throw Error(ErrorCode::invalid_argument, "writing a frame of a set: " + message);
}

std::vector<std::string> in_table_order(std::span<const std::string> names) {
    std::vector<std::string> ordered;
    const auto add = [&](const PassInfo& pass) {
        if (std::find(names.begin(), names.end(), pass.name) != names.end()) ordered.emplace_back(pass.name);
    };
    for (const PassInfo& pass : passes()) add(pass);
    for (const PassInfo& pass : through_passes()) add(pass);
    for (const PassInfo& pass : coverage_passes()) add(pass);
    return ordered;
}

Json parse_source(const std::string& text) {
    try {
        return Json::parse(text);
    } catch (const Json::exception& error) {
        throw Error(ErrorCode::invalid_argument,
                    "opening a set: its source is no JSON text: " + std::string(error.what()));
    }
}

std::string key_hash(const std::string& key) {
    constexpr std::size_t digits = 32;
    return key.empty() ? std::string() : dataset::sha256(key).substr(0, digits);
}

std::string size_text(Size size) {
    return std::to_string(size.width) + "x" + std::to_string(size.height);
}

SetFacts facts_of(const Scene& scene, const std::optional<Recipe>& recipe, const DatasetOptions& options) {
    SetFacts facts;
    facts.classes.assign(scene.classes().begin(), scene.classes().end());
    facts.instance_count = static_cast<std::uint32_t>(scene.instances().size());
    facts.assets = dataset::gather_assets(scene, recipe, options.environments);
    dataset::require_licenses(facts.assets, options.allowed_licenses);
    if (recipe) facts.recipe_text = recipe->text();
    facts.seed = options.seed;
    facts.source = parse_source(options.source);
    facts.frames_per_second = options.frames_per_second;
    facts.formats = options.formats;
    facts.has_previews = options.previews;
    facts.has_shots = options.shots;
    if (options.renderer) {
        facts.size = options.renderer->size;
        facts.passes = in_table_order(options.renderer->passes);
        facts.rendering = dataset::rendering_json(*options.renderer);
    }
    return facts;
}

}  // namespace

/// Members stand in the order in which they need each other.
struct Dataset::Impl {
    fs::path root;
    Scene scene;
    DatasetOptions options;
    SetFacts facts;
    std::vector<std::unique_ptr<dataset::Format>> formats;
    std::optional<dataset::SetInfo> set;
    Json description;
    bool has_amodal = false;
    bool has_made_root = false;
    dataset::SetBytes bytes;
    std::unique_ptr<dataset::Workspace> workspace;
    std::unique_ptr<dataset::Journal> before;
    dataset::IndexSet lost;   ///< frames that are done and whose files are not there
    bool is_resting = false;  ///< after finish(), until the next frame
    dataset::IndexSet written;
    DatasetStart start;
    std::atomic<std::uint64_t> frames_encoded{0}, frames_done{0}, bytes_written{0};
    std::unique_ptr<dataset::Committer> committer;
    std::unique_ptr<dataset::FramePipeline> pipeline;

    Impl(fs::path folder, const Scene& of, const std::optional<Recipe>& recipe, const DatasetOptions& how)
        : root(std::move(folder)), scene(of), options(how), bytes(root) {
        formats = dataset::make_formats(options.formats, {.previews = options.previews});
        facts = facts_of(scene, recipe, options);
        has_amodal = options.renderer && options.renderer->amodal;
        know_set();
        std::error_code ignored;
        has_made_root = !fs::exists(root, ignored);
        dataset::make_folder(root);
        const dataset::SetLock lock(root);
        dataset::recover(lock);
        (void)dataset::admit(lock, description, options.overwrite, options.range);
        workspace = std::make_unique<dataset::Workspace>(lock);
        before = std::make_unique<dataset::Journal>(root / dataset::journal_name);
        start.done_count = before->done().count();
    }

    ~Impl() {
        try {
            if (pipeline) pipeline->drain();
        } catch (...) {
            // flush() tells.
        }
        pipeline.reset();
        committer.reset();
        workspace.reset();
        // A run that failed before its first frame leaves no folder behind; one that is not empty stays.
        if (has_made_root) ::rmdir(root.c_str());
    }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    /// Takes over what the facts say by now.
    void know_set() {
        description = dataset::describe_set(facts);
        if (!facts.size || !facts.passes) return;
        set = {.scene = scene,
               .size = *facts.size,
               .passes = *facts.passes,
               .id = facts.seed || !facts.recipe_text ? dataset::set_id(description) : std::string(),
               .frames_per_second = options.frames_per_second,
               .has_amodal = has_amodal,
               .recipe = facts.recipe_text};
        for (const auto& format : formats) format->check(*set);
    }

    /// A frame that is refused leaves no trace in what is known.
    void begin_with(const Frame& frame) {
        const SetFacts known = facts;
        try {
            begin(frame);
        } catch (...) {
            facts = known;
            know_set();
            throw;
        }
    }

    /// With the first frame everything is known.
    void begin(const Frame& frame) {
        if (!facts.size) facts.size = frame.size();
        const auto& instances = frame.annotations().instances;
        has_amodal = has_amodal || (!instances.empty() && instances.front().amodal.has_value());
        if (!facts.passes) facts.passes = in_table_order(frame.pass_names());
        if (!facts.seed && facts.recipe_text && frame.provenance().address) {
            facts.seed = frame.provenance().address->seed;
        }
        if (frame.provenance().device) facts.device = *frame.provenance().device;
        know_set();
        const dataset::SetLock lock(root);
        const bool is_there = dataset::admit(lock, description, options.overwrite, options.range);
        before = std::make_unique<dataset::Journal>(root / dataset::journal_name);
        if (!is_there) {
            dataset::write_set_file(root, dataset::description_file_name,
                                    dataset::dataset_json_text(description, nullptr, {}), workspace->new_path());
        }
        committer = std::make_unique<dataset::Committer>(root, *workspace, *before, is_there || options.overwrite);
        const std::size_t threads =
            options.thread_count != 0 ? options.thread_count : std::max(1U, std::thread::hardware_concurrency());
        pipeline = std::make_unique<dataset::FramePipeline>(
            threads, dataset::FramePipeline::Steps{
                         [this](const dataset::FrameJob& job, std::size_t count) { return encode(job, count); },
                         [this](const std::vector<dataset::StagedFrame>& group) {
                             committer->commit(group);
                             frames_done += group.size();
                         }});
    }

    void check(std::uint64_t index, const Frame& frame, const DatasetFrameOptions& how) const {
        const std::string name = "frame " + std::to_string(index);
        if (!options.range.contains(index)) {
            refuse_frame(name + " is not one of this writer, which has " + std::to_string(options.range.first) +
                         " to " + std::to_string(options.range.end - 1));
        }
        if (options.shots != (how.shot != nullptr)) {
            refuse_frame(name + (options.shots ? " comes without the shot that the set keeps"
                                               : " comes with a shot, and the set keeps none"));
        }
        if (frame.size() != *facts.size) {
            refuse_frame(name + " is " + size_text(frame.size()) + ", those of the set are " + size_text(*facts.size));
        }
        if (in_table_order(frame.pass_names()) != *facts.passes) {
            refuse_frame(name + " has other passes than the set");
        }
        const auto& address = frame.provenance().address;
        if (facts.recipe_text && address && facts.seed && address->seed != *facts.seed) {
            refuse_frame(name + " is of seed " + std::to_string(address->seed) + ", the set of seed " +
                         std::to_string(*facts.seed));
        }
        const auto& device = frame.provenance().device;
        if (device && facts.device && (device->name != facts.device->name || device->driver != facts.device->driver)) {
            refuse_frame(name + " is from device " + device->name + ", " + device->driver + ", the set from " +
                         facts.device->name + ", " + facts.device->driver);
        }
    }

    dataset::StagedFrame encode(const dataset::FrameJob& job, std::size_t thread_count) {
        for (const std::string& name : job.frame.pass_names())
            if (is_packed(*job.frame[name].info))
                throw Error(ErrorCode::unsupported, "writing frame " + std::to_string(job.index) +
                                                        " into a set: pass '" + name +
                                                        "' is packed, and sets describe passes as the table has them; "
                                                        "render it without a format, or use write_frame() with npy");
        dataset::StagedFrame staged;
        staged.line.index = job.index;
        staged.line.key = job.key;
        staged.is_redone = job.is_redone;
        if (job.shot) {
            const std::string text = shot_json(scene, *job.shot);
            stage(staged, {(fs::path("frames") / dataset::index_text(job.index) / "shot.json").string(),
                           dataset::bytes_of(text)});
        }
        const dataset::FrameRecord record{
            .set = *set, .scene = scene, .frame = job.frame, .index = job.index, .thread_count = thread_count};
        std::vector<dataset::StagedFrame> parts(formats.size());
        in_parallel(formats.size(), thread_count, [&](std::size_t i) {
            const dataset::EncodedFrame encoded = formats[i]->encode(record);
            for (const dataset::EncodedFile& file : encoded.files) stage(parts[i], file);
            for (const dataset::Loss& loss : encoded.losses) parts[i].line.losses[loss.what] += loss.count;
        });
        for (dataset::StagedFrame& part : parts) {
            std::move(part.line.files.begin(), part.line.files.end(), std::back_inserter(staged.line.files));
            std::move(part.temporaries.begin(), part.temporaries.end(), std::back_inserter(staged.temporaries));
            for (const auto& [what, count] : part.line.losses) staged.line.losses[what] += count;
        }
        ++frames_encoded;
        return staged;
    }

    void stage(dataset::StagedFrame& staged, const dataset::EncodedFile& encoded) {
        const fs::path temporary = workspace->new_path();
        const dataset::FileDescriptor file = dataset::open_file(temporary, O_WRONLY | O_CREAT | O_EXCL);
        dataset::write_all(file, encoded.bytes, root / encoded.path);
        staged.line.files.push_back(
            {encoded.path, {encoded.bytes.size(), dataset::sha256(encoded.bytes)}, encoded.container});
        staged.temporaries.push_back(temporary);
        bytes_written += encoded.bytes.size();
    }

    void wake() {
        if (!is_resting) return;
        const dataset::SetLock lock(root);
        workspace->wake(lock);
        is_resting = false;
    }

    /// As merging does, from what dataset.json says: the same bytes, whoever comes last.
    bool finish() {
        const dataset::SetLock lock(root);
        dataset::recover(lock);
        workspace->rest(lock);
        is_resting = true;
        if (!workspace->is_last(lock)) return false;
        const std::optional<Json> there = dataset::read_description(root);
        if (!there) return true;
        const dataset::DescribedSet described(*there);
        dataset::finish_set({.lock = lock,
                             .workspace = *workspace,
                             .description = *there,
                             .set = described.info(),
                             .formats = described.formats()});
        return true;
    }
};

Dataset::Dataset(fs::path root, const Scene& scene, const Recipe& recipe, const DatasetOptions& options)
    : impl_(std::make_unique<Impl>(std::move(root), scene, recipe, options)) {}
Dataset::Dataset(fs::path root, const Scene& scene, const DatasetOptions& options)
    : impl_(std::make_unique<Impl>(std::move(root), scene, std::nullopt, options)) {}
Dataset::~Dataset() = default;
Dataset::Dataset(Dataset&&) noexcept = default;
Dataset& Dataset::operator=(Dataset&&) noexcept = default;

bool Dataset::has(std::uint64_t index, const std::string& key) {
    if (impl_->written.contains(index)) return true;
    if (impl_->options.overwrite) return false;
    const std::optional<dataset::FrameLine> line = impl_->before->find(index);
    if (!line) return false;
    if (line->key != key_hash(key)) {
        throw Error(ErrorCode::invalid_argument, "writing frame " + std::to_string(index) + " to " +
                                                     impl_->root.string() +
                                                     ": the frame is there, made from something else; overwriting "
                                                     "was not asked for");
    }
    if (dataset::has_files(impl_->bytes, *line)) return true;
    ++impl_->start.lost_count;
    impl_->lost.insert(index);
    return false;
}

void Dataset::write(const Frame& frame, const DatasetFrameOptions& options) {
    const auto& address = frame.provenance().address;
    if (!address) refuse_frame("the frame is not one of a recipe; give its index");
    write(address->index, frame, options);
}

void Dataset::write(std::uint64_t index, const Frame& frame, const DatasetFrameOptions& options) {
    if (!impl_->pipeline) impl_->begin_with(frame);
    impl_->wake();
    impl_->check(index, frame, options);
    if (impl_->written.contains(index)) refuse_frame("frame " + std::to_string(index) + " was written before");
    dataset::FrameJob job{index, frame, std::nullopt, key_hash(options.key)};
    job.is_redone = impl_->before->done().contains(index) && (impl_->options.overwrite || impl_->lost.contains(index));
    if (options.shot != nullptr) job.shot = *options.shot;
    impl_->pipeline->push(std::move(job));
    impl_->written.insert(index);
}

void Dataset::flush() {
    if (impl_->pipeline) impl_->pipeline->drain();
}

bool Dataset::finish() {
    flush();
    return impl_->finish();
}

DatasetProgress Dataset::progress() const {
    return {impl_->frames_encoded, impl_->frames_done, impl_->bytes_written};
}

DatasetStart Dataset::start() const {
    return impl_->start;
}

std::string Dataset::id() const {
    return impl_->set ? impl_->set->id : std::string();
}

}  // namespace plumb
