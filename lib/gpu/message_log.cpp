#include "gpu/message_log.hpp"

#include <plumb/error.hpp>

#include <exception>
#include <utility>

namespace plumb::gpu {

void MessageLog::add(std::string_view text) noexcept {
    const std::lock_guard lock(mutex_);
    ++count_;
    try {
        if (texts_.size() < kept_texts) {
            texts_.emplace_back(text);
        }
    } catch (const std::exception&) {
        // The count alone already fails the next check(), and an exception must not pass through the driver.
    }
}

std::uint64_t MessageLog::count() const noexcept {
    const std::lock_guard lock(mutex_);
    return count_;
}

void MessageLog::check() {
    std::uint64_t fresh = 0;
    std::vector<std::string> texts;
    {
        const std::lock_guard lock(mutex_);
        fresh = count_ - std::exchange(reported_, count_);
        texts.swap(texts_);
    }
    if (fresh == 0) {
        return;
    }
    std::string message = "the validation layer reported " + std::to_string(fresh) + " message(s), 0 are allowed";
    for (const auto& text : texts) {
        message += "\n  " + text;
    }
    throw Error(ErrorCode::internal, message);
}

}  // namespace plumb::gpu
