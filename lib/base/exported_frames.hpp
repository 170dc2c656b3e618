#pragma once

#include <cstddef>

namespace plumb {

/// Memory of frames that others than their owner may look into; lib/render has what it is.
class ExportedFrames {
public:
    ExportedFrames() = default;
    virtual ~ExportedFrames() = default;
    ExportedFrames(const ExportedFrames&) = delete;
    ExportedFrames& operator=(const ExportedFrames&) = delete;

    /// Its bytes on the host, which live as long as it does; copied there by the first call unless both are one memory.
    /// Any thread may call.
    /// @throws Error  device_lost, out_of_memory
    [[nodiscard]] virtual const std::byte* on_host() const = 0;
};

}  // namespace plumb
