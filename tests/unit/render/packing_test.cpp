// What the device packs is what the CPU makes of the pass that is not packed, bit for bit; what does not fit is told.
#include "render/engine_set.hpp"
#include "render_fixture.hpp"

#include <half.h>

#include <cmath>
#include <cstring>
#include <limits>

namespace plumb::render {
namespace {

using Names = std::vector<std::string>;
constexpr Size size{37, 22};

Scene rocks() {
    return made_scene("rocks", [](oracle::SceneWriter& w, oracle::Random& random) {
        const nlohmann::json glass = {{"alphaMode", "BLEND"}};
        const int large = w.mesh({oracle::rock(random, 1, 20, 0.2F)}),
                  pane = w.mesh({oracle::square(0.6F, w.material(glass))});
        for (int i = 0; i < 5; ++i)
            w.node({{"mesh", large},
                    {"translation", {random.uniform(-2, 2), random.uniform(-1, 1), random.uniform(-9, -3)}}});
        w.node({{"mesh", pane}, {"translation", {0, 0, -2}}});
    });
}

std::vector<Shot> random_shots(const Scene& scene, int count) {
    oracle::Random random("packing");
    std::vector<Shot> shots;
    for (int i = 0; i < count; ++i) {
        ShotOptions options;
        options.time_s = 0.1 * i;
        options.dt_s = 0.1;
        Shot shot = scene.shot(options);
        const glm::dvec3 eye(random.uniform(-1, 1), random.uniform(-0.5, 0.5), random.uniform(-0.5, 2));
        const glm::dvec3 step(random.uniform(-0.05, 0.05), 0.01, random.uniform(-0.05, 0.05));
        shot.now.camera.world_from_camera = look_at(eye, {0, 0, -6}, {0, 1, 0});
        shot.next->camera.world_from_camera = look_at(eye + step, {0, 0, -6}, {0, 1, 0});
        shot.previous->camera.world_from_camera = look_at(eye - step, {0.1, 0, -6}, {0, 1, 0});
        shots.push_back(shot);
    }
    return shots;
}

std::uint16_t half_bits(float value) {
    return Imath::half(value).bits();
}

bool is_half_nan(std::uint16_t bits) {
    return (bits & 0x7FFF) > 0x7C00;
}

/// Counts components where the packed pass is not what the CPU makes of the other.
std::size_t wrong_count(const Frame& packed, const Frame& plain, const std::string& pass, Packing packing) {
    std::size_t wrong = 0;
    const PassView from = plain[pass], to = packed[pass];
    const std::size_t pixels = std::size_t{from.size.width} * from.size.height;
    for (std::size_t i = 0; i < pixels * to.info->channels; ++i) switch (packing) {
            case Packing::rgb8:
                wrong += to.as<std::uint8_t>()[i] != from.as<std::uint8_t>()[i / 3 * 4 + i % 3];
                break;
            case Packing::f16: {
                const float value = from.as<float>()[i];
                const std::uint16_t bits = to.as<std::uint16_t>()[i];
                wrong += std::isnan(value) ? !is_half_nan(bits) : bits != half_bits(value);
                break;
            }
            case Packing::u16_mm: {
                const double value = from.as<float>()[i];
                const double expected = std::isinf(value) ? 0 : std::floor(value * 1000 + 0.5);
                wrong += to.as<std::uint16_t>()[i] != expected;
                break;
            }
            case Packing::u16:
                wrong += to.as<std::uint16_t>()[i] != from.as<std::uint32_t>()[i];
                break;
            case Packing::u8:
                wrong += to.as<std::uint8_t>()[i] != from.as<std::uint32_t>()[i];
                break;
            case Packing::none:
                break;
        }
    return wrong;
}

const std::vector<PassFormat> first_formats = {
    {"rgb", Packing::rgb8},           {"hdr", Packing::f16},          {"depth", Packing::f16},
    {"range", Packing::u16_mm},       {"instance", Packing::u16},     {"semantic", Packing::u8},
    {"material", Packing::u8},        {"flow_forward", Packing::f16}, {"depth_through", Packing::u16_mm},
    {"instance_through", Packing::u8}};
const std::vector<PassFormat> second_formats = {{"depth", Packing::u16_mm},     {"range", Packing::f16},
                                                {"instance", Packing::u8},      {"semantic", Packing::u16},
                                                {"material", Packing::u16},     {"flow_backward", Packing::f16},
                                                {"depth_through", Packing::f16}};

Names names_of(const std::vector<PassFormat>& formats) {
    Names names;
    for (const PassFormat& format : formats) names.push_back(format.pass);
    return names;
}

void expect_exact(const Scene& scene, const std::vector<PassFormat>& formats) {
    RendererOptions options = options_of(size, names_of(formats));
    options.passes.emplace_back("normal");
    Renderer plain(oracle::shared_device(), scene, options);
    options.formats = formats;
    Renderer packing(oracle::shared_device(), scene, options);
    std::vector<Shot> shots = random_shots(scene, 6);
    shots[1].sensor.jpeg_quality = 40;
    const Batch packed = packing.render(shots), expected = plain.render(shots);
    ASSERT_TRUE(packed.is_whole());
    for (std::size_t i = 0; i < shots.size(); ++i) {
        for (const PassFormat& format : formats)
            EXPECT_EQ(wrong_count(packed[i], expected[i], format.pass, format.packing), 0U)
                << format.pass << " as " << to_string(format.packing) << ", shot " << i;
        EXPECT_TRUE(std::ranges::equal(packed[i]["normal"].bytes, expected[i]["normal"].bytes));
        EXPECT_EQ(packed[i].annotations().instances[0].pixels, expected[i].annotations().instances[0].pixels);
    }
    for (const PassFormat& format : formats)
        EXPECT_LT(packed[format.pass].bytes.size(), expected[format.pass].bytes.size());
}

TEST(Packing, IsWhatTheCpuMakesOfTheOtherPass) {
    const Scene scene = rocks();
    expect_exact(scene, first_formats);
    expect_exact(scene, second_formats);
}

TEST(Packing, OfOnePolicyLeavesTheOtherAlone) {
    const Scene scene = Scene::load(asset("small/moving_boxes.glb"));  // nothing in it can be looked through
    RendererOptions options = options_of(size, {"depth", "depth_through", "instance", "instance_through"});
    options.formats = {{"depth_through", Packing::f16}, {"instance", Packing::u16}, {"instance_through", Packing::u8}};
    const Shot shot = scene.default_shot(0.3, 0.1);
    const Frame frame = Renderer(oracle::shared_device(), scene, options).render(shot);
    options.formats.clear();
    const Frame plain = Renderer(oracle::shared_device(), scene, options).render(shot);
    EXPECT_TRUE(std::ranges::equal(frame["depth"].bytes, plain["depth"].bytes));
    EXPECT_EQ(wrong_count(frame, plain, "depth_through", Packing::f16), 0U);
    EXPECT_EQ(wrong_count(frame, plain, "instance", Packing::u16), 0U);
    EXPECT_EQ(wrong_count(frame, plain, "instance_through", Packing::u8), 0U);
}

TEST(Packing, IsTheSameInSeveralSubmissionsAndScenes) {
    const std::vector<Scene> scenes{rocks(), Scene::load(asset("small/moving_boxes.glb"))};
    RendererOptions options = options_of(size, names_of(first_formats));
    options.formats = first_formats;
    EngineTuning tuning;
    tuning.most_views = 2;
    EngineSet parted(oracle::shared_device(), scenes, options, tuning);
    std::vector<SceneShot> shots;
    for (const Shot& shot : random_shots(scenes[0], 5)) shots.push_back({shot, 0, {}});
    shots.insert(shots.begin() + 1, {scenes[1].default_shot(0.2, 0.1), 1, {}});
    shots.insert(shots.begin() + 4, {scenes[1].default_shot(0.4, 0.1), 1, Size{9, 5}});
    const Batch batch = parted.render(std::span<const SceneShot>(shots));
    for (std::size_t i = 0; i < shots.size(); ++i) {
        RendererOptions alone = options;
        alone.size = shots[i].size.value_or(size);
        const Frame expected = Renderer(oracle::shared_device(), scenes[shots[i].scene], alone).render(shots[i].shot);
        EXPECT_EQ(differing_passes(batch[i], expected), Names{}) << i;
    }
}

TEST(Packing, FrameTellsItsTypes) {
    const Scene scene = rocks();
    RendererOptions options = options_of(size, names_of(first_formats));
    options.formats = first_formats;
    const Frame frame = Renderer(oracle::shared_device(), scene, options).render(random_shots(scene, 1)[0]);
    EXPECT_EQ(frame["depth"].info->type, ComponentType::f16);
    EXPECT_EQ(frame["depth"].info->unit, "m");
    EXPECT_EQ(frame["range"].info->type, ComponentType::u16);
    EXPECT_EQ(frame["range"].info->unit, "mm");
    EXPECT_EQ(frame["range"].info->background, "0");
    EXPECT_EQ(frame["rgb"].info->channels, 3U);
    EXPECT_EQ(frame["rgb"].bytes.size(), std::size_t{3} * size.width * size.height);
    EXPECT_TRUE(is_packed(*frame["instance"].info));
    EXPECT_FALSE(is_packed(find_pass("instance")));
    EXPECT_THROW((void)frame["depth"].as<float>(), Error);
    EXPECT_THROW((void)frame["instance"].as<std::uint32_t>(), Error);
    EXPECT_EQ(&packed_pass("depth", Packing::none), &find_pass("depth"));
}

/// The message of the error that rendering gives.
std::string error_of(Renderer& renderer, const Shot& shot) {
    try {
        (void)renderer.render(shot);
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
        return error.what();
    }
    return "no error";
}

void expect_words(const std::string& message, const Names& words) {
    for (const std::string& word : words) EXPECT_NE(message.find(word), std::string::npos) << message;
}

TEST(Packing, TellsAnIdThatDoesNotFit) {
    const Scene scene = made_scene("many", [](oracle::SceneWriter& w, oracle::Random&) {
        const int mesh = w.mesh({oracle::square(0.3F)});
        for (int i = 0; i < 300; ++i)
            w.node({{"mesh", mesh}, {"translation", {i % 20 - 9.5, i / 20 - 7.0, i < 280 ? -15 : -14}}});
    });
    RendererOptions options = options_of({200, 150}, {"instance"});
    Shot shot = scene.default_shot();
    shot.now.camera.world_from_camera = look_at({0, 0, 1}, {0, 0, -15}, {0, 1, 0});
    const Frame plain = Renderer(oracle::shared_device(), scene, options).render(shot);
    const auto ids = plain["instance"].as<std::uint32_t>();
    const std::uint32_t greatest = *std::ranges::max_element(ids);
    ASSERT_GT(greatest, 255U);
    options.formats = {{"instance", Packing::u8}};
    Renderer renderer(oracle::shared_device(), scene, options);
    expect_words(error_of(renderer, shot), {"'instance'", "u8", std::to_string(greatest), "255"});
    for (std::size_t i = 0; i < 300; ++i) shot.now.visible[i] = i < 255 ? 1 : 0;
    const std::string message = error_of(renderer, shot);
    EXPECT_EQ(message, "no error") << "and goes on";
}

TEST(Packing, TellsDistancesAndFlowThatDoNotFit) {
    const auto wall_at = [](double z) {
        return made_scene("wall", [z](oracle::SceneWriter& w, oracle::Random&) {
            w.node({{"mesh", w.mesh({oracle::square(300000)})}, {"translation", {0, 0, z}}});
        });
    };
    const auto message_of = [&](double distance, Packing packing) {
        const Scene scene = wall_at(-distance);
        RendererOptions options = options_of({9, 7}, {"depth"});
        options.formats = {{"depth", packing}};
        Renderer renderer(oracle::shared_device(), scene, options);
        Shot shot = scene.default_shot();
        shot.now.camera.world_from_camera = look_at({0, 0, 0}, {0, 0, -1}, {0, 1, 0});
        shot.now.camera.near_m = 1e-5;
        shot.now.camera.far_m = std::numeric_limits<double>::infinity();
        return error_of(renderer, shot);
    };
    EXPECT_EQ(message_of(65.535, Packing::u16_mm), "no error");
    expect_words(message_of(65.536, Packing::u16_mm), {"'depth'", "u16_mm", "65.53", " m does not fit", "65.535 m"});
    expect_words(message_of(0.000244140625, Packing::u16_mm), {"0.00024414", "0.0005 m is the least"});
    EXPECT_EQ(message_of(65500, Packing::f16), "no error");
    expect_words(message_of(65530, Packing::f16), {"65530", "65520"});

    const Scene scene = rocks();
    RendererOptions options = options_of({640, 480}, {"flow_forward"});
    options.formats = {{"flow_forward", Packing::f16}};
    Renderer renderer(oracle::shared_device(), scene, options);
    Shot shot = random_shots(scene, 1)[0];
    EXPECT_EQ(error_of(renderer, shot), "no error");
    shot.next->camera.world_from_camera = look_at({0, 0, 1}, {4, 0, -6}, {0, 1, 0});
    expect_words(error_of(renderer, shot), {"'flow_forward'", "f16", "128 px", "1/32 px"});
}

TEST(Packing, RefusesFormatsThatThereAreNot) {
    const Scene scene = rocks();
    const auto message_of = [&](const std::vector<PassFormat>& formats) {
        RendererOptions options = options_of(size, {"depth", "normal", "instance"});
        options.formats = formats;
        try {
            (void)Renderer(oracle::shared_device(), scene, options);
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
            return std::string(error.what());
        }
        return std::string("no error");
    };
    expect_words(message_of({{"depth", Packing::u8}}), {"'depth'", "u8", "f16, u16_mm"});
    expect_words(message_of({{"normal", Packing::f16}}), {"cannot be packed"});
    expect_words(message_of({{"range", Packing::f16}}), {"'range'", "not among its passes"});
    expect_words(message_of({{"depth", Packing::f16}, {"depth", Packing::u16_mm}}), {"more than one format"});
    expect_words(message_of({{"dept", Packing::f16}}), {"'dept'", "depth"});
    EXPECT_EQ(message_of({{"depth", Packing::none}}), "no error");
}

}  // namespace
}  // namespace plumb::render
