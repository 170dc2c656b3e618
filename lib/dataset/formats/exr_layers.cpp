#include "dataset/exr.hpp"
#include "dataset/exr_image.hpp"
#include "dataset/formats/cryptomatte.hpp"
#include "dataset/formats/makers.hpp"
#include "dataset/formats/need.hpp"
#include "dataset/formats/picture.hpp"
#include "scene/lens.hpp"

#include <plumb/error.hpp>
#include <plumb/version.hpp>

#include <algorithm>
#include <cmath>
#include <list>
#include <utility>

namespace plumb::dataset {

namespace {

enum class Profile : std::uint8_t { blender, nuke };

/// Names and places of values; the arrays that were converted for it.
class Layers {
public:
    explicit Layers(ExrImage image) : image_(std::move(image)) {}

    /// @param names    one a component
    /// @param convert  gets the index of the pixel and gives its components
    template <std::size_t N, class Convert>
    void add(const std::array<std::string, N>& names, ExrType type, const Convert& convert) {
        const std::size_t pixels = std::size_t{image_.size.width} * image_.size.height;
        std::vector<float>& values = arrays_.emplace_back(N * pixels);
        for (std::size_t i = 0; i < pixels; ++i) {
            const std::array<float, N> components = convert(i);
            std::copy(components.begin(), components.end(), values.begin() + static_cast<std::ptrdiff_t>(N * i));
        }
        for (std::size_t c = 0; c < N; ++c) image_.channels.push_back({names[c], type, values.data() + c, N});
    }
    void add_ids(const std::string& name, const PassView& ids) {
        image_.channels.push_back({name, ExrType::u32, ids.bytes.data(), 1});
    }
    void add_matte(const std::string& layer, const MatteNames& names, const PixelShares& shares) {
        mattes_.emplace_back(layer, names, shares).add_to(image_);
    }
    void say(const char* key, std::string text) { image_.texts.emplace_back(key, std::move(text)); }
    [[nodiscard]] const ExrImage& image() const noexcept { return image_; }

private:
    ExrImage image_;
    std::list<std::vector<float>> arrays_;
    std::list<MatteChannels> mattes_;
};

std::array<std::string, 3> three(const std::string& layer, const char* letters) {
    return {layer + letters[0], layer + letters[1], layer + letters[2]};
}

/// Source files of both programs: a number that is none would spread through their filters.
float or_zero(float value) noexcept {
    return std::isfinite(value) ? value : 0;
}

class ExrLayers : public Format {
public:
    ExrLayers(std::string name, std::string root, Profile profile)
        : name_(std::move(name)), root_(std::move(root)), profile_(profile) {}

    [[nodiscard]] std::string_view name() const noexcept override { return name_; }
    void check(const SetInfo& set) const override {
        Format::check(set);
        static_cast<void>(object_names(set.scene));
        static_cast<void>(material_names(set.scene));
        static_cast<void>(asset_names(set.scene));
        const std::size_t count = set.scene.instances().size();
        constexpr std::size_t exact_limit = 1U << 24;
        if (profile_ == Profile::nuke || count <= exact_limit) return;
        throw Error(ErrorCode::unsupported, "format '" + name_ + "' holds ids as floats, exact up to " +
                                                std::to_string(exact_limit) + "; the scene has " +
                                                std::to_string(count) + " instances");
    }
    [[nodiscard]] EncodedFrame encode(const FrameRecord& record) const override;

private:
    void add_colour(Layers& layers, const FrameRecord& record, std::uint64_t& too_bright) const;
    void add_geometry(Layers& layers, const FrameRecord& record) const;
    void add_ids(Layers& layers, const FrameRecord& record) const;
    void add_flow(Layers& layers, const FrameRecord& record, std::uint64_t& unknown) const;
    void add_mattes(Layers& layers, const FrameRecord& record) const;
    /// In front of every layer's name.
    [[nodiscard]] std::string view() const { return profile_ == Profile::blender ? "ViewLayer." : ""; }
    /// glTF's world in the program's own: Blender has z up.
    [[nodiscard]] std::array<float, 3> world(const glm::vec3& v) const noexcept {
        if (profile_ == Profile::blender) return {v.x, -v.z, v.y};
        return {v.x, v.y, v.z};
    }

    std::string name_, root_;
    Profile profile_;
};

void ExrLayers::add_colour(Layers& layers, const FrameRecord& record, std::uint64_t& too_bright) const {
    const std::string layer = profile_ == Profile::blender ? "ViewLayer.Combined." : "";
    const std::array<std::string, 4> names{layer + "R", layer + "G", layer + "B", layer + "A"};
    const bool has_hdr = has_pass(record.set, "hdr");
    if (!has_hdr && !has_pass(record.set, "rgb")) return;
    std::vector<float> display;
    if (!has_hdr) display = linear_premultiplied(record.frame["rgb"]);
    const std::span<const float> rgba = has_hdr ? record.frame["hdr"].as<float>() : std::span<const float>(display);
    constexpr float largest_half = 65504;
    for (const float value : rgba) too_bright += value > largest_half ? 1 : 0;
    layers.add(names, ExrType::f16, [&](std::size_t i) {
        std::array<float, 4> color{};
        for (std::size_t c = 0; c < 4; ++c) color[c] = std::min(rgba[4 * i + c], largest_half);
        return color;
    });
    layers.say("plumb/colour", has_hdr ? "linear Rec.709 radiance, associated alpha; pass hdr"
                                       : "linear Rec.709 from 8-bit sRGB, associated alpha; pass rgb");
}

void ExrLayers::add_geometry(Layers& layers, const FrameRecord& record) const {
    const bool is_blender = profile_ == Profile::blender;
    if (has_pass(record.set, "depth")) {
        const std::span<const float> depth = record.frame["depth"].as<float>();
        constexpr float blender_background = 1e10F;
        layers.add<1>({is_blender ? "ViewLayer.Depth.Z" : "Z"}, ExrType::f32, [&](std::size_t i) {
            return std::array<float, 1>{is_blender && std::isinf(depth[i]) ? blender_background : depth[i]};
        });
        layers.say("plumb/depth", is_blender ? "planar, along the camera's axis, m; no surface: 1e10"
                                             : "planar, along the camera's axis, m; no surface: infinite");
    }
    if (has_pass(record.set, "normal")) {
        const std::span<const float> normal = record.frame["normal"].as<float>();
        const glm::mat3 world_from_camera(record.frame.annotations().camera.world_from_camera);
        layers.add(three(is_blender ? "ViewLayer.Normal." : "N.", "XYZ"), ExrType::f32, [&](std::size_t i) {
            return world(world_from_camera * glm::vec3(normal[3 * i], normal[3 * i + 1], normal[3 * i + 2]));
        });
        layers.say("plumb/normal", "world, unit; no surface: 0,0,0");
    }
    if (has_pass(record.set, "position")) {
        const std::span<const float> position = record.frame["position"].as<float>();
        layers.add(three(is_blender ? "ViewLayer.Position." : "P.", "XYZ"), ExrType::f32, [&](std::size_t i) {
            return world({or_zero(position[3 * i]), or_zero(position[3 * i + 1]), or_zero(position[3 * i + 2])});
        });
        layers.say("plumb/position", "world, m; no surface: 0,0,0");
    }
    if (has_pass(record.set, "uv")) {
        const std::span<const float> uv = record.frame["uv"].as<float>();
        const std::string layer = is_blender ? "ViewLayer.UV." : "UV.";
        layers.add(three(layer, "UVA"), ExrType::f32, [&](std::size_t i) {
            if (std::isnan(uv[2 * i])) return std::array<float, 3>{0, 0, 0};
            return std::array<float, 3>{uv[2 * i], 1 - uv[2 * i + 1], 1};
        });
        layers.say("plumb/uv", "TEXCOORD_0 with v up; A is 1 where there are coordinates");
    }
    layers.say("plumb/world", is_blender ? "z up: glTF's x, -z, y; metres" : "glTF's: y up; metres");
}

void ExrLayers::add_ids(Layers& layers, const FrameRecord& record) const {
    const auto add_float = [&](const char* name, std::string_view pass) {
        if (!has_pass(record.set, pass)) return;
        const std::span<const std::uint32_t> ids = record.frame[pass].as<std::uint32_t>();
        layers.add<1>({name}, ExrType::f32,
                      [&](std::size_t i) { return std::array<float, 1>{static_cast<float>(ids[i])}; });
    };
    if (profile_ == Profile::blender) {
        add_float("ViewLayer.IndexOB.X", "instance");
        add_float("ViewLayer.IndexMA.X", "material");
        return;
    }
    for (const std::string pass : {"instance", "semantic", "material"}) {
        if (has_pass(record.set, pass)) layers.add_ids(pass + ".id", record.frame[pass]);
    }
}

void ExrLayers::add_flow(Layers& layers, const FrameRecord& record, std::uint64_t& unknown) const {
    const auto flow_of = [&](const char* pass) {
        return has_pass(record.set, pass) ? record.frame[pass].as<float>() : std::span<const float>();
    };
    const std::span<const float> forward = flow_of("flow_forward"), backward = flow_of("flow_backward");
    for (const auto flow : {forward, backward}) {
        for (std::size_t i = 0; i < flow.size(); i += 2) unknown += std::isfinite(flow[i]) ? 0 : 1;
    }
    if (profile_ == Profile::nuke) {
        const auto add = [&](const std::string& layer, std::span<const float> flow) {
            if (flow.empty()) return;
            layers.add<2>({layer + ".u", layer + ".v"}, ExrType::f32, [&](std::size_t i) {
                return std::array<float, 2>{or_zero(flow[2 * i]), -or_zero(flow[2 * i + 1])};
            });
        };
        add("forward", forward);
        add("backward", backward);
        layers.say("plumb/flow",
                   "px, x right, y up: where the point is in the next, was in the previous frame, minus "
                   "where it is");
        return;
    }
    if (forward.empty() || backward.empty()) return;
    const std::string layer = "ViewLayer.Vector.";
    layers.add<4>({layer + "X", layer + "Y", layer + "Z", layer + "W"}, ExrType::f32, [&](std::size_t i) {
        return std::array<float, 4>{or_zero(backward[2 * i]), -or_zero(backward[2 * i + 1]), -or_zero(forward[2 * i]),
                                    or_zero(forward[2 * i + 1])};
    });
    layers.say("plumb/flow", "px, x right, y up: X,Y previous minus now, Z,W now minus next");
}

void ExrLayers::add_mattes(Layers& layers, const FrameRecord& record) const {
    const auto has_coverage = [&](std::string_view kind) {
        return has_pass(record.set, std::string(kind) + "coverage_id") &&
               has_pass(record.set, std::string(kind) + "coverage");
    };
    std::string sources;
    const auto add = [&](const std::string& layer, const MatteNames& names) {
        const std::string kind = names.pass == "material" ? "material_" : "";
        if (has_coverage(kind)) {
            layers.add_matte(view() + layer, names,
                             shares_of_coverage(record.frame[kind + "coverage_id"], record.frame[kind + "coverage"]));
        } else if (has_pass(record.set, names.pass)) {
            layers.add_matte(view() + layer, names, shares_of_centers(record.frame[names.pass]));
        } else {
            return;
        }
        sources += (sources.empty() ? "" : "; ") + layer + " from " +
                   (has_coverage(kind) ? "the shares of pass " + kind + "coverage"
                                       : "pixel centres: the id that the centre sees covers the pixel");
    };
    add("CryptoObject", object_names(record.scene));
    add("CryptoMaterial", material_names(record.scene));
    add("CryptoAsset", asset_names(record.scene));
    layers.say("plumb/coverage", sources);
}

EncodedFrame ExrLayers::encode(const FrameRecord& record) const {
    const CameraAnnotation& camera = record.frame.annotations().camera;
    ExrImage image{.size = record.frame.size(),
                   .channels = {},
                   .texts = {},
                   .has_colour = true,
                   .frames_per_second = record.set.frames_per_second};
    if (scene::is_plain_perspective(camera.camera)) {
        image.world_from_camera = camera.world_from_camera;
        image.intrinsics = camera.intrinsics;
    }
    image.texts = identity_attributes(record);
    Layers layers(std::move(image));
    if (profile_ == Profile::blender) layers.say("BlenderMultiChannel", "Blender V2.55.1 and newer");
    layers.say("plumb/pixel_center",
               "pixel (i,j) covers [i,i+1) x [j,j+1), its centre is (i+0.5, j+0.5); origin top-left");
    std::uint64_t unknown = 0, too_bright = 0;
    add_colour(layers, record, too_bright);
    add_geometry(layers, record);
    add_ids(layers, record);
    add_flow(layers, record, unknown);
    add_mattes(layers, record);
    EncodedFrame encoded;
    if (too_bright > 0)
        encoded.losses.push_back(
            {name_ + ": numbers of colour above 65504, the largest of half floats, written as that", too_bright});
    if (unknown > 0)
        encoded.losses.push_back({name_ + ": flow to points behind the other camera, written as 0", unknown});
    try {
        encoded.files.push_back({root_ + index_text(record.index) + ".exr", encode_exr_image(layers.image())});
    } catch (const std::bad_alloc&) {
        throw Error(ErrorCode::out_of_memory, "encoding frame " + std::to_string(record.index) + " as EXR: no memory");
    } catch (const std::exception& error) {
        throw Error(ErrorCode::internal, "encoding frame " + std::to_string(record.index) + " as EXR: " + error.what());
    }
    return encoded;
}

}  // namespace

std::unique_ptr<Format> make_exr_blender(FormatSpec& spec, std::string root) {
    return std::make_unique<ExrLayers>(spec.name(), std::move(root), Profile::blender);
}
std::unique_ptr<Format> make_exr_nuke(FormatSpec& spec, std::string root) {
    return std::make_unique<ExrLayers>(spec.name(), std::move(root), Profile::nuke);
}

}  // namespace plumb::dataset
