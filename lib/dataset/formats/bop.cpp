#include "dataset/formats/bop_models.hpp"
#include "dataset/formats/bytes.hpp"
#include "dataset/formats/makers.hpp"
#include "dataset/formats/need.hpp"
#include "dataset/formats/picture.hpp"
#include "dataset/json_text.hpp"
#include "dataset/png.hpp"
#include "scene/box.hpp"

#include <plumb/error.hpp>
#include <plumb/version.hpp>

#include <cstdio>
#include <map>
#include <utility>

namespace plumb::dataset {

namespace {

constexpr double mm_per_m = 1000;
constexpr std::uint64_t images_per_scene = 1000;  ///< as in BOP's own rendered training sets

std::string six_digits(std::uint64_t number) {
    return index_text(number);
}

Json rotation_rows(const glm::dmat3& m) {
    Json list = Json::array();
    for (int row = 0; row < 3; ++row) {
        for (int column = 0; column < 3; ++column) list.push_back(m[column][row]);
    }
    return list;
}

Json millimetres(const glm::dvec3& metres) {
    return Json::array({metres.x * mm_per_m, metres.y * mm_per_m, metres.z * mm_per_m});
}

/// BOP's boxes are as wide as the distance between their outermost pixels.
template <class AnyBox>
Json box_of(const std::optional<AnyBox>& box) {
    if (!box) return Json::array({-1, -1, -1, -1});
    return Json::array({box->x_min, box->y_min, box->x_max - box->x_min - 1, box->y_max - box->y_min - 1});
}

struct Options {
    std::string split;
    double depth_scale_mm = 1;
};

class Bop : public Format {
public:
    Bop(std::string root, Options options) : root_(std::move(root)), options_(std::move(options)) {}

    [[nodiscard]] std::string_view name() const noexcept override { return "bop"; }
    [[nodiscard]] std::vector<std::string_view> needed_passes() const override { return {"rgb", "depth", "instance"}; }
    [[nodiscard]] bool needs_amodal() const override { return true; }
    [[nodiscard]] EncodedFrame encode(const FrameRecord& record) const override;
    void finish(const SetInfo& set, std::span<const std::uint64_t> done, SetFiles& files) const override;

private:
    [[nodiscard]] std::string scene_folder(std::uint64_t index) const {
        return root_ + options_.split + "/" + six_digits(index / images_per_scene) + "/";
    }
    [[nodiscard]] std::string piece_path(std::uint64_t index) const {
        return root_ + "pieces/" + six_digits(index) + ".jsonl";
    }
    [[nodiscard]] Json camera_of(const FrameRecord& record) const;
    [[nodiscard]] static Json pose_of(const FrameRecord& record, const BopModels& models,
                                      const InstanceAnnotation& instance);
    void add_models(const Scene& scene, const BopModels& models, EncodedFrame& encoded) const;
    void write_scene(std::span<const std::uint64_t> done, SetFiles& files) const;
    void write_targets(std::span<const std::uint64_t> done, SetFiles& files) const;

    std::string root_;
    Options options_;
};

Json Bop::camera_of(const FrameRecord& record) const {
    const CameraAnnotation& camera = record.frame.annotations().camera;
    const Intrinsics& k = camera.intrinsics_integer_center;
    const glm::dmat4 camera_from_world = glm::inverse(camera.world_from_camera);
    return {{"cam_K", Json::array({k.fx, 0.0, k.cx, 0.0, k.fy, k.cy, 0.0, 0.0, 1.0})},
            {"depth_scale", options_.depth_scale_mm},
            {"cam_R_w2c", rotation_rows(glm::dmat3(camera_from_world))},
            {"cam_t_w2c", millimetres(glm::dvec3(camera_from_world[3]))}};
}

Json Bop::pose_of(const FrameRecord& record, const BopModels& models, const InstanceAnnotation& instance) {
    const auto rotation = models.rotation_of(instance.id, glm::dmat3(instance.camera_from_object));
    if (!rotation) {
        throw Error(ErrorCode::unsupported,
                    "format 'bop', frame " + std::to_string(record.index) + ", instance " +
                        std::to_string(instance.id) + " (" + record.scene.instances()[instance.id - 1].path +
                        "): it is scaled other than in the scene's rest pose, or flat; BOP's poses are rotations and "
                        "shifts");
    }
    return {{"cam_R_m2c", rotation_rows(*rotation)},
            {"cam_t_m2c", millimetres(glm::dvec3(instance.camera_from_object[3]))},
            {"obj_id", models.object_of(instance.id)}};
}

/// Pixels of the silhouette whose depth is stored.
std::uint64_t count_valid(const MaskView& mask, const Depth16& depth, Size size) {
    std::uint64_t count = 0;
    for (std::uint32_t y = mask.box.y_min; y < mask.box.y_max; ++y) {
        for (std::uint32_t x = mask.box.x_min; x < mask.box.x_max; ++x) {
            if (mask.at(x, y) && depth.values[std::size_t{y} * size.width + x] != 0) ++count;
        }
    }
    return count;
}

Json info_of(const Frame& frame, const InstanceAnnotation& instance, const Depth16& depth) {
    const AmodalAnnotation& amodal = *instance.amodal;
    const std::uint64_t all = std::uint64_t{amodal.pixels} + amodal.pixels_outside;
    const bool is_seen = instance.pixels > 0;
    return {{"bbox_obj", box_of(is_seen ? amodal.box_loose_unclipped : std::nullopt)},
            {"bbox_visib", box_of(instance.box_tight)},
            {"px_count_all", all},
            {"px_count_valid", count_valid(frame.amodal(instance.id), depth, frame.size())},
            {"px_count_visib", instance.pixels},
            {"visib_fract", all == 0 ? 0.0 : static_cast<double>(instance.pixels) / static_cast<double>(all)}};
}

template <class IsSet>
std::vector<std::byte> encode_mask(const FrameRecord& record, const IsSet& is_set) {
    const Size size = record.frame.size();
    std::vector<std::uint8_t> values(std::size_t{size.width} * size.height);
    for (std::uint32_t y = 0; y < size.height; ++y) {
        for (std::uint32_t x = 0; x < size.width; ++x) values[std::size_t{y} * size.width + x] = is_set(x, y) ? 255 : 0;
    }
    return encode_png({.width = size.width,
                       .height = size.height,
                       .layout = PngLayout::grey8,
                       .pixels = std::as_bytes(std::span(values)),
                       .texts = identity_texts(record)});
}

/// The piece of a frame: lines for scene_camera, scene_gt and scene_gt_info, and one with width and height.
EncodedFrame Bop::encode(const FrameRecord& record) const {
    need_perspective(record, name());
    const Frame& frame = record.frame;
    const Size size = frame.size();
    const BopModels models(record.scene);
    const std::string folder = scene_folder(record.index);
    const std::string image = six_digits(record.index % images_per_scene);
    EncodedFrame encoded;
    const auto add = [&](const std::string& path, std::vector<std::byte> bytes) {
        encoded.files.push_back({folder + path, std::move(bytes)});
    };
    const Depth16 depth = depth_in_units(frame["depth"], mm_per_m / options_.depth_scale_mm);
    add("rgb/" + image + ".png", encode_rgb(record));
    add("depth/" + image + ".png", encode_grey16(record, depth.values, "planar depth: mm = value * depth_scale"));
    const PassView ids = frame["instance"];
    Json poses = Json::array(), infos = Json::array();
    std::uint64_t deforming = 0;
    for (const InstanceAnnotation& instance : frame.annotations().instances) {
        if (!instance.is_visible) continue;
        const InstanceInfo& info = record.scene.instances()[instance.id - 1];
        if (info.joint_count > 0 || info.weight_count > 0) ++deforming;
        const std::string file = image + "_" + six_digits(poses.size()) + ".png";
        poses.push_back(pose_of(record, models, instance));
        infos.push_back(info_of(frame, instance, depth));
        const MaskView alone = frame.amodal(instance.id);
        add("mask/" + file, encode_mask(record, [&](auto x, auto y) { return alone.at(x, y); }));
        add("mask_visib/" + file,
            encode_mask(record, [&](auto x, auto y) { return ids.at<std::uint32_t>(x, y) == instance.id; }));
    }
    if (record.index == 0) add_models(record.scene, models, encoded);
    const Json shape{{"width", size.width}, {"height", size.height}};
    encoded.files.push_back({piece_path(record.index), bytes_of(camera_of(record).dump() + "\n" + poses.dump() + "\n" +
                                                                infos.dump() + "\n" + shape.dump() + "\n")});
    if (depth.unrepresentable > 0) {
        encoded.losses.push_back({"bop: pixels with depth beyond 65535 units of depth_scale", depth.unrepresentable});
    }
    if (deforming > 0)
        encoded.losses.push_back({"bop: instances that deform, whose model is the rest pose", deforming});
    return encoded;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        lines.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return lines;
}

/// @param done  frames of one scene
void Bop::write_scene(std::span<const std::uint64_t> done, SetFiles& files) const {
    const char* const names[] = {"scene_camera.json", "scene_gt.json", "scene_gt_info.json"};
    for (std::size_t line = 0; line < std::size(names); ++line) {
        files.write(scene_folder(done.front()) + names[line], [&](const SetFiles::Sink& sink) {
            for (const std::uint64_t index : done) {
                sink(index == done.front() ? "{\n  \"" : ",\n  \"");
                sink(std::to_string(index % images_per_scene) + "\": ");
                sink(lines_of(files.read(piece_path(index))).at(line));
            }
            sink("\n}\n");
        });
    }
}

/// Models belong to the scene, not to a frame; frame 0 brings them, so that sets can be finished without their scene.
void Bop::add_models(const Scene& scene, const BopModels& models, EncodedFrame& encoded) const {
    Json infos = Json::object();
    for (std::size_t i = 0; i < models.models().size(); ++i) {
        const ModelMesh mesh = model_mesh(scene, models.models()[i]);
        encoded.files.push_back({root_ + "models/obj_" + six_digits(i + 1) + ".ply", encode_ply(mesh)});
        Box box;
        for (const glm::vec3& p : mesh.positions_mm) scene::extend(box, glm::dvec3(p));
        infos[std::to_string(i + 1)] = {{"diameter", diameter_of(mesh.positions_mm)},
                                        {"min_x", box.min.x},
                                        {"min_y", box.min.y},
                                        {"min_z", box.min.z},
                                        {"size_x", box.max.x - box.min.x},
                                        {"size_y", box.max.y - box.min.y},
                                        {"size_z", box.max.z - box.min.z}};
    }
    encoded.files.push_back({root_ + "models/models_info.json", bytes_of(infos.dump(2) + "\n")});
}

/// Of a test split, what is to be found in which image: objects of which at least one pixel is seen.
void Bop::write_targets(std::span<const std::uint64_t> done, SetFiles& files) const {
    Json targets = Json::array();
    for (const std::uint64_t index : done) {
        const std::vector<std::string> lines = lines_of(files.read(piece_path(index)));
        const Json poses = Json::parse(lines.at(1)), infos = Json::parse(lines.at(2));
        std::map<std::uint32_t, std::uint32_t> counts;
        for (std::size_t i = 0; i < poses.size(); ++i) {
            if (infos[i]["px_count_visib"] > 0) ++counts[poses[i]["obj_id"].get<std::uint32_t>()];
        }
        for (const auto& [object, count] : counts) {
            targets.push_back({{"im_id", index % images_per_scene},
                               {"inst_count", count},
                               {"obj_id", object},
                               {"scene_id", index / images_per_scene}});
        }
    }
    files.write(root_ + "test_targets_bop19.json", [&](const SetFiles::Sink& sink) { sink(targets.dump(1) + "\n"); });
}

void Bop::finish(const SetInfo&, std::span<const std::uint64_t> done, SetFiles& files) const {
    if (done.empty()) return;
    for (std::size_t first = 0; first < done.size();) {
        std::size_t end = first;
        while (end < done.size() && done[end] / images_per_scene == done[first] / images_per_scene) ++end;
        write_scene(done.subspan(first, end - first), files);
        first = end;
    }
    if (options_.split.starts_with("test")) write_targets(done, files);
    const std::vector<std::string> lines = lines_of(files.read(piece_path(done.front())));
    const Json camera = Json::parse(lines.at(0)), shape = Json::parse(lines.at(3));
    const Json& k = camera["cam_K"];
    files.write(root_ + "camera.json", [&](const SetFiles::Sink& sink) {
        sink(Json{{"cx", k[2]},
                  {"cy", k[5]},
                  {"depth_scale", camera["depth_scale"]},
                  {"fx", k[0]},
                  {"fy", k[4]},
                  {"height", shape["height"]},
                  {"width", shape["width"]}}
                 .dump(2) +
             "\n");
    });
    files.write(root_ + "dataset_info.md", [&](const SetFiles::Sink& sink) {
        sink(std::string("# Rendered by plumb ") + version() +
             "\n\nLicences of the assets are in dataset.json. camera.json is of the first image; scene_camera.json has "
             "every image's own.\n");
    });
}

}  // namespace

std::unique_ptr<Format> make_bop(FormatSpec& spec, std::string root) {
    constexpr double coarsest_mm = 1000;
    Options options;
    options.split = spec.take_text("split", "train_pbr");
    options.depth_scale_mm = spec.take_positive("depth_scale", 1, coarsest_mm);
    if (options.split.find_first_of("/\\") != std::string::npos || options.split.starts_with('.')) {
        throw Error(ErrorCode::invalid_argument,
                    "format '" + spec.text() + "': split '" + options.split + "' is not the name of a folder");
    }
    return std::make_unique<Bop>(std::move(root), std::move(options));
}

}  // namespace plumb::dataset
