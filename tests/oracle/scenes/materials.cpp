#include "scene_case.hpp"

namespace plumb::oracle {
namespace {

using nlohmann::json;

/// Random texels; alpha takes all values.
std::vector<std::uint8_t> noise(Random& random, int width, int height) {
    std::vector<std::uint8_t> texels;
    for (int i = 0; i < 4 * width * height; ++i) texels.push_back(static_cast<std::uint8_t>(random.uniform(0, 256)));
    return texels;
}

/// Texels that decode to normals within about 30 degrees of the surface's own.
std::vector<std::uint8_t> bumps(Random& random, int width, int height) {
    std::vector<std::uint8_t> texels;
    for (int i = 0; i < width * height; ++i) {
        const auto x = static_cast<std::uint8_t>(random.uniform(80, 176));
        const auto y = static_cast<std::uint8_t>(random.uniform(80, 176));
        texels.insert(texels.end(), {x, y, 240, 255});
    }
    return texels;
}

void backdrop(SceneWriter& w) {
    w.node({{"mesh", w.mesh({square(30)})}, {"translation", {0, 0, -14}}});
}

struct CutOptions {
    SamplerData sampler = {};
    json transform = nullptr;  ///< of KHR_texture_transform, null for none
    int uv_set = 0;
    float cutoff = 0.5F;
    float factor = 1;
    bool has_vertex_alpha = false;
    bool is_double_sided = true;
};

/// Cards with holes in front of one another; one of them turns.
void cut_outs(SceneWriter& w, Random& random, const CutOptions& options) {
    json texture = {{"index", w.texture(8, 6, noise(random, 8, 6), options.sampler)}};
    if (options.uv_set != 0) texture["texCoord"] = options.uv_set;
    if (!options.transform.is_null()) {
        w.use_extension("KHR_texture_transform");
        texture["extensions"] = {{"KHR_texture_transform", options.transform}};
    }
    const int material =
        w.material({{"alphaMode", "MASK"},
                    {"alphaCutoff", options.cutoff},
                    {"doubleSided", options.is_double_sided},
                    {"pbrMetallicRoughness",
                     {{"baseColorFactor", {0.9, 0.8, 0.7, options.factor}}, {"baseColorTexture", texture}}}});
    PrimitiveData card = square(1.8F, material);
    for (glm::vec2& uv : card.uvs) uv = 2.3F * uv - 0.6F;
    for (const glm::vec2& uv : card.uvs) card.uvs_1.push_back(glm::vec2(uv.y, 0.7F * uv.x));
    if (options.has_vertex_alpha)
        card.colors = {{1, 1, 1, 1}, {1, 0.5F, 1, 0.6F}, {0.2F, 1, 1, 0.3F}, {1, 1, 0.4F, 0.8F}};
    const int mesh = w.mesh({card});
    w.node({{"mesh", mesh}, {"translation", {-1.2F, 0.2F, -7}}, {"rotation", list(turn({0, 1, 0}, 0.5))}});
    const int node = w.node({{"mesh", mesh}, {"translation", {1.1F, 0, -6}}});
    w.track({node, "rotation", {0, 1}, joined(std::vector{turn({1, 1, 0}, -0.4), turn({0.1F, 1, 0}, 0.7)})});
    backdrop(w);
}

/// Curved sheets that show both their sides.
void sheets(SceneWriter& w, Random& random, bool is_double_sided) {
    const int material = w.material({{"doubleSided", is_double_sided}});
    PrimitiveData p = sheet(
        12, [](float u, float v) { return glm::vec3(2 * u - 1, std::sin(6 * u + 2 * v), 2 * v - 1); }, material);
    for (std::size_t i = 0; i < p.positions.size(); ++i) {
        const glm::vec2 uv = p.uvs[i];
        p.normals.push_back(
            glm::normalize(glm::vec3(-3 * std::cos(6 * uv.x + 2 * uv.y), 1, -std::cos(6 * uv.x + 2 * uv.y))));
    }
    const int mesh = w.mesh({p});
    for (int i = 0; i < 8; ++i) {
        const int node = w.node({{"mesh", mesh},
                                 {"translation", list(random.in_box({-3, -2, -8}, {3, 2, -5}))},
                                 {"scale", {i % 2 != 0 ? -1 : 1, 1, 1}}});
        w.track({node, "rotation", {0, 1}, joined(std::vector{random.quaternion(), random.quaternion()})});
    }
}

void textured(SceneWriter& w, Random& random, bool is_linear, bool has_transform) {
    const auto use = [&](int uv_set) {
        json texture = {{"index", w.texture(5, 7, noise(random, 5, 7), {is_linear, 33648, 33071})},
                        {"texCoord", uv_set}};
        if (has_transform) {
            w.use_extension("KHR_texture_transform");
            texture["extensions"]["KHR_texture_transform"] = {
                {"offset", {0.3, -0.2}}, {"rotation", 0.7}, {"scale", {2, 1.5}}};
        }
        return texture;
    };
    w.use_extension("KHR_materials_emissive_strength");
    const int material = w.material({{"emissiveFactor", {0.5, 1, 0.25}},
                                     {"emissiveTexture", use(1)},
                                     {"extensions", {{"KHR_materials_emissive_strength", {{"emissiveStrength", 7.5}}}}},
                                     {"pbrMetallicRoughness",
                                      {{"baseColorFactor", {0.8, 0.9, 0.5, 1}},
                                       {"baseColorTexture", use(0)},
                                       {"metallicFactor", 0.7},
                                       {"roughnessFactor", 0.6},
                                       {"metallicRoughnessTexture", use(1)}}}});
    PrimitiveData p = ball(1.5F, 10, material);
    p.uvs_1 = p.uvs;
    for (glm::vec2& uv : p.uvs_1) uv = 1.7F * glm::vec2(uv.y, uv.x) - 0.3F;
    w.node({{"mesh", w.mesh({p})}, {"translation", {-0.8F, 0, -5}}});
    PrimitiveData q = square(4, material);
    q.uvs_1 = q.uvs;
    w.node({{"mesh", w.mesh({q})}, {"translation", {1, 0, -8}}, {"rotation", list(turn({0, 1, 0}, 0.4))}});
}

void normal_mapped(SceneWriter& w, Random& random, double scale) {
    const int texture = w.texture(8, 8, bumps(random, 8, 8));
    const int material = w.material({{"normalTexture", {{"index", texture}, {"scale", scale}}}, {"doubleSided", true}});
    PrimitiveData p = square(1.5F, material);
    p.tangents.assign(4, {1, 0, 0, 1});
    PrimitiveData q = p;
    q.tangents.assign(4, {0.6F, 0.8F, 0, -1});
    const int meshes[] = {w.mesh({p}), w.mesh({q})};
    for (int i = 0; i < 10; ++i) {
        w.node({{"mesh", meshes[i % 2]},
                {"translation", list(random.in_box({-3, -2, -8}, {3, 2, -5}))},
                {"rotation", list(random.quaternion())},
                {"scale", list(static_cast<float>(random.uniform(0.7, 1.4)) * glm::vec3(i % 3 == 0 ? -1 : 1, 1, 1))}});
    }
}

/// Several primitives with materials of their own, and one without.
void many_materials(SceneWriter& w, Random& random) {
    std::vector<PrimitiveData> parts;
    for (int i = 0; i < 5; ++i) {
        PrimitiveData p = i % 2 != 0 ? box(0.8F) : ball(0.9F, 6);
        const double shade = 0.2 * i;
        p.material = i == 3 ? -1
                            : w.material({{"pbrMetallicRoughness",
                                           {{"baseColorFactor", {shade, 1 - shade, 0.5, 1}},
                                            {"metallicFactor", shade},
                                            {"roughnessFactor", 1 - shade}}}});
        for (glm::vec3& v : p.positions)
            v += glm::vec3(1.5F * static_cast<float>(i) - 3, 0.3F * static_cast<float>(i % 2), 0);
        parts.push_back(p);
    }
    const int mesh = w.mesh(parts);
    for (int i = 0; i < 3; ++i) {
        w.node({{"mesh", mesh},
                {"translation", {0, 2 - 2 * i, -8}},
                {"rotation", list(turn(random.in_box(glm::vec3(-1), glm::vec3(1)), 0.5))}});
    }
}

void vertex_colours(SceneWriter& w, Random& random, Storage storage) {
    PrimitiveData p = ball(1.4F, 8, w.material({{"pbrMetallicRoughness", {{"baseColorFactor", {0.5, 1, 0.7, 1}}}}}));
    for (std::size_t i = 0; i < p.positions.size(); ++i)
        p.colors.emplace_back(random.in_box(glm::vec3(0), glm::vec3(1)), 1);
    p.color_storage = storage;
    w.node({{"mesh", w.mesh({p})}, {"translation", {0.3F, 0.2F, -5}}, {"rotation", list(random.quaternion())}});
}

void blended(SceneWriter& w, Random& random) {
    const int texture = w.texture(4, 4, noise(random, 4, 4));
    const int material = w.material(
        {{"alphaMode", "BLEND"},
         {"pbrMetallicRoughness", {{"baseColorFactor", {1, 1, 1, 0.1}}, {"baseColorTexture", {{"index", texture}}}}}});
    w.node({{"mesh", w.mesh({ball(1.3F, 8, material)})}, {"translation", {0, 0, -5}}});
    backdrop(w);
}

int glass_material(SceneWriter& w, double transmission) {
    w.use_extension("KHR_materials_transmission");
    return w.material({{"extensions", {{"KHR_materials_transmission", {{"transmissionFactor", transmission}}}}}});
}

/// Panes and balls of glass, some behind one another, among opaque and cut-out things and before the sky.
void glass(SceneWriter& w, Random& random) {
    const int pane =
        w.material({{"alphaMode", "BLEND"}, {"pbrMetallicRoughness", {{"baseColorFactor", {1, 1, 1, 0.3}}}}});
    const int card = w.material(
        {{"alphaMode", "MASK"},
         {"doubleSided", true},
         {"pbrMetallicRoughness", {{"baseColorTexture", {{"index", w.texture(8, 6, noise(random, 8, 6), {false})}}}}}});
    const int transmissive = glass_material(w, 0.9);
    const int meshes[] = {w.mesh({square(1.3F, pane)}),          w.mesh({box(0.7F)}),
                          w.mesh({ball(0.9F, 7, transmissive)}), w.mesh({ball(0.8F, 7, glass_material(w, 0))}),
                          w.mesh({rock(random, 0.9F, 6, 0.2F)}), w.mesh({square(1.2F, card)})};
    for (int i = 0; i < 18; ++i) {
        const int node = w.node({{"mesh", meshes[i % 6]},
                                 {"translation", list(random.in_box({-3, -2, -10}, {3, 2, -5}))},
                                 {"rotation", list(turn(random.in_box({-1, -1, -1}, {1, 1, 1}), 0.4))}});
        const glm::vec3 from = random.in_box({-3, -2, -9}, {3, 2, -5});
        if (i % 4 == 1)
            w.track({node, "translation", {0, 1}, joined(std::vector{from, -0.3F * from + glm::vec3(0, 0, -9)})});
    }
    w.node({{"mesh", w.mesh({square(5)})}, {"translation", {-5, 1, -14}}});
}

/// Leaves whose edges are blended on a stem that is not, one object each, that turn before a wall.
void leaf_cards(SceneWriter& w, Random& random) {
    const int texture = w.texture(6, 6, noise(random, 6, 6));
    const int leaf = w.material({{"alphaMode", "BLEND"},
                                 {"doubleSided", true},
                                 {"pbrMetallicRoughness", {{"baseColorTexture", {{"index", texture}}}}}});
    PrimitiveData stem = box(0.4F);
    for (glm::vec3& v : stem.positions) v.y *= 4;
    const int mesh = w.mesh({square(1.2F, leaf), stem});
    for (int i = 0; i < 7; ++i) {
        const int node = w.node({{"mesh", mesh}, {"translation", list(random.in_box({-3, -2, -9}, {3, 2, -5}))}});
        w.track({node, "rotation", {0, 1}, joined(std::vector{turn({0, 1, 0}, i), turn({0.2F, 1, 0}, i + 2.5)})});
    }
    backdrop(w);
}

/// Cards of one colour each, from a texture of four bands, so wide and repeated so often before the card's place that
/// its texels there cannot be counted in 32 bits.
void far_repeats(SceneWriter& w, int wrap) {
    constexpr int width = 8192;
    std::vector<std::uint8_t> texels;
    for (int x = 0; x < width; ++x) {
        const int band = x / (width / 4);
        texels.insert(texels.end(), {static_cast<std::uint8_t>(40 + 60 * band),
                                     static_cast<std::uint8_t>(240 - 60 * band), 128, 255});
    }
    const json texture = {{"index", w.texture(width, 1, texels, {false, wrap, wrap})}};
    const int material = w.material({{"pbrMetallicRoughness", {{"baseColorTexture", texture}}}});
    for (int i = 0; i < 8; ++i) {
        PrimitiveData card = square(0.6F, material);
        // In the middle of a band: a float of this size is off by 1/32 at most, and so is each of three weighted ones.
        const float repeats = i < 4 ? 300000.0F : -300000.0F;
        for (glm::vec2& uv : card.uvs) uv = {repeats + 0.125F + 0.25F * static_cast<float>(i % 4), 0.5F};
        w.node({{"mesh", w.mesh({card})},
                {"translation", {-2.1F + 1.4F * static_cast<float>(i % 4), i < 4 ? 0.8F : -0.8F, -7}}});
    }
    backdrop(w);
}

}  // namespace

std::vector<SceneCase> material_scenes() {
    const ViewRequest front = look({0, 0, 0}, {0, 0, -1}, 0.8);
    const auto cut = [&](const char* name, const CutOptions& options) {
        return SceneCase{name, [=](SceneWriter& w, Random& r) { cut_outs(w, r, options); }, front, {0.03, 0.04, 0.5}};
    };
    const json transform = {{"offset", {0.25, 0.1}}, {"rotation", 0.6}, {"scale", {1.4, 0.8}}};
    const json with_set = {{"offset", {-0.1, 0.4}}, {"rotation", -1.1}, {"scale", {0.9, 1.3}}, {"texCoord", 1}};
    const Allowance dense{0.03, 0.08, 0.1};
    return {
        cut("cut_nearest", {.sampler = {false}}),
        cut("cut_linear", {}),
        cut("cut_clamped", {.sampler = {true, 33071, 33071}, .cutoff = 0.3F}),
        cut("cut_mirrored", {.sampler = {false, 33648, 33071}}),
        cut("cut_transformed", {.transform = transform}),
        cut("cut_transformed_nearest", {.sampler = {false, 33648, 10497}, .transform = transform}),
        cut("cut_second_uvs", {.uv_set = 1}),
        cut("cut_overridden_uvs", {.transform = with_set}),
        cut("cut_by_vertex_alpha", {.cutoff = 0.35F, .factor = 0.8F, .has_vertex_alpha = true}),
        cut("cut_one_sided", {.is_double_sided = false}),
        {"sheets_double_sided", [](SceneWriter& w, Random& r) { sheets(w, r, true); }, front, dense},
        {"sheets_one_sided", [](SceneWriter& w, Random& r) { sheets(w, r, false); }, front, dense},
        {"textured", [](SceneWriter& w, Random& r) { textured(w, r, true, false); }, front, {0.03, 0.05, 0.4}},
        {"textured_nearest", [](SceneWriter& w, Random& r) { textured(w, r, false, true); }, front, {0.03, 0.05, 0.4}},
        {"far_repeats", [](SceneWriter& w, Random&) { far_repeats(w, 10497); }, front, {0.02, 0.04, 0.2}},
        {"far_mirrored_repeats", [](SceneWriter& w, Random&) { far_repeats(w, 33648); }, front, {0.02, 0.04, 0.2}},
        {"normal_mapped", [](SceneWriter& w, Random& r) { normal_mapped(w, r, 1); }, front, {0.02, 0.04, 0.2}},
        {"normal_mapped_strong", [](SceneWriter& w, Random& r) { normal_mapped(w, r, 1.8); }, front, {0.02, 0.04, 0.2}},
        {"many_materials", many_materials, front, dense},
        {"vertex_colours",
         [](SceneWriter& w, Random& r) { vertex_colours(w, r, Storage::f32); },
         front,
         {0.02, 0.04, 0.1}},
        {"vertex_colours_bytes",
         [](SceneWriter& w, Random& r) { vertex_colours(w, r, Storage::u8_normalized); },
         front,
         {0.02, 0.04, 0.1}},
        {"blended", blended, front, {0.04, 0.05, 0.8}},
        {"glass", glass, front, {0.04, 0.1, 0.2}},
        {"leaf_cards", leaf_cards, front, {0.03, 0.08, 0.5}},
    };
}

}  // namespace plumb::oracle
