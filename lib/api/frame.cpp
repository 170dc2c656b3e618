#include <plumb/error.hpp>
#include <plumb/frame.hpp>

#include "base/assert.hpp"
#include "base/frame_content.hpp"

#include <algorithm>
#include <string>

namespace plumb {

void PassView::check_type(std::size_t size_of_type, bool is_float) const {
    if (info == nullptr) throw Error(ErrorCode::invalid_argument, "reading a pass view that views nothing");
    if (size_of_type == size_of(info->type) && is_float == (info->type == ComponentType::f32)) return;
    throw Error(ErrorCode::invalid_argument, "reading pass '" + std::string(info->name) + "' as " +
                                                 (is_float ? "floating point" : "integer") + " components of " +
                                                 std::to_string(size_of_type) + " bytes; it holds " +
                                                 std::string(to_string(info->type)));
}

Size Frame::size() const noexcept {
    return content_->size;
}

std::span<const std::string> Frame::pass_names() const noexcept {
    return content_->names;
}

bool Frame::has(std::string_view pass) const noexcept {
    return std::find(content_->names.begin(), content_->names.end(), pass) != content_->names.end();
}

PassView Frame::operator[](std::string_view pass) const {
    PLUMB_ASSERT(content_->names.size() == (content_->exported ? content_->offsets.size() : content_->arrays.size()));
    PLUMB_ASSERT(content_->names.size() == content_->infos.size());
    const auto found = std::find(content_->names.begin(), content_->names.end(), pass);
    if (found != content_->names.end()) {
        const auto slot = static_cast<std::size_t>(found - content_->names.begin());
        const PassInfo* const info = content_->infos[slot];
        if (!content_->exported) return {info, content_->size, content_->arrays[slot]};
        const std::size_t pixels = std::size_t{content_->size.width} * content_->size.height;
        return {
            info,
            content_->size,
            {content_->exported->on_host() + content_->offsets[slot], pixels * info->channels * size_of(info->type)}};
    }
    std::string rendered;
    for (const std::string& name : content_->names) rendered += (rendered.empty() ? "" : ", ") + name;
    throw Error(ErrorCode::invalid_argument,
                "pass '" + std::string(pass) + "' was not rendered into this frame, which has: " + rendered);
}

const FrameAnnotations& Frame::annotations() const {
    if (content_->annotations) return *content_->annotations;
    throw Error(ErrorCode::invalid_argument,
                "this frame has no annotations: it was rendered with RendererOptions::annotations = false");
}

bool Frame::has_amodal() const noexcept {
    return content_->amodal.has_value();
}

MaskView Frame::amodal(std::uint32_t id) const {
    if (!content_->amodal)
        throw Error(ErrorCode::invalid_argument,
                    "this frame has no amodal masks: it was rendered with RendererOptions::amodal = false");
    const AmodalMasks& masks = *content_->amodal;
    if (id < 1 || id > masks.boxes.size())
        throw Error(ErrorCode::invalid_argument, "the amodal mask of instance " + std::to_string(id) +
                                                     "; the frame has instances 1 to " +
                                                     std::to_string(masks.boxes.size()));
    const PixelBox& box = masks.boxes[id - 1];
    const std::uint32_t words_per_row = (box.x_max + 31) / 32 - box.x_min / 32;
    const std::size_t count = std::size_t{words_per_row} * (box.y_max - box.y_min);
    return {box, words_per_row, std::span(masks.words).subspan(masks.first_words[id - 1], count)};
}

double Frame::time_s() const noexcept {
    return content_->time_s;
}
double Frame::dt_s() const noexcept {
    return content_->dt_s;
}
const FrameProvenance& Frame::provenance() const noexcept {
    return content_->provenance;
}

}  // namespace plumb
