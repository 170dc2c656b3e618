// What each instance would cover if it were alone where only rays see it, through lenses and row by row, against the
// ray caster.
#include "alone.hpp"
#include "rendering.hpp"
#include "shot_stage.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <stdexcept>

namespace plumb::oracle {
namespace {

/// The oracle casts at every instance through every pixel of the canvas.
constexpr Size size_px{41, 31};

SceneCase find_scene(const std::vector<SceneCase>& scenes, const std::string& name) {
    const auto found = std::ranges::find(scenes, name, &SceneCase::name);
    if (found == scenes.end()) throw std::invalid_argument("no scene is called " + name);
    return *found;
}

/// The view of a scene in the size of this file, of the same angles.
ViewRequest small_view(const SceneCase& scene) {
    ViewRequest view = scene.view;
    const double scale = static_cast<double>(size_px.height) / scene.sizes.front().second;
    view.width = static_cast<int>(size_px.width);
    view.height = static_cast<int>(size_px.height);
    view.has_neighbours = false;
    if (view.placement && view.placement->pinhole)
        for (double Pinhole::*const member : {&Pinhole::fx, &Pinhole::fy, &Pinhole::cx, &Pinhole::cy})
            (*view.placement->pinhole).*member *= scale;
    return view;
}

/// A frame with what is amodal, and what the oracle needs to say the same.
struct Case {
    Model model;
    Scene scene;
    Shot shot;
    Frame frame;
    StagedInstant now;
};

Case render_case(const SceneCase& scene_case) {
    const SceneFile file(scene_case);
    Model model = Model::load(file.path());
    const Scene scene = Scene::load(file.path());
    const Shot shot = shot_of(scene, small_view(scene_case));
    RendererOptions options;
    options.size = size_px;
    options.passes = {"instance"};
    options.amodal = true;
    Frame frame = Renderer(shared_device(), scene, options).render(shot);
    StagedInstant now = stage(model, scene, shot, size_px).now;
    return {std::move(model), scene, shot, std::move(frame), std::move(now)};
}

/// @param least_cut  instances that must be partly beside the image, at least
void compare_scenes(const std::vector<SceneCase>& scenes, std::size_t least_cut,
                    std::initializer_list<const char*> names) {
    AloneTotals totals;
    for (const char* const name : names) {
        const Case drawn = render_case(find_scene(scenes, name));
        const Topology topology(drawn.model);
        const std::vector<Alone> found = cast_alone(topology, drawn.now, masks_of(drawn.frame));
        for (const InstanceAnnotation& a : drawn.frame.annotations().instances)
            totals.add(*a.amodal, found[a.id - 1], std::string(name) + ", instance " + std::to_string(a.id));
    }
    std::printf("%zu scenes: %zu instances, %zu of them with every pixel certain; %zu pixels, %zu too near an edge\n",
                names.size(), totals.instances, totals.exact, totals.pixels, totals.uncertain);
    EXPECT_GT(totals.instances, 40U);
    EXPECT_GT(totals.exact, totals.instances / 20);
    EXPECT_GE(totals.cut, least_cut);
    EXPECT_LT(totals.uncertain, totals.pixels / 10);
}

TEST(Alone, AgreesWithTheOracleThroughLenses) {
    compare_scenes(lens_scenes(), 10,
                   {"rolled_barrel", "near_and_far_plane_barrel", "leaf_cards_barrel", "crowd_fast_pincushion",
                    "passing_boxes_rational", "crowd_vignetted", "crowd_folding", "around_the_eye_fisheye",
                    "sheared_fisheye", "skin_one_sided_fisheye", "crowd_fisheye_circle"});
}

TEST(Alone, AgreesWithTheOracleInPanoramas) {
    compare_scenes(
        lens_scenes(), 4,
        {"around_the_eye_panorama", "passing_boxes_panorama", "near_and_far_plane_panorama", "hidden_nodes_panorama",
         "rolled_panorama", "ground_moving_part_of_panorama", "many_sizes_part_of_panorama"});
}

TEST(Alone, AgreesWithTheOracleRowByRow) {
    compare_scenes(
        rolling_scenes(), 10,
        {"crowd_fast_standing", "crowd_standing_upwards", "passing_boxes_sideways", "far_nodes_sideways",
         "near_and_far_plane_falling", "leaf_cards_rising_upwards", "mirrored_rising_upwards", "crowd_panning",
         "sheared_panning", "around_the_eye_spinning", "crowd_barrel", "crowd_vignetted", "crowd_fisheye",
         "crowd_panorama", "skin_blended_drifting", "skin_one_sided_lingering", "morph_turning_drifting_barrel"});
}

/// A fault that the comparison has to find.
struct AloneFault {
    const char* name;
    std::vector<SceneCase> scenes;
    const char* scene;
    std::function<void(StagedInstant&)> spoil;
    std::uint32_t mask_shift = 0;  ///< whose mask is taken for whose
};

std::vector<AloneFault> alone_faults() {
    const auto bend = [](const std::function<void(Distortion&)>& by) {
        return [by](StagedInstant& now) { by(now.camera.distortion); };
    };
    const auto leave = [](StagedInstant&) {};
    return {
        {"another instance's mask", lens_scenes(), "crowd_fisheye_circle", leave, 1},
        {"another instance's mask, row by row", rolling_scenes(), "crowd_panning", leave, 1},
        {"half a pixel aside", lens_scenes(), "rolled_barrel",
         [](StagedInstant& now) { now.camera.pinhole.cx += 0.5; }},
        {"upside down", lens_scenes(), "passing_boxes_panorama",
         [](StagedInstant& now) { now.camera.pinhole.fy *= -1; }},
        {"distortion ignored", lens_scenes(), "crowd_fast_pincushion", bend([](Distortion& lens) { lens = {}; })},
        {"field ignored", lens_scenes(), "crowd_vignetted", bend([](Distortion& lens) { lens.half_field_rad = 4; })},
        {"all rows at once", rolling_scenes(), "crowd_panning", [](StagedInstant& now) { now.edges.clear(); }},
        {"read from the other edge", rolling_scenes(), "crowd_fast_standing",
         [](StagedInstant& now) { std::swap(now.edges[0], now.edges[1]); }},
        {"the camera alone rolls", rolling_scenes(), "crowd_fast_standing",
         [](StagedInstant& now) {
             for (StagedInstant& edge : now.edges) edge.stances = now.stances;
         }},
    };
}

TEST(Alone, ComparisonCatchesFaults) {
    for (const AloneFault& fault : alone_faults()) {
        Case drawn = render_case(find_scene(fault.scenes, fault.scene));
        const Topology topology(drawn.model);
        std::vector<MaskView> masks = masks_of(drawn.frame);
        std::ranges::rotate(masks, masks.begin() + fault.mask_shift);
        fault.spoil(drawn.now);
        std::size_t wrong = 0;
        for (const Alone& found : cast_alone(topology, drawn.now, masks)) wrong += found.wrong;
        EXPECT_GT(wrong, 0U) << fault.name;
    }
}

/// Counting a panorama's canvas as that of other lenses, around and around, would count everything again and again.
TEST(Alone, APanoramaCountsEachDirectionOnce) {
    const Case whole = render_case(find_scene(lens_scenes(), "around_the_eye_panorama"));
    for (const InstanceAnnotation& a : whole.frame.annotations().instances)
        EXPECT_EQ(a.amodal->pixels_outside, 0U) << "instance " << a.id << " outside of the whole sphere";
    const Case part = render_case(find_scene(lens_scenes(), "ground_moving_part_of_panorama"));
    std::uint32_t outside = 0;
    for (const InstanceAnnotation& a : part.frame.annotations().instances) outside += a.amodal->pixels_outside;
    EXPECT_GT(outside, 0U) << "beside a part of it";
}

}  // namespace
}  // namespace plumb::oracle
