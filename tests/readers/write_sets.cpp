// Writes the sets that the scripts read: plumb_write_sets FOLDER. `rendered` are frames of the workshop, `vector` is
// one frame of 640 x 480 that holds the test vectors of the conventions, `stereo` are pairs of a recipe, `lenses` has two
// frames a lens: from one place, and from the next one, to which the first one's flow leads.
#include "base/frame_content.hpp"
#include "base/parallel.hpp"
#include "dataset/atomic_file.hpp"
#include "dataset/format.hpp"
#include "dataset/formats/bytes.hpp"
#include "dataset/set_bytes.hpp"
#include "scene/scene_data.hpp"

#include <plumb/plumb.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <limits>
#include <memory>

namespace plumb::test {
namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string>;

class FolderFiles : public dataset::SetFiles {
public:
    explicit FolderFiles(fs::path root) : root_(std::move(root)), bytes_(root_) {}

    [[nodiscard]] std::string read(const std::string& path, const std::string& container = {}) const override {
        const auto place = bytes_.find(path, container);
        if (!place) throw Error(ErrorCode::not_found, "reading " + (root_ / path).string());
        return dataset::read_bytes(*place);
    }
    /// Files of the whole set are made anew, from what they hold.
    [[nodiscard]] bool holds(const std::string&, std::span<const std::string>) const override { return false; }
    void keep(const std::string&) override {}
    void take_in(const std::string&, std::span<const std::string> pieces) override {
        for (const std::string& piece : pieces) fs::remove(root_ / piece);
    }
    /// A file that is there must be the same: sets can be finished again.
    void write(const std::string& path, const std::function<void(const Sink&)>& fill) override {
        std::string text;
        fill([&](std::string_view piece) { text += piece; });
        if (!fs::exists(root_ / path)) {
            put(path, dataset::bytes_of(text));
        } else if (read(path) != text) {
            throw Error(ErrorCode::internal, "finishing again changes " + path);
        }
    }
    void put(const std::string& path, const std::vector<std::byte>& bytes) const {
        fs::create_directories((root_ / path).parent_path());
        const std::span<const std::byte> parts[] = {bytes};
        dataset::write_file_atomically(root_ / path, parts, false);
    }

private:
    fs::path root_;
    dataset::SetBytes bytes_;
};

struct IndexedFrame {
    std::uint64_t index = 0;
    Frame frame;
};

/// Formats as they are asked for, and the folder of each where it is not its name.
struct Target {
    std::string spec, folder;
};

/// Every format by its name, and some with options.
std::vector<Target> targets() {
    std::vector<Target> list{{"npy", ""}};
    for (const FormatInfo& info : dataset_formats()) {
        if (info.name != "npy" && info.name != "png" && info.name != "exr") {
            list.push_back({std::string(info.name), std::string(info.name)});
        }
    }
    list.push_back({"coco:segmentation=polygon", "coco-polygon"});
    list.push_back({"webdataset:frames_per_shard=2", "webdataset-of-2"});
    list.push_back({"npz:compression=deflate", "npz-deflate"});
    return list;
}

/// Formats with flow or depth of their own, and without rules about classes.
std::vector<Target> vector_targets() {
    std::vector<Target> list{{"npy", ""}, {"kitti:baseline_m=0.5", "kitti"}};
    for (const char* const name :
         {"coco", "flo", "npz", "exr-blender", "exr-nuke", "csv", "blenderproc", "kubric", "replicator"}) {
        list.push_back({name, name});
    }
    return list;
}

/// Twice by two threads at once: the same bytes.
dataset::EncodedFrame encode(const dataset::Format& format, const dataset::FrameRecord& record) {
    dataset::EncodedFrame results[2];
    in_parallel(2, [&](std::size_t i) { results[i] = format.encode(record); });
    const bool is_same = std::equal(results[0].files.begin(), results[0].files.end(), results[1].files.begin(),
                                    results[1].files.end(), [](const auto& a, const auto& b) {
                                        return a.path == b.path && a.bytes == b.bytes && a.container == b.container;
                                    });
    if (!is_same) throw Error(ErrorCode::internal, std::string(format.name()) + ": encoding again gives other bytes");
    return std::move(results[0]);
}

/// Writes frames and what belongs to the set; NAME.losses.txt has a line for each loss.
void write_target(const fs::path& folder, const Target& target, const dataset::SetInfo& set,
                  const std::vector<IndexedFrame>& frames) {
    FolderFiles files(folder / target.folder);
    const Names specs{target.spec + (target.folder.empty() ? "" : ":folder=.")};
    const dataset::FormatsOptions options{.describes_frames = target.folder.empty()};
    for (const std::unique_ptr<dataset::Format>& format : dataset::make_formats(specs, options)) {
        format->check(set);
        std::vector<std::uint64_t> done;
        std::ofstream losses;
        for (const IndexedFrame& frame : frames) {
            done.push_back(frame.index);
            const dataset::EncodedFrame encoded = encode(*format, {set, set.scene, frame.frame, frame.index});
            for (const dataset::EncodedFile& file : encoded.files) files.put(file.path, file.bytes);
            for (const dataset::Loss& loss : encoded.losses) {
                if (!losses.is_open()) losses.open(folder / (target.folder + ".losses.txt"));
                losses << frame.index << '\t' << loss.count << '\t' << loss.what << '\n';
            }
        }
        format->finish(set, done, files);
        // A merged set is finished without its scene.
        auto classes = std::make_shared<scene::SceneData>();
        classes->classes = set.scene.data().classes;
        dataset::SetInfo described = set;
        described.scene = Scene(classes);
        format->finish(described, done, files);
    }
}

void write_set(const fs::path& folder, const Scene& scene, const std::vector<IndexedFrame>& frames,
               const std::vector<Target>& targets, const std::optional<std::string>& recipe = {}) {
    const Frame& first = frames.front().frame;
    const std::span<const std::string> passes = first.pass_names();
    const dataset::SetInfo set{.scene = scene,
                               .size = first.size(),
                               .passes = {passes.begin(), passes.end()},
                               .id = "0123abcd",
                               .frames_per_second = 12,
                               .has_amodal = first.annotations().instances.front().amodal.has_value(),
                               .recipe = recipe};
    for (const Target& target : targets) write_target(folder, target, set, frames);
}

void write_rendered(const fs::path& folder) {
    const fs::path assets = PLUMB_ASSETS;
    const Device device = Device::create();
    const Scene scene = Scene::load(assets / "workshop/workshop.glb");
    RendererOptions renderer_options;
    renderer_options.size = {160, 120};
    renderer_options.amodal = true;
    renderer_options.passes.clear();
    for (const PassInfo& pass : passes()) renderer_options.passes.emplace_back(pass.name);
    for (const PassInfo& pass : coverage_passes()) renderer_options.passes.emplace_back(pass.name);
    renderer_options.keypoints = {{.node = "chair_*", .name = "seat", .point = {0, 0.45, 0}},
                                  {.node = "chair_*", .name = "floor", .point = {0, 0, 0}},
                                  {.node = "cushion_*", .name = "middle"}};
    Renderer renderer(device, scene, renderer_options);
    std::vector<IndexedFrame> frames;
    for (const std::uint64_t index : {0, 1, 7}) {
        ShotOptions options;
        options.time_s = 0.4 + static_cast<double>(index) / 12;
        options.dt_s = 1.0 / 12;
        options.camera = scene.find_camera("moving");
        frames.push_back({index, renderer.render(scene.shot(options))});
    }
    write_set(folder, scene, frames, targets());
}

/// The views of a pair, in folders of their own.
void write_stereo(const fs::path& folder) {
    const fs::path assets = PLUMB_ASSETS;
    const Recipe recipe = Recipe::load(assets / "../docs/recipes/stereo.json");
    const Scene scene = recipe.prepare(Scene::load(assets / "workshop/workshop.glb"));
    Renderer renderer(Device::create(), scene, {.size = {160, 120}, .passes = {"rgb", "depth", "instance"}});
    for (const std::uint32_t view : {0U, 1U}) {
        std::vector<IndexedFrame> frames;
        for (const std::uint64_t index : {2, 5}) {
            frames.push_back({index, renderer.render(recipe.shot(scene, 1, index, {.view = view}))});
        }
        write_set(folder / (view == 0 ? "left" : "right"), scene, frames,
                  {{"npy", ""}, {"kitti:baseline_m=recipe", "kitti"}}, recipe.text());
    }
}

/// One frame of the workshop for each of some lenses.
void write_lenses(const fs::path& folder) {
    const Device device = Device::create();
    const Scene scene = Scene::load(fs::path(PLUMB_ASSETS) / "workshop/workshop.glb");
    const auto bent = [](Camera::Projection projection, const Intrinsics& k, std::vector<double> distortion) {
        Camera camera;
        camera.projection = projection;
        camera.intrinsics = k;
        camera.distortion = std::move(distortion);
        return camera;
    };
    using Projection = Camera::Projection;
    const Camera cameras[] = {
        bent(Projection::perspective, {120, 122, 78, 61}, {-0.28, 0.09, 0.002, -0.003}),
        bent(Projection::perspective, {110, 112, 82, 58}, {0.15, 0.03, -0.001, 0.002, 0.01}),
        bent(Projection::perspective, {100, 100, 80, 60}, {0.4, 0.1, 0.01, -0.02, 0.02, 0.9, 0.2, 0.03}),
        bent(Projection::fisheye, {50, 51, 79, 60}, {-0.02, 0.003, -0.0001, 0}),
        bent(Projection::equirectangular, {26, 39, 80, 60}, {})};
    RendererOptions renderer_options;
    renderer_options.size = {160, 120};
    renderer_options.passes = {"instance", "depth", "range", "position", "flow_forward", "flow_forward_class"};
    Renderer renderer(device, scene, renderer_options);
    std::vector<IndexedFrame> frames;
    for (const Camera& camera : cameras) {
        ShotOptions options;
        options.time_s = 0.4;
        options.camera = scene.find_camera("moving");
        Shot shot = scene.shot(options);
        const glm::dmat4 pose = shot.now.camera.world_from_camera;
        shot.now.camera = camera;
        shot.now.camera.world_from_camera = pose;
        shot.next = shot.now;
        // The camera alone moves: forward and around.
        shot.next->camera.world_from_camera = look_at({1.0, 1.5, 1.2}, {0, 0.8, -0.3}, {0.1, 1, 0});
        shot.dt_s = 0.1;
        frames.push_back({frames.size(), renderer.render(shot)});
        Shot there = shot;
        there.now = *shot.next;
        there.next.reset();
        frames.push_back({frames.size(), renderer.render(there)});
    }
    write_set(folder, scene, frames, {{"npy", ""}, {"stmap", "stmap"}});
}

/// Arrays of one frame, filled pixel by pixel.
class FrameArrays {
public:
    explicit FrameArrays(Size size) : size_(size) {}

    /// @param value  of component `c` of the pixel in column x, row y
    template <class T, class Value>
    void add(std::string_view pass, const Value& value) {
        const PassInfo& info = find_pass(pass);
        std::vector<T> values;
        for (std::uint32_t y = 0; y < size_.height; ++y) {
            for (std::uint32_t x = 0; x < size_.width; ++x) {
                for (std::uint32_t c = 0; c < info.channels; ++c) values.push_back(static_cast<T>(value(x, y, c)));
            }
        }
        arrays_->emplace_back(
            &info, std::vector<std::byte>(reinterpret_cast<const std::byte*>(values.data()),
                                          reinterpret_cast<const std::byte*>(values.data() + values.size())));
    }
    [[nodiscard]] Frame frame(const FrameAnnotations& annotations) const {
        auto content = std::make_shared<Frame::Content>();
        content->size = size_;
        content->time_s = 1.5;
        content->dt_s = 0.25;
        content->provenance.address = ShotAddress{.seed = 77, .index = 42};
        for (const auto& [info, bytes] : *arrays_) {
            content->names.emplace_back(info->name);
            content->infos.push_back(info);
            content->arrays.emplace_back(bytes);
        }
        content->memory = arrays_;
        content->annotations = annotations;
        return Frame(content);
    }

private:
    Size size_;
    std::shared_ptr<std::vector<std::pair<const PassInfo*, std::vector<std::byte>>>> arrays_ =
        std::make_shared<std::vector<std::pair<const PassInfo*, std::vector<std::byte>>>>();
};

/// Two boxes, of which the second one has a hole and hides a corner of the first.
std::uint32_t vector_id(std::uint32_t x, std::uint32_t y) {
    const bool is_second = x >= 80 && x < 200 && y >= 60 && y < 90 && !(x >= 100 && x < 110 && y >= 70 && y < 75);
    if (is_second) return 2;
    return x >= 20 && x < 120 && y >= 10 && y < 300 ? 1 : 0;
}

/// Depths at and beyond the limits of the 16-bit codes, in the first row.
float vector_depth(std::uint32_t x, std::uint32_t y) {
    constexpr float depths[] = {5, 6.5535F, 6.6F, 65.535F, 66, 255.99F, 300, 0.0004F};
    if (y == 0 && x < std::size(depths)) return depths[x];
    if (vector_id(x, y) == 0) return std::numeric_limits<float>::infinity();
    return 2 + static_cast<float>(x) / 64;
}

constexpr std::uint32_t vector_x = 100, vector_y = 200;  ///< the pixel of the conventions' test vector

float vector_flow(std::uint32_t x, std::uint32_t y, std::uint32_t c, bool is_forward) {
    if (x == vector_x && y == vector_y) {
        if (is_forward) return c == 0 ? 3.0F : -8.0F;
        return c == 0 ? -2.0F : 5.0F;
    }
    if (y == 1 && x == 0) return std::numeric_limits<float>::quiet_NaN();
    if (y == 1 && x == 1) return 600;
    const float sign = is_forward ? 1.0F : -0.5F;
    return sign * (c == 0 ? static_cast<float>(x) / 37 : static_cast<float>(y) / 53 - 4);
}

/// Every class in the second row; elsewhere the point is seen, or hidden by another instance.
std::uint32_t vector_class(std::uint32_t x, std::uint32_t y) {
    constexpr std::uint32_t class_count = 7;
    if (y != 1) return x % 5 == 0 && x != vector_x ? 2 : 1;
    if (x < 2) return x == 0 ? 5 : 1;
    return x % class_count;
}

FrameAnnotations vector_annotations(const Scene& scene, Size size) {
    FrameAnnotations annotations;
    annotations.camera.intrinsics = {500, 501, 320, 240};
    annotations.camera.intrinsics_integer_center = {500, 501, 319.5, 239.5};
    annotations.camera.camera.intrinsics = annotations.camera.intrinsics;
    annotations.camera.world_from_camera[3] = {1, 2, 3, 1};
    annotations.camera.world_from_camera_gltf = annotations.camera.world_from_camera;
    annotations.camera.world_from_camera_gltf[1] *= -1;
    annotations.camera.world_from_camera_gltf[2] *= -1;
    for (const InstanceInfo& info : scene.instances()) {
        InstanceAnnotation instance;
        instance.id = info.id;
        PixelBox box{size.width, size.height, 0, 0};
        for (std::uint32_t y = 0; y < size.height; ++y) {
            for (std::uint32_t x = 0; x < size.width; ++x) {
                if (vector_id(x, y) != info.id) continue;
                ++instance.pixels;
                box = {std::min(box.x_min, x), std::min(box.y_min, y), std::max(box.x_max, x + 1),
                       std::max(box.y_max, y + 1)};
            }
        }
        if (instance.pixels > 0) instance.box_tight = box;
        // Upright and seen from its side: its front looks to the right of the picture.
        instance.box_3d.center = {0.5, 0.25, 4};
        instance.box_3d.size = {1, 2, 3};
        instance.box_3d.camera_from_box = glm::dmat3(0, 0, 1, 0, -1, 0, 1, 0, 0);
        instance.camera_from_object[3] = {0.5, 0.25, 4, 1};
        annotations.instances.push_back(instance);
    }
    return annotations;
}

void write_vector(const fs::path& folder) {
    constexpr Size size{640, 480};
    constexpr std::uint64_t index = 42;
    const Scene scene = Scene::load(fs::path(PLUMB_ASSETS) / "small/moving_boxes.glb");
    FrameArrays arrays(size);
    arrays.add<std::uint8_t>("rgb",
                             [](auto x, auto y, auto c) { return c == 3 ? 255 : (x * 3 + y * 5 + c * 7) % 256; });
    arrays.add<float>("depth", [](auto x, auto y, auto) { return vector_depth(x, y); });
    arrays.add<float>("range", [](auto x, auto y, auto) {
        const double u = (x + 0.5 - 320) / 500, v = (y + 0.5 - 240) / 501;
        return static_cast<double>(vector_depth(x, y)) * std::sqrt(u * u + v * v + 1);
    });
    arrays.add<std::uint32_t>("instance", [](auto x, auto y, auto) { return vector_id(x, y); });
    arrays.add<std::uint32_t>("semantic", [&](auto x, auto y, auto) {
        const std::uint32_t id = vector_id(x, y);
        return id == 0 ? 0 : scene.instances()[id - 1].semantic;
    });
    arrays.add<std::uint32_t>("material", [](auto x, auto y, auto) { return vector_id(x, y); });
    arrays.add<float>("flow_forward", [](auto x, auto y, auto c) { return vector_flow(x, y, c, true); });
    arrays.add<float>("flow_backward", [](auto x, auto y, auto c) { return vector_flow(x, y, c, false); });
    arrays.add<std::uint8_t>("flow_forward_class", [](auto x, auto y, auto) { return vector_class(x, y); });
    arrays.add<std::uint8_t>("flow_backward_class", [](auto x, auto y, auto) { return vector_class(x, y); });
    arrays.add<float>("normal", [](auto x, auto y, auto c) { return vector_id(x, y) != 0 && c == 2 ? -1.0F : 0.0F; });
    arrays.add<float>("object_position", [](auto x, auto y, auto c) {
        return vector_id(x, y) == 0 ? std::numeric_limits<float>::quiet_NaN() : static_cast<float>(c) / 2;
    });
    const std::vector<IndexedFrame> frames{{index, arrays.frame(vector_annotations(scene, size))}};
    write_set(folder, scene, frames, vector_targets());
}

}  // namespace
}  // namespace plumb::test

int main(int count, char** arguments) {
    if (count != 2) {
        std::fprintf(stderr, "usage: plumb_write_sets FOLDER\n");
        return 2;
    }
    try {
        const std::filesystem::path folder = arguments[1];
        std::filesystem::remove_all(folder);
        plumb::test::write_rendered(folder / "rendered");
        plumb::test::write_vector(folder / "vector");
        plumb::test::write_stereo(folder / "stereo");
        plumb::test::write_lenses(folder / "lenses");
    } catch (const std::exception& error) {
        std::fprintf(stderr, "plumb_write_sets: %s\n", error.what());
        return 1;
    }
    return 0;
}
