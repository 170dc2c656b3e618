#include "gpu_fixture.hpp"

#include "gpu/device_list.hpp"

#include <plumb/device.hpp>

#include <cctype>
#include <string>
#include <vector>

namespace plumb::gpu {
namespace {

DeviceInfo made_up(std::uint32_t index, const char* name, const char* uuid, std::vector<std::string> problems = {}) {
    DeviceInfo info;
    info.index = index;
    info.name = name;
    info.uuid = uuid;
    info.problems = std::move(problems);
    return info;
}

std::vector<DeviceInfo> some_devices() {
    return {
        made_up(0, "Old Card 9", "00112233445566778899aabbccddeeff", {"it lacks the feature shaderFloat64; remedy"}),
        made_up(1, "Good Card 4090", "10112233445566778899aabbccddeeff"),
        made_up(2, "Good Card 5090", "20112233445566778899aabbccddeeff"),
        made_up(3, "llvmpipe (LLVM 15)", "6d65736132352e302e372d327e627000", {"too old", "no compute queue"}),
    };
}

TEST(ChooseDevice, TheFirstThatFitsUnlessAskedOtherwise) {
    const auto devices = some_devices();
    EXPECT_EQ(choose_device(devices, ""), 1U);
    EXPECT_EQ(choose_device(devices, "2"), 2U);
    EXPECT_EQ(choose_device(devices, "good card"), 1U);
    EXPECT_EQ(choose_device(devices, "5090"), 2U);
    EXPECT_EQ(choose_device(devices, "CARD"), 1U);
    EXPECT_EQ(choose_device(devices, "20112233445566778899AABBCCDDEEFF"), 2U);
    EXPECT_EQ(choose_device(devices, "20112233-4455-6677-8899-aabbccddeeff"), 2U);
}

TEST(ChooseDevice, RefusalsListEveryDeviceWithEveryReason) {
    const auto devices = some_devices();
    for (const char* wish : {"0", "llvmpipe", "7", "radeon", "30112233445566778899aabbccddeeff"}) {
        const std::string message = error_of([&] { choose_device(devices, wish); }, ErrorCode::not_found);
        for (const char* part :
             {wish, "Old Card 9", "shaderFloat64", "Good Card 5090", "too old", "no compute queue"}) {
            EXPECT_NE(message.find(part), std::string::npos) << message;
        }
    }
}

TEST(ChooseDevice, NoneAtAll) {
    const std::string message = error_of([] { choose_device({}, ""); }, ErrorCode::not_found);
    EXPECT_NE(message.find("mesa-vulkan-drivers"), std::string::npos) << message;
    const std::vector<DeviceInfo> only_bad = {some_devices()[3]};
    EXPECT_NE(error_of([&] { choose_device(only_bad, ""); }, ErrorCode::not_found).find("too old"), std::string::npos);
}

TEST(DriverProblem, OldSoftwareDriversAreRefusedByVersion) {
    const auto problem = driver_problem(VK_DRIVER_ID_MESA_LLVMPIPE, "Mesa 22.3.6 (LLVM 15.0.6)");
    ASSERT_TRUE(problem.has_value());
    EXPECT_NE(problem->find("22.3.6"), std::string::npos);
    EXPECT_NE(problem->find("backports"), std::string::npos);
    EXPECT_TRUE(driver_problem(VK_DRIVER_ID_MESA_LLVMPIPE, "Mesa 9").has_value());
    EXPECT_TRUE(driver_problem(VK_DRIVER_ID_MESA_LLVMPIPE, "").has_value());
    EXPECT_TRUE(driver_problem(VK_DRIVER_ID_MESA_LLVMPIPE, "something else").has_value());
    EXPECT_FALSE(driver_problem(VK_DRIVER_ID_MESA_LLVMPIPE, "Mesa 24.0.0").has_value());
    EXPECT_FALSE(driver_problem(VK_DRIVER_ID_MESA_LLVMPIPE, "Mesa 25.0.7-2~bpo12+1 (LLVM 15.0.6)").has_value());
    EXPECT_FALSE(driver_problem(VK_DRIVER_ID_NVIDIA_PROPRIETARY, "550.54").has_value());
}

TEST(DeviceFace, ListsAndOpensByIndexNameAndUuid) {
    const std::vector<DeviceInfo> devices = Device::list();
    ASSERT_FALSE(devices.empty());
    for (std::size_t i = 0; i < devices.size(); ++i) {
        EXPECT_EQ(devices[i].index, i);
        EXPECT_EQ(devices[i].uuid.size(), 32U);
        EXPECT_GT(devices[i].memory_bytes, 0U);
        if (i > 0) {
            EXPECT_LE(devices[i - 1].kind, devices[i].kind);
        }
    }
    const DeviceInfo chosen = Device::create().info();
    EXPECT_TRUE(chosen.problems.empty());
    std::string shouted = chosen.name;
    for (char& c : shouted) {
        c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    }
    for (const std::string& wish : {std::to_string(chosen.index), chosen.name, shouted, chosen.uuid}) {
        EXPECT_EQ(Device::create({.device = wish}).info().name, chosen.name) << wish;
    }
    const std::string message = error_of([] { Device::create({.device = "no such device"}); }, ErrorCode::not_found);
    EXPECT_NE(message.find(chosen.name), std::string::npos) << message;
}

}  // namespace
}  // namespace plumb::gpu
