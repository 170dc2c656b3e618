// Pixel counts, boxes, fractions and masks of 100 random shots: equal to the oracle's, pixel by pixel, seen and alone.
#include "coverage.hpp"
#include "random_shots.hpp"
#include "rendering.hpp"
#include "shot_stage.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace plumb::oracle::counts_test {
namespace {

constexpr int shot_count = 100;
constexpr Size size_px{48, 36};
constexpr int width = size_px.width, height = size_px.height;

bool is_inside(int x, int y) {
    return x >= 0 && x < width && y >= 0 && y < height;
}

std::size_t pixel_at(int x, int y) {
    return static_cast<std::size_t>(y) * size_px.width + static_cast<std::size_t>(x);
}

/// Instance ids as the image shows them.
std::vector<std::uint32_t> seen_ids(const Topology& topology, const Coverage& coverage) {
    std::vector<std::uint32_t> ids(std::size_t{size_px.width} * size_px.height, 0);
    std::vector<float> nearest(ids.size(), std::numeric_limits<float>::infinity());
    for (std::size_t t = 0; t < topology.triangles.size(); ++t) {
        const std::uint32_t id = topology.part(t).instance + 1;
        coverage.visit(t, [&](int x, int y, double z) {
            if (!is_inside(x, y) || static_cast<float>(z) >= nearest[pixel_at(x, y)]) return;
            nearest[pixel_at(x, y)] = static_cast<float>(z);
            ids[pixel_at(x, y)] = id;
        });
    }
    return ids;
}

/// What one instance covers if it is alone, on the canvas.
class Silhouette {
public:
    void add(int x, int y) {
        if (!covered_.insert({y, x}).second) return;
        (is_inside(x, y) ? inside : outside) += 1;
        extend(unclipped, x, y);
        if (is_inside(x, y)) extend(loose, x, y);
    }
    [[nodiscard]] bool has(int x, int y) const { return covered_.contains({y, x}); }
    [[nodiscard]] const std::set<std::pair<int, int>>& covered() const { return covered_; }

    std::uint32_t inside = 0, outside = 0;
    std::optional<CanvasBox> loose, unclipped;

    static void extend(std::optional<CanvasBox>& box, int x, int y) {
        if (!box) box = {x, y, x + 1, y + 1};
        *box = {std::min(box->x_min, x), std::min(box->y_min, y), std::max(box->x_max, x + 1),
                std::max(box->y_max, y + 1)};
    }

private:
    std::set<std::pair<int, int>> covered_;
};

std::optional<CanvasBox> on_canvas(const std::optional<PixelBox>& box) {
    if (!box) return std::nullopt;
    return CanvasBox{static_cast<std::int32_t>(box->x_min), static_cast<std::int32_t>(box->y_min),
                     static_cast<std::int32_t>(box->x_max), static_cast<std::int32_t>(box->y_max)};
}

std::optional<double> share(std::uint32_t part, std::uint32_t whole) {
    return whole == 0 ? std::nullopt : std::optional(static_cast<double>(part) / whole);
}

struct Totals {
    std::size_t pixels = 0, differing = 0;  ///< of the pass `instance`
    std::size_t instances = 0, hidden = 0, cut = 0;
    std::size_t alone = 0, alone_differing = 0;  ///< pixels of instances alone
};

void expect_seen(const InstanceAnnotation& a, const std::vector<std::uint32_t>& ids, const std::string& what) {
    std::uint32_t count = 0;
    std::optional<CanvasBox> box;
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            if (ids[pixel_at(x, y)] == a.id) {
                ++count;
                Silhouette::extend(box, x, y);
            }
    EXPECT_EQ(a.pixels, count) << what;
    EXPECT_EQ(on_canvas(a.box_tight), box) << what;
}

void expect_alone(const InstanceAnnotation& a, const Silhouette& silhouette, const std::vector<std::uint32_t>& ids,
                  const MaskView& mask, const std::string& what, Totals& totals) {
    const AmodalAnnotation& amodal = *a.amodal;
    std::uint32_t visible = 0;
    std::map<std::uint32_t, std::uint32_t> others;
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            const bool is_covered = silhouette.has(x, y);
            const bool is_said = mask.at(static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y));
            totals.alone_differing += is_covered != is_said ? 1 : 0;
            if (!is_covered) continue;
            const std::uint32_t id = ids[pixel_at(x, y)];
            (id == a.id ? visible : others[id]) += 1;
        }
    totals.alone += silhouette.inside + silhouette.outside;
    EXPECT_EQ(amodal.pixels, silhouette.inside) << what;
    EXPECT_EQ(amodal.pixels_outside, silhouette.outside) << what;
    EXPECT_EQ(on_canvas(amodal.box_loose), silhouette.loose) << what;
    EXPECT_EQ(amodal.box_loose_unclipped, silhouette.unclipped) << what;
    EXPECT_EQ(amodal.visible_fraction, share(visible, silhouette.inside)) << what;
    EXPECT_EQ(amodal.truncation, share(silhouette.outside, silhouette.inside + silhouette.outside)) << what;
    std::vector<Occluder> occluders;
    for (const auto& [id, pixels] : others) occluders.push_back({id, pixels});
    EXPECT_EQ(amodal.occluded_by, occluders) << what;
    totals.instances += silhouette.inside + silhouette.outside > 0 ? 1 : 0;
    totals.hidden += occluders.empty() ? 0 : 1;
    totals.cut += silhouette.inside > 0 && silhouette.outside > 0 ? 1 : 0;
}

/// Everything counted of one frame.
void compare_frame(const Model& model, const StagedInstant& now, const Frame& frame, const std::string& what,
                   Totals& totals) {
    const Topology topology(model);
    const Geometry geometry(topology, now.stances);
    const Coverage image(geometry, now.camera, {{0, 0}, {width, height}});
    const std::vector<std::uint32_t> ids = seen_ids(topology, image);
    const std::span<const std::uint32_t> said = frame["instance"].as<std::uint32_t>();
    totals.pixels += ids.size();
    for (std::size_t i = 0; i < ids.size(); ++i) totals.differing += ids[i] != said[i] ? 1 : 0;

    const Coverage canvas(geometry, now.camera, {{-width, -height}, {2 * width, 2 * height}});
    std::vector<Silhouette> silhouettes(model.instances.size());
    for (std::size_t t = 0; t < topology.triangles.size(); ++t) {
        Silhouette& silhouette = silhouettes[topology.part(t).instance];
        canvas.visit(t, [&](int x, int y, double) { silhouette.add(x, y); });
    }
    for (const InstanceAnnotation& a : frame.annotations().instances) {
        const std::string which = what + ", instance " + std::to_string(a.id);
        expect_seen(a, ids, which);
        expect_alone(a, silhouettes[a.id - 1], ids, frame.amodal(a.id), which, totals);
    }
}

void compare_shots(const SceneCase& scene_case, int first, int step, Totals& totals) {
    const char* const seed = std::getenv("PLUMB_ORACLE_SEED");
    Random random("counts of " + scene_case.name + (seed != nullptr ? seed : ""));
    const SceneFile file(scene_case);
    const Staged staged = load_staged(file.path(), first % 3 == 0, random);
    RendererOptions options;
    options.size = size_px;
    options.passes = {"instance"};
    options.amodal = true;
    Renderer renderer(shared_device(), staged.scene, options);
    ViewRequest request = scene_case.view;
    request.width = width;
    request.height = height;
    for (int number = first; number < shot_count; number += step) {
        const Shot shot = draw_shot(random, staged, request);
        const Model model = dressed(staged.model, shot);
        compare_frame(model, stage(model, staged.scene, shot, size_px).now, renderer.render(shot),
                      "shot " + std::to_string(number) + " of " + scene_case.name, totals);
    }
}

TEST(Counts, EqualTheOracles) {
    std::vector<SceneCase> scenes = all_scenes();
    std::erase_if(scenes, [](const SceneCase& scene) { return scene.name == "copies_100000"; });  // takes minutes
    const auto step = std::min(static_cast<int>(scenes.size()), shot_count);
    Totals totals;
    for (int first = 0; first < step; ++first)
        compare_shots(scenes[static_cast<std::size_t>(first)], first, step, totals);
    std::printf(
        "%d shots: %zu pixels, %zu differ; %zu instances (%zu hidden in part, %zu cut by the image's border) "
        "alone cover %zu pixels, %zu differ\n",
        shot_count, totals.pixels, totals.differing, totals.instances, totals.hidden, totals.cut, totals.alone,
        totals.alone_differing);
    EXPECT_EQ(totals.differing, 0U);
    EXPECT_EQ(totals.alone_differing, 0U);
    EXPECT_GT(totals.instances, 200U);
    EXPECT_GT(totals.hidden, 20U);
    EXPECT_GT(totals.cut, 20U);
}

/// A camera that is off by a thirty-second of a pixel is found out.
TEST(Counts, TellACameraThatIsOff) {
    std::size_t tried = 0, told = 0;
    for (const SceneCase& scene_case : all_scenes()) {
        if (tried == 8) break;
        ++tried;
        const SceneFile file(scene_case);
        const Scene scene = Scene::load(file.path());
        const Model model = Model::load(file.path());
        ViewRequest request = scene_case.view;
        request.width = width;
        request.height = height;
        const Shot shot = shot_of(scene, request);
        const Frame frame = Renderer(shared_device(), scene, {.size = size_px, .passes = {"instance"}}).render(shot);
        const std::span<const std::uint32_t> said = frame["instance"].as<std::uint32_t>();
        const Topology topology(model);
        StagedInstant now = stage(model, scene, shot, size_px).now;
        const Geometry geometry(topology, now.stances);
        const PixelArea image{{0, 0}, {width, height}};
        EXPECT_TRUE(std::ranges::equal(seen_ids(topology, {geometry, now.camera, image}), said)) << scene_case.name;
        now.camera.pinhole.cx += 1.0 / 32;
        told += std::ranges::equal(seen_ids(topology, {geometry, now.camera, image}), said) ? 0 : 1;
    }
    EXPECT_GE(told, 1U) << "of " << tried << " scenes";
}

}  // namespace
}  // namespace plumb::oracle::counts_test
