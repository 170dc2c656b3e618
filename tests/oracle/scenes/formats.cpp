#include "scene_case.hpp"

namespace plumb::oracle {
namespace {

using nlohmann::json;

/// A ribbon that waves; `mode` 5 as one strip, 4 as triangles.
PrimitiveData ribbon(int count, int mode) {
    PrimitiveData p;
    for (int i = 0; i < count; ++i) {
        const float u = static_cast<float>(i / 2) / static_cast<float>(count / 2);
        p.positions.emplace_back(6 * u - 3, (i % 2 == 0 ? 0.7F : -0.7F) + 0.4F * std::sin(7 * u),
                                 0.8F * std::cos(9 * u));
        p.uvs.emplace_back(u, i % 2);
    }
    p.mode = mode;
    return p;
}

PrimitiveData disc(int count) {
    PrimitiveData p;
    p.mode = 6;
    p.positions.emplace_back(0, 0, 0.5F);
    for (int i = 0; i <= count; ++i) {
        const double angle = 6.283185307179586 * i / count;
        p.positions.emplace_back(1.5 * std::cos(angle), 1.2 * std::sin(angle), 0.1 * (i % 3));
    }
    return p;
}

void strips(SceneWriter& w, Random& random, bool is_indexed) {
    PrimitiveData p = ribbon(41, 5);
    p.material = w.material({{"doubleSided", true}});
    if (is_indexed) {
        for (std::uint32_t i = 0; i < 41; ++i) p.indices.push_back(i);
        p.indices.insert(p.indices.begin() + 12, {11, 12});  // a stitch: two triangles without area
        p.index_storage = Storage::u8;
    }
    for (int i = 0; i < 4; ++i) {
        w.node({{"mesh", i == 0 ? w.mesh({p}) : 0},
                {"translation", {0.2F * static_cast<float>(i), 2.4F - 1.6F * static_cast<float>(i), -7}},
                {"rotation", list(turn(random.in_box(glm::vec3(-1), glm::vec3(1)), 0.4))}});
    }
}

void fans(SceneWriter& w, Random& random, bool is_indexed) {
    PrimitiveData p = disc(24);
    if (is_indexed) {
        for (std::uint32_t i = 0; i < p.positions.size(); ++i) p.indices.push_back(i);
        p.index_storage = Storage::u16;
    }
    const int mesh = w.mesh({p, ribbon(21, 5)});
    for (int i = 0; i < 6; ++i) {
        w.node({{"mesh", mesh},
                {"translation", list(random.in_box({-3, -2, -9}, {3, 2, -6}))},
                {"rotation", list(turn({0, 1, 0.1F}, random.uniform(-1, 1)))}});
    }
}

/// Points and lines have no surface, and count no triangles.
void with_lines(SceneWriter& w, Random& random) {
    PrimitiveData points = soup(random, 10, glm::vec3(-1), glm::vec3(1), 0.5F);
    points.mode = 0;
    PrimitiveData lines = points;
    lines.mode = 1;
    const int only_lines = w.mesh({lines});
    const int mixed = w.mesh({points, box(0.7F), lines, ball(0.8F, 6)});
    w.node({{"mesh", only_lines}, {"translation", {0, 0, -5}}});  // gets no id
    for (int i = 0; i < 4; ++i) {
        w.node({{"mesh", mixed},
                {"translation", list(random.in_box({-2, -2, -8}, {2, 2, -6}))},
                {"rotation", list(random.quaternion())}});
    }
}

void index_types(SceneWriter& w, Random& random, Storage storage) {
    PrimitiveData p = rock(random, 1, 9, 0.2F);
    p.index_storage = storage;
    const int mesh = w.mesh({p});
    for (int i = 0; i < 5; ++i) {
        w.node({{"mesh", mesh},
                {"translation", list(random.in_box({-3, -2, -9}, {3, 2, -6}))},
                {"rotation", list(random.quaternion())}});
    }
}

void quantized(SceneWriter& w, Random& random, Storage positions, Storage uvs) {
    PrimitiveData p = ball(positions == Storage::i16 ? 3000.0F : 0.95F, 10);
    p.position_storage = positions;
    p.uv_storage = uvs;
    const float scale = positions == Storage::i16 ? 1.2F / 3000 : 1.2F;
    const int mesh = w.mesh({p});
    for (int i = 0; i < 5; ++i) {
        w.node({{"mesh", mesh},
                {"translation", list(random.in_box({-3, -2, -9}, {3, 2, -6}))},
                {"rotation", list(random.quaternion())},
                {"scale", {scale, 0.7F * scale, scale}}});
    }
}

void sparse(SceneWriter& w, Random& random) {
    PrimitiveData p = rock(random, 1.2F, 8, 0.3F);
    p.is_position_sparse = true;
    w.node({{"mesh", w.mesh({p})}, {"translation", {0.4F, 0, -5}}, {"rotation", list(random.quaternion())}});
}

/// Classes on nodes and meshes, inherited downward.
void classes(SceneWriter& w, Random& random) {
    const int plain = w.mesh({box(0.5F)});
    const int cup = w.mesh({ball(0.5F, 6)}, {{"extras", {{"class", "cup"}}}});
    const auto place = [&] { return list(random.in_box({-3, -2, -9}, {3, 2, -6})); };
    const int inner = w.node({{"mesh", plain}, {"translation", {0.9F, 0.3F, 0}}}, false);  // shelf, from above
    const int own = w.node({{"mesh", cup}, {"translation", {-0.9F, 0.2F, 0.4F}}, {"children", {inner}}}, false);  // cup
    const int named = w.node({{"mesh", cup}, {"extras", {{"class", "mug"}}}, {"translation", {0, 1, 0}}}, false);
    w.node({{"children", {own, named}}, {"extras", {{"class", "shelf"}}}, {"translation", place()}, {"mesh", plain}});
    for (int i = 0; i < 5; ++i) {
        w.node({{"mesh", i % 2 == 0 ? plain : cup}, {"translation", place()}});
        w.node({{"mesh", plain}, {"translation", place()}, {"extras", {{"class", i % 2 == 0 ? "door" : "cup"}}}});
    }
}

}  // namespace

std::vector<SceneCase> format_scenes() {
    const ViewRequest front = look({0, 0, 0}, {0, 0, -1}, 0.8);
    const Allowance dense{0.02, 0.05, 0.05};
    std::vector<SceneCase> scenes = {
        {"strip", [](SceneWriter& w, Random& r) { strips(w, r, false); }, front, dense},
        {"strip_indexed", [](SceneWriter& w, Random& r) { strips(w, r, true); }, front, dense},
        {"fan", [](SceneWriter& w, Random& r) { fans(w, r, false); }, front, dense},
        {"fan_indexed", [](SceneWriter& w, Random& r) { fans(w, r, true); }, front, dense},
        {"with_lines", with_lines, front, dense},
        {"indices_u8", [](SceneWriter& w, Random& r) { index_types(w, r, Storage::u8); }, front, dense},
        {"indices_u16", [](SceneWriter& w, Random& r) { index_types(w, r, Storage::u16); }, front, dense},
        {"quantized", [](SceneWriter& w, Random& r) { quantized(w, r, Storage::i16, Storage::u16_normalized); }, front,
         dense},
        {"quantized_normalized",
         [](SceneWriter& w, Random& r) { quantized(w, r, Storage::i16_normalized, Storage::u8_normalized); }, front,
         dense},
        {"quantized_bytes", [](SceneWriter& w, Random& r) { quantized(w, r, Storage::i8_normalized, Storage::f32); },
         front, dense},
        {"sparse", sparse, front, dense},
        {"classes", classes, front, dense},
    };
    for (std::size_t i = 0; i < scenes.size(); ++i) scenes[i].is_glb = i % 2 != 0;
    return scenes;
}

}  // namespace plumb::oracle
