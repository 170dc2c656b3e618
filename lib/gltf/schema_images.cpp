#include "gltf/schema_context.hpp"

#include <array>
#include <vector>

namespace plumb::gltf {

namespace {

void check_texture_sampler(const ObjectView& sampler, SchemaContext& context) {
    check_common(sampler, context, {"magFilter", "minFilter", "wrapS", "wrapT", "name"});
    sampler.choice("magFilter", {9728, 9729});
    sampler.choice("minFilter", {9728, 9729, 9984, 9985, 9986, 9987});
    sampler.choice("wrapS", {33071, 33648, 10497});
    sampler.choice("wrapT", {33071, 33648, 10497});
}

/// Marks the images that the texture shows.
void check_texture(const ObjectView& texture, SchemaContext& context, std::vector<bool>& is_shown) {
    check_common(texture, context, {"sampler", "source", "name"}, {"EXT_texture_webp"});
    texture.index("sampler", context.samplers.size(), "samplers");
    if (const auto source = texture.index("source", context.images.size(), "images")) is_shown[*source] = true;
    if (const Json* webp = find_extension(texture.json(), "EXT_texture_webp")) {
        const ObjectView extension(*webp, texture.at() / "extensions" / "EXT_texture_webp", context.findings);
        check_common(extension, context, {"source"});
        if (const auto source = extension.index("source", context.images.size(), "images")) is_shown[*source] = true;
    }
}

void check_image(const ObjectView& image, bool is_shown, SchemaContext& context) {
    check_common(image, context, {"uri", "mimeType", "bufferView", "name"});
    const bool has_uri = image.has("uri");
    const bool has_view = image.has("bufferView");
    if (image.is_object() && has_uri == has_view)
        context.findings.error("image.source", image.at(),
                               std::string("found ") + (has_uri ? "both" : "neither") +
                                   " of 'uri' and 'bufferView'; exactly one must be defined");
    image.text("uri");
    const auto type = image.text("mimeType");
    constexpr std::array<std::string_view, 3> known = {"image/png", "image/jpeg", "image/webp"};
    if (type && std::find(known.begin(), known.end(), *type) == known.end()) {
        const std::string message = "found " + quote(*type) + "; allowed: image/png, image/jpeg, image/webp";
        if (is_shown)
            context.findings.error("image.media_type", image.at() / "mimeType", message, ErrorCode::unsupported);
        else
            context.findings.warning("image.media_type", image.at() / "mimeType", message + "; no texture shows it");
    }
    const auto view = image.index("bufferView", context.buffer_views.size(), "bufferViews");
    if (has_view && !image.has("mimeType"))
        context.findings.error("image.media_type", image.at() / "bufferView",
                               "bufferView needs mimeType, which is missing");
    if (!view) return;
    if (find(context.buffer_views[*view], "byteStride") != nullptr)
        context.findings.error(
            "image.view", image.at() / "bufferView",
            "found buffer view " + std::to_string(*view) + " with byteStride; a view of an image must not have it");
    context.use_view(*view, Usage::image, image.at() / "bufferView");
}

}  // namespace

void check_images(SchemaContext& context) {
    for (std::size_t i = 0; i < context.samplers.size(); ++i)
        check_texture_sampler(ObjectView(context.samplers[i], Pointer() / "samplers" / i, context.findings), context);
    std::vector<bool> is_shown(context.images.size());
    for (std::size_t i = 0; i < context.textures.size(); ++i)
        check_texture(ObjectView(context.textures[i], Pointer() / "textures" / i, context.findings), context, is_shown);
    for (std::size_t i = 0; i < context.images.size(); ++i)
        check_image(ObjectView(context.images[i], Pointer() / "images" / i, context.findings), is_shown[i], context);
}

}  // namespace plumb::gltf
