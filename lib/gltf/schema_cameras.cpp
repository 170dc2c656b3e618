#include "gltf/ranges.hpp"
#include "gltf/schema_context.hpp"

#include <numbers>

namespace plumb::gltf {

namespace {

void check_depth_order(const ObjectView& lens, std::optional<double> near, std::optional<double> far) {
    if (near && far && *far <= *near)
        lens.findings().error(
            "camera.depth", lens.at(),
            "found zfar " + describe(*lens.find("zfar")) + "; allowed: > znear " + describe(*lens.find("znear")));
}

void check_perspective(const ObjectView& lens, SchemaContext& context) {
    check_common(lens, context, {"aspectRatio", "yfov", "zfar", "znear"});
    lens.number("aspectRatio", positive);
    const auto fov = lens.number("yfov", positive, Presence::required);
    const auto far = lens.number("zfar", positive);
    const auto near = lens.number("znear", positive, Presence::required);
    if (fov && *fov >= std::numbers::pi)
        context.findings.value("camera.fov", lens.at() / "yfov",
                               "found " + describe(*lens.find("yfov")) + "; allowed: < pi");
    check_depth_order(lens, near, far);
}

void check_orthographic(const ObjectView& lens, SchemaContext& context) {
    check_common(lens, context, {"xmag", "ymag", "zfar", "znear"});
    const auto far = lens.number("zfar", positive, Presence::required);
    const auto near = lens.number("znear", not_negative, Presence::required);
    for (const std::string_view key : {"xmag", "ymag"}) {
        const auto size = lens.number(key, {}, Presence::required);
        if (size && *size == 0)
            context.findings.error("camera.size", lens.at() / key, "found 0; allowed: not 0");
        else if (size && *size < 0)
            context.findings.warning("camera.size", lens.at() / key, "found a negative size, which mirrors the image");
    }
    check_depth_order(lens, near, far);
}

void check_camera(const ObjectView& camera, SchemaContext& context) {
    check_common(camera, context, {"orthographic", "perspective", "type", "name"});
    const auto type = camera.choice("type", {"perspective", "orthographic"}, Presence::required);
    const bool has_perspective = camera.has("perspective");
    const bool has_orthographic = camera.has("orthographic");
    if (camera.is_object() && has_perspective == has_orthographic) {
        context.findings.error("camera.lens", camera.at(),
                               std::string("found ") + (has_perspective ? "both" : "neither") +
                                   " of 'perspective' and 'orthographic'; exactly one must be defined");
    } else if (type && !camera.has(*type)) {
        context.findings.error("camera.lens", camera.at(),
                               quote(*type) + " is missing; it must be defined for this type");
    }
    if (const Json* lens = camera.object("perspective"))
        check_perspective(ObjectView(*lens, camera.at() / "perspective", context.findings), context);
    if (const Json* lens = camera.object("orthographic"))
        check_orthographic(ObjectView(*lens, camera.at() / "orthographic", context.findings), context);
}

}  // namespace

void check_cameras(SchemaContext& context) {
    for (std::size_t i = 0; i < context.cameras.size(); ++i)
        check_camera(ObjectView(context.cameras[i], Pointer() / "cameras" / i, context.findings), context);
}

}  // namespace plumb::gltf
