#include "dataset/formats/need.hpp"

#include "scene/lens.hpp"

#include <plumb/error.hpp>

#include <algorithm>
#include <array>
#include <string>

namespace plumb::dataset {

bool has_pass(const SetInfo& set, std::string_view pass) {
    return std::find(set.passes.begin(), set.passes.end(), pass) != set.passes.end();
}

void need_perspective(const FrameRecord& record, std::string_view format) {
    const Camera& camera = record.frame.annotations().camera.camera;
    if (scene::is_plain_perspective(camera)) return;
    constexpr std::array kinds{"perspective with distortion", "orthographic", "a fisheye", "equirectangular"};
    throw Error(ErrorCode::unsupported, "format '" + std::string(format) + "', frame " + std::to_string(record.index) +
                                            ": its camera is a perspective one with a matrix K; this one is " +
                                            kinds[static_cast<std::size_t>(camera.projection)]);
}

void need_words_as_classes(const SetInfo& set, std::string_view format) {
    for (const std::string& name : set.scene.classes()) {
        if (!name.empty() && name.find_first_of(" \t\r\n\v\f") == std::string::npos) continue;
        throw Error(ErrorCode::unsupported, "format '" + std::string(format) + "': class '" + name +
                                                "' is empty or has white space, which divides the words of a row");
    }
}

}  // namespace plumb::dataset
