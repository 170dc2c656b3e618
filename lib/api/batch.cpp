#include <plumb/batch.hpp>
#include <plumb/error.hpp>

#include "base/assert.hpp"
#include "base/batch_content.hpp"

#include <algorithm>
#include <string>

namespace plumb {

const std::vector<Frame>& Batch::frames() const noexcept {
    return content_->frames;
}
Size Batch::frame_size() const noexcept {
    return content_->size;
}
std::span<const std::string> Batch::pass_names() const noexcept {
    return content_->names;
}
std::shared_ptr<const void> Batch::memory() const noexcept {
    return content_->memory;
}

bool Batch::has(std::string_view pass) const noexcept {
    return std::ranges::find(content_->names, pass) != content_->names.end();
}

BatchView Batch::operator[](std::string_view pass) const {
    PLUMB_ASSERT(content_->names.size() == content_->arrays.size());
    PLUMB_ASSERT(content_->names.size() == content_->infos.size());
    const auto found = std::ranges::find(content_->names, pass);
    if (found != content_->names.end()) {
        const auto slot = static_cast<std::size_t>(found - content_->names.begin());
        return {content_->infos[slot], content_->frames.size(), content_->size, content_->arrays[slot]};
    }
    std::string rendered;
    for (const std::string& name : content_->names) rendered += (rendered.empty() ? "" : ", ") + name;
    throw Error(ErrorCode::invalid_argument,
                "pass '" + std::string(pass) + "' was not rendered into this batch, which has: " + rendered);
}

}  // namespace plumb
