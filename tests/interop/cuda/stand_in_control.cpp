// What tests tell the stand-in for CUDA's driver, and ask it.
#include "cuda/stand_in_state.hpp"

#include <unistd.h>
#include <algorithm>
#include <cstring>

namespace plumb::interop_test::stand_in {

State& state() {
    static State& made = *new State;
    return made;
}

int& pushed() {
    thread_local int count = 0;
    return count;
}

void open_vulkan() {
    if (!state().vulkan) state().vulkan = std::make_unique<ImportDevice>();
}

}  // namespace plumb::interop_test::stand_in

namespace cuda = plumb::gpu::cuda;
using plumb::interop_test::stand_in::open_vulkan;
using plumb::interop_test::stand_in::pushed;
using plumb::interop_test::stand_in::State;
using plumb::interop_test::stand_in::state;

extern "C" {

void plumb_stand_in_reset() {
    const std::lock_guard lock(state().mutex);
    open_vulkan();  // opens what it needs, so that tests can count descriptors
    State& now = state();
    now.calls.clear();
    now.failing.clear();
    now.complaint.clear();
    now.other_uuid.reset();
    now.is_busy = false;
    now.distortion.clear();
    now.earlier.clear();
    now.wait_stream = now.record_stream = 0;
    now.wait_value = 0;
}

void plumb_stand_in_fail(const char* function, cuda::Result result, int skip) {
    const std::lock_guard lock(state().mutex);
    state().failing = function;
    state().failure = result;
    state().skip = skip;
}

void plumb_stand_in_uuid(const std::uint8_t* uuid) {
    const std::lock_guard lock(state().mutex);
    std::copy_n(uuid, 16, state().other_uuid.emplace().begin());
}

int plumb_stand_in_calls(const char* function) {
    const std::lock_guard lock(state().mutex);
    return state().calls[function];
}

int plumb_stand_in_alive(const char* kind) {
    const std::lock_guard lock(state().mutex);
    const std::map<std::string, std::size_t> counts{{"memory", state().memories.size()},
                                                    {"mapping", state().mappings.size()},
                                                    {"semaphore", state().semaphores.size()},
                                                    {"event", state().events.size()},
                                                    {"stream", state().streams.size()},
                                                    {"context", static_cast<std::size_t>(state().retained)},
                                                    {"pushed", static_cast<std::size_t>(pushed())}};
    return static_cast<int>(counts.at(kind));
}

std::uintptr_t plumb_stand_in_stream(const char* what) {
    const std::lock_guard lock(state().mutex);
    return std::strcmp(what, "wait") == 0 ? state().wait_stream : state().record_stream;
}

std::uint64_t plumb_stand_in_value() {
    const std::lock_guard lock(state().mutex);
    return state().wait_value;
}

void plumb_stand_in_busy(int is_busy) {
    const std::lock_guard lock(state().mutex);
    state().is_busy = is_busy != 0;
}

void plumb_stand_in_distort(const char* how) {
    const std::lock_guard lock(state().mutex);
    state().distortion = how;
}

/// What a device that waits for ever has kept.
void plumb_stand_in_forget() {
    const std::lock_guard lock(state().mutex);
    State& now = state();
    for (const auto& [handle, memory] : now.memories) now.vulkan->free(memory);
    for (const auto& [handle, fd] : now.semaphores) close(fd);
    now.memories.clear();
    now.mappings.clear();
    now.semaphores.clear();
    now.streams.clear();
    now.retained = 0;
}

const char* plumb_stand_in_complaint() {
    const std::lock_guard lock(state().mutex);
    return state().complaint.c_str();
}
}
