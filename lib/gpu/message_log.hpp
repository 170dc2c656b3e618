#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace plumb::gpu {

/// What the validation layer said. Filled from whatever thread makes the Vulkan call.
class MessageLog {
public:
    /// Texts beyond this many between two check() calls are counted and dropped.
    static constexpr std::size_t kept_texts = 8;

    void add(std::string_view text) noexcept;

    /// Messages since construction.
    [[nodiscard]] std::uint64_t count() const noexcept;

    /// Forgets the messages that it reports.
    ///
    /// @throws Error  internal with the first messages since the last call, if there were any
    void check();

private:
    mutable std::mutex mutex_;
    std::uint64_t count_ = 0;
    std::uint64_t reported_ = 0;
    std::vector<std::string> texts_;
};

}  // namespace plumb::gpu
