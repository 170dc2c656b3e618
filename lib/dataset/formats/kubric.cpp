#include "dataset/formats/bytes.hpp"
#include "dataset/formats/kubric_metadata.hpp"
#include "dataset/formats/makers.hpp"
#include "dataset/formats/need.hpp"
#include "dataset/formats/picture.hpp"
#include "dataset/formats/tiff_float.hpp"
#include "dataset/png.hpp"

#include <plumb/error.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace plumb::dataset {

namespace {

constexpr std::size_t instance_limit = 255;  ///< of 8-bit segmentation
constexpr double code_limit = 65535;

/// Kubric's numbers have five digits.
std::string five_digits(std::uint64_t index) {
    std::string number = std::to_string(index);
    if (number.size() < 5) number.insert(0, 5 - number.size(), '0');
    return number;
}

/// 16 bits for -limit .. limit; none for what lies beyond.
std::optional<std::uint16_t> code_of(double value, double limit) noexcept {
    const double code = std::floor((value + limit) / (2 * limit) * code_limit + 0.5);
    if (!(code >= 0 && code <= code_limit)) return std::nullopt;
    return static_cast<std::uint16_t>(code);
}

class Kubric : public Format {
public:
    Kubric(std::string root, std::optional<double> flow_limit_px)
        : root_(std::move(root)), flow_limit_px_(flow_limit_px) {}

    [[nodiscard]] std::string_view name() const noexcept override { return "kubric"; }
    [[nodiscard]] std::vector<std::string_view> needed_passes() const override {
        return {"rgb", "range", "instance", "flow_forward", "flow_backward", "normal", "object_position"};
    }
    void check(const SetInfo& set) const override {
        Format::check(set);
        const std::size_t count = set.scene.instances().size();
        if (count <= instance_limit) return;
        throw Error(ErrorCode::unsupported, "format 'kubric' holds " + std::to_string(instance_limit) +
                                                " instances in its 8-bit segmentation; the scene has " +
                                                std::to_string(count));
    }
    [[nodiscard]] EncodedFrame encode(const FrameRecord& record) const override;
    void finish(const SetInfo& set, std::span<const std::uint64_t> done, SetFiles& files) const override;

private:
    /// Flow from minus to plus this many px is stored: by default as far as the longer edge of the picture.
    [[nodiscard]] double flow_limit_px(Size size) const noexcept {
        return flow_limit_px_.value_or(static_cast<double>(std::max(size.width, size.height)));
    }
    [[nodiscard]] std::vector<std::byte> encode_flow(const FrameRecord& record, bool is_forward,
                                                     std::uint64_t& unknown) const;
    [[nodiscard]] std::string piece_path(std::uint64_t index) const {
        return root_ + "pieces/" + index_text(index) + ".json";
    }

    std::string root_;
    std::optional<double> flow_limit_px_;
};

std::vector<std::byte> encode_rgb16(const FrameRecord& record, const std::vector<std::uint16_t>& values) {
    return encode_png({.width = record.frame.size().width,
                       .height = record.frame.size().height,
                       .layout = PngLayout::rgb16,
                       .pixels = std::as_bytes(std::span(values)),
                       .texts = identity_texts(record)});
}

/// Rows, then columns. "Backward" is the motion from the previous frame to this one: ours turned about.
std::vector<std::byte> Kubric::encode_flow(const FrameRecord& record, bool is_forward, std::uint64_t& unknown) const {
    const char* const pass = is_forward ? "flow_forward" : "flow_backward";
    const std::span<const float> flow = record.frame[pass].as<float>();
    const double limit = flow_limit_px(record.frame.size());
    const double sign = is_forward ? 1 : -1;
    std::vector<std::uint16_t> codes(flow.size() / 2 * 3);
    for (std::size_t i = 0; i < flow.size() / 2; ++i) {
        const bool is_known = std::isfinite(flow[2 * i]) && std::isfinite(flow[2 * i + 1]);
        if (!is_known) ++unknown;
        for (std::size_t c = 0; c < 2; ++c) {
            const double value = is_known ? sign * static_cast<double>(flow[2 * i + 1 - c]) : 0;
            const std::optional<std::uint16_t> code = code_of(value, limit);
            if (!code) {
                throw Error(ErrorCode::unsupported, "format 'kubric', frame " + std::to_string(record.index) +
                                                        ", pass '" + pass + "': flow of " + std::to_string(value) +
                                                        " px is beyond the range of " + std::to_string(limit) +
                                                        " px; kubric:flow_px=N makes it larger, and the steps too");
            }
            codes[3 * i + c] = *code;
        }
    }
    return encode_rgb16(record, codes);
}

/// Directions of Blender's world, z up, from -1..1.
std::vector<std::byte> encode_normals(const FrameRecord& record) {
    const std::span<const float> normal = record.frame["normal"].as<float>();
    const glm::dmat3 world_from_camera(record.frame.annotations().camera.world_from_camera);
    std::vector<std::uint16_t> codes(normal.size());
    for (std::size_t i = 0; i < normal.size(); i += 3) {
        const glm::dvec3 v = world_from_camera * glm::dvec3(normal[i], normal[i + 1], normal[i + 2]);
        const double components[] = {v.x, -v.z, v.y};
        for (std::size_t c = 0; c < 3; ++c) codes[i + c] = *code_of(std::clamp(components[c], -1.0, 1.0), 1);
    }
    return encode_rgb16(record, codes);
}

/// Place in the instance's box, z up, from 0..1; the background is 0.
std::vector<std::byte> encode_object_coordinates(const FrameRecord& record) {
    const std::span<const float> place = record.frame["object_position"].as<float>();
    std::vector<std::uint16_t> codes(place.size());
    for (std::size_t i = 0; i < place.size(); i += 3) {
        if (std::isnan(place[i])) continue;
        const double components[] = {place[i], 1 - static_cast<double>(place[i + 2]), place[i + 1]};
        for (std::size_t c = 0; c < 3; ++c) {
            codes[i + c] = *code_of(2 * std::clamp(components[c], 0.0, 1.0) - 1, 1);
        }
    }
    return encode_rgb16(record, codes);
}

EncodedFrame Kubric::encode(const FrameRecord& record) const {
    need_perspective(record, name());
    const Frame& frame = record.frame;
    EncodedFrame encoded;
    const auto add = [&](const char* layer, const char* extension, std::vector<std::byte> bytes) {
        encoded.files.push_back({root_ + layer + "_" + five_digits(record.index) + extension, std::move(bytes)});
    };
    const PassView rgb = frame["rgb"];
    add("rgba", ".png",
        encode_png({.width = rgb.size.width,
                    .height = rgb.size.height,
                    .layout = PngLayout::rgba8,
                    .pixels = rgb.bytes,
                    .is_srgb = true,
                    .texts = identity_texts(record)}));
    const std::span<const std::uint32_t> ids = frame["instance"].as<std::uint32_t>();
    std::vector<std::uint8_t> segments(ids.size());
    std::transform(ids.begin(), ids.end(), segments.begin(),
                   [](std::uint32_t id) { return static_cast<std::uint8_t>(id); });
    add("segmentation", ".png",
        encode_png({.width = rgb.size.width,
                    .height = rgb.size.height,
                    .layout = PngLayout::grey8,
                    .pixels = std::as_bytes(std::span(segments)),
                    .texts = identity_texts(record)}));
    constexpr float no_surface = 1e10F;
    const std::span<const float> range = frame["range"].as<float>();
    std::vector<float> metres(range.begin(), range.end());
    for (float& value : metres) value = std::isinf(value) ? no_surface : value;
    add("depth", ".tiff", encode_tiff(frame.size(), metres));
    std::uint64_t unknown = 0;
    add("forward_flow", ".png", encode_flow(record, true, unknown));
    add("backward_flow", ".png", encode_flow(record, false, unknown));
    add("normal", ".png", encode_normals(record));
    add("object_coordinates", ".png", encode_object_coordinates(record));
    encoded.files.push_back({piece_path(record.index), bytes_of(kubric_piece(record))});
    if (unknown > 0) {
        encoded.losses.push_back({"kubric: flow to points behind the other camera, written as 0", unknown});
    }
    if (const std::uint64_t count = count_without_rotation(record); count > 0) {
        encoded.losses.push_back({"kubric: turns of flat or sheared objects, written as null", count});
    }
    return encoded;
}

void Kubric::finish(const SetInfo& set, std::span<const std::uint64_t> done, SetFiles& files) const {
    const double limit = flow_limit_px(set.size);
    files.write(root_ + "data_ranges.json", [&](const SetFiles::Sink& sink) { sink(kubric_ranges(limit)); });
    files.write(root_ + "events.json", [&](const SetFiles::Sink& sink) { sink("{\"collisions\": []}\n"); });
    files.write(root_ + "metadata.json", [&](const SetFiles::Sink& sink) {
        sink(kubric_metadata(set, done, [&](std::uint64_t index) { return files.read(piece_path(index)); }));
    });
}

}  // namespace

std::unique_ptr<Format> make_kubric(FormatSpec& spec, std::string root) {
    constexpr double longest_px = 1e6;
    const double limit = spec.take_positive("flow_px", -1, longest_px);
    return std::make_unique<Kubric>(std::move(root), limit > 0 ? std::optional(limit) : std::nullopt);
}

}  // namespace plumb::dataset
