// That a run under the validation layer is one, and that its messages do not pass unnoticed.
#include "render_fixture.hpp"

#include "gpu/buffer.hpp"
#include "gpu/commands.hpp"

#include <cstdlib>
#include <optional>

namespace plumb::render {
namespace {

TEST(ValidatedRendering, IsOnWhereTheEnvironmentAsksForIt) {
    const char* const asked = std::getenv("PLUMB_VALIDATE");
    EXPECT_EQ(oracle::shared_device().context()->instance().is_validated(),
              asked != nullptr && std::string(asked) == "1");
}

TEST(ValidatedRendering, AMessageFailsTheNextFrame) {
    std::optional<Device> device;
    try {
        DeviceOptions options;
        options.is_validated = true;
        device = Device::create(options);
    } catch (const Error& error) {
        if (std::string(error.what()).find("VK_LAYER_KHRONOS_validation") == std::string::npos) throw;
        GTEST_SKIP() << "lacks the validation layer: " << error.what();
    }
    const Scene scene = Scene::load(asset("small/cube.glb"));
    Renderer renderer(*device, scene, options_of({8, 8}));
    EXPECT_NO_THROW((void)renderer.render(scene.default_shot()));
    EXPECT_EQ(device->validation_message_count(), 0U);

    gpu::Commands commands(device->context());
    const gpu::Buffer target(device->context(), 1024, gpu::Memory::device, "target");
    device->context()->vk().vkCmdFillBuffer(commands.handle(), target.handle(), 2, 4, 0);
    commands.reset();
    EXPECT_GT(device->validation_message_count(), 0U);
    try {
        (void)renderer.render(scene.default_shot());
        ADD_FAILURE() << "the message went unnoticed";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::internal);
        EXPECT_NE(std::string(error.what()).find("VUID-vkCmdFillBuffer-dstOffset"), std::string::npos) << error.what();
    }
    EXPECT_NO_THROW((void)renderer.render(scene.default_shot()));
}

}  // namespace
}  // namespace plumb::render
