#include "gltf/fill.hpp"

#include <tiny_gltf.h>

#include <limits>

namespace plumb::gltf {

void fill_cameras(Filling& filling) {
    for (const tinygltf::Camera& source : filling.model.cameras) {
        scene::CameraData& camera = filling.data.cameras.emplace_back();
        camera.name = source.name;
        if (source.type == "orthographic") {
            camera.projection = Camera::Projection::orthographic;
            camera.half_height_m = source.orthographic.ymag;
            camera.near_m = source.orthographic.znear;
            camera.far_m = source.orthographic.zfar;
        } else {
            camera.fov_y_rad = source.perspective.yfov;
            camera.near_m = source.perspective.znear;
            // tinygltf writes 0 for an absent zfar, which the schema forbids as a value.
            camera.far_m =
                source.perspective.zfar > 0 ? source.perspective.zfar : std::numeric_limits<double>::infinity();
        }
    }
}

void fill_lights(Filling& filling) {
    for (const tinygltf::Light& source : filling.model.lights) {
        scene::LightData& light = filling.data.lights.emplace_back();
        light.name = source.name;
        light.kind = source.type == "directional" ? Light::Kind::directional
                     : source.type == "spot"      ? Light::Kind::spot
                                                  : Light::Kind::point;
        if (source.color.size() == 3) light.color = {source.color[0], source.color[1], source.color[2]};
        light.intensity = static_cast<float>(source.intensity);
        // tinygltf writes 0 for an absent range, which the extension's schema forbids as a value.
        if (source.range > 0) light.range_m = static_cast<float>(source.range);
        if (light.kind == Light::Kind::spot) {
            light.inner_cone_rad = static_cast<float>(source.spot.innerConeAngle);
            light.outer_cone_rad = static_cast<float>(source.spot.outerConeAngle);
        }
    }
}

}  // namespace plumb::gltf
