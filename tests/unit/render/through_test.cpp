// Labels of policy `through`: names, and what a frame holds under them. That they are right is the oracle's to say.
#include "render_fixture.hpp"

#include <cmath>
#include <set>

namespace plumb::render {
namespace {

using Names = std::vector<std::string>;

Names all_through() {
    Names names;
    for (const PassInfo& info : through_passes()) names.emplace_back(info.name);
    return names;
}

Names both_policies() {
    Names names = all_passes();
    for (const std::string& name : all_through()) names.push_back(name);
    return names;
}

std::string message_of(const std::string& pass) {
    try {
        (void)find_pass(pass);
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
        return error.what();
    }
    ADD_FAILURE() << pass << " was found";
    return {};
}

/// An opaque square 4 m away with a smaller one 2 m away before it, which comes nearer.
Scene squares(const nlohmann::json& near_material, const nlohmann::json& far_material = {{"name", "wall"}}) {
    return made_scene("through squares", [&](oracle::SceneWriter& w, oracle::Random&) {
        const int near = w.mesh({oracle::square(0.5F, w.material(near_material))});
        const int far = w.mesh({oracle::square(5, w.material(far_material))});
        const int node = w.node({{"mesh", near}, {"translation", {0, 0, -2}}});
        w.node({{"mesh", far}, {"translation", {0, 0, -4}}});
        w.track({node, "translation", {0, 1}, {0, 0, -2, 0.3F, 0, -1}});
    });
}

const nlohmann::json blended = {{"alphaMode", "BLEND"}};

nlohmann::json transmissive(double factor) {
    return {{"extensions", {{"KHR_materials_transmission", {{"transmissionFactor", factor}}}}}};
}

Shot shot_of(const Scene& scene, double time_s = 0) {
    Shot shot = scene.default_shot(time_s, 0.1);
    for (Moment* moment : {&shot.now, &*shot.next, &*shot.previous}) {
        moment->camera = Camera{};
        moment->camera.world_from_camera = look_at({0, 0, 0}, {0, 0, -1}, {0, 1, 0});
    }
    return shot;
}

Frame frame_of(const Scene& scene, const Names& passes, bool annotations = true) {
    RendererOptions options = options_of({17, 13}, passes);
    options.annotations = annotations;
    return Renderer(oracle::shared_device(), scene, options).render(shot_of(scene));
}

TEST(ThroughNames, EveryLabelHasOneAndColourHasNone) {
    EXPECT_EQ(through_passes().size(), pass_count - 2);
    std::set<std::string_view> names;
    for (const PassInfo& info : passes()) {
        names.insert(info.name);
        const std::string name = std::string(info.name) + "_through";
        if (info.name == "rgb" || info.name == "hdr") {
            EXPECT_NE(message_of(name).find("'" + std::string(info.name) + "' is colour"), std::string::npos);
            continue;
        }
        const PassInfo& through = find_pass(name);
        EXPECT_EQ(through.name, name);
        EXPECT_EQ(&row_of(through), &info);
        EXPECT_EQ(&row_of(info), &info);
        EXPECT_EQ(through.type, info.type);
        EXPECT_EQ(through.channels, info.channels);
        EXPECT_EQ(through.unit, info.unit);
        EXPECT_EQ(through.frame, info.frame);
        EXPECT_EQ(through.background, info.background);
        EXPECT_TRUE(through.meaning.starts_with(info.meaning)) << through.meaning;
        EXPECT_NE(through.meaning.find("neither blended nor transmissive"), std::string_view::npos);
        names.insert(through.name);
    }
    EXPECT_EQ(names.size(), 2 * pass_count - 2);
}

TEST(ThroughNames, WrongOnesAreRefusedWithTheNearest) {
    EXPECT_NE(message_of("depth_trough").find("did you mean 'depth_through'"), std::string::npos);
    EXPECT_NE(message_of("depht").find("did you mean 'depth'"), std::string::npos);
    EXPECT_NE(message_of("foo").find("NAME_through of each but rgb, hdr"), std::string::npos);
    for (const char* name : {"_through", "depth_through_through", "through", "hdr_through", "Depth_through"})
        EXPECT_NE(message_of(name).find(std::string("'") + name + "'"), std::string::npos);
    const Scene scene = squares(blended);
    EXPECT_THROW(frame_of(scene, {"depth", "rgb_through"}), Error);
}

TEST(Through, SeesTheOpaqueSurfaceBehind) {
    for (const nlohmann::json& material : {blended, transmissive(0.01)}) {
        const Frame frame = frame_of(squares(material), both_policies());
        EXPECT_EQ(frame["depth"].at<float>(8, 6), 2);
        EXPECT_EQ(frame["depth_through"].at<float>(8, 6), 4);
        EXPECT_EQ(frame["instance"].at<std::uint32_t>(8, 6), 1U);
        EXPECT_EQ(frame["instance_through"].at<std::uint32_t>(8, 6), 2U);
        EXPECT_EQ(frame["depth_through"].at<float>(0, 6), frame["depth"].at<float>(0, 6));
        EXPECT_GT(std::abs(frame["flow_forward"].at<float>(8, 6)), 0);
        EXPECT_EQ(frame["flow_forward_through"].at<float>(8, 6), 0);
        // In the next frame the nearer square hides more of the other.
        EXPECT_TRUE(std::ranges::count(frame["flow_forward_class"].as<std::uint8_t>(), 2) > 0);
        EXPECT_TRUE(is_all<std::uint8_t>(frame, "flow_forward_class_through", 1));
    }
    const Frame opaque = frame_of(squares(transmissive(0)), {"depth_through"});
    EXPECT_EQ(opaque["depth_through"].at<float>(8, 6), 2);
}

TEST(Through, PassesAMaterialWhoseTransmissionAClipDrives) {
    const Scene scene = made_scene("driven glass", [](oracle::SceneWriter& w, oracle::Random&) {
        w.use_extension("KHR_animation_pointer");
        const int pane = w.material(transmissive(0));
        const int node = w.node({{"mesh", w.mesh({oracle::square(0.5F, pane)})}, {"translation", {0, 0, -2}}});
        w.node({{"mesh", w.mesh({oracle::square(5)})}, {"translation", {0, 0, -4}}});
        // A track of single numbers, turned to the factor.
        w.track({node, "weights", {0, 1}, {0, 1}});
        w.root()["animations"][0]["channels"][0]["target"] = {
            {"path", "pointer"},
            {"extensions",
             {{"KHR_animation_pointer",
               {{"pointer", "/materials/0/extensions/KHR_materials_transmission/transmissionFactor"}}}}}};
    });
    const Frame frame = frame_of(scene, {"hdr", "depth", "depth_through"});
    EXPECT_EQ(frame["depth"].at<float>(8, 6), 2);
    EXPECT_EQ(frame["depth_through"].at<float>(8, 6), 4);
}

TEST(Through, WithoutAnOpaqueSurfaceIsBackground) {
    const Frame frame = frame_of(squares(blended, transmissive(1)), both_policies());
    EXPECT_TRUE(is_all<std::uint32_t>(frame, "instance_through", 0));
    EXPECT_TRUE(is_all<float>(frame, "depth_through", std::numeric_limits<float>::infinity()));
    EXPECT_TRUE(is_all<std::uint32_t>(frame, "triangle_through", 0xFFFFFFFF));
    EXPECT_TRUE(is_all<float>(frame, "scene_flow_forward_through", 0));
    EXPECT_TRUE(is_all<std::uint8_t>(frame, "flow_backward_class_through", 1));
    EXPECT_TRUE(std::ranges::all_of(frame["uv_through"].as<float>(), [](float v) { return std::isnan(v); }));
    EXPECT_FALSE(is_all<std::uint32_t>(frame, "instance", 0));
}

TEST(Through, WithoutBlendedSurfacesIsTheSameArray) {
    const Scene scene = Scene::load(asset("small/moving_boxes.glb"));
    Renderer renderer(oracle::shared_device(), scene, options_of({33, 21}, both_policies()));
    const Frame frame = renderer.render(scene.default_shot(0.5, 0.1));
    // One array under two names: no second visibility could have filled it.
    for (const PassInfo& info : through_passes())
        EXPECT_EQ(frame[info.name].bytes.data(), frame[row_of(info).name].bytes.data()) << info.name;
    Renderer only(oracle::shared_device(), scene, options_of({33, 21}, all_through()));
    const Frame alone = only.render(scene.default_shot(0.5, 0.1));
    EXPECT_EQ(differing_passes(alone, frame), Names{});
}

TEST(Through, NamesStandInTheOrderOfTheTableEachOnce) {
    const Names passes{"uv_through", "depth_through", "uv", "depth_through", "hdr"};
    const Names expected{"hdr", "uv", "depth_through", "uv_through"};
    for (const nlohmann::json& material : {blended, transmissive(0)}) {
        const Frame frame = frame_of(squares(material), passes);
        EXPECT_TRUE(std::ranges::equal(frame.pass_names(), expected));
        EXPECT_FALSE(frame.has("depth"));
        EXPECT_EQ(frame["depth_through"].info->name, "depth_through");
        EXPECT_EQ(frame["depth_through"].bytes.size(), 17U * 13 * 4);
    }
}

TEST(Through, BytesDoNotDependOnWhatElseIsAskedFor) {
    const Scene scene = squares(blended);
    const Frame all = frame_of(scene, both_policies());
    for (const char* name : {"depth_through", "flow_forward_through", "flow_backward_class_through", "albedo_through"})
        EXPECT_EQ(differing_passes(frame_of(scene, {name}, false), all), Names{});
    EXPECT_EQ(differing_passes(frame_of(scene, all_through()), all), Names{});
    EXPECT_EQ(differing_passes(frame_of(scene, all_passes()), all), Names{});
    EXPECT_EQ(differing_passes(frame_of(scene, {"hdr", "depth_through"}, false), all), Names{});
}

TEST(Through, ABatchIsItsShotsOneByOne) {
    const Scene scene = squares(blended);
    std::vector<Shot> shots;
    for (int i = 0; i < 7; ++i) shots.push_back(shot_of(scene, 0.15 * i));
    shots[3].next = std::nullopt;
    const RendererOptions options = options_of({17, 13}, both_policies());
    Renderer renderer(oracle::shared_device(), scene, options);
    const std::vector<Frame> batch = renderer.render(shots);
    Engine in_pairs(oracle::shared_device(), scene, options, EngineTuning{2, {}});
    const std::vector<Frame> pairs = in_pairs.render(shots);
    for (std::size_t i = 0; i < shots.size(); ++i) {
        const Frame alone = renderer.render(shots[i]);
        EXPECT_EQ(differing_passes(batch[i], alone), Names{}) << i;
        EXPECT_EQ(differing_passes(pairs[i], alone), Names{}) << i;
    }
    EXPECT_NE(differing_passes(batch[0], batch[6]), Names{});
}

TEST(Through, AnnotationsStayWithWhatIsSeen) {
    const Scene scene = squares(blended);
    const Frame surface = frame_of(scene, {"instance"});
    const Frame through = frame_of(scene, {"instance_through"});
    ASSERT_GT(surface.annotations().instances[0].pixels, 0U);
    for (std::size_t i = 0; i < 2; ++i) {
        EXPECT_EQ(through.annotations().instances[i].pixels, surface.annotations().instances[i].pixels);
        EXPECT_EQ(through.annotations().instances[i].box_tight, surface.annotations().instances[i].box_tight);
    }
}

}  // namespace
}  // namespace plumb::render
