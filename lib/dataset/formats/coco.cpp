#include "dataset/colours.hpp"
#include "dataset/formats/bytes.hpp"
#include "dataset/formats/coco_keypoints.hpp"
#include "dataset/formats/makers.hpp"
#include "dataset/formats/outline.hpp"
#include "dataset/formats/picture.hpp"
#include "dataset/formats/rle.hpp"
#include "dataset/json_text.hpp"
#include "dataset/png.hpp"

#include <plumb/error.hpp>
#include <plumb/version.hpp>

#include <array>
#include <utility>

namespace plumb::dataset {

namespace {

/// Three bytes of a panoptic picture.
constexpr std::uint32_t largest_id = (1U << 24) - 1;

Json box_of(const PixelBox& box) {
    return Json::array({box.x_min, box.y_min, box.x_max - box.x_min, box.y_max - box.y_min});
}

Json polygons_of(const std::vector<Outline>& outlines) {
    Json polygons = Json::array();
    for (const Outline& outline : outlines) {
        if (doubled_area(outline) < 0) continue;
        Json polygon = Json::array();
        for (const PixelCorner& corner : outline) {
            polygon.push_back(corner.x);
            polygon.push_back(corner.y);
        }
        polygons.push_back(std::move(polygon));
    }
    return polygons;
}

Json categories(const Scene& scene, bool is_panoptic) {
    Json list = Json::array();
    for (std::uint32_t id = 1; id < scene.classes().size(); ++id) {
        Json category{{"id", id}, {"name", scene.classes()[id]}, {"supercategory", ""}};
        if (is_panoptic) {
            const Rgb colour = id_colour(id);
            category["isthing"] = 1;
            category["color"] = Json::array({colour.r, colour.g, colour.b});
        }
        list.push_back(std::move(category));
    }
    return list;
}

class Coco : public Format {
public:
    Coco(std::string root, bool has_polygons) : root_(std::move(root)), has_polygons_(has_polygons) {}

    [[nodiscard]] std::string_view name() const noexcept override { return "coco"; }
    [[nodiscard]] std::vector<std::string_view> needed_passes() const override { return {"rgb", "instance"}; }
    void check(const SetInfo& set) const override;
    [[nodiscard]] EncodedFrame encode(const FrameRecord& record) const override;
    void finish(const SetInfo& set, std::span<const std::uint64_t> done, SetFiles& files) const override;

private:
    [[nodiscard]] static std::string picture_name(std::uint64_t index) { return index_text(index) + ".png"; }
    [[nodiscard]] std::string piece_path(std::uint64_t index) const {
        return root_ + "pieces/" + index_text(index) + ".jsonl";
    }
    [[nodiscard]] Json segmentation(const FrameRecord& record, const InstanceAnnotation& instance,
                                    const RunLengths& mask, std::uint64_t& filled_holes) const;

    std::string root_;
    bool has_polygons_;
};

void Coco::check(const SetInfo& set) const {
    Format::check(set);
    const std::size_t count = set.scene.instances().size();
    if (count <= largest_id) return;
    throw Error(ErrorCode::unsupported, "format 'coco' holds ids up to " + std::to_string(largest_id) +
                                            " in its panoptic pictures; the scene has " + std::to_string(count) +
                                            " instances");
}

Json Coco::segmentation(const FrameRecord& record, const InstanceAnnotation& instance, const RunLengths& mask,
                        std::uint64_t& filled_holes) const {
    const Size size = record.frame.size();
    if (!has_polygons_) return {{"size", Json::array({size.height, size.width})}, {"counts", pack(mask)}};
    const PassView ids = record.frame["instance"];
    const std::vector<Outline> outlines = outlines_of(*instance.box_tight, [&](std::uint32_t x, std::uint32_t y) {
        return ids.at<std::uint32_t>(x, y) == instance.id;
    });
    for (const Outline& outline : outlines) {
        if (doubled_area(outline) < 0) ++filled_holes;
    }
    return polygons_of(outlines);
}

/// The piece of a frame: a line for the image, one for its panoptic picture, one that tells how many annotations follow
/// and which classes have keypoints, then the annotations of instances and those of figures, a line each, whose opening
/// brace and id finish() puts before them.
EncodedFrame Coco::encode(const FrameRecord& record) const {
    const Frame& frame = record.frame;
    const Size size = frame.size();
    const std::vector<InstanceAnnotation>& instances = frame.annotations().instances;
    const std::span<const std::uint32_t> ids = frame["instance"].as<std::uint32_t>();
    const std::vector<RunLengths> masks = masks_of_ids(ids, size, static_cast<std::uint32_t>(instances.size()));
    std::string annotations;
    std::size_t annotation_count = 0;
    Json segments = Json::array();
    std::uint64_t filled_holes = 0;
    for (const InstanceAnnotation& instance : instances) {
        if (instance.pixels == 0 || !instance.box_tight) continue;
        const std::uint32_t category = record.scene.instances()[instance.id - 1].semantic;
        const Json annotation{{"image_id", record.index},
                              {"category_id", category},
                              {"segmentation", segmentation(record, instance, masks[instance.id - 1], filled_holes)},
                              {"area", instance.pixels},
                              {"bbox", box_of(*instance.box_tight)},
                              {"iscrowd", 0},
                              {"instance_id", instance.id}};
        annotations += compact(annotation).substr(1) + "\n";
        ++annotation_count;
        segments.push_back({{"id", instance.id},
                            {"category_id", category},
                            {"area", instance.pixels},
                            {"bbox", box_of(*instance.box_tight)},
                            {"iscrowd", 0}});
    }
    const std::string file = picture_name(record.index);
    const Json image{{"id", record.index}, {"width", size.width}, {"height", size.height}, {"file_name", file}};
    const Json panoptic{{"image_id", record.index}, {"file_name", file}, {"segments_info", std::move(segments)}};

    std::vector<std::uint8_t> colours(ids.size() * 3);
    for (std::size_t i = 0; i < ids.size(); ++i) {
        for (std::size_t c = 0; c < 3; ++c) colours[3 * i + c] = static_cast<std::uint8_t>(ids[i] >> 8 * c & 0xFF);
    }
    PngImage picture{.width = size.width,
                     .height = size.height,
                     .layout = PngLayout::rgb8,
                     .pixels = std::as_bytes(std::span(colours)),
                     .texts = identity_texts(record)};
    picture.texts.emplace_back("plumb:encoding", "id = R + 256 G + 65536 B, 0 is background");

    EncodedFrame encoded;
    encoded.files.push_back({root_ + "images/" + file, encode_rgb(record)});
    encoded.files.push_back({root_ + "panoptic/" + file, encode_png(picture)});
    const CocoKeypoints keypoints = coco_keypoints(record);
    const std::string counts =
        "{\"annotations\":" + std::to_string(annotation_count) + ",\"categories\":" + keypoints.categories + "}";
    encoded.files.push_back({piece_path(record.index), bytes_of(compact(image) + "\n" + compact(panoptic) + "\n" +
                                                                counts + "\n" + annotations + keypoints.lines)});
    if (filled_holes > 0) encoded.losses.push_back({"coco: holes of masks that polygons fill", filled_holes});
    return encoded;
}

/// The lines of a piece by what they are for.
struct Piece {
    explicit Piece(const std::string& text) {
        std::vector<std::string> lines;
        for (std::size_t begin = 0; begin < text.size();) {
            const std::size_t end = std::min(text.find('\n', begin), text.size());
            lines.push_back(text.substr(begin, end - begin));
            begin = end + 1;
        }
        image = lines.at(0);
        panoptic = lines.at(1);
        const Json counts = Json::parse(lines.at(2));
        keypoint_categories = counts.at("categories");
        const auto first = lines.begin() + 3;
        const auto middle = first + counts.at("annotations").get<std::ptrdiff_t>();
        instances.assign(first, middle);
        figures.assign(middle, lines.end());
    }
    std::string image, panoptic;
    Json keypoint_categories;
    std::vector<std::string> instances, figures;
};

/// Writes entries as a JSON list, a line each.
class List {
public:
    List(const SetFiles::Sink& sink, const char* name) : sink_(sink) { sink_(std::string(",\n\"") + name + "\":["); }
    void add(std::string_view entry) {
        sink_(std::exchange(is_first_, false) ? "\n" : ",\n");
        sink_(entry);
    }
    void end() { sink_("]"); }

private:
    const SetFiles::Sink& sink_;
    bool is_first_ = true;
};

void Coco::finish(const SetInfo& set, std::span<const std::uint64_t> done, SetFiles& files) const {
    const auto piece = [&](std::uint64_t index) { return Piece(files.read(piece_path(index))); };
    const std::string info = compact(Json{{"description", "rendered by plumb"}, {"version", version()}});
    const auto write = [&](const char* file, const Json& all_categories, const auto& add_annotations) {
        files.write(root_ + "annotations/" + file, [&](const SetFiles::Sink& sink) {
            sink("{\"info\":" + info + ",\n\"licenses\":[]");
            List images(sink, "images");
            for (const std::uint64_t index : done) images.add(piece(index).image);
            images.end();
            List annotations(sink, "annotations");
            for (const std::uint64_t index : done) add_annotations(piece(index), annotations);
            annotations.end();
            sink(",\n\"categories\":" + compact(all_categories) + "}\n");
        });
    };
    std::uint64_t instance_id = 0, figure_id = 0;
    const auto add_numbered = [](const std::vector<std::string>& lines, std::uint64_t& id, List& list) {
        for (const std::string& line : lines) list.add("{\"id\":" + std::to_string(++id) + "," + line);
    };
    write("instances.json", categories(set.scene, false),
          [&](const Piece& p, List& list) { add_numbered(p.instances, instance_id, list); });
    write("panoptic.json", categories(set.scene, true), [](const Piece& p, List& list) { list.add(p.panoptic); });
    if (done.empty()) return;
    const Json keypoint_categories = piece(done.front()).keypoint_categories;
    if (keypoint_categories.empty()) return;
    write("keypoints.json", keypoint_categories,
          [&](const Piece& p, List& list) { add_numbered(p.figures, figure_id, list); });
}

}  // namespace

std::unique_ptr<Format> make_coco(FormatSpec& spec, std::string root) {
    constexpr std::array<std::string_view, 2> words{"rle", "polygon"};
    const bool has_polygons = spec.take_choice("segmentation", words) == 1;
    return std::make_unique<Coco>(std::move(root), has_polygons);
}

}  // namespace plumb::dataset
