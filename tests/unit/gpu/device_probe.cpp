// Program run by device_process_test.cpp in a process and an environment of its own: device_probe MODE
//
// Prints "CODE: message" of the plumb::Error met and ends with 3, or prints "no error" and ends with 0.
#include "gpu/buffer.hpp"
#include "gpu/commands.hpp"
#include "gpu/context.hpp"
#include "gpu/pipeline.hpp"

#include "shaders/test_long_work.hpp"

#include <plumb/device.hpp>
#include <plumb/error.hpp>

#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace plumb;

/// Allows the process `extra` bytes of address space more than it has, so that the driver's allocation fails.
void limit_memory(std::size_t extra) {
    long pages = 0;
    std::FILE* file = std::fopen("/proc/self/statm", "r");
    if (file == nullptr || std::fscanf(file, "%ld", &pages) != 1) {
        throw Error(ErrorCode::io, "cannot read /proc/self/statm");
    }
    std::fclose(file);
    const rlim_t bytes = static_cast<rlim_t>(pages) * 4096 + extra;
    const rlimit limit{bytes, bytes};
    if (setrlimit(RLIMIT_AS, &limit) != 0) {
        throw Error(ErrorCode::io, "cannot limit the address space");
    }
}

void exhaust_memory() {
    const auto context = gpu::open_context();
    limit_memory(std::size_t{256} << 20U);
    const gpu::Buffer buffer(context, VkDeviceSize{1} << 30U, gpu::Memory::device, "every triangle");
}

void outlast_the_timeout() {
    const auto context = gpu::open_context();
    const gpu::Buffer results(context, 256, gpu::Memory::device, "results");
    const gpu::ComputePipeline pipeline(context, shaders::test_long_work, "long_work", {}, 8);
    gpu::Commands commands(context, "long");
    commands.dispatch(pipeline, results.address(), {4096});
    context->wait(context->submit(commands), std::chrono::milliseconds(1));
}

void run(std::string_view mode) {
    if (mode == "list") {
        Device::list();
    } else if (mode == "open") {
        Device::create();
    } else if (mode == "memory") {
        exhaust_memory();
    } else if (mode == "timeout") {
        outlast_the_timeout();
    } else {
        throw Error(ErrorCode::invalid_argument, "unknown mode");
    }
}

}  // namespace

/// Ends without destructors of the driver's libraries: after a timeout its threads still work.
[[noreturn]] void finish(int exit_code) {
    std::fflush(stdout);
    std::_Exit(exit_code);
}

int main(int argc, char** argv) {
    try {
        run(argc == 2 ? argv[1] : "");
    } catch (const Error& error) {
        std::printf("%s: %s\n", std::string(to_string(error.code())).c_str(), error.what());
        finish(3);
    }
    std::printf("no error\n");
    finish(0);
}
