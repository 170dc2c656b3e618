#include "dataset/formats/bytes.hpp"
#include "dataset/formats/makers.hpp"
#include "dataset/formats/need.hpp"
#include "dataset/formats/picture.hpp"
#include "dataset/formats/visibility.hpp"
#include "dataset/json_text.hpp"
#include "dataset/npy.hpp"
#include "dataset/png.hpp"

#include <array>
#include <cmath>
#include <cstring>
#include <utility>

namespace plumb::dataset {

namespace {

/// BasicWriter's numbers have four digits or more.
std::string four_digits(std::uint64_t index) {
    std::string number = std::to_string(index);
    if (number.size() < 4) number.insert(0, 4 - number.size(), '0');
    return number;
}

/// A row of a box file.
struct BoxRow {
    std::uint32_t semantic_id;
    std::int32_t x_min, y_min, x_max, y_max;  ///< outermost pixels
    float occlusion_ratio;
};
constexpr std::string_view box_descriptor =
    "[('semanticId', '<u4'), ('x_min', '<i4'), ('y_min', '<i4'), ('x_max', '<i4'), ('y_max', '<i4'), "
    "('occlusionRatio', '<f4')]";
static_assert(sizeof(BoxRow) == 24);

template <class T>
std::vector<std::byte> npy_of(std::string_view descriptor, std::span<const std::size_t> shape,
                              const std::vector<T>& values) {
    std::vector<std::byte> bytes = bytes_of(npy_header(descriptor, shape));
    const auto data = std::as_bytes(std::span(values));
    bytes.insert(bytes.end(), data.begin(), data.end());
    return bytes;
}

/// A colour for each id below 2^24, another one for each.
std::array<std::uint8_t, 4> colour_of(std::uint32_t id) noexcept {
    constexpr std::uint32_t odd = 0x9E3779B1;  // An odd factor gives each of 2^24 ids a value of its own.
    const std::uint32_t mixed = id * odd & 0xFFFFFF;
    return {static_cast<std::uint8_t>(mixed), static_cast<std::uint8_t>(mixed >> 8),
            static_cast<std::uint8_t>(mixed >> 16), 255};
}

std::string colour_text(const std::array<std::uint8_t, 4>& c) {
    std::string text = "(";
    for (std::size_t i = 0; i < c.size(); ++i) text.append(i == 0 ? "" : ", ").append(std::to_string(c[i]));
    return text + ")";
}

constexpr std::array<std::uint8_t, 4> background_colour{0, 0, 0, 0}, unlabelled_colour{0, 0, 0, 255};

std::string prim_path(const InstanceInfo& info) {
    return std::string("/").append(info.path);
}

class Replicator : public Format {
public:
    explicit Replicator(std::string root) : root_(std::move(root)) {}

    [[nodiscard]] std::string_view name() const noexcept override { return "replicator"; }
    [[nodiscard]] std::vector<std::string_view> needed_passes() const override { return {"rgb", "instance"}; }
    [[nodiscard]] EncodedFrame encode(const FrameRecord& record) const override;

private:
    class Files;
    static void add_boxes(Files& files, const FrameRecord& record, bool is_tight);
    static void add_segmentation(Files& files, const FrameRecord& record);
    static void add_arrays(Files& files, const FrameRecord& record);

    std::string root_;
};

class Replicator::Files {
public:
    Files(std::string root, std::uint64_t index) : root_(std::move(root)), number_(four_digits(index)) {}
    void add(const std::string& stem, const char* extension, std::vector<std::byte> bytes) {
        encoded_.files.push_back({root_ + stem + "_" + number_ + extension, std::move(bytes)});
    }
    [[nodiscard]] EncodedFrame take() { return std::move(encoded_); }

private:
    std::string root_, number_;
    EncodedFrame encoded_;
};

void Replicator::add_boxes(Files& files, const FrameRecord& record, bool is_tight) {
    std::vector<BoxRow> rows;
    Json labels = Json::object(), paths = Json::array();
    for (const InstanceAnnotation& instance : record.frame.annotations().instances) {
        const InstanceInfo& info = record.scene.instances()[instance.id - 1];
        const std::optional<PixelBox> box = is_tight          ? instance.box_tight
                                            : instance.amodal ? instance.amodal->box_loose
                                                              : std::nullopt;
        if (!box || instance.pixels == 0 || info.semantic < first_class) continue;
        const std::optional<double> visible = visible_fraction(instance);
        rows.push_back({info.semantic, static_cast<std::int32_t>(box->x_min), static_cast<std::int32_t>(box->y_min),
                        static_cast<std::int32_t>(box->x_max) - 1, static_cast<std::int32_t>(box->y_max) - 1,
                        visible ? static_cast<float>(1 - *visible) : -1.0F});
        labels[std::to_string(info.semantic)] = {{"class", record.scene.classes()[info.semantic]}};
        paths.push_back(prim_path(info));
    }
    const std::string stem = is_tight ? "bounding_box_2d_tight" : "bounding_box_2d_loose";
    const std::array<std::size_t, 1> shape{rows.size()};
    files.add(stem, ".npy", npy_of(box_descriptor, shape, rows));
    files.add(stem + "_labels", ".json", bytes_of(compact(labels)));
    files.add(stem + "_prim_paths", ".json", bytes_of(compact(paths)));
}

void Replicator::add_segmentation(Files& files, const FrameRecord& record) {
    const std::span<const InstanceInfo> infos = record.scene.instances();
    const std::span<const std::uint32_t> ids = record.frame["instance"].as<std::uint32_t>();
    std::vector<std::array<std::uint8_t, 4>> by_instance(ids.size()), by_class(ids.size());
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const std::uint32_t semantic = ids[i] == 0 ? 0 : infos[ids[i] - 1].semantic;
        by_instance[i] = ids[i] == 0 ? background_colour : colour_of(ids[i]);
        by_class[i] = semantic == 0 ? background_colour : semantic == 1 ? unlabelled_colour : colour_of(semantic);
    }
    Json classes{{colour_text(background_colour), {{"class", "BACKGROUND"}}},
                 {colour_text(unlabelled_colour), {{"class", "UNLABELLED"}}}};
    Json paths{{colour_text(background_colour), "BACKGROUND"}};
    Json semantics{{colour_text(background_colour), {{"class", "BACKGROUND"}}}};
    for (const InstanceAnnotation& instance : record.frame.annotations().instances) {
        if (instance.pixels == 0) continue;
        const InstanceInfo& info = infos[instance.id - 1];
        const std::string colour = colour_text(colour_of(info.id));
        const std::string name = info.semantic < first_class ? "UNLABELLED" : record.scene.classes()[info.semantic];
        if (info.semantic >= first_class) classes[colour_text(colour_of(info.semantic))] = {{"class", name}};
        paths[colour] = prim_path(info);
        semantics[colour] = {{"class", name}};
    }
    const auto picture = [&](const std::vector<std::array<std::uint8_t, 4>>& colours) {
        return encode_png({.width = record.frame.size().width,
                           .height = record.frame.size().height,
                           .layout = PngLayout::rgba8,
                           .pixels = std::as_bytes(std::span(colours)),
                           .texts = identity_texts(record)});
    };
    files.add("semantic_segmentation", ".png", picture(by_class));
    files.add("semantic_segmentation_labels", ".json", bytes_of(compact(classes)));
    files.add("instance_segmentation", ".png", picture(by_instance));
    files.add("instance_segmentation_mapping", ".json", bytes_of(compact(paths)));
    files.add("instance_segmentation_semantics_mapping", ".json", bytes_of(compact(semantics)));
}

void Replicator::add_arrays(Files& files, const FrameRecord& record) {
    const auto add = [&](const char* pass, const char* stem) {
        if (has_pass(record.set, pass)) files.add(stem, ".npy", npy_bytes(record.frame[pass]));
    };
    add("depth", "distance_to_image_plane");
    add("range", "distance_to_camera");
    if (!has_pass(record.set, "flow_backward")) return;
    const std::span<const float> flow = record.frame["flow_backward"].as<float>();
    std::vector<std::array<float, 4>> vectors(flow.size() / 2);
    for (std::size_t i = 0; i < vectors.size(); ++i) vectors[i] = {flow[2 * i], flow[2 * i + 1], 0, 0};
    const std::array<std::size_t, 3> shape{record.frame.size().height, record.frame.size().width, 4};
    files.add("motion_vectors", ".npy", npy_of("'<f4'", shape, vectors));
}

/// Matrices by rows for row vectors, camera axes as USD has them: x right, y up, looking along -z.
Json camera_parameters(const FrameRecord& record) {
    const CameraAnnotation& camera = record.frame.annotations().camera;
    const Size size = record.frame.size();
    const glm::dmat4 camera_from_world = glm::inverse(camera.world_from_camera_gltf);
    Json view = Json::array();
    for (int row = 0; row < 4; ++row) {
        for (int column = 0; column < 4; ++column) view.push_back(camera_from_world[row][column]);
    }
    constexpr double aperture_mm = 20.955;
    const Intrinsics& k = camera.intrinsics;
    const double far_m = camera.camera.far_m;
    return {{"cameraViewTransform", std::move(view)},
            {"cameraAperture", {aperture_mm, aperture_mm * k.fx / k.fy * size.height / size.width}},
            {"cameraApertureOffset",
             {(size.width / 2.0 - k.cx) * aperture_mm / size.width,
              (k.cy - size.height / 2.0) * aperture_mm * k.fx / k.fy / size.width}},
            {"cameraFocalLength", k.fx * aperture_mm / size.width},
            {"cameraModel", "pinhole"},
            {"cameraNearFar", {camera.camera.near_m, std::isfinite(far_m) ? Json(far_m) : Json(nullptr)}},
            {"metersPerSceneUnit", 1.0},
            {"renderProductResolution", {size.width, size.height}}};
}

EncodedFrame Replicator::encode(const FrameRecord& record) const {
    need_perspective(record, name());
    Files files(root_, record.index);
    const PassView rgb = record.frame["rgb"];
    files.add("rgb", ".png",
              encode_png({.width = rgb.size.width,
                          .height = rgb.size.height,
                          .layout = PngLayout::rgba8,
                          .pixels = rgb.bytes,
                          .is_srgb = true,
                          .texts = identity_texts(record)}));
    add_boxes(files, record, true);
    if (record.set.has_amodal) add_boxes(files, record, false);
    add_segmentation(files, record);
    add_arrays(files, record);
    files.add("camera_params", ".json", bytes_of(compact(camera_parameters(record))));
    return files.take();
}

}  // namespace

std::unique_ptr<Format> make_replicator(FormatSpec&, std::string root) {
    return std::make_unique<Replicator>(std::move(root));
}

}  // namespace plumb::dataset
