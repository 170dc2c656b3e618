#include "dataset/formats/bytes.hpp"
#include "dataset/formats/flow.hpp"
#include "dataset/formats/kitti_label.hpp"
#include "dataset/formats/makers.hpp"
#include "dataset/formats/need.hpp"
#include "dataset/formats/number_text.hpp"
#include "dataset/formats/picture.hpp"
#include "dataset/png.hpp"

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

class Kitti : public Format {
public:
    Kitti(std::string root, std::optional<double> baseline_m) : root_(std::move(root)), baseline_m_(baseline_m) {}

    [[nodiscard]] std::string_view name() const noexcept override { return "kitti"; }
    [[nodiscard]] std::vector<std::string_view> needed_passes() const override {
        if (baseline_m_) return {"rgb", "depth", "instance"};
        return {"rgb", "instance"};
    }
    void check(const SetInfo& set) const override {
        Format::check(set);
        need_words_as_classes(set, name());
    }
    [[nodiscard]] EncodedFrame encode(const FrameRecord& record) const override {
        need_perspective(record, name());
        EncodedFrame encoded;
        const auto add = [&](const std::string& path, std::vector<std::byte> bytes) {
            encoded.files.push_back({root_ + path, std::move(bytes)});
        };
        const auto lose = [&](const char* what, std::uint64_t count) {
            if (count > 0) encoded.losses.push_back({what, count});
        };
        const std::string number = index_text(record.index);
        add("image_2/" + number + ".png", encode_rgb(record));
        const KittiLabels labels = kitti_labels(record);
        add("label_2/" + number + ".txt", bytes_of(labels.text));
        lose("kitti: boxes that are tilted against the camera, written without their 3-D part", labels.tilted);
        add("calib/" + number + ".txt", bytes_of(calibration(record)));
        if (has_pass(record.set, "flow_forward") && has_pass(record.set, "flow_forward_class")) {
            const FlowField flow(record.frame, "forward");
            FlowPng all = encode_flow(record, flow, false);
            lose("kitti: pixels with flow beyond -512 to 511.98 px", all.beyond);
            add("flow_occ/" + number + "_10.png", std::move(all.bytes));
            add("flow_noc/" + number + "_10.png", encode_flow(record, flow, true).bytes);
        }
        if (has_pass(record.set, "depth")) {
            const Depth16 depth = depth_in_units(record.frame["depth"], 256);
            lose("kitti: pixels with depth beyond 255.998 m or nearer than 2 mm", depth.unrepresentable);
            add("proj_depth/groundtruth/image_02/" + number + ".png",
                encode_grey16(record, depth.values, "planar depth: m = value / 256, 0 is no surface"));
        }
        if (baseline_m_) {
            const Depth16 disparity = disparity_of(record);
            lose("kitti: pixels with disparity beyond 255.998 px or below 0.002 px", disparity.unrepresentable);
            add("disp_occ_0/" + number + "_10.png",
                encode_grey16(record, disparity.values, "disparity: px = value / 256, 0 is no surface"));
        }
        return encoded;
    }

private:
    [[nodiscard]] std::string calibration(const FrameRecord& record) const {
        const Intrinsics& k = record.frame.annotations().camera.intrinsics_integer_center;
        const double shift = -k.fx * baseline_m_.value_or(0);
        return matrix_row("P0", k, 0) + matrix_row("P1", k, shift) + matrix_row("P2", k, 0) +
               matrix_row("P3", k, shift) +
               "R0_rect: 1 0 0 0 1 0 0 0 1\n"
               "Tr_velo_to_cam: 0 -1 0 0 0 0 -1 0 1 0 0 0\n"
               "Tr_imu_to_velo: 1 0 0 0 0 1 0 0 0 0 1 0\n";
    }

    [[nodiscard]] Depth16 disparity_of(const FrameRecord& record) const {
        const std::span<const float> depth = record.frame["depth"].as<float>();
        const double pixel_metres = record.frame.annotations().camera.intrinsics.fx * *baseline_m_;
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

    std::string root_;
    std::optional<double> baseline_m_;
};

}  // namespace

std::unique_ptr<Format> make_kitti(FormatSpec& spec, std::string root) {
    constexpr double farthest_m = 1e6;
    const double baseline_m = spec.take_positive("baseline_m", -1, farthest_m);
    return std::make_unique<Kitti>(std::move(root), baseline_m > 0 ? std::optional(baseline_m) : std::nullopt);
}

}  // namespace plumb::dataset
