#include "dataset/format_table.hpp"

#include <plumb/error.hpp>

#include "base/nearest_name.hpp"
#include "dataset/formats/makers.hpp"
#include "dataset/pass_files.hpp"

#include <algorithm>
#include <filesystem>

namespace plumb {

namespace dataset {

namespace {

constexpr FormatRow rows[] = {
    {{"npy", "every pass as a NumPy array, as it is", ""}},
    {{"png", "colour, codes, 16-bit ids, distances in millimetres; other passes become npy unless exr is written", ""}},
    {{"exr", "every pass in an EXR file of its own, without loss; rgb as linear colour", ""}},
    {{"npz", "all passes and frame.json of a frame in one NumPy archive", "compression=none|deflate"}, make_npz},
    {{"exr-blender", "multilayer EXR with Blender's channel names and Cryptomatte", ""}, make_exr_blender},
    {{"exr-nuke", "multilayer EXR with Nuke's channel names and Cryptomatte", ""}, make_exr_nuke},
    {{"coco", "COCO: instances with masks and boxes, panoptic pictures (pycocotools, panopticapi, detectron2)",
      "segmentation=rle|polygon"},
     make_coco},
    {{"yolo", "YOLO: pictures with a box a row", "split=train|val|test"}, make_yolo},
    {{"yolo-segment", "YOLO: pictures with an outline a row", "split=train|val|test"}, make_yolo_segment},
    {{"yolo-pose", "YOLO: pictures with a box and the keypoints of a figure a row", "split=train|val|test"},
     make_yolo_pose},
    {{"kitti", "KITTI: labels, calibration, flow, depth, and disparity to a rectified camera on the right",
      "baseline_m=METRES|recipe"},
     make_kitti},
    {{"bop", "BOP: pictures, depth, masks, poses, models (bop_toolkit)", "split=FOLDER:depth_scale=MM"}, make_bop},
    {{"flo", "Middlebury .flo of the flow in both directions", ""}, make_flo},
    {{"blenderproc", "BlenderProc: an HDF5 file a frame", ""}, make_blenderproc},
    {{"kubric", "Kubric: the files of a MOVi video", "flow_px=LIMIT"}, make_kubric},
    {{"replicator", "Omniverse Replicator: the files of its BasicWriter", ""}, make_replicator},
    {{"stmap", "ST-maps of Nuke: where to take a pixel from, to remove the lens and to put it back", ""}, make_stmap},
    {{"webdataset", "WebDataset: tar shards with a sample a frame", "frames_per_shard=1..1000000"}, make_webdataset},
    {{"csv", "one table with a row for every instance of every frame (pandas, pyarrow)", ""}, make_csv},
};

/// Folder of a format's files below the set's, empty for that itself.
/// @throws Error  invalid_argument for a path that leads elsewhere or into plumb's own frames
std::string take_folder(FormatSpec& spec) {
    const std::string folder = spec.take_text("folder", spec.name());
    if (folder == ".") return "";
    const std::filesystem::path path(folder);
    bool is_inside = path.is_relative() && folder.find('\\') == std::string::npos && folder.back() != '/';
    for (const auto& part : path) is_inside = is_inside && part != ".." && part != "." && !part.empty();
    if (is_inside && *path.begin() != "frames") return folder;
    throw Error(ErrorCode::invalid_argument,
                "format '" + spec.text() + "': folder '" + folder +
                    "' is not '.' or a path below the set's folder, such as coco or for/training; frames is taken");
}

/// @param folders  of the formats before; the new one is added
std::unique_ptr<Format> make_format(FormatSpec& spec, std::vector<std::string>& folders) {
    const FormatRow& row = find_format(spec.name());
    std::unique_ptr<Format> format;
    std::string folder = "frames/." + spec.name();
    if (row.make != nullptr) {
        folder = take_folder(spec);
        format = row.make(spec, folder.empty() ? "" : folder + "/");
    }
    spec.check_all_taken();
    if (std::find(folders.begin(), folders.end(), folder) != folders.end()) {
        throw Error(ErrorCode::invalid_argument, "format '" + spec.text() +
                                                     "' was asked for twice, or writes where another one does; "
                                                     "NAME:folder=PATH gives it a folder of its own");
    }
    folders.push_back(folder);
    return format;
}

}  // namespace

std::span<const FormatRow> format_rows() noexcept {
    return rows;
}

const FormatRow& find_format(const std::string& name) {
    std::vector<std::string_view> names;
    for (const FormatRow& row : rows) {
        if (row.info.name == name) return row;
        names.push_back(row.info.name);
    }
    throw Error(ErrorCode::invalid_argument,
                "unknown format '" + name + "'; " + suggestion(name, names) + "known formats: " + join_names(names));
}

void Format::check(const SetInfo& set) const {
    for (const std::string_view pass : needed_passes()) {
        if (std::find(set.passes.begin(), set.passes.end(), pass) != set.passes.end()) continue;
        throw Error(ErrorCode::invalid_argument, "format '" + std::string(name()) + "' needs pass '" +
                                                     std::string(pass) + "', which is not among those of the set");
    }
    if (!needs_amodal() || set.has_amodal) return;
    throw Error(ErrorCode::invalid_argument,
                "format '" + std::string(name()) + "' needs each instance drawn alone (amodal), which the set has not");
}

void Format::finish(const SetInfo&, std::span<const std::uint64_t>, SetFiles&) const {}

std::vector<std::unique_ptr<Format>> make_formats(std::span<const std::string> specs, const FormatsOptions& options) {
    if (specs.empty()) throw Error(ErrorCode::invalid_argument, "writing in no format");
    std::vector<std::unique_ptr<Format>> formats;
    std::vector<std::string> folders;
    PassFiles::Options pass_files{.formats = {}, .previews = options.previews};
    for (const std::string& text : specs) {
        FormatSpec spec(text);
        if (std::unique_ptr<Format> format = make_format(spec, folders)) {
            formats.push_back(std::move(format));
        } else {
            pass_files.formats.push_back(spec.name());
        }
    }
    if (options.describes_frames || !pass_files.formats.empty()) {
        formats.insert(formats.begin(), std::make_unique<PassFiles>(std::move(pass_files)));
    }
    return formats;
}

std::string index_text(std::uint64_t index) {
    constexpr std::size_t digits = 6;
    std::string number = std::to_string(index);
    if (number.size() < digits) number.insert(0, digits - number.size(), '0');
    return number;
}

}  // namespace dataset

std::span<const FormatInfo> dataset_formats() noexcept {
    static const std::vector<FormatInfo> infos = [] {
        std::vector<FormatInfo> list;
        for (const dataset::FormatRow& row : dataset::format_rows()) list.push_back(row.info);
        return list;
    }();
    return infos;
}

FormatNeeds format_needs(std::span<const std::string> specs) {
    FormatNeeds needs;
    std::vector<std::string_view> passes;
    for (const auto& format : dataset::make_formats(specs, {})) {
        needs.amodal = needs.amodal || format->needs_amodal();
        for (const std::string_view pass : format->needed_passes()) passes.push_back(pass);
    }
    for (const PassInfo& pass : pass_table) {
        if (std::find(passes.begin(), passes.end(), pass.name) != passes.end()) needs.passes.emplace_back(pass.name);
    }
    return needs;
}

void check_format(const std::string& spec) {
    static_cast<void>(format_needs(std::span(&spec, 1)));
}

}  // namespace plumb
