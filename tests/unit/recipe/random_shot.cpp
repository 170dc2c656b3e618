#include "random_shot.hpp"

#include "unit/scene/scene_builder.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <type_traits>

namespace plumb::test {

namespace {

class Maker {
public:
    explicit Maker(std::mt19937_64& random) : random_(random) {}

    std::uint64_t below(std::uint64_t count) { return random_() % count; }
    bool coin() { return below(2) == 1; }

    void fill(double& value) {
        do value = std::bit_cast<double>(random_());
        while (!std::isfinite(value));
    }
    void fill(float& value) {
        do value = std::bit_cast<float>(static_cast<std::uint32_t>(random_()));
        while (!std::isfinite(value));
    }
    template <class T>
    void fill_distance(T& value) {
        fill(value);
        if (coin()) value = std::numeric_limits<T>::infinity();
    }
    template <int N, class T>
    void fill(glm::vec<N, T>& value) {
        for (int i = 0; i < N; ++i) fill(value[i]);
    }
    template <int N>
    void fill(glm::mat<N, N, double>& value) {
        for (int i = 0; i < N; ++i) fill(value[i]);
    }
    template <class T>
    void fill(std::optional<T>& value) {
        if (coin()) fill(value.emplace());
    }
    void fill(std::string& text) {
        constexpr std::string_view parts[] = {"mug", "\"", "\\", "\n", "\x01", "/", "~", "ä", "日本", "", " ", "*"};
        for (std::uint64_t i = below(6); i > 0; --i) text += parts[below(std::size(parts))];
    }
    void fill(std::uint32_t& value) { value = static_cast<std::uint32_t>(random_()); }
    void fill(std::uint64_t& value) { value = random_(); }
    void fill(std::optional<std::uint32_t>& value, std::uint64_t count) {
        if (coin()) value = static_cast<std::uint32_t>(below(count));
    }

    void fill(Camera& camera) {
        camera.projection = static_cast<Camera::Projection>(below(4));
        fill(camera.fov_y_rad);
        fill(camera.half_height_m);
        fill(camera.near_m);
        fill_distance(camera.far_m);
        if (coin()) {
            Intrinsics& k = camera.intrinsics.emplace();
            for (double* const value : {&k.fx, &k.fy, &k.cx, &k.cy}) fill(*value);
        }
        camera.distortion.resize(below(3) * 4);
        for (double& k : camera.distortion) fill(k);
        if (coin()) fill(camera.field_rad.emplace());
        fill(camera.world_from_camera);
        camera.origin = static_cast<Camera::Origin>(below(3));
        fill(camera.file_index);
    }
    void fill(Light& light) {
        light.kind = static_cast<Light::Kind>(below(4));
        fill(light.name);
        fill(light.position);
        fill(light.direction);
        fill(light.color);
        fill(light.intensity);
        fill_distance(light.range_m);
        fill(light.inner_cone_rad);
        fill(light.outer_cone_rad);
        fill(light.radius_m);
        fill(light.angular_radius_rad);
        fill(light.across);
        fill(light.width_m);
        fill(light.height_m);
    }
    void fill(MaterialOverride::UvTransform& value) {
        fill(value.offset);
        fill(value.rotation_rad);
        fill(value.scale);
    }
    void fill(Sky& sky) {
        fill(sky.to_sun);
        fill(sky.turbidity);
        fill(sky.ground_albedo);
    }
    void fill(Fog& fog) {
        fill(fog.color);
        fill(fog.density_per_m);
        fill(fog.base_height_m);
        fill_distance(fog.falloff_m);
    }
    void fill(Sensor& sensor) {
        fill(sensor.exposure_ev);
        fill(sensor.white_balance);
        fill(sensor.vignette);
        fill(sensor.full_well_electrons);
        fill(sensor.read_noise_electrons);
        fill(sensor.noise_seed);
        fill(sensor.jpeg_quality);
        sensor.view_transform = static_cast<Sensor::ViewTransform>(below(3));
    }
    void fill(Aperture& aperture) {
        fill(aperture.f_number);
        fill(aperture.focus_distance_m);
        fill(aperture.sensor_height_mm);
        aperture.blades = static_cast<std::uint32_t>(below(17));
        fill(aperture.rotation_rad);
    }
    void fill(Shutter& shutter) {
        fill(shutter.open_s);
        fill(shutter.close_s);
    }
    void fill(Environment& environment) {
        fill(environment.color);
        fill(environment.intensity);
        fill(environment.sky);
        fill(environment.fog);
        if (coin()) return;
        EnvironmentMap map;
        map.width = static_cast<std::uint32_t>(below(5));
        map.height = static_cast<std::uint32_t>(below(4));
        map.rgb.resize(std::size_t{3} * map.width * map.height);
        for (float& value : map.rgb) fill(value);
        fill(map.name);
        environment.map = std::make_shared<EnvironmentMap>(map);
    }

private:
    std::mt19937_64& random_;
};

void fill_moment(Maker& make, const scene::SceneData& data, Moment& moment) {
    make.fill(moment.time_s);
    make.fill(moment.camera);
    make.fill(moment.world_from_environment);
    moment.world_from_instance.resize(data.instances.size());
    moment.visible.resize(data.instances.size());
    moment.world_from_joint.resize(data.joint_count);
    moment.morph_weights.resize(data.weight_count);
    for (glm::dmat4& pose : moment.world_from_instance) make.fill(pose);
    for (std::uint8_t& flag : moment.visible) flag = static_cast<std::uint8_t>(make.below(256));
    for (glm::dmat4& pose : moment.world_from_joint) make.fill(pose);
    for (float& weight : moment.morph_weights) make.fill(weight);
}

void fill_rolling(Maker& make, const scene::SceneData& data, RollingShutter& shutter) {
    make.fill(shutter.readout_s);
    const auto fill_edges = [&](RollingShutter::Edges& edges) {
        fill_moment(make, data, edges.top);
        fill_moment(make, data, edges.bottom);
    };
    fill_edges(shutter.now);
    if (make.coin()) fill_edges(shutter.previous.emplace());
    if (make.coin()) fill_edges(shutter.next.emplace());
}

void fill_material(Maker& make, const scene::SceneData& data, MaterialOverride& material) {
    material.material = static_cast<std::uint32_t>(make.below(data.materials.size()));
    make.fill(material.base_color);
    make.fill(material.metallic);
    make.fill(material.roughness);
    make.fill(material.normal_scale);
    make.fill(material.emission);
    make.fill(material.base_color_texture, data.textures.size());
    make.fill(material.uv_transform);
}

// Comparison. The structured bindings do not compile when a member is added and not compared.

template <class T>
requires(std::is_arithmetic_v<T> || std::is_enum_v<T>) bool same(const T& a, const T& b) {
    return std::memcmp(&a, &b, sizeof(T)) == 0;
}
bool same(const std::string& a, const std::string& b) {
    return a == b;
}
template <int N, class T>
bool same(const glm::vec<N, T>& a, const glm::vec<N, T>& b) {
    return std::memcmp(&a, &b, sizeof(a)) == 0;
}
template <int N>
bool same(const glm::mat<N, N, double>& a, const glm::mat<N, N, double>& b) {
    return std::memcmp(&a, &b, sizeof(a)) == 0;
}
bool same(const Intrinsics& a, const Intrinsics& b) {
    return std::memcmp(&a, &b, sizeof(a)) == 0;
}
bool same(const MaterialOverride::UvTransform& a, const MaterialOverride::UvTransform& b) {
    return same(a.offset, b.offset) && same(a.rotation_rad, b.rotation_rad) && same(a.scale, b.scale);
}
bool same(const Sky& a, const Sky& b) {
    const auto& [to_sun, turbidity, ground] = a;
    const auto& [to_sun2, turbidity2, ground2] = b;
    return same(to_sun, to_sun2) && same(turbidity, turbidity2) && same(ground, ground2);
}
bool same(const Fog& a, const Fog& b) {
    const auto& [color, density, base, falloff] = a;
    const auto& [color2, density2, base2, falloff2] = b;
    return same(color, color2) && same(density, density2) && same(base, base2) && same(falloff, falloff2);
}
template <class T>
bool same(const std::optional<T>& a, const std::optional<T>& b);
template <class T>
bool same(const std::vector<T>& a, const std::vector<T>& b);

bool same(const Camera& a, const Camera& b) {
    const auto& [projection, fov, half, near, far, intrinsics, distortion, field, pose, origin, index] = a;
    const auto& [projection2, fov2, half2, near2, far2, intrinsics2, distortion2, field2, pose2, origin2, index2] = b;
    return same(projection, projection2) && same(fov, fov2) && same(half, half2) && same(near, near2) &&
           same(far, far2) && same(intrinsics, intrinsics2) && same(distortion, distortion2) && same(field, field2) &&
           same(pose, pose2) && same(origin, origin2) && same(index, index2);
}
bool same(const Moment& a, const Moment& b) {
    const auto& [time, camera, environment, poses, visible, joints, weights] = a;
    const auto& [time2, camera2, environment2, poses2, visible2, joints2, weights2] = b;
    return same(time, time2) && same(camera, camera2) && same(environment, environment2) && same(poses, poses2) &&
           same(visible, visible2) && same(joints, joints2) && same(weights, weights2);
}
bool same(const RollingShutter::Edges& a, const RollingShutter::Edges& b) {
    const auto& [top, bottom] = a;
    return same(top, b.top) && same(bottom, b.bottom);
}
bool same(const RollingShutter& a, const RollingShutter& b) {
    const auto& [readout_s, now, previous, next] = a;
    return same(readout_s, b.readout_s) && same(now, b.now) && same(previous, b.previous) && same(next, b.next);
}
bool same(const Light& a, const Light& b) {
    const auto& [kind, name, position, direction, color, intensity, range, inner, outer, radius, angle, across, width,
                 height] = a;
    const auto& [kind2, name2, position2, direction2, color2, intensity2, range2, inner2, outer2, radius2, angle2,
                 across2, width2, height2] = b;
    return same(kind, kind2) && same(name, name2) && same(position, position2) && same(direction, direction2) &&
           same(color, color2) && same(intensity, intensity2) && same(range, range2) && same(inner, inner2) &&
           same(outer, outer2) && same(radius, radius2) && same(angle, angle2) && same(across, across2) &&
           same(width, width2) && same(height, height2);
}
bool same(const MaterialOverride& a, const MaterialOverride& b) {
    const auto& [material, color, metallic, roughness, normal, emission, texture, uv] = a;
    const auto& [material2, color2, metallic2, roughness2, normal2, emission2, texture2, uv2] = b;
    return same(material, material2) && same(color, color2) && same(metallic, metallic2) &&
           same(roughness, roughness2) && same(normal, normal2) && same(emission, emission2) &&
           same(texture, texture2) && same(uv, uv2);
}
bool same(const Draw& a, const Draw& b) {
    return same(a.key, b.key) && same(a.value, b.value);
}
bool same(const Sensor& a, const Sensor& b) {
    const auto& [exposure, white, vignette, well, read, seed, jpeg, view] = a;
    const auto& [exposure2, white2, vignette2, well2, read2, seed2, jpeg2, view2] = b;
    return same(exposure, exposure2) && same(white, white2) && same(vignette, vignette2) && same(well, well2) &&
           same(read, read2) && same(seed, seed2) && same(jpeg, jpeg2) && same(view, view2);
}
bool same(const std::shared_ptr<const EnvironmentMap>& a, const std::shared_ptr<const EnvironmentMap>& b) {
    if (!a || !b) return !a && !b;
    const auto& [width, height, rgb, name, source] = *a;
    const auto& [width2, height2, rgb2, name2, source2] = *b;
    return width == width2 && height == height2 && same(rgb, rgb2) && name == name2 && source == source2;
}
template <class T>
bool same(const std::optional<T>& a, const std::optional<T>& b) {
    return a.has_value() == b.has_value() && (!a || same(*a, *b));
}
template <class T>
bool same(const std::vector<T>& a, const std::vector<T>& b) {
    bool is_same = a.size() == b.size();
    for (std::size_t i = 0; is_same && i < a.size(); ++i) is_same = same(a[i], b[i]);
    return is_same;
}

}  // namespace

Scene scene_with_everything() {
    testing::SceneBuilder builder;
    const std::uint32_t mesh = builder.add_triangle_mesh();
    builder.add_drawn_node("mug", mesh);
    builder.add_drawn_node("mug", mesh);
    builder.add_drawn_node("Löffel \"groß\"", mesh);
    scene::SceneData data = std::move(builder.data);
    data.materials.resize(3);
    data.materials[1].name = "canvas";
    data.images.resize(2);
    data.images[1].name = "wood.png";
    data.textures = {{.image = 1}, {.image = 0}};
    data.animations.resize(2);
    data.animations[0].name = "walk";
    data.variants = {"day", "night"};
    scene::finish(data);
    data.joint_count = 4;
    data.weight_count = 5;
    return Scene(std::make_shared<const scene::SceneData>(std::move(data)));
}

Shot random_shot(const Scene& scene, std::mt19937_64& random) {
    const scene::SceneData& data = scene.data();
    Maker make(random);
    Shot shot;
    make.fill(shot.time_s);
    make.fill(shot.dt_s);
    make.fill(shot.animation, data.animations.size());
    make.fill(shot.variant, data.variants.size());
    fill_moment(make, data, shot.now);
    if (make.coin()) fill_moment(make, data, shot.previous.emplace());
    if (make.coin()) fill_moment(make, data, shot.next.emplace());
    shot.lights.resize(make.below(3));
    for (Light& light : shot.lights) make.fill(light);
    make.fill(shot.environment);
    make.fill(shot.sensor);
    make.fill(shot.aperture);
    make.fill(shot.shutter);
    if (make.coin()) fill_rolling(make, data, shot.rolling_shutter.emplace());
    shot.materials.resize(make.below(3));
    for (MaterialOverride& material : shot.materials) fill_material(make, data, material);
    shot.draws.resize(make.below(4));
    for (Draw& draw : shot.draws) {
        make.fill(draw.key);
        draw.value.resize(make.below(4));
        for (double& value : draw.value) make.fill(value);
    }
    if (make.coin()) {
        ShotAddress& address = shot.address.emplace();
        make.fill(address.seed);
        make.fill(address.index);
        make.fill(address.attempt);
        make.fill(address.view);
    }
    return shot;
}

void expect_same(const Shot& a, const Shot& b) {
    const auto& [time_s, dt_s, animation, now, previous, next, lights, environment, sensor, materials, variant,
                 aperture, shutter, rolling_shutter, draws, address] = a;
    EXPECT_TRUE(same(time_s, b.time_s));
    EXPECT_TRUE(same(dt_s, b.dt_s));
    EXPECT_TRUE(same(animation, b.animation));
    EXPECT_TRUE(same(now, b.now));
    EXPECT_TRUE(same(previous, b.previous));
    EXPECT_TRUE(same(next, b.next));
    EXPECT_TRUE(same(lights, b.lights));
    EXPECT_TRUE(same(sensor, b.sensor));
    EXPECT_TRUE(same(materials, b.materials));
    EXPECT_TRUE(same(variant, b.variant));
    EXPECT_EQ(aperture, b.aperture);
    EXPECT_EQ(shutter, b.shutter);
    EXPECT_TRUE(same(rolling_shutter, b.rolling_shutter));
    EXPECT_TRUE(same(draws, b.draws));
    EXPECT_EQ(address, b.address);
    const auto& [color, intensity, map, sky, fog] = environment;
    EXPECT_TRUE(same(color, b.environment.color));
    EXPECT_TRUE(same(intensity, b.environment.intensity));
    EXPECT_TRUE(same(map, b.environment.map));
    EXPECT_TRUE(same(sky, b.environment.sky));
    EXPECT_TRUE(same(fog, b.environment.fog));
}

}  // namespace plumb::test
