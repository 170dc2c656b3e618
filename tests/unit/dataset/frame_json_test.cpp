#include <plumb/dataset.hpp>
#include <plumb/version.hpp>

#include "made_frame.hpp"

#include <nlohmann/json.hpp>

#include <limits>

namespace plumb {
namespace {

using nlohmann::json;

Frame one_pass_frame(std::uint32_t instance_count) {
    return test::FrameMaker({4, 2})
        .add("depth", std::vector<float>(8, 2))
        .annotate(test::made_annotations(instance_count))
        .make();
}

TEST(FrameJson, ListsInstancesUnderTheirNames) {
    const json document = json::parse(frame_json(test::made_scene({"cup", "plate"}), one_pass_frame(2), 12));
    EXPECT_EQ(document["index"], 12);
    EXPECT_EQ(document["scene"], "cups.glb");
    EXPECT_EQ(document["time_s"], 1.5);
    EXPECT_EQ(document["dt_s"], 0.25);
    ASSERT_EQ(document["instances"].size(), 2U);
    const json& cup = document["instances"][0];
    EXPECT_EQ(cup["id"], 1);
    EXPECT_EQ(cup["node"], 10);
    EXPECT_EQ(cup["name"], "cup");
    EXPECT_EQ(cup["path"], "table/cup");
    EXPECT_EQ(cup["mesh"], 3);
    EXPECT_EQ(cup["materials"], json::array({1, 4}));
    EXPECT_EQ(cup["class"], "mug");
    EXPECT_EQ(cup["pixels"], 7);
    EXPECT_EQ(cup["box_tight"], json::array({1, 2, 5, 4}));
    EXPECT_EQ(cup["box_3d"]["center"], json::array({0.5, 0, 4}));
    EXPECT_EQ(cup["box_3d"]["corners"].size(), 8U);
    EXPECT_EQ(cup["box_3d"]["corners_px"][0], json::array({10.25, 20.5}));
    EXPECT_TRUE(cup["box_3d"]["corners_px"][1].is_null());
    EXPECT_EQ(cup["camera_from_object"].size(), 4U);
    EXPECT_EQ(document["instances"][1]["pixels"], 0);
    EXPECT_TRUE(document["instances"][1]["box_tight"].is_null());
}

TEST(FrameJson, SaysWhatInstancesWouldCoverIfItWasAskedFor) {
    FrameAnnotations annotations = test::made_annotations(2);
    annotations.instances[0].amodal =
        AmodalAnnotation{14, 6, PixelBox{0, 2, 5, 5}, CanvasBox{-3, 2, 5, 5}, 0.5, 0.3, {{2, 4}, {3, 3}}};
    annotations.instances[1].amodal.emplace();
    const Frame frame = test::FrameMaker({1, 1}).add<float>("depth", {1}).annotate(annotations).make();
    const json instances = json::parse(frame_json(test::made_scene({"cup", "plate"}), frame, 0))["instances"];
    EXPECT_EQ(instances[0]["amodal_pixels"], 14);
    EXPECT_EQ(instances[0]["amodal_pixels_outside"], 6);
    EXPECT_EQ(instances[0]["box_loose"], json::array({0, 2, 5, 5}));
    EXPECT_EQ(instances[0]["box_loose_unclipped"], json::array({-3, 2, 5, 5}));
    EXPECT_EQ(instances[0]["visible_fraction"], 0.5);
    EXPECT_EQ(instances[0]["truncation"], 0.3);
    EXPECT_EQ(instances[0]["occluded_by"], json::parse(R"([{"id": 2, "pixels": 4}, {"id": 3, "pixels": 3}])"));
    EXPECT_EQ(instances[1]["amodal_pixels"], 0);
    for (const char* const none : {"box_loose", "box_loose_unclipped", "visible_fraction", "truncation"})
        EXPECT_TRUE(instances[1].at(none).is_null()) << none;
    EXPECT_EQ(instances[1]["occluded_by"], json::array());
    EXPECT_FALSE(instances[0].contains("amodal_rle")) << "this frame has counts and no masks";
    const json without = json::parse(frame_json(test::made_scene({"cup"}), one_pass_frame(1), 0))["instances"][0];
    EXPECT_FALSE(without.contains("visible_fraction"));
}

TEST(FrameJson, HoldsMasksOfInstancesThatAreAloneAsCocoPacksThem) {
    FrameAnnotations annotations = test::made_annotations(2);
    for (InstanceAnnotation& instance : annotations.instances) instance.amodal.emplace();
    // Rows 0011, 0110 and 0000: the notes of COCO's own code have its runs, 4 1 1 2 1 1 2.
    const AmodalMasks masks{{{1, 0, 4, 2}, {}}, {0, 2}, {0b1100, 0b0110}};
    const Frame frame = test::FrameMaker({4, 3})
                            .add<float>("depth", std::vector<float>(12, 1))
                            .annotate(annotations)
                            .amodal(masks)
                            .make();
    const json instances = json::parse(frame_json(test::made_scene({"cup", "plate"}), frame, 0))["instances"];
    EXPECT_EQ(instances[0]["amodal_rle"], json::parse(R"({"size": [3, 4], "counts": "41110O1"})"));
    EXPECT_EQ(instances[1]["amodal_rle"]["counts"], "<");
}

TEST(FrameJson, PublishesBothCameras) {
    const json camera = json::parse(frame_json(test::made_scene({"cup"}), one_pass_frame(1), 0))["camera"];
    EXPECT_EQ(camera["projection"], "perspective");
    EXPECT_TRUE(camera["far_m"].is_null());
    EXPECT_EQ(camera["intrinsics"]["K"], json::parse("[[500.0,0.0,320.0],[0.0,501.0,240.0],[0.0,0.0,1.0]]"));
    EXPECT_EQ(camera["intrinsics_integer_center"]["cx"], 319.5);
    EXPECT_EQ(camera["world_from_camera"],
              json::parse("[[1.0,0.0,0.0,1.0],[0.0,1.0,0.0,2.0],[0.0,0.0,1.0,3.0],[0.0,0.0,0.0,1.0]]"));
    EXPECT_EQ(camera["world_from_camera_gltf"],
              json::parse("[[1.0,0.0,0.0,1.0],[0.0,-1.0,0.0,2.0],[0.0,0.0,-1.0,3.0],[0.0,0.0,0.0,1.0]]"));
}

TEST(FrameJson, TellsTheCamerasOfARollingShutter) {
    FrameAnnotations annotations = test::made_annotations(1);
    glm::dmat4 bottom(1);
    bottom[3] = {4, 5, 6, 1};
    annotations.camera.rolling = {0.03, glm::dmat4(1), bottom};
    const Frame frame = test::FrameMaker({1, 1}).add<float>("depth", {1}).annotate(annotations).make();
    const json camera = json::parse(frame_json(test::made_scene({"cup"}), frame, 0))["camera"];
    EXPECT_EQ(camera["rolling_shutter"]["readout_s"], 0.03);
    EXPECT_EQ(camera["rolling_shutter"]["world_from_camera_bottom"],
              json::parse("[[1.0,0.0,0.0,4.0],[0.0,1.0,0.0,5.0],[0.0,0.0,1.0,6.0],[0.0,0.0,0.0,1.0]]"));
    EXPECT_EQ(camera["rolling_shutter"]["world_from_camera_top"][2], json::parse("[0.0,0.0,1.0,0.0]"));
    const json plain = json::parse(frame_json(test::made_scene({"cup"}), one_pass_frame(1), 0))["camera"];
    EXPECT_FALSE(plain.contains("rolling_shutter"));
}

TEST(FrameJson, SaysWhatAPassMeans) {
    const json passes = json::parse(frame_json(test::made_scene({"cup"}), one_pass_frame(1), 0))["passes"];
    ASSERT_EQ(passes.size(), 1U);
    EXPECT_EQ(passes[0]["name"], "depth");
    EXPECT_EQ(passes[0]["type"], "f32");
    EXPECT_EQ(passes[0]["shape"], json::array({2, 4}));
    EXPECT_EQ(passes[0]["unit"], "m");
    EXPECT_EQ(passes[0]["frame"], "camera");
    EXPECT_EQ(passes[0]["background"], "+inf");
    EXPECT_FALSE(passes[0]["meaning"].get<std::string>().empty());
}

json provenance_of(const FrameProvenance& provenance, const Camera& camera) {
    FrameAnnotations annotations = test::made_annotations(1);
    annotations.camera.camera = camera;
    const Frame frame = test::FrameMaker({1, 1}).add<float>("depth", {1}).annotate(annotations).from(provenance).make();
    return json::parse(frame_json(test::made_scene({"cup"}), frame, 0))["provenance"];
}

TEST(FrameJson, TellsWhatItWasMadeFrom) {
    Camera camera;
    camera.origin = Camera::Origin::file;
    camera.file_index = 1;
    auto map = std::make_shared<EnvironmentMap>();
    map->name = "sky.hdr";
    const auto device = std::make_shared<DeviceInfo>();
    device->name = "A device";
    device->kind = DeviceInfo::Kind::virtual_gpu;
    device->driver = "driver 1.2";
    device->api_version = "1.3.0";
    Environment environment;
    environment.intensity = 0.25F;
    environment.map = map;
    Sensor sensor;
    sensor.exposure_ev = 1.5F;
    sensor.noise_seed = std::numeric_limits<std::uint64_t>::max();
    const json made =
        provenance_of({.animation = 0, .environment = environment, .sensor = sensor, .device = device}, camera);
    EXPECT_EQ(made["camera"], json::parse(R"({"origin": "file", "index": 1, "name": "side", "node": 5})"));
    EXPECT_EQ(made["animation"], json::parse(R"({"index": 0, "name": "spin"})"));
    EXPECT_EQ(made["environment"], json::parse(R"({"map": "sky.hdr", "intensity": 0.25})"));
    EXPECT_EQ(made["sensor"]["exposure_ev"], 1.5);
    EXPECT_EQ(made["sensor"]["noise_seed"], std::numeric_limits<std::uint64_t>::max());
    EXPECT_TRUE(made["sensor"]["jpeg_quality"].is_null());
    EXPECT_EQ(made["device"], json::parse(R"({"name": "A device", "kind": "virtual", "driver": "driver 1.2",
                                              "vulkan": "1.3.0"})"));
}

TEST(FrameJson, TellsWhatItWasMadeWithout) {
    Camera camera;
    FrameProvenance bare;
    bare.environment.color = {0, 0.5F, 1};
    const json made = provenance_of(bare, camera);
    EXPECT_EQ(made["camera"], json::parse(R"({"origin": "given"})"));
    EXPECT_TRUE(made["animation"].is_null());
    EXPECT_EQ(made["environment"], json::parse(R"({"color": [0.0, 0.5, 1.0]})"));
    EXPECT_TRUE(made["device"].is_null());
    camera.origin = Camera::Origin::framed;
    EXPECT_EQ(provenance_of({}, camera)["camera"], json::parse(R"({"origin": "framed"})"));
}

TEST(FrameJson, HoldsEveryDraw) {
    FrameProvenance source;
    source.draws = {{"camera/yaw_deg", {0.1}}, {"objects/Mug*/translation", {1, -2.5, 1e-300}}, {"empty", {}}};
    source.address = {.seed = std::numeric_limits<std::uint64_t>::max(), .index = 70, .attempt = 3, .view = 1};
    const Frame frame =
        test::FrameMaker({1, 1}).add<float>("depth", {1}).annotate(test::made_annotations(1)).from(source).make();
    const json made = json::parse(frame_json(test::made_scene({"cup"}), frame, 0));
    EXPECT_EQ(made["draws"], json::parse(R"([{"key": "camera/yaw_deg", "value": [0.1]},
                                             {"key": "objects/Mug*/translation", "value": [1.0, -2.5, 1e-300]},
                                             {"key": "empty", "value": []}])"));
    EXPECT_EQ(made["provenance"]["recipe"],
              json::parse(R"({"seed": 18446744073709551615, "index": 70, "attempt": 3, "view": 1})"));
    EXPECT_TRUE(provenance_of({}, {})["recipe"].is_null());
}

TEST(FrameJson, TellsOfSkyAndFog) {
    FrameProvenance source;
    source.environment.sky = Sky{.to_sun = {0, 1, 0}, .turbidity = 2.5F, .ground_albedo = {0, 0.25F, 0.5F}};
    source.environment.fog = Fog{.color = {1, 1, 1}, .density_per_m = 0.5F, .base_height_m = 2};
    EXPECT_EQ(provenance_of(source, {})["environment"], json::parse(R"({
        "sky": {"to_sun": [0.0, 1.0, 0.0], "turbidity": 2.5, "ground_albedo": [0.0, 0.25, 0.5]}, "intensity": 1.0,
        "fog": {"color": [1.0, 1.0, 1.0], "density_per_m": 0.5, "base_height_m": 2.0, "falloff_m": null}})"));
}

TEST(FrameJson, TellsOfApertureAndShutter) {
    FrameProvenance source;
    source.aperture = Aperture{.f_number = 2, .focus_distance_m = 3, .sensor_height_mm = 12, .blades = 5};
    source.shutter = Shutter{-0.25, 0.5};
    const json made = provenance_of(source, {});
    EXPECT_EQ(made["aperture"], json::parse(R"({"f_number": 2.0, "focus_distance_m": 3.0, "sensor_height_mm": 12.0,
                                                "blades": 5, "rotation_rad": 0.0})"));
    EXPECT_EQ(made["shutter"], json::parse(R"({"open_s": -0.25, "close_s": 0.5})"));
    EXPECT_FALSE(provenance_of({}, {}).contains("aperture"));
}

TEST(FrameJson, NamesItsVersions) {
    const json document = json::parse(frame_json(test::made_scene({"cup"}), one_pass_frame(1), 0));
    EXPECT_EQ(document["generator"], std::string("plumb ") + version());
    EXPECT_EQ(document["conventions_version"], conventions_version);
}

TEST(FrameJson, TakesAnyName) {
    const std::vector<std::string> names{"quote\" and \\",
                                         "line\nbreak",
                                         "\xC3\xBC\xE2\x82\xAC",
                                         "bad \xFF\xC3 bytes",
                                         std::string("zero\0inside", 11),
                                         ""};
    const auto count = static_cast<std::uint32_t>(names.size());
    const json instances = json::parse(frame_json(test::made_scene(names), one_pass_frame(count), 0))["instances"];
    for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(instances[i]["name"], names[i]);
    EXPECT_EQ(instances[3]["name"], "bad \xEF\xBF\xBD\xEF\xBF\xBD bytes");
    EXPECT_EQ(instances[4]["name"], names[4]);
    EXPECT_EQ(instances[5]["name"], "");
}

TEST(FrameJson, SameFrameSameBytes) {
    const Scene scene = test::made_scene({"cup"});
    EXPECT_EQ(frame_json(scene, one_pass_frame(1), 3), frame_json(scene, one_pass_frame(1), 3));
}

TEST(FrameJson, RefusesAFrameOfAnotherScene) {
    const Error error =
        test::error_of([] { static_cast<void>(frame_json(test::made_scene({"cup"}), one_pass_frame(2), 0)); });
    EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
    EXPECT_NE(std::string(error.what()).find("2 instances"), std::string::npos) << error.what();
    FrameAnnotations foreign = test::made_annotations(1);
    foreign.camera.camera.origin = Camera::Origin::file;
    foreign.camera.camera.file_index = 2;
    const Scene scene = test::made_scene({"cup"});
    const Frame other_camera = test::FrameMaker({1, 1}).add<float>("depth", {1}).annotate(foreign).make();
    const Error of_camera = test::error_of([&] { static_cast<void>(frame_json(scene, other_camera, 0)); });
    EXPECT_EQ(of_camera.code(), ErrorCode::invalid_argument);
    EXPECT_NE(std::string(of_camera.what()).find("camera 2"), std::string::npos) << of_camera.what();
    const Frame other_clip = test::FrameMaker({1, 1})
                                 .add<float>("depth", {1})
                                 .annotate(test::made_annotations(1))
                                 .from({.animation = 1})
                                 .make();
    const Error of_clip = test::error_of([&] { static_cast<void>(frame_json(scene, other_clip, 0)); });
    EXPECT_EQ(of_clip.code(), ErrorCode::invalid_argument);
    EXPECT_NE(std::string(of_clip.what()).find("animation 1"), std::string::npos) << of_clip.what();
    const Frame bare = test::FrameMaker({1, 1}).add<float>("depth", {1}).make();
    EXPECT_EQ(test::error_of([&] { static_cast<void>(frame_json(test::made_scene({}), bare, 0)); }).code(),
              ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace plumb
