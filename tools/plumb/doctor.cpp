#include "command.hpp"
#include "options.hpp"
#include "self_test.hpp"
#include "text.hpp"

#include <plumb/interop.hpp>

#include <CLI/CLI.hpp>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>

namespace plumb::program {

namespace {

struct DoctorArguments {
    std::string device;
    bool is_json = false;
};

const char* kind_name(DeviceInfo::Kind kind) {
    switch (kind) {
        case DeviceInfo::Kind::discrete:
            return "discrete GPU";
        case DeviceInfo::Kind::integrated:
            return "integrated GPU";
        case DeviceInfo::Kind::virtual_gpu:
            return "virtual GPU";
        case DeviceInfo::Kind::cpu:
            return "software, on the CPU";
        case DeviceInfo::Kind::other:
            return "other";
    }
    return "other";
}

Json device_json(const DeviceInfo& device) {
    return {{"index", device.index},
            {"name", device.name},
            {"kind", kind_name(device.kind)},
            {"uuid", device.uuid},
            {"driver", device.driver},
            {"vulkan", device.api_version},
            {"memory_bytes", device.memory_bytes},
            {"problems", device.problems}};
}

/// What is known of this machine; a member "error" where something failed.
Json examine(const DoctorArguments& arguments) {
    const char* const wish = std::getenv("PLUMB_DEVICE");
    Json report{{"plumb", version()},       {"PLUMB_DEVICE", wish == nullptr ? Json(nullptr) : Json(wish)},
                {"devices", Json::array()}, {"used", nullptr},
                {"self_test", nullptr},     {"cuda", nullptr},
                {"error", nullptr}};
    try {
        for (const DeviceInfo& device : Device::list()) report["devices"].push_back(device_json(device));
        const Device device = Device::create({.device = arguments.device});
        report["used"] = device.info().index;
        const std::string difference = self_test(device);
        report["self_test"] = difference.empty() ? "passed" : difference;
        if (!difference.empty()) report["error"] = "the self-test failed: " + difference;
        const std::string problem = interop::cuda_problem(device);
        report["cuda"] = problem.empty() ? "can have the device's frames" : problem;
    } catch (const Error& error) {
        report["error"] = std::string(to_string(error.code())) + ": " + error.what();
    }
    return report;
}

void print(const Json& report) {
    std::printf("plumb %s\n", report["plumb"].get<std::string>().c_str());
    if (!report["PLUMB_DEVICE"].is_null()) {
        std::printf("PLUMB_DEVICE asks for '%s'\n", printable(report["PLUMB_DEVICE"].get<std::string>()).c_str());
    }
    std::printf("Vulkan devices: %zu\n", report["devices"].size());
    for (const Json& device : report["devices"]) {
        const bool is_used = device["index"] == report["used"];
        std::printf("%s %s: %s (%s)\n", is_used ? "*" : " ", device["index"].dump().c_str(),
                    device["name"].get<std::string>().c_str(), device["kind"].get<std::string>().c_str());
        std::printf("     driver %s, Vulkan %s, %.1f GiB, UUID %s\n", device["driver"].get<std::string>().c_str(),
                    device["vulkan"].get<std::string>().c_str(),
                    device["memory_bytes"].get<double>() / (1024.0 * 1024 * 1024),
                    device["uuid"].get<std::string>().c_str());
        for (const Json& problem : device["problems"]) {
            std::printf("     cannot be used: %s\n", problem.get<std::string>().c_str());
        }
        if (is_used) std::printf("     will be used\n");
    }
    if (!report["self_test"].is_null()) std::printf("self-test: %s\n", report["self_test"].get<std::string>().c_str());
    if (!report["cuda"].is_null()) std::printf("CUDA: %s\n", printable(report["cuda"].get<std::string>()).c_str());
}

int doctor(const DoctorArguments& arguments) {
    const Json report = examine(arguments);
    if (arguments.is_json) {
        std::printf("%s\n", json_text(report).c_str());
    } else {
        print(report);
    }
    if (report["error"].is_null()) return exit_success;
    std::fprintf(stderr, "plumb: error: %s\n", report["error"].get<std::string>().c_str());
    return exit_failure;
}

}  // namespace

void add_doctor(CLI::App& app, Action& action) {
    CLI::App& command =
        *app.add_subcommand("doctor", "Tell which devices there are, which is used, and what to do else");
    const auto arguments = std::make_shared<DoctorArguments>();
    add_device(command, arguments->device);
    command.add_flag("--json", arguments->is_json, "Print JSON");
    command.footer(
        "Example: plumb doctor\nOpens the device that would be used, renders a triangle on it, and looks whether "
        "CUDA can have its frames.");
    command.callback([&action, arguments] { action = [arguments] { return doctor(*arguments); }; });
}

}  // namespace plumb::program
