#pragma once

#include <dlfcn.h>
#include <cstdint>
#include <string>

namespace plumb::interop_test {

/// The stand-in for CUDA's driver as a test sees it: what it is told, and what it has counted. One for the process, as
/// the driver is.
class StandIn {
public:
    /// @param library  its path
    explicit StandIn(const char* library) : library_(dlopen(library, RTLD_NOW | RTLD_LOCAL)) {
        call<void (*)()>("plumb_stand_in_reset")();
    }

    /// The call of `function` after `skip` more returns `result`, and does nothing.
    void fail(const char* function, int result, int skip = 0) const {
        call<void (*)(const char*, int, int)>("plumb_stand_in_fail")(function, result, skip);
    }
    /// The device has this UUID from here on, not that of the Vulkan device.
    void set_uuid(const std::uint8_t* uuid) const { call<void (*)(const std::uint8_t*)>("plumb_stand_in_uuid")(uuid); }
    /// Whether no event is reached, and no stream ends.
    void set_busy(bool is_busy) const { call<void (*)(int)>("plumb_stand_in_busy")(is_busy ? 1 : 0); }

    /// What is copied to the host is from here on "stale" (the first copy of each memory again), "shifted" by a word,
    /// wrong in the "last byte", right in the "first page" alone, or "nothing" but zeros; "" for right.
    void distort(const char* how) const { call<void (*)(const char*)>("plumb_stand_in_distort")(how); }
    /// Frees what was left alone for good.
    void forget() const { call<void (*)()>("plumb_stand_in_forget")(); }

    [[nodiscard]] int calls(const char* function) const {
        return call<int (*)(const char*)>("plumb_stand_in_calls")(function);
    }
    /// What was made and not freed: "memory", "mapping", "semaphore", "event", "stream", "context"; "pushed" on this
    /// thread.
    [[nodiscard]] int alive(const char* kind) const { return call<int (*)(const char*)>("plumb_stand_in_alive")(kind); }
    /// Of the last "wait" or "record".
    [[nodiscard]] std::intptr_t stream(const char* what) const {
        return static_cast<std::intptr_t>(call<std::uintptr_t (*)(const char*)>("plumb_stand_in_stream")(what));
    }
    /// That the last wait was for.
    [[nodiscard]] std::uint64_t value() const { return call<std::uint64_t (*)()>("plumb_stand_in_value")(); }
    /// The first call that a driver would not have taken, with what was wrong; empty if there was none.
    [[nodiscard]] std::string complaint() const { return call<const char* (*)()>("plumb_stand_in_complaint")(); }

private:
    template <class Function>
    [[nodiscard]] Function call(const char* name) const {
        return reinterpret_cast<Function>(dlsym(library_, name));
    }
    void* library_;
};

}  // namespace plumb::interop_test
