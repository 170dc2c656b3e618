#include "random_shot.hpp"

#include "unit/scene/scene_builder.hpp"

#include <plumb/shot_json.hpp>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <unistd.h>

#include <fstream>
#include <functional>

namespace plumb::test {
namespace {

using Json = nlohmann::json;
using testing::error_of;

/// A folder that goes with the test.
class Folder {
public:
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "plumb-shot-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder for temporary files");
        path_ = name;
    }
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    std::filesystem::path operator/(const char* name) const { return path_ / name; }
    void write(const char* name, const std::string& text) const {
        std::ofstream(path_ / name, std::ios::binary) << text;
    }

private:
    std::filesystem::path path_;
};

/// A Radiance file of 2 x 1 pixels; `red` is the first mantissa.
std::string radiance(char red) {
    std::string text = "#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 1 +X 2\n";
    text += {red, 32, 16, 127, 1, 2, 3, 120};
    return text;
}

/// One that holds each optional part.
Shot find_full_shot(const Scene& scene) {
    std::mt19937_64 random(7);
    while (true) {
        Shot shot = random_shot(scene, random);
        const bool is_full = shot.animation && shot.variant && shot.previous && shot.next && !shot.lights.empty() &&
                             shot.environment.map && !shot.environment.map->rgb.empty() && shot.environment.sky &&
                             shot.environment.fog && shot.sensor.jpeg_quality && !shot.materials.empty() &&
                             shot.materials[0].base_color_texture && shot.materials[0].uv_transform &&
                             !shot.draws.empty() && !shot.draws[0].value.empty() && shot.now.camera.intrinsics;
        if (is_full) return shot;
    }
}

const Shot& full_shot(const Scene& scene) {
    static const Shot shot = find_full_shot(scene);
    return shot;
}

class ShotJson : public ::testing::Test {
protected:
    /// Reads the full shot's JSON after `change`.
    std::pair<ErrorCode, std::string> error_after(const std::function<void(Json&)>& change) const {
        Json json = Json::parse(shot_json(scene, full_shot(scene)));
        change(json);
        return error_of([&] { static_cast<void>(shot_from_json(scene, json.dump())); });
    }
    void expect_refused(const std::function<void(Json&)>& change, ErrorCode code, const std::string& pointer,
                        const std::string& allowed) const {
        const auto [found_code, message] = error_after(change);
        EXPECT_EQ(found_code, code) << message;
        EXPECT_NE(message.find(pointer), std::string::npos) << message;
        EXPECT_NE(message.find(allowed), std::string::npos) << message;
    }
    void expect_unwritable(const std::function<void(Shot&)>& change, const std::string& pointer) const {
        Shot shot = full_shot(scene);
        change(shot);
        const auto [code, message] = error_of([&] { static_cast<void>(shot_json(scene, shot)); });
        EXPECT_EQ(code, ErrorCode::invalid_argument);
        EXPECT_NE(message.find(pointer + ":"), std::string::npos) << message;
    }
    const Scene scene = scene_with_everything();
};

TEST_F(ShotJson, RandomShotsComeBackBitForBit) {
    std::mt19937_64 random(1);
    for (int i = 0; i < 500 && !HasFailure(); ++i) {
        const Shot shot = random_shot(scene, random);
        const std::string text = shot_json(scene, shot);
        const Shot again = shot_from_json(scene, text);
        expect_same(shot, again);
        EXPECT_EQ(shot_json(scene, again), text);
    }
}

TEST_F(ShotJson, ExtremeNumbersComeBack) {
    Shot shot = full_shot(scene);
    shot.sensor.noise_seed = ~std::uint64_t{0};
    shot.time_s = -0.0;
    shot.dt_s = std::numeric_limits<double>::denorm_min();
    shot.now.time_s = std::numeric_limits<double>::max();
    shot.sensor.vignette = std::numeric_limits<float>::max();
    shot.sensor.exposure_ev = -std::numeric_limits<float>::denorm_min();
    shot.lights[0].range_m = std::numeric_limits<float>::infinity();
    shot.now.camera.far_m = std::numeric_limits<double>::infinity();
    expect_same(shot, shot_from_json(scene, shot_json(scene, shot)));
}

TEST_F(ShotJson, EveryFloatTextGivesTheFloatBack) {
    // One sensor a float would take long: morph weights hold many. Neighbours of powers of two are where rounding
    // twice could miss.
    scene::SceneData data = scene.data();
    std::vector<float> values;
    for (int exponent = -149; exponent <= 127; ++exponent) {
        const float power = std::ldexp(1.0F, exponent);
        values.insert(values.end(),
                      {power, std::nextafter(power, 0.0F), std::nextafter(power, std::numeric_limits<float>::max())});
    }
    std::mt19937_64 random(3);
    for (int i = 0; i < 200'000; ++i) {
        const auto value = std::bit_cast<float>(static_cast<std::uint32_t>(random()));
        if (std::isfinite(value)) values.push_back(value);
    }
    data.weight_count = static_cast<std::uint32_t>(values.size());
    const Scene wide(std::make_shared<const scene::SceneData>(data));
    Shot shot = wide.default_shot();
    shot.previous.reset();
    shot.next.reset();
    shot.now.world_from_joint.resize(data.joint_count);
    shot.now.morph_weights = values;
    expect_same(shot, shot_from_json(wide, shot_json(wide, shot)));
}

TEST_F(ShotJson, IsMadeForReadersToo) {
    Shot shot = scene.default_shot();
    shot.animation = 0;
    shot.sensor.exposure_ev = 0.1F;
    shot.materials.resize(1);
    shot.materials[0].material = 1;
    shot.materials[0].base_color_texture = 0;
    shot.now.world_from_joint.resize(4);
    shot.now.morph_weights.resize(5);
    shot.previous.reset();
    shot.next.reset();
    const std::string text = shot_json(scene, shot);
    EXPECT_NE(text.find("\"exposure_ev\": 0.1,"), std::string::npos) << text;
    EXPECT_NE(text.find("\"far_m\": \"inf\""), std::string::npos) << text;
    const Json json = Json::parse(text);
    EXPECT_EQ(json["format"], "plumb-shot");
    EXPECT_EQ(json["animation"]["name"], "walk");
    EXPECT_EQ(json["now"]["instances"][2]["id"], 3);
    EXPECT_EQ(json["now"]["instances"][2]["name"], "Löffel \"groß\"");
    EXPECT_EQ(json["materials"][0]["material"]["name"], "canvas");
    EXPECT_EQ(json["materials"][0]["base_color_texture"]["name"], "wood.png");
    // Rows of target_from_source: the translation is the last column.
    EXPECT_EQ(json["now"]["camera"]["world_from_camera"][1][3], shot.now.camera.world_from_camera[3][1]);
    EXPECT_FALSE(json.contains("previous"));
}

TEST_F(ShotJson, WritingRefusesWhatJsonCannotHold) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double inf = std::numeric_limits<double>::infinity();
    expect_unwritable([&](Shot& s) { s.dt_s = nan; }, "/dt_s");
    expect_unwritable([&](Shot& s) { s.now.camera.far_m = nan; }, "/now/camera/far_m");
    expect_unwritable([&](Shot& s) { s.now.camera.far_m = -inf; }, "/now/camera/far_m");
    expect_unwritable([&](Shot& s) { s.now.camera.near_m = inf; }, "/now/camera/near_m");
    expect_unwritable([&](Shot& s) { s.next->world_from_instance[2][3][1] = inf; },
                      "/next/instances/2/world_from_instance/1/3");
    expect_unwritable([&](Shot& s) { s.sensor.white_balance.y = NAN; }, "/sensor/white_balance/1");
    expect_unwritable([&](Shot& s) { s.draws[0].value[0] = nan; }, "/draws/0/value/0");
    expect_unwritable([&](Shot& s) { s.lights[0].name.assign(1, '\xff'); }, "/lights/0/name");
    expect_unwritable([&](Shot& s) { s.draws[0].key.assign(1, '\xc3'); }, "/draws/0/key");
}

TEST_F(ShotJson, WritingRefusesAShotOfAnotherScene) {
    expect_unwritable([](Shot& s) { s.now.world_from_instance.pop_back(); }, "/now/instances");
    expect_unwritable([](Shot& s) { s.next->visible.push_back(1); }, "/next/instances");
    expect_unwritable([](Shot& s) { s.now.world_from_joint.clear(); }, "/now/world_from_joint");
    expect_unwritable([](Shot& s) { s.now.morph_weights.clear(); }, "/now/morph_weights");
    expect_unwritable([](Shot& s) { s.animation = 2; }, "/animation");
    expect_unwritable([](Shot& s) { s.variant = 2; }, "/variant");
    expect_unwritable([](Shot& s) { s.materials[0].material = 3; }, "/materials/0/material");
    expect_unwritable([](Shot& s) { s.materials[0].base_color_texture = 2; }, "/materials/0/base_color_texture");
    expect_unwritable([](Shot& s) { s.lights[0].kind = static_cast<Light::Kind>(4); }, "/lights/0/kind");
    expect_unwritable(
        [](Shot& s) {
            EnvironmentMap map = *s.environment.map;
            map.rgb.pop_back();
            s.environment.map = std::make_shared<EnvironmentMap>(map);
        },
        "/environment/map");
}

TEST_F(ShotJson, ReadingRefusesUnknownAndMissingMembers) {
    const auto bad = ErrorCode::bad_asset;
    expect_refused([](Json& j) { j["colour"] = 1; }, bad, "/colour", "time_s, dt_s");
    expect_refused([](Json& j) { j["sensor"]["exposure"] = 1; }, bad, "/sensor/exposure",
                   "did you mean 'exposure_ev'?");
    expect_refused([](Json& j) { j["a/b~c"] = 1; }, bad, "/a~1b~0c", "unknown member");
    expect_refused([](Json& j) { j["sensor"].erase("vignette"); }, bad, "/sensor", "no member 'vignette'");
    expect_refused(
        [](Json& j) {
            j["sensor"].erase("vignette");
            j["sensor"]["vignete"] = 1;
        },
        bad, "/sensor/vignete", "did you mean 'vignette'?");
    expect_refused([](Json& j) { j.erase("format"); }, bad, "the whole", "no member 'format'");
    expect_refused([](Json& j) { j = Json::array(); }, bad, "the whole", "an object");
}

TEST_F(ShotJson, ReadingRefusesWrongTypesAndLengths) {
    const auto bad = ErrorCode::bad_asset;
    expect_refused([](Json& j) { j["time_s"] = "0"; }, bad, "/time_s", "a finite number");
    expect_refused([](Json& j) { j["time_s"] = "inf"; }, bad, "/time_s", "a finite number");
    expect_refused([](Json& j) { j["time_s"] = nullptr; }, bad, "/time_s", "a finite number");
    expect_refused([](Json& j) { j["time_s"] = true; }, bad, "/time_s", "a finite number");
    expect_refused([](Json& j) { j["sky"] = 1; }, bad, "/sky", "unknown member");
    expect_refused([](Json& j) { j["previous"] = nullptr; }, bad, "/previous", "an object");
    expect_refused([](Json& j) { j["now"]["camera"]["far_m"] = "-inf"; }, bad, "/now/camera/far_m", "or \"inf\"");
    expect_refused([](Json& j) { j["sensor"]["vignette"] = 1e39; }, bad, "/sensor/vignette", "finite in 32 bits");
    expect_refused([](Json& j) { j["sensor"]["noise_seed"] = -1; }, bad, "/sensor/noise_seed",
                   "0 to 18446744073709551615");
    expect_refused([](Json& j) { j["sensor"]["noise_seed"] = 0.5; }, bad, "/sensor/noise_seed", "whole number");
    expect_refused([](Json& j) { j["sensor"]["jpeg_quality"] = 4294967296; }, bad, "/sensor/jpeg_quality",
                   "4294967295");
    expect_refused([](Json& j) { j["now"]["instances"][1]["visible"] = 256; }, bad, "/now/instances/1/visible", "255");
    expect_refused([](Json& j) { j["lights"][0]["kind"] = "sun"; }, bad, "/lights/0/kind", "directional, point, spot");
    expect_refused([](Json& j) { j["lights"][0]["color"].push_back(1); }, bad, "/lights/0/color", "array of 3");
    expect_refused([](Json& j) { j["lights"] = Json::object(); }, bad, "/lights", "an array");
    expect_refused([](Json& j) { j["next"]["morph_weights"].erase(0); }, bad, "/next/morph_weights", "array of 5");
    expect_refused([](Json& j) { j["next"]["world_from_joint"][3][2].erase(0); }, bad, "/next/world_from_joint/3/2",
                   "array of 4");
    expect_refused([](Json& j) { j["format_version"] = 2; }, ErrorCode::invalid_argument, "/format_version", "1");
}

TEST_F(ShotJson, ReadingRefusesAShotOfAnotherScene) {
    const auto other = ErrorCode::invalid_argument;
    expect_refused([](Json& j) { j["now"]["instances"].erase(1); }, other, "/now/instances", "3 entries");
    expect_refused([](Json& j) { j["now"]["instances"][1]["name"] = "cup"; }, other, "/now/instances/1/name", "'mug'");
    expect_refused([](Json& j) { j["now"]["instances"][1]["id"] = 3; }, other, "/now/instances/1/id", "2");
    expect_refused([](Json& j) { j["animation"]["index"] = 2; }, other, "/animation/index", "below 2");
    expect_refused([](Json& j) { j["animation"]["name"] = "run"; }, other, "/animation/name", "in this scene");
    expect_refused([](Json& j) { j["variant"]["name"] = "dusk"; }, other, "/variant/name", "in this scene");
    expect_refused([](Json& j) { j["materials"][0]["material"]["index"] = 9; }, other, "/materials/0/material/index",
                   "below 3");
    expect_refused([](Json& j) { j["materials"][0]["base_color_texture"]["name"] = "x"; }, other,
                   "/materials/0/base_color_texture/name", "in this scene");
}

TEST_F(ShotJson, ReadingRefusesBrokenText) {
    const std::string text = shot_json(scene, full_shot(scene));
    const auto message = [&](const std::string& broken) {
        const auto [code, what] = error_of([&] { static_cast<void>(shot_from_json(scene, broken)); });
        EXPECT_EQ(code, ErrorCode::bad_asset) << what;
        return what;
    };
    EXPECT_NE(message("{\"format\": 1, \"format\": 1}").find("a second time"), std::string::npos);
    EXPECT_NE(message("{\"format\": NaN}").find("byte"), std::string::npos);
    EXPECT_NE(message("{\"format\": 1e999}").find("1e999"), std::string::npos);
    message(text + "{}");
    for (std::size_t size = 0; size + 1 < text.size(); size += 1 + size % 7) message(text.substr(0, size));
}

TEST_F(ShotJson, MutatedTextIsReadOrRefusedButNeverCrashes) {
    const std::string text = shot_json(scene, full_shot(scene));
    constexpr std::string_view bytes = "0123456789-+.eE\"{}[],:ntfu\\ \x01\xff";
    std::mt19937_64 random(11);
    int refused = 0;
    for (int i = 0; i < 2000; ++i) {
        std::string mutated = text;
        for (std::uint64_t n = 1 + random() % 3; n > 0; --n) {
            const std::size_t place = random() % mutated.size();
            switch (random() % 3) {
                case 0:
                    mutated[place] = bytes[random() % bytes.size()];
                    break;
                case 1:
                    mutated.erase(place, 1 + random() % 20);
                    break;
                default:
                    mutated.insert(place, 1, bytes[random() % bytes.size()]);
            }
        }
        try {
            static_cast<void>(shot_from_json(scene, mutated));
        } catch (const Error& error) {
            ++refused;
            EXPECT_TRUE(error.code() == ErrorCode::bad_asset || error.code() == ErrorCode::invalid_argument)
                << error.what();
            EXPECT_NE(std::string(error.what()).find("reading a shot: "), std::string::npos) << error.what();
        }
    }
    EXPECT_GT(refused, 1000);
}

TEST_F(ShotJson, AMapIsToldByItsFileAndItsPixels) {
    const Folder folder;
    folder.write("sky.hdr", radiance(100));
    Shot shot = full_shot(scene);
    shot.environment.map = load_environment(folder / "sky.hdr");
    EXPECT_EQ(shot.environment.map->source, folder / "sky.hdr");
    const std::string text = shot_json(scene, shot);
    EXPECT_EQ(text.find("base64"), std::string::npos);
    expect_same(shot, shot_from_json(scene, text));

    Json relative = Json::parse(text);
    relative["environment"]["map"]["file"] = "sky.hdr";
    folder.write("shot.json", relative.dump());
    expect_same(shot, load_shot(scene, folder / "shot.json"));

    folder.write("sky.hdr", radiance(101));
    const auto [code, message] = error_of([&] { static_cast<void>(shot_from_json(scene, text)); });
    EXPECT_EQ(code, ErrorCode::invalid_argument);
    EXPECT_NE(message.find("/environment/map"), std::string::npos) << message;
    EXPECT_NE(message.find("other pixels in"), std::string::npos) << message;

    std::filesystem::remove(folder / "sky.hdr");
    EXPECT_EQ(error_of([&] { static_cast<void>(shot_from_json(scene, text)); }).first, ErrorCode::not_found);
}

TEST_F(ShotJson, AMapHasAFileOrPixels) {
    const auto bad = ErrorCode::bad_asset;
    expect_refused([](Json& j) { j["environment"]["map"].erase("pixels"); }, bad, "/environment/map", "either 'file'");
    expect_refused([](Json& j) { j["environment"]["map"]["file"] = "x.hdr"; }, bad, "/environment/map",
                   "either 'file'");
    expect_refused([](Json& j) { j["environment"]["map"]["width"] = 1000; }, bad, "/environment/map/pixels",
                   "a data URI of all pixels");
    expect_refused([](Json& j) { j["environment"]["map"]["pixels"] = "AAAA"; }, bad, "/environment/map/pixels",
                   "is no data URI");
    expect_refused([](Json& j) { j["environment"]["map"]["width"] = 0; }, bad, "/environment/map/pixels", "0 bytes");
}

TEST_F(ShotJson, FilesAreNamedInErrors) {
    const Folder folder;
    EXPECT_EQ(error_of([&] { static_cast<void>(load_shot(scene, folder / "none.json")); }).first, ErrorCode::not_found);
    folder.write("bad.json", "{}");
    const auto [code, message] = error_of([&] { static_cast<void>(load_shot(scene, folder / "bad.json")); });
    EXPECT_EQ(code, ErrorCode::bad_asset);
    EXPECT_TRUE(message.starts_with((folder / "bad.json").string())) << message;
}

}  // namespace
}  // namespace plumb::test
