#include <gtest/gtest.h>

#include <sys/wait.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace {

struct Answer {
    int exit_code = -1;  ///< -1 if the process was killed by a signal
    std::string output;
};

/// Runs device_probe with `environment` ("A=b C=d") before it.
Answer probe(const std::string& environment, const std::string& mode) {
    const std::string command = "env " + environment + " timeout 30 '" PLUMB_DEVICE_PROBE "' " + mode + " 2>/dev/null";
    Answer answer;
    std::FILE* pipe = popen(command.c_str(), "r");
    if (pipe == nullptr) {
        return answer;
    }
    char buffer[512];
    while (std::fgets(buffer, sizeof buffer, pipe) != nullptr) {
        answer.output += buffer;
    }
    const int status = pclose(pipe);
    answer.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return answer;
}

void expect_error(const Answer& answer, const std::string& code, std::initializer_list<const char*> parts) {
    EXPECT_EQ(answer.exit_code, 3) << answer.output;
    EXPECT_EQ(answer.output.rfind(code + ": ", 0), 0U) << answer.output;
    for (const char* part : parts) {
        EXPECT_NE(answer.output.find(part), std::string::npos) << part << " is missing in: " << answer.output;
    }
}

TEST(DeviceProcess, OpensInAnUntouchedEnvironment) {
    const Answer answer = probe("", "open");
    EXPECT_EQ(answer.exit_code, 0) << answer.output;
}

TEST(DeviceProcess, WithoutADriverTheErrorNamesTheRemedy) {
    const std::string nothing = "VK_ICD_FILENAMES=/nonexistent.json VK_DRIVER_FILES=/nonexistent.json";
    for (const char* mode : {"open", "list"}) {
        expect_error(probe(nothing, mode), "not_found", {"driver", "mesa-vulkan-drivers"});
    }
}

TEST(DeviceProcess, WithoutVulkanTheErrorNamesTheRemedy) {
    // Files that are no libraries stand before the real ones.
    const auto folder = std::filesystem::temp_directory_path() / ("plumb-no-vulkan-" + std::to_string(std::rand()));
    std::filesystem::create_directories(folder);
    for (const char* name : {"libvulkan.so.1", "libvulkan.so"}) {
        std::ofstream(folder / name) << "no library";
    }
    const std::string environment = "LD_LIBRARY_PATH='" + folder.string() + "'";
    for (const char* mode : {"open", "list"}) {
        expect_error(probe(environment, mode), "not_found", {"libvulkan1", "mesa-vulkan-drivers"});
    }
    std::filesystem::remove_all(folder);
}

TEST(DeviceProcess, WithoutTheValidationLayerAskedForTheErrorNamesTheRemedy) {
    expect_error(probe("PLUMB_VALIDATE=1 VK_LAYER_PATH=/nonexistent", "open"), "not_found",
                 {"VK_LAYER_KHRONOS_validation", "vulkan-validationlayers"});
}

TEST(DeviceProcess, PlumbDeviceChoosesAndItsRefusalListsTheDevices) {
    EXPECT_EQ(probe("PLUMB_DEVICE=0", "open").exit_code, 0);
    expect_error(probe("PLUMB_DEVICE=gibberish", "open"), "not_found", {"gibberish", "0: ", "UUID"});
}

TEST(DeviceProcess, MemoryThatTheDriverCannotGiveIsAnErrorWithNameAndHeap) {
#if defined(__SANITIZE_ADDRESS__)
    GTEST_SKIP() << "lacks an address space that can be limited: the address sanitizer is on";
#endif
    const Answer answer = probe("PLUMB_DEVICE=llvmpipe", "memory");
    if (answer.output.rfind("not_found", 0) == 0) {
        GTEST_SKIP() << "lacks the software device: " << answer.output;
    }
    expect_error(answer, "out_of_memory", {"every triangle", "1073741824", "heap of"});
}

TEST(DeviceProcess, ADeviceThatDoesNotAnswerInTimeIsLostAndTheProcessGoesOn) {
    const auto start = std::chrono::steady_clock::now();
    const Answer answer = probe("", "timeout");
    expect_error(answer, "device_lost", {"0.001", "limit"});
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

}  // namespace
