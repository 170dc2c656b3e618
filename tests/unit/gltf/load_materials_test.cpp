#include "gltf_builder.hpp"

#include <spng.h>
#include <webp/encode.h>

#include <array>
#include <cstdlib>

namespace plumb::test {
namespace {

/// A picture of one pixel as a file's bytes.
std::vector<std::byte> one_pixel_png(std::array<std::uint8_t, 4> rgba) {
    spng_ctx* context = spng_ctx_new(SPNG_CTX_ENCODER);
    spng_set_option(context, SPNG_ENCODE_TO_BUFFER, 1);
    spng_ihdr header{1, 1, 8, SPNG_COLOR_TYPE_TRUECOLOR_ALPHA, 0, 0, 0};
    EXPECT_EQ(spng_set_ihdr(context, &header), 0);
    EXPECT_EQ(spng_encode_image(context, rgba.data(), 4, SPNG_FMT_PNG, SPNG_ENCODE_FINALIZE), 0);
    std::size_t size = 0;
    int problem = 0;
    void* buffer = spng_get_png_buffer(context, &size, &problem);
    std::vector<std::byte> bytes(size);
    std::memcpy(bytes.data(), buffer, size);
    std::free(buffer);
    spng_ctx_free(context);
    return bytes;
}

std::vector<std::byte> one_pixel_webp(std::array<std::uint8_t, 4> rgba) {
    std::uint8_t* buffer = nullptr;
    std::vector<std::byte> bytes(WebPEncodeLosslessRGBA(rgba.data(), 1, 1, 4, &buffer));
    std::memcpy(bytes.data(), buffer, bytes.size());
    WebPFree(buffer);
    return bytes;
}

/// One texture whose image lies in a view.
std::uint32_t add_texture(GltfBuilder& builder, const std::vector<std::byte>& file = one_pixel_png({1, 2, 3, 4})) {
    const std::uint32_t view = builder.add_view(file.data(), file.size());
    const std::uint32_t image = builder.add("images", {{"bufferView", view}, {"mimeType", "image/png"}});
    return builder.add("textures", {{"source", image}});
}

/// Gives the material number 0 a triangle, so that nothing is unused.
std::shared_ptr<const scene::SceneData> load_with_triangle(GltfBuilder& builder) {
    const std::uint32_t positions = builder.add_positions({{0, 0, 0}, {1, 0, 0}, {0, 1, 0}});
    const std::uint32_t uvs = builder.add_vectors(std::vector<glm::vec2>{{0, 0}, {1, 0}, {0, 1}});
    builder.add_mesh(
        {{"attributes", {{"POSITION", positions}, {"TEXCOORD_0", uvs}, {"TEXCOORD_1", uvs}}}, {"material", 0}});
    return builder.load();
}

TEST(Materials, DefaultsAreTheSpecifications) {
    GltfBuilder builder;
    builder.add("materials", Json::object());
    const scene::Material material = load_with_triangle(builder)->materials.at(0);
    EXPECT_EQ(material.base_color, glm::vec4(1));
    EXPECT_EQ(material.metallic, 1);
    EXPECT_EQ(material.roughness, 1);
    EXPECT_EQ(material.emissive, glm::vec3(0));
    EXPECT_EQ(material.alpha_mode, scene::AlphaMode::opaque);
    EXPECT_EQ(material.alpha_cutoff, 0.5F);
    EXPECT_FALSE(material.is_double_sided);
    EXPECT_FALSE(material.is_unlit);
    EXPECT_EQ(material.normal_scale, 1);
    EXPECT_EQ(material.occlusion_strength, 1);
    EXPECT_EQ(material.ior, 1.5F);
    EXPECT_FALSE(material.base_color_texture.is_used());
}

TEST(Materials, EveryCorePropertyIsRead) {
    GltfBuilder builder;
    for (int i = 0; i < 5; ++i) add_texture(builder);
    builder.add("materials", {{"name", "full"},
                              {"pbrMetallicRoughness",
                               {{"baseColorFactor", {0.1, 0.2, 0.3, 0.4}},
                                {"metallicFactor", 0.5},
                                {"roughnessFactor", 0.6},
                                {"baseColorTexture", {{"index", 0}}},
                                {"metallicRoughnessTexture", {{"index", 1}, {"texCoord", 1}}}}},
                              {"normalTexture", {{"index", 2}, {"scale", 0.7}}},
                              {"occlusionTexture", {{"index", 3}, {"strength", 0.8}}},
                              {"emissiveTexture", {{"index", 4}}},
                              {"emissiveFactor", {0.9, 1, 0}},
                              {"alphaMode", "MASK"},
                              {"alphaCutoff", 0.25},
                              {"doubleSided", true}});
    const auto data = load_with_triangle(builder);
    const scene::Material& material = data->materials.at(0);
    EXPECT_EQ(material.name, "full");
    EXPECT_EQ(material.base_color, glm::vec4(0.1F, 0.2F, 0.3F, 0.4F));
    EXPECT_EQ(material.metallic, 0.5F);
    EXPECT_EQ(material.roughness, 0.6F);
    EXPECT_EQ(material.normal_scale, 0.7F);
    EXPECT_EQ(material.occlusion_strength, 0.8F);
    EXPECT_EQ(material.emissive, glm::vec3(0.9F, 1, 0));
    EXPECT_EQ(material.alpha_mode, scene::AlphaMode::mask);
    EXPECT_EQ(material.alpha_cutoff, 0.25F);
    EXPECT_TRUE(material.is_double_sided);
    EXPECT_EQ(material.base_color_texture.texture, 0U);
    EXPECT_EQ(material.metallic_roughness_texture.texture, 1U);
    EXPECT_EQ(material.metallic_roughness_texture.uv_set, 1U);
    EXPECT_EQ(material.normal_texture.texture, 2U);
    EXPECT_EQ(material.occlusion_texture.texture, 3U);
    EXPECT_EQ(material.emissive_texture.texture, 4U);
    ASSERT_EQ(data->images.size(), 5U);
    EXPECT_EQ(data->images[4].rgba, (std::vector<std::uint8_t>{1, 2, 3, 4}));
}

TEST(Materials, TextureTransformOverridesTheTextureCoordinateSet) {
    GltfBuilder builder;
    builder.use("KHR_texture_transform");
    add_texture(builder);
    builder.add("materials",
                {{"emissiveTexture",
                  {{"index", 0},
                   {"texCoord", 0},
                   {"extensions",
                    {{"KHR_texture_transform",
                      {{"offset", {0.5, -0.25}}, {"rotation", 1.5}, {"scale", {2, 3}}, {"texCoord", 1}}}}}}}});
    const scene::TextureSlot slot = load_with_triangle(builder)->materials.at(0).emissive_texture;
    EXPECT_EQ(slot.uv_set, 1U);
    EXPECT_EQ(slot.offset, glm::vec2(0.5F, -0.25F));
    EXPECT_EQ(slot.rotation_rad, 1.5F);
    EXPECT_EQ(slot.scale, glm::vec2(2, 3));
}

TEST(Materials, EveryExtensionIsRead) {
    GltfBuilder builder;
    for (int i = 0; i < 3; ++i) add_texture(builder);
    const Json texture = {{"index", 1}};
    const Json extensions = {
        {"KHR_materials_unlit", Json::object()},
        {"KHR_materials_emissive_strength", {{"emissiveStrength", 5}}},
        {"KHR_materials_ior", {{"ior", 1.33}}},
        {"KHR_materials_dispersion", {{"dispersion", 0.1}}},
        {"KHR_materials_specular",
         {{"specularFactor", 0.2}, {"specularColorFactor", {0.3, 0.4, 0.5}}, {"specularColorTexture", texture}}},
        {"KHR_materials_clearcoat",
         {{"clearcoatFactor", 0.6},
          {"clearcoatRoughnessFactor", 0.7},
          {"clearcoatNormalTexture", {{"index", 2}, {"scale", 0.8}}}}},
        {"KHR_materials_sheen", {{"sheenColorFactor", {0.1, 0.2, 0.3}}, {"sheenRoughnessFactor", 0.9}}},
        {"KHR_materials_transmission", {{"transmissionFactor", 0.15}, {"transmissionTexture", texture}}},
        {"KHR_materials_volume",
         {{"thicknessFactor", 2.5}, {"attenuationDistance", 7}, {"attenuationColor", {0.7, 0.8, 0.9}}}},
        {"KHR_materials_anisotropy", {{"anisotropyStrength", 0.35}, {"anisotropyRotation", 0.45}}},
        {"KHR_materials_iridescence",
         {{"iridescenceFactor", 0.55},
          {"iridescenceIor", 1.4},
          {"iridescenceThicknessMinimum", 150},
          {"iridescenceThicknessMaximum", 350}}}};
    for (const auto& [name, value] : extensions.items()) builder.use(name.c_str());
    builder.add("materials", {{"extensions", extensions}});
    const scene::Material material = load_with_triangle(builder)->materials.at(0);
    EXPECT_TRUE(material.is_unlit);
    EXPECT_EQ(material.emissive_strength, 5);
    EXPECT_EQ(material.ior, 1.33F);
    EXPECT_EQ(material.dispersion, 0.1F);
    EXPECT_EQ(material.specular, 0.2F);
    EXPECT_EQ(material.specular_color, glm::vec3(0.3F, 0.4F, 0.5F));
    EXPECT_EQ(material.specular_color_texture.texture, 1U);
    EXPECT_EQ(material.clearcoat, 0.6F);
    EXPECT_EQ(material.clearcoat_roughness, 0.7F);
    EXPECT_EQ(material.clearcoat_normal_texture.texture, 2U);
    EXPECT_EQ(material.clearcoat_normal_scale, 0.8F);
    EXPECT_EQ(material.sheen_color, glm::vec3(0.1F, 0.2F, 0.3F));
    EXPECT_EQ(material.sheen_roughness, 0.9F);
    EXPECT_EQ(material.transmission, 0.15F);
    EXPECT_EQ(material.transmission_texture.texture, 1U);
    EXPECT_EQ(material.thickness, 2.5F);
    EXPECT_EQ(material.attenuation_distance, 7);
    EXPECT_EQ(material.attenuation_color, glm::vec3(0.7F, 0.8F, 0.9F));
    EXPECT_EQ(material.anisotropy, 0.35F);
    EXPECT_EQ(material.anisotropy_rotation_rad, 0.45F);
    EXPECT_EQ(material.iridescence, 0.55F);
    EXPECT_EQ(material.iridescence_ior, 1.4F);
    EXPECT_EQ(material.iridescence_thickness_min_nm, 150);
    EXPECT_EQ(material.iridescence_thickness_max_nm, 350);
}

TEST(Materials, SpecularGlossinessIsConverted) {
    GltfBuilder builder;
    builder.use("KHR_materials_pbrSpecularGlossiness", true);
    add_texture(builder);
    add_texture(builder, one_pixel_png({10, 20, 30, 200}));
    builder.add("materials", {{"extensions",
                               {{"KHR_materials_pbrSpecularGlossiness",
                                 {{"diffuseFactor", {0.1, 0.2, 0.3, 0.4}},
                                  {"specularFactor", {0.5, 0.6, 0.7}},
                                  {"glossinessFactor", 0.5},
                                  {"diffuseTexture", {{"index", 0}}},
                                  {"specularGlossinessTexture", {{"index", 1}}}}}}}});
    builder.add("materials", {{"pbrMetallicRoughness", {{"metallicFactor", 0.3}}},
                              {"extensions", {{"KHR_materials_pbrSpecularGlossiness", {{"glossinessFactor", 0.25}}}}}});
    const auto data = load_with_triangle(builder);
    const scene::Material& textured = data->materials.at(0);
    EXPECT_EQ(textured.base_color, glm::vec4(0.1F, 0.2F, 0.3F, 0.4F));
    EXPECT_EQ(textured.specular_color, glm::vec3(0.5F, 0.6F, 0.7F));
    EXPECT_EQ(textured.metallic, 0);
    EXPECT_EQ(textured.ior, 0);
    EXPECT_EQ(textured.roughness, 1);
    EXPECT_EQ(textured.base_color_texture.texture, 0U);
    EXPECT_EQ(textured.specular_color_texture.texture, 1U);
    ASSERT_EQ(textured.metallic_roughness_texture.texture, 2U);
    // 255 - 0.5 * 200.
    EXPECT_EQ(data->images.at(data->textures.at(2).image).rgba, (std::vector<std::uint8_t>{255, 155, 255, 255}));
    const scene::Material& plain = data->materials.at(1);
    EXPECT_EQ(plain.base_color, glm::vec4(1));
    EXPECT_EQ(plain.specular_color, glm::vec3(1));
    EXPECT_EQ(plain.metallic, 0);
    EXPECT_EQ(plain.roughness, 0.75F);
    EXPECT_FALSE(plain.metallic_roughness_texture.is_used());
}

TEST(Textures, SamplersAndWrapModes) {
    GltfBuilder builder;
    add_texture(builder);
    builder.add("samplers", {{"wrapS", 33071}, {"wrapT", 33648}, {"magFilter", 9728}});
    builder.add("samplers", {{"wrapS", 10497}, {"magFilter", 9729}, {"minFilter", 9987}});
    builder.json["textures"][0]["sampler"] = 0;
    builder.add("textures", {{"source", 0}, {"sampler", 1}});
    builder.add("textures", {{"source", 0}});
    builder.add(
        "materials",
        {{"emissiveTexture", {{"index", 0}}}, {"occlusionTexture", {{"index", 1}}}, {"normalTexture", {{"index", 2}}}});
    const auto data = load_with_triangle(builder);
    ASSERT_EQ(data->textures.size(), 3U);
    EXPECT_EQ(data->textures[0].wrap_u, scene::Wrap::clamp_to_edge);
    EXPECT_EQ(data->textures[0].wrap_v, scene::Wrap::mirrored_repeat);
    EXPECT_FALSE(data->textures[0].is_linear);
    EXPECT_EQ(data->textures[1].wrap_u, scene::Wrap::repeat);
    EXPECT_EQ(data->textures[1].wrap_v, scene::Wrap::repeat);
    EXPECT_TRUE(data->textures[1].is_linear);
    EXPECT_TRUE(data->textures[2].is_linear);
    EXPECT_EQ(data->images.size(), 1U) << "three textures show one image";
}

TEST(Textures, WebpIsPreferredToItsFallback) {
    GltfBuilder builder;
    builder.use("EXT_texture_webp");
    add_texture(builder, one_pixel_png({9, 9, 9, 255}));
    const std::vector<std::byte> webp = one_pixel_webp({11, 12, 13, 255});
    builder.add("images", {{"bufferView", builder.add_view(webp.data(), webp.size())}, {"mimeType", "image/webp"}});
    builder.json["textures"][0]["extensions"]["EXT_texture_webp"]["source"] = 1;
    builder.add("materials", {{"emissiveTexture", {{"index", 0}}}});
    const auto data = load_with_triangle(builder);
    ASSERT_EQ(data->images.size(), 1U) << "the fallback is not decoded";
    EXPECT_EQ(data->images[data->textures.at(0).image].rgba, (std::vector<std::uint8_t>{11, 12, 13, 255}));
}

TEST(Textures, BrokenPictureIsRefusedAtItsImage) {
    GltfBuilder builder;
    std::vector<std::byte> png = one_pixel_png({1, 2, 3, 4});
    png[png.size() - 24] ^= std::byte{0xFF};
    add_texture(builder, png);
    builder.add("materials", {{"emissiveTexture", {{"index", 0}}}});
    try {
        (void)load_with_triangle(builder);
        FAIL() << "a broken PNG was accepted";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::bad_asset);
        EXPECT_NE(std::string(error.what()).find("/images/0"), std::string::npos) << error.what();
    }
}

TEST(Textures, WithoutImageOrBeyondSetOneTheyAreIgnoredWithAWarning) {
    GltfBuilder builder;
    add_texture(builder);
    builder.add("textures", Json::object());
    builder.add("materials",
                {{"emissiveTexture", {{"index", 1}}}, {"occlusionTexture", {{"index", 0}, {"texCoord", 2}}}});
    const std::uint32_t positions = builder.add_positions({{0, 0, 0}, {1, 0, 0}, {0, 1, 0}});
    const std::uint32_t uvs = builder.add_vectors(std::vector<glm::vec2>{{0, 0}, {1, 0}, {0, 1}});
    builder.add_mesh(
        {{"attributes", {{"POSITION", positions}, {"TEXCOORD_0", uvs}, {"TEXCOORD_1", uvs}, {"TEXCOORD_2", uvs}}},
         {"material", 0}});
    const auto data = builder.load();
    EXPECT_FALSE(data->materials.at(0).emissive_texture.is_used());
    EXPECT_TRUE(has_warning(*data, "texture.no_image", "/materials/0/emissiveTexture"));
    EXPECT_FALSE(data->materials.at(0).occlusion_texture.is_used());
    EXPECT_TRUE(has_warning(*data, "texture.uv_set", "/materials/0/occlusionTexture"));
}

}  // namespace
}  // namespace plumb::test
