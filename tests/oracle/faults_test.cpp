// The suite has to catch faults. Each row makes the renderer's output what a known fault would make of it, by handing
// the library a wrong shot or a wrong file, or by spoiling its arrays, and the comparison must name the pass.
#include "raycast.hpp"
#include "rendering.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <ostream>
#include <stdexcept>

namespace plumb::oracle {

using Spoil = std::function<void(Arrays&, const oracle::Labels&)>;
using Misplace = std::function<void(Shot&)>;
using Rewrite = std::function<void(nlohmann::json&)>;

struct Fault {
    const char* name;
    const char* scene;
    const char* pass;  ///< where it must show
    Misplace shot = nullptr;
    Spoil arrays = nullptr;
    Rewrite file = nullptr;
    bool looks_through = false;  ///< it must show in the labels of policy `through`
};

void PrintTo(const Fault& fault, std::ostream* out) {
    *out << fault.name;
}

namespace {

SceneCase find_scene(const std::string& name) {
    for (const auto& scenes : {all_scenes(), lens_scenes(), rolling_scenes()})
        for (const SceneCase& scene : scenes)
            if (scene.name == name) return scene;
    throw std::invalid_argument("no scene is called " + name);
}

std::vector<Moment*> moments(Shot& shot) {
    std::vector<Moment*> out = {&shot.now};
    if (shot.next) out.push_back(&*shot.next);
    if (shot.previous) out.push_back(&*shot.previous);
    return out;
}

void each(Arrays& arrays, const char* pass, const std::function<double(double)>& change) {
    for (double& v : arrays.planes.at(pass)) v = change(v);
}

Spoil change(const char* pass, const std::function<double(double)>& by) {
    return [=](Arrays& arrays, const oracle::Labels&) { each(arrays, pass, by); };
}

Spoil copy(const char* from, const char* to) {
    return [=](Arrays& arrays, const oracle::Labels&) { arrays.planes.at(to) = arrays.planes.at(from); };
}

Spoil exchange(const char* a, const char* b) {
    return [=](Arrays& arrays, const oracle::Labels&) { std::swap(arrays.planes.at(a), arrays.planes.at(b)); };
}

/// Changes what is at the edges of every image, knowing its middle.
Misplace at_edges(const std::function<void(RollingShutter::Edges&, const Moment&)>& by) {
    return [=](Shot& shot) {
        by(shot.rolling_shutter->now, shot.now);
        by(*shot.rolling_shutter->next, *shot.next);
        by(*shot.rolling_shutter->previous, *shot.previous);
    };
}

/// Rows exposed as their upper edges are, half a row too early, by a camera that goes sideways.
void expose_upper_edges(Shot& shot) {
    const RollingShutter::Edges& edges = shot.rolling_shutter->now;
    const glm::dvec4 way = edges.bottom.camera.world_from_camera[3] - edges.top.camera.world_from_camera[3];
    for (Moment* const moment : {&shot.now, &shot.rolling_shutter->now.top, &shot.rolling_shutter->now.bottom})
        moment->camera.world_from_camera[3] -= way / (2.0 * 39);
}

/// Changes the camera of every moment.
Misplace bend(const std::function<void(plumb::Camera&)>& by) {
    return [=](Shot& shot) {
        for (Moment* const moment : moments(shot)) by(moment->camera);
    };
}

/// OpenCV's principal point taken for one that counts from the first pixel's corner.
void count_from_centres(plumb::Camera& camera, int width, int height) {
    const Size size{static_cast<std::uint32_t>(width), static_cast<std::uint32_t>(height)};
    Intrinsics k = camera.intrinsics_for(size);
    k.cx -= 0.5;
    k.cy -= 0.5;
    camera.intrinsics = k;
}

/// Flow that leads over the seam of a panorama led the long way around to stay in the image.
void stay_in_panorama(Arrays& arrays, const oracle::Labels&) {
    std::vector<double>& flow = arrays.planes.at("flow_forward");
    for (std::size_t i = 0; i < flow.size(); i += 2) {
        const double x = static_cast<double>(i / 2 % static_cast<std::size_t>(arrays.width)) + 0.5 + flow[i];
        if (x < 0) flow[i] += arrays.width;
        if (x >= arrays.width) flow[i] -= arrays.width;
    }
}

/// Moves every pass by whole pixels, or turns it upside down.
void rearrange(Arrays& arrays, const std::function<std::size_t(std::size_t)>& source_of) {
    const std::size_t count = static_cast<std::size_t>(arrays.width) * static_cast<std::size_t>(arrays.height);
    for (auto& [pass, values] : arrays.planes) {
        const std::vector<double> old = values;
        const std::size_t channels = old.size() / count;
        for (std::size_t i = 0; i < old.size(); ++i) values[i] = old[source_of(i / channels) * channels + i % channels];
    }
}

void turn_upside_down(Arrays& arrays, const oracle::Labels&) {
    const auto columns = static_cast<std::size_t>(arrays.width);
    const auto rows = static_cast<std::size_t>(arrays.height);
    rearrange(arrays, [=](std::size_t i) { return (rows - 1 - i / columns) * columns + i % columns; });
}

void shift_right(Arrays& arrays, const oracle::Labels&) {
    rearrange(arrays, [](std::size_t i) { return i == 0 ? 0 : i - 1; });
}

void leave_back_normals(Arrays& arrays, const oracle::Labels& labels) {
    for (const char* pass : {"normal", "normal_geometric"}) {
        std::vector<double>& values = arrays.planes.at(pass);
        for (std::size_t i = 0; i < values.size(); ++i) values[i] *= labels.is_back[i / 3] != 0 ? -1 : 1;
    }
}

void still_background(Arrays& arrays, const oracle::Labels& labels) {
    std::vector<double>& flow = arrays.planes.at("flow_forward");
    for (std::size_t i = 0; i < flow.size(); ++i) flow[i] = std::isfinite(labels.range[i / 2]) ? flow[i] : 0;
}

/// What interpolating in the image instead of in space makes of one triangle that fills the view.
void image_weights(Arrays& arrays, const oracle::Labels& labels) {
    const glm::dvec3 corner_depth(30, 90, 50);  // of scene one_large_triangle
    std::vector<double>& values = arrays.planes.at("barycentric");
    for (std::size_t i = 0; i < labels.range.size(); ++i) {
        const glm::dvec3 w(1 - values[2 * i] - values[2 * i + 1], values[2 * i], values[2 * i + 1]);
        const glm::dvec3 flat = w * corner_depth / glm::dot(w, corner_depth);
        values[2 * i] = flat[1];
        values[2 * i + 1] = flat[2];
    }
}

void half_a_pixel(Shot& shot) {
    for (Moment* moment : moments(shot)) {
        moment->camera.intrinsics->cx += 0.5;
        moment->camera.intrinsics->cy += 0.5;
    }
}

Misplace planes(double near_m, double far_m) {
    return [=](Shot& shot) {
        for (Moment* moment : moments(shot)) {
            moment->camera.near_m = near_m;
            moment->camera.far_m = far_m;
        }
    };
}

/// What one visibility for both policies makes of the frame.
void ignore_policy(Arrays& arrays, const oracle::Labels&) {
    for (const PassInfo& info : through_passes())
        arrays.planes.at(std::string(info.name)) = arrays.planes.at(std::string(row_of(info).name));
}

void opaque_materials(nlohmann::json& root) {
    for (auto& material : root["materials"]) material.erase("alphaMode");
}

void no_transmission(nlohmann::json& root) {
    for (auto& material : root["materials"]) material.erase("extensions");
}

void two_sided_materials(nlohmann::json& root) {
    for (auto& material : root["materials"]) material["doubleSided"] = true;
}

void first_uvs(nlohmann::json& root) {
    for (auto& material : root["materials"]) material["pbrMetallicRoughness"]["baseColorTexture"].erase("texCoord");
}

void last_node_first(nlohmann::json& root) {
    auto& roots = root["scenes"][0]["nodes"];
    std::reverse(roots.begin(), roots.end());
}

/// With `last_node_first`: the ids of the right order again, so that only the choice between equal depths is wrong.
void renumber(Arrays& arrays, const oracle::Labels&) {
    each(arrays, "instance", [](double id) { return id > 0 ? 13 - id : 0; });
}

void strips_as_lists(nlohmann::json& root) {
    for (auto& mesh : root["meshes"]) mesh["primitives"][0]["mode"] = 4;
}

void unscaled_weights(Shot& shot) {
    shot.previous->morph_weights = shot.now.morph_weights;
}

std::vector<Fault> fault_list() {
    const double endless = std::numeric_limits<double>::infinity();
    const auto negated = [](double v) { return -v; };
    const auto next_id = [](double id) { return id > 0 ? id + 1 : 0; };
    return {
        {"half_pixel_shift", "off_centre", "depth", half_a_pixel},
        {"whole_pixel_shift", "off_centre", "instance", nullptr, shift_right},
        {"y_flip", "crowd", "instance", nullptr, turn_upside_down},
        {"range_for_depth", "rocks", "depth", nullptr, copy("range", "depth")},
        {"depth_for_range", "rocks", "range", nullptr, copy("depth", "range")},
        {"depth_of_half_precision", "rocks", "depth", nullptr, change("depth", [](double z) { return z * 1.0002; })},
        {"flow_sign", "crowd", "flow_forward", nullptr, change("flow_forward", negated)},
        {"flow_directions_exchanged", "crowd", "flow_forward", nullptr, exchange("flow_forward", "flow_backward")},
        {"flow_of_half_a_step", "crowd", "flow_forward", nullptr,
         change("flow_forward", [](double v) { return v / 2; })},
        {"previous_pose_is_current", "crowd", "flow_backward", [](Shot& shot) { shot.previous = shot.now; }},
        {"previous_camera_is_current", "moving_camera", "flow_backward",
         [](Shot& shot) { shot.previous->camera = shot.now.camera; }},
        {"previous_joints_are_current", "skin_blended", "flow_backward",
         [](Shot& shot) { shot.previous->world_from_joint = shot.now.world_from_joint; }},
        {"previous_morph_is_current", "morph", "flow_backward", unscaled_weights},
        {"background_flow_zero", "turning_under_the_sky", "flow_forward", nullptr, still_background},
        {"environment_stands_still", "turning_environment", "flow_forward",
         [](Shot& shot) { shot.next->world_from_environment = shot.now.world_from_environment; }},
        {"absent_taken_as_present", "hidden_nodes", "flow_forward_class",
         [](Shot& shot) { std::fill(shot.next->visible.begin(), shot.next->visible.end(), std::uint8_t{1}); }},
        {"hidden_taken_as_visible", "crowd", "flow_forward_class", nullptr,
         change("flow_forward_class", [](double c) { return c == 2 || c == 3 ? 1 : c; })},
        {"hiders_confused", "crowd", "flow_forward_class", nullptr,
         change("flow_forward_class", [](double c) { return c == 2 ? 3 : c; })},
        {"ids_off_by_one", "rocks", "instance", nullptr, change("instance", next_id)},
        {"classes_off_by_one", "classes", "semantic", nullptr, change("semantic", next_id)},
        {"materials_off_by_one", "many_materials", "material", nullptr, change("material", next_id)},
        {"tie_to_the_higher_id", "coincident", "instance", nullptr, renumber, last_node_first},
        {"strips_read_as_lists", "strip", "triangle", nullptr, nullptr, strips_as_lists},
        {"image_barycentrics", "one_large_triangle", "barycentric", nullptr, image_weights},
        {"back_normals_unturned", "sheets_double_sided", "normal", nullptr, leave_back_normals},
        {"flat_for_smooth_normals", "morph", "normal", nullptr, copy("normal_geometric", "normal")},
        {"cut_outs_ignored", "cut_nearest", "instance", nullptr, nullptr, opaque_materials},
        {"culling_ignored", "sheets_one_sided", "instance", nullptr, nullptr, two_sided_materials},
        {"second_uvs_ignored", "cut_second_uvs", "instance", nullptr, nullptr, first_uvs},
        {"near_plane_ignored", "near_plane", "instance", planes(0.001, endless)},
        {"far_plane_ignored", "near_and_far_plane", "instance", planes(3, endless)},
        {"policy_ignored", "glass", "instance", nullptr, ignore_policy, nullptr, true},
        {"policies_exchanged", "glass", "instance", nullptr, exchange("instance", "instance_through")},
        {"policy_ignored_in_the_next_frame", "glass_appears", "flow_forward_class", nullptr,
         copy("flow_forward_class", "flow_forward_class_through"), nullptr, true},
        {"distortion_ignored", "rolled_barrel", "instance", bend([](auto& c) { c.distortion.clear(); })},
        {"tangential_terms_exchanged", "off_centre_pincushion", "triangle",
         bend([](auto& c) { std::swap(c.distortion[2], c.distortion[3]); })},
        {"denominator_ignored", "rolled_rational", "instance", bend([](auto& c) { c.distortion.resize(5); })},
        {"fisheye_coefficients_in_another_order", "around_the_eye_fisheye", "triangle",
         bend([](auto& c) { std::swap(c.distortion[1], c.distortion[2]); })},
        {"principal_point_of_pixel_centres", "many_sizes_part_of_panorama", "barycentric",
         bend([](auto& c) { count_from_centres(c, 67, 51); })},
        {"field_ignored", "crowd_vignetted", "instance", bend([](auto& c) { c.field_rad.reset(); })},
        {"range_for_depth_in_a_panorama", "around_the_eye_panorama", "depth", nullptr, copy("range", "depth")},
        {"distortion_of_this_frame_alone", "crowd_fast_pincushion", "flow_forward",
         [](Shot& shot) { shot.next->camera.distortion.clear(); }},
        {"flow_around_the_long_way", "turning_around_panorama", "flow_forward", nullptr, stay_in_panorama},
        {"all_rows_at_once", "crowd_panning", "position", [](Shot& shot) { shot.rolling_shutter.reset(); }},
        {"read_from_the_other_edge", "crowd_falling", "depth",
         at_edges([](auto& edges, const Moment&) { std::swap(edges.top, edges.bottom); })},
        {"read_out_begins_at_t", "crowd_fast_standing", "position",
         at_edges([](auto& edges, const Moment& middle) { edges.top = middle; })},
        {"camera_alone_rolls", "crowd_fast_standing", "position", at_edges([](auto& edges, const Moment& middle) {
             edges.top.world_from_instance = edges.bottom.world_from_instance = middle.world_from_instance;
         })},
        {"objects_alone_roll", "crowd_falling", "depth",
         at_edges([](auto& edges, const Moment& middle) { edges.top.camera = edges.bottom.camera = middle.camera; })},
        {"environment_does_not_roll", "turning_environment_spinning", "flow_forward",
         at_edges([](auto& edges, const Moment& middle) {
             edges.top.world_from_environment = edges.bottom.world_from_environment = middle.world_from_environment;
         })},
        {"deformation_from_the_other_edge", "skin_blended_lingering", "position",
         at_edges(
             [](auto& edges, const Moment&) { std::swap(edges.top.world_from_joint, edges.bottom.world_from_joint); })},
        {"morphs_from_the_other_edge", "morph_turning_lingering", "position",
         at_edges([](auto& edges, const Moment&) { std::swap(edges.top.morph_weights, edges.bottom.morph_weights); })},
        {"skins_do_not_roll", "skin_morphed_lingering", "normal_geometric",
         at_edges([](auto& edges, const Moment& middle) {
             edges.top.world_from_joint = edges.bottom.world_from_joint = middle.world_from_joint;
         })},
        {"morphs_do_not_roll", "morph_lingering", "position", at_edges([](auto& edges, const Moment& middle) {
             edges.top.morph_weights = edges.bottom.morph_weights = middle.morph_weights;
         })},
        {"normals_do_not_roll", "skin_bumpy_lingering", "normal", at_edges([](auto& edges, const Moment& middle) {
             edges.top.world_from_joint = edges.bottom.world_from_joint = middle.world_from_joint;
         })},
        {"skins_of_the_next_image_at_once", "skin_blended_lingering", "flow_forward",
         [](Shot& shot) {
             for (Moment* const edge : {&shot.rolling_shutter->next->top, &shot.rolling_shutter->next->bottom})
                 edge->world_from_joint = shot.next->world_from_joint;
         }},
        {"morphs_of_the_previous_image_at_once", "morph_turning_lingering", "flow_backward",
         [](Shot& shot) {
             for (Moment* const edge : {&shot.rolling_shutter->previous->top, &shot.rolling_shutter->previous->bottom})
                 edge->morph_weights = shot.previous->morph_weights;
         }},
        {"next_image_at_once", "crowd_panning", "flow_forward",
         [](Shot& shot) {
             shot.rolling_shutter->next = {*shot.next, *shot.next};
         }},
        {"next_image_at_once_hides_other_points", "crowd_fast_panning", "flow_forward_class",
         [](Shot& shot) {
             shot.rolling_shutter->next = {*shot.next, *shot.next};
         }},
        {"rows_exposed_at_their_upper_edge", "cut_nearest_sideways", "position", expose_upper_edges},
        {"transmission_taken_as_opaque", "glass", "instance", nullptr, nullptr, no_transmission, true},
    };
}

class Faults : public testing::TestWithParam<Fault> {};

TEST_P(Faults, IsCaught) {
    const Fault& fault = GetParam();
    const SceneCase right = find_scene(fault.scene);
    SceneCase wrong = right;
    if (fault.file) {
        wrong.build = [&](SceneWriter& w, Random& random) {
            right.build(w, random);
            fault.file(w.root());
        };
    }
    ViewRequest view = sized_view(right, 1);
    view.looks_through = fault.looks_through;
    oracle::Labels expected;
    {
        const SceneFile file(right);
        expected = render_labels(Model::load(file.path()), view);
    }
    const SceneFile file(wrong);
    const Scene scene = Scene::load(file.path());
    Shot shot = shot_of(scene, view);
    if (fault.shot) fault.shot(shot);
    Arrays arrays = render(scene, view, shot);
    if (fault.arrays) fault.arrays(arrays, expected);
    const Report report = compare(expected, fault.looks_through ? labels_through(arrays) : arrays, right.allowance);
    ASSERT_GT(report.violation_count, 0U) << "not caught at all";
    EXPECT_GT(report.passes.at(fault.pass).violations, 0U) << "caught, but not in " << fault.pass << ":\n"
                                                           << report.text(fault.scene);
}

INSTANTIATE_TEST_SUITE_P(Seeded, Faults, testing::ValuesIn(fault_list()),
                         [](const auto& test) { return std::string(test.param.name); });

/// Without a fault the same way of comparing finds nothing, or it would prove nothing above.
TEST(FaultControl, NothingIsFoundWithoutAFault) {
    std::vector<std::string> done;
    for (const Fault& fault : fault_list()) {
        if (std::find(done.begin(), done.end(), fault.scene) != done.end()) continue;
        done.emplace_back(fault.scene);
        const SceneCase scene_case = find_scene(fault.scene);
        const SceneFile file(scene_case);
        ViewRequest view = sized_view(scene_case, 1);
        view.looks_through = fault.looks_through;
        const Scene scene = Scene::load(file.path());
        const Arrays arrays = render(scene, view, shot_of(scene, view));
        const Report report = compare(render_labels(Model::load(file.path()), view),
                                      view.looks_through ? labels_through(arrays) : arrays, scene_case.allowance);
        EXPECT_EQ(report.violation_count, 0U) << report.text(fault.scene);
    }
}

}  // namespace
}  // namespace plumb::oracle
