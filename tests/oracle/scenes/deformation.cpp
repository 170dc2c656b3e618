#include "scene_case.hpp"

#include <algorithm>

namespace plumb::oracle {
namespace {

using nlohmann::json;

struct ArmOptions {
    int joint_count = 4;
    bool is_blended = true;
    bool has_eight = false;
    bool is_mirrored = false;  ///< a parent of everything mirrors
    bool has_normals = true;
    Storage weight_storage = Storage::f32;
    bool is_morphed = false;
    bool is_bumpy = false;  ///< a normal map, with tangents along the tube
    bool has_load = false;  ///< a primitive of the same mesh that has no joints, on a node that moves
};

/// A tube of 4 m along +x whose vertices follow `joint_count` joints.
PrimitiveData tube(const ArmOptions& options) {
    PrimitiveData p = sheet(20, [](float u, float v) {
        const float angle = 6.2831853F * v;
        return glm::vec3(4 * u, 0.5F * std::cos(angle), -0.5F * std::sin(angle));
    });
    for (const glm::vec3& at : p.positions) {
        if (options.has_normals) p.normals.push_back(glm::normalize(glm::vec3(0, at.y, at.z)));
        const float along = at.x / 4 * static_cast<float>(options.joint_count - 1);
        const float first = std::min(std::floor(along), static_cast<float>(options.joint_count - 2));
        const float share = options.is_blended ? along - first : std::round(along - first);
        const auto joint = static_cast<std::uint32_t>(first);
        if (!options.has_eight) {
            p.joints.emplace_back(joint, joint + 1, 0, 0);
            p.weights.emplace_back(1 - share, share, 0, 0);
            continue;
        }
        // Eight joints, all of which pull everywhere, with weights that fall off and sum to 1.
        glm::vec4 low(0), high(0);
        for (int j = 0; j < 4; ++j) {
            low[j] = std::exp(-std::abs(along - static_cast<float>(j)));
            high[j] = std::exp(-std::abs(along - static_cast<float>(j + 4)));
        }
        const float sum = glm::dot(low, glm::vec4(1)) + glm::dot(high, glm::vec4(1));
        p.joints.emplace_back(0, 1, 2, 3);
        p.joints_1.emplace_back(4, 5, 6, 7);
        p.weights.push_back(low / sum);
        p.weights_1.push_back(high / sum);
    }
    p.weight_storage = options.weight_storage;
    if (options.weight_storage == Storage::u8_normalized) {
        for (glm::vec4& weight : p.weights) {
            weight.x = std::round(weight.x * 255) / 255;
            weight.y = 1 - weight.x;
        }
    }
    if (options.is_morphed) {
        TargetData bulge;
        for (const glm::vec3& at : p.positions) {
            bulge.positions.push_back(0.8F * std::sin(0.785F * at.x) * glm::vec3(0, at.y, at.z));
            bulge.normals.emplace_back(-0.3F * std::cos(0.785F * at.x), 0, 0);
        }
        p.targets.push_back(bulge);
    }
    if (options.is_bumpy) p.tangents.assign(p.positions.size(), {1, 0, 0, 1});
    return p;
}

json bumpy_material(SceneWriter& w, Random& random) {
    constexpr int size = 8;
    std::vector<std::uint8_t> texels;
    for (int i = 0; i < size * size; ++i) {
        const auto x = static_cast<std::uint8_t>(random.uniform(80, 176));
        const auto y = static_cast<std::uint8_t>(random.uniform(80, 176));
        texels.insert(texels.end(), {x, y, 240, 255});
    }
    return {{"normalTexture", {{"index", w.texture(size, size, texels)}}}, {"doubleSided", true}};
}

void arm(SceneWriter& w, Random& random, const ArmOptions& options) {
    const int material = w.material(options.is_bumpy ? bumpy_material(w, random) : json{{"doubleSided", true}});
    PrimitiveData data = tube(options);
    data.material = material;
    std::vector<int> joints;
    std::vector<glm::mat4> inverse_bind;
    const float length = 4.0F / static_cast<float>(options.joint_count - 1);
    for (int j = options.joint_count - 1; j >= 0; --j) {
        json node = {{"translation", {j == 0 ? 0.0F : length, 0, 0}}};
        if (!joints.empty()) node["children"] = {joints.front()};
        joints.insert(joints.begin(), w.node(node, false));
        w.track({joints.front(),
                 "rotation",
                 {0, 1},
                 joined(std::vector{turn({0, 0, 1}, 0.1 * j), turn({0.3F, 0.2F, 1}, -0.35)})});
        glm::mat4 inverse(1);
        inverse[3] = glm::vec4(-length * static_cast<float>(j), 0, 0, 1);
        inverse_bind.insert(inverse_bind.begin(), inverse);
    }
    w.track({joints[1], "scale", {0, 1}, {1, 1, 1, 1.3F, 0.8F, 1.1F}});
    const int skin = w.skin(joints, inverse_bind);
    // The node's own place must be without effect.
    json body = {{"mesh", w.mesh({data})}, {"skin", skin}, {"translation", {3, 9, 2}}};
    if (options.has_load) {
        PrimitiveData load = box(0.5F);
        load.material = material;
        body = {{"mesh", w.mesh({data, load})}, {"skin", skin}, {"translation", {1, 1.2, 0.5}}};
    }
    const int node = w.node(body, false);
    if (options.has_load)
        w.track({node, "rotation", {0, 1}, joined(std::vector{turn({0, 0, 1}, 0.3), turn({0.5F, 1, 0.2F}, -0.6)})});
    json root = {{"children", {joints.front(), node}}, {"translation", {-2, -0.4, -4.4}}};
    if (options.is_mirrored) {
        root["scale"] = {-1, 1.2, 1};
        root["translation"] = {2, -0.4, -4.4};
    }
    w.node(root);
    if (options.is_morphed) w.track({node, "weights", {0, 1}, {0, 1}});
    w.node({{"mesh", w.mesh({box(0.4F)})}, {"translation", {0, 0.9F, -4.6F}}});
}

/// Single-sided and closed enough to show culling of a skinned surface.
void skinned_one_sided(SceneWriter& w, Random& random) {
    arm(w, random, {});
    w.root()["materials"][0]["doubleSided"] = false;
}

struct FaceOptions {
    bool has_normals = true;
    bool is_cubic = false;
    bool is_static = false;
    bool is_turning = false;  ///< about a place beside the mesh, stretching meanwhile
};

void face(SceneWriter& w, Random& random, const FaceOptions& options) {
    PrimitiveData p = ball(1.6F, 14);
    if (!options.has_normals) p.normals.clear();
    for (int t = 0; t < 3; ++t) {
        TargetData target;
        const glm::vec3 pull = random.in_box(glm::vec3(-1), glm::vec3(1));
        for (const glm::vec3& at : p.positions) {
            const float share =
                std::exp(-2 * glm::dot(at - 1.6F * glm::normalize(pull), at - 1.6F * glm::normalize(pull)));
            target.positions.push_back(share * pull);
            if (options.has_normals) target.normals.push_back(0.5F * share * glm::vec3(pull.y, pull.z, pull.x));
        }
        p.targets.push_back(target);
    }
    const glm::vec3 beside = options.is_turning ? glm::vec3(1.3F, -0.8F, 0.4F) : glm::vec3(0);
    for (glm::vec3& at : p.positions) at += beside;
    json more = {{"weights", {0.4F, 0.1F, 0.7F}}};
    const int mesh = w.mesh({p}, more);
    const int left = w.node({{"mesh", mesh}, {"translation", list(glm::vec3(-1.9F, 0, -6) - beside)}});
    if (options.is_turning) {
        w.track({left, "rotation", {0, 1}, joined(std::vector{turn({0, 0, 1}, -0.5), turn({0.2F, 0.4F, 1}, 1.6)})});
        w.track({left, "scale", {0, 1}, {1, 1, 1, 0.8F, 1.3F, 1.1F}});
    }
    w.node(
        {{"mesh", mesh}, {"translation", {1.9F, 0, -6}}, {"weights", {0.9F, 0.6F, -0.3F}}, {"scale", {1, 0.8F, 1.1F}}});
    if (options.is_static) return;
    if (options.is_cubic) {
        w.track({left, "weights", {0, 1}, {0, 0, 0, 0, 1, 0, 2, 0, 1, 0, 1, 1, 1, 0, 0.5F, 0, 0, 0}, "CUBICSPLINE"});
    } else {
        w.track({left, "weights", {0, 0.5F, 1}, {0, 1, 0, 1, 0, 0.5F, 0, 0, 1}});
    }
}

}  // namespace

std::vector<SceneCase> deformation_scenes() {
    const auto arm_case = [](const char* name, const ArmOptions& options) {
        return SceneCase{name,
                         [=](SceneWriter& w, Random& r) { arm(w, r, options); },
                         look({0, 0.8, 0}, {0, -0.2, -4.5}),
                         {0.02, 0.05, 0.1}};
    };
    const auto face_case = [](const char* name, const FaceOptions& options) {
        return SceneCase{name,
                         [=](SceneWriter& w, Random& r) { face(w, r, options); },
                         look({0, 0.4, 0}, {0, 0, -6}),
                         {0.02, 0.05, 0.2}};
    };
    return {
        arm_case("skin_rigid", {.is_blended = false}),
        arm_case("skin_blended", {}),
        arm_case("skin_flat", {.has_normals = false}),
        arm_case("skin_eight_influences", {.joint_count = 8, .has_eight = true}),
        arm_case("skin_byte_weights", {.weight_storage = Storage::u8_normalized}),
        arm_case("skin_mirrored", {.is_mirrored = true}),
        arm_case("skin_morphed", {.is_morphed = true}),
        arm_case("skin_with_load", {.has_load = true}),
        arm_case("skin_bumpy", {.is_bumpy = true}),
        {"skin_one_sided", skinned_one_sided, look({0, 0.8, 0}, {0, -0.2, -4.5}), {0.02, 0.05, 0.1}},
        face_case("morph", {}),
        face_case("morph_flat", {.has_normals = false}),
        face_case("morph_cubic", {.is_cubic = true}),
        face_case("morph_static", {.is_static = true}),
        face_case("morph_turning", {.is_turning = true}),
    };
}

}  // namespace plumb::oracle
