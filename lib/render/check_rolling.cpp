#include "render/refuse_shot.hpp"
#include "render/view_data.hpp"
#include "scene/read_out.hpp"

#include <plumb/error.hpp>

#include <cmath>
#include <string>

namespace plumb::render {

namespace {

[[noreturn]] void refuse_rolling(const std::string& what, ErrorCode code = ErrorCode::invalid_argument) {
    refuse_shot("rolling_shutter" + what, code);
}

double side_of(const glm::dmat4& pose) {
    return glm::determinant(glm::dmat3(pose));
}

void check_instances(const scene::SceneData& data, const scene::ReadOut& image, const Moment& edge,
                     const std::string& name) {
    const Moment& middle = *image.middle;
    for (const InstanceInfo& info : data.instances) {
        const std::size_t i = info.id - 1;
        // A skin has no winding of its own; what of its mesh follows its node goes straight as well.
        if (middle.visible[i] == 0 || info.joint_count > 0) continue;
        if (side_of(middle.world_from_instance[i]) * side_of(edge.world_from_instance[i]) < 0)
            refuse_rolling("." + name + " and " + std::string(image.name) + ": instance " + std::to_string(info.id) +
                               ", '" + info.name +
                               "', is mirrored in one of them and not in the other; it must stay one or the other",
                           ErrorCode::unsupported);
    }
}

void check_edges(const scene::SceneData& data, const scene::ReadOut& image) {
    if (image.middle == nullptr && image.edges == nullptr) return;
    if (image.middle == nullptr || image.edges == nullptr)
        refuse_rolling("." + std::string(image.name) +
                       (image.edges == nullptr ? " is missing, and the shot has " : " is given, and the shot lacks ") +
                       image.name + "; both or neither are needed");
    if (image.middle->camera.projection == Camera::Projection::orthographic)
        refuse_rolling(": " + std::string(image.name) +
                           ".camera is orthographic; only cameras with a lens have rows that rays can draw one by one",
                       ErrorCode::unsupported);
    for (const auto& [edge, moment] :
         {std::pair("top", &image.edges->top), std::pair("bottom", &image.edges->bottom)}) {
        const std::string name = std::string(image.name) + "." + edge;
        check_moment(data, ("rolling_shutter." + name).c_str(), *moment);
        check_instances(data, image, *moment, name);
    }
}

}  // namespace

void check_rolling(const scene::SceneData& data, const Shot& shot) {
    if (!shot.rolling_shutter) return;
    const double readout_s = shot.rolling_shutter->readout_s;
    if (!std::isfinite(readout_s) || readout_s == 0)
        refuse_rolling(".readout_s is " + std::to_string(readout_s) +
                       "; it must be finite and not 0: a shot whose rows are exposed at once has no rolling shutter");
    if (shot.shutter)
        refuse_rolling(" and shutter are both set; blur of what moves is of an image whose rows are exposed at once",
                       ErrorCode::unsupported);
    for (const scene::ReadOut& image : scene::read_outs_of(shot)) check_edges(data, image);
}

}  // namespace plumb::render
