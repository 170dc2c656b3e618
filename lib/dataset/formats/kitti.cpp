#include "dataset/formats/bytes.hpp"
#include "dataset/formats/flow.hpp"
#include "dataset/formats/kitti_label.hpp"
#include "dataset/formats/makers.hpp"
#include "dataset/formats/need.hpp"
#include "dataset/formats/number_text.hpp"
#include "dataset/formats/picture.hpp"
#include "dataset/png.hpp"

#include <plumb/error.hpp>

#include <nlohmann/json.hpp>

#include <cmath>
#include <utility>

namespace plumb::dataset {

namespace {

/// Code of a flow component in px, or none where 16 bits do not hold it.
std::optional<std::uint16_t> flow_code(float value) noexcept {
    const double code = std::floor(static_cast<double>(value) * 64 + 32768 + 0.5);
    if (!(code >= 0 && code <= 65535)) return std::nullopt;
    return static_cast<std::uint16_t>(code);
}

struct FlowPng {
    std::vector<std::byte> bytes;
    std::uint64_t beyond = 0;  ///< pixels whose flow is known and does not fit
};

/// @param seen_only  leave out what is not seen in the other frame
FlowPng encode_flow(const FrameRecord& record, const FlowField& flow, bool seen_only) {
    FlowPng result;
    std::vector<std::uint16_t> codes(3 * flow.size());
    for (std::size_t i = 0; i < flow.size(); ++i) {
        if (!(seen_only ? flow.is_seen(i) : flow.is_known(i))) continue;
        const auto x = flow_code(flow.x(i)), y = flow_code(flow.y(i));
        if (x && y) {
            codes[3 * i] = *x;
            codes[3 * i + 1] = *y;
            codes[3 * i + 2] = 1;
        } else {
            ++result.beyond;
        }
    }
    PngImage image{.width = record.frame.size().width,
                   .height = record.frame.size().height,
                   .layout = PngLayout::rgb16,
                   .pixels = std::as_bytes(std::span(codes)),
                   .texts = identity_texts(record)};
    image.texts.emplace_back("plumb:encoding", "x = (R - 32768) / 64, y = (G - 32768) / 64 px, B = 1 where valid");
    result.bytes = encode_png(image);
    return result;
}

std::string matrix_row(const char* name, const Intrinsics& k, double shift) {
    const double values[12] = {k.fx, 0, k.cx, shift, 0, k.fy, k.cy, 0, 0, 0, 1, 0};
    std::string text = std::string(name) + ":";
    for (const double value : values) text.append(" ").append(text_of(value));
    return text + "\n";
}

Depth16 disparity_of(const FrameRecord& record, double baseline_m) {
    const std::span<const float> depth = record.frame["depth"].as<float>();
    const double pixel_metres = record.frame.annotations().camera.intrinsics.fx * baseline_m;
    Depth16 result;
    result.values.resize(depth.size());
    for (std::size_t i = 0; i < depth.size(); ++i) {
        if (std::isinf(depth[i])) continue;
        const double code = std::floor(pixel_metres / static_cast<double>(depth[i]) * 256 + 0.5);
        if (code >= 1 && code <= 65535) {
            result.values[i] = static_cast<std::uint16_t>(code);
        } else {
            ++result.unrepresentable;
        }
    }
    return result;
}

/// The section `stereo` of the set's recipe; null where there is none.
nlohmann::json stereo_of(const SetInfo& set) {
    if (!set.recipe) return nullptr;
    return nlohmann::json::parse(*set.recipe).value("stereo", nlohmann::json());
}

/// What the recipe drew for this frame, or has written out.
double recipe_baseline_m(const FrameRecord& record) {
    for (const Draw& draw : record.frame.provenance().draws) {
        if (draw.key == "stereo/baseline_m" && !draw.value.empty()) return draw.value.front();
    }
    const nlohmann::json baseline = stereo_of(record.set).at("baseline_m");
    return baseline.is_object() ? baseline.at("constant").get<double>() : baseline.get<double>();
}

struct KittiOptions {
    std::optional<double> baseline_m;
    bool is_recipe_pair = false;  ///< the right camera is the recipe's second view
};

/// Of a recipe's pair, view 0 is camera 2 and view 1 camera 3: their files have different names and the same
/// calibration, so that both sets can be put into one folder.
class Kitti : public Format {
public:
    Kitti(std::string root, KittiOptions options) : root_(std::move(root)), options_(options) {}

    [[nodiscard]] std::string_view name() const noexcept override { return "kitti"; }
    [[nodiscard]] std::vector<std::string_view> needed_passes() const override {
        if (options_.baseline_m || options_.is_recipe_pair) return {"rgb", "depth", "instance"};
        return {"rgb", "instance"};
    }
    void check(const SetInfo& set) const override {
        Format::check(set);
        need_words_as_classes(set, name());
        if (!options_.is_recipe_pair || !stereo_of(set).is_null()) return;
        throw Error(ErrorCode::invalid_argument,
                    "format 'kitti:baseline_m=recipe': the set has no recipe with a section 'stereo'; "
                    "baseline_m=METRES gives the baseline");
    }
    [[nodiscard]] EncodedFrame encode(const FrameRecord& record) const override {
        need_perspective(record, name());
        const bool is_right =
            options_.is_recipe_pair && record.frame.provenance().address.value_or(ShotAddress{}).view == 1;
        const std::optional<double> baseline_m =
            options_.is_recipe_pair ? recipe_baseline_m(record) : options_.baseline_m;
        Output out{record, root_, {}};
        const std::string number = index_text(record.index);
        out.add((is_right ? "image_3/" : "image_2/") + number + ".png", encode_rgb(record));
        out.add("calib/" + number + ".txt", bytes_of(calibration(record, baseline_m.value_or(0))));
        if (has_pass(record.set, "depth")) {
            const Depth16 depth = depth_in_units(record.frame["depth"], 256);
            out.lose("kitti: pixels with depth beyond 255.998 m or nearer than 2 mm", depth.unrepresentable);
            out.add(std::string("proj_depth/groundtruth/image_0") + (is_right ? "3/" : "2/") + number + ".png",
                    encode_grey16(record, depth.values, "planar depth: m = value / 256, 0 is no surface"));
        }
        if (!is_right) add_labels(out, number, baseline_m);
        return std::move(out.encoded);
    }

private:
    struct Output {
        const FrameRecord& record;
        const std::string& root;
        EncodedFrame encoded;
        void add(const std::string& path, std::vector<std::byte> bytes) {
            encoded.files.push_back({root + path, std::move(bytes)});
        }
        void lose(const char* what, std::uint64_t count) {
            if (count > 0) encoded.losses.push_back({what, count});
        }
    };

    /// What KITTI has of camera 2 alone.
    static void add_labels(Output& out, const std::string& number, std::optional<double> baseline_m) {
        const FrameRecord& record = out.record;
        const KittiLabels labels = kitti_labels(record);
        out.add("label_2/" + number + ".txt", bytes_of(labels.text));
        out.lose("kitti: boxes that are tilted against the camera, written without their 3-D part", labels.tilted);
        if (has_pass(record.set, "flow_forward") && has_pass(record.set, "flow_forward_class")) {
            const FlowField flow(record.frame, "forward");
            FlowPng all = encode_flow(record, flow, false);
            out.lose("kitti: pixels with flow beyond -512 to 511.98 px", all.beyond);
            out.add("flow_occ/" + number + "_10.png", std::move(all.bytes));
            out.add("flow_noc/" + number + "_10.png", encode_flow(record, flow, true).bytes);
        }
        if (!baseline_m) return;
        const Depth16 disparity = disparity_of(record, *baseline_m);
        out.lose("kitti: pixels with disparity beyond 255.998 px or below 0.002 px", disparity.unrepresentable);
        out.add("disp_occ_0/" + number + "_10.png",
                encode_grey16(record, disparity.values, "disparity: px = value / 256, 0 is no surface"));
    }

    [[nodiscard]] static std::string calibration(const FrameRecord& record, double baseline_m) {
        const Intrinsics& k = record.frame.annotations().camera.intrinsics_integer_center;
        const double shift = -k.fx * baseline_m;
        return matrix_row("P0", k, 0) + matrix_row("P1", k, shift) + matrix_row("P2", k, 0) +
               matrix_row("P3", k, shift) +
               "R0_rect: 1 0 0 0 1 0 0 0 1\n"
               "Tr_velo_to_cam: 0 -1 0 0 0 0 -1 0 1 0 0 0\n"
               "Tr_imu_to_velo: 1 0 0 0 0 1 0 0 0 0 1 0\n";
    }

    std::string root_;
    KittiOptions options_;
};

}  // namespace

std::unique_ptr<Format> make_kitti(FormatSpec& spec, std::string root) {
    constexpr double farthest_m = 1e6;
    KittiOptions options{.baseline_m = {}, .is_recipe_pair = spec.take_word("baseline_m", "recipe")};
    const double baseline_m = options.is_recipe_pair ? -1 : spec.take_positive("baseline_m", -1, farthest_m);
    if (baseline_m > 0) options.baseline_m = baseline_m;
    return std::make_unique<Kitti>(std::move(root), options);
}

}  // namespace plumb::dataset
