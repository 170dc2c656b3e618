#include "dataset/formats/hdf5_file.hpp"
#include "dataset/formats/makers.hpp"
#include "dataset/formats/need.hpp"
#include "dataset/json_text.hpp"

#include <plumb/error.hpp>
#include <plumb/version.hpp>

#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace plumb::dataset {

namespace {

/// What Blender writes where it sees nothing.
constexpr float no_surface = 1e10F;

class BlenderProc : public Format {
public:
    explicit BlenderProc(std::string root) : root_(std::move(root)) {}

    [[nodiscard]] std::string_view name() const noexcept override { return "blenderproc"; }
    [[nodiscard]] std::vector<std::string_view> needed_passes() const override { return {"rgb", "instance"}; }
    void check(const SetInfo& set) const override {
        Format::check(set);
        constexpr std::size_t limit = std::numeric_limits<std::int32_t>::max();
        if (set.scene.instances().size() <= limit) return;
        throw Error(ErrorCode::unsupported, "format 'blenderproc' holds ids up to " + std::to_string(limit));
    }
    [[nodiscard]] EncodedFrame encode(const FrameRecord& record) const override;

private:
    std::string root_;
};

std::string attribute_maps(const FrameRecord& record) {
    Json maps = Json::array({{{"idx", 0}, {"category_id", 0}, {"name", "background"}}});
    for (const InstanceInfo& info : record.scene.instances()) {
        maps.push_back({{"idx", info.id}, {"category_id", info.semantic}, {"name", info.path}});
    }
    return compact(maps);
}

EncodedFrame BlenderProc::encode(const FrameRecord& record) const {
    const Frame& frame = record.frame;
    const std::size_t width = frame.size().width, height = frame.size().height;
    std::uint64_t unknown = 0;
    Hdf5File file;
    const auto add = [&]<class T>(const std::string& key, Hdf5File::Type type, std::size_t channels,
                                  const std::vector<T>& values) {
        const std::array<std::size_t, 3> shape{height, width, channels};
        file.add(key, type, std::span(shape).first(channels == 1 ? 2 : 3), std::as_bytes(std::span(values)));
    };
    const auto add_distance = [&](const char* pass, const char* key) {
        if (!has_pass(record.set, pass)) return;
        const std::span<const float> metres = frame[pass].as<float>();
        std::vector<float> values(metres.begin(), metres.end());
        for (float& value : values) value = std::isinf(value) ? no_surface : value;
        add(key, Hdf5File::Type::f32, 1, values);
    };
    const auto add_flow = [&](const char* pass, const char* key) {
        if (!has_pass(record.set, pass)) return;
        const std::span<const float> flow = frame[pass].as<float>();
        std::vector<float> values(flow.begin(), flow.end());
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (std::isfinite(values[i])) continue;
            values[i] = 0;
            unknown += i % 2;
        }
        add(key, Hdf5File::Type::f32, 2, values);
    };
    const std::span<const std::uint8_t> rgba = frame["rgb"].as<std::uint8_t>();
    std::vector<std::uint8_t> colours(width * height * 3);
    for (std::size_t i = 0; i < colours.size(); ++i) colours[i] = rgba[i / 3 * 4 + i % 3];
    add("colors", Hdf5File::Type::u8, 3, colours);
    add_distance("depth", "depth");
    add_distance("range", "distance");
    const std::span<const std::uint32_t> ids = frame["instance"].as<std::uint32_t>();
    std::vector<std::int32_t> instances(ids.size()), categories(ids.size());
    for (std::size_t i = 0; i < ids.size(); ++i) {
        instances[i] = static_cast<std::int32_t>(ids[i]);
        categories[i] = ids[i] == 0 ? 0 : static_cast<std::int32_t>(record.scene.instances()[ids[i] - 1].semantic);
    }
    add("instance_segmaps", Hdf5File::Type::i32, 1, instances);
    add("category_id_segmaps", Hdf5File::Type::i32, 1, categories);
    file.add_text("instance_attribute_maps", attribute_maps(record));
    add_flow("flow_forward", "forward_flow");
    add_flow("flow_backward", "backward_flow");
    file.add_text("blender_proc_version", std::string("plumb ") + version());

    EncodedFrame encoded;
    encoded.files.push_back({root_ + std::to_string(record.index) + ".hdf5", file.take()});
    if (unknown > 0) {
        encoded.losses.push_back({"blenderproc: flow to points behind the other camera, written as 0", unknown});
    }
    return encoded;
}

}  // namespace

std::unique_ptr<Format> make_blenderproc(FormatSpec&, std::string root) {
    return std::make_unique<BlenderProc>(std::move(root));
}

}  // namespace plumb::dataset
