#include <plumb/batch.hpp>
#include <plumb/error.hpp>

#include "base/assert.hpp"
#include "base/batch_content.hpp"

#include <algorithm>
#include <numeric>
#include <string>

namespace plumb {

const std::vector<Frame>& Batch::frames() const noexcept {
    return content_->frames;
}
Size Batch::frame_size() const noexcept {
    if (is_whole()) return content_->size;
    const Size first = content_->parts.front().batch.frame_size();
    const bool is_same =
        std::ranges::all_of(content_->parts, [&](const BatchPart& part) { return part.batch.frame_size() == first; });
    return is_same ? first : Size{0, 0};
}
std::span<const std::string> Batch::pass_names() const noexcept {
    return content_->names;
}
std::shared_ptr<const void> Batch::memory() const noexcept {
    return is_whole() ? content_->memory : content_;
}

bool Batch::is_whole() const noexcept {
    return content_->parts.empty();
}

std::vector<BatchPart> Batch::parts() const {
    if (!is_whole()) return content_->parts;
    std::vector<std::size_t> numbers(size());
    std::iota(numbers.begin(), numbers.end(), std::size_t{0});
    return {{std::move(numbers), *this}};
}

bool Batch::has(std::string_view pass) const noexcept {
    return std::ranges::find(content_->names, pass) != content_->names.end();
}

BatchView Batch::operator[](std::string_view pass) const {
    if (!is_whole())
        throw Error(ErrorCode::invalid_argument,
                    "pass '" + std::string(pass) + "' of a batch of " + std::to_string(size()) + " frames in " +
                        std::to_string(content_->parts.size()) +
                        " parts is not one array: its frames are of several sizes, or too many for one memory; see "
                        "Batch::parts()");
    PLUMB_ASSERT(content_->names.size() == (content_->exported ? content_->offsets.size() : content_->arrays.size()));
    PLUMB_ASSERT(content_->names.size() == content_->infos.size());
    const auto found = std::ranges::find(content_->names, pass);
    if (found != content_->names.end()) {
        const auto slot = static_cast<std::size_t>(found - content_->names.begin());
        const PassInfo* const info = content_->infos[slot];
        const std::size_t count = content_->frames.size();
        if (!content_->exported) return {info, count, content_->size, content_->arrays[slot]};
        const std::size_t components = std::size_t{content_->size.width} * content_->size.height * info->channels;
        return {info,
                count,
                content_->size,
                {content_->exported->on_host() + content_->offsets[slot], count * components * size_of(info->type)}};
    }
    std::string rendered;
    for (const std::string& name : content_->names) rendered += (rendered.empty() ? "" : ", ") + name;
    throw Error(ErrorCode::invalid_argument,
                "pass '" + std::string(pass) + "' was not rendered into this batch, which has: " + rendered);
}

}  // namespace plumb
